"""Every type that msgspec supports, as a typed payload; and what breaks each of them."""

from __future__ import annotations

import collections.abc as abc
import datetime as dt
import decimal
import uuid
from typing import Any, Literal

from msgspec import UNSET

from codecs_core import Return, Stop
from codecs_core_conformance.case import Case, Refused, Value
from codecs_core_conformance.models import (
    Account,
    Aware,
    Box,
    Cat,
    Colour,
    Dog,
    Even,
    Flags,
    Frozen,
    Headed,
    Item,
    Keyed,
    Level,
    Naive,
    Node,
    Patch,
    Point,
    Port,
    Reading,
    Renamed,
    Row,
    Settled,
    Size,
    Sparse,
    Strict,
    Token,
    UserId,
)

__all__ = ["CASES"]

_UTC = dt.UTC
_PLUS_2 = dt.timezone(dt.timedelta(hours=2))
_NOON = dt.datetime(2026, 11, 24, 12, 30, 15, 678901)
_ID = uuid.UUID("12345678-1234-5678-9abc-def012345678")
_D = decimal.Decimal

# Name, type, value, and the value as it arrives (...: the same).
_GOOD: list[tuple[str, Any, Any, Any]] = [
    ("bytearray", bytearray, bytearray(b"\x00\xff"), ...),
    ("memoryview", memoryview, memoryview(b"abc"), ...),
    ("bytes/empty", bytes, b"", ...),
    ("bytes/from-memoryview", bytes, memoryview(b"xabcx")[1:4], b"abc"),
    ("bytes/from-bytearray", bytes, bytearray(b"abc"), b"abc"),
    ("str/empty", str, "", ...),
    ("str/not-base64", str, "YWJj", ...),
    ("int/port", Port, 65535, ...),
    ("int/newtype", UserId, 5, ...),
    ("final", Settled, Settled(5), ...),
    ("int/tiny-and-huge", list[int], [2**64 - 1, -(2**63), 2**32, 255, 256, -32, -33], ...),
    ("float/subnormal", float, 5e-324, ...),
    ("float/whole", list[float], [1.0, 1e300, 0.1], ...),
    ("str/pattern", Token, "abc", ...),
    ("datetime/naive", dt.datetime, _NOON, ...),
    ("datetime/utc", dt.datetime, _NOON.replace(tzinfo=_UTC), ...),
    ("datetime/before-epoch", dt.datetime, dt.datetime(1969, 7, 20, tzinfo=_UTC), ...),
    ("datetime/far", dt.datetime, dt.datetime(2514, 5, 30, 1, 53, 4, 999999, tzinfo=_UTC), ...),
    ("datetime/last", dt.datetime, dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=_UTC), ...),
    ("datetime/first", dt.datetime, dt.datetime(1, 1, 1, tzinfo=_UTC), ...),
    (
        "datetime/aware-only",
        Aware,
        _NOON.replace(tzinfo=_UTC),
        ...,
    ),
    ("datetime/naive-only", Naive, _NOON, ...),
    ("date", dt.date, dt.date(2026, 2, 28), ...),
    ("time", dt.time, dt.time(23, 59, 59, 999999), ...),
    ("time/aware", dt.time, dt.time(1, 2, 3, tzinfo=_UTC), ...),
    ("timedelta", dt.timedelta, dt.timedelta(days=-1, seconds=5, microseconds=7), ...),
    ("uuid", uuid.UUID, _ID, ...),
    ("uuid/from-bytes", uuid.UUID, _ID.bytes, _ID),
    ("decimal", _D, _D("1.10"), ...),
    ("decimal/long", _D, _D("-123456789012345678901234567890.000000001"), ...),
    ("decimal/nan", list[_D], [_D("Infinity"), _D("-0"), _D("1E+5")], ...),
    ("enum/str", Colour, Colour.BLUE, ...),
    ("enum/int", Level, Level.HIGH, ...),
    ("enum/flag", Flags, Flags.READ, ...),
    ("literal/null", Literal["a", None], None, ...),
    ("list/any", list, [1, "a", None], ...),
    ("set", set[int], {3, 1, 2}, ...),
    ("frozenset", frozenset[str], frozenset({"a", "b"}), ...),
    ("tuple/any", tuple, (1, "a"), ...),
    ("tuple/empty", tuple[()], (), ...),
    ("tuple/nested", tuple[tuple[int, str], list[bool]], ((1, "a"), [True]), ...),
    ("sequence", abc.Sequence[int], (1, 2), [1, 2]),
    ("mapping", abc.Mapping[str, int], {"a": 1}, ...),
    ("dict/any", dict, {"a": [1]}, ...),
    ("dict/float-keys", dict[float, int], {1.5: 1}, ...),
    ("dict/enum-keys", dict[Level, str], {Level.LOW: "x"}, ...),
    ("dict/uuid-keys", dict[uuid.UUID, int], {_ID: 1}, ...),
    ("dict/date-keys", dict[dt.date, int], {dt.date(2026, 1, 2): 1}, ...),
    ("dict/tuple-keys", dict[tuple[int, str], int], {(1, "a"): 1}, ...),
    ("struct/keyword-only", Keyed, Keyed(a=1, b="x"), ...),
    ("struct/frozen", Frozen, Frozen("a"), ...),
    ("struct/set-of-frozen", set[Frozen], {Frozen("a")}, ...),
    ("struct/renamed", Renamed, Renamed("Ada", is_admin=True), ...),
    ("struct/omit-defaults", Sparse, Sparse(), ...),
    ("struct/forbid-unknown", Strict, Strict(1), ...),
    ("struct/array-like", Row, Row(1, "x"), ...),
    ("struct/array-like-tagged", Headed, Headed(5), ...),
    ("struct/unset", Patch, Patch(), ...),
    ("struct/unset-is-not-null", Patch, Patch(a=None, b="x"), ...),
    ("struct/recursive", Node, Node("a", [Node("b", [Node("c")]), Node("d")]), ...),
    ("struct/generic-nested", Box[list[Box[int]]], Box([Box(1)]), ...),
    ("struct/post-init", Even, Even(4), ...),
    ("struct/unknown-passed-over", Point, {"x": 1, "later": {"a": [1]}}, Point(1)),
    ("struct/short-array", Row, [1], Row(1)),
    ("struct/long-array", Row, [1, "b", "later"], Row(1, "b")),
    ("dataclass", Item, Item("a", ["x"], 1.5), ...),
    ("dataclass/default", Item, {"name": "a"}, Item("a")),
    ("dataclass/frozen-slots", Reading, Reading(at=1.0), ...),
    ("typed-dict", Account, {"name": "a", "age": 5}, ...),
    ("typed-dict/not-required", Account, {"name": "a"}, ...),
    ("named-tuple", Size, Size(3, 4), ...),
    ("named-tuple/default", Size, [3], Size(3)),
    ("union/struct-list-null", Point | list[int] | None, [1], ...),
    ("union/str-like", uuid.UUID | int | None, _ID, ...),
    ("union/array-like", Headed | int, Headed(1), ...),
]

