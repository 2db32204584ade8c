"""The command ``codecs-core``: hold backends to the conformance suite, and show reports.

Exit codes: 0 conformant, 1 not, 2 the suite or the wiring is at fault, 3 nothing was tested.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Iterable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from codecs_core import BackendError, __version__, backend_names, get_backend

if TYPE_CHECKING:
    from codecs_core_conformance.reports import Document
    from codecs_core_conformance.reports.collect import Judge

__all__ = ["Exit", "main"]

_OUTPUTS = {
    "json": "the report itself, as JSON lines",
    "markdown": "the matrix and the failures, for a README or a CI job's summary",
    "junit": "JUnit XML",
    "badge": "a badge, as the JSON that shields.io's endpoint reads",
    "html": "one page, to be opened from the file",
}
_OUR_EXTRA = "pip install 'codecs-core[conformance]'"


class Exit(IntEnum):
    """What the command says to the shell."""

    CONFORMANT = 0
    NOT_CONFORMANT = 1
    FAULT = 2
    NOTHING_TESTED = 3


class _Fault(Exception):  # noqa: N818  it ends the command and is nobody's error
    """The command cannot go on; the text says why."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with *argv*, by default the process's own; return the exit code."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except (BackendError, _Fault) as exc:
        return _fault(str(exc))
    except ModuleNotFoundError as exc:
        if _is_ours(exc):
            raise
        return _fault(f"this needs {exc.name}, which is not installed: {_OUR_EXTRA}")
    except Exception:
        # Python would leave with 1, which is to say that the backend does not conform.
        traceback.print_exc()
        return _fault("this is a fault of the suite, not of a backend")


def _fault(text: str) -> int:
    print(f"codecs-core: {text}", file=sys.stderr)
    return int(Exit.FAULT)


def _is_ours(exc: ModuleNotFoundError) -> bool:
    return exc.name is None or exc.name.startswith("codecs_core.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="codecs-core", description=__doc__)
    parser.add_argument("--version", action="version", version=f"codecs-core {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    outputs = argparse.ArgumentParser(add_help=False)
    for name, what in _OUTPUTS.items():
        outputs.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"write {what}")
    _add_conform(commands, outputs)

    report = commands.add_parser("report", parents=[outputs], help="show a report")
    report.add_argument("file", type=Path, metavar="FILE.jsonl")
    report.set_defaults(run=_report)

    combine = commands.add_parser("combine", help="merge reports of one case set")
    combine.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl")
    combine.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.jsonl")
    combine.set_defaults(run=_combine)

    backends = commands.add_parser("backends", help="list the backends, and which load")
    backends.set_defaults(run=_backends)
    return parser


def _add_conform(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    outputs: argparse.ArgumentParser,
) -> None:
    conform = commands.add_parser(
        "conform", parents=[outputs], help="hold backends to the conformance suite"
    )
    conform.add_argument("libnames", nargs="+", metavar="LIBNAME", help="a backend's name")
    conform.add_argument(
        "--group", action="append", default=[], help="only this group (may be repeated)"
    )
    conform.add_argument(
        "-k", dest="text", default="", metavar="TEXT", help="only ids with TEXT, or this one id"
    )
    conform.add_argument(
        "--ledger", type=Path, metavar="FILE", help="the known failures of the one backend"
    )
    conform.add_argument(
        "--update-ledger", action="store_true", help="edit the ledger, and show what changed"
    )
    conform.set_defaults(run=_conform)


def _conform(options: argparse.Namespace) -> Exit:
    from codecs_core_conformance.reports import ReportError, Selection, collect, count
    from codecs_core_conformance.reports.matrix import progress, show

    _check_folders(_wanted(options).values())
    libnames = list(dict.fromkeys(options.libnames))
    selection = Selection(tuple(dict.fromkeys(options.group)), options.text)
    if options.badge and str(selection):
        raise _Fault("a badge speaks for the whole suite: leave out --group and -k")
    if options.ledger and len(libnames) > 1:
        raise _Fault("a ledger is of one backend: ask for one")
    try:
        judge = _judge(options, whole=not str(selection))
        with progress(count(selection, libnames)) as done:
            document = collect(libnames, selection, done=done, judge=judge)
    except ReportError as exc:
        raise _Fault(str(exc)) from exc
    _write(document, options)
    show(document)
    return _verdict(document)


def _judge(options: argparse.Namespace, *, whole: bool) -> Judge | None:
    """Return what holds results against the ledger, or ``None`` where there is none."""
    if options.ledger is None:
        if options.update_ledger:
            raise _Fault("--update-ledger needs --ledger FILE")
        return None
    from codecs_core_conformance.reports.judging import judge_by

    tell = (lambda text: print(text, end="")) if options.update_ledger else None
    return judge_by(options.ledger, whole=whole, tell=tell)


def _report(options: argparse.Namespace) -> Exit:
    from codecs_core_conformance.reports import ReportError, read

    try:
        document = read(options.file)
        _write(document, options)
    except ReportError as exc:
        raise _Fault(str(exc)) from exc
    if not _wanted(options):
        from codecs_core_conformance.reports.matrix import show

        show(document)
    return _verdict(document)


def _combine(options: argparse.Namespace) -> Exit:
    from codecs_core_conformance.reports import ReportError, combine, dumps, read

    try:
        document = combine([read(file) for file in options.files])
    except ReportError as exc:
        raise _Fault(str(exc)) from exc
    _save(options.output, dumps(document))
    return _verdict(document)


def _backends(_: argparse.Namespace) -> Exit:
    for name in backend_names():
        try:
            info = get_backend(name).info
        except BackendError as exc:
            print(f"{name}: does not load: {exc}")
        else:
            print(f"{name}: {info.wire} by {info.lib.__name__} {info.lib_version}")
    return Exit.CONFORMANT


def _verdict(document: Document) -> Exit:
    """Return what a report says of all its runs together."""
    from codecs_core_conformance.reports import Verdict

    verdicts = {document.verdict(run) for run in document.runs}
    if Verdict.NOT_CONFORMANT in verdicts:
        return Exit.NOT_CONFORMANT
    if Verdict.NOT_TESTED in verdicts:
        chosen = document.header.part
        why = f": no case is chosen by {chosen}" if chosen else ""
        print(f"codecs-core: nothing was tested{why}", file=sys.stderr)
        return Exit.NOTHING_TESTED
    return Exit.CONFORMANT


def _wanted(options: argparse.Namespace) -> dict[str, Path]:
    """Return the files to write, by what is to be in them."""
    return {name: path for name in _OUTPUTS if (path := getattr(options, name)) is not None}


def _check_folders(paths: Iterable[Path]) -> None:
    """Refuse a file that cannot be written before the suite runs, not after."""
    for path in paths:
        if not path.parent.is_dir():
            raise _Fault(f"{path}: there is no folder {path.parent}")


def _write(document: Document, options: argparse.Namespace) -> None:
    from codecs_core_conformance import reports

    makers = {
        "json": reports.dumps,
        "markdown": reports.to_markdown,
        "junit": reports.to_junit,
        "badge": reports.to_badge,
        "html": reports.to_html,
    }
    for name, path in _wanted(options).items():
        _save(path, makers[name](document))


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as exc:
        raise _Fault(f"{path}: {exc.strerror}") from exc
