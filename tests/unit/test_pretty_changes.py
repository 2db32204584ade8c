"""The pretty Struct: checked copies and casts."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

import msgspec
import pytest
from msgspec import UNSET, UnsetType, field

from codecs_core.errors import MsgTypeError
from codecs_core.msg.nspath import NamespacePath
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


class Renamed(Struct, rename="camel"):
    x: int
    big_name: int = field(default=0, name="other")


class Box(Struct, Generic[T]):
    x: T
    y: int = 0


class IntBox(Box[int]):
    """A box with a known type."""


class Optional(Struct):
    x: int | UnsetType = UNSET
    raw: msgspec.Raw | None = None


def test_copy_is_shallow_and_never_changes_the_original() -> None:
    """Fields that are not updated are shared; the original keeps all of its own."""
    one = Frozen(1, [1])
    two = one.copy({"x": 2})
    assert (one.x, two.x) == (1, 2)
    assert two.tags is one.tags
    update = {"tags": [5]}
    three = one.copy(update)
    assert three.tags == [5]
    assert update == {"tags": [5]}
    assert one.tags == [1]


def test_copy_makes_values_what_the_field_says() -> None:
    """Values are decoded as strictly as from a wire: a dict becomes a Struct, 1 becomes 1.0."""

    class Mixed(Struct):
        ratio: float = 0.0
        point: Point | None = None
        path: NamespacePath | None = None
        data: bytes = b""

    mixed = Mixed().copy({"ratio": 1, "point": {"x": 5}})
    assert type(mixed.ratio) is float
    assert mixed.point == Point(5)
    path = NamespacePath("json:dumps")
    assert Mixed().copy({"path": path}).path is path
    made = Mixed().copy({"path": "json:dumps"}, dec_hook=lambda kind, obj: kind(obj))
    assert type(made.path) is NamespacePath
    with pytest.raises(MsgTypeError, match="NamespacePath"):
        Mixed().copy({"path": "json:dumps"})
    with pytest.raises(MsgTypeError, match="Expected `bytes`, got `str`"):
        Mixed().copy({"data": "aGk="})


@pytest.mark.parametrize("method", ["copy", "typecast"])
def test_unset_and_raw_fields_are_taken(method: str) -> None:
    """``UNSET`` and a ``Raw`` are good where the annotation names them in a union."""
    raw = msgspec.Raw(b"1")
    one = Optional(UNSET, raw)
    again = one.typecast() if method == "typecast" else one.copy({"x": UNSET, "raw": raw})
    assert (again.x, again.raw) == (UNSET, raw)
    with pytest.raises(MsgTypeError, match=r"got `msgspec\.UnsetType`"):
        Point(1).copy({"x": UNSET})


def test_copy_refuses_an_unknown_field() -> None:
    """A misspelt name is a TypeError that lists the right ones; wire names are none."""
    with pytest.raises(TypeError, match=r"Point has no field 'z' \(its fields: x, y, _inner\)"):
        Point(1).copy({"z": 1})
    with pytest.raises(TypeError, match="no field 'other'"):
        Renamed(1).copy({"other": 1})


@pytest.mark.parametrize(
    ("struct", "update", "path", "expected", "got"),
    [
        (Point(1), {"x": "1"}, "$.x", "int", "str"),
        (Frozen(1), {"tags": [1, "a"]}, "$.tags[1]", "int", "str"),
        (Line(Point(1)), {"start": {"x": None}}, "$.start.x", "int", "null"),
        (Line(Point(1)), {"start": {}}, "$.start", "required field `x`", "no such field"),
        (Renamed(1), {"big_name": 1.5}, "$.big_name", "int", "float"),
        (Optional(), {"x": "no"}, "$.x", "int", "str"),
        (IntBox(1), {"x": "no"}, "$.x", "int", "str"),
    ],
)
def test_copy_refuses_a_value_of_another_type(
    struct: Struct, update: dict[str, Any], path: str, expected: str, got: str
) -> None:
    """The error says where, what was expected and what came, in words and as attributes."""
    before = struct.to_dict()
    with pytest.raises(MsgTypeError) as excinfo:
        struct.copy(update)
    error = excinfo.value
    assert (error.path, error.expected, error.got) == (path, expected, got)
    assert error.expected_msg_type is type(struct)
    assert str(error).startswith(f"{type(struct).__name__}: ")
    assert path in str(error)
    assert isinstance(error, msgspec.ValidationError)
    assert struct.to_dict() == before


def test_every_bad_field_is_told_at_once() -> None:
    """The first is the error, the others are its violations."""
    with pytest.raises(MsgTypeError) as excinfo:
        Point(1).copy({"x": "a", "y": "b", "_inner": 5})
    assert [v.path for v in excinfo.value.violations] == ["$.y", "$._inner"]
    assert excinfo.value.value == "a"


def test_constraints_are_checked() -> None:
    """``Meta`` counts as part of the type."""

    class Age(Struct):
        years: Annotated[int, msgspec.Meta(ge=0)]

    with pytest.raises(MsgTypeError, match=">= 0"):
        Age(1).copy({"years": -1})


def test_a_failing_hook_is_a_type_error_with_its_cause() -> None:
    """Whatever a hook raises comes out as MsgTypeError; a refused annotation does not."""

    class Held(Struct):
        path: NamespacePath
        odd: NamespacePath | int = 0

    def hook(kind: type, obj: Any) -> Any:
        raise KeyError(obj)

    held = Held(NamespacePath("json:dumps"))
    with pytest.raises(MsgTypeError, match="KeyError") as excinfo:
        held.copy({"path": "os:getcwd"}, dec_hook=hook)
    assert isinstance(excinfo.value.__cause__, KeyError)
    with pytest.raises(TypeError, match="not supported"):
        held.copy({"odd": 1})


def test_copy_without_update_needs_no_types() -> None:
    """A name that only a type checker can resolve stands in nobody's way."""

    class Later(Struct):
        x: NoSuchName  # type: ignore[name-defined]  # noqa: F821  (the point)

    assert Later(1).copy().x == 1
    with pytest.raises(NameError):
        Later(1).copy({"x": 2})


