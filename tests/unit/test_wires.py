"""Malformed bytes, foreign frames and depth: what each wire takes and what it refuses."""

from __future__ import annotations

import datetime
import threading
from typing import Any, Optional

import msgspec
import pytest
from parity import BACKENDS

from codecs_core import MsgTypeError, WireError, get_backend
from codecs_core.typed.rawread import has_raw

SAMPLE = {
    "a": [1, -1, 2.5, None, True, "é" * 20, b"xyz", {"b": {"c": []}}],
    "t": datetime.datetime(2024, 1, 1, 1, 1, 1, 5, tzinfo=datetime.UTC),
    "n": 2**40,
}


class Box(msgspec.Struct):
    a: msgspec.Raw
    x: int = 0


class Node(msgspec.Struct):
    v: int
    n: Optional[Node] = None  # noqa: UP045  a forward reference has no | form


class RawNode(msgspec.Struct):
    v: msgspec.Raw
    n: Optional[RawNode] = None  # noqa: UP045  as above


TYPES: list[Any] = [Any, msgspec.Raw, list[msgspec.Raw], dict[str, msgspec.Raw], Box, Node, int]

# Structure, as hexadecimal: wrong for every decoder, one that keeps a Raw among them.
BROKEN = {
    "msgpack": """c1 91c1 81a161c1 c1c1 d9 dc dd00 92 8101 9101ff 0101 c7 d6ff00 c4 81c0
        db7fffffff dd7fffffff df7fffffff 81d5010000 82a16101 81a161 c9ffffffff01""",
    "cbor": """1c 1d 1e 3c 5c 7c 9c bc dc fc 1f 3f df ff 811c a161611c 7f61c37f bf 9f bf6161ff
        bf616101 9fff01 5f6161ff 7f4161ff 5f5f4161ffff f800 f81f f8ff00 5f 7f 81 a1 a101 0101
        8101ff 18 19ff 1a00 1b00 98 b8 c0 c1 c2 d9d9f7 ff01 81ff a1ff01 a101ff c0ff 82c0ff00
        9b7fffffffffffffff bb7fffffffffffffff 5b7fffffffffffffff 7b7fffffffffffffff f9 fa fb""",
}
# Content: what only reading it can find.
BAD_TEXT = {
    "msgpack": "a2c328 81a2c32801 81a161a2c328 91a1ff 82a16101a162a2c328",
    "cbor": "62c328 a162c32801 a1616162c328 8161ff a2616101616262c328 7f62c3a961c3ff",
}
BAD_CONTENT = {
    "msgpack": "d7ffffffffff00000000 c70cffffffffff0000000000000000 8181010101",
    "cbor": "c001 c06161 c16161 c1f97e00 c201 c24161ff c11b7fffffffffffffff a1a0a001",
}


def _hex(text: str) -> list[bytes]:
    return [bytes.fromhex(part) for part in text.split()]


@pytest.mark.parametrize("libname", BACKENDS)
@pytest.mark.parametrize("annotation", TYPES, ids=str)
def test_broken_bytes_are_a_wire_error(libname: str, annotation: Any) -> None:
    """Empty, truncated, trailing or reserved: WireError, whatever was to be read."""
    backend = get_backend(libname)
    decoder = backend.decoder(annotation)
    good = backend.encoder().encode(SAMPLE)
    cases = [*_hex(BROKEN[backend.info.wire]), *(good[:end] for end in range(len(good)))]
    for case in [*cases, good + b"\x00", good + good, good + b"\xff"]:
        for data in (case, bytearray(case), memoryview(case)):
            with pytest.raises(WireError) as caught:
                decoder.decode(data)
            assert caught.value.libname == libname


@pytest.mark.parametrize("libname", BACKENDS)
def test_bad_content_is_a_wire_error_when_it_is_read(libname: str) -> None:
    """Bad UTF-8 and impossible dates are WireError; a Raw keeps them until it is read."""
    backend = get_backend(libname)
    wire = backend.info.wire
    for case in _hex(BAD_TEXT[wire] + " " + BAD_CONTENT[wire]):
        with pytest.raises(WireError):
            backend.decoder().decode(case)
    for case in _hex(BAD_TEXT[wire]):
        raw = backend.decoder(msgspec.Raw).decode(case)
        with pytest.raises(WireError):
            backend.decoder().decode(raw)


@pytest.mark.parametrize("libname", BACKENDS)
def test_a_decoder_works_on_after_errors(libname: str) -> None:
    """After refused bytes and refused values the next good message decodes as ever."""
    backend = get_backend(libname)
    decoder = backend.decoder(Box)
    good = backend.encoder().encode(Box(msgspec.Raw(backend.encoder().encode(1)), 2))
    for _ in range(3):
        with pytest.raises(WireError):
            decoder.decode(good[:-1])
        with pytest.raises(MsgTypeError):
            decoder.decode(backend.encoder().encode({"x": 1}))
        assert decoder.decode(good).x == 2


@pytest.mark.parametrize("libname", BACKENDS)
def test_any_bytes_like_object_can_be_decoded(libname: str) -> None:
    """bytes, bytearray and memoryview, of a part too, decode alike and are left alone."""
    backend = get_backend(libname)
    data = backend.encoder().encode(SAMPLE)
    padded = memoryview(b"__" + data + b"__")[2:-2]
    for form in (data, bytearray(data), memoryview(data), padded, msgspec.Raw(data)):
        assert backend.decoder().decode(form) == SAMPLE
    for wrong in ("text", 1, None, [data]):
        with pytest.raises(MsgTypeError, match="bytes-like"):
            backend.decoder().decode(wrong)  # type: ignore[arg-type]  # wrong on purpose


