"""Edit a ledger's file so that it is true, and leave all else in it alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

import tomlkit
from tomlkit.items import AoT

from codecs_core_conformance.ledger import Ledger
from codecs_core_conformance.outcomes import Outcome, Result

__all__ = ["difference_of", "updated"]

_TO_TELL = "say why, and where it is told"


def updated(text: str, ledger: Ledger, judged: Iterable[Result]) -> str:
    """Return the text of a ledger's file made true for *judged* results.

    Entries that are stale go; every failure that no entry explains gets one, of kind
    ``"bug"``, whose url is left to be filled in: an entry without one is refused.
    """
    document = tomlkit.parse(text)
    known = document.get("known")
    if not isinstance(known, AoT):
        known = tomlkit.aot()
        document["known"] = known
    results = list(judged)
    stale = {result.case_id for result in results if result.outcome is Outcome.STALE}
    for index in reversed(range(len(known))):
        entry = ledger.entries[index]
        if any(entry.names(case_id) or entry.id == case_id for case_id in stale):
            del known[index]
    for result in results:
        if not result.good and result.outcome is not Outcome.STALE:
            known.append(_table(result))
    if not len(known):
        del document["known"]
    return tomlkit.dumps(document)


def _table(result: Result) -> tomlkit.items.Table:
    table = tomlkit.table()
    table.update(
        {
            "id": result.case_id,
            "outcome": str(result.outcome),
            "message": result.detail,
            "kind": "bug",
            "url": _TO_TELL,
        }
    )
    return table


def difference_of(path: Path, before: str, after: str) -> str:
    """Return what changed in a ledger's file, for people: a unified diff."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), str(path), str(path)
    )
    return "".join(lines)
