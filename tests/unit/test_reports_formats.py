"""What is made of a report: Markdown, JUnit, a badge, a page, a table in a terminal."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from report_samples import HOSTILE, bad, document, good, result, run
from rich.console import Console

from codecs_core_conformance import Outcome
from codecs_core_conformance.reports import (
    Document,
    ReportError,
    dumps,
    loads,
    to_badge,
    to_html,
    to_junit,
    to_markdown,
)
from codecs_core_conformance.reports.html import kind
from codecs_core_conformance.reports.matrix import progress, show
from codecs_core_conformance.reports.telling import shortened

# Jenkins' junit-10.xsd, which GitLab, Azure and the actions of GitHub read too: the attributes
# that each element must have, those that it may have, and its children.
JUNIT: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "time", "timestamp", "hostname"},
        {"skipped", "id", "package"},
        {"properties", "testcase"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "testcase": (
        {"name", "classname", "time"},
        set(),
        {"skipped", "error", "failure", "system-out"},
    ),
    "failure": ({"type", "message"}, set(), set()),
    "error": ({"type", "message"}, set(), set()),
    "skipped": ({"message"}, set(), set()),
    "system-out": (set(), set(), set()),
}


def hostile() -> Document:
    """Return a report whose every text tries to break out, as it comes back from a file."""
    return loads(dumps(bad(shortened(HOSTILE))))


def printed(made: Document) -> str:
    """Return what a terminal shows of a report."""
    screen = io.StringIO()
    show(made, Console(file=screen, width=80, highlight=False, markup=False, emoji=False))
    return screen.getvalue()


@pytest.mark.parametrize("made", [good(), bad(), hostile(), document([])])
def test_junit_is_what_ci_systems_read(made: Document) -> None:
    """Every element has what the schema asks for and nothing else; the counts are true."""
    root = ET.fromstring(to_junit(made))  # noqa: S314  our own
    for element in root.iter():
        required, allowed, children = JUNIT[element.tag]
        assert required <= set(element.attrib) <= required | allowed
        assert {child.tag for child in element} <= children
    for suite in [root, *root]:
        assert int(suite.attrib["tests"]) == len(suite.findall(".//testcase"))
        assert int(suite.attrib["failures"]) == len(suite.findall(".//failure"))
        assert int(suite.attrib["errors"]) == len(suite.findall(".//error"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", root[0].attrib["timestamp"])


def test_junit_tells_failures_crashes_and_known_failures_apart() -> None:
    """A wrong value fails, a crash is an error, a known failure is neither."""
    root = ET.fromstring(to_junit(bad()))  # noqa: S314  our own
    (failure,), (error,), (known,) = (
        root.findall(f".//{tag}") for tag in ("failure", "error", "skipped")
    )
    assert (failure.get("type"), error.get("type")) == ("wrong value", "crash")
    assert known.get("message") == "known failure: got <another>"
    assert failure.text is not None
    for told in ("numbers arrive", "expected: 1", "got <another>", "006162", "conform cbor -k"):
        assert told in failure.text
    refused = ET.fromstring(to_junit(good())).find(".//system-out")  # noqa: S314  our own
    assert refused is not None
    assert refused.text == "refused, as the backend declares"


def test_the_badge_names_verdict_profile_date_and_what_is_refused() -> None:
    """The badge is what shields.io's endpoint reads, and says what it is a badge of."""
    assert json.loads(to_badge(good())) == {
        "schemaVersion": 1,
        "label": "codecs-core cbor",
        "message": "conformant · profile 2026.11 · 1 refused as declared · 2026-11-24",
        "color": "brightgreen",
    }
    wrong = json.loads(to_badge(bad()))
    assert wrong["color"] == "red"
    assert wrong["message"].startswith("not conformant · 0 refused as declared · 1 known")
    assert json.loads(to_badge(document([])))["color"] == "lightgrey"


def test_no_badge_for_a_part_of_the_suite() -> None:
    """Nobody earns a badge by running the cases that pass."""
    made = document([result("type/int", Outcome.PASSED)], part="-k int")
    with pytest.raises(ReportError, match="the whole suite, not -k int"):
        to_badge(made)


