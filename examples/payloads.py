"""One dialog's payloads: checked before they leave, decoded by its own receiver.

Run it: ``python examples/payloads.py``
"""

import asyncio
from typing import Any

from msgspec import Struct

from codecs_core import (
    MsgTypeError,
    PldRx,
    Started,
    Stop,
    StreamStopped,
    Yield,
    mk_codec,
    mk_dec,
    validate_payload_msg,
)


class Reading(Struct):
    """What the dialog is about."""

    sensor: str
    celsius: float


channel = mk_codec(libname="cbor")  # leaves payloads undecoded, for any number of dialogs
spec = mk_dec(Reading | None, libname="cbor")


def speak() -> list[bytes]:
    """Return a dialog as bytes: what the peer would send."""
    first = Reading("hall", 21.5)
    frames = [validate_payload_msg(Started("c1", first), first, channel, spec)]
    wrong = {"sensor": "hall", "celsius": "warm"}
    try:
        validate_payload_msg(Started("c1", wrong), wrong, channel, spec)
    except MsgTypeError as error:
        print("not sent:", error.path, "is", error.got)
    frames += map(channel.encode, [Yield("c1", Reading("attic", 30.0)), Yield("c1", wrong)])
    frames += map(channel.encode, [Yield("c1", 5), Stop("c1")])
    return frames


async def listen(queue: asyncio.Queue[Any]) -> None:
    """Receive the dialog from a queue; a trio or anyio memory channel serves as well."""
    dialog = PldRx(spec)
    print("first:", await dialog.recv_pld(queue, Started))
    print("then:", await dialog.recv_pld(queue, Yield))
    try:
        await dialog.recv_pld(queue, Yield)
    except MsgTypeError as error:
        print(error)
    with dialog.limit_plds(int):
        print("limited to int:", await dialog.recv_pld(queue))
    try:
        await dialog.recv_pld(queue)
    except StreamStopped as stop:
        print(stop)


async def main() -> None:
    """Let the two sides speak over a queue."""
    queue: asyncio.Queue[Any] = asyncio.Queue()
    for frame in speak():
        queue.put_nowait(channel.decode(frame))
    await listen(queue)


asyncio.run(main())
