"""Custom types in unions: as payloads, and anywhere inside their containers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Generic, TypeVar

import msgspec
import pytest
from ext_models import BLOB, MONEY, PAIR, Blob, Money, Pair

from codecs_core import (
    BackendInfo,
    Capabilities,
    DecoderOptions,
    EncoderOptions,
    MsgTypeError,
    Return,
    TypeCodec,
    hookimpl,
    mk_codec,
    mk_dec,
    register_plugin,
    unregister_plugin,
)
from codecs_core.tree import TreeDecoder, TreeEncoder

each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])
ALL = [MONEY, BLOB, PAIR]
BARE = [TypeCodec(one.type, one.encode, one.decode, one.wire_type) for one in ALL]
T = TypeVar("T")


class Point(msgspec.Struct):
    x: int


class Cat(msgspec.Struct, tag=True):
    lives: int


class Dog(msgspec.Struct, tag=True):
    name: str


class Box(msgspec.Struct, Generic[T]):
    inside: T


GOOD: list[tuple[Any, Any]] = [
    (Money | Blob | None, [Money(1), Blob(b"x"), None]),
    (Money | Point | dict | None, [Money(1), Point(1), {"y": 2}, {"x": "no int"}, None]),
    (dict | Point | Money, [{"y": 1}, Point(1), Money(1)]),
    (Money | Cat | Dog | dict, [Money(1), Cat(9), Dog("Rex"), {"type": "Cow"}]),
    (Money | Blob | int | float | str, [Money(1), Blob(b"x"), 5, 1.5, "a"]),
    (Money | Blob | list[int] | bytes, [Money(1), Blob(b"x"), [1, 2], b"raw"]),
    (list[Money | Blob], [[Money(1), Blob(b"x")], []]),
    (dict[str, Money | Point | None], [{"a": Money(1), "b": Point(2), "c": None}]),
    (tuple[Money | Blob, int], [(Money(1), 2), (Blob(b"x"), 2)]),
    (tuple[Money | int, ...], [(Money(1), 2, 3)]),
    (set[Money | Blob], [{Money(1), Blob(b"x")}]),
    (list[list[Money | Blob] | None], [[None, [Money(1), Blob(b"x")]]]),
    (list[Money | Blob] | dict[str, Money | Blob], [[Blob(b"x")], {"a": Money(1)}]),
    (list[Money | dict[str, Blob | Pair]] | None, [[Money(1), {"a": Pair([1])}], None]),
    (Box[Money | Blob], [Box(Money(1)), Box(Blob(b"x"))]),
    (Annotated[list[Money | Blob], msgspec.Meta(min_length=1)], [[Blob(b"x")]]),
]


@each_backend
@pytest.mark.parametrize(("spec", "payloads"), GOOD, ids=[str(spec) for spec, _ in GOOD])
def test_each_member_comes_back_as_itself(libname: str, spec: Any, payloads: Any) -> None:
    """A payload spec may hold unions of custom types, Structs, dicts and None, at any depth."""
    codec = mk_codec(spec, libname, ext_types=ALL)
    dec = mk_dec(spec, libname=libname, ext_types=ALL)
    for payload in payloads:
        back = codec.decode(codec.encode(Return("c", payload))).pld
        assert (back, type(back)) == (payload, type(payload))
        assert dec.decode(codec.encode(payload)) == payload


BAD: list[tuple[Any, Any, str, str]] = [
    (list[Money | Blob], [Money(1), "five"], "$.pld[1]", "Money | Blob"),
    (dict[str, Money | Point | None], {"a": "x"}, "$.pld[...]", "Money | Point | None"),
    (list[list[Money | Blob] | None], [[1.5]], "$.pld[0][0]", "Money | Blob"),
    (Box[Money | Blob], {"inside": None}, "$.pld.inside", "Money | Blob"),
    (Money | Point | dict[str, int], 1.5, "$.pld", "Money | Point | dict[str, int]"),
]


@each_backend
@pytest.mark.parametrize(("spec", "payload", "path", "expected"), BAD)
def test_what_is_no_member_is_told_at_its_place(
    libname: str, spec: Any, payload: Any, path: str, expected: str
) -> None:
    """The error names the union as it was written, and the place in the container."""
    codec = mk_codec(spec, libname, ext_types=ALL)
    with pytest.raises(MsgTypeError) as caught:
        codec.decode(codec.encode(Return("c", payload)))
    assert (caught.value.path, caught.value.expected) == (path, expected)


@each_backend
def test_what_is_brought_is_not_taken_for_something_else(libname: str) -> None:
    """An instance that a number brought is that type, however like a dict it behaves."""

    class Bag(dict[str, int]):
        pass

    bags = TypeCodec(Bag, lambda b: list(b.items()), Bag, list, 4, 5004)
    codec = mk_codec(dict[str, int] | Bag | Money, libname, ext_types=[bags, MONEY])
    for payload in (Bag(a=1), {"a": 1}, Money(1)):
        back = codec.decode(codec.encode(Return("c", payload))).pld
        assert (type(back), back) == (type(payload), payload)


def test_what_msgspec_refuses_without_custom_types_stays_refused() -> None:
    """Unions that have no custom type in them are msgspec's affair."""
    for spec in (Point | dict, list[Point | dict], Money | list[Point | Box]):
        with pytest.raises(TypeError, match="is not supported"):
            mk_codec(spec, ext_types=ALL)


