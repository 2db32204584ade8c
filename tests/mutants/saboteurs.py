"""Mutants made for one case each: add-ons that spoil just what the case is about.

A hand-written mutant shows that some case works. These show that each one does: a case
that its own saboteur does not fail cannot fail at all.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import decimal
import enum
import math
import uuid
from collections.abc import Callable
from typing import Any

import msgspec

from codecs_core import hookimpl

__all__ = ["Saboteur", "nearly"]


class Saboteur:
    """An add-on that stands between a backend and the core.

    Parameters
    ----------
    decode, encode: ``work(inner, given)``: what is done in place of ``inner(given)``.
    reread: the same, where a refused message is read once more to explain its error.
    """

    def __init__(
        self,
        *,
        decode: Callable[[Any, Any], Any] | None = None,
        encode: Callable[[Any, Any], Any] | None = None,
        reread: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        self._decode, self._encode, self._reread = decode, encode, reread

    @hookimpl(wrapper=True)
    def codec_encoder(self) -> Any:
        """Stand before an encoder."""
        inner = yield
        return inner if self._encode is None else _Before(inner, "encode", self._encode)

    @hookimpl(wrapper=True)
    def codec_decoder(self, options: Any) -> Any:
        """Stand before a decoder."""
        inner = yield
        work = self._reread if options.lenient else self._decode
        return inner if work is None else _Before(inner, "decode", work)


class _Before:
    def __init__(self, inner: Any, name: str, work: Callable[[Any, Any], Any]) -> None:
        self._inner = inner
        method = getattr(inner, name)
        setattr(self, name, lambda given: work(method, given))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def nearly(value: Any) -> Any:
    """Return what is *value* but for one small thing, of the same type where that can be."""
    for kind, change in _CHANGES.items():
        if isinstance(value, kind):
            return change(value)
    if dataclasses.is_dataclass(value):
        return _with_other(value, [field.name for field in dataclasses.fields(value)])
    return None


def _other_member(member: enum.Enum) -> Any:
    return next((other for other in type(member) if other is not member), None)


def _moment(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=moment.microsecond ^ 1)


def _real(number: float) -> float:
    if math.isnan(number) or math.isinf(number):
        return -number if math.isinf(number) else 0.0
    return math.copysign(0.0, -math.copysign(1, number)) if number == 0 else -number


def _items(items: Any) -> Any:
    changed = [*items[:-1], nearly(items[-1])] if items else [None]
    if isinstance(items, tuple) and hasattr(items, "_fields"):
        return type(items)(*changed)
    return type(items)(changed)


def _entries(entries: dict[Any, Any]) -> dict[Any, Any]:
    if not entries:
        return {"": None}
    last = list(entries)[-1]
    return {**entries, last: nearly(entries[last])}


def _struct(value: msgspec.Struct) -> Any:
    return _with_other(value, list(value.__struct_fields__))


def _with_other(value: Any, names: list[str]) -> Any:
    """Return a copy of *value* whose last field is another."""
    changed = copy.copy(value)
    other = nearly(getattr(value, names[-1]))
    if isinstance(changed, msgspec.Struct):
        msgspec.structs.force_setattr(changed, names[-1], other)
    else:
        object.__setattr__(changed, names[-1], other)
    return changed


# In this order: a bool is an int, a datetime a date, an enum's member may be either.
_CHANGES: dict[Any, Callable[[Any], Any]] = {
    enum.Enum: _other_member,
    bool: lambda value: not value,
    type(None): lambda _value: 0,
    int: lambda value: value ^ 1,
    float: _real,
    str: lambda value: value + "!",
    (bytes, bytearray): lambda value: value + b"!",
    memoryview: lambda value: memoryview(bytes(value) + b"!"),
    msgspec.Raw: lambda value: msgspec.Raw(bytes(value) + b"\x00"),
    dt.datetime: _moment,
    dt.date: lambda value: value.replace(day=value.day % 28 + 1),
    dt.time: lambda value: value.replace(microsecond=value.microsecond ^ 1),
    dt.timedelta: lambda value: value + dt.timedelta(microseconds=1),
    uuid.UUID: lambda value: uuid.UUID(int=value.int ^ 1),
    decimal.Decimal: lambda value: value.copy_negate(),
    (list, tuple): _items,
    dict: _entries,
    (set, frozenset): lambda value: type(value)([*value, "another"]),
    msgspec.Struct: _struct,
}
