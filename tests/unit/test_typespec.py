"""Specs as values: equality, membership, unions, fingerprints."""

from __future__ import annotations

import subprocess
import sys
import typing
from typing import Annotated, Any, Literal, Optional, Union

import msgspec
import pytest
import spec_models as m

from codecs_core import MsgType, TypeSpec, mk_codec, spec_str


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (int | str, str | int),
        (Optional[int], None | int),  # noqa: UP045  the old form is what is tested
        (typing.List[int], list[int]),  # noqa: UP006  as above
        (Literal["a", "b"], Literal["b", "a"]),
        (list[m.Cat | m.Dog], list[m.Dog | m.Cat]),
        (None, type(None)),
        (Annotated[int, "unit"], int),
        (Annotated[int, msgspec.Meta(title="Age", ge=0)], Annotated[int, msgspec.Meta(ge=0)]),
    ],
    ids=str,
)
def test_equal_specs(one: Any, other: Any) -> None:
    """What says the same is equal, hashes alike, has one text and one fingerprint."""
    one, other = TypeSpec(one), TypeSpec(other)
    assert one == other
    assert hash(one) == hash(other)
    assert one.to_wire() == other.to_wire()
    assert one.fingerprint == other.fingerprint


def test_different_specs() -> None:
    """Every spec of the models is equal to itself alone."""
    specs = [TypeSpec(spec) for spec in m.SPECS]
    assert len(set(specs)) == len(specs)
    assert TypeSpec(int) != int  # noqa: E721  one is no type


def test_classes_of_one_name_are_two() -> None:
    """A class is itself: another of the same name makes another spec."""
    one, other = (msgspec.defstruct("Same", [("x", int)], module="pkg.mod") for _ in "ab")
    assert TypeSpec(one) != TypeSpec(other)
    assert TypeSpec(one).to_wire() == TypeSpec(other).to_wire() == "pkg.mod:Same"
    assert other not in TypeSpec(one | None)
    with pytest.raises(TypeError, match="another type"):
        TypeSpec(tuple[one, other]).to_wire()
    assert TypeSpec(tuple[one, other]) == TypeSpec(tuple[one, other])


@pytest.mark.parametrize("spec", m.SPECS, ids=str)
def test_str_is_for_people(spec: Any) -> None:
    """``str`` gives the annotation as it would be written, in its own order."""
    assert str(TypeSpec(spec)) == spec_str(spec)
    assert repr(TypeSpec(spec)) == f"<TypeSpec {spec_str(spec)}>"


def test_membership_of_types() -> None:
    """A type belongs where each of its members is one of the spec's, as written."""
    spec = TypeSpec(int | m.Point | Literal["a", "b"] | None)
    assert int in spec
    assert None in spec
    assert int | None in spec
    assert TypeSpec(m.Point) in spec
    assert Literal["a"] in spec
    assert bool not in spec
    assert int | str not in spec
    assert list[int] not in spec
    assert m.Point in TypeSpec(Any)
    assert Any not in spec


@pytest.mark.parametrize("value", [3, "a", m.Point(1), [int]], ids=str)
def test_membership_is_not_for_values(value: Any) -> None:
    """``in`` with a value says what to do instead, and never a wrong False."""
    with pytest.raises(TypeError, match="asks for a type"):
        _ = value in TypeSpec(int)


def test_unions() -> None:
    """``|`` takes a TypeSpec or a type, on either side."""
    assert TypeSpec(int) | str == TypeSpec(int | str)
    assert int | TypeSpec(str) == TypeSpec(int | str)
    assert TypeSpec(int) | TypeSpec(None) == TypeSpec(int | None)
    assert None | TypeSpec(m.Custom) | int == TypeSpec(Union[int, None, m.Custom])  # noqa: UP007  m.Custom is any class
    with pytest.raises(TypeError, match="dict-like"):
        TypeSpec(m.Point) | dict


@pytest.mark.parametrize(
    "spec",
    [
        3,
        "Point",
        list[typing.ForwardRef("Point")],
        Literal[b"a"],
        str | bytes,
        m.Point | m.PointX,
        ...,
    ],
    ids=str,
)
def test_what_msgspec_refuses_is_no_spec(spec: Any) -> None:
    """A spec that no decoder could use is refused when it is made."""
    with pytest.raises(TypeError, match="msgspec takes no spec like"):
        TypeSpec(spec)


def test_order_of_customs_is_kept() -> None:
    """Custom types are tried in the order given, so it makes the spec another one."""
    one = msgspec.defstruct("One", [])
    assert TypeSpec(one | None) == TypeSpec(None | one)
    first, second = type("First", (), {}), type("Second", (), {})
    assert TypeSpec(first | second) != TypeSpec(second | first)
    assert TypeSpec(first | int) == TypeSpec(int | first)


@pytest.mark.parametrize(
    "spec",
    [
        Annotated[int, msgspec.Meta(ge=0)] | tuple[int, int],
        Union[Annotated[str, msgspec.Meta(min_length=1)], tuple[()], None],  # noqa: UP007  Annotated has no | of its own
        m.Box[m.Age | tuple[int]],
        Annotated[str, msgspec.Meta(pattern="a")] | list[int],
        dict[str, Annotated[str, msgspec.Meta(pattern="a")] | dict[str, int] | m.Row],
    ],
    ids=str,
)
def test_what_would_crash_msgspec_is_no_spec(spec: Any) -> None:
    """A spec for which msgspec would corrupt memory is refused before msgspec sees it."""
    with pytest.raises(TypeError, match="corrupts memory"):
        TypeSpec(spec)
    with pytest.raises(TypeError, match="corrupts memory"):
        mk_codec(spec)


