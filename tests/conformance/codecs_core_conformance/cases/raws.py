"""``msgspec.Raw``: spliced in when a message is written, handed out when it is read."""

from __future__ import annotations

from typing import Any

from msgspec import Raw

from codecs_core import Error, Return, Started, Stop, Yield
from codecs_core_conformance.case import Case, Refused, Value
from codecs_core_conformance.models import Box, Wrapped

__all__ = ["CASES"]

# {"n": [1, 2]}, [1, "two"], 5, null and "x" on each wire.
_MAP = {"msgpack": b"\x81\xa1n\x92\x01\x02", "cbor": b"\xa1\x61n\x82\x01\x02"}
_LIST = {"msgpack": b"\x92\x01\xa3two", "cbor": b"\x82\x01\x63two"}
_FIVE = {"msgpack": b"\x05", "cbor": b"\x05"}
# 5 in more bytes than it needs.
_LONG = {"msgpack": b"\xcd\x00\x05", "cbor": b"\x19\x00\x05"}
_NULL = {"msgpack": b"\xc0", "cbor": b"\xf6"}


def _cases_of(wire: str) -> list[Case]:
    """Return the cases in which a Raw of one wire goes in or comes out."""
    body, row, five, null = (Raw(part[wire]) for part in (_MAP, _LIST, _FIVE, _NULL))
    long = Raw(_LONG[wire])
    rows: list[tuple[str, str, Any, Any, Any]] = [
        ("out/map", "its bytes come out", Yield("c", {"n": [1, 2]}), Raw, Yield("c", body)),
        ("out/scalar", "a scalar has bytes too", Return("c", 5), Raw, Return("c", five)),
        ("out/null", "and null has", Started("c", None), Raw, Started("c", null)),
        ("in/map", "its bytes go in", Yield("c", body), Any, Yield("c", {"n": [1, 2]})),
        ("in/null", "a null goes in", Yield("c", null), Any, Yield("c", None)),
        (
            "as-it-is",
            "who passes bytes on does not put them in words of his own",
            Return("c", {"a": [long]}),
            dict[str, list[Raw]],
            Return("c", {"a": [long]}),
        ),
        ("through", "a relay changes nothing", Return("c", row), Raw, Return("c", row)),
        (
            "typed",
            "what went in as bytes is checked as any payload",
            Yield("c", body),
            dict[str, list[int]],
            Yield("c", {"n": [1, 2]}),
        ),
        (
            "in/deep",
            "at any depth",
            Yield("c", {"a": [{"b": body}, five]}),
            Any,
            Yield("c", {"a": [{"b": {"n": [1, 2]}}, 5]}),
        ),
        (
            "out/list",
            "a list of undecoded items",
            Yield("c", [{"n": [1, 2]}, 5]),
            list[Raw],
            Yield("c", [body, five]),
        ),
        (
            "out/dict",
            "a map of undecoded values",
            Yield("c", {"a": [1, "two"], "b": None}),
            dict[str, Raw],
            Yield("c", {"a": row, "b": null}),
        ),
        (
            "out/field",
            "a field of a Struct, and a list in another",
            Yield("c", Wrapped("h", body, [five, null])),
            Wrapped,
            Yield("c", Wrapped("h", body, [five, null])),
        ),
        (
            "out/generic",
            "a generic Struct of it, in a list",
            Yield("c", [Box({"n": [1, 2]})]),
            list[Box[Raw]],
            Yield("c", [Box(body)]),
        ),
        (
            "in/error",
            "the payload of the bad message in an Error",
            Error(("a", "b"), "E", "E", [], _bad_msg=Yield("c", body)),
            Raw,
            Error(("a", "b"), "E", "E", [], _bad_msg=Yield("c", {"n": [1, 2]})),
        ),
    ]
    return [_case(wire, *row) for row in rows]


def _case(wire: str, name: str, why: str, sent: Any, spec: Any, arrives: Any) -> Case:
    return Case(
        id=f"raw/{name}/{wire}",
        why=why,
        send=sent,
        on=wire,
        type=spec,
        message=True,
        expect=Value(arrives),
    )


def _beside(wire: str) -> Case:
    """Return the case of a bad field in a message whose payload is undecoded."""
    return Case(
        id=f"raw/bad-field-beside/{wire}",
        why="the envelope is checked while its payload is not",
        send={"msg_type": "Yield", "cid": 5, "pld": {"x": 1}},
        on=wire,
        type=Raw,
        message=True,
        expect=Refused(path="$.cid", expected="str", got="int", msg_type=Yield, others=()),
        after=Stop("c"),
    )


CASES: list[Case] = [
    case for wire in ("msgpack", "cbor") for case in (*_cases_of(wire), _beside(wire))
]
