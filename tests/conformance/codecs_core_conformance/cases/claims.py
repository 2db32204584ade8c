"""What a wire claims to keep, one value at a time and without a type to help it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from codecs_core_conformance.case import Case, Value

__all__ = ["CASES"]

_KEYS: dict[str, Any] = {
    "null": None,
    "bool": True,
    "int": -5,
    "float": 1.5,
    "bytes": b"\xff",
    "tuple": (1, "a"),
}


def _key(name: str, key: Any) -> Case:
    return Case(
        id=f"claim/map-keys/{name}",
        why="a key survives as what it is, or cannot be sent",
        send={key: 1},
        expect=Value({key: 1}),
        needs={"map_keys": {type(key)}},
    )


_FINE = dt.datetime(2026, 11, 24, 12, 30, 15, 1, tzinfo=dt.UTC)

CASES: list[Case] = [
    *(_key(*row) for row in _KEYS.items()),
    Case(
        id="claim/datetime/microsecond",
        why="no wire drops what a time has of detail without saying so",
        send=[_FINE],
        type=list[dt.datetime],
        expect=Value([_FINE]),
        needs={"datetime_resolution_seconds": 1e-6},
    ),
]
