"""The shared conformance suite: the same cases for every backend.

``run_suite("cbor")`` runs them all; ``pytest --codec cbor`` does so as tests. Cases are
data (:mod:`codecs_core_conformance.case`), the engine imports no test runner.

Names are imported when they are first asked for: the pytest plugin lives in this package,
and a test run that has nothing to do with codecs must not pay for them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codecs_core_conformance.case import Case, Malformed, Options, Refused, Value
    from codecs_core_conformance.cases import all_cases
    from codecs_core_conformance.catalog import suite
    from codecs_core_conformance.engine import run_case
    from codecs_core_conformance.exact import difference
    from codecs_core_conformance.interop import (
        Pair,
        pair_cases,
        pairs,
        run_pair,
        run_swap,
        swap_cases,
        swaps,
    )
    from codecs_core_conformance.outcomes import Finding, Outcome, Result
    from codecs_core_conformance.report import Report, run_suite
    from codecs_core_conformance.scenario import Scenario
    from codecs_core_conformance.scenarios import all_scenarios

_HOMES = {
    "case": ("Case", "Malformed", "Options", "Refused", "Value"),
    "cases": ("all_cases",),
    "engine": ("run_case",),
    "exact": ("difference",),
    "interop": (
        "Pair",
        "pair_cases",
        "pairs",
        "run_pair",
        "run_swap",
        "swap_cases",
        "swaps",
    ),
    "outcomes": ("Finding", "Outcome", "Result"),
    "report": ("Report", "run_suite"),
    "scenario": ("Scenario",),
    "scenarios": ("all_scenarios",),
    "catalog": ("suite",),
}

__all__ = [
    "Case",
    "Finding",
    "Malformed",
    "Options",
    "Outcome",
    "Pair",
    "Refused",
    "Report",
    "Result",
    "Scenario",
    "Value",
    "all_cases",
    "all_scenarios",
    "difference",
    "pair_cases",
    "pairs",
    "run_case",
    "run_pair",
    "run_suite",
    "run_swap",
    "suite",
    "swap_cases",
    "swaps",
]


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
