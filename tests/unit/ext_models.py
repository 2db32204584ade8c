"""Custom types that the tests of extensions share."""

from __future__ import annotations

from typing import Any

from codecs_core import TypeCodec

__all__ = ["BLOB", "MONEY", "PAIR", "Blob", "Money", "Pair"]


class _Held:
    """A custom type that is what it holds."""

    def __init__(self, held: Any) -> None:
        self.held = held

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.held == self.held

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.held!r})"


class Money(_Held):
    """An amount, of which there is no negative one."""

    def __init__(self, held: int) -> None:
        if held < 0:
            raise ValueError("no debts here")
        super().__init__(held)


class Blob(_Held):
    """Bytes."""


class Pair(_Held):
    """Anything, two of it."""


MONEY = TypeCodec(Money, lambda m: m.held, Money, int, 1, 5001)
BLOB = TypeCodec(Blob, lambda b: b.held, Blob, bytes, 2, 5002)
PAIR = TypeCodec(Pair, lambda p: p.held, Pair, list, 3, 5003)