def test_copy_behaves_like_msgspecs_own() -> None:
    """``__post_init__`` runs, and cached values of the original stay behind."""
    seen = []

    class Post(Struct, dict=True):
        x: int

        def __post_init__(self) -> None:
            seen.append(self.x)

    one = Post(1)
    one.cached = "of 1"  # type: ignore[attr-defined]  # dict=True is not seen by checkers
    assert vars(one.copy({"x": 2})) == {}
    assert seen == [1, 2]
    del one.x
    with pytest.raises(AttributeError, match="unset"):
        one.copy()
    assert one.copy({"x": 3}).x == 3


def test_typecast_converts_in_place() -> None:
    """Text becomes what the fields say, and it is the same Struct."""
    line = Line({"x": "1"}, [{"x": "2"}], {"a": Point(3)})  # type: ignore[arg-type, list-item]  # as read from a file
    assert line.typecast() is line
    assert line == Line(Point(1), [Point(2)], {"a": Point(3)})


def test_typecast_of_a_frozen_struct_is_a_copy() -> None:
    """What cannot change is copied."""
    frozen = Frozen("1", ("2",))  # type: ignore[arg-type]  # as read from a file
    cast = frozen.typecast()
    assert (cast, cast.tags) == (Frozen(1, [2]), [2])
    assert frozen.x == "1"  # type: ignore[comparison-overlap]  # unchanged


def test_typecast_changes_nothing_where_it_fails() -> None:
    """All fields or none, and all that fail are told."""
    point = Point("1", "no", 5)  # type: ignore[arg-type]  # what is tested
    with pytest.raises(MsgTypeError) as excinfo:
        point.typecast()
    assert (excinfo.value.path, excinfo.value.expected) == ("$.y", "int")
    assert [v.path for v in excinfo.value.violations] == ["$._inner"]
    assert msgspec.structs.astuple(point) == ("1", "no", 5)


def test_typecast_undoes_what_a_setter_refuses() -> None:
    """A ``__setattr__`` that raises half-way leaves the Struct as it was."""

    class Picky(Struct):
        x: int
        y: int

        def __setattr__(self, name: str, value: Any) -> None:
            if name == "y":
                raise PermissionError(name)
            super().__setattr__(name, value)

    picky = Picky("1", "2")  # type: ignore[arg-type]  # what is tested
    with pytest.raises(PermissionError):
        picky.typecast()
    assert (picky.x, picky.y) == ("1", "2")  # type: ignore[comparison-overlap]  # unchanged


def test_typecast_takes_a_hook() -> None:
    """Custom types are made as in every msgspec decoder."""

    class Call(Struct):
        ns: NamespacePath

    call = Call("json:dumps").typecast(dec_hook=lambda kind, obj: kind(obj))  # type: ignore[arg-type]  # text, as read
    assert type(call.ns) is NamespacePath
