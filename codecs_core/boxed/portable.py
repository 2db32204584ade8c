"""Plain data of a bounded size from any object: what every wire carries.

For errors only: an ``Error`` must go out whatever the refused value holds, and a text must
show a value however big it is. So nothing here raises or follows a value to its end, and no
``__repr__``, ``__str__`` or ``__iter__`` of an object is called.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import uuid
from collections.abc import Iterable
from typing import Any

import msgspec

__all__ = ["clip", "plain", "portable", "short_repr", "type_name"]

_MOST_LEVELS = 24
_ITEM = 9
"""The most bytes that an item takes on any wire, its content left out."""
_OMITTED = "..."

_ROWS: tuple[Any, ...] = (list, tuple, set, frozenset)
_BUFFERS = (bytes, bytearray, memoryview, msgspec.Raw)
_BY_TEXT = (datetime.date, datetime.time, datetime.timedelta, decimal.Decimal, uuid.UUID)

_name_of = type.__dict__["__name__"].__get__  # whatever a metaclass says its name is


def plain(text: Any) -> str:
    """Return *text*, of whatever subclass of str, as a str itself; "" for anything else."""
    return str.__str__(text) if issubclass(type(text), str) else ""


def type_name(value: Any) -> str:
    """Return the name of the type of *value*, in at most 128 bytes."""
    return clip(_name_of(type(value)), 128)


def clip(text: str, max_bytes: int, *, tail: bool = False) -> str:
    """Return *text* as at most *max_bytes* of UTF-8, its middle cut out where it is longer.

    A lone surrogate, which no wire carries, is written out as its escape. With *tail*
    most of the room is the end's.
    """
    text = plain(text)
    if len(text) > 2 * max_bytes:  # never encode more than could be kept
        text = text[:max_bytes] + text[-max_bytes:]
    data = text.encode("utf-8", "backslashreplace")
    if len(data) <= max_bytes:
        return data.decode()
    room = max(max_bytes - len(_OMITTED) - 2, 0)
    head = room // 4 if tail else room - room // 4
    start, end = data[:head], data[len(data) - (room - head) :]
    cut = (start.decode("utf-8", "ignore"), _OMITTED, end.decode("utf-8", "ignore"))
    joined = ("\n" if tail else " ").join(cut)
    return joined if room else joined.strip()[:max_bytes]


def portable(value: Any, max_bytes: int) -> Any:
    """Return *value* as plain data that takes at most *max_bytes* (64 or more) on a wire.

    - None, bool, int of 64 bits, float, str, bytes and aware datetimes stay what they are;
    - tuples and sets become lists, Structs (their tag with them) and dataclasses dicts;
    - keys are str or int, any other its ``repr``;
    - other builtins become their text, other objects the name of their type;
    - what is too big, too deep or too much gives way to a mark.
    """
    return _Budget(max_bytes).take(value, 0)


def short_repr(value: Any, max_chars: int = 200) -> str:
    """Return what *value* looks like as plain data, for a text."""
    text = repr(portable(value, max_chars))
    return text if len(text) <= max_chars else f"{text[: max_chars - 3]}..."


class _Budget:
    """How many bytes may still be written. Every container pays for a mark at its end."""

    def __init__(self, max_bytes: int) -> None:
        self._left = max_bytes

    def take(self, value: Any, level: int) -> Any:
        """Return *value* as plain data, paid for; there must be room for one item."""
        self._left -= _ITEM
        try:
            return self._taken(value, level)
        except Exception:  # an object in a state that its own type does not expect
            return self._text(f"<{type_name(value)}>")

    def _taken(self, value: Any, level: int) -> Any:
        kind = type(value)
        if issubclass(kind, dict):
            return self._dict(dict.items(value), level)
        for row in _ROWS:
            if issubclass(kind, row):
                return self._list(row.__iter__(value), level)
        if issubclass(kind, msgspec.Struct):
            return self._dict(_struct_items(value), level)
        if dataclasses.is_dataclass(kind):
            fields = dataclasses.fields(value)
            return self._dict(((f.name, getattr(value, f.name)) for f in fields), level)
        if issubclass(kind, enum.Enum):
            return self._scalar(value._value_)
        return self._scalar(value)

    def _list(self, items: Iterable[Any], level: int) -> Any:
        """Return as many of *items* as there is room for."""
        if level >= _MOST_LEVELS or self._left < 2 * _ITEM:
            return _OMITTED
        self._left -= _ITEM
        taken: list[Any] = []
        for item in items:
            if self._left < 2 * _ITEM:
                taken.append(_OMITTED)
                break
            taken.append(self.take(item, level + 1))
        return taken

    def _dict(self, items: Iterable[tuple[Any, Any]], level: int) -> Any:
        """Return as many of *items* as there is room for."""
        if level >= _MOST_LEVELS or self._left < 4 * _ITEM:
            return _OMITTED
        self._left -= 2 * _ITEM
        taken: dict[Any, Any] = {}
        for key, item in items:
            if self._left < 4 * _ITEM:
                taken[_OMITTED] = _OMITTED
                break
            self._left -= _ITEM  # kept back for the value, whatever the key takes
            name = self.take(_key(key), level + 1)
            taken[name] = self._value(item, level + 1)
        return taken

    def _value(self, item: Any, level: int) -> Any:
        self._left += _ITEM
        return self.take(item, level)

    def _scalar(self, value: Any) -> Any:
        kind = type(value)
        if value is None or kind in (bool, float):
            return value
        if issubclass(kind, str):
            return self._text(value)
        if issubclass(kind, int):
            return self._int(int.__index__(value))
        if issubclass(kind, float):
            return float.__float__(value)
        if issubclass(kind, _BUFFERS):
            return self._bytes(memoryview(value))
        if kind is datetime.datetime and value.tzinfo is not None:
            return value.astimezone(datetime.UTC)
        if kind in (datetime.datetime, *_BY_TEXT):
            return self._text(str(value))
        return self._text(f"<{type_name(value)}>")

    def _text(self, text: str) -> str:
        text = clip(text, max(self._left, 0))
        self._left -= len(text.encode())
        return text

    def _int(self, number: int) -> Any:
        if -(2**63) <= number < 2**64:
            return number
        return self._text(f"<int of {number.bit_length()} bits>")

    def _bytes(self, view: memoryview) -> Any:
        if view.nbytes > self._left:
            return self._text(f"<{view.nbytes} bytes>")
        self._left -= view.nbytes
        return view.tobytes()


def _key(key: Any) -> Any:
    """Return a key that every wire carries."""
    if issubclass(type(key), str) or type(key) is int:
        return key
    return repr(portable(key, 64))


def _struct_items(struct: msgspec.Struct) -> list[tuple[str, Any]]:
    """Return the entries of a Struct as they are on the wire."""
    config = struct.__struct_config__
    names = zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True)
    items = [(wire, getattr(struct, name, msgspec.UNSET)) for name, wire in names]
    tag = [(config.tag_field, config.tag)] if config.tag_field is not None else []
    return [*tag, *(item for item in items if item[1] is not msgspec.UNSET)]
