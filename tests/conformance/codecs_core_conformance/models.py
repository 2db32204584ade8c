"""The types that cases decode to: one of each kind that msgspec supports."""

from __future__ import annotations

import dataclasses
import datetime
import enum
from typing import (
    Annotated,
    Any,
    Final,
    Generic,
    NamedTuple,
    NewType,
    NotRequired,
    TypedDict,
    TypeVar,
)

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

__all__ = [
    "Account",
    "Aware",
    "Box",
    "Cat",
    "Colour",
    "Dog",
    "Even",
    "Flags",
    "Frozen",
    "Headed",
    "Item",
    "Keyed",
    "Level",
    "Naive",
    "Node",
    "Patch",
    "Point",
    "Port",
    "Reading",
    "Renamed",
    "Row",
    "Settled",
    "Size",
    "Sparse",
    "Strict",
    "Tally",
    "Token",
    "UserId",
    "Wrapped",
]

T = TypeVar("T")

UserId = NewType("UserId", int)
Aware = Annotated[datetime.datetime, Meta(tz=True)]
Naive = Annotated[datetime.datetime, Meta(tz=False)]
Port = Annotated[int, Meta(ge=1, le=65535)]
Token = Annotated[str, Meta(pattern="^[a-z]+$", min_length=2, max_length=5)]


class Point(Struct):
    """A plain Struct."""

    x: int
    y: int = 0


class Frozen(Struct, frozen=True, order=True):
    """A Struct that hashes."""

    a: str


class Keyed(Struct, kw_only=True, weakref=True):
    """Options that change the object and not the wire."""

    a: int
    b: str | None = None


class Renamed(Struct, rename="camel"):
    """Field names that differ on the wire."""

    first_name: str
    is_admin: bool = False


class Sparse(Struct, omit_defaults=True):
    """Defaults that do not travel."""

    a: int = 1
    b: list[int] = msgspec.field(default_factory=list)


class Strict(Struct, forbid_unknown_fields=True):
    """A Struct that refuses what it does not know."""

    a: int


class Row(Struct, array_like=True, gc=False):
    """A Struct that travels as an array."""

    a: int
    b: str = "-"


class Headed(Struct, array_like=True, tag="h"):
    """A tagged Struct that travels as an array: its tag is the first item."""

    a: int


class Cat(Struct, tag=1, tag_field="kind"):
    """A Struct tagged by a number."""

    lives: int


class Dog(Struct, tag=2, tag_field="kind"):
    """The other of the union."""

    name: str


class Patch(Struct):
    """A field that may be absent, which is not null."""

    a: int | UnsetType | None = UNSET
    b: str | UnsetType = UNSET


class Node(Struct):
    """A Struct that holds itself."""

    name: str
    children: list[Node] = []


class Box(Struct, Generic[T]):
    """A generic Struct."""

    inside: T


class Wrapped(Struct):
    """A Struct in which payloads stay undecoded."""

    head: str
    body: msgspec.Raw
    more: list[msgspec.Raw] = []


class Settled(Struct):
    """A field that no code may assign to."""

    n: Final[int]


class Even(Struct):
    """A Struct with a check of its own."""

    n: int

    def __post_init__(self) -> None:
        """Refuse what is odd."""
        if self.n % 2:
            raise ValueError("n must be even")


@dataclasses.dataclass
class Item:
    """A dataclass."""

    name: str
    tags: list[str] = dataclasses.field(default_factory=list)
    price: float | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A dataclass with every option that changes its making."""

    at: float
    unit: str = "K"


class Account(TypedDict):
    """A TypedDict."""

    name: str
    age: NotRequired[int]


class Size(NamedTuple):
    """A NamedTuple."""

    width: int
    height: int = 1


class Colour(enum.Enum):
    """An enum of texts."""

    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    """An enum of numbers."""

    LOW = 1
    HIGH = 10


class Flags(enum.IntFlag):
    """Flags, which travel as their number."""

    READ = 1
    WRITE = 2


class Tally:
    """A type that msgspec does not know: it needs hooks."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self.counts == other.counts

    def __hash__(self) -> int:
        return hash(tuple(self.counts.items()))

    def __repr__(self) -> str:
        return f"Tally({self.counts})"


def tally_enc(obj: Any) -> Any:
    """Return the data of a Tally."""
    if isinstance(obj, Tally):
        return obj.counts
    raise NotImplementedError(f"Encoding objects of type {type(obj).__name__} is unsupported")


def tally_dec(kind: type, obj: Any) -> Any:
    """Return the Tally that data stands for."""
    if kind is Tally and isinstance(obj, dict):
        return Tally(obj)
    raise NotImplementedError(f"no {kind.__name__}")