def test_a_spec_without_such_unions_is_given_as_it_is() -> None:
    """Nothing is rewritten that msgspec takes itself: its own decoder reads it whole."""
    spec = dict[str, list[Money | None]]
    assert mk_codec(spec, ext_types=ALL).dec.type == mk_codec(spec).dec.type


class FakeJson:
    """A backend whose wire has neither codes nor tags."""

    @hookimpl
    def codec_info(self) -> BackendInfo:
        return BackendInfo(
            name="fake_json",
            wire="fake-json",
            media_types=(),
            lib=msgspec,
            lib_version="0",
            wire_errors=(msgspec.DecodeError,),
            capabilities=Capabilities(text_only=True),
        )

    @hookimpl
    def codec_encoder(self, options: EncoderOptions) -> TreeEncoder:
        return TreeEncoder(options, msgspec.json.encode)

    @hookimpl
    def codec_decoder(self, options: DecoderOptions) -> TreeDecoder:
        return TreeDecoder(options, msgspec.json.decode, None, str_keys=True)


@pytest.fixture
def plain_wire() -> Iterator[str]:
    """Return the name of such a backend."""
    plugin = FakeJson()
    register_plugin(plugin)
    yield "fake_json"
    unregister_plugin(plugin)


def test_a_wire_without_numbers_carries_the_wire_types(plain_wire: str) -> None:
    """On JSON a custom type is its wire_type, and comes back where the spec names it."""
    types = [MONEY, PAIR]
    codec = mk_codec(list[Money | Pair] | None, plain_wire, ext_types=types)
    data = codec.encode(Return("c", [Money(1), Pair([1, "a"])]))
    assert data == b'{"msg_type":"Return","cid":"c","pld":[1,[1,"a"]]}'
    assert codec.decode(data).pld == [Money(1), Pair([1, "a"])]
    assert codec.decode_any(codec.encode([Money(1), {"a": Pair([2])}])) == [1, {"a": [2]}]
    with pytest.raises(MsgTypeError, match=r"Expected `Money \| Pair`") as caught:
        codec.decode(data.replace(b"[1,[", b"[-1,["))
    assert caught.value.path == "$.pld[0]"


@each_backend
def test_without_numbers_the_wire_types_tell_them_apart(libname: str) -> None:
    """Custom types that have no code and no tag are tried in the order of the spec."""
    codec = mk_codec(list[Money | Blob | Pair], libname, ext_types=BARE)
    value = [Money(1), Blob(b"x"), Pair([1])]
    assert codec.decode(codec.encode(Return("c", value))).pld == value
