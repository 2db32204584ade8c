"""Reports as JSON lines: write, read, combine. What is not whole is refused."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from codecs_core_conformance.reports.model import (
    FORMAT,
    CaseRow,
    Document,
    Footer,
    Header,
    ReportError,
    ResultRow,
    Run,
)

__all__ = ["combine", "digest", "dumps", "loads", "read"]

_Row = Header | CaseRow | ResultRow | Footer
_LINE: msgspec.json.Decoder[_Row] = msgspec.json.Decoder(_Row)
_encode = msgspec.json.Encoder(order="deterministic").encode


class _AnyHeader(Struct, tag_field="kind", tag="header"):
    format: int


_HEADER = msgspec.json.Decoder(_AnyHeader)


def digest(cases: Iterable[CaseRow]) -> str:
    """Return the SHA-256 of all that *cases* say, whatever their order."""
    lines = sorted(_encode(case) for case in cases)
    return "sha256:" + hashlib.sha256(b"\n".join(lines)).hexdigest()


def dumps(document: Document) -> str:
    """Return *document* as JSON lines."""
    rows = (document.header, *document.cases, *document.results, _footer(document))
    return "".join(_encode(row).decode() + "\n" for row in rows)


def read(path: str | Path) -> Document:
    """Return the report in a file.

    Raises :class:`ReportError`, which names the file, as :func:`loads` does.
    """
    try:
        return loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise ReportError(f"{path}: {getattr(exc, 'strerror', None) or exc}") from exc


def loads(text: str) -> Document:
    """Return the report that *text* holds as JSON lines.

    Raises :class:`ReportError` for a version that is not known, for a report cut short, and
    for one whose parts do not agree.
    """
    # Not splitlines: JSON leaves separators such as U+2028 in its texts as they are.
    lines = text.removesuffix("\n").split("\n")
    _check_version(lines)
    header, *rows = [_row(number, line) for number, line in enumerate(lines, 1)]
    if not rows or not isinstance(rows[-1], Footer):
        raise ReportError("the last line is no footer: the report was cut short")
    cases = tuple(row for row in rows if isinstance(row, CaseRow))
    results = tuple(row for row in rows if isinstance(row, ResultRow))
    if not isinstance(header, Header) or len(rows) != len(cases) + len(results) + 1:
        raise ReportError("it has more than one header or footer")
    document = Document(header, cases, results)
    _check_whole(document, rows[-1])
    return document


def combine(documents: Sequence[Document]) -> Document:
    """Return one report with the runs of all *documents*.

    Where a label stands for several runs they get longer ones, with what tells them apart.
    Raises :class:`ReportError` unless all were made of the same cases, and for a run that is
    there twice.
    """
    first, *others = documents
    for other in others:
        for what in ("digest", "profile", "part"):
            ours, theirs = (getattr(d.header, what) for d in (first, other))
            if ours != theirs:
                raise ReportError(
                    f"they were not made of the same cases: {what} {ours} and {theirs}"
                )
    runs = [run for document in documents for run in document.runs]
    labels = iter(_labels(runs))
    results: list[ResultRow] = []
    relabelled: list[Run] = []
    for document in documents:
        new = {run.label: replace(run, label=next(labels)) for run in document.runs}
        relabelled += new.values()
        results += [replace(r, run=new[r.run].label) for r in document.results]
    header = replace(first.header, runs=tuple(relabelled))
    return Document(header, first.cases, tuple(results))


def _labels(runs: Sequence[Run]) -> list[str]:
    """Return a name for each run: its backend's, and as much more as it takes."""
    labels = [run.libname for run in runs]
    for what in ("library_version", "python", "platform", "core_version"):
        twice = {label for label, n in Counter(labels).items() if n > 1}
        told = [_told(what, run) for run in runs]
        unlike = {
            label: {t for t, of in zip(told, labels, strict=True) if of == label}
            for label in twice
        }
        labels = [
            f"{label}, {more}" if len(unlike.get(label, ())) > 1 else label
            for label, more in zip(labels, told, strict=True)
        ]
    again = [label for label, n in Counter(labels).items() if n > 1]
    if again:
        raise ReportError(f"they hold the same run twice: {'; '.join(again)}")
    return labels


def _told(what: str, run: Run) -> str:
    words = {
        "library_version": f"{run.library} {run.library_version}",
        "python": run.python,
        "platform": run.platform,
        "core_version": f"codecs-core {run.core_version}",
    }
    return words[what]


def _footer(document: Document) -> Footer:
    counts = {
        label: {str(outcome): n for outcome, n in sorted(tally.items())}
        for label, tally in document.counts.items()
    }
    return Footer(cases=len(document.cases), results=len(document.results), counts=counts)


def _check_version(lines: Sequence[str]) -> None:
    """Refuse what is no report, or one of another version, before all else is read."""
    try:
        version = _HEADER.decode(lines[0]).format
    except (IndexError, msgspec.DecodeError):
        raise ReportError("the first line is no header: this is no report") from None
    if version != FORMAT:
        raise ReportError(f"its format is version {version}; known is {FORMAT} alone")


def _row(number: int, line: str) -> _Row:
    try:
        return _LINE.decode(line)
    except msgspec.DecodeError as exc:
        raise ReportError(f"line {number}: {exc}") from None


def _check_whole(document: Document, footer: Footer) -> None:
    """Refuse a report whose parts do not agree."""
    header, ids = document.header, {case.id for case in document.cases}
    places = [(result.case, result.run) for result in document.results]
    labels = {run.label for run in document.runs}
    if len(ids) != len(document.cases) or len(labels) != len(document.runs):
        raise ReportError("a case or a run is there twice")
    if not {case for case, _ in places} <= ids or not {run for _, run in places} <= labels:
        raise ReportError("a result belongs to no case, or to no run")
    if len(set(places)) != len(places):
        raise ReportError("a case has two results in one run")
    if _footer(document) != footer:
        raise ReportError("the footer counts other lines than there are")
    if digest(document.cases) != header.digest:
        raise ReportError("the digest is not that of its cases")
