"""Reports as files: made of the suite, whole or refused, merged only where they may be."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fake_plugins import Site, backend
from msgspec.structs import replace
from report_samples import CASES, bad, document, good, result, run

from codecs_core import BackendError, get_backend
from codecs_core_conformance import Case, Outcome, Refused, Scenario, Value
from codecs_core_conformance.catalog import suite
from codecs_core_conformance.reports import (
    CaseRow,
    Document,
    ReportError,
    Selection,
    Verdict,
    choose,
    collect,
    combine,
    count,
    dumps,
    loads,
    read,
)
from codecs_core_conformance.reports.jsonl import digest
from codecs_core_conformance.reports.telling import blob, describe, shortened, told

DIGEST = """
from codecs_core_conformance.reports.jsonl import digest
from codecs_core_conformance.reports.telling import describe
from codecs_core_conformance.catalog import suite
print(digest(map(describe, suite())))
"""


def test_a_report_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """What one process writes another reads: the same cases, results and environment."""
    for made in (good(), bad()):
        assert loads(dumps(made)) == made
    path = tmp_path / "r.jsonl"
    path.write_text(dumps(good()), encoding="utf-8")
    assert read(path) == good()
    lines = [msgspec.json.decode(line) for line in dumps(good()).splitlines()]
    assert [line["kind"] for line in lines] == [
        "header", "case", "case", "case", "result", "result", "result", "footer"
    ]  # fmt: skip
    assert lines[-1]["counts"] == {"cbor": {"passed": 2, "refused": 1}}


def test_verdicts_and_cells_are_those_of_the_results() -> None:
    """One failing case is enough; nothing tested is no praise."""
    for made, verdict in [
        (good(), Verdict.CONFORMANT),
        (bad(), Verdict.NOT_CONFORMANT),
        (document([]), Verdict.NOT_TESTED),
    ]:
        assert made.verdict(made.runs[0]) == verdict
    assert good().groups == ["type", "bytes"]
    assert good().cell("type", run()) == {Outcome.PASSED: 1, Outcome.REFUSED: 1}
    assert [failure.case for failure in bad().failures] == ["type/int", "bytes/bad"]


def without_line(number: int) -> str:
    """Return a good report without one of its lines."""
    lines = dumps(good()).splitlines(keepends=True)
    del lines[number]
    return "".join(lines)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "this is no report"),
        ("# Markdown", "this is no report"),
        (without_line(0), "this is no report"),
        (without_line(-1), "was cut short"),
        (dumps(good()).splitlines()[0], "was cut short"),
        (without_line(1), "a result belongs to no case"),
        (without_line(4), "the footer counts other lines"),
        (dumps(good()).replace('"format":1', '"format":2'), "version 2; known is 1 alone"),
        (dumps(good()).replace("numbers arrive", "numbers leave"), "the digest is not that"),
        (dumps(good()).replace('"passed"', '"splendid"', 1), "line 5: Invalid enum value"),
        (dumps(good()) + dumps(good()).splitlines()[-1], "more than one header or footer"),
        (dumps(good()).replace('"run":"cbor"', '"run":"json"'), "to no run"),
        (dumps(document([result("type/int", Outcome.PASSED)] * 2)), "two results in one run"),
        (dumps(document([], cases=(*CASES, CASES[0]))), "a case or a run is there twice"),
        (dumps(document([], runs=(run(), run()))), "a case or a run is there twice"),
    ],
)
def test_what_is_not_whole_is_refused(text: str, why: str) -> None:
    """A report cut short, edited, or from another version is no proof of anything."""
    with pytest.raises(ReportError, match=why):
        loads(text)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Of several files given I am told which one is at fault."""
    for path, text in [(tmp_path / "none", None), (tmp_path / "odd", b"\xff\xfe")]:
        if text:
            path.write_bytes(text)
        with pytest.raises(ReportError, match=path.name):
            read(path)


def test_reports_of_one_case_set_merge() -> None:
    """Three machines, three files, one matrix."""
    msgspec_ = document([result("type/int", Outcome.PASSED, "msgspec")], [run("msgspec")])
    both = combine([bad(), msgspec_])
    assert [run.label for run in both.runs] == ["cbor", "msgspec"]
    assert both.results == (*bad().results, *msgspec_.results)
    assert loads(dumps(both)) == both


@pytest.mark.parametrize(
    ("changed", "label"),
    [
        ({"library_version": "6.3"}, "cbor, cbor2 6.3"),
        ({"python": "CPython 3.11.7"}, "cbor, CPython 3.11.7"),
        ({"platform": "Darwin arm64"}, "cbor, Darwin arm64"),
        ({"core_version": "0.2.0"}, "cbor, codecs-core 0.2.0"),
    ],
)
def test_one_backend_in_two_places_gets_two_columns(changed: Any, label: str) -> None:
    """The same backend on two Pythons is told apart by what differs, and by no more."""
    other = document([result("type/int", Outcome.PASSED)], [run(**changed)])
    both = combine([bad(), other])
    assert both.runs[1].label == label
    assert both.counts[label] == {Outcome.PASSED: 1}
    assert combine([both, document([], [run("msgspec")])]).runs[:2] == both.runs


