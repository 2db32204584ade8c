"""``validate_payload_msg``: nothing leaves that the peer would refuse."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from typing import Any, NamedTuple

import msgspec
import pytest

from codecs_core import (
    CancelAck,
    MsgTypeError,
    PldRx,
    Return,
    Started,
    Stop,
    Yield,
    apply_codec,
    apply_pld_rx,
    mk_codec,
    mk_dec,
    pack_error,
    unpack_error,
    validate_payload_msg,
)

LIBNAMES = ["msgspec", "cbor", "ormsgpack"]
each_backend = pytest.mark.parametrize("libname", LIBNAMES)


class Point(msgspec.Struct):
    x: int
    y: int


class Spot(NamedTuple):
    x: int
    y: int


@each_backend
def test_good_messages_are_returned_as_bytes(libname: str) -> None:
    """What was checked is what is sent."""
    codec = mk_codec(libname=libname)
    dec = mk_dec(Point, libname=libname)
    point = Point(1, 2)
    for box in (Started, Yield, Return):
        msg = box("c", point)
        data = validate_payload_msg(msg, point, codec, dec, strict_parity=True)
        assert data == codec.encode(msg)
    assert validate_payload_msg(CancelAck("c", pld=True), value=True, codec=codec)


@each_backend
def test_a_payload_outside_the_spec_is_not_sent(libname: str) -> None:
    """It is refused here as the peer would have, with the dialog and the message."""
    codec = mk_codec(libname=libname)
    bad = Point(1, "2")  # type: ignore[arg-type]  # on purpose
    with pytest.raises(MsgTypeError) as caught:
        validate_payload_msg(Started("c7", bad), bad, codec, mk_dec(Point, libname=libname))
    error = caught.value
    for words in ("Started is not sent: ", "$.pld.y", "{'x': 1, 'y': '2'}", "spec Point"):
        assert words in str(error)
    assert (error.stage, error.libname, error.cid) == ("encode", libname, "c7")
    assert (error.path, error.expected, error.got) == ("$.pld.y", "int", "str")
    assert error.expected_msg_type is Started
    assert error.bad_msg_as_dict is not None


@each_backend
def test_what_cannot_be_encoded_is_not_sent(libname: str) -> None:
    """A payload that no wire carries is refused, and the refusal can go out."""
    codec = mk_codec(libname=libname)
    for bad in (object(), "\ud800", [{"a": object()}]):
        with pytest.raises(MsgTypeError, match="Started is not sent") as caught:
            validate_payload_msg(Started("c7", bad), bad, codec)
        assert (caught.value.stage, caught.value.cid) == ("encode", "c7")
        answer = unpack_error(codec.decode(codec.encode(pack_error(caught.value))))
        assert isinstance(answer, MsgTypeError)


@each_backend
def test_a_typed_codec_is_spec_enough(libname: str) -> None:
    """Without a dialog's decoder payloads are held to the codec's own spec."""
    codec = mk_codec(int, libname)
    assert validate_payload_msg(Started("c", 5), 5, codec) == codec.encode(Started("c", 5))
    with pytest.raises(MsgTypeError, match="Started is not sent") as caught:
        validate_payload_msg(Started("c", "x"), "x", codec)
    assert (caught.value.stage, caught.value.path) == ("encode", "$.pld")


@each_backend
def test_task_and_dialog_are_the_defaults(libname: str) -> None:
    """The current codec and the current dialog's decoder serve where none is given."""
    codec, pld_rx = mk_codec(libname=libname), PldRx(mk_dec(int, libname=libname))
    with apply_codec(codec), apply_pld_rx(pld_rx):
        assert validate_payload_msg(Started("c", 5), 5) == codec.encode(Started("c", 5))
        with pytest.raises(MsgTypeError):
            validate_payload_msg(Started("c", "x"), "x")
        with pld_rx.limit_plds(str):
            assert validate_payload_msg(Started("c", "x"), "x")
    assert validate_payload_msg(Started("c", "x"), "x") == mk_codec().encode(Started("c", "x"))


