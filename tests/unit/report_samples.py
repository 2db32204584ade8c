"""Small reports for tests: made by hand, so that no test waits for the suite."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from codecs_core_conformance import Outcome
from codecs_core_conformance.reports import Blob, CaseRow, Document, Header, ResultRow, Run
from codecs_core_conformance.reports.jsonl import digest
from codecs_core_conformance.reports.telling import blob

HOSTILE = "</script><img src=x onerror=alert(1)> \x00 `|` ]]> & \u2028 \x85 \x0b \ud800"

CASES = (
    CaseRow(id="type/int", why="numbers arrive", given="1", type="int", expects="1"),
    CaseRow(
        id="type/nan", why="NaN arrives", given="nan", expects="nan", otherwise="MsgTypeError"
    ),
    CaseRow(
        id="bytes/bad", why="a bad byte", expects="WireError", wires={"cbor": blob(b"\xff")}
    ),
)


def run(label: str = "cbor", **changed: Any) -> Run:
    """Return a run that took place long ago."""
    made = Run(
        label=label,
        libname=label,
        wire="cbor",
        library="cbor2",
        library_version="6.2",
        core_version="0.1.0",
        python="CPython 3.13.0",
        platform="Linux x86_64",
        date=datetime(2026, 11, 24, 12, 30, tzinfo=UTC),
    )
    return replace(made, **changed)


def result(case: str, outcome: Outcome, label: str = "cbor", **told: Any) -> ResultRow:
    """Return what came of a case."""
    line = f"codecs-core conform {label} -k {case}"
    return ResultRow(case=case, run=label, outcome=outcome, reproduce=line, **told)


def document(
    results: Iterable[ResultRow],
    runs: Iterable[Run] = (run(),),
    cases: tuple[CaseRow, ...] = CASES,
    **header: Any,
) -> Document:
    """Return a report of these."""
    head = Header(format=1, digest=digest(cases), runs=tuple(runs), **header)
    return Document(head, cases, tuple(results))


def good() -> Document:
    """Return the report of a backend that conforms."""
    return document(
        [
            result("type/int", Outcome.PASSED, data=Blob("01", 1)),
            result("type/nan", Outcome.REFUSED),
            result("bytes/bad", Outcome.PASSED),
        ],
        profile="2026.11",
    )


def bad(text: str = "got <another>") -> Document:
    """Return the report of one that does not, with *text* wherever a backend has a say."""
    return document(
        [
            result("type/int", Outcome.WRONG_VALUE, detail=text, got=text, data=blob(b"\0ab")),
            result("type/nan", Outcome.KNOWN_FAILURE, detail=text),
            result("bytes/bad", Outcome.CRASH, detail=text),
        ]
    )
