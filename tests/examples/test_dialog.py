"""The demo as a newcomer runs it: a command, its output, its exit code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from codecs_core import BackendNotInstalledError, get_backend

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DIALOG = EXAMPLES / "dialog.py"
LIBNAMES = ["cbor", "msgspec", "ormsgpack"]

WHO_SAYS_WHAT = """
    child Aid, parent Aid, parent SpawnSpec,
    parent Start, child StartAck, child Started, child Yield, child Yield, child Yield,
    child Stop, child Return,
    parent Start, child StartAck, child Started, parent Yield, parent Yield, child Error,
    parent Start, child StartAck, child CancelAck
"""
ROW = re.compile(r"^(parent|child) -> (parent|child) +(\w+) +(\S.*?) +(\d+) B *$", re.M)
HEAD = re.compile(r"^[─-]+ (\w+): \w+ by .* [─-]+$", re.M)
FACT = re.compile(r"^    (path|expected|got) +(\S+) *$", re.M)

# Runs the demo with something in it changed, in both processes: each imports this file.
CHANGED = """
import os, sys, threading
sys.path.insert(0, {examples!r})
{before}
import dialog, dialog_child, dialog_wire
from codecs_core_conformance import Outcome, Report, Result
def outcome(name):
    return lambda libname: Report(libname, (Result('a/case', libname, name, 'wrong'),), ())
dialog.run_suite = outcome(Outcome.PASSED)
{after}
if __name__ == "__main__":
    sys.exit(dialog.main(sys.argv[1:]))
