"""Every message of the set: every field given, defaulted, and null where it may be."""

from __future__ import annotations

from typing import Any

from codecs_core import (
    Aid,
    CancelAck,
    Error,
    Return,
    SpawnSpec,
    Start,
    StartAck,
    Started,
    Stop,
    Yield,
)
from codecs_core_conformance.case import Case, Value

__all__ = ["CASES", "FULL"]

_UID = ("root", "e5b1")
_CHILD = ("child", "77aa")

FULL: dict[str, Any] = {
    "aid": Aid("root", "e5b1", pid=4711, is_registrar=True, is_probe=True),
    "spawn-spec": SpawnSpec(
        _parent_main_data={"init_main_from_path": "/srv/app.py", 1: None},
        _runtime_vars={"_debug_mode": False, "_root_addrs": [["127.0.0.1", 1616]]},
        enable_modules={"app.tasks": "/srv/tasks.py"},
        reg_addrs=[("127.0.0.1", 1616), ("/run/app.sock", "uds")],
        bind_addrs=[("127.0.0.1", 0)],
    ),
    "start": Start(
        cid="c-1",
        ns="app.tasks",
        func="work",
        kwargs={"n": 3, "name": "übung", "deep": {"a": [1, None, 2.5]}},
        uid=_UID,
        pld_spec="int | None",
    ),
    "start-ack": StartAck(cid="c-1", functype="context"),
    "started": Started(cid="c-1", pld={"ready": True}),
    "yield": Yield(cid="c-1", pld=[1, "two", 3.0, None]),
    "stop": Stop(cid="c-1"),
    "return": Return(cid="c-1", pld="done"),
    "cancel-ack": CancelAck(cid="c-1", pld=True),
    "error": Error(
        src_uid=_CHILD,
        src_type_str="ValueError",
        boxed_type_str="RemoteActorError",
        relay_path=[_CHILD, _UID],
        message="no such thing",
        tb_str="Traceback (most recent call last):\n  ...\nValueError: no such thing\n",
        canceller=_UID,
        sender=_CHILD,
        cid="c-1",
        _bad_msg=Started(cid="c-1", pld={"n": "three"}),
        _bad_msg_as_dict={"cid": "c-1", "pld": {"n": "three"}},
    ),
}
"""One message of each kind with every field given."""

_DEFAULTED: dict[str, Any] = {
    "aid": Aid("root", "e5b1"),
    "start": Start(cid="c", ns="m", func="f", kwargs={}, uid=_UID),
    "error": Error(_CHILD, "ValueError", "ValueError", []),
}

_VARIANTS: list[tuple[str, Any, str]] = [
    ("aid/null", Aid("", "", pid=None, is_registrar=None), "null is a value of these fields"),
    ("aid/false", Aid("a", "b", 0, is_registrar=False), "False and 0 are not null"),
    (
        "spawn-spec/empty",
        SpawnSpec({}, {}, {}, [], []),
        "empty containers stay, and are not null",
    ),
    ("spawn-spec/null", SpawnSpec({}, {}, {}, [], None), "bind_addrs may be null"),
    (
        "start-ack/asyncfunc",
        StartAck("c", "asyncfunc"),
        "each of the three kinds of callable travels",
    ),
    ("start-ack/asyncgen", StartAck("c", "asyncgen"), "as asyncfunc"),
    ("started/null", Started("c", None), "None is a payload as any other"),
    ("yield/null", Yield("c", None), "as started/null"),
    ("return/null", Return("c", None), "a function that returns nothing returns None"),
    ("cancel-ack/false", CancelAck("c", pld=False), "a refused cancel is no missing payload"),
    ("stop/empty-cid", Stop(""), "an empty text is a text"),
    ("stop/long-cid", Stop("c" * 70_000), "text whose length takes four bytes"),
    (
        "error/bad-yield",
        Error(_CHILD, "E", "E", [], _bad_msg=Yield("c", 1)),
        "the bad message may be a Yield",
    ),
    (
        "error/bad-return",
        Error(_CHILD, "E", "E", [], _bad_msg=Return("c", None)),
        "the bad message may be a Return",
    ),
    (
        "error/dict-keys",
        Error(_CHILD, "E", "E", [], _bad_msg_as_dict={"a": 1, 2: "b"}),
        "the bad message as a dict keeps keys that are no text",
    ),
]


def _case(name: str, message: Any, why: str) -> Case:
    needs = {"map_keys": {str, int}} if name in ("spawn-spec/full", "error/dict-keys") else {}
    return Case(
        id=f"message/{name}",
        why=why,
        send=message,
        expect=Value(message),
        type=Any,
        message=True,
        needs=needs,
    )


CASES: list[Case] = [
    *(_case(f"{n}/full", m, "every field travels, and in its type") for n, m in FULL.items()),
    *(
        _case(f"{n}/default", m, "a field left to its default arrives as its default")
        for n, m in _DEFAULTED.items()
    ),
    *(_case(name, message, why) for name, message, why in _VARIANTS),
]
