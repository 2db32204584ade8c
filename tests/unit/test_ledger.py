"""Known failures: a ledger that must be true in every line."""

from __future__ import annotations

from pathlib import Path

import pytest

from codecs_core_conformance.ledger import LedgerError, read_ledger
from codecs_core_conformance.ledger_file import difference_of, updated
from codecs_core_conformance.outcomes import Outcome, Result

PASSED = Result("type/uuid", "mine", Outcome.PASSED)
BROKEN = Result("type/datetime/far", "mine", Outcome.WRONG_VALUE, "expected 2514, got 2063")
ALSO = Result("type/datetime/last", "mine", Outcome.WRONG_VALUE, "expected 9999, got 2063")

ENTRY = """
[[known]]
id = "type/datetime/far"
outcome = "wrong value"
message = "got 2063"
kind = "upstream"
url = "https://example.org/issues/1"
"""


@pytest.fixture
def ledger(tmp_path: Path):
    """Return what reads a ledger of some text."""

    def read(text: str):
        path = tmp_path / "known_failures.toml"
        path.write_text(text)
        return read_ledger(path)

    return read


def outcomes(results: list[Result]) -> list[Outcome]:
    return [result.outcome for result in results]


def test_known_failure_is_no_failure(ledger) -> None:
    """A failure that the ledger knows is good, and says where it is told."""
    judged = ledger(ENTRY).judge([PASSED, BROKEN], "1.0")
    assert outcomes(judged) == [Outcome.PASSED, Outcome.KNOWN_FAILURE]
    assert "example.org/issues/1" in judged[1].detail
    assert all(result.good for result in judged)


def test_unknown_failure_stays_one(ledger) -> None:
    """A failure that no entry names is as bad as ever."""
    judged = ledger(ENTRY).judge([BROKEN, ALSO], "1.0")
    assert outcomes(judged) == [Outcome.KNOWN_FAILURE, Outcome.WRONG_VALUE]


def test_stale_entry_fails(ledger) -> None:
    """An entry whose case passes now must go."""
    fixed = Result(BROKEN.case_id, "mine", Outcome.PASSED)
    judged = ledger(ENTRY).judge([fixed], "1.0")
    assert outcomes(judged) == [Outcome.STALE]
    assert "remove its entry" in judged[0].detail


def test_unmatched_entry_fails(ledger) -> None:
    """An entry that names no case is a typing mistake, or a case that went."""
    judged = ledger(ENTRY).judge([PASSED], "1.0")
    assert outcomes(judged) == [Outcome.PASSED, Outcome.STALE]


def test_changed_failure_fails(ledger) -> None:
    """Another outcome or another message is another failure."""
    for text in (ENTRY.replace("got 2063", "got 1970"), ENTRY.replace("value", "type")):
        judged = ledger(text).judge([BROKEN], "1.0")
        assert outcomes(judged) == [Outcome.WRONG_VALUE]
        assert "another failure" in judged[0].detail


def test_pattern_names_twenty_cases_at_most(ledger) -> None:
    """A wildcard is for a family of cases, not for a suite."""
    pattern = ENTRY.replace("type/datetime/far", "type/datetime/*")
    judged = ledger(pattern).judge([BROKEN, ALSO, PASSED], "1.0")
    assert outcomes(judged) == [Outcome.KNOWN_FAILURE] * 2 + [Outcome.PASSED]
    many = [Result(f"type/datetime/{n}", "mine", Outcome.PASSED) for n in range(21)]
    with pytest.raises(LedgerError, match="may name 20"):
        ledger(pattern).judge(many, "1.0")


def test_conditions_say_where_an_entry_holds(ledger) -> None:
    """An entry of another platform, or of another version, is not looked at."""
    for condition in ('platform = "plan9"', 'version = ">=2"'):
        judged = ledger(ENTRY + condition).judge([PASSED], "1.0")
        assert outcomes(judged) == [Outcome.PASSED]
    judged = ledger(ENTRY + 'version = ">=1,<2"').judge([BROKEN], "1.5")
    assert outcomes(judged) == [Outcome.KNOWN_FAILURE]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nonsense", "Expected"),
        ("[other]\n", "no other in a ledger"),
        ("known = 5\n", "tables are wanted"),
        (ENTRY.replace('kind = "upstream"\n', ""), "lacks"),
        (ENTRY + 'owner = "me"', "knows nothing of"),
        (ENTRY.replace('"wrong value"', '"passed"'), "outcome is one of"),
        (ENTRY.replace('"upstream"', '"oops"'), "kind is one of"),
        (ENTRY.replace('"got 2063"', '" "'), "empty message"),
        (ENTRY.replace('"got 2063"', "5"), "table of texts"),
        (ENTRY + 'version = "newest"', "Invalid specifier"),
    ],
)
def test_ledger_that_says_nothing_sensible_is_refused(ledger, text: str, why: str) -> None:
    """A ledger is read whole or not at all, and the place of the mistake is told."""
    with pytest.raises(LedgerError, match=why):
        ledger(text)


def test_missing_file_is_told(tmp_path: Path) -> None:
    """A ledger that was asked for and is not there is a mistake."""
    with pytest.raises(LedgerError):
        read_ledger(tmp_path / "none.toml")


def test_update_makes_the_file_true(ledger, tmp_path: Path) -> None:
    """Stale entries go, new failures come, comments stay; the change is shown."""
    text = "# Why these are known is told in the tracker.\n" + ENTRY
    read = ledger(text)
    results = [Result(BROKEN.case_id, "mine", Outcome.PASSED), ALSO]
    judged = read.judge(results, "1.0")
    after = updated(text, read, judged)
    assert after.startswith("# Why these are known is told in the tracker.")
    again = ledger(after)
    assert [entry.id for entry in again.entries] == [ALSO.case_id]
    assert outcomes(again.judge(results, "1.0")) == [Outcome.PASSED, Outcome.KNOWN_FAILURE]
    shown = difference_of(tmp_path / "l.toml", text, after)
    assert '-id = "type/datetime/far"' in shown
    assert '+id = "type/datetime/last"' in shown
    assert updated(after, again, again.judge(results, "1.0")) == after


def test_update_begins_an_empty_ledger(ledger) -> None:
    """The first failure makes the first entry, and the last one that goes leaves none."""
    first = updated("", ledger(""), [BROKEN])
    assert [entry.id for entry in ledger(first).entries] == [BROKEN.case_id]
    fixed = Result(BROKEN.case_id, "mine", Outcome.PASSED)
    empty = updated(first, ledger(first), ledger(first).judge([fixed], "1.0"))
    assert ledger(empty).entries == ()
