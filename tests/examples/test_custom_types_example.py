"""The example of custom types runs as a newcomer runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "custom_types.py"


def test_the_example_runs_and_says_what_it_promises() -> None:
    """It ends well, warns of nothing, and prints the same for every backend."""
    done = subprocess.run(  # noqa: S603  (our own file, our own interpreter)
        [sys.executable, "-W", "error", str(EXAMPLE)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for libname in ("msgspec", "ormsgpack", "cbor"):
        said = [line.removeprefix(f"{libname}: ") for line in lines if libname in line]
        assert said[0].startswith("Money(250) in 6")
        assert said[1] == "{'tip': Money(20)}"
    assert lines[-2:] == [
        "$.pld[0]: expected Money, got ext 1",
        "$.pld[0]: expected a known extension, got ext 1",
    ]
