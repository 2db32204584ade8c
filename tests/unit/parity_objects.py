"""Python objects to encode, good and bad, for the parity tests."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import ipaddress
import pathlib
import types
import uuid
from typing import Any

import msgspec
import parity_raw as raws
import parity_records as records
import parity_scalars as scalars

ZONE = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
ID = uuid.UUID("12345678-1234-5678-1234-567812345678")
RAW = b"raw"  # stands for a Raw of [1, {"a": None}] in the backend's own format


class Opaque:
    """Nothing knows how to write this."""

    def __repr__(self) -> str:
        return "Opaque()"


class Text(str):
    """A subclass, which msgspec refuses."""

    __slots__ = ()


class AnyEnum(enum.Enum):
    """An enum may have values of any type."""

    HALF = 0.5
    ID = uuid.UUID(int=1)
    DAY = datetime.date(2024, 1, 1)
    PRICE = decimal.Decimal("1.50")
    PAIR = (1, frozenset({2}))
    BAD = Opaque()


GOOD: list[Any] = [
    None,
    True,
    0,
    -1,
    2**63,
    2**64 - 1,
    -(2**63),
    1.5,
    -0.0,
    float("nan"),
    float("-inf"),
    "",
    "é𝄞",
    b"x",
    bytearray(b"x"),
    memoryview(b"xyz"),
    memoryview(b"xyz")[1:],
    datetime.datetime(2024, 2, 29, 1, 2, 3, 999999, tzinfo=ZONE),
    datetime.datetime(2200, 1, 2, 0, 0, 0, 700000, tzinfo=datetime.UTC),
    datetime.datetime(1, 1, 1, tzinfo=datetime.UTC),
    datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.UTC),
    datetime.datetime(2024, 1, 1, 1, 1, 1, 5),
    datetime.date(1, 1, 1),
    datetime.time(1, 2, 3, 4),
    datetime.time(1, 2, 3, tzinfo=ZONE),
    datetime.timedelta(days=-1, microseconds=7),
    datetime.timedelta.max,
    ID,
    decimal.Decimal("1e400"),
    decimal.Decimal("NaN"),
    decimal.Decimal("-Infinity"),
    scalars.Color.RED,
    scalars.Level.HIGH,
    scalars.Word.A,
    scalars.Number.MINUS,
    [AnyEnum.HALF, AnyEnum.ID, {"a": AnyEnum.DAY}, (AnyEnum.PRICE, AnyEnum.PAIR)],
    (1, (2, [3])),
    {3},
    frozenset({"a"}),
    [datetime.datetime(2024, 1, 1), memoryview(b"x"), bytearray(b"y")],
    {0: 2, "a": 1, None: 3, True: 4, 1.5: 5, b"k": 6},
    {(1, "a"): 1},
    {ID: 1, scalars.Color.RED: 2, scalars.Level.LOW: 3},
    {datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC): 1},
    {datetime.date(2024, 1, 1): [datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)]},
    {decimal.Decimal("1.5"): 1},
    {frozenset({1}): 1},
    records.Plain(1, "x"),
    records.Defaults(),
    records.Defaults(d={"a": 1}),
    records.Renamed(1),
    records.Unset(),
    records.Unset(b=None),
    records.Row(1, "a"),
    records.TaggedRow(1),
    records.P1(1, 2.5),
    records.K1(1, 2),
    records.Node(1, records.Node(2)),
    records.Box(datetime.datetime(2024, 1, 1, tzinfo=ZONE)),
    records.Data(1),
    records.SlottedData(a=1),
    records.Attrs(1),
    records.CheckedAttrs(a=1),
    records.Pair(1, "a"),
    [records.Pair(1, "a"), {"k": records.PairDefault(2)}],
    msgspec.UNSET,
    RAW,
    [RAW, {"a": RAW}],
    raws.RawBox(RAW, [RAW]),  # type: ignore[arg-type]  # see RAW
    raws.RawRow(RAW, {"deep": [RAW]}),  # type: ignore[arg-type]  # see RAW
    collections.OrderedDict(a=1),
    collections.defaultdict(int, a=1),
    collections.Counter("aab"),
]


@dataclasses.dataclass
class Holder:
    """Holds anything."""

    thing: Any


def _cycle() -> Any:
    """Return a list that holds itself."""
    loop: list[Any] = []
    loop.append(loop)
    return loop


def _struct_cycle() -> Any:
    """Return a Struct that holds itself."""
    box: Any = records.Box(None)
    box.a = [box]
    return box


BAD: list[Any] = [
    Opaque(),
    [1, Opaque()],
    {"a": [{"b": Opaque()}]},
    {Opaque(): 1},
    {"a": {Opaque(): 1}},
    (1, (2, Opaque())),
    records.Plain(Opaque(), "x"),  # type: ignore[arg-type]  # bad on purpose
    records.Renamed(1, [Opaque()]),  # type: ignore[arg-type]  # bad on purpose
    records.Row(1, Opaque()),  # type: ignore[arg-type]  # bad on purpose
    records.TaggedRow(Opaque()),  # type: ignore[arg-type]  # bad on purpose
    Holder(Holder(Opaque())),
    records.Attrs(Opaque()),
    records.Pair(1, Opaque()),  # type: ignore[arg-type]  # bad on purpose
    AnyEnum.BAD,
    fractions.Fraction(1, 2),
    1j,
    ipaddress.ip_address("::1"),
    pathlib.PurePath("x"),
    collections.deque([1]),
    range(3),
    types.MappingProxyType({"a": 1}),
    Text("x"),
    int,
    len,
    Ellipsis,
    "\ud800",
    ["ok", "\udfff"],
    {"\ud800": 1},
    {"a": {"k": "\ud800"}},
    memoryview(b"abcdef")[::2],
    [memoryview(b"abcdef")[::2]],
    _cycle(),
    _struct_cycle(),
]


def with_raw(obj: Any, raw: msgspec.Raw) -> Any:
    """Return *obj* with *raw* in the place of each ``RAW``."""
    if obj is RAW:
        return raw
    if type(obj) is list and obj and obj[0] is not obj:
        return [with_raw(item, raw) for item in obj]
    if type(obj) is dict:
        return {key: with_raw(item, raw) for key, item in obj.items()}
    if isinstance(obj, (raws.RawBox, raws.RawRow)):
        return type(obj)(with_raw(obj.a, raw), with_raw(obj.b, raw))
    return obj
