"""Lift values of types that msgspec knows by itself out of its reach.

msgspec asks an enc_hook only for types that it does not know. A UUID, a set or a Struct that
is to travel as an extension is therefore wrapped first, wherever it lies.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

import msgspec

from codecs_core.exts.types import TypeCodec, TypeTable

__all__ = ["Lifted", "lifter"]

_PLAIN = frozenset({str, int, float, bytes, bool, type(None)})


class Lifted:
    """A value, and the codec that writes it: of a type that msgspec does not know."""

    __slots__ = ("codec", "value")

    def __init__(self, codec: TypeCodec[Any], value: Any) -> None:
        self.codec: TypeCodec[Any] = codec
        self.value: Any = value


def lifter(table: TypeTable) -> Callable[[Any], Any]:
    """Return ``lift(obj) -> obj``, a copy where anything in it had to be lifted.

    Map keys stay: no wire needs their type to be told. *obj* itself is never changed.
    """

    def lift(obj: Any) -> Any:
        kind = type(obj)
        if kind in _PLAIN:
            return obj
        if (codec := table.of(kind)) is not None:
            return Lifted(codec, obj)
        if isinstance(obj, dict):
            return {key: lift(value) for key, value in obj.items()}
        if isinstance(obj, (list, tuple)):
            items = [lift(item) for item in obj]
            return items if not hasattr(obj, "_fields") else kind(*items)
        if isinstance(obj, (set, frozenset)):
            items = [lift(item) for item in obj]
            # Where nothing was lifted it stays a set, which an encoder may have to sort.
            same = all(new is old for new, old in zip(items, obj, strict=True))
            return obj if same else items
        return _with_fields(obj, lift)

    return lift


def _with_fields(obj: Any, lift: Callable[[Any], Any]) -> Any:
    """Return a copy of an object with fields, where any of them had to be lifted."""
    changed = {}
    for name in _field_names(obj):
        value = getattr(obj, name, msgspec.UNSET)
        lifted = lift(value)
        if lifted is not value:
            changed[name] = lifted
    if not changed:
        return obj
    lifted = copy.copy(obj)
    put = (
        msgspec.structs.force_setattr if isinstance(obj, msgspec.Struct) else object.__setattr__
    )
    for name, value in changed.items():
        put(lifted, name, value)
    return lifted


def _field_names(obj: Any) -> tuple[str, ...]:
    """Return the names of the fields of a Struct, a dataclass or an attrs object."""
    if isinstance(obj, msgspec.Struct):
        return obj.__struct_fields__
    if dataclasses.is_dataclass(obj) and not isinstance(obj, type):
        return tuple(field.name for field in dataclasses.fields(obj))
    attributes = getattr(type(obj), "__attrs_attrs__", ())
    return tuple(attribute.name for attribute in attributes)
