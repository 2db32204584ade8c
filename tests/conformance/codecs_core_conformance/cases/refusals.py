"""What cannot be sent is refused when it is sent, at its place; and what hooks make."""

from __future__ import annotations

import decimal
import uuid
from typing import Any

from codecs_core import Return, Yield
from codecs_core_conformance.case import Case, Options, Refused, Value
from codecs_core_conformance.models import Box, Item, Point, Tally, tally_dec, tally_enc

__all__ = ["CASES"]


class _Unknown:
    """A type that nobody can encode."""


_UNKNOWN: Any = _Unknown()


def _deep(levels: int) -> Any:
    tree: Any = 1
    for _ in range(levels):
        tree = [tree]
    return tree


def _cyclic() -> Any:
    tree: list[Any] = []
    tree.append(tree)
    return tree


_ENCODABLE = "an encodable type"
_SURROGATE = ("str of Unicode scalar values", "str with a lone surrogate")
_NO_GAPS = ("contiguous memoryview", "memoryview with gaps")
_NO_END = ("less nesting", "more than can be written")

# Name, why, what is sent, path, expected, got.
_BAD: list[tuple[str, str, Any, str, str, str]] = [
    ("object", "a type nobody knows", _Unknown(), "$", _ENCODABLE, "_Unknown"),
    ("complex", "a number that no format has", 1j, "$", _ENCODABLE, "complex"),
    ("in-list", "the place is told", [1, _Unknown()], "$[1]", _ENCODABLE, "_Unknown"),
    ("in-dict", "as in-list", {"a": _Unknown()}, "$[...]", _ENCODABLE, "_Unknown"),
    ("in-struct", "as in-list", Box([_Unknown()]), "$.inside[0]", _ENCODABLE, "_Unknown"),
    (
        "in-dataclass",
        "as in-list",
        Item("a", [_UNKNOWN]),
        "$.tags[0]",
        _ENCODABLE,
        "_Unknown",
    ),
    ("in-payload", "as in-list", Yield("c", {"a": 1j}), "$.pld[...]", _ENCODABLE, "complex"),
    ("surrogate", "half a character is no text", ["a", "\ud800"], "$[1]", *_SURROGATE),
    ("surrogate-key", "a key is text too", {"\ud800": 1}, "key in $", *_SURROGATE),
    (
        "gaps",
        "a view that is not one run of bytes",
        [memoryview(b"abcd")[::2]],
        "$[0]",
        *_NO_GAPS,
    ),
    ("cyclic", "an object that holds itself has no end", _cyclic(), "$", *_NO_END),
    ("too-deep", "nesting must not end the process", _deep(100_000), "$", *_NO_END),
]


def _bad(name: str, why: str, sent: Any, path: str, expected: str, got: str) -> Case:
    return Case(
        id=f"unsendable/{name}",
        why=why,
        send=sent,
        expect=Refused(stage="encode", path=path, expected=expected, got=got),
        after=[1, {"a": None}],
    )


def _failing(_obj: Any) -> Any:
    raise KeyError("lost")


_HOOKS = Options(encoder={"enc_hook": tally_enc}, decoder={"dec_hook": tally_dec})
_TALLY = Tally({"a": 1})

_HOOKED: list[Case] = [
    Case(
        id="hook/value",
        why="a custom type travels by its hooks",
        send=_TALLY,
        type=Tally,
        options=_HOOKS,
        expect=Value(_TALLY),
    ),
    Case(
        id="hook/inside",
        why="at any depth",
        send=Box([_TALLY, None]),
        type=Box[list[Tally | None]],
        options=_HOOKS,
        expect=Value(Box([_TALLY, None])),
    ),
    Case(
        id="hook/dec-refuses",
        why="what a dec_hook refuses is told at its place",
        send=[{"a": 1}, 5],
        type=list[Tally],
        options=Options(decoder={"dec_hook": tally_dec}),
        expect=Refused(path="$[1]", expected="Tally", got="int"),
    ),
    Case(
        id="hook/enc-fails",
        why="whatever a hook raises comes out as the one error",
        send=[1, _Unknown()],
        options=Options(encoder={"enc_hook": _failing}),
        expect=Refused(stage="encode", path="$[1]", got="_Unknown"),
        after=[1],
    ),
]

_ID = uuid.UUID("12345678-1234-5678-9abc-def012345678")
_UNORDERED = {"b": 1, "a": {"d": [2], "c": 3}}

_FORMED: list[Case] = [
    Case(
        id="format/deterministic",
        why="dicts are written in the order of their keys",
        send=_UNORDERED,
        options=Options(encoder={"order": "deterministic"}),
        expect=Value({"a": {"c": 3, "d": [2]}, "b": 1}),
    ),
    Case(
        id="format/sorted",
        why="and the fields of a Struct in that of their names",
        send=[Item("n", []), Point(1)],
        options=Options(encoder={"order": "sorted"}),
        expect=Value([{"name": "n", "price": None, "tags": []}, {"x": 1, "y": 0}]),
    ),
    Case(
        id="format/order-refuses-int-keys",
        why="keys that are no text have no order that all formats share",
        send={2: 1, 1: 2},
        options=Options(encoder={"order": "deterministic"}),
        expect=Refused(
            stage="encode",
            path="$",
            expected="object with str keys",
            got="object with other keys",
        ),
    ),
    Case(
        id="format/uuid-hex",
        why="a UUID is written as asked",
        send=[_ID],
        options=Options(encoder={"uuid_format": "hex"}),
        expect=Value([_ID.hex]),
    ),
    Case(
        id="format/uuid-bytes",
        why="as uuid-hex",
        send={"a": _ID},
        options=Options(encoder={"uuid_format": "bytes"}),
        expect=Value({"a": _ID.bytes}),
        needs={"binary": True},
    ),
    Case(
        id="format/decimal-number",
        why="a Decimal is written as asked",
        send=[decimal.Decimal("1.5")],
        options=Options(encoder={"decimal_format": "number"}),
        expect=Value([1.5]),
    ),
    Case(
        id="format/lax",
        why="without strict, text stands for numbers",
        send=Return("c", {"x": "1", "y": "2"}),
        type=Return[Point],
        options=Options(decoder={"strict": False}),
        expect=Value(Return("c", Point(1, 2))),
    ),
]

CASES: list[Case] = [*(_bad(*row) for row in _BAD), *_HOOKED, *_FORMED]
