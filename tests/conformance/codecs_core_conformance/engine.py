"""Run a case on a backend and say what came of it. Knows no test runner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

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
from codecs_core_conformance.outcomes import Finding, Outcome, Result
from codecs_core_conformance.scenario import Scenario, Unmet

__all__ = ["Ends", "applies", "ends_of", "expectation", "run_case"]


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
        finding, good = _run_scenario(case, libname), Outcome.PASSED
    else:
        expected = expectation(case, backend)
        declared = expected is not case.expect
        finding, good = _found(case, backend, expected), Outcome.PASSED
        if declared:
            good = Outcome.REFUSED
        if finding is not None and case.needs:
            finding = replace(finding, outcome=_by_claim(finding.outcome, declared=declared))
    if finding is None:
        return Result(case.id, libname, good)
    return Result(
        case.id,
        libname,
        finding.outcome,
        finding.detail,
        finding.expected,
        finding.got,
        finding.data,
    )


def _by_claim(outcome: Outcome, *, declared: bool) -> Outcome:
    """Return *outcome* as what it says of the claims that the case is about."""
    if not declared:
        return Outcome.FALSE_CLAIM
    return Outcome.UNCLAIMED if outcome is Outcome.ACCEPTED else outcome


def _run_scenario(case: Scenario, libname: str) -> Finding | None:
    try:
        case.run(libname)
    except Unmet as exc:
        return Finding(Outcome.WRONG_VALUE, str(exc), case.why, str(exc))
    except Exception as exc:
        text = f"{type(exc).__name__}: {exc}"
        return Finding(Outcome.WRONG_ERROR, text, case.why, text)
    return None


def _found(case: Case, backend: Backend, expected: Expectation) -> Finding | None:
    """Return what is wrong with a case, whatever the backend raises."""
    try:
        return _run(case, backend, expected)
    except Exception as exc:
        text = f"the backend raised {type(exc).__name__}: {exc}"
        return Finding(Outcome.WRONG_ERROR, text, _wish(expected), text)


def _run(case: Case, backend: Backend, expected: Expectation) -> Finding | None:
    """Return what is wrong, or ``None``."""
    ends = ends_of(case, backend)
    if case.send is msgspec.UNSET:
        data = case.wires[backend.info.wire]
    else:
        try:
            data = ends.encode(case.send)
        except Exception as exc:
            return _refusal(exc, expected, "encode", backend) or _still_works(case, ends)
        if isinstance(expected, Refused) and expected.stage == "encode":
            detail = f"encode accepted it, as {data.hex()}"
            return Finding(Outcome.ACCEPTED, detail, _wish(expected), detail, data)
    for kind in (bytes, bytearray, memoryview):
        finding = _received(kind(data), ends.decode, expected, backend)
        if finding is not None:
            detail = f"given a {kind.__name__}: {finding.detail}"
            return replace(finding, detail=detail, data=data)
    return None if isinstance(expected, Value) else _still_works(case, ends)


def ends_of(case: Case, backend: Backend) -> Ends:
    """Return the two ends of *case* on the backend: new ones, at each call."""
    if case.message:
        codec = mk_codec(case.type, backend.info.name, **case.options.codec)
        return Ends(codec.encode, codec.decode)
    encoder = backend.encoder(**case.options.encoder)
    decoder = backend.decoder(case.type, **case.options.decoder)
    return Ends(encoder.encode, decoder.decode)


def _received(
    data: Any, decode: Callable[[Any], Any], expected: Expectation, backend: Backend
) -> Finding | None:
    try:
        got = decode(data)
    except Exception as exc:
        return _refusal(exc, expected, "decode", backend)
    if not isinstance(expected, Value):
        detail = f"decode accepted it, as {got!r}"
        return Finding(Outcome.ACCEPTED, detail, _wish(expected), repr(got))
    wrong = difference(expected.value, got)
    if wrong is None:
        return None
    outcome = Outcome.WRONG_TYPE if wrong.of_type else Outcome.WRONG_VALUE
    return Finding(outcome, str(wrong), repr(expected.value), repr(got))


def _wish(expected: Expectation) -> str:
    """Return what was expected, for people."""
    match expected:
        case Value():
            return repr(expected.value)
        case Malformed():
            return "WireError"
        case Refused():
            words = f"expected {expected.expected!r}, got {expected.got!r}"
            return f"MsgTypeError at {expected.path} when told to {expected.stage}: {words}"


def _refusal(
    exc: Exception, expected: Expectation, stage: str, backend: Backend
) -> Finding | None:
    """Return what is wrong with an exception, or ``None`` where it is the one expected."""
    detail = _wrong_error(exc, expected, stage, backend)
    if detail is None:
        return None
    return Finding(Outcome.WRONG_ERROR, detail, _wish(expected), f"{type(exc).__name__}: {exc}")


def _wrong_error(
    exc: Exception, expected: Expectation, stage: str, backend: Backend
) -> str | None:
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


def _still_works(case: Case, ends: Ends) -> Finding | None:
    """Return what is wrong with the codec after a refusal, if anything."""
    if case.after is msgspec.UNSET:
        return None
    try:
        got = ends.decode(ends.encode(case.after))
    except Exception as exc:
        detail = f"after the refusal, a good value raised {type(exc).__name__}: {exc}"
        return Finding(Outcome.WRONG_ERROR, detail, repr(case.after), detail)
    wrong = difference(case.after, got)
    if wrong is None:
        return None
    detail = f"after the refusal, a good value changed: {wrong}"
    return Finding(Outcome.WRONG_VALUE, detail, repr(case.after), repr(got))
