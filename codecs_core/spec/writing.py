"""Specs as text for a peer: nothing lost that decides which values belong."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple, Union

import msgspec

from codecs_core.spec.merging import is_custom
from codecs_core.spec.names import KNOWN, is_name, name_of

__all__ = ["LIMITS", "Written", "written"]

LIMITS = (
    "gt",
    "ge",
    "lt",
    "le",
    "multiple_of",
    "min_length",
    "max_length",
    "pattern",
    "tz",
)
"""The parts of ``msgspec.Meta`` that limit values; the others document."""

_WRAPPERS: tuple[Any, ...] = (typing.Final, typing.Required, typing.NotRequired)


class Written(NamedTuple):
    """A spec's wire form, and what a reader must be given.

    ``names`` are the types named in ``text``, ``patterns`` its regular expressions;
    ``nameless`` is what has no wire form, as its repr.
    """

    text: str
    names: dict[str, Any]
    patterns: frozenset[str]
    nameless: tuple[str, ...]


def written(spec: Any) -> Written:
    """Return the one wire form of *spec*."""
    writer = _Writer()
    text = writer.write(spec)
    return Written(text, writer.names, frozenset(writer.patterns), tuple(writer.nameless))


class _Writer:
    """Writes one spec, and notes what it names."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.patterns: set[str] = set()
        self.nameless: list[str] = []

    def write(self, spec: Any) -> str:
        if spec is Any:
            return "typing.Any"
        if isinstance(spec, typing.TypeVar):
            return self.write(spec.__bound__ or Any)
        origin, args = typing.get_origin(spec), typing.get_args(spec)
        if origin in (Union, types.UnionType):
            return self._union(args)
        if origin is Literal:
            return f"Literal[{', '.join(_literals(args))}]"
        if origin is typing.Annotated:
            return self._annotated(args[0], args[1:])
        if origin in _WRAPPERS:
            return self.write(args[0])
        if args or (origin is tuple and spec is not typing.Tuple):  # noqa: UP006  bare, old
            return f"{self._name(origin)}[{', '.join(map(self._arg, args)) or '()'}]"
        return self._name(origin or spec)

    def _arg(self, spec: Any) -> str:
        return "..." if spec is Ellipsis else self.write(spec)

    def _union(self, members: Iterable[Any]) -> str:
        """Write a union in the one order that it has.

        msgspec gives the order no meaning; custom types are tried in the order given.
        """
        plain: set[str] = set()
        customs: dict[str, None] = {}
        for member in members:
            text = self.write(member)
            if text not in KNOWN and is_custom(member):
                customs[text] = None
            else:
                plain.add(text)
        nothing = ["None"] if "None" in plain else []
        return " | ".join([*sorted(plain - {"None"}), *customs, *nothing])

    def _annotated(self, spec: Any, metadata: tuple[Any, ...]) -> str:
        limits = {
            name: value
            for meta in metadata
            if isinstance(meta, msgspec.Meta)
            for name in LIMITS
            if (value := getattr(meta, name)) is not None
        }
        if "pattern" in limits:
            self.patterns.add(limits["pattern"])
        inside = self.write(spec)
        if not limits:
            return inside
        words = ", ".join(f"{k}={_value(limits[k])}" for k in LIMITS if k in limits)
        return f"Annotated[{inside}, Meta({words})]"

    def _name(self, named: Any) -> str:
        if named is None or named is type(None):
            return "None"
        name = name_of(named)
        if not is_name(name):
            self.nameless.append(repr(named))
            return repr(named)
        if self.names.get(name, named) is not named:
            self.nameless.append(f"{named!r}, whose name another type here has")
            return f"{name} {id(named)}"
        if KNOWN.get(name) is not named:
            self.names[name] = named
        return name


def _literals(values: tuple[Any, ...]) -> list[str]:
    """Write the values of a Literal, whose order means nothing."""
    kinds = {type(value).__name__ for value in values}
    ordered = [
        sorted(value for value in values if type(value).__name__ == kind and value is not None)
        for kind in sorted(kinds)
    ]
    texts = [_value(value) for group in ordered for value in group]
    return [*texts, "None"] if None in values else texts


def _value(value: Any) -> str:
    """Write a string as JSON does, in ASCII; a number, a bool or None as Python does."""
    return json.dumps(value) if isinstance(value, str) else repr(value)
