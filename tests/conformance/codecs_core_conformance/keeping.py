"""What a codec must leave alone: the object sent, the bytes received, and what it gave."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import msgspec

from codecs_core_conformance.exact import difference

__all__ = ["changed", "shared", "snapshot"]


def snapshot(obj: Any) -> Any:
    """Return a copy of *obj* to hold against it later.

    What cannot be copied, or not compared with its copy (a view, a cycle, a type without
    ``==``), is returned itself.
    """
    try:
        copied = copy.deepcopy(obj)
        return obj if difference(copied, obj) else copied
    except (TypeError, RecursionError):
        return obj


def changed(before: Any, obj: Any) -> str | None:
    """Return how *obj* is no longer what its snapshot says, or ``None``."""
    return None if before is obj else difference(before, obj)


def shared(values: Iterable[Any]) -> str | None:
    """Return what two of *values* both hold though either may be changed, or ``None``."""
    for one, other in combinations([_changeable(value) for value in values], 2):
        for key in one.keys() & other.keys():
            return f"{type(one[key]).__name__} {one[key]!r}"
    return None


def _changeable(value: Any) -> dict[int, Any]:
    """Return everything in *value* that its owner may change, by its identity."""
    found: dict[int, Any] = {}
    level = [value]
    while level:
        item = level.pop()
        if id(item) in found:
            continue
        if isinstance(item, (list, dict, set, bytearray)) or _fields(item):
            found[id(item)] = item
        level += _parts(item)
    return {key: item for key, item in found.items() if not _is_frozen(item)}


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, (list, tuple, set)):
        return list(value)
    return [getattr(value, name, None) for name in _fields(value)]


def _fields(value: Any) -> tuple[str, ...]:
    if isinstance(value, msgspec.Struct):
        return value.__struct_fields__
    if dataclasses.is_dataclass(value):
        return tuple(field.name for field in dataclasses.fields(value))
    return ()


def _is_frozen(value: Any) -> bool:
    if isinstance(value, msgspec.Struct):
        return bool(value.__struct_config__.frozen)
    params = getattr(type(value), "__dataclass_params__", None)
    return bool(getattr(params, "frozen", False))
