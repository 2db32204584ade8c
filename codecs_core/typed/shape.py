"""What is inside a type: one level of any annotation that msgspec takes.

msgspec compiles types in C and shows no way to ask "which annotation has the value at this
key?". Two parts of the typed layer must ask: reading ``Raw`` fields out of a wire whose
library knows none, and finding every violation of a bad message.
"""

from __future__ import annotations

import collections.abc as abc
import dataclasses
import datetime
import decimal
import enum
import functools
import sys
import types
import typing
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import msgspec

__all__ = [
    "BYTES_LIKE",
    "Fields",
    "Leaf",
    "Mapped",
    "OneOf",
    "Row",
    "Shape",
    "identity",
    "is_custom",
    "is_open",
    "reaches",
    "shape_of",
    "shapes",
]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A type with nothing inside that concerns us: a scalar, ``Any``, ``Raw``, a custom."""

    annotation: Any


@dataclass(frozen=True, slots=True)
class Row:
    """An array: ``items`` in order, then any number of ``rest`` (``None``: no more).

    ``tag`` is that of an array-like Struct, whose first item it then is; ``hashed`` tells
    that the array becomes a set.
    """

    items: tuple[Any, ...]
    rest: Any = None
    tag: str | int | None = None
    hashed: bool = False


@dataclass(frozen=True, slots=True)
class Mapped:
    """A map of any number of ``key`` to ``value``."""

    key: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Fields:
    """A map with known keys, as they are on the wire; a Struct's ``tag`` among them."""

    by_name: dict[str, Any]
    tag_field: str | None = None
    tag: str | int | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A union."""

    options: tuple[Any, ...]


Shape: TypeAlias = Leaf | Row | Mapped | Fields | OneOf

# What every convert() names: without these it takes a str for base64 where the type says
# bytes. Nothing else may be named: a named type's text form is refused, while its native form
# needs no naming.
BYTES_LIKE = (bytes, bytearray, memoryview)

_SCALARS: tuple[Any, ...] = (
    None,
    type(None),
    bool,
    int,
    float,
    str,
    bytes,
    bytearray,
    memoryview,
    datetime.datetime,
    datetime.date,
    datetime.time,
    datetime.timedelta,
    uuid.UUID,
    decimal.Decimal,
    msgspec.Raw,
    msgspec.UnsetType,
    msgspec.msgpack.Ext,
)

_WRAPPERS: tuple[Any, ...] = (
    typing.Annotated,
    typing.Final,
    typing.ClassVar,
    typing.Required,
    typing.NotRequired,
)
_SETS: tuple[Any, ...] = (set, frozenset, abc.Set, abc.MutableSet)
_ROWS: tuple[Any, ...] = (
    list,
    abc.Collection,
    abc.Sequence,
    abc.MutableSequence,
    *_SETS,
)
_MAPS: tuple[Any, ...] = (dict, abc.Mapping, abc.MutableMapping)


def shape_of(annotation: Any) -> Shape:
    """Return what is directly inside *annotation*."""
    annotation = _unwrap(annotation)
    origin = typing.get_origin(annotation) or annotation
    args = typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return OneOf(args)
    if origin is tuple:
        if annotation in (tuple, typing.Tuple):  # noqa: UP006  people write both
            return Row((), rest=Any)
        return Row((), rest=args[0]) if args[-1:] == (Ellipsis,) else Row(args)
    if origin in _ROWS:
        return Row((), rest=args[0] if args else Any, hashed=origin in _SETS)
    if origin in _MAPS:
        return Mapped(*args) if args else Mapped(Any, Any)
    return _record(annotation, origin, args)


def shapes(annotation: Any) -> Iterator[Shape]:
    """Yield the shape of *annotation* and of every annotation anywhere inside it."""
    pending, seen = [annotation], set()
    while pending:
        shape = shape_of(pending.pop())
        # A recursive type comes back to itself with an equal shape.
        inside = tuple(_inside(shape))
        key = (type(shape), tuple(map(identity, inside)))
        if isinstance(shape, Leaf) or key not in seen:
            seen.add(key)
            pending.extend(inside)
            yield shape


def reaches(annotation: Any, wanted: Callable[[Any], bool]) -> bool:
    """Tell whether a leaf for which ``wanted(leaf)`` holds lies anywhere in *annotation*."""
    return any(isinstance(s, Leaf) and wanted(s.annotation) for s in shapes(annotation))


def _inside(shape: Shape) -> Iterator[Any]:
    """Yield the annotations directly inside *shape*."""
    match shape:
        case Row():
            yield from shape.items
            if shape.rest is not None:
                yield shape.rest
        case Mapped():
            yield shape.key
            yield shape.value
        case Fields():
            yield from shape.by_name.values()
        case OneOf():
            yield from shape.options


def is_open(leaf: Any) -> bool:
    """Tell whether a leaf lets values of any type through: ``Any``, or a custom type."""
    if typing.get_origin(leaf) is Literal or leaf in _SCALARS:
        return False
    return not (isinstance(leaf, type) and issubclass(leaf, enum.Enum))


def is_custom(leaf: Any) -> bool:
    """Tell whether only a hook can build values of a leaf."""
    return is_open(leaf) and leaf not in (Any, object)


def identity(annotation: Any) -> object:
    """Return what makes *annotation* itself: it, or its text where it cannot be hashed."""
    try:
        hash(annotation)
    except TypeError:
        return repr(annotation)
    return annotation


def _unwrap(annotation: Any) -> Any:
    """Take off what says nothing of the shape: Annotated, NewType, aliases, variables."""
    while True:
        origin = typing.get_origin(annotation)
        if origin in _WRAPPERS:
            annotation = typing.get_args(annotation)[0]
        elif isinstance(annotation, typing.NewType):
            annotation = annotation.__supertype__
        elif isinstance(annotation, typing.TypeVar):
            annotation = annotation.__bound__ or Any
        elif _is_alias(origin or annotation):
            annotation = _aliased(annotation, origin)
        else:
            return annotation


def _is_alias(candidate: Any) -> bool:
    """Tell whether *candidate* was made by a ``type X = ...`` statement (Python 3.12)."""
    if sys.version_info < (3, 12):
        return False
    return isinstance(candidate, typing.TypeAliasType)


def _aliased(annotation: Any, origin: Any) -> Any:
    """Return what a ``type`` alias, with parameters or without, stands for."""
    alias = origin or annotation
    return _substitute(alias.__value__, alias.__type_params__, typing.get_args(annotation))


def _record(annotation: Any, origin: Any, args: tuple[Any, ...]) -> Shape:
    """Return the shape of a type with named fields, or a leaf."""
    if not isinstance(origin, type):
        return Leaf(annotation)
    if issubclass(origin, msgspec.Struct):
        return _struct(annotation, origin)
    if issubclass(origin, tuple) and hasattr(origin, "_fields"):
        hints = _hints(origin, args)
        return Row(tuple(hints.get(name, Any) for name in origin._fields))
    if typing.is_typeddict(origin):
        return Fields(_hints(origin, args))
    if dataclasses.is_dataclass(origin) or hasattr(origin, "__attrs_attrs__"):
        return Fields(_hints(origin, args))
    return Leaf(annotation)


def _struct(annotation: Any, cls: type[msgspec.Struct]) -> Shape:
    """Return the shape of a Struct class, worked out once, or of its specialisation."""
    return _struct_once(cls) if annotation is cls else _struct_now(annotation, cls)


@functools.lru_cache(maxsize=1024)
def _struct_once(cls: type[msgspec.Struct]) -> Shape:
    return _struct_now(cls, cls)


def _struct_now(annotation: Any, cls: type[msgspec.Struct]) -> Shape:
    """Return the shape of a Struct class or of its specialisation."""
    config = cls.__struct_config__
    fields = msgspec.structs.fields(annotation)
    if config.array_like:
        head = (Any,) if config.tag is not None else ()
        return Row((*head, *(f.type for f in fields)), tag=config.tag)
    return Fields({f.encode_name: f.type for f in fields}, config.tag_field, config.tag)


def _hints(origin: Any, args: tuple[Any, ...]) -> dict[str, Any]:
    """Return the resolved annotations of *origin*, its type variables filled with *args*."""
    hints = typing.get_type_hints(origin, include_extras=True)
    params = getattr(origin, "__parameters__", ())
    return {name: _substitute(hint, params, args) for name, hint in hints.items()}


def _substitute(hint: Any, params: tuple[Any, ...], args: tuple[Any, ...]) -> Any:
    """Replace the type variables *params* inside *hint* by *args*."""
    filled = dict(zip(params, args, strict=False))
    if isinstance(hint, typing.TypeVar):
        return filled.get(hint, hint)
    inner = getattr(hint, "__parameters__", ())
    if not inner or not filled:
        return hint
    return hint[tuple(filled.get(p, p) for p in inner)]
