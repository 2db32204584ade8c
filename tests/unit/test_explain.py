"""Errors of refused messages: every place, in order, at a bounded price."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import pytest
from parity import BACKENDS
from steps import steps

from codecs_core import MsgTypeError, get_backend


class Item(msgspec.Struct):
    count: Annotated[int, msgspec.Meta(ge=0)]
    name: str = ""


class Order(msgspec.Struct, forbid_unknown_fields=True):
    items: list[Item]
    by_key: dict[int, Item] = {}


def _refused(libname: str, annotation: Any, tree: Any) -> MsgTypeError:
    backend = get_backend(libname)
    with pytest.raises(MsgTypeError) as caught:
        backend.decoder(annotation).decode(backend.encoder().encode(tree))
    return caught.value


@pytest.mark.parametrize("libname", BACKENDS)
def test_every_violation_is_listed_with_its_value(libname: str) -> None:
    """The first is msgspec's own; the others follow with their places and values."""
    tree = {
        "items": [{"count": 1}, {"count": "x"}, {"count": -1, "name": 5}, {}],
        "by_key": {1: {"count": 2}, "k": {"count": None}},
    }
    error = _refused(libname, Order, tree)
    every = [(v.path, v.expected, v.got, v.value) for v in error.violations]
    assert (error.path, error.expected, error.got, error.value) == (
        "$.items[1].count",
        "int",
        "str",
        "x",
    )
    assert every == [
        ("$.items[2].count", "int >= 0", "int", -1),
        ("$.items[2].name", "str", "int", 5),
        ("$.items[3]", "required field `count`", "no such field", {}),
        ("key in $.by_key", "int", "str", "k"),
        ("$.by_key[...].count", "int", "null", None),
    ]


@pytest.mark.parametrize("libname", BACKENDS)
def test_an_extension_nobody_asked_for_is_named(libname: str) -> None:
    """An unknown code or tag is refused with its number and place, under ``Any`` too."""
    msgpack = get_backend(libname).info.wire == "msgpack"
    data = bytes.fromhex("81a16191d50500aa" if msgpack else "a1616181d8651801")
    for annotation in (Any, dict[str, list[int]], dict[str, Any]):
        with pytest.raises(MsgTypeError, match="a known extension") as caught:
            get_backend(libname).decoder(annotation).decode(data)
        assert caught.value.path == "$[...][0]"
        assert caught.value.got == ("ext 5" if msgpack else "tag 101")


@pytest.mark.parametrize("libname", BACKENDS)
@pytest.mark.parametrize("shape", ["wide", "deep", "deep and wide"])
def test_a_bad_message_buys_little_work(libname: str, shape: str) -> None:
    """However a stranger shapes it, explaining one takes some steps a value, and no more."""
    width = 1 if shape == "deep" else 100_000
    nested: Any = [1.5] * width
    for _ in range(1 if shape == "wide" else 150):
        nested = [nested]
    annotation: Any = int
    for _ in range(152 if shape != "wide" else 2):
        annotation = list[annotation]
    decoder = get_backend(libname).decoder(annotation)
    data = get_backend(libname).encoder().encode(nested)
    with pytest.raises(MsgTypeError):
        decoder.decode(data)
    assert steps(lambda: decoder.decode(data)) < 500_000 + 40 * width


@pytest.mark.parametrize("libname", BACKENDS)
def test_the_place_of_what_cannot_be_written_is_told(libname: str) -> None:
    """An unknown type at any depth is refused with its path as it would be on the wire."""

    class Renamed(msgspec.Struct, rename="camel"):
        my_field: Any

    thing = object()
    for obj, path in (
        ([1, {"a": thing}], "$[1][...]"),
        (Renamed([thing]), "$.myField[0]"),
        ({(1, thing): 1}, "key[1] in $"),
        ({"a": {thing: 1}}, "key in $[...]"),
    ):
        with pytest.raises(MsgTypeError, match="object is unsupported") as caught:
            get_backend(libname).encoder().encode(obj)
        assert caught.value.stage == "encode"
        assert caught.value.path == path
        assert caught.value.value is thing
