"""Pages in a headless Chromium: nothing may leave the page, and nothing may fail in it."""

import json
import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@pytest.fixture(scope="session")
def browser():
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = f"found none of {', '.join(NAMES)}"
        if "CI" in os.environ:
            pytest.fail(f"{reason}, and with CI set the pages must be tested")
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, tmp_path):
    """Open HTML text from disk; at the end of the test no page has failed or asked a network."""
    contexts, faults = [], []

    def requested(request):
        if not request.url.startswith((tmp_path.as_uri(), "about:")):
            faults.append(f"the page asks for {request.url}")

    def said(message):
        if message.type in ("error", "warning"):
            faults.append(f"the console says {message.text}")

    def open_text(text, **settings):
        path = tmp_path / f"page{len(contexts)}.html"
        path.write_text(text, encoding="utf-8")
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 800}, **settings})
        context.set_default_timeout(30_000)  # on a busy machine a page takes seconds
        contexts.append(context)
        context.route("http*://**", lambda route: route.abort())
        page = context.new_page()
        page.on("request", requested)
        page.on("console", said)
        page.on("pageerror", lambda error: faults.append(f"the page fails: {error}"))
        page.on("dialog", lambda dialog: (faults.append("a dialog opens"), dialog.dismiss()))
        page.goto(path.as_uri())
        return page

    yield open_text
    for context in contexts:
        context.close()
    if faults:
        pytest.fail("\n".join(faults))


def stop_clock(page):
    """Let time pass in the page only where the test runs it on."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)


# In the page: go to a position as whoever drags the slider does.
GO = """const slider = document.getElementById("slider");
  const go = (position) => {
    slider.value = position;
    slider.dispatchEvent(new Event("input"));
  };"""


def data_in(page):
    """Return the data that a page was built with."""
    return json.loads(page.locator("#data").text_content())


def wait_for(page, condition):
    """Wait by evaluating, for the page's policy forbids what Playwright's own waiting does."""
    for _ in range(150):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(20)
    pytest.fail(f"never: {condition}")


def assert_within(part, whole):
    """Check that one bounding box lies inside another."""
    assert whole["x"] <= part["x"]
    assert part["x"] + part["width"] <= whole["x"] + whole["width"]
    assert whole["y"] <= part["y"]
    assert part["y"] + part["height"] <= whole["y"] + whole["height"]
