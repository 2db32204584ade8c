"""Run every case on one backend, and count what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from codecs_core import get_backend
from codecs_core_conformance.case import Case
from codecs_core_conformance.catalog import suite
from codecs_core_conformance.engine import applies, run_case
from codecs_core_conformance.outcomes import Result
from codecs_core_conformance.scenario import Scenario

__all__ = ["Report", "run_suite"]


@dataclass(frozen=True, slots=True)
class Report:
    """What came of the suite on one backend.

    ``results`` has one entry for each case that concerns the backend's wire; ``not_mine``
    names the others: cases of bytes in a format that is not its own.
    """

    libname: str
    results: tuple[Result, ...]
    not_mine: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many cases came out how: the good outcomes by name, all others ``failed``."""
        good = Counter(str(result.outcome) for result in self.results if result.good)
        counts = {name: good[name] for name in ("passed", "refused", "known failure")}
        return {**counts, "failed": len(self.failures)}

    @property
    def total(self) -> int:
        """How many cases were run."""
        return len(self.results)

    @property
    def failures(self) -> list[Result]:
        """The cases that failed."""
        return [result for result in self.results if not result.good]

    @property
    def ok(self) -> bool:
        """Whether something was tested and nothing failed."""
        return self.total > 0 and not self.failures


def run_suite(
    libname: str,
    cases: Iterable[Case | Scenario] | None = None,
    done: Callable[[Result], None] | None = None,
) -> Report:
    """Run every case that concerns the backend *libname*, or those of *cases* that do.

    *done* is told each result as it comes. Raises a :class:`codecs_core.BackendError` where
    the backend cannot be had.
    """
    backend = get_backend(libname)
    results, not_mine = [], []
    for case in suite() if cases is None else cases:
        if not applies(case, backend):
            not_mine.append(case.id)
            continue
        results.append(run_case(case, libname))
        if done is not None:
            done(results[-1])
    return Report(libname, tuple(results), tuple(not_mine))
