"""What one codec does in the course of its life."""

from __future__ import annotations

from typing import Any

from codecs_core import MsgTypeError, WireError, mk_codec
from codecs_core_conformance.cases.messages import FULL
from codecs_core_conformance.scenario import expect, refuses, scenario

__all__: list[str] = []


@scenario("state/one-codec")
def one_codec(libname: str) -> None:
    """One codec serves message after message, in any order, refusals between them."""
    codec = mk_codec(Any, libname)
    sent = [msg for name, msg in FULL.items() if name != "spawn-spec"]  # has an int key
    first = {id(msg): codec.encode(msg) for msg in sent}
    for msg in (*sent, *reversed(sent)):
        refuses(MsgTypeError, lambda: codec.encode(object()))
        expect(first[id(msg)], codec.encode(msg), f"{type(msg).__name__} once more")
        refuses(WireError, lambda: codec.decode(b""))
        expect(msg, codec.decode(first[id(msg)]), type(msg).__name__)


@scenario("envelope/written-order")
def written_order(libname: str) -> None:
    """The tag comes first and the fields in their order: who reads a head relies on it."""
    codec = mk_codec(Any, libname)
    for msg in FULL.values():
        if type(msg).__name__ == "SpawnSpec":
            continue  # has a map with a key that is no text
        names = list(codec.decode_any(codec.encode(msg)))
        wanted = [name for name in ("msg_type", *msg.__struct_fields__) if name in names]
        expect(wanted, names, type(msg).__name__)
