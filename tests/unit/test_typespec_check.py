"""Two ends that open a dialog: ``check_spec``."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
import pytest
import spec_models as m

from codecs_core import SpecMismatch, Start, StartAck, TypeSpec, check_spec


def start(text: str | None = None) -> Start:
    """Return a Start that states *text*, or nothing."""
    stated = {} if text is None else {"pld_spec": text}
    return Start(cid="1", ns="m", func="f", kwargs={}, uid=("a", "b"), **stated)


def test_same_spec_passes() -> None:
    """The same spec on both ends is equal, and both may send."""
    spec = TypeSpec(dict[str, m.Point] | None)
    match = check_spec(start(spec.to_wire()), spec)
    assert match is not None
    assert match.equal


def test_difference_is_named() -> None:
    """A mismatch says both specs, who sends what that the other refuses, and where."""
    with pytest.raises(SpecMismatch) as info:
        check_spec(start("list[int | None]"), list[int])
    error = info.value
    assert str(error) == (
        "our spec is `list[int]`, theirs `list[int | None]`:"
        " they send `None`, we take `int` - at `$[...]`"
    )
    assert error.ours == TypeSpec(list[int])
    assert error.theirs == TypeSpec(list[int | None])
    assert [found.path for found in error.differences] == ["$[...]"]


@pytest.mark.parametrize(
    ("payloads", "passes"), [("both", False), ("sent", True), ("received", False)]
)
def test_one_direction_may_be_enough(payloads: Any, passes: bool) -> None:
    """Who only sends, or only receives, asks for that direction alone."""
    if passes:
        assert check_spec(start("int | None"), int, payloads=payloads) is not None
        return
    with pytest.raises(SpecMismatch):
        check_spec(start("int | None"), int, payloads=payloads)


def test_direction_is_checked() -> None:
    """A misspelt direction is no direction."""
    with pytest.raises(ValueError, match="'send'"):
        check_spec(start("int"), int, payloads="send")  # type: ignore[arg-type]  # what is tested


@pytest.mark.parametrize("text", [None, "typing.Any", "msgspec:Raw"])
def test_peer_that_states_nothing_passes(text: str | None) -> None:
    """The protocol's default states nothing; the match still says what is not promised."""
    match = check_spec(start(text), m.Point)
    assert match is not None
    assert match.we_may_send
    assert not match.they_may_send


def test_we_may_state_nothing() -> None:
    """Where we take anything, a peer may state what it likes."""
    assert check_spec(start("int"), Any) is not None
    assert check_spec(start("int"), msgspec.Raw) is not None


def test_start_ack_has_no_spec() -> None:
    """A StartAck states no spec, so there is nothing to compare and nothing is claimed."""
    assert check_spec(StartAck(cid="1", functype="context"), m.Point) is None


def test_names_of_ours_are_known() -> None:
    """A peer may name the types in our spec; others only where the namespace has them."""
    text = TypeSpec(m.Cat | m.Dog).to_wire()
    assert check_spec(start(text), m.Dog | m.Cat) is not None
    with pytest.raises(SpecMismatch, match="spec_models:Dog") as info:
        check_spec(start(text), m.Cat)
    assert info.value.unknown == ("spec_models:Dog",)
    assert info.value.ours == TypeSpec(m.Cat)
    match = check_spec(start(text), m.Cat, namespace=[m.Dog], payloads="sent")
    assert match is not None
    assert not match.they_may_send


def test_patterns_of_ours_are_known() -> None:
    """A peer with our own constraints passes."""
    spec = next(spec for spec in m.SPECS if TypeSpec(spec).patterns)
    assert check_spec(start(TypeSpec(spec).to_wire()), spec) is not None


def test_stamp_of_another_version_is_refused() -> None:
    """A peer that stamps its spec finds out that our class of that name has changed."""
    old = msgspec.defstruct("Point", [("x", int)], module="pkg.mod")
    new = msgspec.defstruct("Point", [("x", str)], module="pkg.mod")
    with pytest.raises(SpecMismatch, match="another shape") as info:
        check_spec(start(TypeSpec(old).to_wire(stamp=True)), new)
    assert info.value.ours == TypeSpec(new)


def test_hostile_text_is_a_mismatch() -> None:
    """Whatever a peer writes, the answer is a SpecMismatch with its text."""
    with pytest.raises(SpecMismatch) as info:
        check_spec(start("__import__('os').system('true')"), int)
    assert info.value.theirs == "__import__('os').system('true')"


def test_start_carries_it_over_the_wire() -> None:
    """The text survives the message that carries it."""
    spec = TypeSpec(dict[str, Literal['"', "\n"]])
    sent = msgspec.msgpack.encode(start(spec.to_wire(stamp=True)))
    match = check_spec(msgspec.msgpack.decode(sent, type=Start), spec)
    assert match is not None
    assert match.equal


def test_error_without_arguments() -> None:
    """SpecMismatch is raised by others too, with a text alone."""
    error = SpecMismatch("no")
    assert (error.ours, error.theirs, error.differences, error.unknown) == (None, None, (), ())


def test_other_messages_open_no_dialog() -> None:
    """Only the two messages that open a dialog can be checked; anything else is told."""
    with pytest.raises(TypeError, match="Start or a StartAck"):
        check_spec(5, int)  # type: ignore[arg-type]  # on purpose
