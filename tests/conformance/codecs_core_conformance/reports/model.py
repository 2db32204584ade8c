"""What a report file holds: one JSON object a line, of four kinds, and their tallies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from msgspec import Struct, field

from codecs_core_conformance.outcomes import Outcome

__all__ = [
    "FORMAT",
    "Blob",
    "CaseRow",
    "Document",
    "Footer",
    "Header",
    "ReportError",
    "ResultRow",
    "Run",
    "Verdict",
    "in_words",
]

FORMAT = 1
"""The version of the format. It changes with every change that an old reader would misread."""


class ReportError(ValueError):
    """A report cannot be read, merged or written; the text says which and why."""


class Verdict(StrEnum):
    """What the suite says of a backend."""

    CONFORMANT = "conformant"
    NOT_CONFORMANT = "not conformant"
    NOT_TESTED = "nothing tested"


class Blob(Struct, frozen=True, omit_defaults=True):
    """Some bytes: the first of them in hex, their number, and a SHA-256 where some are cut."""

    head: str = ""
    size: int = 0
    sha256: str = ""


class Run(Struct, frozen=True, kw_only=True):
    """One backend, and where it was run: a column of the matrix.

    ``label`` is unique in its file. ``date`` is in UTC.
    """

    label: str
    libname: str
    wire: str
    library: str
    library_version: str
    core_version: str
    python: str
    platform: str
    date: datetime


class Header(Struct, frozen=True, kw_only=True, tag_field="kind", tag="header"):
    """The first line: what was run on what.

    ``digest`` stands for the case set: it is made of all that the cases say. ``part`` tells
    how cases were chosen where it was not the whole suite.
    """

    format: int
    digest: str
    runs: tuple[Run, ...]
    profile: str | None = None
    part: str | None = None


class CaseRow(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="case"
):
    """What one case says, as text for people.

    ``expects`` is what must come of it, ``otherwise`` what must where the wire lacks what the
    case needs; ``wires`` the bytes that it gives, by wire; ``facts`` all else that it says.
    """

    id: str
    why: str
    given: str = ""
    type: str = ""
    expects: str = ""
    otherwise: str = ""
    wires: dict[str, Blob] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]


class ResultRow(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="result"
):
    """What came of one case in one run; ``reproduce`` is the command that runs it again."""

    case: str
    run: str
    outcome: Outcome
    reproduce: str
    detail: str = ""
    expected: str = ""
    got: str = ""
    data: Blob = Blob()


class Footer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="footer"):
    """The last line: how much there must be. Without it a file is cut short.

    ``counts`` tells for each run how many cases came out how.
    """

    cases: int
    results: int
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Document:
    """A report: what was run, the cases, and a result for each case that concerns a run."""

    header: Header
    cases: tuple[CaseRow, ...]
    results: tuple[ResultRow, ...]

    @property
    def runs(self) -> tuple[Run, ...]:
        """The columns."""
        return self.header.runs

    @cached_property
    def groups(self) -> list[str]:
        """The rows, in the order of the suite."""
        return list(dict.fromkeys(case.group for case in self.cases))

    @cached_property
    def by_id(self) -> dict[str, CaseRow]:
        """The cases by their ids."""
        return {case.id: case for case in self.cases}

    def expected(self, result: ResultRow) -> str:
        """Return what should have come of a case, for people."""
        case = self.by_id[result.case]
        declared = case.otherwise if result.outcome is Outcome.REFUSED else case.expects
        return result.expected or declared or case.why

    @cached_property
    def failures(self) -> list[ResultRow]:
        """The results with which no backend conforms."""
        return [result for result in self.results if not result.outcome.good]

    @cached_property
    def counts(self) -> dict[str, Counter[Outcome]]:
        """How many cases came out how, by the run's label."""
        return {run.label: _tally(self.of(run)) for run in self.runs}

    def of(self, run: Run) -> list[ResultRow]:
        """Return the results of one run."""
        return [result for result in self.results if result.run == run.label]

    def cell(self, group: str, run: Run) -> Counter[Outcome]:
        """Return how many cases of *group* came out how in *run*; nothing: none concern it."""
        return _tally(r for r in self.of(run) if r.case.partition("/")[0] == group)

    def verdict(self, run: Run) -> Verdict:
        """Return what the suite says of one run."""
        outcomes = self.counts[run.label]
        if not outcomes:
            return Verdict.NOT_TESTED
        good = all(outcome.good for outcome in outcomes)
        return Verdict.CONFORMANT if good else Verdict.NOT_CONFORMANT


def in_words(tally: Counter[Outcome]) -> str:
    """Return *tally* for people: ``28 passed, 1 refused``; "" where there is nothing."""
    return ", ".join(f"{tally[outcome]} {outcome}" for outcome in Outcome if tally[outcome])


def _tally(results: Iterable[ResultRow]) -> Counter[Outcome]:
    return Counter(result.outcome for result in results)
