"""Run a case on a backend and say what came of it. Knows no test runner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from codecs_core import (
    Backend,
    MsgTypeError,
    WireError,
    get_backend,
    mk_codec,
)
from codecs_core_conformance.case import Case, Expectation, Malformed, Refused, Value
from codecs_core_conformance.exact import difference
from codecs_core_conformance.scenario import Scenario, Unmet

__all__ = ["Outcome", "Result", "applies", "ends_of", "expectation", "run_case"]

Outcome = Literal["passed", "refused", "failed"]
"""What came of a case: carried as expected; refused, as the backend's capabilities declare;
or neither."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case on one backend; ``detail`` says what is wrong with it."""

    case_id: str
    libname: str
    outcome: Outcome
    detail: str = ""

    @property
    def reproduce(self) -> str:
        """The command that runs this case again."""
        return f"pytest --codec {self.libname} -k '{self.case_id}'"


@dataclass(frozen=True, slots=True)
class Ends:
    """The two ends that a case goes through."""

    encode: Callable[[Any], bytes]
    decode: Callable[[Any], Any]


def applies(case: Case | Scenario, backend: Backend) -> bool:
    """Tell whether *case* concerns the backend: one of bytes concerns their wire alone."""
    if isinstance(case, Scenario):
        return True
    wire = backend.info.wire
    return wire in case.wires if case.wires else case.on in (None, wire)


def expectation(case: Case, backend: Backend) -> Expectation:
    """Return what must come of *case*, by the backend's own capabilities."""
    lacks = backend.info.capabilities.lacks(case.needs)
    return case.otherwise if lacks else case.expect


def run_case(case: Case | Scenario, libname: str) -> Result:
    """Run *case* on the backend *libname*. Never raises for what the backend does."""
    backend = get_backend(libname)
    if isinstance(case, Scenario):
        return _run_scenario(case, libname)
    expected = expectation(case, backend)
    try:
        detail = _run(case, backend, expected)
    except Exception as exc:
        detail = f"the backend raised {type(exc).__name__}: {exc}"
    if detail:
        return Result(case.id, libname, "failed", detail)
    declared = expected is not case.expect
    return Result(case.id, libname, "refused" if declared else "passed")


def _run_scenario(case: Scenario, libname: str) -> Result:
    try:
        case.run(libname)
    except Unmet as exc:
        return Result(case.id, libname, "failed", str(exc))
    except Exception as exc:
        return Result(case.id, libname, "failed", f"{type(exc).__name__}: {exc}")
    return Result(case.id, libname, "passed")


def _run(case: Case, backend: Backend, expected: Expectation) -> str | None:
    """Return what is wrong, or ``None``."""
    ends = ends_of(case, backend)
    if case.send is msgspec.UNSET:
        data = case.wires[backend.info.wire]
    else:
        stage = "encode"
        try:
            data = ends.encode(case.send)
        except Exception as exc:
            return _refusal(exc, expected, stage, backend) or _still_works(case, ends)
        if isinstance(expected, Refused) and expected.stage == "encode":
            return f"encode accepted it, as {data.hex()}"
    for kind in (bytes, bytearray, memoryview):
        detail = _received(kind(data), ends.decode, expected, backend)
        if detail:
            return f"given a {kind.__name__}: {detail}"
    return None if isinstance(expected, Value) else _still_works(case, ends)


def ends_of(case: Case, backend: Backend) -> Ends:
    """Return the two ends of *case* on the backend: new ones, at each call."""
    if case.message:
        codec = mk_codec(case.type, backend.info.name)
        return Ends(codec.encode, codec.decode)
    encoder = backend.encoder(**case.options.encoder)
    decoder = backend.decoder(case.type, **case.options.decoder)
    return Ends(encoder.encode, decoder.decode)


def _received(
    data: Any, decode: Callable[[Any], Any], expected: Expectation, backend: Backend
) -> str | None:
    try:
        got = decode(data)
    except Exception as exc:
        return _refusal(exc, expected, "decode", backend)
    if isinstance(expected, Value):
        return difference(expected.value, got)
    return f"decode accepted it, as {got!r}"


def _refusal(exc: Exception, expected: Expectation, stage: str, backend: Backend) -> str | None:
    """Return what is wrong with an exception, or ``None`` where it is the one expected."""
    if isinstance(expected, Value):
        return f"{stage} raised {type(exc).__name__}: {exc}"
    wanted = WireError if isinstance(expected, Malformed) else MsgTypeError
    if not isinstance(exc, wanted):
        return f"{stage} raised {type(exc).__name__} ({exc}), not {wanted.__name__}"
    if exc.libname != backend.info.name:
        return f"the error names the backend {exc.libname!r}"
    if isinstance(expected, Refused) and isinstance(exc, MsgTypeError):
        return _wrong_words(exc, expected)
    return None


def _wrong_words(exc: MsgTypeError, expected: Refused) -> str | None:
    """Return which attribute of the error is not the one expected."""
    for name in ("stage", "path", "expected", "got"):
        wanted, got = getattr(expected, name), getattr(exc, name)
        if wanted is not None and wanted != got:
            return f"the error's {name} is {got!r}, not {wanted!r} ({exc})"
    if expected.msg_type is not None and exc.expected_msg_type is not expected.msg_type:
        return f"the error's expected_msg_type is {exc.expected_msg_type!r}"
    others = tuple(violation.path for violation in exc.violations)
    if expected.others is not None and others != expected.others:
        return f"the other violations are at {others}, not at {expected.others}"
    return None


def _still_works(case: Case, ends: Ends) -> str | None:
    """Return what is wrong with the codec after a refusal, if anything."""
    if case.after is msgspec.UNSET:
        return None
    try:
        got = ends.decode(ends.encode(case.after))
    except Exception as exc:
        return f"after the refusal, a good value raised {type(exc).__name__}: {exc}"
    detail = difference(case.after, got)
    return f"after the refusal, a good value changed: {detail}" if detail else None
