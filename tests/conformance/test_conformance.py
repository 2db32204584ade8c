"""The shared suite on every installed backend, and on every pair of them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from codecs_core import get_backend
from codecs_core_conformance import (
    Case,
    Refused,
    all_cases,
    all_scenarios,
    run_case,
    run_pair,
    run_suite,
    run_swap,
)


def test_backend_does_what_the_case_says(conformance_case: tuple[str, Case]) -> None:
    """Every backend carries what it claims, and refuses the rest in the same words."""
    libname, case = conformance_case
    result = run_case(case, libname)
    assert result.good, f"{result.detail}\n{case.why}\n{result.reproduce}"


def test_backends_of_one_wire_read_each_other(interop_case: tuple[Any, Case]) -> None:
    """What one backend writes the other of its wire reads, to the same value."""
    pair, case = interop_case
    result = run_pair(case, pair)
    assert result.outcome == "passed", f"{result.detail}\n{case.why}"


def test_swapping_the_backend_changes_nothing(swap_case: tuple[Any, Case]) -> None:
    """An application that swaps the libname sees the same values and the same errors."""
    pair, case = swap_case
    result = run_swap(case, pair)
    assert result.outcome == "passed", f"{result.detail}\n{case.why}"


@pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])
def test_suite_counts_every_case(libname: str) -> None:
    """The summary accounts for every case: run on this backend, or of another wire."""
    report = run_suite(libname)
    assert report.ok, report.failures
    assert sum(report.counts.values()) == report.total
    assert report.total + len(report.not_mine) == len(all_cases()) + len(all_scenarios())
    by_id = {case.id: case for case in all_cases()}
    wire = get_backend(libname).info.wire
    for case_id in report.not_mine:
        case = by_id[case_id]
        assert wire not in case.wires
        assert case.on != wire


def test_a_refusal_names_its_place() -> None:
    """No case of a broken value leaves open where it is broken, or what was wanted."""
    vague = [
        case.id
        for case in all_cases()
        if isinstance(case.expect, Refused)
        and (case.expect.path is None or not case.expect.got)
    ]
    assert vague == []


def test_every_case_has_a_reason() -> None:
    """A case without a reason to exist is noise."""
    every = [*all_cases(), *all_scenarios()]
    assert [case.id for case in every if not case.why.strip()] == []
    assert len({case.id for case in every}) == len(every)


def test_other_peoples_test_runs_pay_nothing() -> None:
    """Where pytest finds the plugin but nobody asks for a codec, the suite stays unloaded."""
    code = (
        "import sys, codecs_core_conformance.plugin;"
        "print([m for m in sys.modules if m == 'msgspec' or m.startswith('codecs_core.')])"
    )
    found = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_one_backend_can_be_asked_for(pytester: pytest.Pytester) -> None:
    """``--codec cbor`` gives the cases of cbor alone; a wrong name says what is known."""
    pytester.makepyfile(
        """
        def test_case(conformance_case):
            assert conformance_case[0] == "cbor"
        """
    )
    result = pytester.runpytest("--codec", "cbor", "-q")
    result.assert_outcomes(passed=run_suite("cbor").total)
    result = pytester.runpytest("--codec", "cbro", "-q")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*no backend is named 'cbro'*Did you mean 'cbor'*"])


def test_a_broken_plugin_hurts_nobody_else(pytester: pytest.Pytester) -> None:
    """An installed plugin that cannot be imported is named at the end, and the rest runs."""
    info = pytester.mkdir("broken-1.0.dist-info")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[codecs_core]\nbroken = broken_backend\n")
    pytester.makepyfile(broken_backend="raise RuntimeError('no')")
    pytester.makepyfile(
        """
        def test_case(conformance_case):
            assert conformance_case[0] != "broken"
        """
    )
    result = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["codec broken: not tested: *RuntimeError: no*"])