_NEEDS: dict[str, dict[str, Any]] = {
    "bytearray": {"binary": True},
    "memoryview": {"binary": True},
    "bytes/empty": {"binary": True},
    "bytes/from-memoryview": {"binary": True},
    "bytes/from-bytearray": {"binary": True},
    "uuid/from-bytes": {"binary": True},
    "int/tiny-and-huge": {"int_bits": 64},
    "datetime/utc": {"datetime_resolution_seconds": 1e-6},
    "datetime/aware-only": {"datetime_resolution_seconds": 1e-6},
    "datetime/far": {"datetime_resolution_seconds": 1e-6},
    "datetime/before-epoch": {"datetime_year_min": 1969},
    "datetime/first": {"datetime_year_min": 1},
    "dict/float-keys": {"map_keys": {float}},
    "dict/enum-keys": {"map_keys": {int}},
    "dict/tuple-keys": {"map_keys": {tuple}},
}

# Name, type, what comes instead, path behind the payload, expected, got.
_BAD: list[tuple[str, Any, Any, str, str, str]] = [
    ("bytearray/str", bytearray, "YQ==", "", "bytes", "str"),
    ("int/below", Port, 0, "", "int >= 1", "int"),
    ("int/above", Port, 65536, "", "int <= 65535", "int"),
    ("int/in-list", list[Port], [1, 0], "[1]", "int >= 1", "int"),
    ("str/pattern", Token, "ABC", "", "str matching regex '^[a-z]+$'", "str"),
    ("str/short", Token, "a", "", "str of length >= 2", "str"),
    ("str/long", Token, "abcdef", "", "str of length <= 5", "str"),
    ("datetime/text", dt.datetime, "2026-13-01T00:00:00Z", "", "datetime", "str"),
    ("datetime/int", dt.datetime, 5, "", "datetime", "int"),
    ("datetime/aware-only", Aware, _NOON, "", "datetime with a timezone component", "str"),
    ("str/datetime", str, _NOON.replace(tzinfo=_UTC), "", "str", "datetime"),
    ("date/text", dt.date, "2026-02-30", "", "date", "str"),
    ("time/text", dt.time, "25:00:00", "", "time", "str"),
    ("timedelta/text", dt.timedelta, "one day", "", "timedelta", "str"),
    ("uuid/text", uuid.UUID, "1234", "", "UUID", "str"),
    ("uuid/int", uuid.UUID, 5, "", "uuid", "int"),
    ("decimal/text", _D, "1.1.1", "", "Decimal", "str"),
    ("enum/value", Colour, "green", "", "one of 'red', 'blue'", "'green'"),
    ("enum/type", Colour, 1, "", "str", "int"),
    ("enum/int-value", Level, 5, "", "one of 1, 10", "5"),
    ("set/item", set[int], [1, "2"], "[1]", "int", "str"),
    ("tuple/any-length", tuple[int, ...], [1, None], "[1]", "int", "null"),
    (
        "dict/enum-keys",
        dict[Colour, int],
        {"green": 1},
        "key",
        "one of 'red', 'blue'",
        "'green'",
    ),
    ("dict/nested", dict[str, list[int]], {"a": [1, "b"]}, "[...][1]", "int", "str"),
    ("struct/renamed", Renamed, {"firstName": 5}, ".firstName", "str", "int"),
    ("struct/renamed-missing", Renamed, {}, "", "required field `firstName`", "no such field"),
    ("struct/forbidden", Strict, {"a": 1, "b": 2}, "", "no field `b`", "field `b`"),
    ("struct/array-item", Row, ["a"], "[0]", "int", "str"),
    ("struct/array-short", Row, [], "", "array of at least length 1", "length 0"),
    ("struct/array-tag", Headed, ["x", 1], "[0]", "one of 'h'", "'x'"),
    (
        "struct/recursive",
        Node,
        {"name": "a", "children": [{}]},
        ".children[0]",
        "required field `name`",
        "no such field",
    ),
    ("struct/generic", Box[list[int]], {"inside": [None]}, ".inside[0]", "int", "null"),
    ("struct/post-init", Even, {"n": 3}, "", "Even", "object"),
    ("struct/post-init-inside", list[Even], [{"n": 3}], "[0]", "Even", "object"),
    ("struct/null-is-not-unset", Patch, {"b": None}, ".b", "str", "null"),
    ("dataclass/field", Item, {"name": "a", "tags": [1]}, ".tags[0]", "str", "int"),
    ("dataclass/missing", Item, {}, "", "required field `name`", "no such field"),
    ("typed-dict/field", Account, {"name": "a", "age": "5"}, ".age", "int", "str"),
    ("typed-dict/missing", Account, {}, "", "required field `name`", "no such field"),
    ("named-tuple/item", Size, [1, "2"], "[1]", "int", "str"),
    ("named-tuple/short", Size, [], "", "array of length 1 to 2", "length 0"),
    ("union/array-like", Headed | int, "x", "", "int | array", "str"),
    ("union/tagged", Cat | Dog | None, "x", "", "object | null", "str"),
]


