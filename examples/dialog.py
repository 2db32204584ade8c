"""Two processes hold three dialogs over one socket, once per interchange library.

The library is a name, ``mk_codec(libname=...)``; messages, types and errors stay:

1. a stream: both sides say who they are, the child starts a task and streams typed payloads;
2. a violation: a payload breaks the dialog's spec, the receiver says where, the dialog ends
   with an ``Error``, and the channel goes on;
3. a cancel request and its ``CancelAck``.

Run it with every installed backend, or with one::

    pip install '.[all]'
    python examples/dialog.py
    python examples/dialog.py --libname cbor

This file is the parent; ``dialog_child.py`` is the child, ``dialog_wire.py`` puts messages
on a socket, ``dialog_screen.py`` shows them. Sizes are those of the encoded messages; a frame
adds four bytes. The exit code is 1 where a dialog or the conformance suite fails, and 2 where
a backend cannot be had.
"""

from __future__ import annotations

import argparse
import os
import sys
import uuid
from collections.abc import Sequence
from typing import Any

from dialog_child import Reading, Summary, serve
from dialog_screen import Screen, Tally
from dialog_wire import DialogError, Peer, child_process

from codecs_core import (
    Aid,
    BackendError,
    BackendNotInstalledError,
    CancelAck,
    CodecError,
    Error,
    Return,
    SpawnSpec,
    Start,
    StartAck,
    Started,
    Stop,
    Yield,
    backend_names,
    get_backend,
    mk_codec,
    mk_dec,
    spec_str,
)
from codecs_core_conformance import run_suite


def stream(peer: Peer) -> None:
    """Dialog 1: start a task in the child and read its stream to the end."""
    spec = Reading | Summary
    dec = mk_dec(spec, libname=peer.codec.libname)
    kwargs = {"sensor": "roof", "count": 4}
    start = Start("dialog-1", "weather", "readings", kwargs, peer.aid.uid, spec_str(spec))
    peer.send(start)
    peer.recv(StartAck)
    readings = [peer.recv(Started, dec=dec).pld]
    while isinstance(msg := peer.recv(Yield, Stop, dec=dec), Yield):
        readings.append(msg.pld)
    summary = peer.recv(Return, dec=dec).pld
    mean = sum(reading.celsius for reading in readings) / len(readings)
    _require(summary == Summary(len(readings), mean), f"the summary is {summary}")


def violation(peer: Peer, screen: Screen) -> None:
    """Dialog 2: stream to the child, with a payload that is not what it asked for."""
    spec = Reading | None
    dec = mk_dec(spec, libname=peer.codec.libname)
    start = Start("dialog-2", "weather", "calibrate", {}, peer.aid.uid, spec_str(spec))
    peer.send(start)
    peer.recv(StartAck)
    peer.recv(Started, dec=dec)
    peer.send(Yield(start.cid, Reading("roof", 21.5, at=30)))
    # A Struct checks nothing when it is made, and a Yield is checked by its receiver only.
    bad = Reading("roof", "hot", at=35)  # type: ignore[arg-type]  # the fault on show
    peer.send(Yield(start.cid, bad))
    error = peer.recv(Error)
    screen.error("parent", error)
    _require(error.cid == start.cid, f"the Error is of the dialog {error.cid!r}")
    returned = peer.codec.encode(error._bad_msg)
    _require(returned == peer.codec.encode(Yield(start.cid, bad)), "another message came back")


def cancel(peer: Peer) -> None:
    """Dialog 3: cancel the child's runtime, over the channel that saw the violation."""
    peer.send(Start("dialog-3", "self", "cancel", {}, peer.aid.uid))
    peer.recv(StartAck)
    ack = peer.recv(CancelAck)
    _require(ack.pld is True, f"the CancelAck says {ack.pld!r}")


def greet(peer: Peer) -> None:
    """Exchange names, and tell the child how to come up."""
    peer.recv(Aid)
    peer.send(peer.aid)
    peer.send(
        SpawnSpec(
            _parent_main_data={},
            _runtime_vars={"debug": False},
            enable_modules={"weather": "dialog_child"},
            reg_addrs=[("127.0.0.1", 1616)],
            bind_addrs=None,
        )
    )


def converse(libname: str, screen: Screen) -> Tally:
    """Hold all the dialogs with a new child; return what went over the wire.

    Raises :class:`DialogError` or :class:`CodecError` where one does not go as it should.
    """
    tally = Tally(libname)

    def tell(outgoing: bool, msg: Any, size_bytes: int) -> None:
        ends = ("parent", "child") if outgoing else ("child", "parent")
        screen.message(*ends, msg, size_bytes)
        tally.messages += 1
        tally.size_bytes += size_bytes

    aid = Aid(name="parent", uuid=str(uuid.uuid4()), pid=os.getpid())
    with child_process(serve, libname) as sock:
        peer = Peer(sock, mk_codec(libname=libname), aid, tell)
        screen.dialog("1. A task in the child streams typed payloads")
        greet(peer)
        stream(peer)
        screen.dialog("2. A payload breaks the spec: one dialog ends, the channel lives")
        violation(peer, screen)
        screen.dialog("3. A cancel request")
        cancel(peer)
    return tally


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo; return the exit code."""
    screen = Screen()
    try:
        libnames = _chosen(argv, screen)
    except BackendError as exc:
        print(exc, file=sys.stderr)
        return 2
    tallies, failed = [], False
    for libname in libnames:
        screen.backend(get_backend(libname).info)
        try:
            tallies.append(converse(libname, screen))
        except (DialogError, CodecError, OSError) as exc:
            print(f"{libname}: the dialog failed: {exc}", file=sys.stderr)
            failed = True
    screen.totals(tallies)
    reports = [run_suite(libname) for libname in libnames]
    screen.conformance(reports)
    return int(failed or not all(report.ok for report in reports))


def _chosen(argv: Sequence[str] | None, screen: Screen) -> list[str]:
    """Return the backends to run: the one asked for, or all that are installed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--libname", help="run this backend only (default: all installed)")
    asked: str | None = parser.parse_args(argv).libname
    if asked is not None:
        return [get_backend(asked).info.name]
    usable = []
    for libname in backend_names():
        try:
            get_backend(libname)
        except BackendNotInstalledError as exc:
            screen.skipped(libname, exc)
        else:
            usable.append(libname)
    return usable


def _require(held: bool, otherwise: str) -> None:
    if not held:
        raise DialogError(otherwise)


if __name__ == "__main__":
    sys.exit(main())
