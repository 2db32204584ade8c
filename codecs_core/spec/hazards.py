"""Specs that must not reach msgspec.

msgspec (0.22, and releases before it) gets the layout of some unions wrong, and then reads
and frees memory that is not its own: it decodes wrongly, and in the end crashes the process.
They are unions of

- a tuple of fixed length and a type with a limit of number or length;
- a list, set, tuple or dict and a text with a pattern.

A peer's text must not bring that about.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

import msgspec

from codecs_core.typed.shape import Fields, Mapped, OneOf, Row, identity, shape_of

__all__ = ["refuse_hazards"]

_LIMITS = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern")


def refuse_hazards(spec: Any) -> None:
    """Raise ``TypeError`` where building a decoder of *spec* would corrupt memory."""
    pending, seen = [spec], set()
    while pending:
        annotation = pending.pop()
        if identity(annotation) in seen:
            continue
        seen.add(identity(annotation))
        shape = shape_of(annotation)
        if isinstance(shape, OneOf) and _is_hazard(shape):
            raise TypeError(
                "msgspec corrupts memory for a union of a tuple of fixed length with a type"
                " that has limits, and of a collection with a text that has a pattern"
            )
        pending += _inside(shape)


def _inside(shape: Any) -> list[Any]:
    match shape:
        case OneOf():
            return list(shape.options)
        case Mapped():
            return [shape.key, shape.value]
        case Row():
            return [*shape.items, shape.rest]
        case Fields():
            return list(shape.by_name.values())
    return []


def _is_hazard(union: OneOf) -> bool:
    layers = [layer for option in _members(union) for layer in _layers(option)]
    limits = {limit for layer in layers for limit in _limits_of(layer)}
    return (bool(limits - {"pattern"}) and any(map(_is_fixed, layers))) or (
        "pattern" in limits and any(map(_is_collection, layers))
    )


def _members(union: OneOf) -> Iterator[Any]:
    for option in union.options:
        shape = shape_of(option)
        if isinstance(shape, OneOf):
            yield from _members(shape)
        else:
            yield option


def _layers(annotation: Any) -> Iterator[Any]:
    """Yield *annotation*, and what it wraps: Annotated, a NewType, an alias."""
    while annotation is not None:
        yield annotation
        origin, args = typing.get_origin(annotation), typing.get_args(annotation)
        value = getattr(origin or annotation, "__value__", None)
        if origin is typing.Annotated:
            annotation = args[0]
        elif value is not None:
            annotation = value[args] if args else value
        elif isinstance(annotation, typing.TypeVar):
            annotation = annotation.__bound__
        else:
            annotation = getattr(annotation, "__supertype__", None)


def _limits_of(layer: Any) -> set[str]:
    if typing.get_origin(layer) is not typing.Annotated:
        return set()
    metas = [meta for meta in layer.__metadata__ if isinstance(meta, msgspec.Meta)]
    return {limit for limit in _LIMITS for meta in metas if getattr(meta, limit) is not None}


def _is_collection(layer: Any) -> bool:
    origin = typing.get_origin(layer) or layer
    is_record = hasattr(origin, "_fields") or hasattr(origin, "__struct_fields__")
    return isinstance(shape_of(layer), (Row, Mapped)) and not is_record


def _is_fixed(layer: Any) -> bool:
    is_tuple = typing.get_origin(layer) is tuple and layer is not typing.Tuple  # noqa: UP006  bare, old
    return is_tuple and Ellipsis not in typing.get_args(layer)
