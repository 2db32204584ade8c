"""The scenarios; one module for each group."""

from __future__ import annotations

from codecs_core_conformance.scenario import Scenario
from codecs_core_conformance.scenarios import buffers, claims, dialogs, peers, states

__all__ = ["all_scenarios"]


def all_scenarios() -> list[Scenario]:
    """Return every scenario. Ids are unique and permanent."""
    return [
        value
        for module in (buffers, claims, dialogs, peers, states)
        for value in vars(module).values()
        if isinstance(value, Scenario)
    ]
