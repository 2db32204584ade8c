"""Types that the tests of specs share: every kind that msgspec takes, in versions."""

# ruff: noqa: D101, D106  (the names say all there is to say)

from __future__ import annotations

import collections.abc as abc
import dataclasses
import datetime
import decimal
import enum
import typing
import uuid
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypedDict, TypeVar

import attrs
import msgspec
from msgspec import UNSET, Meta, UnsetType

T = TypeVar("T")
UserId = typing.NewType("UserId", int)
Age = typing.NewType("Age", Annotated[int, Meta(ge=0, le=150)])  # type: ignore[valid-newtype]  # msgspec takes it


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Red(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Bits(enum.IntFlag):
    A = 1
    B = 2


class Guess(enum.Enum):
    RED = "red"

    @classmethod
    def _missing_(cls, _value: object) -> Guess:
        return cls.RED


class Point(msgspec.Struct):
    x: int
    y: int = 0


class PointX(msgspec.Struct):
    x: int


class PointZ(msgspec.Struct):
    x: int
    y: int = 0
    z: str | None = None


class PointStrict(msgspec.Struct, forbid_unknown_fields=True):
    x: int


class PointWide(msgspec.Struct):
    x: int | None
    y: float = 0.0


class PointAll(msgspec.Struct):
    x: int
    y: int


class PointLean(msgspec.Struct, omit_defaults=True):
    x: int
    y: int = 0


class PointUnset(msgspec.Struct):
    x: int
    y: int | UnsetType = UNSET


class PointNamed(msgspec.Struct, rename="upper"):
    x: int
    y: int = 0


class PointFrozen(msgspec.Struct, frozen=True):
    x: int
    y: int = 0


class PointChecked(msgspec.Struct):
    x: int
    y: int = 0

    def __post_init__(self) -> None:
        if self.x > 3:
            raise ValueError("x is too great")


class PointKind(msgspec.Struct):
    x: int
    kind: str


class Row(msgspec.Struct, array_like=True):
    x: int
    y: int = 0


class RowMore(msgspec.Struct, array_like=True):
    x: int
    y: int = 0
    z: str = ""


class RowStrict(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    x: int
    y: int = 0


class RowUnset(msgspec.Struct, array_like=True):
    x: int
    y: int | UnsetType = UNSET


class RowA(msgspec.Struct, array_like=True, tag="a"):
    x: int


class RowB(msgspec.Struct, array_like=True, tag="b"):
    x: int


class Cat(msgspec.Struct, tag=True, tag_field="kind"):
    x: int


class Dog(msgspec.Struct, tag=True, tag_field="kind"):
    x: int
    y: int = 0


class CatLater(msgspec.Struct, tag="Cat", tag_field="kind"):
    x: int | None
    colour: Colour = Colour.RED


class Three(msgspec.Struct, tag=3, tag_field="kind"):
    x: int


class Node(msgspec.Struct):
    value: int
    next: Node | None = None


class NodeWide(msgspec.Struct):
    value: int | None
    next: NodeWide | None = None
    note: str = ""


class Box(msgspec.Struct, Generic[T]):
    inside: T


class Sub(Box[int]):
    more: str = ""


@dataclasses.dataclass
class DataPoint:
    x: int
    y: int = 0


@dataclasses.dataclass
class DataBox(Generic[T]):
    inside: list[T]


@dataclasses.dataclass
class DataSub(DataBox[int]):
    more: str = ""


@attrs.define
class AttrsPoint:
    x: int
    y: int = 0


@attrs.define
class AttrsChecked:
    x: int = attrs.field(validator=attrs.validators.lt(3))


class DictPoint(TypedDict):
    x: int
    y: typing.NotRequired[int]


class DictAll(TypedDict):
    x: int
    y: int


class Pair(NamedTuple):
    x: int
    y: int = 0


class Custom:
    """A type that only hooks know."""


class Outer:
    class Inner(msgspec.Struct):
        x: int


SHORT_LIST = Annotated[list[int], Meta(min_length=2)]
SHORT_SET = Annotated[set[int], Meta(min_length=2)]

SPECS: list[Any] = [
    None,
    bool,
    int,
    float,
    str,
    bytes,
    bytearray,
    memoryview,
    Any,
    msgspec.Raw,
    msgspec.msgpack.Ext,
    datetime.datetime,
    Annotated[datetime.datetime, Meta(tz=True)],
    Annotated[datetime.datetime, Meta(tz=False)],
    datetime.date,
    datetime.time,
    Annotated[datetime.time, Meta(tz=False)],
    datetime.timedelta,
    uuid.UUID,
    decimal.Decimal,
    decimal.Decimal | float,
    UserId,
    Age,
    int | None,
    float | None,
    int | str,
    int | float,
    str | None,
    int | str | None,
    int | bool,
    Annotated[int, Meta(ge=0)],
    Annotated[int, Meta(gt=-1, le=10)],
    Annotated[int, Meta(ge=1, lt=5)],
    Annotated[int, Meta(multiple_of=2)],
    Annotated[int, Meta(multiple_of=4)],
    Annotated[int, Meta(ge=2**53, le=2**53 + 4)],
    Annotated[float, Meta(gt=2.0**53)],
    Annotated[float, Meta(ge=0)],
    Annotated[float, Meta(gt=0, lt=10.5)],
    Annotated[float, Meta(ge=0.0, le=10)],
    Annotated[float, Meta(multiple_of=0.5)],
    Annotated[int, Meta(ge=0)] | float,
    Annotated[int, Meta(ge=0)] | None,
    Annotated[str, Meta(min_length=1)],
    Annotated[str, Meta(max_length=3)],
    Annotated[str, Meta(min_length=2, max_length=3)],
    Annotated[str, Meta(pattern="^[a-z]$")],
    Annotated[bytes, Meta(max_length=3)],
    Literal["a"],
    Literal["a", "b"],
    Literal["a", "b"] | int,
    Literal["red"],
    Literal["red", "blue"],
    Literal[1],
    Literal[1, 2],
    Literal[1, "a", None],
    Literal[True],
    Literal[True, 1],
    Literal["a"] | Literal["b"],
    Literal['"', "\\", "]", "|", "é", "\x00", "😀", "a, b"],
    Colour,
    Red,
    Level,
    Bits,
    Guess,
    list,
    list[int],
    list[float],
    list[int | None],
    list[Any],
    list[Any] | None,
    list[list[int]],
    list[bytearray],
    SHORT_LIST,
    Annotated[list[int], Meta(max_length=2)],
    set[int],
    set[float],
    set[Any],
    set[bytearray],
    set[PointFrozen],
    frozenset[int],
    SHORT_SET,
    Annotated[set[float], Meta(min_length=2)],
    tuple,
    tuple[()],
    tuple[int],
    tuple[int, int],
    tuple[int, float],
    tuple[int, ...],
    tuple[int | None, ...],
    set[tuple[int, int]],
    abc.Sequence[int],
    abc.Mapping[str, int],
    abc.Set[int],
    dict,
    dict[str, int],
    dict[str, float],
    dict[str, Any],
    dict[int, int],
    dict[float, int],
    dict[int | str, int],
    dict[Literal["x", "y"], int],
    dict[Colour, int],
    dict[tuple[int, int], int],
    dict[PointFrozen, int],
    dict[datetime.datetime, int],
    Annotated[dict[str, int], Meta(min_length=1)],
    Annotated[dict[str, int], Meta(max_length=2)],
    Point,
    PointX,
    PointZ,
    PointStrict,
    PointWide,
    PointAll,
    PointLean,
    PointUnset,
    PointNamed,
    PointFrozen,
    PointChecked,
    PointKind,
    Point | None,
    list[Point],
    list[PointWide],
    dict[str, Point] | None,
    Row,
    RowMore,
    RowStrict,
    RowUnset,
    RowA,
    RowA | RowB,
    Cat,
    Dog,
    CatLater,
    Three,
    Cat | Dog,
    Cat | Dog | None,
    CatLater | Dog,
    list[Cat | Dog],
    Node,
    NodeWide,
    list[Node],
    Box,
    Box[int],
    Box[int | None],
    Box[Box[int]],
    Box[Any],
    Sub,
    DataPoint,
    DataBox[int],
    DataBox[float],
    DataSub,
    AttrsPoint,
    AttrsChecked,
    DictPoint,
    DictAll,
    Pair,
    Outer.Inner,
    Custom,
    Custom | None,
    Custom | int,
]
"""One spec of every kind, and others that differ from them by little."""
