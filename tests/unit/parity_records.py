# ruff: noqa: D101  the types of a table are told by their names
"""Types with named fields for the parity tests: every kind, every option."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import uuid
from typing import (
    Annotated,
    Any,
    ClassVar,
    Generic,
    Literal,
    NamedTuple,
    NotRequired,
    Optional,
    Required,
    TypedDict,
    TypeVar,
)

import attrs
from msgspec import UNSET, Meta, Struct, UnsetType, field

T = TypeVar("T")


class Plain(Struct):
    a: int
    b: str


class Defaults(Struct, omit_defaults=True):
    a: int = 1
    b: str = "x"
    c: list[int] = []
    d: dict[str, int] = field(default_factory=dict)


class Renamed(Struct, rename="camel"):
    field_one: int
    field_two: str = "s"


class RenamedField(Struct):
    one: int = field(name="a")
    two: str = field(name="b", default="")


class Forbids(Struct, forbid_unknown_fields=True):
    a: int
    b: str = ""


class Frozen(Struct, frozen=True, order=True):
    a: int
    b: str = ""


class NoGc(Struct, gc=False, cache_hash=True, frozen=True):
    a: int
    b: str = ""


class KeywordOnly(Struct, kw_only=True, weakref=True, dict=True):
    b: str = ""
    a: int


class Checked(Struct):
    a: int
    b: Any = None

    def __post_init__(self) -> None:
        if self.b is None:
            raise ValueError("b is None")
        if self.b == 2:
            raise TypeError("b is 2")


class Unset(Struct):
    a: int | UnsetType = UNSET
    b: str | UnsetType | None = UNSET


class Row(Struct, array_like=True):
    a: int
    b: str
    c: float = 2.5


class StrictRow(Struct, array_like=True, forbid_unknown_fields=True):
    a: int
    b: str = "b"


class TaggedRow(Struct, array_like=True, tag="P1"):
    x: int
    y: int = 0


class TaggedRow2(Struct, array_like=True, tag="P2"):
    z: int


class P1(Struct, tag=True):
    x: int
    y: float


class P2(Struct, tag=True, forbid_unknown_fields=True):
    z: str


class K1(Struct, tag_field="kind", tag=1):
    x: int
    y: int


class K2(Struct, tag_field="kind", tag=2):
    z: str


class Node(Struct):
    value: int
    next: Optional[Node] = None  # noqa: UP045  a forward reference has no | form


class Tree(Struct):
    value: int
    kids: list[Tree] = []


class Box(Struct, Generic[T]):
    a: T
    b: T | None = None


class Items(Struct, Generic[T]):
    items: list[T]


class Nested(Struct):
    a: Box[int] | None
    b: Annotated[list[Plain], Meta(max_length=2)] = []
    k: ClassVar[int] = 1


class Rich(Struct):
    a: datetime.datetime | None = None
    b: Literal["x", 2, None] = None
    x: decimal.Decimal = decimal.Decimal(0)
    y: uuid.UUID | None = None


@dataclasses.dataclass
class Data:
    a: int
    b: str = "x"


@dataclasses.dataclass(slots=True, kw_only=True, frozen=True)
class SlottedData:
    a: int
    b: list[int] = dataclasses.field(default_factory=list)
    k: ClassVar[int] = 3


@dataclasses.dataclass
class CheckedData:
    a: int
    b: Any = None

    def __post_init__(self) -> None:
        if self.b == "x":
            raise ValueError("b is x")


@dataclasses.dataclass
class GenericData(Generic[T]):
    a: T
    b: T | None = None


@dataclasses.dataclass
class NodeData:
    value: int
    next: Optional[NodeData] = None  # noqa: UP045  as above


@attrs.define
class Attrs:
    a: int
    b: str = "x"


@attrs.frozen(kw_only=True)
class CheckedAttrs:
    a: int = attrs.field(validator=attrs.validators.ge(1))
    b: Any = attrs.field(factory=list)


@attrs.define
class PostAttrs:
    a: int

    def __attrs_post_init__(self) -> None:
        if self.a == 1:
            raise ValueError("a is 1")


class Total(TypedDict):
    a: int
    b: str


class Partial(TypedDict, total=False):
    a: Required[int]
    b: str


class Mixed(Total):
    c: NotRequired[float]


class GenericTyped(TypedDict, Generic[T]):
    a: T


class Pair(NamedTuple):
    a: int
    b: str


class PairDefault(NamedTuple):
    a: int
    b: str = "d"
    c: float | None = None


class GenericPair(NamedTuple, Generic[T]):
    a: T
    b: int


RECORDS: list[Any] = [
    Plain,
    Defaults,
    Renamed,
    RenamedField,
    Forbids,
    Frozen,
    NoGc,
    KeywordOnly,
    Checked,
    Unset,
    Row,
    StrictRow,
    TaggedRow,
    P1,
    K1,
    Node,
    Tree,
    Box,
    Box[int],
    Box[list[int]],
    Items[str],
    Items[int | None],
    Nested,
    Rich,
    Data,
    SlottedData,
    CheckedData,
    GenericData,
    GenericData[int],
    NodeData,
    Attrs,
    CheckedAttrs,
    PostAttrs,
    Total,
    Partial,
    Mixed,
    GenericTyped[int],
    Pair,
    PairDefault,
    GenericPair[str],
    P1 | P2,
    P1 | P2 | int | None,
    K1 | K2,
    K1 | K2 | list[int],
    TaggedRow | TaggedRow2,
    TaggedRow | TaggedRow2 | dict[str, int],
    Plain | list[int],
    Row | dict[str, int],
    Data | None,
    Total | int,
    Pair | str,
    list[P1 | P2],
    dict[str, Plain],
    list[Plain],
    tuple[Plain, Row],
    dict[Pair, int],
    dict[str, Frozen],
]
