"""Two ends that must agree on a payload spec before the first payload goes out.

Run it: ``python examples/specs.py``. A server and a client have two releases of one class;
they find out what still works, at the opening of the dialog and not in the middle of it.
"""

from __future__ import annotations

import msgspec

from codecs_core import SpecMismatch, Start, TypeSpec, check_spec


class Order(msgspec.Struct, tag="Order"):
    """The server's order: it has learnt of notes, and needs the currency."""

    item: str
    price: float
    currency: str
    note: str = ""


class OldOrder(msgspec.Struct, tag="Order"):
    """The client's order, a release ago."""

    item: str
    price: float


def start(pld_spec: str) -> Start:
    """Return a request to run a task whose payloads are of *pld_spec*."""
    return Start(
        cid="1",
        ns="shop",
        func="watch",
        kwargs={},
        uid=("client", "1"),
        pld_spec=pld_spec,
    )


def main() -> None:
    """Compare, send, and refuse."""
    server, client = TypeSpec(Order) | None, TypeSpec(OldOrder) | None
    print("server:", server.to_wire())
    print("None belongs:", None in server, "- int belongs:", int in server)

    # In one process: who may send what to whom, and why not.
    match = server.match(client)
    print("server may send:", match.we_may_send, "- client may send:", match.they_may_send)
    for difference in match.differences:
        print(" ", difference)

    # Over the wire: the text names types; what they mean is ours to say.
    names = {"shop:Order": Order}
    check_spec(start("shop:Order | None"), server, namespace=names)
    print("same names: agreed")

    # A stamp tells two releases of one name apart.
    stamped = f"shop:Order | None #{client.fingerprint}"
    for text in (stamped, "list[shop:Order]", "os:system", "__import__('os')"):
        try:
            check_spec(start(text), server, namespace=names)
        except SpecMismatch as exc:
            print("refused:", str(exc).partition(": its fingerprint")[0])


if __name__ == "__main__":
    main()
