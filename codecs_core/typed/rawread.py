"""Read ``msgspec.Raw`` fields out of a wire whose library knows no ``Raw``.

A *plan* is compiled once per type: it follows only those parts of the type that hold a
``Raw``. Reading opens just the containers on the way to one, keeps the ``Raw``'s own bytes,
and gives every other part to the library's ``loads``. The result is the tree of builtins
that ``msgspec.convert`` takes, a ``Raw`` in each place that the type says.

The order of keys and the form of lengths do not matter: a frame of another implementation
reads the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from codecs_core.hookspecs import Buffer
from codecs_core.typed.shape import (
    Fields,
    Leaf,
    Mapped,
    OneOf,
    Row,
    Shape,
    identity,
    reaches,
    shape_of,
)
from codecs_core.typed.unions import Choice
from codecs_core.wires import Loads, Wire

__all__ = ["has_raw", "raw_reader"]

Read: TypeAlias = Callable[[Any], Any]
"""Turn a part of a message, as its wire knows parts, into what ``convert`` takes."""


def has_raw(annotation: Any) -> bool:
    """Tell whether a ``Raw`` lies anywhere in *annotation*."""
    return reaches(annotation, lambda leaf: leaf is msgspec.Raw)


def raw_reader(annotation: Any, wire: Wire, loads: Loads) -> Loads:
    """Return ``read(data) -> tree`` for a type that :func:`has_raw`.

    Raises whatever *wire* and *loads* raise for bytes that are not one message.
    """
    start, plan = wire.start, _Reader(wire, loads).plan(annotation)

    def read(data: Buffer) -> Any:
        return plan(start(data))

    return read


class _Reader:
    """Compiles the plans of one type; a type that holds itself gets one plan."""

    def __init__(self, wire: Wire, loads: Loads) -> None:
        self._wire = wire
        self._loads = loads
        self._plans: dict[object, Read] = {}

    def plan(self, annotation: Any) -> Read:
        """Return the reader for *annotation*: the library's own where it holds no Raw."""
        shape = shape_of(annotation)
        if isinstance(shape, Leaf):
            return self._raw if shape.annotation is msgspec.Raw else self._value
        if not has_raw(annotation):
            return self._value
        key = identity(annotation)
        if key not in self._plans:
            # Set before the children are compiled: a recursive type finds itself here.
            self._plans[key] = lambda part: self._plans[key](part)
            self._plans[key] = self._container(shape)
        return self._plans[key]

    def _raw(self, part: Any) -> msgspec.Raw:
        return msgspec.Raw(self._wire.cut(part))

    def _value(self, part: Any) -> Any:
        return self._loads(self._wire.cut(part))

    def _container(self, shape: Shape) -> Read:
        """Return the reader of a container, or of a union that holds one."""
        choice = Choice(shape) if isinstance(shape, OneOf) else None
        members = choice.members if choice else [shape]
        parts = {id(m): p for m in members if not self._is_plain(p := self._parts(m))}
        opened, value, loads = self._wire.open, self._value, self._loads

        def read(part: Any) -> Any:
            level = opened(part, loads)
            chosen = choice.of(level, value) if choice else shape
            if id(chosen) not in parts:
                return value(part)
            named, other = parts[id(chosen)]
            if isinstance(level, dict) and isinstance(chosen, (Fields, Mapped)):
                return {k: named.get(k, other)(child) for k, child in level.items()}
            if isinstance(level, list) and isinstance(chosen, Row):
                return [named.get(i, other)(child) for i, child in enumerate(level)]
            return value(part)

        return read

    def _is_plain(self, parts: tuple[dict[Any, Read], Read]) -> bool:
        """Tell whether no part holds a Raw, so that all can be read at once."""
        named, other = parts
        return all(plan == self._value for plan in (*named.values(), other))

    def _parts(self, shape: Shape) -> tuple[dict[Any, Read], Read]:
        """Return the readers of a container's parts by key or index, and of any other."""
        match shape:
            case Fields():
                return {k: self.plan(a) for k, a in shape.by_name.items()}, self._value
            case Mapped():
                return {}, self.plan(shape.value)
            case Row():
                rest = self.plan(shape.rest) if shape.rest is not None else self._value
                return dict(enumerate(map(self.plan, shape.items))), rest
        return {}, self._value