@pytest.mark.parametrize(
    "spec",
    [
        Annotated[int, msgspec.Meta(ge=0)] | tuple[int, ...],
        Annotated[int, msgspec.Meta(ge=0)] | m.Pair,
        Annotated[str, msgspec.Meta(min_length=1)] | list[int],
        Annotated[str, msgspec.Meta(pattern="a")] | m.Pair,
        Annotated[str, msgspec.Meta(pattern="a")] | m.Row,
    ],
    ids=str,
)
def test_their_neighbours_are_specs(spec: Any) -> None:
    """Unions that msgspec lays out well are taken."""
    assert TypeSpec(spec).match(spec).equal


GOLDEN = {
    "None": "d875c03798f12b83cd30dca47f38036b20f0b3488466e52ba3f4c31332374828",
    "int | None": "dd6ae8bad19561cac36bb8ea3492673f77ba8b1369dd4d0885b8944885075b3b",
    "Node": "d65534931bf159f4e85282346516cdfc4b80e77358f3fd712376218dc781606e",
    "Cat | Dog": "e1a697a3129852fd3be093491fc38fe6781cf88213545e4d4fb475ab700d4ba7",
}


def test_fingerprints_never_change() -> None:
    """Two ends with two releases, or two Pythons, give one spec one fingerprint."""
    specs = [None, int | None, m.Node, m.Cat | m.Dog]
    assert {str(TypeSpec(spec)): TypeSpec(spec).fingerprint for spec in specs} == GOLDEN


def test_fingerprint_sees_the_shape() -> None:
    """Another version of a class has another fingerprint: fields, types, defaults, tags."""
    versions = [
        msgspec.defstruct("Point", fields, **config)
        for fields, config in [
            ([("x", int)], {}),
            ([("x", int | None)], {}),
            ([("x", int, 0)], {}),
            ([("y", int)], {}),
            ([("x", int), ("y", int)], {}),
            ([("x", int), ("y", int, 0)], {}),
            ([("x", int)], {"tag": True}),
            ([("x", int)], {"tag": "p"}),
            ([("x", int)], {"tag": "p", "tag_field": "kind"}),
            ([("x", int)], {"array_like": True}),
            ([("x", int)], {"forbid_unknown_fields": True}),
            ([("x", int)], {"rename": "upper"}),
            ([("x", int, 0)], {"omit_defaults": True}),
            ([("x", Annotated[int, msgspec.Meta(ge=0)])], {}),
        ]
    ]
    assert len({TypeSpec(list[cls]).fingerprint for cls in versions}) == len(versions)


def test_fingerprint_does_not_see_names() -> None:
    """What is not on the wire does not count: class names, NewTypes, order of fields."""
    one = msgspec.defstruct("One", [("x", int), ("y", str)])
    other = msgspec.defstruct("Other", [("y", str), ("x", m.UserId)], frozen=True)
    assert TypeSpec(one).fingerprint == TypeSpec(other).fingerprint


class Even(msgspec.Struct):
    value: int
    next: Odd | None = None


class Odd(msgspec.Struct):
    value: int
    next: Even | None = None


def test_fingerprint_of_recursive_types() -> None:
    """A recursive type has a fingerprint: that of what it unrolls to."""
    assert TypeSpec(Even).fingerprint == TypeSpec(m.Node).fingerprint
    assert TypeSpec(m.Node).fingerprint != TypeSpec(m.NodeWide).fingerprint


def test_fingerprint_sees_deep_differences() -> None:
    """However deep two specs differ, their fingerprints do."""
    one: Any = int
    other: Any = str
    for _ in range(20):
        one, other = list[one], list[other]
        assert TypeSpec(one).fingerprint != TypeSpec(other).fingerprint
    swapped = [tuple[list[set[int]], list[set[str]]], tuple[list[set[str]], list[set[int]]]]
    assert len({TypeSpec(spec).fingerprint for spec in swapped}) == 2


def test_fingerprint_of_another_process() -> None:
    """Hash seeds, import order and processes leave a fingerprint as it is."""
    code = "from codecs_core import MsgType, TypeSpec\nprint(TypeSpec(MsgType).fingerprint)"
    for seed in ("1", "2"):
        told = subprocess.run(  # noqa: S603  our own interpreter and text
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        assert told == TypeSpec(MsgType).fingerprint


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the type statement is of Python 3.12")
def test_aliases_of_a_type_statement() -> None:
    """``type`` aliases keep their name on the wire; a fingerprint sees through them."""
    namespace: dict[str, Any] = {"__name__": "pkg.mod"}
    exec("type Pair[T] = tuple[T, T]\ntype Id = int | None", namespace)  # noqa: S102  3.11 must parse this file
    spec = TypeSpec(namespace["Pair"][int])
    assert spec.to_wire() == "pkg.mod:Pair[int]"
    assert TypeSpec.from_wire(spec.to_wire(), namespace=[spec]) == spec
    assert spec.fingerprint == TypeSpec(tuple[int, int]).fingerprint
    ident = namespace["Id"]
    assert TypeSpec(list[ident]).to_wire() == "list[pkg.mod:Id]"
    assert TypeSpec(ident).match(int | None).equal


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the type statement is of Python 3.12")
def test_recursive_aliases_are_no_specs() -> None:
    """Msgspec cannot unroll an alias that names itself, so neither can a spec."""
    namespace: dict[str, Any] = {"__name__": "pkg.mod"}
    exec("type Json = int | list[Json]", namespace)  # noqa: S102  as above
    with pytest.raises(TypeError, match="recursion"):
        TypeSpec(namespace["Json"])
