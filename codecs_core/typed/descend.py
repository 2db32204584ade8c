"""Go down a decoded tree and its type together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from codecs_core.typed.shape import Fields, Leaf, Mapped, OneOf, Row, Shape, shape_of
from codecs_core.typed.unions import Choice

__all__ = ["Step", "children", "deeper", "member"]

Step = Callable[[str], str]
"""Make the path of a part from the path of the whole."""


def deeper(path: str, step: str) -> str:
    """Return *path* one step further down; in a key, ``key[1] in $.a`` as msgspec has it."""
    key, found, place = path.partition(" in ")
    return f"{key}{step}{found}{place}"


def member(value: Any, annotation: Any) -> Shape | None:
    """Return the shape to go down by: of a union, the member that *value* belongs to."""
    shape = shape_of(annotation)
    if isinstance(shape, OneOf):
        return Choice(shape).of(value)
    if isinstance(shape, Leaf) and shape.annotation is Any:
        return Mapped(Any, Any) if isinstance(value, dict) else Row((), rest=Any)
    return shape


def children(value: Any, shape: Shape | None) -> Iterator[tuple[Step, Any, Any]]:
    """Yield what is directly inside *value*: how its path goes on, it, its annotation."""
    if isinstance(value, dict) and isinstance(shape, Fields):
        for name, inside in shape.by_name.items():
            if name in value:
                yield _field(name), value[name], inside
        yield from ((_key, key, str) for key in value if type(key) is not str)
    elif isinstance(value, dict) and isinstance(shape, Mapped):
        for key, item in value.items():
            yield _key, key, shape.key
            yield _value, item, shape.value
    elif isinstance(value, (list, tuple)) and isinstance(shape, Row):
        for index, item in enumerate(value):
            inside = shape.items[index] if index < len(shape.items) else shape.rest
            if index < len(shape.items) or shape.rest is not None:
                yield _index(index), item, inside


def _field(name: str) -> Step:
    return lambda path: deeper(path, f".{name}")


def _index(index: int) -> Step:
    return lambda path: deeper(path, f"[{index}]")


def _value(path: str) -> str:
    return deeper(path, "[...]")


def _key(path: str) -> str:
    return f"key in {path}"
