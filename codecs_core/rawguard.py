"""Check every ``Raw`` that is to be written: a bad one would make a message nobody can read.

No library does: msgspec and cbor2 write whatever is in it. So the object is looked over
before it is encoded, as far down as a ``Raw`` may lie: not into values of types that hold
none, and not item by item into containers that hold only such.
"""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from codecs_core.shape import is_open, reaches

__all__ = ["raw_checker"]

_MOST_LEVELS = 10_000
_SCALARS = frozenset({type(None), bool, int, float, str, bytes, bytearray, memoryview})
_CONTAINERS = (list, tuple, dict, set, frozenset)


def raw_checker(check: Callable[[msgspec.Raw], Any]) -> Callable[[Any], None]:
    """Return ``look(obj)``, which hands every ``Raw`` in *obj* to *check*.

    *check* raises for one that is not exactly one well-formed item of the wire.
    """
    fields_of = _FieldTable()

    def look(obj: Any) -> None:
        fields = fields_of[type(obj)]
        for part in [obj] if fields is None else [getattr(obj, n, None) for n in fields]:
            if type(part) not in _SCALARS:
                for raw in _raws_in(part, fields_of):
                    check(raw)

    return look


class _FieldTable(dict[type, tuple[str, ...] | None]):
    """The fields of each type that may hold a ``Raw``; ``None``: not a type with fields."""

    def __missing__(self, kind: type) -> tuple[str, ...] | None:
        found = _open_fields(kind)
        self[kind] = found
        return found


def _open_fields(kind: type) -> tuple[str, ...] | None:
    if issubclass(kind, msgspec.Struct):
        fields = msgspec.structs.fields(kind)
        return tuple(field.name for field in fields if reaches(field.type, _may_be_raw))
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(kind))
    attributes = getattr(kind, "__attrs_attrs__", None)
    if attributes is not None:
        return tuple(attribute.name for attribute in attributes)
    return None


def _may_be_raw(leaf: Any) -> bool:
    return leaf is msgspec.Raw or is_open(leaf)


def _raws_in(obj: Any, fields_of: _FieldTable) -> Iterator[msgspec.Raw]:
    """Yield every ``Raw`` in *obj*, level by level."""
    level = [obj]
    for _ in range(_MOST_LEVELS):
        kinds = {kind for kind in set(map(type, level)) if _is_worth_a_look(kind, fields_of)}
        if not kinds:
            return
        below: list[Any] = []
        containers: list[Any] = []
        for item in level:
            kind = type(item)
            if kind not in kinds:
                continue
            if kind is msgspec.Raw:
                yield item
            elif issubclass(kind, _CONTAINERS):
                containers.append(item)
            else:
                below.extend(getattr(item, name, None) for name in fields_of[kind] or ())
        if containers:
            below += gc.get_referents(*containers)
        level = below


def _is_worth_a_look(kind: type, fields_of: _FieldTable) -> bool:
    if kind in _SCALARS:
        return False
    return kind is msgspec.Raw or issubclass(kind, _CONTAINERS) or bool(fields_of[kind])
