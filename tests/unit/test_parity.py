"""Every type that msgspec supports, every kind of tree: one outcome on every backend."""

from __future__ import annotations

from typing import Any

import pytest
from parity import disagreements
from parity_raw import RAW_TYPES
from parity_records import RECORDS
from parity_scalars import SCALAR_TYPES
from parity_trees import ROWS, SCALARS, TREES

TYPES = [*SCALAR_TYPES, *RECORDS, *RAW_TYPES]


def _name(annotation: Any) -> str:
    return str(getattr(annotation, "__name__", annotation)).replace("typing.", "")


@pytest.mark.parametrize("annotation", TYPES, ids=_name)
def test_a_type_decodes_alike_everywhere(annotation: Any) -> None:
    """Good or bad, a message gives msgspec's own value or msgspec's own words."""
    assert not disagreements(annotation, TREES)


@pytest.mark.parametrize("annotation", TYPES, ids=_name)
def test_lax_conversions_are_the_same_everywhere(annotation: Any) -> None:
    """With ``strict=False`` the same texts are taken for the same numbers."""
    trees = [*SCALARS, *({"a": s, "x": s} for s in SCALARS[::3]), *ROWS[:5]]
    assert not disagreements(annotation, trees, strict=False)
