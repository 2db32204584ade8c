"""The report's page in a real browser, from a file, with the mouse and without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from codecs_core_conformance import Outcome
from codecs_core_conformance.reports import (
    CaseRow,
    Document,
    Selection,
    collect,
    to_html,
)
from codecs_core_conformance.reports.jsonl import digest
from codecs_core_conformance.reports.telling import blob

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\"><script>alert(1)</script>"
GROUPS = ("message", "malformed", "buffers", "type")


@pytest.fixture(scope="session")
def report() -> Document:
    """Return a report of real cases and three made up: refused, hostile, and passed."""
    made = collect(["msgspec", "cbor", "ormsgpack"], Selection(GROUPS))
    short = CaseRow(id="zx/short", why="An amethyst cut short")
    unable = CaseRow(id="zy/unable", why="not on this wire", otherwise="MsgTypeError")
    wrong = CaseRow(id="zz/hostile", why=HOSTILE, given=HOSTILE, facts={HOSTILE: HOSTILE})
    cases = (*made.cases, short, unable, wrong)
    passed = replace(made.results[0], case=short.id, run="cbor", outcome=Outcome.PASSED)
    refused = replace(passed, case=unable.id, outcome=Outcome.REFUSED)
    failure = replace(
        passed,
        case=wrong.id,
        outcome=Outcome.WRONG_VALUE,
        detail=HOSTILE,
        expected="-0.0",
        got=HOSTILE,
        data=blob(bytes(range(0x41, 0x55))),
        reproduce="codecs-core conform cbor -k zz/hostile",
    )
    header = replace(made.header, digest=digest(cases), profile="2026.11")
    return Document(header, cases, (*made.results, passed, refused, failure))


@pytest.fixture(scope="session")
def url(report: Document, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return where the page is: a file."""
    path: Path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(to_html(report), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def open_page(browser: Browser, url: str) -> Iterator[Any]:
    """Return what opens the page; whatever it says or asks for in the end fails the test."""
    noise: list[str] = []
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("dialog", lambda dialog: noise.append(dialog.message))
        page.on("request", lambda request: noise.append(request.url))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [told for told in noise if told != url and told != "data:,"] == []


@pytest.fixture
def page(open_page: Any) -> Page:
    """Return the page, open."""
    opened: Page = open_page()
    return opened


def cell(page: Page, group: str, label: str) -> Locator:
    """Return a cell of the matrix."""
    return page.locator("#matrix").get_by_role("button", name=f"{group} on {label}:")


def open_cell(page: Page, group: str, label: str) -> Locator:
    """Click on a cell, and return the dialog with its cases, the first one told."""
    cell(page, group, label).click()
    dialog = page.get_by_role("dialog", name=f"{group} on {label}")
    dialog.locator(".story").first.wait_for()
    return dialog


def groups(page: Page) -> list[str]:
    """Return the groups that are shown."""
    heads = page.locator("#matrix tbody tr:visible th")
    return [text.split()[0].rstrip("0123456789") for text in heads.all_inner_texts()]


def focused(page: Page) -> str:
    """Return the name of what has the focus."""
    return str(
        page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.innerText")
    )


def test_the_page_loads_from_a_file(page: Page, report: Document) -> None:
    """Opened by a double click it shows every group, backend and verdict, without a word."""
    assert page.title() == "Conformance: msgspec, cbor, ormsgpack"
    assert groups(page) == report.groups
    heads = page.locator("#matrix thead th")
    assert "not conformant" in heads.nth(2).inner_text()
    assert "2026.11" in page.locator("#scope").inner_text()
    for run in report.runs:
        for group in report.groups:
            tally = report.cell(group, run)
            label = cell(page, group, run.label).get_attribute("aria-label")
            assert label is not None
            assert all(f"{n} {outcome}" in label for outcome, n in tally.items())
            told = cell(page, group, run.label).inner_text().split()
            assert sorted(told) == sorted(map(str, tally.values())) or told == ["\N{EN DASH}"]


def test_outcomes_filter(page: Page, report: Document) -> None:
    """Show me what fails: one click; a second click, all again; two chosen add up."""
    chips = page.locator("#outcomes").get_by_role("button")
    wrong, refused = (chips.filter(has_text=text) for text in ("wrong value", "refused"))
    either = {r.case.partition("/")[0] for r in report.results if r.outcome == "refused"}
    wrong.click()
    assert wrong.get_attribute("aria-pressed") == "true"
    assert groups(page) == ["zz"]
    assert page.get_by_role("status").inner_text() == f"1 of {len(report.cases)} cases shown"
    refused.click()
    assert set(groups(page)) == either | {"zz"}
    assert {"zy", "zz"} <= set(groups(page)) < set(report.groups)
    wrong.click()
    refused.click()
    assert groups(page) == report.groups


def test_search_finds_ids_and_texts(page: Page, report: Document) -> None:
    """I type part of an id, or words of why a case exists, in any case and order."""
    search = page.get_by_role("searchbox")
    search.fill("ZX/Sho")
    assert groups(page) == ["zx"]
    search.fill("short AMETHYST cut")
    assert groups(page) == ["zx"]
    search.fill("nothing is like this")
    assert groups(page) == []
    page.get_by_role("button", name="Show all").click()
    assert groups(page) == report.groups
    assert focused(page) == "Search ids and texts"


def test_a_click_opens_the_case(page: Page) -> None:
    """A cell shows its case: why it exists, both values, the bytes, the line to run again."""
    dialog = open_cell(page, "zz", "cbor")
    for text in (
        "zz/hostile",
        "wrong value",
        HOSTILE,
        "-0.0",
        "codecs-core conform cbor -k zz/hostile",
        "0000  41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP",
        "0010  51 52 53 54",
    ):
        assert text in dialog.inner_text()
    expected, got = dialog.locator(".pair figure").all()
    left, right = expected.bounding_box(), got.bounding_box()
    assert left is not None
    assert right is not None
    assert (left["y"], left["x"] < right["x"]) == (right["y"], True)
    dialog.get_by_role("button", name="Close").click()
    dialog.wait_for(state="hidden")
    assert focused(page).startswith("zz on cbor")


def test_what_a_case_holds_is_text(page: Page) -> None:
    """A case that holds a script and an image shows them, and runs and loads nothing."""
    assert HOSTILE in open_cell(page, "zz", "cbor").inner_text()
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2
    assert page.title() == "Conformance: msgspec, cbor, ormsgpack"


def test_even_injected_scripts_do_not_run(browser: Browser, url: str) -> None:
    """The page's policy holds if the escaping ever fails: no handler, no script, no image."""
    page = browser.new_page()
    page.goto(url)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.evaluate("html => { document.body.innerHTML = html }", HOSTILE)
    page.evaluate("document.body.append(Object.assign(document.createElement('script'),"
                  "{textContent: \"document.title='owned'\"}))")  # fmt: skip
    assert page.title() == "Conformance: msgspec, cbor, ormsgpack"
    assert any("Content Security Policy" in text for text in refused)
    page.close()


def test_everything_can_be_done_by_keyboard(page: Page, report: Document) -> None:
    """Tab to the table, arrows in it, Enter and Space open, Escape closes, focus returns."""
    names = [f"{group} on {run.label}" for group in report.groups for run in report.runs]
    order = []
    for _ in range(3 + len({result.outcome for result in report.results})):
        page.keyboard.press("Tab")
        order.append(focused(page))
    assert order[0] == "Search ids and texts"
    assert order[-2].startswith(names[0])
    assert not any(" on " in name for name in order[1:-2])
    page.keyboard.press("Shift+Tab")
    for key, at in [
        ("ArrowRight", 1), ("ArrowDown", 4), ("ArrowLeft", 3), ("ArrowLeft", 3),
        ("End", 5), ("ArrowRight", 5), ("Home", 3), ("ArrowUp", 0), ("ArrowUp", 0),
        ("Control+End", len(names) - 1), ("ArrowDown", len(names) - 1), ("Control+Home", 0),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert focused(page).startswith(names[at]), key
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        dialog = page.get_by_role("dialog", name=names[0])
        dialog.wait_for()
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        assert focused(page).startswith(names[0])


def test_the_cases_of_a_cell_are_walked_by_keyboard(page: Page) -> None:
    """In a cell of many cases the arrows go from one to the next, Enter opens one."""
    cell(page, "message", "cbor").press("Enter")
    dialog = page.get_by_role("dialog", name="message on cbor")
    cases = dialog.locator("details")
    first, second = (cases.nth(at).locator("summary").inner_text() for at in (0, 1))
    assert focused(page) == first
    page.keyboard.press("ArrowDown")
    assert focused(page) == second
    assert cases.nth(1).get_attribute("open") is None
    page.keyboard.press("Enter")
    cases.nth(1).locator(".why").wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(page) == first


def test_a_cell_opens_what_the_filter_shows(page: Page, report: Document) -> None:
    """With a search on, a cell holds the cases that were found, and an empty one is inert."""
    ids = [case.id for case in report.cases if case.group == "message"]
    page.get_by_role("searchbox").fill(ids[1])
    found = cell(page, "message", "cbor")
    assert found.inner_text() == str(sum(ids[1] in case_id for case_id in ids))
    opened = open_cell(page, "message", "cbor")
    assert opened.locator("summary").first.inner_text().startswith(ids[1])
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").fill("amethyst")
    empty = cell(page, "zx", "msgspec")
    assert empty.get_attribute("aria-disabled") == "true"
    empty.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").count() == 0


def luminance(page: Page, selector: str, name: str) -> float:
    """Return how light a colour is, from 0 to 1, as WCAG 2 defines it."""
    channels = page.evaluate(
        "([at, name]) => getComputedStyle(document.querySelector(at))[name]"
        ".match(/[\\d.]+/g).slice(0, 3).map(Number)",
        [selector, name],
    )
    parts = [c / 255 for c in channels]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_are_both_readable(open_page: Any, scheme: str) -> None:
    """The page follows the system, and text and signs keep their contrast in both."""
    page = open_page(color_scheme=scheme)
    paper = luminance(page, "body", "backgroundColor")
    assert (paper > 0.5) == (scheme == "light")
    for fore, back, least in [
        ("body", "body", 7.0),
        ("#scope", "body", 4.5),
        (".cell.passed", ".cell.passed", 7.0),
        (".cell.failed", ".cell.failed", 7.0),
        (".cell.passed .sign", ".cell.passed", 3.0),
        (".cell.refused .sign", ".cell.refused", 3.0),
        (".cell.failed .sign", ".cell.failed", 3.0),
    ]:
        pair = luminance(page, fore, "color"), luminance(page, back, "backgroundColor")
        assert (max(pair) + 0.05) / (min(pair) + 0.05) >= least, (fore, back)


def test_on_a_phone_nothing_is_cut_off(open_page: Any) -> None:
    """On a narrow screen the table scrolls in itself, and a case stays within the screen."""
    page = open_page(viewport={"width": 390, "height": 800})
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert page.evaluate(overflow) is False
    dialog = open_cell(page, "zz", "cbor")
    box = dialog.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert "ABCDEFGH" in dialog.inner_text()
    assert page.evaluate(overflow) is False
