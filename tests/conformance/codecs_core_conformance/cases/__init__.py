"""The cases, as data; one module for each group."""

from __future__ import annotations

from collections import Counter

from codecs_core_conformance.case import Case
from codecs_core_conformance.cases import (
    breaks,
    claims,
    exts,
    malformed,
    messages,
    payloads,
    raws,
    refusals,
    types,
)

__all__ = ["all_cases"]

_MODULES = (messages, breaks, payloads, types, raws, refusals, malformed, exts, claims)


def all_cases() -> list[Case]:
    """Return every case. Ids are unique and permanent.

    Raises ``ValueError`` where two cases have one id.
    """
    cases = [case for module in _MODULES for case in module.CASES]
    twice = [one for one, count in Counter(case.id for case in cases).items() if count > 1]
    if twice:
        raise ValueError(f"two cases have one id: {', '.join(twice)}")
    return cases
