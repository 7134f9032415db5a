"""A headless Chromium for the tests of the training page; CI must have one."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    *["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    *["--disable-background-networking", "--disable-component-update", "--disable-sync"],
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start one browser for all tests; skip them where there is none, but not in CI."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and "CI" in os.environ:
        pytest.fail(f"found none of {', '.join(NAMES)}, and CI must test the pages")
    if path is None:
        pytest.skip(f"no browser: found none of {', '.join(NAMES)}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
