"""Explain why a message was refused when it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from codecs_core.errors import Violation
from codecs_core.explain.words import violation_of
from codecs_core.exts import UnknownExt
from codecs_core.hookspecs import DecHook
from codecs_core.kinds import kind_of
from codecs_core.shape import Fields, Leaf, Mapped, OneOf, Row, Shape, shape_of
from codecs_core.unions import Choice

__all__ = ["Reading", "explain_decoding"]

_MOST_VIOLATIONS = 32
_MOST_VISITS = 10_000
"""A stranger's bad message buys this much work at most, whatever its size."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a message was to be read: its type, and the decoder's options."""

    type: Any
    strict: bool
    dec_hook: DecHook | None

    def convert(self, value: Any, annotation: Any) -> Any:
        """Convert *value* as the decoder would have. Raises what msgspec or a hook raises."""
        return msgspec.convert(
            value,
            annotation,
            strict=self.strict,
            dec_hook=self.dec_hook,
            builtin_types=(bytes, bytearray, memoryview),
        )


def explain_decoding(tree: Any, reading: Reading) -> list[Violation]:
    """Return the violations in *tree*, msgspec's own first one first.

    Empty where *tree* breaks nothing: then the refusal was not about its values.
    """
    first = _first(tree, reading)
    found: list[Violation] = []
    try:
        for violation in _Walk(reading).visit(tree, reading.type, "$"):
            found.append(violation)
            if len(found) >= _MOST_VIOLATIONS:
                break
    except RecursionError:
        pass  # a tree this deep: what was found on the way must do
    if first is None:
        return found
    # The walk knows the value too, and the place of a hook's refusal, which msgspec loses.
    same = [v for v in found if (v.path, v.text) == (first.path, first.text)]
    same = (same or [v for v in found if v.text == first.text] or [first])[:1]
    return [*same, *(v for v in found if v is not same[0])]


def _first(tree: Any, reading: Reading) -> Violation | None:
    """Return the violation that msgspec itself reports, if it reports one."""
    try:
        reading.convert(tree, reading.type)
    except Exception as exc:
        return violation_of(exc, tree, reading.type)
    return None


class _Walk:
    """Goes down a tree and its type together, to where the violations are."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._visits = _MOST_VISITS

    def visit(self, value: Any, annotation: Any, path: str) -> Iterator[Violation]:
        """Yield the violations in *value*, innermost places first."""
        self._visits -= 1
        if self._visits < 0:
            return
        if isinstance(value, UnknownExt):
            yield _nobody_asked(value, path)
            return
        refusal = self._refusal(value, annotation)
        inner = False
        for step, child, inside in _children(value, annotation):
            for violation in self.visit(child, inside, step(path)):
                inner = True
                yield violation
        if refusal is not None and not inner:
            yield violation_of(refusal, value, annotation, path)

    def _refusal(self, value: Any, annotation: Any) -> Exception | None:
        try:
            self._reading.convert(value, annotation)
        except Exception as exc:
            return exc
        return None


def _nobody_asked(value: UnknownExt, path: str) -> Violation:
    """Return the violation that an extension without a decoder is."""
    got = kind_of(value)
    text = f"Expected `a known extension`, got `{got}`"
    return Violation(path, "a known extension", got, value, text)


Step = Callable[[str], str]


def _children(value: Any, annotation: Any) -> Iterator[tuple[Step, Any, Any]]:
    """Yield what is directly inside *value*: how its path goes on, it, its annotation."""
    if not isinstance(value, (dict, list, tuple)):
        return
    shape = _member(value, annotation)
    if isinstance(value, dict) and isinstance(shape, Fields):
        for name, inside in shape.by_name.items():
            if name in value:
                yield _field(name), value[name], inside
    elif isinstance(value, dict) and isinstance(shape, Mapped):
        for key, item in value.items():
            yield _key, key, shape.key
            yield _value, item, shape.value
    elif isinstance(value, (list, tuple)) and isinstance(shape, Row):
        for index, item in enumerate(value):
            inside = shape.items[index] if index < len(shape.items) else shape.rest
            if index < len(shape.items) or shape.rest is not None:
                yield _index(index), item, inside


def _member(value: Any, annotation: Any) -> Shape | None:
    """Return the shape to go down by: of a union, the member that *value* belongs to."""
    shape = shape_of(annotation)
    if isinstance(shape, OneOf):
        return Choice(shape).of(value)
    if isinstance(shape, Leaf) and shape.annotation is Any:
        return Mapped(Any, Any) if isinstance(value, dict) else Row((), rest=Any)
    return shape


def _field(name: str) -> Step:
    return lambda path: f"{path}.{name}"


def _index(index: int) -> Step:
    return lambda path: f"{path}[{index}]"


def _value(path: str) -> str:
    return f"{path}[...]"


def _key(path: str) -> str:
    return f"key in {path}"
