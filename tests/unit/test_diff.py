"""Differences between Structs, and values that print or compare badly."""

from __future__ import annotations

import sys
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from codecs_core.msg.diff import MISSING, DiffDump
from codecs_core.msg.pretty import Struct


class Point(Struct):
    x: int
    y: int = 0
    _inner: str = "hidden"


class Row(Struct, array_like=True):
    x: int
    y: int = 0


class Base3(Point):
    z: int = 0


class Node(Struct):
    value: Any = None
    more: Any = None


class Plain(msgspec.Struct):
    x: int
    _inner: str = "hidden"


class Bad:
    """Raises whatever it is told to where its repr or its equality is asked for."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __repr__(self) -> str:
        raise self.error

    def __eq__(self, other: object) -> bool:
        raise self.error

    __hash__ = None  # type: ignore[assignment]  # as for any class with ==


def test_a_failing_repr_is_told_in_its_place() -> None:
    """One bad member does not hide the others, nor break a log line."""
    node = Node(Bad(ValueError("no")), [1, Bad(RecursionError())])
    text = "<Bad whose repr raised {}>"
    assert repr(node) == (
        f"Node(\n    value={text.format('ValueError')},\n"
        f"    more=[1, {text.format('RecursionError')}],\n)"
    )


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_an_interrupt_passes_through_repr(error: type[BaseException]) -> None:
    """Ctrl-C while printing is not swallowed, and leaves nothing behind."""
    node = Node([Bad(error())])
    for _ in range(2):
        with pytest.raises(error):
            repr(node)
    node.value = 1
    assert "value=1" in repr(node)


def test_a_very_deep_struct_prints() -> None:
    """Deeper than Python recurses, the text is cut and nothing is raised."""
    node = Node()
    for _ in range(5 * sys.getrecursionlimit()):
        node = Node(1, node)
    assert "RecursionError" in repr(node)


def test_a_difference_is_listed_by_field() -> None:
    """Only what differs, in field order, as tuples with names."""
    dump = Point(1, 2) - Point(1, 3, "other")
    assert isinstance(dump, DiffDump)
    assert list(dump) == [("y", 2, 3), ("_inner", "hidden", "other")]
    assert (dump[0].name, dump[0].mine, dump[0].theirs) == ("y", 2, 3)
    assert dump
    assert len(dump) == 2


def test_no_difference_is_false() -> None:
    """``if a - b:`` reads as it should."""
    dump = Point(1) - Point(1)
    assert not dump
    assert str(dump) == repr(dump) == "no differences"


def test_a_difference_prints_over_lines() -> None:
    """One block for each field, Structs spread out in it."""
    dump = Node(Point(1), "a") - Node(Point(2), "b")
    assert (
        str(dump)
        == repr(dump)
        == (
            "value:\n"
            "    mine:   Point(\n"
            "        x=1,\n"
            "        y=0,\n"
            "    )\n"
            "    theirs: Point(\n"
            "        x=2,\n"
            "        y=0,\n"
            "    )\n"
            "more:\n"
            "    mine:   'a'\n"
            "    theirs: 'b'"
        )
    )


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Base3(1), [("z", MISSING, 0)]),
        (Plain(1), [("y", 0, MISSING)]),
        (Row(2), [("x", 1, 2), ("_inner", "hidden", MISSING)]),
        ({"x": 1, "y": 0, "_inner": "hidden"}, []),
        (
            {"y": None, "_inner": "hidden", 5: 6},
            [("x", 1, MISSING), ("y", 0, None), (5, MISSING, 6)],
        ),
    ],
    ids=["subclass", "plain", "other class", "equal mapping", "other mapping"],
)
def test_other_classes_and_mappings_are_compared_by_field(other: Any, expected: Any) -> None:
    """A field that one side lacks is ``<missing>`` there."""
    assert list(Point(1).fields_diff(other)) == expected
    assert list(Point(1) - other) == expected
    assert ("<missing>" in str(Point(1) - other)) == any(MISSING in entry for entry in expected)


@pytest.mark.parametrize("other", [5, None, "text", [("x", 1)]])
def test_nothing_else_can_be_subtracted(other: Any) -> None:
    """A number has no fields."""
    with pytest.raises(TypeError):
        Point(1) - other
    with pytest.raises(TypeError, match=type(other).__name__):
        Point(1).fields_diff(other)


class Array:
    """Compares element by element, and has no truth of its own, as numpy's do."""

    def __init__(self, *items: Any) -> None:
        self.items = items
        self.shape = (len(items),)

    def __eq__(self, other: object) -> Any:
        # By broadcasting, as numpy does: a shorter one may be equal to a longer.
        pairs = zip(self.items, other.items, strict=False)  # type: ignore[attr-defined]  # arrays only
        return Array(*(mine == theirs for mine, theirs in pairs))

    __hash__ = None  # type: ignore[assignment]  # as for any class with ==

    def __bool__(self) -> bool:
        raise ValueError("ambiguous")

    def all(self) -> Any:
        return all(self.items)


class Table(Array):
    """Its ``all()`` is a row of its columns', as pandas' is."""

    def __eq__(self, other: object) -> Any:
        return Table(*super().__eq__(other).items)

    __hash__ = None

    def all(self) -> Any:
        return Array(*self.items)


@pytest.mark.parametrize(
    ("mine", "theirs", "differs"),
    [
        (Array(1, 2), Array(1, 2), False),
        (Array(1, 2), Array(1, 3), True),
        (Array(1, 2), Array(1), True),
        (Array(1), [1], True),
        (Table(1, 2), Table(1, 2), False),
        (Table(1, 2), Table(1, 3), True),
        ([Array(1)], [Array(1)], True),
        (Bad(ValueError()), 1, True),
        (1, Bad(ValueError()), True),
        (1, "1", True),
        (1, 1.0, False),
        (None, UNSET, True),
    ],
)
def test_values_that_compare_oddly_are_compared_all_the_same(
    mine: Any, theirs: Any, differs: bool
) -> None:
    """Arrays by their elements; where ``==`` raises, the values differ."""
    dump = Node(mine) - Node(theirs)
    assert bool(dump) is differs
    assert ("value:" in str(dump)) is differs


def test_the_same_object_never_differs_from_itself() -> None:
    """Even one that cannot be compared."""
    odd = Bad(ValueError())
    nan = float("nan")
    assert not Node(odd, nan) - Node(odd, nan)


def test_an_interrupt_passes_through_a_comparison() -> None:
    """Ctrl-C while comparing is not taken for a difference."""
    with pytest.raises(KeyboardInterrupt):
        Node(Bad(KeyboardInterrupt())) - Node(1)
