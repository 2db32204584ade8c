"""The examples of scopes, payloads and boxed errors run as a newcomer runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

SAYS = {
    "scoping.py": """\
by default Raw over msgspec
the task sees int | None over cbor
the sibling sees Raw
the child sees int | None
Expected `int | null`, got `str` - at `$.pld` (decode, cbor; payload spec int | None)
the task sees Raw again
""",
    "payloads.py": """\
not sent: $.pld.celsius is str
first: Reading(sensor='hall', celsius=21.5)
then: Reading(sensor='attic', celsius=30.0)
Expected `float`, got `str` - at `$.pld.celsius` (decode, cbor; Yield payload \
{'sensor': 'hall', 'celsius': 'warm'} of type dict; payload spec Reading | None)
limited to int: 5
the stream of dialog 'c1' ended
""",
    "boxed_errors.py": """\
KeyError: 'missing' (from worker/u2 via relay/u1)
<class 'KeyError'> ('worker', 'u2') [('relay', 'u1')]
KeyError: 'missing'
c7 <class 'codecs_core.msg.types.Yield'> Yield(cid='c7', pld={'a': 1})
member: ValueError: one
member: OSError: two
\\ud800
None
""",
}


@pytest.mark.parametrize("name", SAYS)
def test_an_example_says_what_it_promises(name: str) -> None:
    """It ends well, warns of nothing, and prints just this."""
    done = subprocess.run(  # noqa: S603  (our own file, our own interpreter)
        [sys.executable, "-W", "error", str(EXAMPLES / name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == SAYS[name]
