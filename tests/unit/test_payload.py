"""``PldRx``: the payloads of one dialog, decoded to its own spec."""

from __future__ import annotations

import asyncio
import queue
from typing import Any

import msgspec
import pytest

from codecs_core import (
    Aid,
    CancelAck,
    Error,
    MsgType,
    MsgTypeError,
    PldRx,
    RemoteActorError,
    RemoteMsgTypeError,
    Return,
    Start,
    StartAck,
    Started,
    Stop,
    StreamStopped,
    WireError,
    Yield,
    mk_codec,
    mk_dec,
    pack_error,
    unpack_error,
)

LIBNAMES = ["msgspec", "cbor", "ormsgpack"]
each_backend = pytest.mark.parametrize("libname", LIBNAMES)


class Point(msgspec.Struct):
    x: int
    y: int


class Money:
    """A type that only hooks know."""

    def __init__(self, cents: int) -> None:
        self.cents = cents


def money_dec(kind: type, obj: Any) -> Any:
    return kind(obj["cents"])


def carried(msg: Any, libname: str = "msgspec") -> Any:
    """Return *msg* as the channel's codec gives it: its payload undecoded."""
    codec = mk_codec(libname=libname)
    return codec.decode(codec.encode(msg))


@each_backend
@pytest.mark.parametrize("box", [Started, Yield, Return])
def test_payload_messages_deliver_their_payload(libname: str, box: Any) -> None:
    """Each message that boxes a payload gives it, as the dialog's spec says."""
    pld_rx = PldRx(mk_dec(Point | None, libname=libname))
    assert pld_rx.decode_pld(carried(box("c", Point(1, 2)), libname)) == Point(1, 2)
    assert pld_rx.decode_pld(carried(box("c", None), libname)) is None
    assert pld_rx.decode_pld(carried(box("c", None), libname), expect_msg=box) is None


@each_backend
def test_cancel_ack_gives_its_bool(libname: str) -> None:
    """The answer to a cancel request is one whatever the spec."""
    pld_rx = PldRx(mk_dec(Point, libname=libname))
    assert pld_rx.decode_pld(carried(CancelAck("c", pld=True), libname)) is True
    assert pld_rx.decode_pld(carried(CancelAck("c", pld=False), libname), CancelAck) is False


@each_backend
@pytest.mark.parametrize("box", [Started, Yield, Return])
def test_a_payload_outside_the_spec_says_all(libname: str, box: Any) -> None:
    """The text names message, value, its type and the spec; the rest is for handlers."""
    pld_rx = PldRx(mk_dec(Point, libname=libname))
    bad, name = {"x": 1, "y": "2"}, box.__name__
    msg = box("c7", bad)
    with pytest.raises(MsgTypeError) as caught:
        pld_rx.decode_pld(carried(msg, libname))
    error = caught.value
    for words in (
        *("Expected `int`, got `str` - at `$.pld.y`", libname, "payload spec Point"),
        f"{name} payload {{'x': 1, 'y': '2'}} of type dict",
    ):
        assert words in str(error)
    assert (error.libname, error.stage, error.cid) == (libname, "decode", "c7")
    assert (error.path, error.expected, error.got) == ("$.pld.y", "int", "str")
    assert error.value == "2"
    assert error.expected_msg_type is box
    assert error.bad_msg == msg
    assert error.bad_msg_as_dict == {"msg_type": name, "cid": "c7", "pld": bad}
    assert not isinstance(error, RemoteActorError)
    assert isinstance(error.__cause__, msgspec.ValidationError)


@each_backend
def test_a_violation_reads_as_a_typed_codecs(libname: str) -> None:
    """Place, wish and every further violation are those of a codec that has the spec."""
    codec = mk_codec(list[Point], libname)
    data = codec.encode(Yield("c", [{"x": "1", "y": 2}, {"x": 3}, 4]))
    with pytest.raises(MsgTypeError) as direct:
        codec.decode(data)
    pld_rx = PldRx(mk_dec(list[Point], libname=libname))
    with pytest.raises(MsgTypeError) as layered:
        pld_rx.decode_pld(mk_codec(libname=libname).decode(data))
    for name in ("path", "expected", "got", "value", "violations", "bad_msg", "cid"):
        assert getattr(direct.value, name) == getattr(layered.value, name), name


def test_a_huge_payload_is_shown_in_part() -> None:
    """An error's text does not grow with a stranger's payload."""
    pld_rx = PldRx(mk_dec(int))
    with pytest.raises(MsgTypeError) as caught:
        pld_rx.decode_pld(carried(Yield("c", ["x" * 1000] * 1000)))
    assert len(str(caught.value)) < 500


@each_backend
def test_bytes_that_are_no_value_are_the_dialogs_trouble(libname: str) -> None:
    """A payload that only looks well-formed is told when the dialog decodes it."""
    text = {"cbor": b"\x61\xff"}.get(libname, b"\xa1\xff")  # a text that is no UTF-8
    pld_rx = PldRx(mk_dec(str, libname=libname))
    with pytest.raises(WireError, match="the payload of Yield in dialog 'c'"):
        pld_rx.decode_pld(Yield("c", msgspec.Raw(text)))


