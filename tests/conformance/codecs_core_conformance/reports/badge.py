"""A badge: the JSON that shields.io's endpoint reads."""

from __future__ import annotations

import json

from codecs_core_conformance.outcomes import Outcome
from codecs_core_conformance.reports.model import Document, ReportError, Verdict

__all__ = ["to_badge"]

_COLOURS = {
    Verdict.CONFORMANT: "brightgreen",
    Verdict.NOT_CONFORMANT: "red",
    Verdict.NOT_TESTED: "lightgrey",
}


def to_badge(document: Document) -> str:
    """Return one badge for all the runs: verdict, profile, refused count and date.

    Raises :class:`ReportError` for a report of some cases only: a badge speaks for all.
    """
    if document.header.part is not None:
        raise ReportError(f"a badge needs the whole suite, not {document.header.part}")
    verdict = _worst([document.verdict(run) for run in document.runs])
    refused = sum(tally[Outcome.REFUSED] for tally in document.counts.values())
    known = sum(tally[Outcome.KNOWN_FAILURE] for tally in document.counts.values())
    words = [
        str(verdict),
        document.header.profile and f"profile {document.header.profile}",
        f"{refused} refused as declared",
        known and f"{known} known failures",
        f"{max(run.date for run in document.runs):%Y-%m-%d}",
    ]
    badge = {
        "schemaVersion": 1,
        "label": f"codecs-core {', '.join(run.label for run in document.runs)}",
        "message": " · ".join(word for word in words if word),
        "color": _COLOURS[verdict],
    }
    return json.dumps(badge, ensure_ascii=False) + "\n"


def _worst(verdicts: list[Verdict]) -> Verdict:
    for verdict in (Verdict.NOT_CONFORMANT, Verdict.NOT_TESTED):
        if verdict in verdicts:
            return verdict
    return Verdict.CONFORMANT
