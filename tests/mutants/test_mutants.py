"""The suite is tested by mutants: the reference passes, whatever is broken is found."""

from __future__ import annotations

import contextvars
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

import broken_bytes
import broken_claims
import broken_errors
import broken_state
import broken_values
import pytest
from broken_core import FAULTS, Fault
from mutant import Mutant, installed, run, run_beside
from reference import Plain

from codecs_core import Capabilities
from codecs_core_conformance import (
    Pair,
    all_cases,
    all_scenarios,
    pair_cases,
    run_pair,
    run_suite,
    run_swap,
    swap_cases,
)

MUTANTS: list[Mutant] = [
    mutant
    for module in (broken_values, broken_bytes, broken_state, broken_errors, broken_claims)
    for mutant in module.MUTANTS
]

# A core that is not told of codes or of tags asks nobody to carry any, and deeper than
# claimed a backend may go; a form is never more than another.
_NOT_TO_BE_HIDDEN = {"ext_codes", "tags", "max_depth", "forms"}


@pytest.fixture
def plain() -> Iterator[str]:
    """Have the reference for the time of a test."""
    with installed(Plain()):
        yield Plain.name


def test_the_reference_passes_everything(plain: str) -> None:
    """A backend in plain Python, made from the specification, conforms."""
    report = run_suite(plain)
    assert [(result.case_id, result.detail) for result in report.failures] == []
    assert report.ok


@pytest.mark.parametrize(
    "pair", [Pair("plain", "msgspec"), Pair("ormsgpack", "plain")], ids=str
)
def test_the_reference_writes_what_others_read(plain: str, pair: Pair) -> None:
    """Its bytes are those of the libraries of its wire, and it reads theirs."""
    results = [run_pair(case, pair) for case in pair_cases(pair)]
    assert results
    assert [(result.case_id, result.detail) for result in results if not result.good] == []


def test_the_reference_can_be_swapped_for_another_wire(plain: str) -> None:
    """An application sees the same values and errors as over CBOR."""
    pair = Pair(plain, "cbor")
    results = [run_swap(case, pair) for case in swap_cases(pair)]
    assert results
    assert [(result.case_id, result.detail) for result in results if not result.good] == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant_is_killed(mutant: Mutant) -> None:
    """Each is found out, by the case and in the words that fit what is wrong with it."""
    assert mutant.killers or mutant.beside
    with installed(mutant.make()):
        found = {case_id: run(case_id).outcome for case_id in mutant.killers}
        beside = [case_id for case_id in mutant.beside if run_beside(case_id).good]
    assert found == mutant.killers
    assert beside == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_of_the_core_is_found(plain: str, fault: Fault) -> None:
    """What no backend could break, but the core could, is found out as well."""
    with fault.made():
        found = {
            case_id: contextvars.copy_context().run(run, case_id, plain).outcome
            for case_id in fault.killers
        }
    assert found == fault.killers


def test_mutants_have_names_of_their_own() -> None:
    """There are enough of them, and no two are one."""
    twice = [name for name, count in Counter(m.name for m in MUTANTS).items() if count > 1]
    assert twice == []
    assert len(MUTANTS) >= 25


def test_every_group_and_every_scenario_kills() -> None:
    """There is no group of cases, and no scenario, that finds nothing out."""
    killers = {case_id for one in (*MUTANTS, *FAULTS) for case_id in one.killers}
    killing_groups = {case_id.partition("/")[0] for case_id in killers}
    assert {case.group for case in all_cases()} - killing_groups == set()
    assert {one.id for one in all_scenarios()} - killers == set()


def test_every_capability_is_lied_about() -> None:
    """A false claim is found for each capability, a hidden one where one can be hidden."""
    lies = {(m.lie.capability, m.lie.over) for m in MUTANTS if m.lie is not None}
    names = {capability.name for capability in fields(Capabilities)}
    assert {name for name in names if (name, True) not in lies} == set()
    hidden = {name for name in names if (name, False) not in lies}
    assert hidden == _NOT_TO_BE_HIDDEN
