"""What ``dialog.py`` shows: the transcript of each dialog, and the tables at its end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from codecs_core import (
    Aid,
    BackendInfo,
    Error,
    MsgTypeError,
    PayloadMsg,
    SpawnSpec,
    Start,
    StartAck,
    Stop,
)
from codecs_core_conformance import Report

try:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text
except ModuleNotFoundError as exc:
    print(f"the demo needs rich ({exc}): pip install 'codecs-core[demo]'", file=sys.stderr)
    raise SystemExit(2) from None

__all__ = ["Screen", "Tally"]

_SHOWN_FAILURES = 5
_STYLES = {"parent": "cyan", "child": "magenta"}


@dataclass(slots=True)
class Tally:
    """The messages of one backend's dialogs, counted."""

    libname: str
    messages: int = 0
    size_bytes: int = 0


class Screen:
    """Standard output: with colours on a terminal, plain text in a pipe."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False)

    def backend(self, info: BackendInfo) -> None:
        """Head the transcript of one backend."""
        self._console.print()
        name = f"{info.name}: {info.wire} by {info.lib.__name__} {info.lib_version}"
        self._console.rule(Text(name, "bold"))

    def dialog(self, title: str) -> None:
        """Head the transcript of one dialog."""
        self._console.print()
        self._console.print(title, style="bold underline")

    def skipped(self, libname: str, reason: object) -> None:
        """Say why a backend is left out."""
        self._console.print()
        self._console.print(f"{libname}: skipped: {reason}", style="yellow")

    def message(self, sender: str, receiver: str, msg: Any, size_bytes: int) -> None:
        """Show one message: who to whom, its type, what it says, its size."""
        row = Table.grid(padding=(0, 2, 0, 0), expand=True)
        row.add_column(width=15)
        row.add_column(width=9)
        row.add_column(ratio=1, overflow="fold")
        row.add_column(width=5, justify="right")
        way = Text.assemble((sender, _STYLES[sender]), " -> ", (receiver, _STYLES[receiver]))
        style = "bold red" if isinstance(msg, Error) else "bold green"
        name = Text(type(msg).__name__, style)
        row.add_row(way, name, _essence(msg), Text(f"{size_bytes} B", "dim"))
        self._console.print(row)

    def violation(self, who: str, exc: MsgTypeError) -> None:
        """Show the error that *who* raised: its text, and what handlers get."""
        self._note(f"{who} raised {type(exc).__name__}: {exc}", _STYLES[who])
        self._facts({"path": exc.path, "expected": exc.expected, "got": exc.got})

    def error(self, who: str, error: Error) -> None:
        """Show what *who* was told by an ``Error`` of its peer."""
        self._note(f"{who} reads in that Error:", _STYLES[who])
        self._facts(
            {
                "boxed type": error.boxed_type_str,
                "source": _uid(error.src_uid),
                "sender": _uid(error.sender),
                "dialog": error.cid,
                "bad message": error._bad_msg,
                "as a dict": error._bad_msg_as_dict,
                "raised by": error.tb_str.strip().splitlines()[:2][-1].strip(),
            }
        )

    def totals(self, tallies: Sequence[Tally]) -> None:
        """Show how much went over the wire, per backend."""
        table = _table("The dialogs, on the wire", "backend", "messages", "bytes")
        for tally in tallies:
            table.add_row(tally.libname, str(tally.messages), str(tally.size_bytes))
        self._show(table)

    def conformance(self, reports: Sequence[Report]) -> None:
        """Show what came of the conformance suite, per backend."""
        outcomes = list(dict.fromkeys(name for report in reports for name in report.counts))
        table = _table("The conformance suite", "backend", *outcomes, "total", "verdict")
        for report in reports:
            counts = [str(report.counts.get(name, 0)) for name in outcomes]
            verdict = Text("ok", "green") if report.ok else Text("FAILED", "bold red")
            table.add_row(report.libname, *counts, str(report.total), verdict)
        self._show(table)
        for report in reports:
            for failure in report.failures[:_SHOWN_FAILURES]:
                text = f"{report.libname}: {failure.case_id}: {failure.detail}"
                self._console.print(text, style="red")
            more = len(report.failures) - _SHOWN_FAILURES
            if more > 0:
                self._console.print(f"{report.libname}: and {more} more", style="red")

    def _show(self, table: Table) -> None:
        self._console.print()
        self._console.print(table)

    def _note(self, text: str, style: str) -> None:
        self._console.print(Padding(Text(text, style), (0, 0, 0, 2), expand=False))

    def _facts(self, facts: dict[str, object]) -> None:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in facts.items():
            grid.add_row(name, Text(str(value)))
        self._console.print(Padding(grid, (0, 0, 0, 4), expand=False))


def _table(title: str, name: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column(name)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _essence(msg: Any) -> Text:
    """Return what one message says, for people."""
    match msg:
        case Aid():
            text = f"I am {msg.name}, pid {msg.pid}, uuid {msg.uuid[:8]}..."
        case SpawnSpec():
            text = f"serve {', '.join(msg.enable_modules)}"
        case Start():
            kwargs = ", ".join(f"{name}={value!r}" for name, value in msg.kwargs.items())
            text = f"{msg.ns}:{msg.func}({kwargs}), spec {msg.pld_spec}"
        case StartAck():
            text = msg.functype
        case Stop():
            text = "the stream ends"
        case Error():
            text = str(msg.message)
        case PayloadMsg():
            text = repr(msg.pld)
        case _:
            text = repr(msg)
    return Text(text)


def _uid(uid: tuple[str, str] | None) -> str:
    return f"{uid[0]} {uid[1][:8]}..." if uid else "unknown"
