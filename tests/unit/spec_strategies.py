"""Specs made of other specs, in pairs that differ by little, for hypothesis."""

from __future__ import annotations

import functools
import types
import typing
from typing import Annotated, Any, Literal, Union

from hypothesis import strategies as st
from spec_models import SPECS, Box, Custom, DataBox

from codecs_core import TypeSpec

_LEAVES = [spec for spec in SPECS if Custom not in (spec, *typing.get_args(spec))]

# To match every leaf with every other takes seconds, and another test does it.
_SOME = [TypeSpec(spec) for spec in _LEAVES[::3]]


def _made_of(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.sampled_from([str, int, float, Any, Literal["x", "y"], int | str])
    return st.one_of(
        inner.map(lambda spec: list[spec]),
        inner.map(lambda spec: set[spec]),
        inner.map(lambda spec: tuple[spec, ...]),
        inner.map(lambda spec: Box[spec]),
        inner.map(lambda spec: DataBox[spec]),
        st.tuples(inner, inner).map(lambda specs: tuple[specs]),
        st.tuples(keys, inner).map(lambda specs: dict[specs]),
        st.lists(inner, min_size=2, max_size=3).map(lambda specs: Union[tuple(specs)]),  # noqa: UP007  a list has no | form
    )


annotations = st.recursive(st.sampled_from(_LEAVES), _made_of, max_leaves=6)
"""Specs of every kind, some of which msgspec refuses."""


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Return a spec, and the same with some of its parts replaced."""
    ours = draw(annotations)
    return ours, _varied(ours, draw)


def _varied(spec: Any, draw: st.DrawFn) -> Any:
    origin, args = typing.get_origin(spec), typing.get_args(spec)
    if origin in (Annotated, Literal) or not args or draw(st.booleans()):
        optional = Union[spec, None]  # noqa: UP007  None | None is no union
        return draw(st.sampled_from([spec, optional, *_near(spec)]))
    varied = tuple(arg if arg is Ellipsis else _varied(arg, draw) for arg in args)
    if origin in (list, set, tuple, dict, Box, DataBox):
        return origin[varied]
    return Union[varied] if origin in (Union, types.UnionType) else spec  # noqa: UP007  as above


def _near(spec: Any) -> list[Any]:
    """Return specs that take what *spec*, one of the models, sends."""
    return _takers_of(TypeSpec(spec)) if spec in _LEAVES else []


@functools.cache
def _takers_of(ours: TypeSpec) -> list[Any]:
    return [other.spec for other in _SOME if ours.match(other).we_may_send]
