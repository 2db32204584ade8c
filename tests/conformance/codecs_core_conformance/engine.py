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
from codecs_core_conformance.keeping import changed, shared, snapshot
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
            outcome = _by_claim(case, backend, finding.outcome, declared=declared)
            finding = replace(finding, outcome=outcome)
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


def _by_claim(case: Case, backend: Backend, outcome: Outcome, *, declared: bool) -> Outcome:
    """Return *outcome* as what it says of the claims that the case is about."""
    if not declared:
        return Outcome.FALSE_CLAIM
    # What it was not to do it may have done well, or badly: only trying tells.
    return outcome if _found(case, backend, case.expect) else Outcome.UNCLAIMED


def _run_scenario(case: Scenario, libname: str) -> Finding | None:
    try:
        case.run(libname)
    except Unmet as exc:
        return Finding(exc.outcome, str(exc), case.why, str(exc))
    except BaseException as exc:
        text = f"{type(exc).__name__}: {exc}"
        return Finding(_of_escape(exc), text, case.why, text)
    return None


def _found(case: Case, backend: Backend, expected: Expectation) -> Finding | None:
    """Return what is wrong with a case, whatever the backend raises."""
    try:
        return _run(case, backend, expected)
    except BaseException as exc:
        text = f"the backend raised {type(exc).__name__}: {exc}"
        return Finding(_of_escape(exc), text, _wish(expected), text)


def _of_escape(exc: BaseException) -> Outcome:
    """Return what it is that *exc* came out of a backend. Raises what is the user's.

    A panic in a library written in Rust is a ``BaseException``, and the end of one case.
    """
    if isinstance(exc, (KeyboardInterrupt, SystemExit, GeneratorExit)):
        raise exc
    return Outcome.WRONG_ERROR if isinstance(exc, Exception) else Outcome.CRASH


def _run(case: Case, backend: Backend, expected: Expectation) -> Finding | None:
    """Return what is wrong, or ``None``."""
    ends = ends_of(case, backend)
    if case.send is msgspec.UNSET:
        data = case.wires[backend.info.wire]
    else:
        before = snapshot(case.send)
        try:
            data = ends.encode(case.send)
        except Exception as exc:
            wrong = _refusal(exc, expected, "encode", backend)
            return wrong or _left_alone(before, case.send) or _still_works(case, ends)
        if isinstance(expected, Refused) and expected.stage == "encode":
            detail = f"encode accepted it, as {bytes(data).hex()}"
            return Finding(Outcome.ACCEPTED, detail, _wish(expected), detail, data)
        wrong = _left_alone(before, case.send) or _written(case.send, data, ends)
        if wrong is not None:
            return wrong
    finding = _read(data, ends.decode, expected, backend)
    if finding is not None:
        return replace(finding, data=data)
    return None if isinstance(expected, Value) else _still_works(case, ends)


def _left_alone(before: Any, sent: Any) -> Finding | None:
    wrong = changed(before, sent)
    if wrong is None:
        return None
    detail = f"encode changed the object it was given: {wrong}"
    return Finding(Outcome.WRONG_VALUE, detail, repr(before), repr(sent))


def _written(sent: Any, data: Any, ends: Ends) -> Finding | None:
    """Return what is wrong with bytes as such: their type, or that they are not constant."""
    if type(data) is not bytes:
        detail = f"encode returned a {type(data).__name__}"
        return Finding(Outcome.WRONG_TYPE, detail, "bytes", detail)
    again = ends.encode(sent)
    if again == data:
        return None
    detail = f"encoded once more it is {again.hex()}"
    return Finding(Outcome.WRONG_VALUE, detail, data.hex(), again.hex(), data)


def _read(
    data: bytes, decode: Callable[[Any], Any], expected: Expectation, backend: Backend
) -> Finding | None:
    """Return what is wrong with *data* read out of every kind of buffer."""
    values: list[Any] = []
    for kind in (bytes, bytearray, memoryview):
        buffer = kind(data)
        finding = _received(buffer, decode, expected, backend, values)
        if finding is not None:
            return replace(finding, detail=f"given a {kind.__name__}: {finding.detail}")
        if buffer != data:
            detail = "decode changed the bytes it was given"
            return Finding(Outcome.WRONG_VALUE, detail, data.hex(), bytes(buffer).hex())
        if isinstance(buffer, bytearray):
            buffer[:] = bytes(len(buffer))  # as an owner does who reads into it again
    return _kept(expected, values) if isinstance(expected, Value) else None


def _kept(expected: Value, values: list[Any]) -> Finding | None:
    """Return what is wrong with *values* after all of them were decoded."""
    for value in values:
        wrong = difference(expected.value, value)
        if wrong is not None:
            detail = f"a value that was right changed later: {wrong}"
            return Finding(Outcome.WRONG_VALUE, detail, repr(expected.value), repr(value))
    both = shared(values)
    if both is None:
        return None
    detail = f"two values decoded apart hold the same {both}"
    return Finding(Outcome.WRONG_VALUE, detail, "values of their own", detail)


def ends_of(case: Case, backend: Backend) -> Ends:
    """Return the two ends of *case* on the backend: new ones, at each call."""
    if case.message:
        codec = mk_codec(case.type, backend.info.name, **case.options.codec)
        return Ends(codec.encode, codec.decode)
    encoder = backend.encoder(**case.options.encoder)
    decoder = backend.decoder(case.type, **case.options.decoder)
    return Ends(encoder.encode, decoder.decode)


def _received(
    data: Any,
    decode: Callable[[Any], Any],
    expected: Expectation,
    backend: Backend,
    values: list[Any],
) -> Finding | None:
    """Return what is wrong with one reading of *data*, whose value is added to *values*."""
    try:
        got = decode(data)
    except Exception as exc:
        return _refusal(exc, expected, "decode", backend)
    if not isinstance(expected, Value):
        shown = _shown(got)
        detail = f"decode accepted it, as {shown}"
        return Finding(Outcome.ACCEPTED, detail, _wish(expected), shown)
    values.append(got)
    wrong = difference(expected.value, got)
    if wrong is None:
        return None
    outcome = Outcome.WRONG_TYPE if wrong.of_type else Outcome.WRONG_VALUE
    return Finding(outcome, str(wrong), repr(expected.value), repr(got))


def _shown(value: Any) -> str:
    """Return *value* for people, even one that has no end."""
    try:
        return repr(value)
    except Exception:
        return f"<{type(value).__name__}>"


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
    if exc.__cause__ is None:
        return f"the error hides its cause ({exc})"
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
