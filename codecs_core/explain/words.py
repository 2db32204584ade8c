"""The words of violations: what was expected, what came instead."""

from __future__ import annotations

import enum
import re
import typing
from typing import Any

import msgspec

from codecs_core.errors import Violation
from codecs_core.spec import spec_str
from codecs_core.typed.descend import deeper
from codecs_core.typed.kinds import kind_of
from codecs_core.typed.shape import OneOf, Row, shape_of
from codecs_core.typed.unions import Choice

__all__ = ["violation_of"]

_AT = re.compile(r" - at (?:`(?P<key>key.*)` in )?`(?P<path>[^`]*)`$")
_EXPECTED = re.compile(
    r"Expected `(?P<kind>[^`]*)`(?P<rest>.*?)(?:, got (?P<got>.*))?", re.DOTALL
)
_GOT = re.compile(r", got `(?P<kind>None|NoneType|ext|list|tuple|dict)`")
_FIELD = re.compile(r"Object (?P<verb>missing required|contains unknown) field (?P<name>`.*`)")


def _under(base: str, local: str) -> str:
    """Return the path *local*, which starts at ``$``, as seen from the root of *base*."""
    head, at, tail = local.rpartition(" in ")
    return f"{head}{at}{deeper(base, tail.removeprefix('$'))}"


def violation_of(exc: Exception, value: Any, annotation: Any, base: str = "$") -> Violation:
    """Return what *exc*, raised for *value* as *annotation*, says.

    *base* is where *value* lies. The path and the words are msgspec's where it gives any.
    """
    if not isinstance(exc, (msgspec.ValidationError, ValueError, TypeError)):
        text = f"{type(exc).__name__}: {exc}"
        return Violation(base, spec_str(annotation), kind_of(value), value, text)
    text = _one_wording(str(exc))
    at = _AT.search(text)
    local = "$"
    if at is not None:
        text = text[: at.start()]
        local = f"{at['key']} in {at['path']}" if at["key"] else at["path"]
    expected, got = _wish(text, value, annotation)
    return Violation(_under(base, local), expected, got, value, text)


_WORDS = {
    "None": "null",
    "NoneType": "null",
    "ext": "datetime",
    "list": "array",
    "tuple": "array",
    "dict": "object",
}


def _one_wording(text: str) -> str:
    """Return msgspec's *text* with one word for each kind of value.

    Its decoder says ``None`` and ``ext``, its ``convert`` ``null`` and ``datetime`` and now
    and then a Python type's name. An extension that is no datetime never comes here.
    """
    return _GOT.sub(lambda got: f", got `{_WORDS[got['kind']]}`", text)


def _wish(text: str, value: Any, annotation: Any) -> tuple[str, str]:
    """Return what was expected and what came, read from msgspec's sentence."""
    match = _EXPECTED.fullmatch(text)
    if match is not None:
        expected = match["kind"] + match["rest"]
        got = (match["got"] or kind_of(value)).strip("`")
        return expected, f"length {got}" if got.isdigit() else got
    match = _FIELD.fullmatch(text)
    if match is not None and match["verb"] == "missing required":
        return f"required field {match['name']}", "no such field"
    if match is not None:
        return f"no field {match['name']}", f"field {match['name']}"
    for start in ("Invalid enum value ", "Invalid value "):
        if text.startswith(start):
            return _choices(annotation), text.removeprefix(start)
    return spec_str(annotation), kind_of(value)


def _choices(annotation: Any) -> str:
    """Return the values that a Literal, an enum or a union's tags allow."""
    shape = shape_of(annotation)
    values: list[Any] = []
    if isinstance(shape, OneOf):
        members = Choice(shape).members
        values = [t for m in members if (t := getattr(m, "tag", None)) is not None]
        values += [v for m in members for v in _values(getattr(m, "annotation", None))]
    elif isinstance(shape, Row) or getattr(shape, "tag", None) is not None:
        values = [getattr(shape, "tag", None)]
    else:
        values = _values(getattr(shape, "annotation", None))
    return f"one of {', '.join(map(repr, values))}" if values else spec_str(annotation)


def _values(annotation: Any) -> list[Any]:
    """Return the values that a Literal or an enum class allows."""
    if typing.get_origin(annotation) is typing.Literal:
        return list(typing.get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return [member.value for member in annotation]
    return []
