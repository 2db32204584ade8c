"""The example of specs runs as a newcomer runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "specs.py"


def test_example_says_what_it_promises() -> None:
    """It ends well, warns of nothing, and shows who may send what, and what is refused."""
    run = subprocess.run(  # noqa: S603  our own interpreter and file
        [sys.executable, "-W", "error", str(EXAMPLE)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert "server may send: True - client may send: False" in lines
    assert "same names: agreed" in lines
    assert (
        "refused: the peer's `Order | None` has another shape than ours of that name" in lines
    )
    refused = [line for line in lines if line.startswith("refused: ")]
    assert len(refused) == 4
    assert refused[2].endswith("not in the namespace: os:system")
