"""Compare values exactly: same types, same bits, all the way down.

``==`` is too kind for a codec: it takes True for 1, -0.0 for 0.0, a NaN for nobody, and an
aware datetime for one of another offset.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import math
import struct
from collections.abc import Iterator
from typing import Any

import msgspec

__all__ = ["Difference", "difference"]


class Difference(str):
    """What is different, and where: a text. ``of_type`` tells whether it is the type."""

    __slots__ = ("of_type",)
    of_type: bool

    def __new__(cls, text: str, *, of_type: bool = False) -> Difference:
        """Return *text* as a difference."""
        self = super().__new__(cls, text)
        self.of_type = of_type
        return self


def difference(expected: Any, got: Any, path: str = "$") -> Difference | None:
    """Return the first place where *got* is not exactly *expected*, or ``None``.

    Raises ``RecursionError`` for values nested too deep, and what a type's own ``==`` does.
    """
    return next(_differences(expected, got, path), None)


def _differences(expected: Any, got: Any, path: str) -> Iterator[Difference]:
    if type(expected) is not type(got):
        yield Difference(
            f"{path}: expected {type(expected).__name__} {_short(expected)},"
            f" got {type(got).__name__} {_short(got)}",
            of_type=True,
        )
    elif isinstance(expected, dict):
        yield from _of_dicts(expected, got, path)
    elif isinstance(expected, (set, frozenset)):
        yield from _of_sets(expected, got, path)
    elif (parts := _parts(expected)) is not None:
        yield from _of_parts(parts, _parts(got) or [], path)
    elif not _same_scalar(expected, got):
        yield Difference(f"{path}: expected {_short(expected)}, got {_short(got)}")


def _of_parts(
    expected: list[tuple[str, Any]], got: list[tuple[str, Any]], path: str
) -> Iterator[Difference]:
    if len(expected) != len(got):
        yield Difference(f"{path}: expected {len(expected)} parts, got {len(got)}")
    for (step, one), (_, other) in zip(expected, got, strict=False):
        yield from _differences(one, other, path + step)


def _of_dicts(expected: dict[Any, Any], got: dict[Any, Any], path: str) -> Iterator[Difference]:
    if len(expected) != len(got):
        yield Difference(f"{path}: expected {len(expected)} entries, got {len(got)}")
    # In order: no wire of ours sorts unless asked to, so order is part of what is kept.
    for (key, value), (got_key, got_value) in zip(expected.items(), got.items(), strict=False):
        yield from _differences(key, got_key, f"key in {path}")
        yield from _differences(value, got_value, f"{path}[{key!r}]")


def _of_sets(expected: Any, got: Any, path: str) -> Iterator[Difference]:
    ours, theirs = (sorted(map(_typed, side)) for side in (expected, got))
    if ours != theirs:
        yield Difference(f"{path}: expected {_short(expected)}, got {_short(got)}")


def _typed(item: Any) -> tuple[str, str]:
    return type(item).__name__, repr(item)


def _parts(value: Any) -> list[tuple[str, Any]] | None:
    """Return what *value* is made of, with the step to each part; ``None``: a scalar."""
    if isinstance(value, msgspec.Struct):
        return [(f".{n}", getattr(value, n, "<unset>")) for n in value.__struct_fields__]
    if isinstance(value, (list, tuple)):
        return [(f"[{index}]", item) for index, item in enumerate(value)]
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
    elif hasattr(type(value), "__attrs_attrs__"):
        names = [attribute.name for attribute in type(value).__attrs_attrs__]
    else:
        return None
    return [(f".{name}", getattr(value, name)) for name in names]


def _same_scalar(expected: Any, got: Any) -> bool:
    match expected:
        case float():
            return _bits(expected) == _bits(got)
        case datetime.datetime() | datetime.time():
            return (expected.utcoffset(), expected) == (got.utcoffset(), got)
        case decimal.Decimal():
            return bool(expected.as_tuple() == got.as_tuple())
        case memoryview() | msgspec.Raw():
            return bytes(expected) == bytes(got)
    return bool(expected == got)


def _bits(value: float) -> bytes:
    """Return a float's bits; every NaN is one: wires may drop what is inside it."""
    return b"nan" if math.isnan(value) else struct.pack(">d", value)


def _short(value: Any) -> str:
    try:
        text = repr(bytes(value) if isinstance(value, (memoryview, msgspec.Raw)) else value)
    except Exception:  # a type's own, or an int too long to print
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 120 else f"{text[:117]}..."
