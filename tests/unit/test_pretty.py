"""The pretty Struct: what it prints, and every kind of Struct that it can be."""

from __future__ import annotations

import copy
import weakref
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec
import pytest
from msgspec import UNSET, UnsetType, field

from codecs_core.msg.diff import MISSING, FieldDiff
from codecs_core.msg.pretty import Struct

T = TypeVar("T")


class Point(Struct):
    x: int
    y: int = 0
    _inner: str = "hidden"


class Line(Struct):
    start: Point
    rest: list[Point] = field(default_factory=list)
    by_name: dict[str, Point] = field(default_factory=dict)
    pair: tuple[Point, ...] = ()


class Frozen(Struct, frozen=True):
    x: int
    tags: list[int] = field(default_factory=list)


class KwOnly(Struct, kw_only=True):
    x: int
    y: int = 0


class Row(Struct, array_like=True):
    x: int
    y: int = 0


class Tagged(Struct, tag="t", tag_field="kind"):
    x: int
    y: int = 0


class Renamed(Struct, rename="camel"):
    x: int
    big_name: int = field(default=0, name="other")


class Box(Struct, Generic[T]):
    x: T
    y: int = 0


class IntBox(Box[int]):
    """A box with a known type."""


class NoGc(Struct, gc=False):
    x: int


class Weak(Struct, weakref=True):
    x: int


class Open(Struct, dict=True):
    x: int


class Base3(Point):
    z: int = 0


class Optional(Struct):
    x: int | UnsetType = UNSET
    raw: msgspec.Raw | None = None


class Strict(Struct, forbid_unknown_fields=True, order=True, eq=True, cache_hash=False):
    x: int


KINDS: list[Struct] = [
    Point(1),
    Frozen(1),
    KwOnly(x=1),
    Row(1),
    Tagged(1),
    Renamed(1),
    Box(1),
    Box[int](1),
    IntBox(1),
    NoGc(1),
    Weak(1),
    Open(1),
    Base3(1),
    Optional(1),
    Strict(1),
]
every_kind = pytest.mark.parametrize("one", KINDS, ids=lambda kind: type(kind).__name__)


class Node(Struct):
    value: Any = None
    more: Any = None


class Plain(msgspec.Struct):
    x: int
    _inner: str = "hidden"


def test_repr_has_a_line_for_each_field() -> None:
    """What is printed reads as it is constructed, private fields left out."""
    expected = "Point(\n    x=1,\n    y=0,\n)"
    assert repr(Point(1)) == str(Point(1)) == Point(1).pformat() == expected


def test_repr_goes_into_structs_wherever_they_are() -> None:
    """Structs in fields, lists, dicts and tuples are indented, msgspec's own as well."""
    line = Line(Point(1), [Point(2)], {"a": Point(3)}, (Plain(4),))  # type: ignore[arg-type]  # a mixed bag
    assert repr(line) == (
        "Line(\n"
        "    start=Point(\n"
        "        x=1,\n"
        "        y=0,\n"
        "    ),\n"
        "    rest=[\n"
        "        Point(\n"
        "            x=2,\n"
        "            y=0,\n"
        "        ),\n"
        "    ],\n"
        "    by_name={\n"
        "        'a': Point(\n"
        "            x=3,\n"
        "            y=0,\n"
        "        ),\n"
        "    },\n"
        "    pair=(\n"
        "        Plain(\n"
        "            x=4,\n"
        "        ),\n"
        "    ),\n"
        ")"
    )


@pytest.mark.parametrize(
    "value",
    [[], (), {}, set(), frozenset(), (1,), [1, "a"], {1: (2, 3)}, {5}, frozenset({5}), "a\nb"],
    ids=repr,
)
def test_other_values_look_as_they_do_in_python(value: Any) -> None:
    """Without a Struct inside, a value keeps its own one-line repr."""
    assert repr(Node(value)) == f"Node(\n    value={value!r},\n    more=None,\n)"


def test_an_empty_struct_is_one_line() -> None:
    """Nothing to show, nothing to spread."""

    class Empty(Struct):
        _only: int = 0

    assert repr(Empty()) == "Empty()"


def test_a_cycle_is_cut_where_it_closes() -> None:
    """A Struct that contains itself, directly or by a container, still prints."""
    node = Node()
    node.value, node.more = node, [{"back": node}]
    assert repr(node) == "Node(\n    value=Node(...),\n    more=[{'back': Node(...)}],\n)"
    endless: list[Any] = []
    endless.append(endless)
    assert "value=[[...]]" in repr(Node(endless))


def test_a_cycle_through_a_foreign_object_is_cut() -> None:
    """An object whose own repr shows the Struct that holds it ends somewhere as well."""

    class Holder:
        held: Any = None

        def __repr__(self) -> str:
            return f"<Holder of {self.held!r}>"

    holder = Holder()
    holder.held = Node(holder)
    assert "value=<Holder of Node(...)>" in repr(holder.held)


def test_the_same_struct_twice_is_no_cycle() -> None:
    """Only what is inside itself is cut."""
    point = Point(1)
    assert repr(Node(point, [point])).count("x=1") == 2


def test_a_repr_of_ones_own_is_kept() -> None:
    """A subclass that overrides repr is shown its way, and may ask for ours."""

    class Loud(Struct):
        x: int

        def __repr__(self) -> str:
            return super().__repr__().upper()

    assert repr(Node(Loud(1), [Loud(2)])).count("LOUD(") == 2
    assert Loud(1).pformat() == "Loud(\n    x=1,\n)"


