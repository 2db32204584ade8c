# ruff: noqa: D101  the types of a table are told by their names
"""Scalar types, constraints and containers for the parity tests."""

from __future__ import annotations

import collections.abc as abc
import datetime
import decimal
import enum
import typing
import uuid
from typing import Annotated, Any, Final, Literal, NewType

from msgspec import Meta, Raw


class Color(enum.Enum):
    RED = "red"
    BLUE = "b"


class Number(enum.Enum):
    ONE = 1
    MINUS = -1


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 255


class Word(enum.StrEnum):
    A = "a"
    B = "b"


class Bits(enum.Flag):
    ONE = 1
    TWO = 2


class IntBits(enum.IntFlag):
    ONE = 1
    TWO = 2


class Guess(enum.Enum):
    A = "a"
    OTHER = "other"

    @classmethod
    def _missing_(cls, value: object) -> Guess | None:
        return cls.OTHER if value == "b" else None


class FailingGuess(enum.Enum):
    A = "a"

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise KeyError(value)


UserId = NewType("UserId", int)
T = typing.TypeVar("T")
BoundT = typing.TypeVar("BoundT", bound=int)

SCALARS: list[Any] = [
    Any,
    object,
    None,
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
    Raw,
    Color,
    Number,
    Level,
    Word,
    Bits,
    IntBits,
    Guess,
    FailingGuess,
    Literal["a", "b"],
    Literal[1, 2, -1],
    Literal["a", 1, None],
    Literal["red"] | None,
    UserId,
    Final[int],
    T,
    BoundT,
    Annotated[int, Meta(description="no constraint")],
]

CONSTRAINED: list[Any] = [
    Annotated[int, Meta(ge=1)],
    Annotated[int, Meta(gt=1)],
    Annotated[int, Meta(le=1)],
    Annotated[int, Meta(lt=1)],
    Annotated[int, Meta(ge=0, lt=3, multiple_of=2)],
    Annotated[int, Meta(multiple_of=3)],
    Annotated[float, Meta(ge=1)],
    Annotated[float, Meta(gt=1.0, le=3)],
    Annotated[float, Meta(multiple_of=0.5)],
    Annotated[str, Meta(min_length=1)],
    Annotated[str, Meta(max_length=3)],
    Annotated[str, Meta(min_length=2, max_length=4)],
    Annotated[str, Meta(pattern="^[a-z]$")],
    Annotated[str, Meta(pattern="é", min_length=1)],
    Annotated[bytes, Meta(min_length=1, max_length=3)],
    Annotated[bytearray, Meta(max_length=2)],
    Annotated[memoryview, Meta(min_length=3)],
    Annotated[list[int], Meta(min_length=2)],
    Annotated[list, Meta(max_length=1)],
    Annotated[tuple[int, ...], Meta(min_length=3)],
    Annotated[set[int], Meta(min_length=2)],
    Annotated[frozenset, Meta(max_length=1)],
    Annotated[dict[str, int], Meta(min_length=1, max_length=1)],
    Annotated[datetime.datetime, Meta(tz=True)],
    Annotated[datetime.datetime, Meta(tz=False)],
    Annotated[datetime.time, Meta(tz=True)],
    Annotated[datetime.time, Meta(tz=False)],
    Annotated[int, Meta(ge=1)] | Annotated[str, Meta(min_length=2)] | None,
    Annotated[UserId, Meta(ge=1)],
    list[Annotated[int, Meta(ge=1)]],
    dict[Annotated[str, Meta(max_length=1)], Annotated[int, Meta(lt=2)]],
]

CONTAINERS: list[Any] = [
    list,
    list[int],
    list[Any],
    list[str | None],
    list[list[int]],
    list[dict[str, int]],
    tuple,
    tuple[()],
    tuple[int, ...],
    tuple[int, str],
    tuple[int, str, float],
    tuple[Any, ...],
    set,
    set[int],
    set[str],
    frozenset,
    frozenset[int],
    set[tuple[int, ...]],
    abc.Collection[int],
    abc.Sequence[int],
    abc.MutableSequence[str],
    abc.Set[int],
    abc.MutableSet[int],
    abc.Mapping[str, int],
    abc.MutableMapping[str, Any],
    typing.List[int],  # noqa: UP006  msgspec takes both spellings
    dict,
    dict[str, int],
    dict[str, Any],
    dict[Any, Any],
    dict[int, Any],
    dict[float, int],
    dict[bytes, int],
    dict[uuid.UUID, int],
    dict[datetime.datetime, int],
    dict[datetime.date, int],
    dict[decimal.Decimal, int],
    dict[Color, int],
    dict[Level, Any],
    dict[Literal["a", "b"], Any],
    dict[Literal[1, 2], Any],
    dict[tuple[int, str], int],
    dict[tuple[int, ...], int],
    dict[tuple[int, tuple[int, int]], int],
    dict[int | str, Any],
    dict[str | None, int],
    dict[str, list[int]],
    dict[str, dict[str, Any]],
    dict[UserId, str],
]

UNIONS: list[Any] = [
    int | None,
    int | str,
    int | float,
    int | str | float | bool | None,
    list[int] | dict[str, int],
    list[int] | str | None,
    tuple[int, str] | None,
    set[int] | int,
    uuid.UUID | int,
    datetime.datetime | int | None,
    datetime.date | float,
    decimal.Decimal | int,
    decimal.Decimal | float | None,
    datetime.timedelta | None,
    Color | int,
    Level | str,
    Color | Level,
    Literal["a"] | Literal[1],
    dict[int, str] | list[str] | bool,
    list[int | list[str]] | dict[str, int | dict[str, bool]],
    Any | None,
    typing.Optional[dict],  # noqa: UP045  msgspec takes both spellings
]

SCALAR_TYPES: list[Any] = [*SCALARS, *CONSTRAINED, *CONTAINERS, *UNIONS]
