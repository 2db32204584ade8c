"""Amend a tree where ``msgspec.convert`` reads it otherwise than msgspec's decoder does.

Few types need it, and the others pay nothing: it is decided when a decoder is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Union

import msgspec

from codecs_core.hookspecs import DecHook
from codecs_core.typed.descend import children, member
from codecs_core.typed.shape import (
    BYTES_LIKE,
    Leaf,
    Mapped,
    OneOf,
    Row,
    Shape,
    is_custom,
    is_open,
    reaches,
    shape_of,
    shapes,
)
from codecs_core.typed.unions import Choice

__all__ = ["Amend", "amender"]

Amend = Callable[[Any], None]


class _TextKey:
    """A text as a key where the type wants a custom one: ``convert`` asks no hook for it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def amender(
    annotation: Any, *, strict: bool, dec_hook: DecHook | None
) -> tuple[Amend | None, DecHook | None]:
    """Return what amends trees of the type *annotation*, in place, and the hook for them.

    What amends is ``None`` where nothing must be. It raises ``msgspec.ValidationError``
    where the decoder would and ``convert`` would not.
    """
    sets = any(map(_is_open_set, shapes(annotation)))
    keys = any(map(_has_custom_key, shapes(annotation)))
    lax_bytes = not strict and reaches(annotation, lambda leaf: leaf in BYTES_LIKE)
    if not (sets or keys or lax_bytes):
        return None, dec_hook

    def amend(tree: Any) -> None:
        for value, inside, shape in _places(tree, annotation):
            if sets and isinstance(value, list) and _is_open_set(shape):
                value[:] = map(_hashable, value)
            elif keys and isinstance(value, dict) and _has_custom_key(shape):
                items = [(_as_key(key), item) for key, item in value.items()]
                value.clear()
                value.update(items)
            elif lax_bytes and isinstance(value, str) and _is_base64(value, inside):
                raise msgspec.ValidationError("Expected `bytes`, got `str`")

    return amend, _unkeyed(dec_hook) if keys and dec_hook else dec_hook


def _unkeyed(dec_hook: DecHook) -> DecHook:
    """Return *dec_hook* made to be given texts, never what holds one."""

    def hook(kind: type, obj: Any) -> Any:
        return dec_hook(kind, obj.text if type(obj) is _TextKey else obj)

    return hook


def _places(tree: Any, annotation: Any) -> Iterator[tuple[Any, Any, Shape | None]]:
    """Yield every value in *tree* with its annotation and the shape to go down by."""
    pending = [(tree, annotation)]
    while pending:
        value, inside = pending.pop()
        shape = member(value, inside) if isinstance(value, (dict, list)) else None
        yield value, inside, shape
        pending.extend((child, of) for _, child, of in children(value, shape))


def _is_open_set(shape: Shape | None) -> bool:
    """Tell whether an array becomes a set of anything, as ``set`` itself is."""
    return isinstance(shape, Row) and shape.hashed and reaches(shape.rest, is_open)


def _has_custom_key(shape: Shape | None) -> bool:
    """Tell whether keys become a type that only a hook can build."""
    return isinstance(shape, Mapped) and reaches(shape.key, is_custom)


def _as_key(key: Any) -> Any:
    return _TextKey(key) if type(key) is str else key


def _hashable(value: Any) -> Any:
    """Return an item of such a set with the arrays in it as tuples."""
    return tuple(map(_hashable, value)) if isinstance(value, list) else value


def _is_base64(text: str, annotation: Any) -> bool:
    """Tell whether ``convert`` would take *text*, by its lax rules, for base64."""
    shape = shape_of(annotation)
    members = Choice(shape).members if isinstance(shape, OneOf) else [shape]
    leaves = [leaf.annotation for leaf in members if isinstance(leaf, Leaf)]
    others = [leaf for leaf in leaves if leaf not in BYTES_LIKE]
    if len(others) == len(leaves):
        return False
    try:
        msgspec.convert(text, Union[tuple(others)], strict=False)  # noqa: UP007  no | form
    except (msgspec.ValidationError, TypeError):
        return True
    return False
