"""What lies within a type, for every annotation that msgspec takes."""

from __future__ import annotations

import collections.abc as abc
import sys
import typing
from typing import Annotated, Any, Final, Generic, NewType, Optional, TypeVar

import msgspec
import pytest
from parity import disagreements
from parity_trees import TREES

from codecs_core.typed.rawread import has_raw
from codecs_core.typed.shape import Fields, Leaf, Mapped, OneOf, Row, reaches, shape_of

T = TypeVar("T")
Payload = NewType("Payload", msgspec.Raw)


class Box(msgspec.Struct, Generic[T], rename="upper"):
    item: T
    more: Optional[Box[T]] = None  # noqa: UP045  a forward reference has no | form


class Row2(msgspec.Struct, array_like=True, tag="t"):
    a: int


def test_containers_tell_what_they_hold() -> None:
    """Arrays, maps, records and unions name the annotations directly inside them."""
    assert shape_of(list[int]) == Row((), rest=int)
    assert shape_of(set[int]) == Row((), rest=int, hashed=True)
    assert shape_of(tuple[int, str]) == Row((int, str))
    assert shape_of(tuple[()]) == Row(())
    assert shape_of(tuple) == shape_of(typing.Tuple) == Row((), rest=Any)  # noqa: UP006  both
    assert shape_of(abc.Mapping[str, int]) == Mapped(str, int)
    assert shape_of(dict) == Mapped(Any, Any)
    assert shape_of(int | None) == OneOf((int, type(None)))
    assert shape_of(Row2) == Row((Any, int), tag="t")
    assert shape_of(Final[Annotated[list[int], msgspec.Meta(min_length=1)]]) == Row(
        (), rest=int
    )
    assert shape_of(Payload) == Leaf(msgspec.Raw)


def test_generics_are_filled_in() -> None:
    """A specialised Struct has its fields' types filled in, recursion included."""
    shape = shape_of(Box[int])
    assert isinstance(shape, Fields)
    assert shape.by_name["ITEM"] is int


@pytest.mark.parametrize(
    "annotation",
    [Payload, Box[msgspec.Raw], dict[str, list[msgspec.Raw]], Box[Box[Payload]] | None],
    ids=str,
)
def test_a_raw_is_found_however_deep(annotation: Any) -> None:
    """Aliases, generics, recursion and unions hide no Raw."""
    assert has_raw(annotation)
    assert not has_raw(Box[int])
    assert not reaches(Box[int], lambda leaf: leaf is bytes)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the `type` statement is of 3.12")
def test_type_statements_are_seen_through() -> None:
    """``type X[T] = ...`` decodes alike on every backend, a Raw in it too."""
    space: dict[str, Any] = {"Raw": msgspec.Raw}
    exec("type Pair[T] = tuple[T, T]\ntype Blob = Raw\ntype Deep = list[Pair[Blob]]", space)  # noqa: S102  older Pythons cannot parse it
    for name in ("Pair", "Blob", "Deep"):
        annotation = space[name][int] if name == "Pair" else space[name]
        assert has_raw(annotation) == (name != "Pair")
        assert not disagreements(annotation, TREES[::3])
