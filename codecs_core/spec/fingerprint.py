"""A spec's fingerprint: one text for one shape, on every machine and Python.

What goes in, for every type that the spec reaches:

- the kind, by msgspec's name for it (``int``, ``list``, ``struct`` ...), and the limits
  that ``msgspec.Meta`` sets;
- the values of Literals and enums, and for a union its members, in no order;
- for records each field's name on the wire, its type, whether a reader demands it and
  whether a writer may leave it out; a Struct's tag and tag field, whether it is an array
  and whether it forbids unknown fields. The order of fields only where they are an array;
- for custom types their name, ``module:qualified.name``, without parameters.

What does not: the names of classes other than custom ones (a tag is often one), the names
of NewTypes and aliases, the values of defaults, Python's own field names, documentation.
A recursive type has the fingerprint of what it unrolls to.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from msgspec import inspect as described

from codecs_core.spec.graph import (
    Part,
    Record,
    graphs_of,
    inside_of,
    is_open_enum,
    options_of,
    parts_of,
)
from codecs_core.spec.names import name_of

__all__ = ["fingerprint_of"]

_VERSION = "spec/1"


def fingerprint_of(spec: Any) -> str:
    """Return the fingerprint of *spec*: 64 hexadecimal digits.

    Raises what msgspec raises for a type that it refuses.
    """
    nodes = _Nodes()
    root = nodes.add(graphs_of([spec])[0])
    before, after = nodes.colours()
    return _digest([_VERSION, before[root], sorted(set(after))])


def _digest(parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


class _Nodes:
    """The types that a spec reaches, each with its label and the types inside it.

    Two types get one colour exactly where no message tells them apart. Colours start as
    labels and take in the colours inside, round by round, until a round splits no colour.
    """

    def __init__(self) -> None:
        self._labels: list[str] = []
        self._inside: list[list[int]] = []
        self._unordered: set[int] = set()
        self._records: dict[int, int] = {}

    def add(self, kind: described.Type) -> int:
        options = options_of(kind)
        if len(options) == 1:
            return self._add_one(options[0])
        node = self._new("union")
        self._unordered.add(node)
        self._inside[node] = [self._add_one(option) for option in options]
        return node

    def _add_one(self, option: Any) -> int:
        if id(option) in self._records:
            return self._records[id(option)]
        if isinstance(option, Record):
            return self._add_record(option)
        node = self._new(_kind(option), _facts(option))
        self._inside[node] = [self.add(part) for part in inside_of(option)]
        return node

    def _add_record(self, record: Any) -> int:
        parts = _in_order(record, parts_of(record))
        config = [getattr(record, "array_like", None)]
        config.append(getattr(record, "forbid_unknown_fields", None))
        fields = [[part.name, part.required, part.sure] for part in parts]
        node = self._records[id(record)] = self._new(_kind(record), [config, fields])
        self._inside[node] = [self.add(part.type) for part in parts]
        return node

    def _new(self, kind: str, facts: Any = None) -> int:
        self._labels.append(_digest([kind, facts]))
        self._inside.append([])
        return len(self._labels) - 1

    def colours(self) -> tuple[list[str], list[str]]:
        """Return the colours when no more split, and those of one round more.

        The first tell the types of this spec apart; the others say of each what is inside.
        """
        colours = self._labels
        while True:
            after = [self._mixed(node, colours) for node in range(len(colours))]
            if len(set(after)) == len(set(colours)):
                return colours, after
            colours = after

    def _mixed(self, node: int, colours: list[str]) -> str:
        inside = [colours[part] for part in self._inside[node]]
        if node in self._unordered:
            inside = sorted(set(inside))
        return _digest([self._labels[node], inside])


def _kind(option: described.Type) -> str:
    return type(option).__name__.removesuffix("Type").lower()


def _in_order(record: Record, parts: list[Part]) -> list[Part]:
    """Return *parts* in an order that says nothing where theirs says nothing."""
    is_row = isinstance(record, described.NamedTupleType) or getattr(
        record, "array_like", False
    )
    return parts if is_row else sorted(parts, key=lambda part: part.name)


def _facts(option: Any) -> Any:
    """Return what *option* says of itself, the types inside it left out."""
    if isinstance(option, described.CustomType):
        return name_of(option.cls)
    if isinstance(option, described.EnumType):
        values: list[Any] = [member.value for member in option.cls]
        return [sorted(values), is_open_enum(option.cls)]
    if isinstance(option, described.LiteralType):
        return list(option.values)
    limits = {
        name: value
        for name in sorted(option.__struct_fields__)
        if isinstance(value := getattr(option, name), (bool, int, float, str))
    }
    if isinstance(option, described.FloatType):
        # Meta(ge=0) and Meta(ge=0.0) are one limit of a float.
        return {name: float(value) for name, value in limits.items()}
    return limits
