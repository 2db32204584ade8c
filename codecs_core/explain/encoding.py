"""Explain why an object was refused when it was to be written."""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from codecs_core.errors import Violation
from codecs_core.hookspecs import EncHook, Order
from codecs_core.typed.descend import deeper
from codecs_core.typed.survey import survey

__all__ = ["explain_encoding"]

_MOST_LEVELS = 64
_ROWS = (list, tuple, set, frozenset)
_KNOWN = (type(None), int, float, str, bytes, memoryview, datetime.datetime, msgspec.Raw)
"""Types whose values may be refused, and never reach a hook."""


def explain_encoding(
    obj: Any,
    exc: Exception,
    *,
    encode: Callable[[Any], bytes],
    enc_hook: EncHook | None,
    order: Order,
    max_depth: int,
) -> Violation:
    """Return the innermost place at which *obj* cannot be written, and why.

    *exc* is what *encode* raised for the whole of it.
    """
    if _too_deep(obj, exc, max_depth):
        text = "Nested too deep, or without end"
        return Violation("$", "less nesting", "more than can be written", obj, text)
    path = "$"
    for _ in range(_MOST_LEVELS):
        inner = _failing_child(obj, path, encode, enc_hook)
        if inner is None:
            break
        path, obj, exc = inner
    return _at(path, obj, exc, enc_hook, order)


def _too_deep(obj: Any, exc: Exception, max_depth: int) -> bool:
    if isinstance(exc, RecursionError):
        return True
    try:
        survey(obj, max_depth)
    except RecursionError:
        return True
    return False


def _failing_child(
    obj: Any, path: str, encode: Callable[[Any], bytes], enc_hook: EncHook | None
) -> tuple[str, Any, Exception] | None:
    """Return the first part of *obj* that cannot be written by itself."""
    for where, child in _children(obj, path, enc_hook):
        try:
            encode(child)
        except Exception as exc:
            return where, child, exc
    return None


def _children(obj: Any, path: str, enc_hook: EncHook | None) -> Iterator[tuple[str, Any]]:
    """Yield the parts of *obj* and their paths, as they would be on the wire."""
    if isinstance(obj, dict):
        for key, value in obj.items():
            yield f"key in {path}", key
            yield deeper(path, "[...]"), value
    elif isinstance(obj, _ROWS):
        yield from ((deeper(path, f"[{index}]"), item) for index, item in enumerate(obj))
    elif isinstance(obj, msgspec.Struct):
        yield from _struct_parts(obj, path)
    elif isinstance(obj, enum.Enum):
        yield path, obj.value
    elif dataclasses.is_dataclass(obj) and not isinstance(obj, type):
        for field in dataclasses.fields(obj):
            yield deeper(path, f".{field.name}"), getattr(obj, field.name, None)
    elif hasattr(type(obj), "__attrs_attrs__"):
        for attribute in type(obj).__attrs_attrs__:
            yield deeper(path, f".{attribute.name}"), getattr(obj, attribute.name, None)
    elif enc_hook is not None and not isinstance(obj, _KNOWN):
        try:
            yield path, enc_hook(obj)
        except Exception:
            return  # the hook's own failure is this place's, not a part's


def _struct_parts(obj: msgspec.Struct, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a Struct that go on the wire."""
    config = obj.__struct_config__
    names = zip(obj.__struct_fields__, obj.__struct_encode_fields__, strict=True)
    offset = 1 if config.tag is not None else 0
    for index, (name, wire_name) in enumerate(names):
        value = getattr(obj, name, msgspec.UNSET)
        if value is not msgspec.UNSET:
            step = f"[{index + offset}]" if config.array_like else f".{wire_name}"
            yield deeper(path, step), value


def _at(
    path: str, obj: Any, exc: Exception, enc_hook: EncHook | None, order: Order
) -> Violation:
    """Return the violation at one place, in the same words for every library."""
    expected, got, text = _reason(obj, order)
    if not expected:
        expected = "an encodable type" if enc_hook is None else "a value that enc_hook encodes"
        # to_builtins and msgspec's encoder say this alike; a hook says what it raised.
        text = str(exc)
        if not text or not isinstance(exc, (TypeError, ValueError, NotImplementedError)):
            text = f"{type(exc).__name__}: {text}"
    return Violation(path, expected, got or type(obj).__name__, obj, text)


def _reason(obj: Any, order: Order) -> tuple[str, str, str]:
    """Return what is wrong with a value whose type as such can be written, and the text."""
    expected = got = ""
    match obj:
        case int() if type(obj) is int:
            expected, got = "int of at most 64 bits", f"int of {obj.bit_length()} bits"
        case str() if type(obj) is str:
            expected, got = "str of Unicode scalar values", "str with a lone surrogate"
        case memoryview():
            expected, got = "contiguous memoryview", "memoryview with gaps"
        case datetime.datetime():
            expected, got = "datetime within the years 1 to 9999 in UTC", str(obj)
        case msgspec.Raw():
            expected, got = "Raw of exactly one well-formed item", "Raw of something else"
        case dict() if order is not None and not all(type(key) is str for key in obj):
            text = "Only dicts with str keys are supported when `order` is not `None`"
            return "object with str keys", "object with other keys", text
    return expected, got, f"Expected `{expected}`, got `{got}`"