def test_a_payload_decoded_already_is_held_to_the_spec() -> None:
    """Over a typed codec the receiver still checks, and keeps what it finds right."""
    point, money = Point(1, 2), Money(5)
    dec = mk_dec(Point | None, money_dec, ext_types=[Money])
    pld_rx = PldRx(dec)
    assert pld_rx.decode_pld(Yield("c", point)) is point
    assert pld_rx.decode_pld(Yield("c", money)) is money
    assert pld_rx.decode_pld(Yield("c", {"x": 1, "y": 2})) == Point(1, 2)
    with pytest.raises(MsgTypeError) as caught:
        pld_rx.decode_pld(Yield("c", 5))
    assert (caught.value.path, caught.value.value) == ("$.pld", 5)
    assert PldRx(mk_dec(msgspec.Raw)).decode_pld(Yield("c", 5)) == 5


def test_error_raises_the_peers_exception() -> None:
    """An Error is raised as what it boxes, whatever was expected."""
    pld_rx = PldRx(mk_dec(int))
    msg = carried(pack_error(ValueError("far"), "c", ("root", "u0")))
    for expected in (None, Yield, (Started, Return)):
        with pytest.raises(RemoteActorError, match="ValueError: far") as caught:
            pld_rx.decode_pld(msg, expected)
        assert (caught.value.cid, caught.value.src_uid) == ("c", ("root", "u0"))
    refusal = carried(pack_error(MsgTypeError("no", bad_msg=Yield("c", 1))))
    with pytest.raises(MsgTypeError):
        pld_rx.decode_pld(refusal)


def test_errors_are_returned_where_asked() -> None:
    """With raise_error=False a caller gets the error in the payload's place."""
    pld_rx = PldRx(mk_dec(int))
    remote = pld_rx.decode_pld(carried(pack_error(ValueError("far"))), raise_error=False)
    assert isinstance(remote, RemoteActorError)
    refused = pld_rx.decode_pld(carried(Yield("c", "x")), raise_error=False)
    assert isinstance(refused, MsgTypeError)
    assert not isinstance(refused, RemoteActorError)
    unexpected = pld_rx.decode_pld(carried(Yield("c", 1)), Return, raise_error=False)
    assert isinstance(unexpected, MsgTypeError)


def test_stop_ends_the_stream_as_asked() -> None:
    """Stop is raised, or passed through where the receiver is asked to."""
    pld_rx = PldRx(mk_dec(int))
    for raise_error in (True, False):
        with pytest.raises(StreamStopped, match="'c7' ended") as caught:
            pld_rx.decode_pld(Stop("c7"), Yield, raise_error)
        assert caught.value.cid == "c7"
    assert pld_rx.decode_pld(Stop("c7"), Yield, raise_stop=False) == Stop("c7")
    assert pld_rx.decode_pld(Stop("c7"), expect_msg=Stop) == Stop("c7")


def test_another_message_than_the_expected_is_a_violation() -> None:
    """A message out of turn says what was expected and what came."""
    pld_rx = PldRx(mk_dec(int))
    msg = carried(Yield("c7", 1))
    for expected, wish in (
        (Started, "Started"),
        ((Started, Return), "Started | Return"),
        (Started | Return, "Started | Return"),
    ):
        with pytest.raises(MsgTypeError) as caught:
            pld_rx.decode_pld(msg, expected)
        error = caught.value
        assert f"Expected `{wish}`, got `Yield`" in str(error)
        assert (error.expected, error.got, error.cid) == (wish, "Yield", "c7")
        assert error.bad_msg is msg
        answer = unpack_error(carried(pack_error(error)))
        assert isinstance(answer, RemoteMsgTypeError)
        assert answer.cid == "c7"


@pytest.mark.parametrize(
    "msg", [Aid("a", "u"), StartAck("c", "context"), None, 5, "Yield", object(), Yield]
)
def test_what_boxes_no_payload_is_a_violation(msg: Any) -> None:
    """A runtime message, or no message at all, gives no payload."""
    pld_rx = PldRx(mk_dec(int))
    with pytest.raises(MsgTypeError, match="a message with a payload"):
        pld_rx.decode_pld(msg)


def test_a_message_without_payload_may_be_expected() -> None:
    """Who waits for a StartAck gets it."""
    pld_rx, ack = PldRx(mk_dec(int)), StartAck("c", "context")
    assert pld_rx.decode_pld(ack, StartAck) is ack
    start: MsgType = Start("c", "m", "f", {}, ("root", "u0"))
    assert pld_rx.decode_pld(start, Start | StartAck) is start
    with pytest.raises(RemoteActorError):
        pld_rx.decode_pld(Error(("a", "b"), "E", "E", []), StartAck)


def test_receiver_shows_what_it_is() -> None:
    """Its repr tells spec and backend."""
    assert repr(PldRx(mk_dec(Point | None, libname="cbor"))) == (
        "<PldRx of Point | None over cbor>"
    )


def test_any_channel_of_two_shapes_is_received_from() -> None:
    """Queues of threads serve for what is there already; others are told what they lack."""
    pld_rx = PldRx(mk_dec(int))
    chan: queue.Queue[Any] = queue.Queue()
    chan.put(carried(Yield("c", 1)))
    msg, pld = pld_rx.recv_msg_nowait(chan)
    assert (type(msg), pld) == (Yield, 1)
    with pytest.raises(queue.Empty):
        pld_rx.recv_msg_nowait(chan)
    nothing: Any = object()
    with pytest.raises(TypeError, match=r"object has neither receive_nowait\(\) nor get_nowa"):
        pld_rx.recv_msg_nowait(nothing)
    with pytest.raises(TypeError, match=r"object has neither receive\(\) nor get\(\)"):
        asyncio.run(pld_rx.recv_pld(nothing))
