"""Who may send what: where a match says yes, msgspec takes every value."""

from __future__ import annotations

import typing
from typing import Annotated, Any, Literal

import msgspec
import pytest
import spec_models as m
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from spec_strategies import pairs
from spec_values import values_of

from codecs_core import SpecDifference, TypeSpec
from codecs_core.spec import MAX_DIFFERENCES


def refused(values: list[Any], spec: Any) -> list[Any]:
    """Return those of *values* that are not decoded to *spec*."""
    decoder = msgspec.msgpack.Decoder(spec)
    found = []
    for value in values:
        try:
            decoder.decode(msgspec.msgpack.encode(value))
        except (msgspec.DecodeError, TypeError):
            found.append(value)
    return found


def needs_hooks(spec: Any) -> bool:
    return m.Custom in (spec, *typing.get_args(spec))


PLAIN = [spec for spec in m.SPECS if not needs_hooks(spec)]


@pytest.mark.parametrize("ours", PLAIN, ids=str)
def test_what_may_be_sent_is_taken(ours: Any) -> None:
    """Every value of a spec is taken by each spec of which a match says that it may."""
    spec, values = TypeSpec(ours), list(values_of(ours, 40))
    assert values
    for theirs in PLAIN:
        if spec.match(theirs).we_may_send:
            assert refused(values, theirs) == [], theirs


@settings(derandomize=True, max_examples=300, deadline=None)
@given(pairs(), st.integers(0, 1000))
def test_what_may_be_sent_is_taken_at_any_depth(pair: tuple[Any, Any], seed: int) -> None:
    """So it is for specs made of others, with some of their parts replaced."""
    try:
        ours, theirs = map(TypeSpec, pair)
    except TypeError:
        assume(False)  # msgspec knows no such spec
    match = ours.match(theirs)
    if match.we_may_send:
        assert refused(list(values_of(ours.spec, 10, seed)), theirs.spec) == []
    if match.they_may_send:
        assert refused(list(values_of(theirs.spec, 10, seed)), ours.spec) == []


@pytest.mark.parametrize("spec", m.SPECS, ids=str)
def test_spec_may_be_sent_to_itself(spec: Any) -> None:
    """Two ends with one spec may send both ways, with nothing to tell."""
    match = TypeSpec(spec).match(spec)
    assert (match.equal, match.we_may_send, match.they_may_send) == (True, True, True)
    assert match.differences == ()


