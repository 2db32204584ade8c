"""Known failures: a ledger beside the plugin, which must be true in every line.

One TOML file with a table for each::

    [[known]]
    id = "type/datetime/far"          # a case, or a pattern of at most twenty
    outcome = "wrong value"           # what comes of it; see Outcome
    message = "2063-11-25"            # a text that its detail holds
    kind = "upstream"                 # "bug", "upstream" or "wontfix"
    url = "https://..."               # where it is told in full
    platform = "linux"                # optional: where it holds; sys.platform
    version = ">=1.12,<2"             # optional: of the library, where it holds

An entry that nothing fails by any more is stale, one that names no case is unmatched, one
whose message is another now tells of another failure: each fails the run.
"""

from __future__ import annotations

import fnmatch
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from codecs_core_conformance.outcomes import Outcome, Result

__all__ = ["Entry", "Kind", "Ledger", "LedgerError", "read_ledger"]

Kind = Literal["bug", "upstream", "wontfix"]

_MOST_CASES = 20
_OPTIONAL = ("platform", "version")


class LedgerError(ValueError):
    """A ledger that cannot be read, or says what no ledger may."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One known failure; the fields are those of the file."""

    id: str
    outcome: Outcome
    message: str
    kind: Kind
    url: str
    platform: str = ""
    version: str = ""

    def holds(self, lib_version: str) -> bool:
        """Tell whether the entry speaks of this platform and this version of the library."""
        here = not self.platform or self.platform == sys.platform
        return here and SpecifierSet(self.version).contains(lib_version, prereleases=True)

    def names(self, case_id: str) -> bool:
        """Tell whether the entry is about a case."""
        return fnmatch.fnmatchcase(case_id, self.id)

    def explains(self, result: Result) -> bool:
        """Tell whether a failure is the one that is known."""
        return result.outcome is self.outcome and self.message in result.detail


@dataclass(frozen=True, slots=True)
class Ledger:
    """The known failures of one backend, and the file that lists them."""

    entries: tuple[Entry, ...] = ()
    path: Path | None = None

    def judge(self, results: Iterable[Result], lib_version: str) -> list[Result]:
        """Return *results* as the ledger has them, and a stale one for each untrue entry."""
        judged = list(results)
        for entry in self.entries:
            if entry.holds(lib_version):
                _judge(entry, judged)
        return judged


def _judge(entry: Entry, judged: list[Result]) -> None:
    """Put what *entry* says in place of the results that it names."""
    named = [index for index, result in enumerate(judged) if entry.names(result.case_id)]
    if len(named) > _MOST_CASES:
        raise LedgerError(
            f"{entry.id!r} names {len(named)} cases; an entry may name {_MOST_CASES}"
        )
    if not named:
        libname = judged[0].libname if judged else ""
        judged.append(Result(entry.id, libname, Outcome.STALE, "the ledger names no such case"))
    for index in named:
        judged[index] = _judged(entry, judged[index])


def _judged(entry: Entry, result: Result) -> Result:
    if entry.explains(result):
        told = f"{entry.kind}: {result.detail} ({entry.url})"
        return replace(result, outcome=Outcome.KNOWN_FAILURE, detail=told)
    if result.good:
        return replace(
            result,
            outcome=Outcome.STALE,
            detail=f"it is {result.outcome} now: remove its entry from the ledger",
        )
    expected = f"{entry.outcome}: {entry.message}"
    return replace(
        result, detail=f"{result.detail} (the ledger knows another failure: {expected})"
    )


def read_ledger(path: Path) -> Ledger:
    """Return the ledger in a file. Raises :class:`LedgerError` where it is none."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise LedgerError(f"{path}: {exc}") from exc
    unknown = sorted(tables.keys() - {"known"})
    if unknown:
        raise LedgerError(f"{path}: there is no {', '.join(unknown)} in a ledger")
    rows = tables.get("known", [])
    if not isinstance(rows, list):
        raise LedgerError(f"{path}: [[known]] tables are wanted")
    entries = tuple(_entry(row, f"{path}, entry {n}") for n, row in enumerate(rows, 1))
    return Ledger(entries, path)


def _entry(row: Any, where: str) -> Entry:
    """Return one entry. Raises :class:`LedgerError` where anything of it is not right."""
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise LedgerError(f"{where}: a table of texts is wanted")
    names = [field.name for field in fields(Entry)]
    missing = [name for name in names if name not in (*row, *_OPTIONAL)]
    unknown = sorted(row.keys() - set(names))
    if missing or unknown:
        raise LedgerError(f"{where}: lacks {missing}, and knows nothing of {unknown}")
    bad = [outcome.value for outcome in Outcome if not outcome.good]
    if row["outcome"] not in bad:
        raise LedgerError(f"{where}: outcome is one of {', '.join(bad)}")
    if row["kind"] not in get_args(Kind):
        raise LedgerError(f"{where}: kind is one of {', '.join(get_args(Kind))}")
    if not row["message"].strip():
        raise LedgerError(f"{where}: an empty message would explain any failure")
    try:
        SpecifierSet(row.get("version", ""))
    except InvalidSpecifier as exc:
        raise LedgerError(f"{where}: {exc}") from exc
    return Entry(**{**row, "outcome": Outcome(row["outcome"])})
