"""Run the suite on some backends and keep all that a report tells."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from codecs_core import Backend, __version__, get_backend
from codecs_core_conformance.case import Case
from codecs_core_conformance.catalog import suite
from codecs_core_conformance.engine import applies, ends_of
from codecs_core_conformance.outcomes import Outcome, Result
from codecs_core_conformance.report import run_suite
from codecs_core_conformance.reports.jsonl import digest
from codecs_core_conformance.reports.model import FORMAT, Document, Header, ResultRow, Run
from codecs_core_conformance.reports.telling import blob, describe, shortened
from codecs_core_conformance.scenario import Scenario

__all__ = ["Judge", "Selection", "choose", "collect", "count"]

AnyCase = Case | Scenario
Judge = Callable[[Backend, Sequence[Result]], Sequence[Result]]


class Selection(msgspec.Struct, frozen=True):
    """Which cases to run: all, or those of some groups, or those whose id has a text in it."""

    groups: tuple[str, ...] = ()
    text: str = ""

    def __str__(self) -> str:
        words = [f"--group {shlex.quote(group)}" for group in self.groups]
        return " ".join(words + [f"-k {shlex.quote(self.text)}"] * bool(self.text))


_ALL = Selection()


def choose(selection: Selection) -> list[AnyCase]:
    """Return the cases of the suite that are selected.

    A text that is the id of a case stands for that case alone.
    """
    cases = [c for c in suite() if not selection.groups or c.group in selection.groups]
    exact = [case for case in cases if case.id == selection.text]
    return exact or [case for case in cases if selection.text in case.id]


def count(selection: Selection, libnames: Iterable[str]) -> int:
    """Return how many results there will be."""
    backends = [get_backend(name) for name in libnames]
    return sum(applies(case, backend) for case in choose(selection) for backend in backends)


def collect(
    libnames: Sequence[str],
    selection: Selection = _ALL,
    *,
    profile: str | None = None,
    done: Callable[[Result], None] | None = None,
    judge: Judge | None = None,
) -> Document:
    """Return what comes of the selected cases on each backend.

    *done* is told each result as it comes; *judge* may put others in place of those of a
    backend, as a ledger does. Raises a :class:`codecs_core.BackendError` where
    a backend cannot be had, before any is run.
    """
    backends = [get_backend(name) for name in libnames]
    cases = choose(selection)
    runs, rows = [], []
    for backend in backends:
        runs.append(_run(backend))
        results: Sequence[Result] = run_suite(backend.info.name, cases, done).results
        if judge is not None:
            results = judge(backend, results)
        by_id = {result.case_id: result for result in results}
        rows += [_row(case, backend, by_id[case.id]) for case in cases if case.id in by_id]
    told_cases = tuple(map(describe, cases))
    header = Header(
        format=FORMAT,
        digest=digest(told_cases),
        runs=tuple(runs),
        profile=profile,
        part=str(selection) or None,
    )
    return Document(header, told_cases, tuple(rows))


def _run(backend: Backend) -> Run:
    info = backend.info
    return Run(
        label=info.name,
        libname=info.name,
        wire=info.wire,
        library=info.lib.__name__,
        library_version=info.lib_version,
        core_version=__version__,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        platform=f"{platform.system()} {platform.machine()}",
        date=datetime.now(UTC).replace(microsecond=0),
    )


def _row(case: AnyCase, backend: Backend, result: Result) -> ResultRow:
    name = backend.info.name
    return ResultRow(
        case=case.id,
        run=name,
        outcome=result.outcome,
        reproduce=result.reproduce,
        detail=shortened(result.detail),
        expected=shortened(result.expected),
        got=shortened(result.got),
        data=blob(result.data or _written(case, backend, result)),
    )


def _written(case: AnyCase, backend: Backend, result: Result) -> bytes:
    """Return what the backend writes for a case that it passed: the engine keeps no bytes."""
    if result.outcome is not Outcome.PASSED or not isinstance(case, Case):
        return b""
    if case.send is msgspec.UNSET:
        return case.wires.get(backend.info.wire, b"")
    try:
        return ends_of(case, backend).encode(case.send)
    except Exception:  # the case passed because it is refused
        return b""