@pytest.mark.parametrize(
    ("ours", "theirs", "send", "receive"),
    [
        (int, int | None, True, False),
        (int, float, True, False),
        (bool, int, False, False),
        (Literal["a"], Literal["a", "b"], True, False),
        (Literal["a"], str, True, False),
        (m.Red, m.Colour, True, False),
        (m.Red, Literal["red"], True, True),
        (Literal[True, False], bool, True, True),
        (Annotated[int, msgspec.Meta(ge=0)], int, True, False),
        (Annotated[int, msgspec.Meta(ge=0)], Annotated[int, msgspec.Meta(gt=-1)], True, True),
        (
            Annotated[float, msgspec.Meta(gt=0)],
            Annotated[float, msgspec.Meta(ge=0)],
            True,
            False,
        ),
        (Annotated[int, msgspec.Meta(multiple_of=4)], m.SPECS[2], True, False),
        (int, Annotated[int, msgspec.Meta(ge=0)] | float, False, False),
        (m.Point, m.PointZ, True, True),
        (m.PointX, m.PointAll, False, True),
        (m.PointLean, m.PointAll, False, True),
        (m.PointUnset, m.PointAll, False, True),
        (m.DataPoint, m.PointAll, False, True),
        (m.Point, m.DataPoint, True, True),
        (m.Point, m.DictPoint, True, True),
        (m.Point, m.PointStrict, False, True),
        (m.Point, m.PointChecked, False, True),
        (m.Point, m.PointNamed, False, False),
        (m.Point, dict[str, int], True, False),
        (m.Cat, m.CatLater, True, False),
        (m.Cat, m.Cat | m.Dog, True, False),
        (m.Dog, m.Cat | m.Dog, True, False),
        (m.Cat, m.Dog, False, False),
        (m.Cat, m.PointX, True, False),
        (m.Row, m.Pair, True, True),
        (m.Row, tuple[int, int], True, True),
        (m.Row, m.RowStrict, True, True),
        (m.RowMore, m.RowStrict, False, True),
        (m.RowA | m.RowB, m.RowA, False, True),
        (m.RowA | m.RowB, m.RowB, False, True),
        (list[int], set[int], True, True),
        (m.SHORT_LIST, m.SHORT_SET, False, True),
        (dict[int, int], dict[float, int], False, False),
        (dict[m.PointFrozen, int], dict[Any, int], False, False),
        (dict[m.PointFrozen, int], Any, False, False),
        (Annotated[int, msgspec.Meta(ge=0)], Annotated[float, msgspec.Meta(ge=0)], True, False),
        (
            Annotated[int, msgspec.Meta(ge=1)],
            Annotated[float, msgspec.Meta(gt=0)],
            False,
            False,
        ),
        (m.Bits, Literal[1, 2], False, True),
        (m.Guess, m.Red, False, True),
        (Literal[1], Literal[True], False, False),
        (list[list[int]], set[tuple[int, ...]], False, True),
        (tuple[int, int], list[float], True, False),
        (m.Node, m.NodeWide, True, False),
        (m.Box[int], m.Box[int | None], True, False),
        (m.Custom, m.Custom | None, True, False),
        (m.Custom, Any, False, False),
        (int, m.Custom | int, True, False),
        (int, msgspec.Raw, True, False),
        (m.Point, Any, True, False),
        (msgspec.Raw, Any, False, True),
    ],
    ids=str,
)
def test_rules(ours: Any, theirs: Any, send: bool, receive: bool) -> None:
    """What a user may rely on: each rule of the module's list, in both directions."""
    match = TypeSpec(ours).match(theirs)
    assert (match.we_may_send, match.they_may_send) == (send, receive), match.differences


def test_differences_say_where_and_why() -> None:
    """A difference names the sender, the place, both types, and why where types do not."""
    match = TypeSpec(dict[str, list[m.PointX]]).match(dict[str, list[m.PointAll]])
    (found,) = match.differences
    assert found == SpecDifference(
        "we", "$[...][...].y", "PointX", "PointAll", "a required field is missing"
    )
    assert str(found) == (
        "we send `PointX`, they take `PointAll` (a required field is missing)"
        " - at `$[...][...].y`"
    )


def test_keys_have_msgspecs_path() -> None:
    """A difference of keys is told where msgspec would tell it."""
    match = TypeSpec(dict[str, int]).match(dict[int, int])
    assert {found.path for found in match.differences} == {"key in $"}


def test_equal_means_of_one_shape() -> None:
    """Two classes of one shape are equal; each may still check values by itself."""
    match = TypeSpec(m.Point).match(m.PointChecked)
    assert match.equal
    assert not match.we_may_send
    assert match.they_may_send


def test_differences_are_bounded() -> None:
    """However much differs, a log line stays readable."""
    fields = [(f"field_{i}", int) for i in range(MAX_DIFFERENCES + 50)]
    ours = msgspec.defstruct("Wide", fields)
    theirs = msgspec.defstruct("Wide", [(name, str) for name, _ in fields])
    match = TypeSpec(ours).match(theirs)
    assert len(match.differences) == 2 * MAX_DIFFERENCES
    assert not match.we_may_send
    assert not match.they_may_send


def test_match_takes_specs_only() -> None:
    """What is no spec is refused at once."""
    with pytest.raises(TypeError, match="3"):
        TypeSpec(int).match(3)
