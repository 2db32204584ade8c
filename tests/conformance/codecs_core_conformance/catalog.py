"""All there is to run on a backend."""

from __future__ import annotations

from codecs_core_conformance.case import Case
from codecs_core_conformance.cases import all_cases
from codecs_core_conformance.scenario import Scenario
from codecs_core_conformance.scenarios import all_scenarios

__all__ = ["suite"]


def suite() -> list[Case | Scenario]:
    """Return every case and every scenario."""
    return [*all_cases(), *all_scenarios()]
