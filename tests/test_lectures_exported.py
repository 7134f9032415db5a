"""The lectures as pages that somebody exported: on a phone and on paper nothing is cut off.

Formulas, which a script from the web sets, are text here.
"""

import pytest
from nbconvert import HTMLExporter

from tests.lectures import LECTURES

PHONE = {"width": 390, "height": 844}
PAPER = {"width": 720, "height": 1000}  # what an A4 page has between its margins

# What does not fit into the box around it, and cannot be scrolled there as code can.
CUT = """() => {
  const boxes = ".jp-InputArea, .jp-RenderedMarkdown, .jp-OutputArea-output";
  const cut = [...document.querySelectorAll(`:is(${boxes}) *`)].filter((part) => {
    if (part.closest("svg svg, svg *") || part.getClientRects().length === 0) return false;
    const around = part.parentElement.closest("pre") ?? part.closest(boxes);
    if (around.matches("pre") && getComputedStyle(around).overflowX === "auto") return false;
    return part.getBoundingClientRect().right > around.getBoundingClientRect().right + 1;
  });
  return cut.map((part) => `${part.localName} ${part.textContent.trim().slice(0, 50)}`);
}"""


@pytest.fixture(scope="module", params=LECTURES, ids=lambda path: path.stem)
def exported(request, tmp_path_factory):
    page, _ = HTMLExporter().from_filename(str(request.param))
    path = tmp_path_factory.mktemp("exported") / f"{request.param.stem}.html"
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def opened(browser, exported):
    """Open an exported lecture, with its solutions, where there is no network."""
    contexts = []

    def opened_in(viewport, media="screen"):
        contexts.append(browser.new_context(viewport=viewport))
        page = contexts[-1].new_page()
        page.route("http*://**", lambda route: route.abort())
        page.goto(exported)
        page.emulate_media(media=media)
        page.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
        return page

    yield opened_in
    for context in contexts:
        context.close()


def test_on_a_phone_the_page_does_not_scroll_sideways_and_nothing_is_cut_off(opened):
    page = opened(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(CUT) == []


def test_on_paper_every_line_of_code_is_whole(opened):
    page = opened(PAPER, media="print")
    assert page.evaluate(CUT) == []
    code = "[...document.querySelectorAll('.highlight pre')]"
    hidden = f"{code}.filter((part) => part.scrollWidth > part.clientWidth + 1)"
    assert page.evaluate(f"{hidden}.map((part) => part.textContent.slice(0, 50))") == []
