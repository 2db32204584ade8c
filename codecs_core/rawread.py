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
from codecs_core.shape import (
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
from codecs_core.unions import Choice
from codecs_core.wires import Loads, Wire

__all__ = ["has_raw", "raw_reader"]

Read: TypeAlias = Callable[[Buffer], Any]


def has_raw(annotation: Any) -> bool:
    """Tell whether a ``Raw`` lies anywhere in *annotation*."""
    return reaches(annotation, lambda leaf: leaf is msgspec.Raw)


def raw_reader(annotation: Any, wire: Wire, loads: Loads) -> Read:
    """Return ``read(data) -> tree`` for a type that :func:`has_raw`.

    Raises whatever *wire* and *loads* raise for bytes that are not one message.
    """
    return _Reader(wire, loads).plan(annotation)


class _Reader:
    """Compiles the plans of one type; a type that holds itself gets one plan."""

    def __init__(self, wire: Wire, loads: Loads) -> None:
        self._wire = wire
        self._loads = loads
        self._exact = wire.exact(loads)
        self._plans: dict[object, Read] = {}

    def plan(self, annotation: Any) -> Read:
        """Return the reader for *annotation*: ``loads`` itself where it holds no Raw."""
        shape = shape_of(annotation)
        if isinstance(shape, Leaf):
            return self._raw if shape.annotation is msgspec.Raw else self._exact
        if not has_raw(annotation):
            return self._exact
        key = identity(annotation)
        if key not in self._plans:
            # Set before the children are compiled: a recursive type finds itself here.
            self._plans[key] = lambda data: self._plans[key](data)
            self._plans[key] = self._container(shape)
        return self._plans[key]

    def _raw(self, data: Buffer) -> msgspec.Raw:
        self._wire.check(data)
        return msgspec.Raw(data)

    def _container(self, shape: Shape) -> Read:
        """Return the reader of a container, or of a union that holds one."""
        choice = Choice(shape) if isinstance(shape, OneOf) else None
        members = choice.members if choice else [shape]
        parts = {id(member): self._parts(member) for member in members}
        opened, exact, loads = self._wire.open, self._exact, self._loads

        def read(data: Buffer) -> Any:
            level = opened(data, loads)
            chosen = choice.of(level, exact) if choice else shape
            if isinstance(level, dict) and isinstance(chosen, (Fields, Mapped)):
                named, other = parts[id(chosen)]
                return {k: named.get(k, other)(part) for k, part in level.items()}
            if isinstance(level, list) and isinstance(chosen, Row):
                named, other = parts[id(chosen)]
                return [named.get(i, other)(part) for i, part in enumerate(level)]
            return exact(data)

        return read

    def _parts(self, shape: Shape) -> tuple[dict[Any, Read], Read]:
        """Return the readers of a container's parts by key or index, and of any other."""
        match shape:
            case Fields():
                return {k: self.plan(a) for k, a in shape.by_name.items()}, self._exact
            case Mapped():
                return {}, self.plan(shape.value)
            case Row():
                rest = self.plan(shape.rest) if shape.rest is not None else self._exact
                return dict(enumerate(map(self.plan, shape.items))), rest
        return {}, self._exact
