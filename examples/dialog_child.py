"""The child of ``dialog.py``: a weather station that serves two tasks, and can be cancelled.

It runs in a process of its own and knows its parent by the messages alone.
"""

from __future__ import annotations

import os
import socket
import traceback
import uuid
from collections.abc import Callable

import msgspec
from dialog_screen import Screen
from dialog_wire import DialogError, Peer, PeerGoneError

from codecs_core import (
    Aid,
    CancelAck,
    Error,
    MsgTypeError,
    Return,
    SpawnSpec,
    Start,
    StartAck,
    Started,
    Stop,
    Yield,
    mk_codec,
    mk_dec,
)

__all__ = ["Reading", "Summary", "serve"]


class Reading(msgspec.Struct, tag=True):
    """What a sensor measured, and at which minute."""

    sensor: str
    celsius: float
    at: int


class Summary(msgspec.Struct, tag=True):
    """What a stream of readings came to."""

    count: int
    mean: float


def serve(sock: socket.socket, libname: str) -> None:
    """Say who we are, then serve the parent until it cancels us or is gone."""
    with sock:
        aid = Aid(name="child", uuid=str(uuid.uuid4()), pid=os.getpid())
        peer = Peer(sock, mk_codec(libname=libname), aid)
        try:
            peer.send(aid)
            peer.recv(Aid)
            modules = peer.recv(SpawnSpec).enable_modules
            while _serve_one(peer, peer.recv(Start), modules):
                pass
        except (PeerGoneError, KeyboardInterrupt):
            return  # Nobody is left to serve.


def _serve_one(peer: Peer, start: Start, modules: dict[str, str]) -> bool:
    """Run the task that *start* asks for; tell whether we go on serving."""
    if (start.ns, start.func) == ("self", "cancel"):
        peer.send(StartAck(start.cid, functype="asyncfunc"))
        peer.send(CancelAck(start.cid, pld=True))
        return False
    if start.ns not in modules or start.func not in _TASKS:
        raise DialogError(f"asked for {start.ns}:{start.func}, which we do not serve")
    peer.send(StartAck(start.cid, functype="context"))
    _TASKS[start.func](peer, start)
    return True


def readings(peer: Peer, start: Start) -> None:
    """Stream what the sensors measure, and return a summary."""
    measured = [
        Reading(start.kwargs["sensor"], celsius=18.5 + number, at=30 + 5 * number)
        for number in range(start.kwargs["count"])
    ]
    peer.send(Started(start.cid, measured[0]))
    for reading in measured[1:]:
        peer.send(Yield(start.cid, reading))
    peer.send(Stop(start.cid))
    mean = sum(reading.celsius for reading in measured) / len(measured)
    peer.send(Return(start.cid, Summary(count=len(measured), mean=mean)))


def calibrate(peer: Peer, start: Start) -> None:
    """Take a stream of reference readings from the parent."""
    dec = mk_dec(Reading | None, libname=peer.codec.libname)
    peer.send(Started(start.cid, None))
    while isinstance(msg := peer.recv(Yield, Stop), Yield):
        try:
            dec.decode(msg.pld)
        except MsgTypeError as exc:
            Screen().violation("child", exc)
            peer.send(boxed(exc, msg, peer))
            return
    peer.send(Return(start.cid, None))


def boxed(exc: MsgTypeError, bad_msg: Yield[msgspec.Raw], peer: Peer) -> Error:
    """Return the message that tells our peer which of its payloads broke the spec, and why."""
    return Error(
        src_uid=peer.aid.uid,
        src_type_str=type(exc).__name__,
        boxed_type_str=type(exc).__name__,
        relay_path=[peer.aid.uid],
        # Not str(exc), which names our backend: what is wrong does not depend on it.
        message=f"Expected `{exc.expected}`, got `{exc.got}` - at `{exc.path}`",
        # The frames further down are the library's, not of our task.
        tb_str="".join(traceback.format_tb(exc.__traceback__, limit=1)),
        sender=peer.aid.uid,
        cid=bad_msg.cid,
        # Its payload is still Raw: it goes back byte for byte as it came.
        _bad_msg=bad_msg,
        _bad_msg_as_dict=peer.codec.decode_any(peer.codec.encode(bad_msg)),
    )


_TASKS: dict[str, Callable[[Peer, Start], None]] = {
    "readings": readings,
    "calibrate": calibrate,
}