def test_markdown_has_the_matrix_and_every_failure() -> None:
    """The table has a row for each group and a column for each backend."""
    both = document(
        [*bad().results, result("type/int", Outcome.PASSED, "two")], [run(), run("two")]
    )
    text = to_markdown(both)
    assert "| group | cbor | two |\n| --- | --- | --- |" in text
    assert "| type | 1 known failure, 1 wrong value | 1 passed |" in text
    assert "| bytes | 1 crash | - |" in text
    assert "**cbor**: not conformant" in text
    assert "### type/int on cbor: wrong value\n\nNumbers arrive.\n" in text
    assert "- expected: `1`\n- got: `got <another>`\n- bytes (3): `006162`" in text
    assert "- run again: `codecs-core conform cbor -k type/int`" in text
    assert "### type/nan" not in text


def test_markdown_takes_texts_for_texts() -> None:
    """A case may hold backticks, pipes and tags: they stay inside their code span."""
    line = next(line for line in to_markdown(hostile()).splitlines() if "got: " in line)
    assert line.startswith("- got: ``")
    assert line.endswith("``")
    assert "``" not in line[len("- got: ``") : -2]


def test_the_terminal_shows_words_and_lines_to_copy() -> None:
    """The table is read without colours; the line that reproduces a failure is not wrapped."""
    screen = printed(bad("x" * 200))
    assert "1 known failure, 1 wrong" in screen
    assert "cbor: type/int: wrong value" in screen
    assert f"  got       {'x' * 200}\n" in screen
    assert "  run again codecs-core conform cbor -k type/int\n" in screen
    assert "cbor: not conformant (1 known failure, 1 wrong value, 1 crash)" in screen
    assert "cbor: conformant (2 passed, 1 refused)" in printed(good())
    part = document([result("type/int", Outcome.PASSED)], part="-k int")
    assert "conformant in the cases chosen by -k int (1 passed)" in printed(part)


def test_the_terminal_obeys_no_text_of_a_case() -> None:
    """What a backend says cannot clear my screen, nor set its title."""
    screen = printed(bad("\x1b[2J\x1b]0;owned\x07\x9b2J"))
    assert "\\x1b[2J\\x1b]0;owned\\x07\\x9b2J" in screen
    assert "\x1b" not in screen


def test_no_bar_in_a_pipe() -> None:
    """A log has no progress bar in it."""
    with progress(3) as done:
        assert done is None


class _Page(HTMLParser):
    """What a page has that could load, or run, or break out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags:
            self.texts.setdefault(self.tags[-1][0], []).append(data)


def test_the_page_loads_nothing() -> None:
    """No network: no element of the page points anywhere, and its policy forbids to."""
    page = _Page(to_html(bad()))
    links = [v for _, attrs in page.tags for k, v in attrs.items() if k in ("src", "href")]
    assert links == ["data:,"]
    assert not re.search(r"url\(|@import", to_html(bad()))
    (policy,) = (str(a["content"]) for _, a in page.tags if "http-equiv" in a)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    style = page.texts["style"][0]
    _, script = (text for text in page.texts["script"] if text.strip())
    for rule, text in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_the_page_has_no_element_of_a_case() -> None:
    """Whatever a case holds, the page has the same elements; the text arrives whole."""
    calm, wild = _Page(to_html(bad("calm"))), _Page(to_html(hostile()))
    assert [tag for tag, _ in wild.tags] == [tag for tag, _ in calm.tags]
    held = json.loads(wild.texts["script"][0])
    assert held["results"][0]["got"] == shortened(HOSTILE)
    label = "<b onclick=x>"
    named = _Page(to_html(document([result("type/int", Outcome.PASSED, label)], [run(label)])))
    assert [tag for tag, _ in named.tags] == [tag for tag, _ in calm.tags]


def test_every_outcome_has_a_sign_of_the_page() -> None:
    """An outcome that is new to the suite is not without a shape."""
    signs = {kind(outcome) for outcome in Outcome}
    assert signs == {"passed", "refused", "known", "failed"}
    shapes = {a["id"] for tag, a in _Page(to_html(good())).tags if tag == "symbol"}
    assert shapes == signs
