"""The command ``codecs-core``: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from fake_plugins import Site, backend
from report_samples import bad, document, good, result, run

from codecs_core import __version__, cli
from codecs_core_conformance import Outcome, reports
from codecs_core_conformance.catalog import suite
from codecs_core_conformance.reports import collect, dumps, read

# The package has a function of this name, too.
collect_module = importlib.import_module("codecs_core_conformance.reports.collect")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return a place to install fake distributions in."""
    return Site(tmp_path, monkeypatch)


def saved(path: Path, made: reports.Document) -> str:
    """Write a report, and return the file's name."""
    path.write_text(dumps(made), encoding="utf-8")
    return str(path)


def test_a_conformant_backend_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    """`codecs-core conform cbor msgspec` prints one matrix, without any test file."""
    code = cli.main(["conform", "cbor", "msgspec", "cbor", "--group", "buffers", "-k", "out"])
    assert code == cli.Exit.CONFORMANT == 0
    screen, noise = capsys.readouterr()
    assert noise == ""
    assert "buffers" in screen
    assert "cbor: conformant in the cases chosen by --group buffers -k out (" in screen
    assert "msgspec: conformant" in screen


def test_a_bad_backend_exits_1_and_says_how_to_see_it_again(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each failure is told with the line that reproduces it, and that line does."""
    site.plugin("mine", backend("mine"))
    assert cli.main(["conform", "mine", "--group", "malformed", "--group", "type"]) == 1
    screen = capsys.readouterr().out
    assert "mine: not conformant" in screen
    lines = [line for line in screen.splitlines() if line.startswith("  run again ")]
    assert lines
    words = lines[0].removeprefix("  run again codecs-core ").split()
    assert cli.main(words) == 1
    again = [line for line in capsys.readouterr().out.splitlines() if line in lines]
    assert again == lines[:1]


@pytest.mark.parametrize(
    ("name", "source", "why"),
    [
        ("cbro", None, "no backend is named 'cbro'. Did you mean 'cbor'?"),
        ("broken", "raise ValueError('oh')", "ValueError: oh"),
        ("hookless", "x = 1", "hookless"),
        ("absent", "import fancylib", "pip install"),
    ],
)
def test_bad_wiring_exits_2_with_its_mend(
    site: Site, capsys: pytest.CaptureFixture[str], name: str, source: str | None, why: str
) -> None:
    """What keeps the suite from running is told in its own words, and no traceback."""
    if source:
        site.plugin(name, source, requires=["fancylib>=2"])
    assert cli.main(["conform", name, "-k", "buffers"]) == cli.Exit.FAULT == 2
    screen, noise = capsys.readouterr()
    assert screen == ""
    assert noise.startswith("codecs-core: ")
    assert why in noise
    assert "Traceback" not in noise


def test_nothing_tested_exits_3(capsys: pytest.CaptureFixture[str]) -> None:
    """A filter that leaves nothing is no success."""
    code = cli.main(["conform", "cbor", "-k", "no such case"])
    assert code == cli.Exit.NOTHING_TESTED == 3
    assert "nothing was tested: no case is chosen by -k 'no such case'" in (
        capsys.readouterr().err
    )


def test_a_fault_of_the_suite_is_not_charged_to_the_backend(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python leaves with 1 on an error, which would mean: does not conform."""

    def fails(*args: object, **options: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(reports, "collect", fails)
    assert cli.main(["conform", "cbor", "-k", "buffers"]) == 2
    noise = capsys.readouterr().err
    assert "ZeroDivisionError: ours" in noise
    assert noise.endswith("codecs-core: this is a fault of the suite, not of a backend\n")


def test_a_ledger_makes_failures_known_as_long_as_it_is_true(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--update-ledger writes what fails and shows it; then it conforms; then it goes stale."""
    site.plugin("mine", backend("mine"))
    ledger, words = tmp_path / "known.toml", ["conform", "mine", "--group", "type"]
    assert cli.main(words) == 1
    with_ledger = [*words, "--ledger", str(ledger)]
    assert cli.main(with_ledger) == 2
    assert "known.toml" in capsys.readouterr().err
    assert cli.main([*with_ledger, "--update-ledger"]) == 0
    assert '+id = "type/' in capsys.readouterr().out
    assert cli.main(with_ledger) == 0
    assert "known failure" in capsys.readouterr().out
    first = next(line for line in ledger.read_text().splitlines() if line.startswith("id"))
    case_id = first.split('"')[1]
    ledger.write_text(ledger.read_text().replace(case_id, "buffers/other", 1))
    assert cli.main(with_ledger) == 1
    assert cli.main([*with_ledger, "--update-ledger"]) == 0
    assert f'+id = "{case_id}"' in capsys.readouterr().out
    assert "buffers/other" in ledger.read_text(), "it is about no case that was chosen"


def test_a_ledger_that_goes_stale_or_names_no_case_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An entry whose case passes fails the run, one that names nothing ends it with 2."""
    entry = """
    [[known]]
    id = "%s"
    outcome = "crash"
    message = "signal 11"
    kind = "bug"
    url = "https://example.org/1"
    """
    ledger = tmp_path / "known.toml"
    words = ["conform", "cbor", "--ledger", str(ledger)]
    ledger.write_text(entry % "message/stop/full")
    assert cli.main([*words, "--group", "message"]) == 1
    assert "message/stop/full: stale ledger entry" in capsys.readouterr().out
    few = [case for case in suite() if case.group == "message"]
    monkeypatch.setattr(collect_module, "suite", lambda: few)
    ledger.write_text(entry % "message/none")
    assert cli.main(words) == 2
    assert "names no case of this backend: message/none" in capsys.readouterr().err
    assert cli.main([*words, "--update-ledger"]) == 0
    assert '-    id = "message/none"' in capsys.readouterr().out
    assert cli.main([*words, "--update-ledger"]) == 0
    for more, why in [(["msgspec"], "of one backend"), ([], "needs --ledger")]:
        bare = ["--update-ledger"] if not more else words[2:]
        assert cli.main(["conform", "cbor", *more, *bare]) == 2
        assert why in capsys.readouterr().err


def test_every_form_is_written(tmp_path: Path) -> None:
    """One run, all files; a report read back makes the same ones."""
    names = {"markdown": "r.md", "junit": "r.xml", "html": "r.html"}
    flags = [word for k, v in names.items() for word in (f"--{k}", str(tmp_path / v))]
    report = tmp_path / "r.jsonl"
    chosen = ["--group", "buffers", "--json", str(report)]
    assert cli.main(["conform", "cbor", *chosen, *flags]) == 0
    first = {name: (tmp_path / name).read_text("utf-8") for name in names.values()}
    assert read(report).groups == ["buffers"]
    assert cli.main(["report", str(report), *flags]) == 0
    assert {name: (tmp_path / name).read_text("utf-8") for name in names.values()} == first


def test_a_report_is_shown_and_judged_from_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`codecs-core report FILE` says what the run that made it said."""
    for made, code in ((good(), 0), (bad(), 1), (document([]), 3)):
        assert cli.main(["report", saved(tmp_path / "r.jsonl", made)]) == code
    assert "cbor: not conformant (1 known failure" in capsys.readouterr().out
    badge = tmp_path / "badge.json"
    assert cli.main(["report", saved(tmp_path / "r", good()), "--badge", str(badge)]) == 0
    assert json.loads(badge.read_text("utf-8"))["color"] == "brightgreen"
    assert capsys.readouterr().out == ""


def test_reports_are_combined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Equal case sets merge into a file; others, and the same run twice, are refused."""
    first = saved(tmp_path / "a.jsonl", good())
    rows = [result("type/int", Outcome.PASSED, "two")]
    second = saved(tmp_path / "b.jsonl", document(rows, [run("two")], profile="2026.11"))
    out = str(tmp_path / "c.jsonl")
    assert cli.main(["combine", first, second, "-o", out]) == 0
    assert [made.label for made in read(out).runs] == ["cbor", "two"]
    assert cli.main(["combine", first, first, "-o", out]) == 2
    assert "the same run twice" in capsys.readouterr().err


def test_what_cannot_be_read_or_written_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cut file, a folder that is not there, a badge for a part: no traceback, no run."""
    cut = tmp_path / "cut.jsonl"
    cut.write_text(dumps(good()).rpartition('{"kind":"footer"')[0], encoding="utf-8")
    whole = saved(tmp_path / "r.jsonl", good())
    nowhere = str(tmp_path / "no" / "x")
    for words, why in [
        (["report", str(cut)], "cut.jsonl: the last line is no footer"),
        (["report", nowhere], "No such file"),
        (["report", whole, "--html", nowhere], "No such file"),
        (["combine", whole, "-o", nowhere], "No such file"),
        (["conform", "cbor", "--html", nowhere], "there is no folder"),
        (["conform", "cbor", "-k", "a", "--badge", whole], "speaks for the whole suite"),
    ]:
        assert cli.main(words) == 2, words
        assert why in capsys.readouterr().err


def test_backends_are_listed_and_tried(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """`codecs-core backends` says who is there, and why one does not load."""
    site.plugin("broken", "raise ValueError('oh')")
    assert cli.main(["backends"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "broken", "cbor", "msgspec", "ormsgpack"
    ]  # fmt: skip
    assert lines[0].startswith("broken: does not load: ")
    assert lines[1].startswith("cbor: cbor by cbor2 ")


@pytest.mark.parametrize("module", ["rich", "codecs_core_conformance"])
def test_what_is_missing_is_named_with_its_pip_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], module: str
) -> None:
    """Without the extra `conformance` the command says how to get it."""
    for name in list(sys.modules):
        if name.startswith((module, "codecs_core_conformance.reports.matrix")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    assert cli.main(["conform", "cbor", "-k", "buffers"]) == 2
    noise = capsys.readouterr().err
    assert f"needs {module}" in noise
    assert "pip install 'codecs-core[conformance]'" in noise


def test_the_bar_moves_with_each_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal every result counts towards the total that was foretold."""
    seen: list[str] = []
    selection = reports.Selection(("buffers",))
    collect(["cbor", "msgspec"], selection, done=lambda result: seen.append(result.libname))
    assert len(seen) == reports.count(selection, ["cbor", "msgspec"])
    assert set(seen) == {"cbor", "msgspec"}


def test_the_command_is_installed() -> None:
    """`codecs-core` and `python -m codecs_core` are one; help and version need no extra."""
    script = Path(sys.executable).with_name("codecs-core")
    for command in ([str(script)], [sys.executable, "-m", "codecs_core"]):
        done = subprocess.run(  # noqa: S603  our own command
            [*command, "--version"], capture_output=True, text=True, check=True
        )
        assert done.stdout == f"codecs-core {__version__}\n"
    loaded = "{'rich', 'codecs_core_conformance'} & {*sys.modules}"
    code = f"import sys, codecs_core.cli; print({loaded})"
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