FOREIGN: dict[str, list[tuple[str, Any]]] = {
    "msgpack": [
        ("d90161", "a"),
        ("da000161", "a"),
        ("db0000000161", "a"),
        ("cf0000000000000001", 1),
        ("d3ffffffffffffffff", -1),
        ("dd0000000101", [1]),
        ("df00000001d9016101", {"a": 1}),
        ("ca3fc00000", 1.5),
        ("c60000000161", b"a"),
        ("c70cff0000000000000000000003e8", datetime.datetime.fromtimestamp(1000, datetime.UTC)),
        ("82a16101a16102", {"a": 2}),
    ],
    "cbor": [
        ("780161", "a"),
        ("7f61616162ff", "ab"),
        ("5f41614162ff", b"ab"),
        ("1b0000000000000001", 1),
        ("3800", -1),
        ("9f01ff", [1]),
        ("bf616101ff", {"a": 1}),
        ("d9d9f7a1616101", {"a": 1}),
        ("f93e00", 1.5),
        ("fa3fc00000", 1.5),
        ("c11903e8", datetime.datetime.fromtimestamp(1000, datetime.UTC)),
        ("c24101", 1),
        ("a2616101616102", {"a": 2}),
    ],
}


@pytest.mark.parametrize("libname", BACKENDS)
def test_other_implementations_forms_decode_to_the_same(libname: str) -> None:
    """Long heads, chunks, indefinite lengths, short floats and doubled keys: one value."""
    backend = get_backend(libname)
    for text, value in FOREIGN[backend.info.wire]:
        data = bytes.fromhex(text)
        assert backend.decoder().decode(data) == value
        assert backend.decoder(type(value)).decode(data) == value
        raw = backend.decoder(msgspec.Raw).decode(data)
        assert bytes(raw) == data
        array = (b"\x91" if backend.info.wire == "msgpack" else b"\x9f") + data
        array += b"" if backend.info.wire == "msgpack" else b"\xff"
        assert bytes(backend.decoder(list[msgspec.Raw]).decode(array)[0]) == data


def _nested(wire: str, levels: int, kind: str) -> bytes:
    """Return containers *levels* deep."""
    msgpack = {
        "list": (b"\x91", b"\x90"),
        "map": (b"\x81\xa1a", b"\x80"),
        "node": (b"\x82\xa1v\x01\xa1n", b"\x81\xa1v\x01"),
    }
    cbor = {
        "list": (b"\x81", b"\x80"),
        "map": (b"\xa1aa", b"\xa0"),
        "node": (b"\xa2av\x01an", b"\xa1av\x01"),
    }
    head, last = (msgpack if wire == "msgpack" else cbor)[kind]
    return head * (levels - 1) + last


DEEP: list[tuple[str, Any]] = [
    ("list", Any),
    ("map", Any),
    ("list", list[Any]),
    ("list", msgspec.Raw),
    ("list", list[msgspec.Raw]),
    ("map", dict[str, msgspec.Raw]),
    ("node", Node),
    ("node", RawNode),
]


def _in_small_thread(work: Any) -> None:
    """Run *work* in a thread with a stack of 256 KiB, and raise what it raises."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as exc:
            raised.append(exc)

    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=run)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    if raised:
        raise raised[0]


@pytest.mark.parametrize("libname", BACKENDS)
def test_the_declared_depth_survives_both_ways_on_a_small_stack(libname: str) -> None:
    """Containers ``max_depth`` deep are read and written, in a thread of 256 KiB too."""
    backend = get_backend(libname)
    depth = backend.info.capabilities.max_depth

    def work() -> None:
        for kind, annotation in DEEP:
            data = _nested(backend.info.wire, depth, kind)
            value = backend.decoder(annotation).decode(data)
            assert backend.encoder().encode(backend.decoder().decode(data)) == data
            assert len(backend.encoder().encode(value)) >= len(data)

    work()
    _in_small_thread(work)


@pytest.mark.parametrize("libname", BACKENDS)
@pytest.mark.parametrize(("kind", "annotation"), DEEP, ids=str)
def test_what_no_stack_holds_is_a_wire_error(libname: str, kind: str, annotation: Any) -> None:
    """A stranger's hundred thousand levels are refused and crash nothing."""
    backend = get_backend(libname)
    for levels in (20_000, 100_000):
        with pytest.raises(WireError):
            backend.decoder(annotation).decode(_nested(backend.info.wire, levels, kind))


@pytest.mark.parametrize(("kind", "annotation"), DEEP, ids=str)
def test_cbor_refuses_one_level_more_than_declared(kind: str, annotation: Any) -> None:
    """Where the core counts the levels itself, the bound is exact, on a small stack too.

    What is left undecoded may be as deep as what is decoded: its envelope is not counted.
    """
    backend = get_backend("cbor")
    depth = backend.info.capabilities.max_depth + has_raw(annotation)

    def work() -> None:
        for levels in (depth + 1, depth + 2, 100_000):
            with pytest.raises(WireError):
                backend.decoder(annotation).decode(_nested("cbor", levels, kind))

    work()
    _in_small_thread(work)


@pytest.mark.parametrize("libname", BACKENDS)
def test_objects_too_deep_or_endless_cannot_be_written(libname: str) -> None:
    """A list in itself, or 20,000 levels of lists, is MsgTypeError and crashes nothing."""
    encoder = get_backend(libname).encoder()
    deep: list[Any] = []
    for _ in range(20_000):
        deep = [deep]
    endless: list[Any] = []
    endless.append({"a": endless})
    for obj in (deep, endless):
        with pytest.raises(MsgTypeError, match="Nested too deep") as caught:
            encoder.encode(obj)
        assert caught.value.path == "$"
    assert encoder.encode([1]) == get_backend(libname).encoder().encode([1])