@pytest.mark.parametrize(
    ("others", "why"),
    [
        (document([], [run("b")], cases=CASES[:2]), "not made of the same cases: digest"),
        (document([], [run("b")], profile="2026.11"), "profile None and 2026.11"),
        (document([], [run("b")], part="-k nan"), "part None and -k nan"),
        (bad(), "the same run twice: cbor"),
    ],
)
def test_what_cannot_be_compared_does_not_merge(others: Document, why: str) -> None:
    """Equal case sets only: two halves of different suites make no whole."""
    with pytest.raises(ReportError, match=why):
        combine([bad(), others])


def test_the_suite_is_collected() -> None:
    """A report has the environment, the bytes and the line for each case."""
    made = collect(["cbor", "msgspec"], Selection(("type", "malformed")))
    assert loads(dumps(made)) == made
    assert [run.libname for run in made.runs] == ["cbor", "msgspec"]
    assert made.runs[0].library_version == get_backend("cbor").info.lib_version
    assert made.header.part == "--group type --group malformed"
    run_of = {run.label: run for run in made.runs}
    first = next(r for r in made.results if r.case.startswith("type/"))
    assert first.data.size > 0
    assert first.reproduce == f"codecs-core conform cbor -k {first.case}"
    given = [r for r in made.results if made.by_id[r.case].wires]
    assert all(r.data == made.by_id[r.case].wires[run_of[r.run].wire] for r in given)
    assert len(made.results) == count(Selection(("type", "malformed")), ["cbor", "msgspec"])


def test_the_line_that_reproduces_a_case_runs_it_alone() -> None:
    """An id that other ids begin with still stands for its own case."""
    ids = [case.id for case in suite()]
    for case_id in ids:
        assert [case.id for case in choose(Selection(text=case_id))] == [case_id]
    many = choose(Selection(text="type/int"))
    assert {case.id for case in many} == {i for i in ids if "type/int" in i} - {""}
    assert choose(Selection(("no such group",))) == []


def test_a_backend_that_fails_has_its_failures_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what a backend does wrong the report tells outcome, what it got, and the bytes."""
    site = Site(tmp_path, monkeypatch)
    site.plugin("mine", backend("mine"))
    made = collect(["mine"], Selection(text="type/float/nan"))
    with pytest.raises(BackendError):
        collect(["mine", "nobody"])
    assert made.verdict(made.runs[0]) in Verdict
    made = collect(["mine"], Selection(("unsendable", "malformed", "break")))
    assert made.failures
    assert all(failure.detail for failure in made.failures)


def test_the_digest_is_the_same_in_every_process() -> None:
    """Neither the hash seed nor an address changes what the case set is called."""
    expected = digest(map(describe, suite()))
    for seed in ("1", "2"):
        found = subprocess.run(  # noqa: S603  our own code
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stdout.strip() == expected
    rows = [describe(case) for case in suite()]
    assert not [row.id for row in rows if " at 0x" in msgspec.json.encode(row).decode()]
    assert digest(reversed(rows)) == expected


def sample(**changed: Any) -> CaseRow:
    """Return a case as a report tells it."""
    case = Case(id="g/a", why="because", send=[1], expect=Value([1]), needs={"tags": True})
    return describe(dataclasses.replace(case, **changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "g/b"},
        {"why": "for fun"},
        {"send": [2]},
        {"send": [True]},
        {"send": ["x" * 5000]},
        {"type": list[int]},
        {"expect": Value([1.0])},
        {"expect": Refused(got="int")},
        {"otherwise": Refused(path="$.a")},
        {"needs": {"tags": True, "binary": True}},
        {"message": True},
        {"on": "cbor"},
        {"wires": {"cbor": b"\x01"}},
        {"after": 7},
    ],
)
def test_whatever_a_case_says_is_in_the_digest(changed: Any) -> None:
    """Two suites whose cases differ in anything at all do not merge."""
    assert digest([sample(**changed)]) != digest([sample()])


def test_what_is_cut_still_counts() -> None:
    """Two long values that differ only at the end are told apart."""
    assert shortened("x" * 9000 + "a") != shortened("x" * 9000 + "b")
    assert blob(b"x" * 9000 + b"a") != blob(b"x" * 9000 + b"b")
    assert (blob(b"ab").head, blob(b"x" * 9000).size) == ("6162", 9000)
    assert len(told("x" * 10**6)) < 3000


def test_anything_can_be_told() -> None:
    """Sets, cycles, records, functions and lone surrogates: no address, no end, no error."""
    endless: list[Any] = [1]
    endless.append(endless)
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert told(endless) == "[1, ...]"
    assert told(deep).count("[") == 13
    assert told({"b", "a"}) == "set({'a', 'b'})"
    assert told((1,)) == "(1,)"
    assert told(memoryview(b"a")) == "memoryview(b'a')"
    assert told({"t": int, "f": told}) == "{'t': int, 'f': told}"
    assert told(object()) == "<object object>"
    assert shortened("\ud800") == "\\ud800"
    story = describe(Scenario("s/a", "a  story\n\n told", lambda libname: None))
    assert (story.why, story.facts) == ("a story told", {})
    assert replace(story, why="x").group == "s"
