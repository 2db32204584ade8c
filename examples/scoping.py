"""Narrow the payloads of one task; its children see it, its siblings do not.

Run it: ``python examples/scoping.py``
"""

import asyncio

from codecs_core import (
    MsgTypeError,
    Yield,
    apply_codec,
    current_codec,
    limit_msg_spec,
    mk_codec,
)


def spec() -> str:
    """Return what payloads may be here."""
    return current_codec().pld_spec_str


async def child() -> None:
    """Inherit what the parent applied."""
    print("the child sees", spec())


async def narrow(narrowed: asyncio.Event) -> None:
    """Apply a narrower codec for a while."""
    with limit_msg_spec(int | None) as codec:  # the backend stays the one in force
        narrowed.set()
        print("the task sees", spec(), "over", codec.libname)
        async with asyncio.TaskGroup() as group:
            group.create_task(child())
        try:
            codec.decode(codec.encode(Yield("c1", "five")))
        except MsgTypeError as error:
            print(error)
    print("the task sees", spec(), "again")


async def sibling(narrowed: asyncio.Event) -> None:
    """Look while the other task has narrowed its codec."""
    await narrowed.wait()
    print("the sibling sees", spec())


async def main() -> None:
    """Run both tasks over CBOR."""
    print("by default", spec(), "over", current_codec().libname)
    with apply_codec(mk_codec(libname="cbor")):
        narrowed = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(sibling(narrowed))
            group.create_task(narrow(narrowed))


asyncio.run(main())
