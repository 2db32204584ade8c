"""Check every ``Raw`` that is to be written: a bad one would make a message nobody can read.

No library does: msgspec and cbor2 write whatever is in it. So the object is looked over
before it is encoded, as far down as a ``Raw`` may lie: not into values of types that hold
none, and not item by item into containers that hold only such.
"""

from __future__ import annotations

import dataclasses
import enum
import gc
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from codecs_core.msg.types import Return, Started, Yield
from codecs_core.typed.shape import is_open, reaches

__all__ = ["check_not_empty", "raw_checker"]

_MOST_LEVELS = 10_000
_SCALARS = frozenset({type(None), bool, int, float, str, bytes, bytearray, memoryview})
_BOXES = frozenset({Started, Yield, Return})
_CONTAINERS = (list, tuple, dict, set, frozenset)


def raw_checker(check: Callable[[msgspec.Raw], Any]) -> Callable[[Any], None]:
    """Return ``look(obj)``, which hands every ``Raw`` in *obj* to *check*.

    *check* raises for one that is not exactly one well-formed item of the wire.
    """
    all_fields, harmless = _AllFields(), {*_SCALARS}
    walk = _walker(_Fields(), harmless)

    def look(obj: Any) -> None:
        # Most objects are these messages, and most payloads are harmless.
        if type(obj) in _BOXES and type(obj.pld) in harmless and type(obj.cid) is str:
            return
        fields = all_fields[type(obj)]
        # What the fields of a message say they hold is not believed: its constructor
        # checks nothing.
        for part in [getattr(obj, name, None) for name in fields] if fields else (obj,):
            if type(part) is msgspec.Raw:
                check(part)
            elif type(part) not in harmless:
                for raw in walk(part):
                    check(raw)

    return look


def check_not_empty(raw: msgspec.Raw) -> None:
    """Raise ``ValueError`` for a ``Raw`` that would write nothing in the place of an item."""
    if not len(memoryview(raw)):
        raise ValueError("a Raw that is empty")


class _AllFields(dict[type, tuple[str, ...]]):
    """The fields of each class of Structs; none of any other class."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        found = kind.__struct_fields__ if issubclass(kind, msgspec.Struct) else ()
        self[kind] = found
        return found


class _Fields(dict[type, tuple[str, ...]]):
    """The fields of each class that may hold a ``Raw``; none of a class without fields."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        found = _open_fields(kind)
        self[kind] = found
        return found


def _walker(fields_of: _Fields, harmless: set[type]) -> Callable[[Any], Iterator[msgspec.Raw]]:
    """Return what yields every ``Raw`` in an object, level by level.

    *harmless* are the types whose values hold none; it grows with what is met.
    """

    def walk(obj: Any) -> Iterator[msgspec.Raw]:
        level = [obj]
        for _ in range(_MOST_LEVELS):
            kinds = set(map(type, level)) - harmless
            new = {kind for kind in kinds if not (_holds_more(kind) or fields_of[kind])}
            harmless.update(new)
            if kinds == new:
                return
            yield from (item for item in level if type(item) is msgspec.Raw)
            containers = [item for item in level if isinstance(item, _CONTAINERS)]
            below = gc.get_referents(*containers) if containers else []
            if any(map(fields_of.__getitem__, kinds)):
                for item in level:
                    below += _values(item, fields_of[type(item)])
            level = below

    return walk


def _values(obj: Any, fields: tuple[str, ...]) -> list[Any]:
    """Return the values of an object that may hold a ``Raw``."""
    found = [getattr(obj, name, None) for name in fields]
    # msgspec writes what attrs put in a __dict__, declared or not.
    return [*found, *vars(obj).values()] if fields and hasattr(obj, "__dict__") else found


def _holds_more(kind: type) -> bool:
    return kind is msgspec.Raw or issubclass(kind, _CONTAINERS)


def _open_fields(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a class whose values may hold a ``Raw``."""
    if issubclass(kind, msgspec.Struct):
        fields = msgspec.structs.fields(kind)
        return tuple(field.name for field in fields if reaches(field.type, _may_be_raw))
    if issubclass(kind, enum.Enum):
        return () if all(type(member.value) in _SCALARS for member in kind) else ("value",)
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(kind))
    return tuple(attribute.name for attribute in getattr(kind, "__attrs_attrs__", ()))


def _may_be_raw(leaf: Any) -> bool:
    return leaf is msgspec.Raw or is_open(leaf)
