"""Show values, and what is different between two of them."""

from __future__ import annotations

import enum
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

__all__ = [
    "MISSING",
    "DiffDump",
    "FieldDiff",
    "Missing",
    "diff",
    "render",
    "render_struct",
    "shown_fields",
]

_INDENT = "    "


class Missing(enum.Enum):
    """The type of :data:`MISSING`."""

    MISSING = "<missing>"

    def __repr__(self) -> str:
        return str(self.value)


MISSING: Final = Missing.MISSING
"""What a side of a difference has where it has no such field."""


class FieldDiff(NamedTuple):
    """One field that differs: its name, and its value on either side or :data:`MISSING`."""

    name: Any
    mine: Any
    theirs: Any

    def __str__(self) -> str:
        sides = f"mine:   {render(self.mine)}\ntheirs: {render(self.theirs)}"
        return f"{self.name}:\n{textwrap.indent(sides, _INDENT)}"


class DiffDump(tuple[FieldDiff, ...]):
    """The fields that differ, as a tuple of :class:`FieldDiff`; empty, so false, if none do.

    It prints as one block for each field.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return "\n".join(map(str, self)) or "no differences"

    __repr__ = __str__  # of what a failed assertion or a debugger shows, this is what helps


def diff(mine: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> DiffDump:
    """Return the entries in which two mappings differ, those of *mine* first.

    Values differ unless they are identical or ``==`` says that they are equal. It may say so
    with an array, whose every element then counts. Where it raises, they differ.
    """
    names = [*mine, *(name for name in theirs if name not in mine)]
    pairs = [(name, mine.get(name, MISSING), theirs.get(name, MISSING)) for name in names]
    return DiffDump(FieldDiff(*pair) for pair in pairs if not _same(*pair[1:]))


def _same(mine: Any, theirs: Any) -> bool:
    if mine is theirs:
        return True
    try:
        # Arrays that differ in shape may be equal by broadcasting.
        if getattr(mine, "shape", None) != getattr(theirs, "shape", None):
            return False
        verdict = mine == theirs
        for _ in range(2):  # a table's all() is a row, and the row's one bool
            if callable(every := getattr(verdict, "all", None)):
                verdict = every()
        return bool(verdict)
    except Exception:
        return False


# What is being rendered further out, by way and identity: a repr() in between must see it.
_Way: TypeAlias = Callable[[Any], str]
_outer: ContextVar[frozenset[tuple[_Way, int]]] = ContextVar("_outer", default=frozenset())

_BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    dict: ("{", "}"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}


def render(value: Any) -> str:
    """Return the ``repr`` of *value*, on several lines where a Struct is inside.

    Builtin containers and Structs are gone through. What contains itself, and a member whose
    ``repr`` raises an ``Exception``, are told in their place.
    """
    kind = type(value)
    if kind is dict:
        return _once(_mapping, value)
    if kind in _BRACKETS:
        return _once(_row, value)
    if issubclass(kind, msgspec.Struct) and kind.__repr__ is msgspec.Struct.__repr__:
        return _once(_struct, value)
    return _once(repr, value)


def render_struct(struct: msgspec.Struct) -> str:
    """Return *struct* as it is constructed, a line for each shown field; see :func:`render`."""
    return _once(_struct, struct)


def _once(way: _Way, value: Any) -> str:
    """Return ``way(value)``, unless that is being made further out."""
    here = (way, id(value))
    if here in _outer.get():
        return "...".join(_brackets(value))
    token = _outer.set(_outer.get() | {here})
    try:
        return way(value)
    except Exception as exc:
        return f"<{type(value).__name__} whose repr raised {type(exc).__name__}>"
    finally:
        _outer.reset(token)


def _struct(struct: msgspec.Struct) -> str:
    parts = [f"{name}={render(value)}" for name, value in shown_fields(struct)]
    return _block(struct, parts) if parts else "".join(_brackets(struct))


def _mapping(mapping: dict[Any, Any]) -> str:
    return _row_of(mapping, [f"{render(key)}: {render(mapping[key])}" for key in mapping])


def _row(row: Iterable[Any]) -> str:
    return _row_of(row, [render(item) for item in row])


def _row_of(container: Any, parts: list[str]) -> str:
    """Return *parts* on one line, as Python does, unless one of them has more."""
    if not parts:
        return repr(container)
    if any("\n" in part for part in parts):
        return _block(container, parts)
    if type(container) is tuple and len(parts) == 1:
        return f"({parts[0]},)"
    return ", ".join(parts).join(_brackets(container))


def _block(container: Any, parts: list[str]) -> str:
    lines = textwrap.indent("".join(f"{part},\n" for part in parts), _INDENT)
    return f"\n{lines}".join(_brackets(container))


def _brackets(value: Any) -> tuple[str, str]:
    kind = type(value)
    return _BRACKETS.get(kind, (f"{kind.__name__}(", ")"))


def shown_fields(struct: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of the fields of *struct* that a ``repr`` shows.

    Not shown are private ones (``_name``), and under ``repr_omit_defaults`` the defaults.
    """
    try:
        pairs = msgspec.Struct.__rich_repr__(struct)
    except AttributeError:  # a field was deleted
        pairs = [(name, getattr(struct, name, MISSING)) for name in struct.__struct_fields__]
    return ((name, value) for name, value in pairs if not name.startswith("_"))
