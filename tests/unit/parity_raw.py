# ruff: noqa: D101  the types of a table are told by their names
"""Types with a ``Raw`` in them for the parity tests: in every place that takes one."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, NamedTuple, TypedDict

from msgspec import Meta, Raw, Struct
from parity_records import Box, Items


class RawBox(Struct):
    a: Raw
    b: Any = None


class RawRow(Struct, array_like=True):
    a: Raw
    b: Any = None


class RawP1(Struct, tag="P1"):
    x: Raw
    y: int = 0


class RawP2(Struct, tag="P2"):
    z: Raw


class RawTagRow1(Struct, tag="P1", array_like=True):
    x: Raw


class RawTagRow2(Struct, tag="P2", array_like=True):
    z: list[Raw]


class RawTree(Struct):
    value: Raw
    kids: list[RawTree] = []


@dataclasses.dataclass
class RawData:
    a: Raw
    b: Raw | None = None


class RawTyped(TypedDict, total=False):
    a: Raw
    b: list[Raw]


class RawPair(NamedTuple):
    a: Raw
    b: str = ""


RAW_TYPES: list[Any] = [
    RawBox,
    RawRow,
    RawP1 | RawP2,
    RawTagRow1 | RawTagRow2,
    RawTree,
    RawData,
    RawTyped,
    RawPair,
    list[Raw],
    list[Raw] | None,
    tuple[Raw, ...],
    tuple[Raw, int],
    tuple[int, Raw],
    dict[str, Raw],
    dict[int, Raw],
    dict[Any, Raw],
    dict[str, dict[str, Raw]],
    list[list[Raw]],
    Raw | None,
    Box[Raw],
    Items[Raw],
    Items[Box[Raw]],
    list[RawP1 | RawP2 | int],
    dict[tuple[int, str], Raw],
    Annotated[list[Raw], Meta(max_length=2)],
]
