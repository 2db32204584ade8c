"""The shared conformance suite: the same cases for every backend.

``run_suite("cbor")`` runs them all; ``pytest --codec cbor`` does so as tests. Cases are
data (:mod:`codecs_core_conformance.case`), the engine imports no test runner.
"""

from codecs_core_conformance.case import Case, Malformed, Options, Refused, Value
from codecs_core_conformance.cases import all_cases
from codecs_core_conformance.engine import Result, run_case
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
from codecs_core_conformance.report import Report, run_suite

__all__ = [
    "Case",
    "Malformed",
    "Options",
    "Pair",
    "Refused",
    "Report",
    "Result",
    "Value",
    "all_cases",
    "difference",
    "pair_cases",
    "pairs",
    "run_case",
    "run_pair",
    "run_suite",
    "run_swap",
    "swap_cases",
    "swaps",
]
