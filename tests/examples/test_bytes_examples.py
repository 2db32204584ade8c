"""The examples about bytes, run as a reader would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "envelopes.py",
            ["cbor:", "$[0] expected str got int", "passed on unchanged: True", "trail"],
        ),
        (
            "buffers.py",
            [
                "a frame of 41 bytes",
                "kept: {'number': 20000}",
                "the buffer is as it was: True",
                "$.pld: expected Raw of exactly one well-formed item",
            ],
        ),
    ],
)
def test_example_runs_and_shows_its_point(name: str, shown: list[str], tmp_path: Path) -> None:
    """Each example ends well, wherever it is run from, and prints what it is about."""
    command = [sys.executable, "-W", "error", str(EXAMPLES / name)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)  # noqa: S603  our own
    assert (done.returncode, done.stderr) == (0, "")
    for text in shown:
        assert text in done.stdout
