"""Who owns which bytes, and what a ``Raw`` that is sent must be."""

from __future__ import annotations

import dataclasses
import enum
from typing import Any

import attrs
import msgspec
import pytest
from msgspec import Raw

from codecs_core import (
    Error,
    MsgTypeError,
    Start,
    Stop,
    TypeCodec,
    Yield,
    get_backend,
    mk_codec,
    mk_dec,
)

each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])


class Holder(msgspec.Struct):
    head: int
    body: Any = None


class Closed(msgspec.Struct, gc=False):
    head: int


@dataclasses.dataclass(slots=True)
class Record:
    body: Any


@each_backend
def test_raw_of_a_bytearray_outlives_it(libname: str) -> None:
    """A payload received in a buffer that is used again stays what it was."""
    codec = mk_codec(libname=libname)
    buffer = bytearray(codec.encode(Yield("c", ["x" * 2000])))
    for view in (buffer, memoryview(buffer), memoryview(buffer).toreadonly()):
        msg = codec.decode(view)
        before = bytes(msg.pld)
        if isinstance(view, memoryview):
            view.release()
        buffer[-10:] = b"y" * 10
        assert bytes(msg.pld) == before
        buffer[:] = codec.encode(Yield("c", ["x" * 2000]))


@each_backend
def test_writing_over_a_received_buffer(libname: str) -> None:
    """The buffer that a Raw came from may be written and resized while the Raw lives."""
    codec = mk_codec(libname=libname)
    buffer = bytearray(codec.encode(Yield("c", ["x" * 2000])))
    msg = codec.decode(buffer)
    before = bytes(msg.pld)
    codec.encode_into(Yield("c", list(range(2000))), buffer)
    assert bytes(msg.pld) == before
    assert codec.decode(buffer).cid == "c"


@each_backend
def test_typed_views_own_their_bytes_too(libname: str) -> None:
    """A memoryview field does not look at a buffer that may change."""
    backend = get_backend(libname)
    decoder = backend.decoder(list[memoryview | None])
    buffer = bytearray(backend.encoder().encode([b"abc", None]))
    view = decoder.decode(buffer)[0]
    buffer[:] = b""
    assert bytes(view) == b"abc"


@each_backend
def test_encode_into_writes_where_it_is_told(libname: str) -> None:
    """At an offset, behind the end (-1), or beyond it; what is behind is cut."""
    codec = mk_codec(Any, libname)
    data = codec.encode(Yield("c", 1))
    buffer = bytearray(b"0123456789" * 10)
    codec.encode_into(Yield("c", 1), buffer, 4)
    assert buffer == b"0123" + data
    codec.encode_into(Yield("c", 1), buffer, -1)
    assert buffer == b"0123" + data + data
    empty = bytearray()
    codec.encode_into(Yield("c", 1), empty, 2)
    assert empty == b"\x00\x00" + data
    codec.encode_into(Yield("c", 1), empty)
    assert empty == data


@each_backend
def test_failed_encode_leaves_the_buffer(libname: str) -> None:
    """What was in the buffer is still there when an object cannot be sent."""
    codec = mk_codec(Any, libname)
    buffer = bytearray(b"what was here")
    for bad in (object(), ["x" * 100, object()], Raw(b"")):
        with pytest.raises(MsgTypeError):
            codec.encode_into(Yield("c", bad), buffer)
        with pytest.raises(MsgTypeError):
            codec.enc.encode_into(Yield("c", bad), buffer, 3)
        assert buffer == b"what was here"


@each_backend
def test_callers_own_view_is_respected(libname: str) -> None:
    """A view of the caller's own forbids resizing: the error says so, the buffer stays."""
    codec = mk_codec(Any, libname)
    buffer = bytearray(b"what was here")
    with memoryview(buffer), pytest.raises(BufferError):
        codec.encode_into(Yield("c", "x" * 100), buffer)
    assert buffer == b"what was here"


@each_backend
def test_use_buf_never_hands_out_its_buffer(libname: str) -> None:
    """A message from the codec's own buffer is a copy, and stays what it is."""
    codec = mk_codec(libname=libname)
    first = codec.encode(Yield("c", "x" * 3000), use_buf=True)
    msg = codec.decode(first)
    before = bytes(msg.pld)
    for size in (10, 5000, 2 << 20):
        codec.encode(Yield("c", "y" * size), use_buf=True)
    assert bytes(msg.pld) == before


BAD = {"empty": b"", "two items": b"\x01\x02", "cut short": b"\x82\x01", "reserved": b""}
RESERVED = {"msgpack": b"\xc1", "cbor": b"\x1c"}


def places(raw: Raw) -> list[tuple[Any, str]]:
    """Return objects that hold *raw* somewhere, and the path to it."""
    return [
        (raw, "$"),
        (Yield("c", raw), "$.pld"),
        (Yield("c", [1, raw]), "$.pld[1]"),
        (Yield("c", {"a": {"b": [raw]}}), "$.pld[...][...][0]"),
        (Yield("c", Holder(1, raw)), "$.pld.body"),
        (Yield("c", [Closed(1), Holder(1, [raw])]), "$.pld[1].body[0]"),
        (Yield("c", Record(raw)), "$.pld.body"),
        (Start("c", "m", "f", {"a": raw}, ("a", "b")), "$.kwargs[...]"),
        (Error(("a", "b"), "E", "E", [], _bad_msg=Yield("c", raw)), "$._bad_msg.pld"),
        (Error(("a", "b"), "E", "E", [], message=raw), "$.message"),  # type: ignore[arg-type]
        (Stop(raw), "$.cid"),  # type: ignore[arg-type]  # as the line above: it must not pass
    ]


