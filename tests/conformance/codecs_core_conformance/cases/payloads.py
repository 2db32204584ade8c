"""Payload specs: what a typed payload may be, and what must be refused."""

from __future__ import annotations

from typing import Any, Literal

from codecs_core import CancelAck, Return, Started, Stop, Yield
from codecs_core_conformance.case import Case, Refused, Value
from codecs_core_conformance.models import Box, Cat, Dog, Point

__all__ = ["CASES"]

# Name, payload spec, a payload of it, and the same payload as it arrives.
_GOOD: list[tuple[str, Any, Any, Any]] = [
    ("any/null", Any, None, None),
    ("any/portable", Any, {"a": [1, -1, 2.5, "x", b"\x00", True, None]}, ...),
    ("any/int-keys", Any, {1: "one", "two": 2}, ...),
    ("any/bool", Any, [True, False, 1, 0], ...),
    ("any/whole-float", Any, [1.0, -2.0, 1e300], ...),
    ("any/spaces", Any, [" a ", "\t\n", {" k ": ""}], ...),
    ("any/struct", Any, Point(1, 2), {"x": 1, "y": 2}),
    ("any/tuple", Any, (1, (2,)), [1, [2]]),
    ("any/int-bounds", Any, [2**64 - 1, -(2**63), 2**63, -1, 0], ...),
    ("int", int, 7, ...),
    ("int/null", int | None, None, ...),
    ("float", float, 2.0, ...),
    ("float/from-int", float, 2, 2.0),
    ("float/negative-zero", float, -0.0, ...),
    ("float/nan", float, float("nan"), ...),
    ("float/infinite", list[float], [float("inf"), float("-inf")], ...),
    ("bool", bool, False, ...),
    ("str", str, "żółw \N{PILE OF POO} \x00", ...),
    ("bytes", bytes, bytes(range(256)), ...),
    ("none", None, None, ...),
    ("list", list[int], [1, 2, 3], ...),
    ("tuple", tuple[int, str], (1, "a"), ...),
    ("tuple/any-length", tuple[int, ...], (1, 2, 3), ...),
    ("dict", dict[str, int], {"b": 1, "a": 2}, ...),
    ("dict/int-keys", dict[int, str], {1: "a", -5: "b"}, ...),
    ("dict/nested", dict[str, dict[str, list[int]]], {"a": {"b": [1]}}, ...),
    ("struct", Point, Point(3, 4), ...),
    ("struct/null", Point | None, None, ...),
    ("struct/or-null", Point | None, Point(1), ...),
    ("struct/generic", Box[int], Box(5), ...),
    ("struct/list", list[Point], [Point(1, 2), Point(3)], ...),
    ("union/tagged-first", Cat | Dog, Cat(9), ...),
    ("union/tagged-second", Cat | Dog | None, Dog("Rex"), ...),
    ("union/tagged-null", Cat | Dog | None, None, ...),
    ("union/scalars", int | str | None, "x", ...),
    ("union/struct-or-scalar", Point | int, 5, ...),
    ("literal", Literal["a", "b", 3], 3, ...),
]

