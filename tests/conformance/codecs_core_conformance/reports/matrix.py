"""The matrix in a terminal: a bar while the suite runs, a table, every failure.

No sign but words carries the verdict, so it is read in black and white, in a pipe and in any
encoding; colour only helps the eye. Needs rich.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from codecs_core_conformance.outcomes import Outcome, Result
from codecs_core_conformance.reports.model import Document, ResultRow, Run, Verdict, in_words

__all__ = ["progress", "show"]

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_STYLES = {
    Verdict.CONFORMANT: "bold green",
    Verdict.NOT_CONFORMANT: "bold red",
    Verdict.NOT_TESTED: "bold yellow",
}


@contextmanager
def progress(total: int) -> Iterator[Callable[[Result], None] | None]:
    """Show a bar of *total* results, on a terminal only, while the block runs."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(None), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda result: bar.update(task, advance=1, description=result.libname)


def show(document: Document, console: Console | None = None) -> None:
    """Print the matrix, every failure with the line that reproduces it, and the verdicts."""
    console = console or Console(highlight=False, markup=False, emoji=False)
    console.print(_table(document))
    for result in document.failures:
        _show_failure(console, document, result)
    console.print()
    for run in document.runs:
        _show_verdict(console, document, run)


def _table(document: Document) -> Table:
    table = Table()
    table.add_column("group", no_wrap=True)
    for run in document.runs:
        table.add_column(Text(run.label))
    for group in document.groups:
        cells = [_cell(document, group, run) for run in document.runs]
        table.add_row(Text(group), *cells)
    return table


def _cell(document: Document, group: str, run: Run) -> Text:
    tally = document.cell(group, run)
    outcomes = set(tally)
    if not outcomes:
        return Text("-", "dim")
    if all(outcome.good for outcome in outcomes):
        style = "green" if outcomes == {Outcome.PASSED} else "yellow"
    else:
        style = "bold red"
    return Text(in_words(tally), style)


def _show_failure(console: Console, document: Document, result: ResultRow) -> None:
    """Print one failure. Lines are not wrapped: the last is there to be copied."""
    console.print()
    title = Text.assemble((f"{result.run}: {result.case}", "bold"), f": {result.outcome}")
    console.print(title, soft_wrap=True)
    for name, text in (
        ("detail", result.detail),
        ("expected", document.expected(result)),
        ("got", result.got),
        ("bytes", result.data.head),
        ("run again", result.reproduce),
    ):
        if text:
            console.print(Text(f"  {name:<10}{_inert(text)}"), soft_wrap=True)


def _inert(text: str) -> str:
    """Return *text* with its control characters as escapes: a terminal would obey them."""
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _show_verdict(console: Console, document: Document, run: Run) -> None:
    verdict, counts = document.verdict(run), in_words(document.counts[run.label])
    told = Text.assemble((f"{run.label}: ", "bold"), (verdict, _STYLES[verdict]))
    if document.header.part and verdict is Verdict.CONFORMANT:
        told.append(f" in the cases chosen by {document.header.part}")
    console.print(told + Text(counts and f" ({counts})"), soft_wrap=True)
