"""One dialog's payloads: scoped, received, checked before they leave."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from codecs_core import (
    CancelAck,
    MsgTypeError,
    PldRx,
    RemoteActorError,
    Return,
    Started,
    Stop,
    StreamStopped,
    Yield,
    apply_codec,
    current_codec,
    limit_msg_spec,
    mk_codec,
    mk_dec,
    pack_error,
    unpack_error,
    validate_payload_msg,
)
from codecs_core_conformance.models import Point
from codecs_core_conformance.scenario import Unmet, expect, refuses, scenario

__all__: list[str] = []


def _carried(libname: str, msg: Any) -> Any:
    """Return a message as a channel's codec hands it to a dialog."""
    codec = mk_codec(libname=libname)
    return codec.decode(codec.encode(msg))


@scenario("scope/nested")
def nested(libname: str) -> None:
    """Applied codecs are undone in turn, also when a block raises."""
    outer = current_codec()
    codec = mk_codec(libname=libname)
    with apply_codec(codec), limit_msg_spec(int) as narrow:
        expect((libname, "int"), (narrow.libname, narrow.pld_spec_str))
        with suppress(ZeroDivisionError), apply_codec(codec), limit_msg_spec(str):
            1 / 0  # noqa: B018  it must raise
        if current_codec() is not narrow:
            raise Unmet("the codec of the outer block was not restored")
    if current_codec() is not outer:
        raise Unmet("the first codec was not restored")


@scenario("scope/one-dialog")
def one_dialog(libname: str) -> None:
    """A dialog's own codec is overridden without touching the task's."""
    before, codec = current_codec(), mk_codec(int, libname)
    dialog = SimpleNamespace(pld_codec=None)
    with apply_codec(codec, ctx=dialog):
        if dialog.pld_codec is not codec or current_codec() is not before:
            raise Unmet("the wrong codec was overridden")
    if dialog.pld_codec is not None:
        raise Unmet("the dialog's codec was not restored")


@scenario("receiver/each-message")
def each_message(libname: str) -> None:
    """Each message gives what it is for: payload, bool, the end, the remote error."""
    rx = PldRx(mk_dec(Point | None, libname=libname))
    for box in (Started, Yield, Return):
        expect(Point(1, 2), rx.decode_pld(_carried(libname, box("c", Point(1, 2)))))
        expect(None, rx.decode_pld(_carried(libname, box("c", None))))
    expect(True, rx.decode_pld(_carried(libname, CancelAck("c", pld=True))))
    refuses(StreamStopped, lambda: rx.decode_pld(_carried(libname, Stop("c"))))
    error = _carried(libname, pack_error(KeyError("lost"), cid="c"))
    refuses(RemoteActorError, lambda: rx.decode_pld(error), boxed_type_str="KeyError")


@scenario("receiver/violation")
def violation(libname: str) -> None:
    """A payload outside the spec is told to its sender, with all that a handler needs."""
    rx = PldRx(mk_dec(Point, libname=libname))
    msg = _carried(libname, Yield("c-7", {"x": "one"}))
    error = refuses(
        MsgTypeError,
        lambda: rx.decode_pld(msg),
        path="$.pld.x",
        expected="int",
        got="str",
        cid="c-7",
        expected_msg_type=Yield,
    )
    told = unpack_error(_carried(libname, pack_error(error)))
    if not isinstance(told, MsgTypeError):
        raise Unmet(f"the sender got {told!r}")
    expect(("c-7", Yield), (told.cid, told.expected_msg_type))
    expect({"x": "one"}, told.bad_msg.pld)
    expect(Point(3), rx.decode_pld(_carried(libname, Yield("c-7", Point(3)))))


@scenario("receiver/limit")
def limited(libname: str) -> None:
    """A narrower spec holds for a block, and the old one after it."""
    rx = PldRx(mk_dec(int | str, libname=libname))
    text = _carried(libname, Yield("c", "x"))
    with rx.limit_plds(int):
        refuses(MsgTypeError, lambda: rx.decode_pld(text), expected="int", got="str")
    expect("x", rx.decode_pld(text))


@scenario("sender/round-trip")
def round_trip(libname: str) -> None:
    """A first value that the peer would refuse never leaves; a changed one is told."""
    codec, dec = mk_codec(libname=libname), mk_dec(Point, libname=libname)
    sent = validate_payload_msg(Started("c", Point(1)), Point(1), codec, dec)
    expect(codec.encode(Started("c", Point(1))), sent)
    bad = {"x": None}
    refuses(
        MsgTypeError,
        lambda: validate_payload_msg(Started("c", bad), bad, codec, dec),
        stage="encode",
    )
    loose = mk_dec(Any, libname=libname)
    pair = (1, 2)
    validate_payload_msg(Started("c", pair), pair, codec, loose)
    refuses(
        MsgTypeError,
        lambda: validate_payload_msg(
            Started("c", pair), pair, codec, loose, strict_parity=True
        ),
    )
