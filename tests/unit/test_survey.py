"""Looking over a tree: every type in it, and no walk without an end."""

from __future__ import annotations

import pytest

from codecs_core.typed.survey import survey, without


def test_every_type_is_seen_keys_and_depths_too() -> None:
    """The exact types of all values and keys are told, whatever holds them."""
    tree = {"a": [1, (2.5, {b"k": None})], True: []}
    assert survey(tree, 5) == {dict, str, list, int, tuple, float, bytes, type(None), bool}
    assert survey(7, 0) == {int}


def test_depth_is_bounded_exactly_and_a_cycle_ends() -> None:
    """A tree as deep as allowed passes; one level more, or a cycle, is RecursionError."""
    assert survey([[[]]], 3) == {list}
    with pytest.raises(RecursionError):
        survey([[[]]], 2)
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        survey(endless, 100)


def test_foreign_values_are_refused_or_replaced_everywhere() -> None:
    """A library's own type is found as a value, as a key, and at the top."""
    foreign = frozenset({complex})
    refuse = without(foreign, lambda tree: tree, 10, None)
    keep = without(foreign, lambda tree: tree, 10, str)
    assert refuse({"a": [1]}) == {"a": [1]}
    for tree in (1j, [1j], {"a": {"b": 1j}}, {1j: 1}):
        with pytest.raises(ValueError, match="its library's own"):
            refuse(tree)
    assert keep({"a": [1j], 2j: {"b": 3j}}) == {"a": ["1j"], "2j": {"b": "3j"}}
    assert keep(1j) == "1j"
