"""The examples of the pretty Struct and of NamespacePath run as a newcomer runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "structs.py",
            [
                "    name='Ada',",
                "            city='London',",
                "    mine:   37",
                "    theirs: 36",
                "$.age: expected int, got str",
                "86",
            ],
        ),
        (
            "nspath.py",
            [
                "statistics:median",
                "2",
                "'os:system': module 'os' is not allowed (allowed: statistics)",
                "'statistics:sys.exit': module 'sys' is not allowed (allowed: statistics)",
            ],
        ),
    ],
)
def test_an_example_runs_and_says_what_it_promises(name: str, says: list[str]) -> None:
    """It ends well, warns of nothing, and prints what its comments tell."""
    done = subprocess.run(  # noqa: S603  (our own file, our own interpreter)
        [sys.executable, "-W", "error", str(EXAMPLES / name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line for line in says if line not in lines] == []
    assert "secret" not in done.stdout
