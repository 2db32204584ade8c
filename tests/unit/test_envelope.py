"""Messages whose payload stays undecoded: found at once, and never another result."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from steps import steps

from codecs_core import (
    CodecError,
    MsgTypeError,
    Return,
    Started,
    Stop,
    WireError,
    Yield,
    get_backend,
    mk_codec,
    mk_dec,
)
from codecs_core_conformance import difference

LIBNAMES = ["msgspec", "cbor", "ormsgpack"]
each_backend = pytest.mark.parametrize("libname", LIBNAMES)

FAST = {name: mk_codec(libname=name) for name in LIBNAMES}
SLOW = {name: mk_codec(libname=name, check_payload=True) for name in LIBNAMES}

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
messages = st.builds(
    lambda box, cid, pld: box(cid, pld),
    st.sampled_from([Started, Yield, Return]),
    st.text(max_size=300),
    values,
)


def outcome(decode: Any, data: bytes) -> Any:
    try:
        return decode(data)
    except CodecError as exc:
        return type(exc), str(exc).partition(" (")[0]


def agree(libname: str, data: bytes) -> None:
    """Hold the fast way against the slow one, which allows one difference."""
    fast, slow = (outcome(codecs[libname].decode, data) for codecs in (FAST, SLOW))
    if isinstance(slow, tuple) and slow[0] is WireError and not isinstance(fast, tuple):
        # The payload is not one well-formed item: found when it is decoded, as the same.
        with pytest.raises(WireError):
            mk_dec(Any, libname=libname).decode(fast.pld)
    else:
        assert difference(slow, fast) is None


@each_backend
@settings(derandomize=True, max_examples=200, deadline=None)
@given(message=messages)
def test_every_message_gives_the_same_either_way(libname: str, message: Any) -> None:
    """Whatever is sent, its envelope and its payload's bytes are those of the slow way."""
    data = FAST[libname].encode(message)
    agree(libname, data)
    back = FAST[libname].decode(data)
    assert back.cid == message.cid
    assert bytes(back.pld) == get_backend(libname).encoder().encode(message.pld)


@each_backend
@settings(derandomize=True, max_examples=600, deadline=None)
@given(message=messages, data=st.data())
@example(message=Yield("", None), data=None)
def test_no_broken_frame_gives_another_result(libname: str, message: Any, data: Any) -> None:
    """A frame cut, lengthened or changed anywhere is told as the slow way tells it."""
    frame = bytearray(FAST[libname].encode(message))
    if data is not None:
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, min(max(len(frame) - 1, 0), 60)))
            match data.draw(st.sampled_from(["flip", "drop", "insert", "cut", "append"])):
                case "flip":
                    frame[at : at + 1] = bytes(b ^ 1 << (at % 8) for b in frame[at : at + 1])
                case "drop":
                    del frame[at : at + 1]
                case "insert":
                    frame.insert(at, data.draw(st.integers(0, 255)))
                case "cut":
                    del frame[at + 1 :]
                case "append":
                    frame += data.draw(st.binary(max_size=5))
    agree(libname, bytes(frame))
    agree(libname, bytes(frame) * 2)


@each_backend
def test_every_cut_of_a_frame_agrees(libname: str) -> None:
    """A frame cut at any byte is told as the slow way tells it."""
    frame = FAST[libname].encode(Yield("c" * 40, {"a": [1, 2]}))
    for end in range(len(frame)):
        agree(libname, frame[:end])


@each_backend
def test_cost_does_not_grow_with_the_payload(libname: str) -> None:
    """A payload ten thousand times as big is found in as many steps."""
    codec = FAST[libname]
    small = codec.encode(Yield("c", ["x" * 1100]))
    large = codec.encode(Yield("c", list(range(30_000))))
    assert steps(lambda: codec.decode(large)) == steps(lambda: codec.decode(small))


@each_backend
@pytest.mark.parametrize("size", [0, 1, 23, 24, 31, 32, 255, 256, 70_000])
def test_cid_of_any_length(libname: str, size: int) -> None:
    """The dialog's name may be of any length that the protocol allows."""
    message = Return("ü" * (size // 2) + "x" * (size % 2), "p" * 2000)
    back = FAST[libname].decode(FAST[libname].encode(message))
    assert back.cid == message.cid


@each_backend
def test_broken_payload_is_found_when_it_is_decoded(libname: str) -> None:
    """The envelope comes through, and its dialog alone hears of the broken payload."""
    frame = FAST[libname].encode(Yield("c", "x" * 2000)) + b"\x00"
    msg = FAST[libname].decode(frame)
    assert msg.cid == "c"
    with pytest.raises(WireError):
        mk_dec(str, libname=libname).decode(msg.pld)
    with pytest.raises(WireError):
        SLOW[libname].decode(frame)


@each_backend
def test_frames_in_other_buffers(libname: str) -> None:
    """A view on a part of a larger buffer is read as the bytes that it shows."""
    frame = FAST[libname].encode(Yield("c", ["x" * 2000]))
    padded = b"??" + frame + b"??"
    for buf in (bytearray(frame), memoryview(frame), memoryview(padded)[2:-2]):
        assert difference(FAST[libname].decode(frame), FAST[libname].decode(buf)) is None
    with pytest.raises(MsgTypeError):
        FAST[libname].decode(FAST[libname].encode({"msg_type": "Yield", "cid": 5, "pld": 1}))
    assert FAST[libname].decode(FAST[libname].encode(Stop("c"))) == Stop("c")


def test_raw_spec_alone_takes_the_short_way() -> None:
    """A typed codec decodes payloads as ever."""
    codec = mk_codec(list[msgspec.Raw], "cbor")
    msg = codec.decode(codec.encode(Yield("c", [1, "two"])))
    assert [bytes(part) for part in msg.pld] == [b"\x01", b"\x63two"]


@each_backend
def test_payload_as_deep_as_the_wire_goes(libname: str) -> None:
    """A payload of the greatest depth is taken either way: its envelope is not counted."""
    depth = get_backend(libname).info.capabilities.max_depth
    wire = get_backend(libname).info.wire
    item = {"msgpack": b"\x91", "cbor": b"\x81"}[wire]
    frame = FAST[libname].encode(Yield("c", None))[:-1] + item * depth + b"\x01"
    agree(libname, frame)
    assert mk_dec(Any, libname=libname).decode(FAST[libname].decode(frame).pld)


@each_backend
def test_views_of_other_items(libname: str) -> None:
    """A view cast to wider items, or to a table, is read as its bytes."""
    frames = [FAST[libname].encode(Yield("c" * size, "x" * 2048)) for size in (3, 4)]
    frame = next(frame for frame in frames if len(frame) % 2 == 0)
    view = memoryview(frame)
    for cast in (view.cast("H"), view.cast("B", (2, len(frame) // 2))):
        assert difference(FAST[libname].decode(frame), FAST[libname].decode(cast)) is None
