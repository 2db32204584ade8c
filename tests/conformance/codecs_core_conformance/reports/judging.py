"""Hold results against a ledger of known failures, and bring the ledger up to date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from codecs_core import Backend
from codecs_core_conformance.ledger import Ledger, LedgerError, read_ledger
from codecs_core_conformance.ledger_file import difference_of, updated
from codecs_core_conformance.outcomes import Result
from codecs_core_conformance.reports.collect import Judge
from codecs_core_conformance.reports.model import ReportError

__all__ = ["judge_by"]


def judge_by(path: Path, *, whole: bool, tell: Callable[[str], None] | None = None) -> Judge:
    """Return what judges results by the ledger in *path*.

    *whole* tells whether the results are those of the whole suite: then an entry about none of
    them is a fault. With *tell* the file is first made true for the results, and *tell* is
    told the difference. Raises :class:`ReportError` for a ledger that is none.
    """
    # A ledger that is to be made need not be there yet.
    ledger = Ledger(path=path) if tell and not path.exists() else _read(path)

    def judge(backend: Backend, results: Sequence[Result]) -> Sequence[Result]:
        version = backend.info.lib_version
        judged = _judge(ledger, results, version, whole=whole)
        if tell is not None:
            _update(path, ledger, judged, tell)
            judged = _judge(_read(path), results, version, whole=whole)
        ids = {result.case_id for result in results}
        strange = [result.case_id for result in judged if result.case_id not in ids]
        if strange:
            raise ReportError(f"{path}: names no case of this backend: {', '.join(strange)}")
        return judged

    return judge


def _read(path: Path) -> Ledger:
    try:
        return read_ledger(path)
    except LedgerError as exc:
        raise ReportError(str(exc)) from exc


def _judge(
    ledger: Ledger, results: Sequence[Result], lib_version: str, *, whole: bool
) -> list[Result]:
    try:
        judged = ledger.judge(results, lib_version)
    except LedgerError as exc:
        raise ReportError(f"{ledger.path}: {exc}") from exc
    ids = {result.case_id for result in results}
    return [result for result in judged if whole or result.case_id in ids]


def _update(
    path: Path, ledger: Ledger, judged: Sequence[Result], tell: Callable[[str], None]
) -> None:
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = updated(before, ledger, judged)
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
        tell(difference_of(path, before, after))