@each_backend
@pytest.mark.parametrize("what", BAD)
def test_raw_must_be_one_item(libname: str, what: str) -> None:
    """A Raw that would make an unreadable message is refused, wherever it lies."""
    wire = get_backend(libname).info.wire
    raw = Raw(RESERVED[wire] if what == "reserved" else BAD[what])
    for codec in (mk_codec(libname=libname), mk_codec(Any, libname)):
        for obj, path in places(raw):
            for use_buf in (False, True):
                with pytest.raises(MsgTypeError) as caught:
                    codec.encode(obj, use_buf=use_buf)
                assert caught.value.path == path
                assert caught.value.expected == "Raw of exactly one well-formed item"
            with pytest.raises(MsgTypeError):
                get_backend(libname).encoder().encode(obj)


@each_backend
def test_good_raw_goes_anywhere(libname: str) -> None:
    """A Raw of one item is written in place, wherever it lies."""
    codec = mk_codec(Any, libname)
    raw = Raw(get_backend(libname).encoder().encode({"n": [1, None]}))
    for obj, _ in places(raw):
        assert codec.decode_any(codec.encode(obj)) is not None


@each_backend
def test_raw_of_a_hook_is_checked(libname: str) -> None:
    """What an enc_hook returns is looked over as the rest."""

    class Custom:
        pass

    codec = mk_codec(Any, libname, enc_hook=lambda obj: [Raw(b"")], ext_types=[Custom])
    with pytest.raises(MsgTypeError):
        codec.encode(Yield("c", Custom()))


@each_backend
def test_a_relay_may_trust(libname: str) -> None:
    """Who checked on the way in may send on unchecked."""
    checked = mk_codec(libname=libname, check_payload=True)
    relay = mk_codec(libname=libname, trust_raw=True)
    frame = checked.encode(Yield("c", {"a": [1, 2]}))
    assert relay.encode(checked.decode(frame)) == frame
    assert mk_dec(dict[str, list[int]], libname=libname).decode(relay.decode(frame).pld)


@each_backend
def test_cyclic_objects_still_end(libname: str) -> None:
    """Looking for a Raw in an object without end comes to an end."""
    cyclic: list[Any] = [1]
    cyclic.append(cyclic)
    with pytest.raises(MsgTypeError, match="without end"):
        mk_codec(Any, libname).encode(Yield("c", cyclic))


@each_backend
def test_raw_in_odd_places_is_checked(libname: str) -> None:
    """The value of an enum, and what attrs put in a __dict__, are looked at too."""

    class Odd(enum.Enum):
        EMPTY = Raw(b"")

    @attrs.define(slots=False)
    class Loose:
        x: int

    loose = Loose(1)
    loose.extra = Raw(b"")  # type: ignore[attr-defined]  # nobody declared it
    for bad in (Odd.EMPTY, [Odd.EMPTY], loose, [loose]):
        with pytest.raises(MsgTypeError):
            mk_codec(Any, libname).encode(Yield("c", bad))


class Held:
    def __init__(self, value: Any) -> None:
        self.value = value


@each_backend
@pytest.mark.parametrize(
    "numbers", [{}, {"ext_code": 3, "cbor_tag": 5003}], ids=["bare", "numbered"]
)
def test_raw_of_a_type_codec_is_checked(libname: str, numbers: dict[str, int]) -> None:
    """What a declared encode returns is looked over as the rest."""
    held = TypeCodec(Held, lambda h: h.value, Held, **numbers)
    codec = mk_codec(Any, libname, ext_types=[held])
    for bad in (Raw(b""), {"r": Raw(b"")}, Raw(b"\x01\x02")):
        with pytest.raises(MsgTypeError):
            codec.encode(Yield("c", Held(bad)))


@each_backend
def test_an_empty_raw_is_refused_even_when_trusted(libname: str) -> None:
    """Trust spares the look into a Raw; nothing at all is never an item."""
    relay = mk_codec(libname=libname, trust_raw=True)
    for obj, path in places(Raw(b"")):
        with pytest.raises(MsgTypeError) as caught:
            relay.encode(obj)
        assert caught.value.path == path


@each_backend
def test_declared_types_own_their_bytes(libname: str) -> None:
    """What a type codec builds from a view does not look at a buffer that may change."""
    held = TypeCodec(Held, lambda h: h.value, Held, memoryview, ext_code=3, cbor_tag=5003)
    codec = mk_codec(Any, libname, ext_types=[held])
    buffer = bytearray(codec.encode(Yield("c", Held(b"abcdefgh"))))
    value = codec.decode(buffer).pld.value
    buffer[-3:] = b"ZZZ"
    buffer.extend(b"x" * 9999)
    assert bytes(value) == b"abcdefgh"
