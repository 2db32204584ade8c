"""Explain why a message was refused when it was read."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from codecs_core.errors import Violation
from codecs_core.explain.words import violation_of
from codecs_core.exts import UnknownExt
from codecs_core.hookspecs import DecHook
from codecs_core.typed.descend import children, member
from codecs_core.typed.kinds import kind_of
from codecs_core.typed.shape import BYTES_LIKE
from codecs_core.typed.survey import count, survey, without

__all__ = ["Reading", "explain_decoding"]

_MOST_VIOLATIONS = 32
_MOST_VISITS = 10_000
_MOST_LEVELS = 10_000
_LEAST_WORK = 10_000
_WORK_FACTOR = 16
"""A stranger's bad message buys this much work at most, whatever its size and depth."""


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
            builtin_types=BYTES_LIKE,
        )

    def refusal(self, value: Any, annotation: Any) -> Exception | None:
        """Return what msgspec or a hook raises for *value* as *annotation*, or ``None``."""
        try:
            self.convert(value, annotation)
        except Exception as exc:
            return exc
        return None

    def refusal_of_bytes(self, data: bytes) -> Exception | None:
        """Return what msgspec's own decoder or a hook raises for *data*, or ``None``."""
        try:
            msgspec.msgpack.decode(
                data, type=self.type, strict=self.strict, dec_hook=self.dec_hook
            )
        except Exception as exc:
            return exc
        return None


def explain_decoding(tree: Any, reading: Reading) -> list[Violation]:
    """Return the violations in *tree*, msgspec's own first one first.

    Empty where *tree* breaks nothing: then the refusal was not about its values.
    """
    unasked = UnknownExt in survey(tree, _MOST_LEVELS)
    first = None if unasked else _first(tree, reading)
    found: list[Violation] = []
    work = _LEAST_WORK + _WORK_FACTOR * count(tree, sys.maxsize)
    try:
        for violation in _Walk(reading, unasked=unasked, work=work).visit(
            tree, reading.type, "$"
        ):
            found.append(violation)
            if len(found) >= _MOST_VIOLATIONS:
                break
    except RecursionError:
        pass  # a tree this deep: what was found on the way must do
    if first is None:
        return found
    # The walk knows the value too, and the place of a hook's refusal, which msgspec loses.
    same = [v for v in found if (v.path, v.text) == (first.path, first.text)]
    lost = [v for v in found if v.text == first.text] if first.path == "$" else []
    same = (same or lost or [first])[:1]
    return [*same, *(v for v in found if v is not same[0])]


def _first(tree: Any, reading: Reading) -> Violation | None:
    """Return the violation that msgspec's own decoder reports, if it reports one.

    Its words are the measure for every wire, so the tree is written once more for it; one
    that MessagePack cannot carry (integers over 64 bits) is left to ``convert``.
    """
    try:
        data = msgspec.msgpack.encode(_without_raw(tree))
    except Exception:
        refusal = reading.refusal(tree, reading.type)
    else:
        refusal = reading.refusal_of_bytes(data)
    return None if refusal is None else violation_of(refusal, tree, reading.type)


def _copy(tree: Any) -> Any:
    return msgspec.to_builtins(
        tree, builtin_types=(bytes, datetime.datetime, msgspec.Raw, msgspec.msgpack.Ext)
    )


# A Raw's bytes are another format's, perhaps; whatever they are, they break no type.
_without_raw = without(
    frozenset({msgspec.Raw}), _copy, _MOST_LEVELS, lambda _raw: msgspec.Raw(b"\xc0")
)


class _Walk:
    """Goes down a tree and its type together, to where the violations are.

    *unasked*: the tree may hold refused extensions, which ``convert`` lets through.
    *work*: how many values may be converted in all, those within others counted each time.
    """

    def __init__(self, reading: Reading, *, unasked: bool, work: int) -> None:
        self._reading = reading
        self._unasked = unasked
        self._visits = _MOST_VISITS
        self._work = work

    def visit(self, value: Any, annotation: Any, path: str) -> Iterator[Violation]:
        """Yield the violations in *value*, innermost places first."""
        self._visits -= 1
        self._work -= count(value, self._work + 1)
        if self._visits < 0 or self._work < 0:
            return
        if isinstance(value, UnknownExt) and value.wanted:
            yield _refused_ext(value, path)
            return
        refusal = self._reading.refusal(value, annotation)
        if refusal is None and not self._unasked:
            return
        inner = False
        for step, child, inside in children(value, member(value, annotation)):
            for violation in self.visit(child, inside, step(path)):
                inner = True
                yield violation
        if refusal is not None and not inner:
            yield violation_of(refusal, value, annotation, path)


def _refused_ext(value: UnknownExt, path: str) -> Violation:
    """Return the violation that an extension is which nobody declared, or which is broken."""
    got = kind_of(value)
    reason = f": {value.reason}" if value.reason else ""
    text = f"Expected `{value.wanted}`, got `{got}`{reason}"
    return Violation(path, value.wanted, got, value, text)
