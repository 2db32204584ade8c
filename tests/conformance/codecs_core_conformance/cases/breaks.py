"""Every way to break each field of each message, with the exact place of the damage.

A good message as plain data is broken in one place, sent untyped, and must be refused by
every backend with the same ``path``, ``expected`` and ``got``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from codecs_core import MsgType, __msg_types__
from codecs_core_conformance.case import Case, Refused, Value

__all__ = ["CASES"]

_TYPES: dict[str, Any] = {cls.__name__: cls for cls in __msg_types__}
_TAGS = ", ".join(repr(cls.__name__) for cls in __msg_types__)

# The wire form of a good message; what is not here has a default.
_GOOD: dict[str, dict[str, Any]] = {
    "Aid": {"name": "root", "uuid": "e5b1"},
    "SpawnSpec": {
        "_parent_main_data": {},
        "_runtime_vars": {},
        "enable_modules": {},
        "reg_addrs": [],
        "bind_addrs": None,
    },
    "Start": {"cid": "c", "ns": "m", "func": "f", "kwargs": {}, "uid": ["root", "e5b1"]},
    "StartAck": {"cid": "c", "functype": "context"},
    "Stop": {"cid": "c"},
    "CancelAck": {"cid": "c", "pld": True},
    "Error": {
        "src_uid": ["root", "e5b1"],
        "src_type_str": "E",
        "boxed_type_str": "E",
        "relay_path": [],
    },
    "Started": {"cid": "c", "pld": 1},
    "Yield": {"cid": "c", "pld": 1},
    "Return": {"cid": "c", "pld": 1},
}

_FUNCTYPES = "one of 'asyncfunc', 'asyncgen', 'context'"
_TEXT = ("str", 5, "int")
_TEXT_OR_NULL = ("str | null", 5, "int")
_UID = ("array", "root", "str")

# Per field: the words for what it takes, a value of a wrong type, and its word.
_WRONG: dict[str, dict[str, tuple[str, Any, str]]] = {
    "Aid": {
        "name": _TEXT,
        "uuid": _TEXT,
        "pid": ("int | null", "4711", "str"),
        "is_registrar": ("bool | null", 1, "int"),
        "is_probe": ("bool", 0, "int"),
    },
    "SpawnSpec": {
        "_parent_main_data": ("object", [], "array"),
        "_runtime_vars": ("object", "x", "str"),
        "enable_modules": ("object", [1], "array"),
        "reg_addrs": ("array", {}, "object"),
        "bind_addrs": ("array | null", True, "bool"),
    },
    "Start": {
        "cid": _TEXT,
        "ns": _TEXT,
        "func": _TEXT,
        "kwargs": ("object", [], "array"),
        "uid": _UID,
        "pld_spec": _TEXT,
    },
    "StartAck": {"cid": _TEXT, "functype": ("str", 1, "int")},
    "Stop": {"cid": _TEXT},
    "CancelAck": {"cid": _TEXT, "pld": ("bool", 1, "int")},
    "Error": {
        "src_uid": _UID,
        "src_type_str": _TEXT,
        "boxed_type_str": _TEXT,
        "relay_path": ("array", {}, "object"),
        "message": _TEXT_OR_NULL,
        "tb_str": _TEXT,
        "canceller": ("array | null", "root", "str"),
        "sender": ("array | null", 1.5, "float"),
        "cid": _TEXT_OR_NULL,
        "_bad_msg": ("object | null", "x", "str"),
        "_bad_msg_as_dict": ("object | null", [], "array"),
    },
    "Started": {"cid": _TEXT, "pld": ("int", "1", "str")},
    "Yield": {"cid": _TEXT, "pld": ("int", 1.5, "float")},
    "Return": {"cid": _TEXT, "pld": ("int", True, "bool")},
}

# Message, field, variant, bad value, path behind the field, expected, got.
_INSIDE: list[tuple[str, str, str, Any, str, str, str]] = [
    ("SpawnSpec", "_runtime_vars", "key", {1: 2}, "key", "str", "int"),
    ("SpawnSpec", "enable_modules", "key", {1: "x"}, "key", "str", "int"),
    ("SpawnSpec", "enable_modules", "value", {"m": None}, "[...]", "str", "null"),
    ("SpawnSpec", "reg_addrs", "item", ["host"], "[0]", "array", "str"),
    ("SpawnSpec", "reg_addrs", "short", [["h"]], "[0]", "array of length 2", "length 1"),
    ("SpawnSpec", "reg_addrs", "host", [["h", 1], [1, 2]], "[1][0]", "str", "int"),
    ("SpawnSpec", "reg_addrs", "port", [["h", 1.5]], "[0][1]", "int | str", "float"),
    ("SpawnSpec", "bind_addrs", "port", [["h", None]], "[0][1]", "int | str", "null"),
    ("Start", "kwargs", "key", {1: 2}, "key", "str", "int"),
    ("Start", "uid", "short", ["root"], "", "array of length 2", "length 1"),
    ("Start", "uid", "long", ["a", "b", "c"], "", "array of length 2", "length 3"),
    ("Start", "uid", "item", ["root", 5], "[1]", "str", "int"),
    ("StartAck", "functype", "other", "thread", "", _FUNCTYPES, "'thread'"),
    ("Error", "src_uid", "item", [None, "b"], "[0]", "str", "null"),
    (
        "Error",
        "relay_path",
        "item",
        [["a", "b"], ["c"]],
        "[1]",
        "array of length 2",
        "length 1",
    ),
    ("Error", "canceller", "item", ["a", 1], "[1]", "str", "int"),
    ("Error", "sender", "long", ["a", "b", "c"], "", "array of length 2", "length 3"),
    (
        "Error",
        "_bad_msg",
        "other-message",
        {"msg_type": "Stop", "cid": "c"},
        ".msg_type",
        "one of 'Started', 'Yield', 'Return'",
        "'Stop'",
    ),
    (
        "Error",
        "_bad_msg",
        "cid",
        {"msg_type": "Yield", "cid": 1, "pld": None},
        ".cid",
        "str",
        "int",
    ),
    (
        "Error",
        "_bad_msg",
        "no-payload",
        {"msg_type": "Yield", "cid": "c"},
        "",
        "required field `pld`",
        "no such field",
    ),
]

_NO_MESSAGE: list[tuple[str, Any, str, str, str]] = [
    ("unknown", {"msg_type": "Nope", "cid": "c"}, "$.msg_type", f"one of {_TAGS}", "'Nope'"),
    ("missing", {"cid": "c"}, "$", "required field `msg_type`", "no such field"),
    ("wrong-type", {"msg_type": 5, "cid": "c"}, "$.msg_type", "str", "int"),
    ("null", {"msg_type": None, "cid": "c"}, "$.msg_type", "str", "null"),
    ("wrong-case", {"msg_type": "stop", "cid": "c"}, "$.msg_type", f"one of {_TAGS}", "'stop'"),
    ("abstract", {"msg_type": "PayloadMsg"}, "$.msg_type", f"one of {_TAGS}", "'PayloadMsg'"),
    ("array", ["Stop", "c"], "$", "object", "array"),
    ("scalar", 5, "$", "object", "int"),
    ("nothing", None, "$", "object", "null"),
    ("empty", {}, "$", "required field `msg_type`", "no such field"),
]


def _good(name: str) -> dict[str, Any]:
    return {"msg_type": name, **_GOOD[name]}


def _broken(name: str, variant: str, tree: Any, why: str, refused: Refused) -> Case:
    good = msgspec.convert(_good(name), MsgType)
    return Case(
        id=f"break/{name}/{variant}",
        why=why,
        send=tree,
        type=int,
        message=True,
        expect=refused,
        after=good,
    )


def _alone(name: str, path: str, expected: str, got: str) -> Refused:
    """Return the refusal of a message that is broken in one place and no other."""
    return Refused(path=path, expected=expected, got=got, msg_type=_TYPES[name], others=())


def _of_fields(name: str) -> Iterator[Case]:
    """Yield each field of a message with a wrong type, null, and missing."""
    for field, (expected, bad, got) in _WRONG[name].items():
        tree = {**_good(name), field: bad}
        why = f"{field} takes {expected} only"
        at = f"$.{field}"
        yield _broken(name, f"{field}/wrong-type", tree, why, _alone(name, at, expected, got))
        if "null" not in expected:
            tree = {**_good(name), field: None}
            why = f"{field} may not be null"
            yield _broken(name, f"{field}/null", tree, why, _alone(name, at, expected, "null"))
        if field in _GOOD[name]:
            tree = {key: value for key, value in _good(name).items() if key != field}
            missing = _alone(name, "$", f"required field `{field}`", "no such field")
            yield _broken(name, f"{field}/missing", tree, f"{field} has no default", missing)


def _extra(name: str) -> Case:
    good = msgspec.convert(_good(name), MsgType)
    return Case(
        id=f"break/{name}/extra",
        why="a field that a later version adds is passed over",
        send={**_good(name), "added_later": {"x": [1]}},
        type=int,
        message=True,
        expect=Value(good),
    )


def _inside() -> Iterator[Case]:
    for name, field, variant, bad, below, expected, got in _INSIDE:
        path = f"key in $.{field}" if below == "key" else f"$.{field}{below}"
        case = _broken(
            name,
            f"{field}/{variant}",
            {**_good(name), field: bad},
            f"what {field} holds has a type too",
            Refused(path=path, expected=expected, got=got, msg_type=_TYPES[name]),
        )
        yield case


def _no_message() -> Iterator[Case]:
    for variant, tree, path, expected, got in _NO_MESSAGE:
        yield Case(
            id=f"break/tag/{variant}",
            why="what is no message of the set is refused, and the known ones are named",
            send=tree,
            type=int,
            message=True,
            expect=Refused(path=path, expected=expected, got=got),
            after=msgspec.convert(_good("Stop"), MsgType),
        )


def _several() -> Case:
    tree = {**_good("Start"), "ns": None, "uid": ["a", 5], "kwargs": {"a": 1}}
    refused = Refused(path="$.ns", expected="str", got="null", others=("$.uid[1]",))
    why = "every violation of a message is told, the first in order first"
    return _broken("Start", "several", tree, why, refused)


CASES: list[Case] = [
    *(case for name in _WRONG for case in _of_fields(name)),
    *map(_extra, _WRONG),
    *_inside(),
    *_no_message(),
    _several(),
]
