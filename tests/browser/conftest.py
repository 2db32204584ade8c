"""A headless Chromium for the tests of this folder. Without one they fail: no skip."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-sandbox",  # the page is ours, and containers have no user namespaces
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium with a profile of its own: the one on PATH, or at $CHROMIUM."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        pytest.fail("what drives the browser is missing: run `make browser`", pytrace=False)
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.fail(
            "no Chromium is on PATH, nor at $CHROMIUM. To install one:"
            " apt-get install chromium (Debian), dnf install chromium (Fedora),"
            " brew install --cask chromium (macOS)",
            pytrace=False,
        )
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=found, args=_FLAGS)
        yield running
        running.close()