"""


class Row(NamedTuple):
    sender: str
    receiver: str
    msg_type: str
    says: str
    size: str


def run(cwd: Path, *args: str, script: Path = DIALOG, columns: int = 120):
    """Run a script to the end of its output, which no process then holds open any more."""
    unset = ("FORCE_COLOR", "TTY_COMPATIBLE")
    env = {name: value for name, value in os.environ.items() if name not in unset}
    return subprocess.run(  # noqa: S603  our own script, our own Python
        [sys.executable, "-W", "error", str(script), *args],
        cwd=cwd,
        env={**env, "COLUMNS": str(columns), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def rows(text: str) -> list[Row]:
    return [Row(*found.groups()) for found in ROW.finditer(text)]


def sections(text: str) -> dict[str, str]:
    """Return the output below the head of each backend."""
    _, *parts = HEAD.split(text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One run with every backend, from a folder that is not the checkout."""
    for libname in LIBNAMES:
        try:
            get_backend(libname)
        except BackendNotInstalledError as exc:
            pytest.skip(str(exc))
    return run(tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture
def changed(tmp_path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the demo with something in it changed, and with a suite that passes."""

    def run_changed(*args: str, before: str = "", after: str = ""):
        script = tmp_path / "changed.py"
        text = CHANGED.format(examples=str(EXAMPLES), before=before, after=after)
        script.write_text(text, encoding="utf-8")
        return run(tmp_path, *args, script=script)

    return run_changed


def test_every_backend_ends_well(whole):
    """Run without arguments it shows every backend, and exits with 0."""
    assert whole.stderr == ""
    assert list(sections(whole.stdout)) == LIBNAMES
    assert whole.returncode == 0, whole.stdout


@pytest.mark.parametrize("libname", LIBNAMES)
def test_transcript_has_every_message_in_order(whole, libname):
    """Who says what is the same on every backend, and every message has a size."""
    transcript = rows(sections(whole.stdout)[libname])
    said = " ".join(f"{row.sender} {row.msg_type}," for row in transcript)
    assert said == " ".join(f"{WHO_SAYS_WHAT.strip()},".split())
    assert all({row.sender, row.receiver} == {"parent", "child"} for row in transcript)
    assert all(int(row.size) > 0 for row in transcript)


@pytest.mark.parametrize("libname", LIBNAMES)
def test_payloads_are_typed(whole, libname):
    """The stream's payloads arrive as the application's own Structs."""
    says = [row.says for row in rows(sections(whole.stdout)[libname])]
    assert "Reading(sensor='roof', celsius=19.5, at=35)" in says
    assert "Summary(count=4, mean=20.0)" in says


def test_msgpack_libraries_put_the_same_sizes_on_the_wire(whole):
    """Each message takes the same bytes with msgspec as with ormsgpack."""

    def sizes(libname: str) -> list[tuple[str, int]]:
        # A process id takes one to five bytes, and each child has its own.
        return [
            (row.msg_type, int(row.size) - sum(map(width, re.findall(r"pid (\d+)", row.says))))
            for row in rows(sections(whole.stdout)[libname])
        ]

    def width(pid: str) -> int:
        return len(msgspec.msgpack.encode(int(pid)))

    assert sizes("msgspec") == sizes("ormsgpack")


@pytest.mark.parametrize("libname", LIBNAMES)
def test_violation_is_the_same_on_every_backend(whole, libname):
    """Path, expected and got do not depend on the library; the text says which it was."""
    section = sections(whole.stdout)[libname]
    facts = {"path": "$.celsius", "expected": "float", "got": "str"}
    assert dict(FACT.findall(section)) == facts
    text = "MsgTypeError: Expected `float`, got `str` - at `$.celsius`"
    assert f"child raised {text} (decode, {libname}; spec Reading | None)" in section


@pytest.mark.parametrize("libname", LIBNAMES)
def test_offending_message_comes_back(whole, libname):
    """The sender of a bad payload is shown it as the receiver got it, in both forms."""
    flat = " ".join(sections(whole.stdout)[libname].split())
    payload = "{'type': 'Reading', 'sensor': 'roof', 'celsius': 'hot', 'at': 35}"
    assert f"bad message Yield(cid='dialog-2', pld={payload})" in flat
    assert f"{{'msg_type': 'Yield', 'cid': 'dialog-2', 'pld': {payload}}}" in flat
    assert "boxed type MsgTypeError source child" in flat


def test_totals_are_the_sums_of_the_transcripts(whole):
    """The table at the end counts what was shown."""
    for libname, section in sections(whole.stdout).items():
        transcript = rows(section)
        total = f"{libname} {len(transcript)} {sum(int(row.size) for row in transcript)}"
        assert total in re.sub(r"[\s│]+", " ", whole.stdout)


def test_conformance_has_a_row_for_each_backend(whole):
    """The demo ends with the suite's verdict on each backend, and exits accordingly."""
    table = whole.stdout.partition("The conformance suite")[2]
    verdicts = dict(re.findall(r"^│ (\w+) .* (ok|FAILED) │$", table, re.M))
    assert list(verdicts) == LIBNAMES
    assert (whole.returncode == 0) == (set(verdicts.values()) == {"ok"})


@pytest.mark.parametrize("libname", LIBNAMES)
def test_one_backend_is_run_alone(tmp_path, libname):
    """--libname shows that backend and no other."""
    done = run(tmp_path, "--libname", libname, columns=80)
    assert list(sections(done.stdout)) == [libname]
    assert len(rows(done.stdout)) == WHO_SAYS_WHAT.count(",") + 1
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert done.stderr == ""
    assert (done.returncode == 0) == ("FAILED" not in done.stdout)


def test_output_in_a_pipe_is_plain_text(whole):
    """Piped into a file or a pager there are no escape codes, and lines fit the width."""
    assert "\x1b" not in whole.stdout
    assert max(map(len, whole.stdout.splitlines())) <= 120


def test_unknown_backend_is_told_without_a_traceback(tmp_path):
    """A misspelt name exits with 2 and tells the names there are."""
    done = run(tmp_path, "--libname", "cborr")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no backend is named 'cborr'. Did you mean 'cbor'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_backend_without_its_library_is_skipped_visibly(changed):
    """Without cbor2 the others run, and a line says what to install."""
    done = changed(before="sys.modules['cbor2'] = None")
    assert re.search(r"^cbor: skipped: .*not installed", done.stdout, re.M)
    assert "pip install 'codecs-core[cbor]'" in " ".join(done.stdout.split())
    assert "cbor" not in sections(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")


def test_asking_for_a_backend_without_its_library_fails(changed):
    """Asked for by name, a backend that is not installed is an error with the pip line."""
    done = changed("--libname", "cbor", before="sys.modules['cbor2'] = None")
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'codecs-core[cbor]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_rich_is_told_with_the_pip_line(changed):
    """Without rich the demo says how to get it."""
    done = changed(before="sys.modules['rich'] = None")
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'codecs-core[demo]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_failing_conformance_is_shown_and_fails_the_demo(changed):
    """A case that fails is named, and the exit code is 1."""
    done = changed(
        "--libname", "msgspec", after="dialog.run_suite = outcome(Outcome.WRONG_VALUE)"
    )
    assert "msgspec: a/case: wrong" in done.stdout
    assert done.returncode == 1


def test_child_that_dies_is_reported(changed):
    """A child that dies in mid-dialog is told with its exit code, and the demo exits with 1."""
    dies = "dialog_child._TASKS['calibrate'] = lambda peer, start: os._exit(7)"
    done = changed("--libname", "msgspec", after=dies)
    assert "msgspec: the dialog failed: the child left in mid-dialog" in done.stderr
    assert "exit code 7" in done.stderr
    assert "Traceback" not in done.stderr
    assert rows(done.stdout)[-1].msg_type == "StartAck"
    assert done.returncode == 1


def test_child_does_not_outlive_its_parent(changed):
    """When the parent dies, the child finds the connection closed and ends in silence."""
    # run() returns once both have let go of the pipes: nobody is left.
    done = changed("--libname", "msgspec", after="dialog.cancel = lambda peer: os._exit(9)")
    assert (done.returncode, done.stderr) == (9, "")
    assert rows(done.stdout)[-1].msg_type == "Error"


def test_child_that_hangs_is_killed(changed):
    """A child that neither answers nor leaves is given up, and not left behind."""
    hangs = """
dialog_wire.TIMEOUT_SECONDS = 0.5
def hang(sock, libname): threading.Event().wait()
dialog.serve = hang
"""
    done = changed("--libname", "msgspec", after=hangs)
    assert "msgspec: the dialog failed: timed out" in done.stderr
    assert done.returncode == 1


def test_dialog_that_goes_wrong_fails_the_demo(changed):
    """A child that answers otherwise than it should is reported, and the exit code is 1."""
    wrong = "dialog_child.boxed = lambda exc, msg, peer: dialog_child.Stop(msg.cid)"
    done = changed("--libname", "msgspec", after=wrong)
    assert "the dialog failed: expected Error, got Stop" in done.stderr
    assert done.returncode == 1
