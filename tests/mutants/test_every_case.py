"""Every case can fail: each is run on backends that are spoilt just for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from broken_errors import Panic
from mutant import installed
from reference import Plain
from saboteurs import Saboteur, nearly

from codecs_core import get_backend
from codecs_core_conformance import (
    Case,
    Malformed,
    Outcome,
    Refused,
    Value,
    all_cases,
    run_case,
)
from codecs_core_conformance.engine import applies, expectation

_NULL = {"msgpack": b"\xc0", "cbor": b"\xf6"}


@pytest.fixture(autouse=True)
def plain() -> Iterator[None]:
    """Have the reference for the time of a test."""
    with installed(Plain()):
        yield


def _cases(kind: type, stage: str = "decode") -> list[tuple[Case, str]]:
    """Return the cases that expect a *kind*, each with the backends on which they do.

    Two of them differ in what they claim, so that both sides of a need are tried.
    """
    found = []
    for case in all_cases():
        for libname in (Plain.name, "cbor"):
            backend = get_backend(libname)
            if applies(case, backend):
                expected = expectation(case, backend)
                if isinstance(expected, kind) and getattr(expected, "stage", stage) == stage:
                    found.append((case, libname))
    return found


def _survivors(
    cases: list[tuple[Case, str]], spoilt_for: Callable[[Case, str], Saboteur]
) -> list[str]:
    """Return the cases that their saboteurs do not fail."""
    alive = []
    for case, libname in cases:
        with installed(spoilt_for(case, libname)):
            if run_case(case, libname).good:
                alive.append(f"{case.id} on {libname}")
    assert cases
    return alive


def _accepting(inner: Any, given: Any) -> Any:
    try:
        return inner(given)
    except Exception:
        return None


def test_every_value_is_compared() -> None:
    """A value that is wrong in one small thing fails its case."""

    def spoilt(case: Case, libname: str) -> Saboteur:
        expected = expectation(case, get_backend(libname))
        assert isinstance(expected, Value)
        return Saboteur(decode=lambda _inner, _data: nearly(expected.value))

    assert _survivors(_cases(Value), spoilt) == []


def test_every_refusal_of_a_value_is_waited_for() -> None:
    """Who accepts what a case says must be refused fails it."""
    spoilt = Saboteur(decode=_accepting)
    assert _survivors(_cases(Refused), lambda _case, _libname: spoilt) == []


def test_every_refusal_tells_its_own_place() -> None:
    """Who refuses another thing than what is wrong fails the case."""
    spoilt = Saboteur(reread=lambda _inner, _data: 7.5)
    assert _survivors(_cases(Refused), lambda _case, _libname: spoilt) == []


def test_every_refusal_to_send_is_waited_for() -> None:
    """Who sends what a case says cannot be sent fails it."""

    def spoilt(_case: Case, libname: str) -> Saboteur:
        null = _NULL[get_backend(libname).info.wire]
        return Saboteur(encode=lambda inner, obj: _accepting(inner, obj) or null)

    assert _survivors(_cases(Refused, "encode"), spoilt) == []


def test_all_malformed_bytes_must_be_refused() -> None:
    """Who reads bytes that are no message fails the case."""
    spoilt = Saboteur(decode=_accepting, reread=_accepting)
    assert _survivors(_cases(Malformed), lambda _case, _libname: spoilt) == []


def test_malformed_bytes_are_no_wrong_value() -> None:
    """Who takes bad bytes for a good message of a wrong type fails the case."""
    spoilt = Saboteur(reread=_accepting)
    assert _survivors(_cases(Malformed), lambda _case, _libname: spoilt) == []


@pytest.mark.parametrize("kind", [Refused, Malformed])
def test_every_codec_must_work_after_a_refusal(kind: type) -> None:
    """Who works no more after a refusal fails each case that has an ``after``."""

    def spoilt(_case: Case, _libname: str) -> Saboteur:
        refused: list[Exception] = []

        def blocking(inner: Any, given: Any) -> Any:
            if len(refused) == 3:  # bytes, bytearray and memoryview
                raise ValueError("in a bad state")
            try:
                return inner(given)
            except Exception as exc:
                refused.append(exc)
                raise

        return Saboteur(decode=blocking)

    cases = [row for row in _cases(kind) if row[0].after is not msgspec.UNSET]
    assert _survivors(cases, spoilt) == []


def test_a_panic_is_charged_to_its_case() -> None:
    """A library that ends in a BaseException fails one case, and the suite goes on."""

    def panic(_inner: Any, _given: Any) -> Any:
        raise Panic("index out of bounds")

    case = next(case for case in all_cases() if case.id == "message/stop/full")
    with installed(Saboteur(decode=panic)):
        assert run_case(case, Plain.name).outcome is Outcome.CRASH


def test_the_users_interrupt_is_the_users() -> None:
    """Ctrl-C ends the run, whatever the backend was doing."""

    def interrupted(_inner: Any, _given: Any) -> Any:
        raise KeyboardInterrupt

    case = next(case for case in all_cases() if case.id == "message/stop/full")
    with installed(Saboteur(decode=interrupted)), pytest.raises(KeyboardInterrupt):
        run_case(case, Plain.name)
