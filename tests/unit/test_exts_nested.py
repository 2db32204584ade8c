"""Custom types inside custom types: bounded, told at their place, copied once."""

from __future__ import annotations

import dataclasses
import threading
import tracemalloc
from typing import Any

import msgspec
import pytest
from ext_models import BLOB, MONEY, PAIR, Blob, Money, Pair

from codecs_core import MsgTypeError, Yield, get_backend, mk_codec
from codecs_core.exts.types import MAX_NESTED

each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])
each_msgpack = pytest.mark.parametrize("libname", ["msgspec", "ormsgpack"])
ALL = [MONEY, BLOB, PAIR]


def nested(levels: int) -> Any:
    """Return a value this many extensions deep."""
    value: Any = 0
    for _ in range(levels):
        value = Pair([value])
    return value


def nested_bytes(levels: int) -> bytes:
    """Return the MessagePack of a value this many extensions deep, whatever the depth."""
    data = b"\x00"
    for _ in range(levels):
        data = msgspec.msgpack.encode(msgspec.msgpack.Ext(3, b"\x91" + data))
    return data


@each_backend
def test_what_may_be_written_can_be_read(libname: str) -> None:
    """Extensions nest up to one depth on every wire, and deeper are not sent."""
    backend = get_backend(libname)
    encoder, decoder = backend.encoder(ext_types=ALL), backend.decoder(ext_types=ALL)
    assert decoder.decode(encoder.encode(nested(MAX_NESTED))) == nested(MAX_NESTED)
    with pytest.raises(MsgTypeError, match="Nested too deep"):
        encoder.encode([nested(MAX_NESTED + 2)])
    assert encoder.encode(Money(1)) == backend.encoder(ext_types=ALL).encode(Money(1))


@each_msgpack
@pytest.mark.parametrize("levels", [MAX_NESTED + 2, 200, 5000, 50_000])
def test_a_strangers_depth_is_refused(libname: str, levels: int) -> None:
    """Extension in extension in extension ends no process, even on a small stack."""
    caught: list[BaseException] = []

    def read() -> None:
        try:
            get_backend(libname).decoder(ext_types=ALL).decode(data)
        except BaseException as exc:
            caught.append(exc)

    data = nested_bytes(levels)
    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=read)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    assert type(caught[0]) is MsgTypeError
    assert f"nested deeper than {MAX_NESTED}" in str(caught[0])


@each_msgpack
def test_depth_is_counted_anew_for_each_message(libname: str) -> None:
    """Refusals leave nothing behind: the next message may be as deep as the first."""
    decoder = get_backend(libname).decoder(ext_types=ALL)
    for _ in range(3):
        with pytest.raises(MsgTypeError):
            decoder.decode(nested_bytes(MAX_NESTED + 2))
        assert decoder.decode(nested_bytes(MAX_NESTED)) == nested(MAX_NESTED)


@each_backend
def test_broken_content_of_a_content_is_told_at_the_outer_place(libname: str) -> None:
    """What is broken or unknown inside an extension refuses it, with the inner reason."""
    backend = get_backend(libname)
    debts = dataclasses.replace(MONEY, encode=lambda m: -5)
    data = backend.encoder(ext_types=[debts, PAIR]).encode(
        {"a": [Pair([1, [Pair([Money(1)])]])]}
    )
    for known, reason in (([MONEY, PAIR], "1: no debts here"), ([PAIR], "1 is not known here")):
        with pytest.raises(MsgTypeError, match=reason) as caught:
            backend.decoder(ext_types=known).decode(data)
        assert (caught.value.path, caught.value.expected) == ("$[...][0]", "Pair")


@each_msgpack
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xc7\x02\x01\x05\x05", "trailing"),
        (b"\xc7\x00\x01", "truncated"),
        (b"\xd4\x01\xcd", "truncated"),
        (b"\xd4\x01\xc1", "malformed"),
        (b"\xd5\x03\x91\xc1", "malformed"),
        (b"\xc7\x03\x03\x91\xa1\xff", "utf-8"),
    ],
)
def test_content_is_exactly_one_item(libname: str, data: bytes, reason: str) -> None:
    """An extension whose content is no item, or more than one, is refused at its place."""
    with pytest.raises(MsgTypeError, match=reason) as caught:
        get_backend(libname).decoder(ext_types=ALL).decode(b"\x91" + data)
    assert caught.value.path == "$[0]"


BIG = bytes(range(256)) * 4096
BIG_VALUES: dict[str, Any] = {
    "alone": Blob(BIG),
    "bytearray": Blob(bytearray(BIG)),
    "view": Blob(memoryview(BIG)),
    "two": [Blob(BIG), "between", Blob(BIG[1:]), Blob(b"small")],
    "nested": Pair([Blob(BIG), Pair([Blob(BIG), {"k": Blob(BIG)}]), "x" * 10_000]),
    "long": Pair(["x" * 10_000]),
    "deep": {"a": [{"b": [Blob(BIG)]}]},
}


@each_backend
@pytest.mark.parametrize("value", BIG_VALUES.values(), ids=BIG_VALUES)
def test_big_contents_come_back(libname: str, value: Any) -> None:
    """Contents that are put in last are where they belong, at any depth."""
    codec = mk_codec(Any, libname, ext_types=ALL)
    data = codec.encode(value)
    assert codec.decode_any(data) == value
    assert codec.decode(codec.encode(Yield("c", value))).pld == value
    assert codec.encode(value, use_buf=True) == data
    buffer = bytearray(b"before")
    codec.enc.encode_into(value, buffer, -1)
    codec.enc.native.encode_into(value, buffer, len(buffer))
    assert buffer == b"before" + data + data


@pytest.mark.parametrize("value", BIG_VALUES.values(), ids=BIG_VALUES)
def test_big_contents_have_one_form(value: Any) -> None:
    """Both MessagePack libraries write a big content alike, as msgspec itself would."""
    first, second = (get_backend(n).encoder(ext_types=ALL) for n in ("msgspec", "ormsgpack"))
    assert first.encode(value) == second.encode(value)
    assert first.encode(Blob(BIG)) == msgspec.msgpack.encode(msgspec.msgpack.Ext(2, BIG))


@each_backend
@pytest.mark.parametrize("name", ["alone", "nested"])
def test_a_big_content_is_copied_once(libname: str, name: str) -> None:
    """Writing takes the memory of the message, and no other copy of what is in it."""
    encoder, value = get_backend(libname).encoder(ext_types=ALL), BIG_VALUES[name]
    size = len(encoder.encode(value))
    tracemalloc.start()
    try:
        encoder.encode(value)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size <= peak < 1.2 * size


@each_backend
def test_a_message_within_a_message_is_by_itself(libname: str) -> None:
    """An encode that uses the same codec for a part of its own gets a whole message."""
    codec: Any = None
    letter = dataclasses.replace(PAIR, encode=lambda p: [codec.encode(p.held)], wire_type=list)
    codec = mk_codec(Any, libname, ext_types=[letter, BLOB])
    outer = codec.decode_any(codec.encode([Blob(BIG), Pair(Blob(BIG))]))
    assert outer[0] == Blob(BIG)
    assert codec.decode_any(outer[1].held[0]) == Blob(BIG)
