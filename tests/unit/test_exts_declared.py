"""What a declaration may say: numbers shared, read only, by wire; and what it never takes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Generic, TypeVar

import msgspec
import pytest
from ext_models import BLOB, MONEY, PAIR, Blob, Money, Pair

from codecs_core import (
    MsgTypeError,
    TypeCodec,
    UnknownExt,
    Yield,
    get_backend,
    mk_codec,
    mk_codec_hooks,
)
from codecs_core.exts import Tagged

each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])

OLD = dataclasses.replace(MONEY, encode=None, ext_code=9, cbor_tag=5009)
SHARED_MONEY = dataclasses.replace(MONEY, shared=True)
SHARED_BLOB = dataclasses.replace(BLOB, ext_code=1, cbor_tag=5001, shared=True)
FOR_MSGPACK = dataclasses.replace(MONEY, cbor_tag=None)
FOR_CBOR = TypeCodec(Money, lambda m: str(m.held), lambda v: Money(int(v)), str, None, 5001)


@each_backend
def test_one_number_may_stand_for_several_types(libname: str) -> None:
    """What is under a shared number says which of them it is; under Any and typed."""
    backend = get_backend(libname)
    both = [SHARED_MONEY, SHARED_BLOB]
    value = [Money(1), Blob(b"x")]
    data = backend.encoder(ext_types=both).encode(value)
    assert backend.decoder(ext_types=both).decode(data) == value
    assert backend.decoder(tuple[Money, Blob], ext_types=both).decode(data) == tuple(value)
    with pytest.raises(MsgTypeError, match="Expected `Blob`, got `Money`") as caught:
        backend.decoder(list[Blob], ext_types=both).decode(data)
    assert caught.value.path == "$[0]"
    other = backend.encoder(ext_types=[dataclasses.replace(PAIR, ext_code=1, cbor_tag=5001)])
    with pytest.raises(MsgTypeError) as caught:
        backend.decoder(ext_types=both).decode(other.encode(Pair([1])))
    assert caught.value.expected == "Money | Blob"


def test_a_shared_number_is_shared_by_all() -> None:
    """A type that does not say it shares its number has it alone."""
    with pytest.raises(ValueError, match="declared twice"):
        mk_codec(Any, ext_types=[MONEY, SHARED_BLOB])


@each_backend
def test_a_number_may_be_read_and_never_written(libname: str) -> None:
    """An old number still comes in; what goes out has the new one."""
    backend = get_backend(libname)
    old = backend.encoder(ext_types=[dataclasses.replace(OLD, encode=MONEY.encode)])
    encoder = backend.encoder(ext_types=[OLD, MONEY])
    for kind in (Any, Money):
        decoder = backend.decoder(kind, ext_types=[OLD, MONEY])
        assert decoder.decode(old.encode(Money(1))) == Money(1)
    assert encoder.encode(Money(1)) == backend.encoder(ext_types=[MONEY]).encode(Money(1))
    with pytest.raises(MsgTypeError):
        backend.encoder(ext_types=[OLD]).encode(Money(1))
    with pytest.raises(ValueError, match="only read"):
        TypeCodec(Money, None, Money)


@each_backend
def test_each_wire_may_have_its_own_form(libname: str) -> None:
    """One type may be declared for MessagePack and for CBOR, each in its form."""
    codec = mk_codec(Money | None, libname, ext_types=[FOR_MSGPACK, FOR_CBOR])
    data = codec.encode(Money(5))
    assert data == (b"\xd9\x13\x89\x615" if libname == "cbor" else b"\xd4\x01\x05")
    assert codec.decode_any(data) == Money(5)
    assert codec.decode(codec.encode(Yield("c", Money(5)))).pld == Money(5)
    for other in (MONEY, dataclasses.replace(FOR_CBOR, cbor_tag=None)):
        with pytest.raises(ValueError, match="two TypeCodecs declare Money"):
            mk_codec(Any, libname, ext_types=[FOR_CBOR, other])


def test_encode_may_choose_the_tag() -> None:
    """A Tagged in place of a value has its own tag, and so has one inside a value."""
    pair = dataclasses.replace(PAIR, encode=lambda p: Tagged(5010, [Tagged(5011, b"x")]))
    data = get_backend("cbor").encoder(ext_types=[pair]).encode([Pair([])])
    assert data == b"\x81\xd9\x13\x92\x81\xd9\x13\x93\x41x"
    with pytest.raises(MsgTypeError, match="no extension of this wire"):
        get_backend("msgspec").encoder(ext_types=[pair]).encode([Pair([])])


@each_backend
def test_bytes_may_come_in_pieces(libname: str) -> None:
    """A type of bytes may give several buffers, with a number and without."""
    for number in ((2, 5002), (None, None)):
        blob = TypeCodec(Blob, lambda b: [b"<", memoryview(b.held), b">"], Blob, bytes, *number)
        backend = get_backend(libname)
        data = backend.encoder(ext_types=[blob]).encode([Blob(b"x"), Blob(b"y" * 9000)])
        back = backend.decoder(list[Blob], ext_types=[blob]).decode(data)
        assert back == [Blob(b"<x>"), Blob(b"<" + b"y" * 9000 + b">")]
        with pytest.raises(MsgTypeError):
            backend.encoder(ext_types=[blob]).encode(Blob(memoryview(b"abcd")[::2]))


@each_backend
def test_a_subclass_that_is_another_type_is_left_alone(libname: str) -> None:
    """A datetime is a date to Python, and is not written as one where dates are declared."""
    dates = TypeCodec(dt.date, lambda d: d.isoformat(), dt.date.fromisoformat, str, 6, 1004)
    codec = mk_codec(Any, libname, ext_types=[dates])
    value = [dt.date(2026, 11, 24), dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)]
    assert codec.decode_any(codec.encode(value)) == value


@each_backend
def test_sets_are_sorted_as_before(libname: str) -> None:
    """With an order asked for, a set stays sorted whatever types are declared beside it."""
    dates = TypeCodec(dt.date, lambda d: d.isoformat(), dt.date.fromisoformat, str, 6, 1004)
    plain = mk_codec(Any, libname, order="deterministic")
    codec = mk_codec(Any, libname, order="deterministic", ext_types=[dates])
    value = {"a": {"z", "y", "x", "b", "a"}, "s": {3, 1, 2}}
    assert codec.encode(value) == plain.encode(value)


T = TypeVar("T")


class Box(Generic[T]):
    """A generic custom type."""


@each_backend
def test_parameters_are_not_passed_over(libname: str) -> None:
    """A field typed Box[int] is refused: nobody would check the int."""
    boxes = TypeCodec(Box, lambda b: 0, lambda v: Box(), int, 7, 5007)
    backend = get_backend(libname)
    data = backend.encoder(ext_types=[boxes]).encode([Box()])
    assert isinstance(backend.decoder(list[Box], ext_types=[boxes]).decode(data)[0], Box)
    with pytest.raises(MsgTypeError, match="no TypeCodec checks the parameters"):
        backend.decoder(list[Box[int]], ext_types=[boxes]).decode(data)


def test_numbers_are_whole_numbers() -> None:
    """A bool or a float is no code, even where it is equal to one."""
    for number in (True, 1.0, "1"):
        with pytest.raises(ValueError, match="ext_code"):
            dataclasses.replace(MONEY, ext_code=number)
        with pytest.raises(ValueError, match="cbor_tag"):
            dataclasses.replace(MONEY, cbor_tag=number)


def test_a_tag_that_cannot_be_is_not_written() -> None:
    """An UnknownExt that no wire can carry is refused as a value, whatever is in it."""
    encoder = get_backend("cbor").encoder(unknown_ext="keep")
    with pytest.raises(MsgTypeError, match="no tag"):
        encoder.encode([UnknownExt("tag", 2**64, 1)])
    with pytest.raises(MsgTypeError, match="no extension of this wire"):
        encoder.encode([UnknownExt("ext", 1, b"")])
    assert encoder.encode(UnknownExt("tag", 2**64 - 1, 1)) == b"\xdb" + b"\xff" * 8 + b"\x01"
    assert msgspec.msgpack.decode(
        get_backend("msgspec").encoder(unknown_ext="keep").encode(UnknownExt("ext", 1, b"ab"))
    ) == msgspec.msgpack.Ext(1, b"ab")


def test_subclasses_are_written_as_their_base() -> None:
    """An instance of a subclass goes by its base's declaration."""

    class Coin(Money):
        pass

    codec = mk_codec(Any, ext_types=[MONEY])
    assert codec.decode(codec.encode(Yield("c", Coin(5)))).pld == Money(5)


def test_hooks_for_msgspec_alone() -> None:
    """The same declarations serve msgspec without us, each type as its wire type."""
    enc_hook, dec_hook = mk_codec_hooks([MONEY, BLOB])
    data = msgspec.json.encode({"a": Money(5)}, enc_hook=enc_hook)
    assert data == b'{"a":5}'
    assert msgspec.json.decode(data, type=dict[str, Money], dec_hook=dec_hook) == {
        "a": Money(5)
    }
    with pytest.raises(NotImplementedError):
        enc_hook(object())