def _good(name: str, kind: Any, value: Any, arrives: Any) -> Case:
    expected = value if arrives is ... else arrives
    return Case(
        id=f"type/{name}",
        why="with a type given, a value arrives exactly as what it was",
        send=Return("c", value),
        type=kind,
        message=True,
        expect=Value(Return("c", expected)),
        needs=_NEEDS.get(name, {}),
    )


def _bad(name: str, kind: Any, value: Any, below: str, expected: str, got: str) -> Case:
    path = "key in $.pld" if below == "key" else f"$.pld{below}"
    return Case(
        id=f"type-break/{name}",
        why="a value outside its type is refused at its place, in the same words",
        send={"msg_type": "Return", "cid": "c", "pld": value},
        type=kind,
        message=True,
        expect=Refused(path=path, expected=expected, got=got, msg_type=Return),
        after=Stop("c"),
    )


_OTHERS: list[Case] = [
    Case(
        id="type/datetime/offset",
        why="a wire keeps an aware datetime's offset, or says that it does not",
        send=Return("c", _NOON.replace(tzinfo=_PLUS_2)),
        type=dt.datetime,
        message=True,
        expect=Value(Return("c", _NOON.replace(tzinfo=_PLUS_2))),
        needs={"datetime_offset": True},
        otherwise=Value(Return("c", _NOON.replace(tzinfo=_PLUS_2).astimezone(_UTC))),
    ),
    Case(
        id="type/int/over-64-bits",
        why="integers over 64 bits travel, or are refused when they are sent",
        send=Return("c", 2**64),
        type=int,
        message=True,
        expect=Value(Return("c", 2**64)),
        needs={"int_bits": 65},
        otherwise=Refused(
            stage="encode",
            path="$.pld",
            expected="int of at most 64 bits",
            got="int of 65 bits",
            msg_type=Return,
        ),
    ),
    Case(
        id="type/int/under-64-bits",
        why="as over-64-bits, for the negative ones",
        send=Return("c", -(2**63) - 1),
        type=int,
        message=True,
        expect=Value(Return("c", -(2**63) - 1)),
        needs={"int_bits": 65},
        otherwise=Refused(stage="encode", path="$.pld", msg_type=Return),
    ),
    Case(
        id="type/struct/unset-dropped",
        why="an unset field does not travel at all",
        send=Return("c", Patch(a=UNSET, b="x")),
        type=dict[str, str],
        message=True,
        expect=Value(Return("c", {"b": "x"})),
    ),
]

CASES: list[Case] = [
    *(_good(*row) for row in _GOOD),
    *_OTHERS,
    *(_bad(*row) for row in _BAD),
]
