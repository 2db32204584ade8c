"""Markdown: the matrix, and every failure with what reproduces it."""

from __future__ import annotations

import re

from codecs_core_conformance.reports.model import Document, ResultRow, Verdict, in_words

__all__ = ["to_markdown"]

_MARKS = {
    Verdict.CONFORMANT: "✅",
    Verdict.NOT_CONFORMANT: "❌",
    Verdict.NOT_TESTED: "\N{HEAVY MINUS SIGN}",
}


def to_markdown(document: Document) -> str:
    """Return *document* as GitHub's Markdown, for a README or the summary of a CI job."""
    parts = ["## Conformance", _verdicts(document), _matrix(document)]
    parts += [_failure(document, result) for result in document.failures]
    return "\n\n".join([*parts, _colophon(document)]) + "\n"


def _verdicts(document: Document) -> str:
    rows = []
    for run in document.runs:
        verdict, counts = document.verdict(run), in_words(document.counts[run.label])
        rows.append(
            f"- {_MARKS[verdict]} **{_text(run.label)}**: {verdict}"
            + (counts and f" ({counts})")
        )
    return "\n".join(rows)


def _matrix(document: Document) -> str:
    labels = [_text(run.label) for run in document.runs]
    rows = [["group", *labels], ["---"] * (len(labels) + 1)]
    for group in document.groups:
        cells = [in_words(document.cell(group, run)) or "-" for run in document.runs]
        rows.append([_text(group), *cells])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _failure(document: Document, result: ResultRow) -> str:
    why = document.by_id[result.case].why.rstrip(".")
    lines = [
        f"### {_text(result.case)} on {_text(result.run)}: {result.outcome}",
        "",
        f"{_text(why[:1].upper() + why[1:])}.",
        "",
        f"- expected: {_code(document.expected(result))}",
        f"- got: {_code(result.got or result.detail)}",
    ]
    if result.data.size:
        lines.append(f"- bytes ({result.data.size}): {_code(result.data.head)}")
    return "\n".join([*lines, f"- run again: {_code(result.reproduce)}"])


def _colophon(document: Document) -> str:
    header = document.header
    lines = [
        f"- {_text(run.label)}: {run.wire} by {run.library} {run.library_version}, codecs-core"
        f" {run.core_version}, {run.python} on {run.platform}, {run.date:%Y-%m-%d %H:%M} UTC"
        for run in document.runs
    ]
    scope = f"only {_code(header.part)}" if header.part else "the whole suite"
    profile = f"profile {header.profile}, " if header.profile else ""
    return "\n".join(
        [*lines, f"- cases: {profile}{scope}, {len(document.cases)}, {header.digest}"]
    )


def _text(text: str) -> str:
    """Return *text* so that Markdown and HTML take it for nothing but text."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|&~])", r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    """Return *text* as a code span, whatever backticks are in it."""
    flat = " ".join(text.split()) or "-"
    fence = "`" * (max((len(run) for run in re.findall("`+", flat)), default=0) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}"