# Name, payload spec, a payload that breaks it, path, expected, got.
_BAD: list[tuple[str, Any, Any, str, str, str]] = [
    ("int/str", int, "1", "$.pld", "int", "str"),
    ("int/bool", int, True, "$.pld", "int", "bool"),
    ("int/float", int, 1.5, "$.pld", "int", "float"),
    ("int/null", int, None, "$.pld", "int", "null"),
    ("int/bytes", int, b"1", "$.pld", "int", "bytes"),
    ("bool/int", bool, 1, "$.pld", "bool", "int"),
    ("str/bytes", str, b"a", "$.pld", "str", "bytes"),
    ("bytes/str", bytes, "YQ==", "$.pld", "bytes", "str"),
    ("float/str", float, "1.0", "$.pld", "float", "str"),
    ("none/int", None, 0, "$.pld", "null", "int"),
    ("list/item", list[int], [1, "2"], "$.pld[1]", "int", "str"),
    ("list/object", list[int], {}, "$.pld", "array", "object"),
    ("tuple/short", tuple[int, str], [1], "$.pld", "array of length 2", "length 1"),
    ("dict/value", dict[str, int], {"a": "1"}, "$.pld[...]", "int", "str"),
    ("dict/key", dict[str, int], {1: 1}, "key in $.pld", "str", "int"),
    ("dict/int-key", dict[int, str], {"1": "x"}, "key in $.pld", "int", "str"),
    ("struct/field", Point, {"x": "1"}, "$.pld.x", "int", "str"),
    ("struct/missing", Point, {"y": 1}, "$.pld", "required field `x`", "no such field"),
    ("struct/array", Point, [1, 2], "$.pld", "object", "array"),
    ("struct/or-null", Point | None, 5, "$.pld", "object | null", "int"),
    ("struct/inside", list[Point], [{"x": 1}, {"x": None}], "$.pld[1].x", "int", "null"),
    ("struct/generic", Box[int], {"inside": "5"}, "$.pld.inside", "int", "str"),
    ("union/tag", Cat | Dog, {"kind": 3}, "$.pld.kind", "one of 1, 2", "3"),
    (
        "union/no-tag",
        Cat | Dog,
        {"lives": 9},
        "$.pld",
        "required field `kind`",
        "no such field",
    ),
    ("union/member", Cat | Dog, {"kind": 1, "lives": "9"}, "$.pld.lives", "int", "str"),
    ("union/scalars", int | str | None, 1.5, "$.pld", "int | str | null", "float"),
    ("literal/other", Literal["a", "b"], "c", "$.pld", "one of 'a', 'b'", "'c'"),
]


_SPECIAL = ("-0.0", "nan", "inf", "-inf")


def _good(name: str, spec: Any, payload: Any, arrives: Any) -> Case:
    keys = {"map_keys": {str, int}} if "int-keys" in name else {}
    return Case(
        id=f"payload/{name}",
        why="a payload of the spec arrives as what it is",
        send=Yield("c", payload),
        type=spec,
        message=True,
        expect=Value(Yield("c", payload if arrives is ... else arrives)),
        needs={**keys, **_needs(payload)},
    )


def _needs(payload: Any) -> dict[str, Any]:
    """Return what a wire must have for all that is in *payload*."""
    if isinstance(payload, (list, dict)):
        parts = payload.values() if isinstance(payload, dict) else payload
        return {name: need for part in parts for name, need in _needs(part).items()}
    if isinstance(payload, bytes):
        return {"binary": True}
    if isinstance(payload, float) and str(payload) in _SPECIAL:
        return {"float_special": True}
    if isinstance(payload, int) and payload.bit_length() > 53:
        return {"int_bits": 64}
    return {}


def _bad(name: str, spec: Any, payload: Any, path: str, expected: str, got: str) -> Case:
    return Case(
        id=f"payload-break/{name}",
        why="a payload outside the spec is refused at its place",
        send={"msg_type": "Yield", "cid": "c", "pld": payload},
        type=spec,
        message=True,
        expect=Refused(path=path, expected=expected, got=got, msg_type=Yield, others=()),
        after=Stop("c"),
    )


_OTHERS: list[Case] = [
    Case(
        id="payload/cancel-ack-in-any-spec",
        why="the answer to a cancel decodes whatever the payload spec is",
        send=CancelAck("c", pld=True),
        type=Point,
        message=True,
        expect=Value(CancelAck("c", pld=True)),
    ),
    Case(
        id="payload/every-box",
        why="the spec holds for a Started and a Return as for a Yield",
        send={"msg_type": "Started", "cid": "c", "pld": "x"},
        type=int,
        message=True,
        expect=Refused(path="$.pld", expected="int", got="str", msg_type=Started),
        after=Return("c", 5),
    ),
]


CASES: list[Case] = [
    *(_good(*row) for row in _GOOD),
    *(_bad(*row) for row in _BAD),
    *_OTHERS,
]