def test_a_deleted_field_is_shown_as_missing() -> None:
    """What has no value does not keep the rest from being printed."""
    point = Point(1)
    del point.y
    assert repr(point) == "Point(\n    x=1,\n    y=<missing>,\n)"
    assert point.to_dict() == {"x": 1, "_inner": "hidden"}
    assert point - Point(1) == (("y", MISSING, 0),)


def test_defaults_are_left_out_where_msgspec_leaves_them_out() -> None:
    """``repr_omit_defaults`` works as it does in msgspec."""

    class Brief(Struct, repr_omit_defaults=True):
        x: int
        y: int = 0
        z: list[int] = field(default_factory=list)

    assert repr(Brief(1)) == "Brief(\n    x=1,\n)"
    assert repr(Brief(1, 2, [3])) == "Brief(\n    x=1,\n    y=2,\n    z=[3],\n)"


def test_rich_shows_no_private_field_either() -> None:
    """The rich library asks for another method: it tells the same fields."""
    assert Point(1).__rich_repr__() == [("x", 1), ("y", 0)]


def test_to_dict_has_all_fields_and_dicts_for_structs() -> None:
    """By Python names, private ones included, at any depth."""
    line = Line(Point(1), [Point(2)], {"a": Point(3)}, (Point(4),))
    points = [{"x": n, "y": 0, "_inner": "hidden"} for n in range(5)]
    assert line.to_dict() == {
        "start": points[1],
        "rest": [points[2]],
        "by_name": {"a": points[3]},
        "pair": (points[4],),
    }
    assert Renamed(1, 2).to_dict() == {"x": 1, "big_name": 2}
    assert Tagged(1).to_dict() == {"x": 1, "y": 0}
    assert Optional().to_dict() == {"x": UNSET, "raw": None}


def test_to_dict_shares_no_container() -> None:
    """A change in the dict changes nothing in the Struct, but leaves are the same objects."""
    leaf = object()
    node = Node([leaf], {"a": [1]})
    made = node.to_dict()
    assert made["value"][0] is leaf
    made["more"]["a"].append(2)
    assert node.more == {"a": [1]}


def test_to_dict_refuses_a_cycle() -> None:
    """What contains itself has no dict; the same Struct twice has."""
    node = Node()
    assert Node(node, node).to_dict()["value"] == {"value": None, "more": None}
    node.more = [{"back": node}]
    with pytest.raises(ValueError, match="Node contains itself"):
        node.to_dict()


@every_kind
def test_every_kind_of_struct_works(one: Any) -> None:
    """Whatever options a Struct has: it prints, copies, casts, compares and becomes a dict."""
    assert repr(one).startswith(f"{type(one).__name__}(\n    x=1,\n")
    same, other = one.copy(), one.copy({"x": 2})
    assert type(same) is type(other) is type(one)
    assert same is not one
    assert (same.x, other.x, one.x) == (1, 2, 1)
    assert not one - same
    assert other - one == (FieldDiff("x", 2, 1),)
    assert one.to_dict() == msgspec.structs.asdict(one)
    text = msgspec.structs.replace(one, x="3")
    cast = text.typecast()
    assert (cast is text) is not type(one).__struct_config__.frozen
    assert cast.x == ("3" if type(one) is Box else 3)
    assert msgspec.json.decode(msgspec.json.encode(one), type=type(one)) == one


@every_kind
def test_options_keep_their_msgspec_meaning(one: Any) -> None:
    """The base class changes no option of its subclasses, nor msgspec's operations."""
    config = type(one).__struct_config__
    assert hasattr(one, "__dict__") == config.dict == (type(one) is Open)
    assert hasattr(one, "__weakref__") == config.weakref == (type(one) is Weak)
    assert config.gc == (type(one) is not NoGc)
    assert copy.copy(one) == one
    assert config.frozen == (type(one) is Frozen)


def test_a_weakref_struct_can_be_weakly_referenced() -> None:
    """Methods keep no Struct alive."""
    weak = Weak(1)
    repr(weak), weak.copy(), weak - weak
    ref = weakref.ref(weak)
    del weak
    assert ref() is None


def test_fields_may_have_the_names_of_methods() -> None:
    """Such a field replaces that method only."""

    class Named(Struct):
        copy: int = 1  # type: ignore[assignment]  # what is tested
        to_dict: int = 2  # type: ignore[assignment]  # as above
        fields_diff: int = 3  # type: ignore[assignment]  # as above
        pformat: int = 4  # type: ignore[assignment]  # as above

    assert repr(Named()).splitlines()[1] == "    copy=1,"
    assert Named() - Named(5) == (("copy", 1, 5),)
    assert Named("7").typecast().copy == 7  # type: ignore[arg-type]  # what is tested
    assert Node(Named()).to_dict()["value"]["to_dict"] == 2


def test_the_messages_of_our_own_set_print_alike() -> None:
    """Any msgspec Struct inside a pretty one is spread out, and comparable to it."""
    maker: Callable[..., Any] = msgspec.defstruct("Made", [("x", int)])
    assert "value=Made(\n        x=1,\n    )" in repr(Node(maker(1)))
    assert not Strict(1) - maker(1)
