"""Tell a case as text: the same in every process, on every Python, for every reader.

``repr`` will not do. It shows addresses, the order of a set changes with the hash seed, and
a case may hold a cycle, or a megabyte.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from types import BuiltinFunctionType, FunctionType
from typing import Any

import msgspec

from codecs_core import spec_str
from codecs_core_conformance.case import Case, Expectation, Malformed, Refused, Value
from codecs_core_conformance.reports.model import Blob, CaseRow
from codecs_core_conformance.scenario import Scenario

__all__ = ["blob", "describe", "shortened", "told", "wish"]

_MOST_CHARACTERS = 2_000
_MOST_BYTES = 1_024
_MOST_LEVELS = 12
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def describe(case: Case | Scenario) -> CaseRow:
    """Return all that *case* says."""
    if isinstance(case, Scenario):
        return CaseRow(id=case.id, why=_plain(case.why), facts=_facts(case))
    return CaseRow(
        id=case.id,
        why=_plain(case.why),
        given="" if case.send is msgspec.UNSET else told(case.send),
        type=_type(case.type),
        expects=wish(case.expect),
        otherwise=wish(case.otherwise) if case.needs else "",
        wires={wire: blob(data) for wire, data in case.wires.items()},
        facts=_facts(case),
    )


def wish(expected: Expectation) -> str:
    """Return what must come of a case, in words."""
    match expected:
        case Value():
            return told(expected.value)
        case Malformed():
            return "WireError"
        case Refused():
            said = ", ".join(
                f"{name} {told(value)}"
                for name in ("path", "expected", "got", "msg_type", "others")
                if (value := getattr(expected, name)) is not None
            )
            return f"MsgTypeError when told to {expected.stage}" + (said and f": {said}")


def blob(data: bytes) -> Blob:
    """Return *data* as a report keeps it."""
    cut = len(data) > _MOST_BYTES
    digest = hashlib.sha256(data).hexdigest() if cut else ""
    return Blob(data[:_MOST_BYTES].hex(), len(data), digest)


def told(value: Any) -> str:
    """Return *value* as text, cut where it is long; what was cut still counts, by its hash."""
    return shortened(_tell(value, ()))


def _plain(text: str) -> str:
    return shortened(" ".join(text.split()))


def shortened(text: str) -> str:
    """Return *text* as a report keeps it: encodable, and not longer than people read."""
    raw = text.encode("utf-8", "backslashreplace")
    if len(text) <= _MOST_CHARACTERS:
        return raw.decode()
    digest = hashlib.sha256(raw).hexdigest()[:16]
    head = text[:_MOST_CHARACTERS].encode("utf-8", "backslashreplace").decode()
    return f"{head}... ({len(text)} characters, SHA-256 {digest}...)"


def _tell(value: Any, above: tuple[int, ...]) -> str:
    """Return *value* in full; *above* are the ids of what holds it."""
    if id(value) in above or len(above) > _MOST_LEVELS:
        return "..."

    def inner(item: Any) -> str:
        return _tell(item, (*above, id(value)))

    if isinstance(value, type | FunctionType | BuiltinFunctionType):
        return value.__qualname__
    if isinstance(value, memoryview | msgspec.Raw):
        return f"{type(value).__name__}({bytes(value)!r})"
    fields = _fields(value)
    if fields is not None:
        said = ", ".join(f"{name}={inner(getattr(value, name))}" for name in fields)
        return f"{type(value).__name__}({said})"
    return _tell_builtin(value, inner) or _ADDRESS.sub("", repr(value))


def _tell_builtin(value: Any, inner: Callable[[Any], str]) -> str:
    """Return a container as text, with its items by *inner*; "" for what is none."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{inner(k)}: {inner(v)}" for k, v in value.items()) + "}"
        case set() | frozenset():
            return f"{type(value).__name__}({{{', '.join(sorted(map(inner, value)))}}})"
        case list():
            return f"[{', '.join(map(inner, value))}]"
        case tuple():
            name = "" if type(value) is tuple else type(value).__name__
            return f"{name}({', '.join(map(inner, value))}{',' * (len(value) == 1)})"
    return ""


def _fields(value: Any) -> Iterable[str] | None:
    """Return the names of a record's fields, or ``None`` for what is no record."""
    if isinstance(value, msgspec.Struct):
        return value.__struct_fields__
    if dataclasses.is_dataclass(value):
        return [item.name for item in dataclasses.fields(value)]
    attributes = getattr(type(value), "__attrs_attrs__", None)
    return attributes and [item.name for item in attributes]


def _type(wanted: Any) -> str:
    try:
        return spec_str(wanted)
    except Exception:  # some types are in the suite because no spec can be made of them
        return told(wanted)


_TOLD_ELSEWHERE = frozenset(
    {"id", "why", "send", "type", "wires", "expect", "otherwise", "run"}
)


def _facts(case: Case | Scenario) -> dict[str, str]:
    """Return what *case* says and no column has: whatever fields a case may come to have."""
    facts = {}
    for item in dataclasses.fields(case):
        value = getattr(case, item.name)
        if item.name in _TOLD_ELSEWHERE or value is msgspec.UNSET or _is_default(item, value):
            continue
        facts[item.name] = told(value)
    return facts


def _is_default(item: dataclasses.Field[Any], value: Any) -> bool:
    if item.default_factory is not dataclasses.MISSING:
        return bool(value == item.default_factory())
    return item.default is not dataclasses.MISSING and bool(value == item.default)
