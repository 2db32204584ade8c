"""Custom types: with a code or a tag and without, unknown ones, and broken ones."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import uuid
from typing import Any

from codecs_core import Return, TypeCodec, UnknownExt, Yield
from codecs_core.exts.readymade import DATE_CODEC, DECIMAL_CODEC, SET_CODEC, UUID_CODEC
from codecs_core_conformance.case import Case, Expectation, Options, Refused, Value
from codecs_core_conformance.models import Box, Point

__all__ = ["CASES"]


class _Held:
    """A custom type that is what it holds."""

    def __init__(self, held: Any) -> None:
        self.held = held

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.held == self.held

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.held!r})"


class Money(_Held):
    """An amount of cents, of which there is no negative one."""

    def __init__(self, held: int) -> None:
        if held < 0:
            raise ValueError("no debts here")
        super().__init__(held)


class Blob(_Held):
    """Bytes."""


class Pair(_Held):
    """A list, of custom types perhaps."""


_MONEY = TypeCodec(Money, lambda m: m.held, Money, int, 1, 5001)
_BLOB = TypeCodec(Blob, lambda b: b.held, Blob, bytes, 2, 5002)
_PAIR = TypeCodec(Pair, lambda p: p.held, Pair, list, 3, 5003)
_NATIVE: list[TypeCodec[Any]] = [UUID_CODEC, DECIMAL_CODEC, DATE_CODEC, SET_CODEC]
_TYPES: list[TypeCodec[Any]] = [
    *(_MONEY, _BLOB, _PAIR),
    *(dataclasses.replace(codec, ext_code=4 + at) for at, codec in enumerate(_NATIVE)),
]
_BARE = [dataclasses.replace(codec, ext_code=None, cbor_tag=None) for codec in _TYPES]


def _options(types: list[Any], **more: Any) -> Options:
    """Return options that give *types* to whoever is asked."""
    given = {"ext_types": types, **more}
    return Options(encoder=given, decoder=given, codec=given)


_DECLARED = _options(_TYPES)
_ID = uuid.UUID("12345678-1234-5678-9abc-def012345678")
_DAY = dt.date(2026, 11, 24)

# What a wire needs to carry them as themselves, and the wires that can have it.
_NEEDS: dict[str, dict[str, Any]] = {
    "msgpack": {"ext_codes": range(1, 8)},
    "cbor": {"tags": True},
}

# Name, payload spec, payload.
_TYPED: list[tuple[str, Any, Any]] = [
    ("payload", Money, Money(5)),
    ("list", list[Money], [Money(1), Money(2)]),
    ("deep", dict[str, list[Money | None]], {"a": [Money(1), None]}),
    ("generic", Box[Money], Box(Money(1))),
    ("holding-others", Pair, Pair([1, [2]])),
    ("or-none", Money | None, None),
    ("union", Money | Point | None, Point(1)),
    ("union-of-customs", list[Pair | Money], [Money(1), Pair([2])]),
    ("beside-struct-and-dict", Money | Point | dict | None, {"y": 1}),
    ("union-in-dict", dict[str, Money | Point | None], {"a": Money(1), "b": Point(1)}),
    ("uuid", list[uuid.UUID], [_ID]),
    ("decimal", dict[str, decimal.Decimal], {"a": decimal.Decimal("1.10")}),
    ("date", dt.date | None, _DAY),
    ("set", set[int], {3, 1, 2}),
]

# Name, value, what is left of it on a wire that has neither codes nor tags.
_UNTYPED: list[tuple[str, Any, Any]] = [
    ("alone", Money(5), 5),
    ("deep", [{"a": [Money(1), {"b": Blob(b"xyz")}]}], [{"a": [1, {"b": b"xyz"}]}]),
    ("holding-others", Pair([Money(1), [Pair([Blob(b"")])]]), [1, [[b""]]]),
    ("in-struct", Box([Money(1)]), {"inside": [1]}),
    ("big", [Blob(bytes(70_000)), 1], [bytes(70_000), 1]),
    ("uuid", [_ID], [str(_ID)]),
    ("decimal", decimal.Decimal("-1.50"), "-1.50"),
    ("date", {"a": _DAY}, {"a": "2026-11-24"}),
    ("set", [{3, 1, 2}], [[1, 2, 3]]),
]


def _typed(name: str, spec: Any, payload: Any) -> list[Case]:
    why = "where the spec names it, a custom type comes back on every wire"
    return [
        Case(
            id=f"ext/typed/{name}/{variant}",
            why=why,
            send=Return("c", payload),
            type=spec,
            message=True,
            options=options,
            expect=Value(Return("c", payload)),
        )
        for variant, options in (("numbered", _DECLARED), ("bare", _options(_BARE)))
    ]


def _untyped(name: str, value: Any, plain: Any) -> list[Case]:
    arrives = {"inside": value.inside} if isinstance(value, Box) else value
    return [
        Case(
            id=f"ext/any/{name}/{wire}",
            why="with a code or a tag it is itself even where no spec names it",
            send=value,
            on=wire,
            options=_DECLARED,
            needs=needs,
            expect=Value(arrives),
            otherwise=Value(plain),
        )
        for wire, needs in _NEEDS.items()
    ]


def _sent(name: str, why: str, sent: Any, path: str, got: str) -> Case:
    refused = Refused(stage="encode", path=path, got=got)
    return Case(
        id=f"ext/unsendable/{name}",
        why=why,
        send=sent,
        options=_options([dataclasses.replace(_MONEY, encode=_fails), *_TYPES[1:]]),
        expect=refused,
        after=[1],
    )


def _fails(_money: Any) -> Any:
    raise KeyError("lost")


# Bytes of an extension, by wire: the number and the content.
_FIVE = {"msgpack": b"\xd4\x01\x05", "cbor": b"\xd9\x13\x89\x05"}
_DEBT = {"msgpack": b"\xd4\x01\xff", "cbor": b"\xd9\x13\x89\x20"}
_TEXT = {"msgpack": b"\xd5\x01\xa1x", "cbor": b"\xd9\x13\x89\x61x"}
_PAIR_OF_DEBT = {"msgpack": b"\xc7\x04\x03\x91" + _DEBT["msgpack"], "cbor": b"\xd9\x13\x8b\x81"}
_PAIR_OF_DEBT["cbor"] += _DEBT["cbor"]
_IN_LIST = {"msgpack": b"\x92\x01", "cbor": b"\x82\x01"}
_IN_DICT = {"msgpack": b"\x81\xa1a\x91", "cbor": b"\xa1\x61a\x81"}
_NAMES = {"msgpack": "ext {}", "cbor": "tag 500{}"}

# Name, what it lies in, its bytes, its number, the type to decode to, the type declared.
_BROKEN: list[tuple[str, Any, Any, int, Any, str]] = [
    ("wrong-type", _IN_LIST, _TEXT, 1, Any, "Money"),
    ("wrong-type-typed", _IN_LIST, _TEXT, 1, list[int | None], "Money"),
    ("refused-by-decode", _IN_DICT, _DEBT, 1, Any, "Money"),
    ("inside-another", _IN_DICT, _PAIR_OF_DEBT, 3, Any, "Pair"),
]


def _received(
    name: str, wire: str, data: bytes, options: Options, expect: Expectation, **more: Any
) -> Case:
    return Case(
        id=f"ext/{name}/{wire}",
        why="what a peer sends is held to the declarations, and to nothing it says itself",
        wires={wire: data},
        options=options,
        expect=expect,
        **more,
    )


def _cases_of(wire: str) -> list[Case]:
    """Return the cases of bytes."""
    word, unknown = _NAMES[wire], "a known extension"
    at = {id(_IN_LIST): "$[1]", id(_IN_DICT): "$[...][0]"}
    cases = []
    for name, around, inner, number, spec, expected in _BROKEN:
        path, got, data = at[id(around)], word.format(number), around[wire] + inner[wire]
        cases += [
            _received(
                f"broken/{name}",
                wire,
                data,
                _DECLARED,
                Refused(path=path, expected=expected, got=got),
                type=spec,
                needs=_NEEDS[wire],
                otherwise=Refused(path=path, expected=unknown, got=got),
            ),
            _received(
                f"unknown/{name}",
                wire,
                data,
                Options(),
                Refused(path=path, expected=unknown, got=got),
                type=spec,
            ),
        ]
    kind, number = ("ext", 1) if wire == "msgpack" else ("tag", 5001)
    content: Any = b"\x05" if wire == "msgpack" else 5
    kept = UnknownExt(kind, number, content)  # type: ignore[arg-type]  # one of its kinds
    keep = _options([], unknown_ext="keep")
    cases.append(_received("kept", wire, _IN_LIST[wire] + _FIVE[wire], keep, Value([1, kept])))
    return cases


def _nested(levels: int) -> bytes:
    """Return a list with MessagePack extensions inside each other."""
    data = b"\x00"
    for _ in range(levels):
        size = len(data) + 1
        data = b"\xc9" + size.to_bytes(4, "big") + b"\x03\x91" + data
    return b"\x92\x01" + data


_OF_MSGPACK: list[Case] = [
    _received(
        f"content/{name}",
        "msgpack",
        data,
        _DECLARED,
        Refused(path="$[1]", expected=expected, got=got),
        needs=_NEEDS["msgpack"],
        otherwise=Refused(path="$[1]", expected="a known extension", got=got),
    )
    for name, data, expected, got in (
        ("trailing", b"\x92\x01\xd5\x01\x05\x05", "Money", "ext 1"),
        ("empty", b"\x92\x01\xc7\x00\x01", "Money", "ext 1"),
        ("truncated", b"\x92\x01\xd4\x01\xcd", "Money", "ext 1"),
        ("malformed", b"\x92\x01\xd4\x01\xc1", "Money", "ext 1"),
        ("nested-too-deep", _nested(1000), "Pair", "ext 3"),
    )
]

CASES: list[Case] = [
    *(case for row in _TYPED for case in _typed(*row)),
    *(case for row in _UNTYPED for case in _untyped(*row)),
    _sent("failing-encode", "what encode raises is told", [1, Money(1)], "$[1]", "Money"),
    _sent("inside-a-message", "as failing-encode", Yield("c", Money(1)), "$.pld", "Money"),
    *(case for wire in _NEEDS for case in _cases_of(wire)),
    *_OF_MSGPACK,
]
