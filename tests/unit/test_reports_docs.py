"""docs/conformance.md says what is so: every outcome, exit code, option and kind of line."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from report_samples import bad, good

from codecs_core import cli
from codecs_core_conformance import Outcome
from codecs_core_conformance.reports import dumps

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "conformance.md").read_text("utf-8")


def table(head: str) -> list[list[str]]:
    """Return the rows of the table whose first column is headed so."""
    found = re.search(rf"^\| {re.escape(head)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", TEXT, re.M)
    assert found is not None, head
    return [[c.strip() for c in row.strip("|").split("|")] for row in found[1].splitlines()]


def test_every_outcome_is_explained() -> None:
    """The table has each outcome once, in order, and says rightly which ones conform."""
    rows = [(name, conforms) for name, conforms, _ in table("outcome")]
    assert rows == [(str(o), "yes" if o.good else "no") for o in Outcome]


def test_every_exit_code_is_explained() -> None:
    """The table has each exit code of the command."""
    codes = {int(code): meaning for code, meaning in table("code")}
    assert set(codes) == set(cli.Exit)
    assert codes[cli.Exit.CONFORMANT].startswith("conformant")
    assert codes[cli.Exit.NOTHING_TESTED].startswith("nothing was tested")


@pytest.mark.parametrize("command", ["conform", "report", "combine", "backends"])
def test_every_command_and_option_is_there(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page tells of each command, and of each option that its help shows."""
    assert any(f"`codecs-core {command}" in row[0] for row in table("command"))
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    options = set(re.findall(r"(?<![\w-])--?[a-z]+(?:-[a-z]+)?", capsys.readouterr().out))
    assert [
        o for o in options - {"-h", "--help", "--output"} if not re.search(rf"{o}[ `]", TEXT)
    ] == []
    told = {row[0].strip("`").split()[0] for row in table("option")}
    if command in ("conform", "report"):
        assert told <= options


def test_every_kind_of_line_and_field_is_explained() -> None:
    """A reader of the file in another language finds all that it may meet."""
    rows = {kind.strip("`"): fields for kind, fields in table("`kind`")}
    lines = [msgspec.json.decode(row) for row in (dumps(good()) + dumps(bad())).splitlines()]
    assert {line["kind"] for line in lines} == set(rows)
    for line in lines:
        if line["kind"] in ("header", "case", "result"):
            assert [n for n in line if n != "kind" and f"`{n}`" not in rows[line["kind"]]] == []


def test_help_shows_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """`codecs-core --help` tells the exit codes too."""
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "0 conformant, 1 not, 2 the suite or the wiring is at fault" in shown