@each_backend
@pytest.mark.parametrize(
    ("value", "change"),
    [
        ((1, 2), "$.pld: expected tuple (1, 2), got list [1, 2]"),
        ({"a": [(1,)]}, "$.pld['a'][0]: expected tuple (1,), got list [1]"),
        (Spot(1, 2), "$.pld: expected Spot Spot(x=1, y=2), got list [1, 2]"),
        (OrderedDict(a=1), "$.pld: expected OrderedDict"),
        ({1, 2}, "$.pld: expected set {1, 2}, got list [1, 2]"),
        (Point(1, 2), "$.pld: expected Point Point(x=1, y=2), got dict {'x': 1, 'y': 2}"),
        (datetime.date(2026, 1, 2), "got str '2026-01-02'"),
        (bytearray(b"a"), "$.pld: expected bytearray"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_strict_parity_refuses_what_changes_on_the_way(
    libname: str, value: Any, change: str
) -> None:
    """A value that comes back as another type is told, with the place."""
    codec = mk_codec(libname=libname)
    assert validate_payload_msg(Started("c", value), value, codec)
    with pytest.raises(MsgTypeError, match="comes back different") as caught:
        validate_payload_msg(Started("c7", value), value, codec, strict_parity=True)
    error = caught.value
    assert change in str(error)
    assert (error.stage, error.cid, error.path) == ("encode", "c7", "$.pld")
    assert error.expected_msg_type is Started
    assert error.value == value


@each_backend
def test_strict_parity_takes_what_the_spec_restores(libname: str) -> None:
    """With the type in the spec a tuple comes back a tuple; plain data always does."""
    codec = mk_codec(libname=libname)
    for spec, value in (
        (tuple[int, ...], (1, 2)),
        (Spot, Spot(1, 2)),
        (set[int], {1, 2}),
        (dict[str, Any], {"a": [1, 1.5, None, True, b"x", float("nan"), -0.0]}),
    ):
        dec = mk_dec(spec, libname=libname)
        assert validate_payload_msg(Started("c", value), value, codec, dec, strict_parity=True)


class Contrary:
    """Comes back by a hook, and cannot be compared."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        raise RuntimeError


def test_what_cannot_be_compared_is_refused_too() -> None:
    """A type whose own == fails, or a nest too deep, ends as the one error."""
    hooks: Any = {"dec_hook": lambda kind, obj: kind(), "ext_types": [Contrary]}
    codec = mk_codec(Any, enc_hook=lambda obj: 1, ext_types=[Contrary])
    dec = mk_dec(**hooks)
    deep: list[Any] = []
    for _ in range(900):
        deep = [deep]
    for value, pld_dec in ((Contrary(), dec), (deep, mk_dec(Any))):
        with pytest.raises(MsgTypeError, match="cannot be compared"):
            validate_payload_msg(Started("c", value), value, codec, pld_dec, strict_parity=True)


def test_a_raw_of_something_else_is_not_sent() -> None:
    """Bytes that are no payload are refused before they take the channel down."""
    for junk in (b"\xc1", b"\x01\x02", b""):
        raw = msgspec.Raw(junk)
        with pytest.raises(MsgTypeError, match="Started is not sent"):
            validate_payload_msg(Started("c", raw), raw, mk_codec())


def test_mistakes_of_the_caller_are_told_apart() -> None:
    """Another message, or a decoder of another wire, is no violation but a mistake."""
    stop: Any = Stop("c")
    with pytest.raises(TypeError, match="Stop boxes no payload") as caught:
        validate_payload_msg(stop, None)
    assert not isinstance(caught.value, MsgTypeError)
    with pytest.raises(TypeError, match="writes msgpack, and the payloads' decoder reads cbor"):
        validate_payload_msg(Started("c", 1), 1, mk_codec(), mk_dec(int, libname="cbor"))
    dec = mk_dec(int, libname="ormsgpack")  # another library, the same wire
    assert validate_payload_msg(Started("c", 1), 1, mk_codec(), dec)
