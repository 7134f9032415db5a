"""The lectures opened in JupyterLab: formulas are set, drawings show, walks walk."""

import re

import pytest

from tests.jupyter import lab
from tests.lectures import LECTURES, read

__all__ = ["lab"]

FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+?\$", re.DOTALL)
WALKS = ".jp-RenderedHTML iframe[title^='Walk:']"
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def markdown(path):
    return [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]


def outputs(path, kind):
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    return [o for cell in cells for o in cell.outputs if kind in o.get("data", {})]


@pytest.fixture(params=LECTURES, ids=lambda path: path.stem)
def opened(request, browser, lab):
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(lab(request.param.stem))
    page.locator(".jp-Notebook .jp-Cell").last.wait_for(timeout=60_000)
    page.locator(".jp-RenderedMarkdown h1").first.wait_for()
    yield request.param, page
    context.close()


def test_a_lecture_opens_with_its_formulas_drawings_and_walks(opened):
    path, page = opened
    expected = sum(len(FORMULA.findall(CODE.sub("", text))) for text in markdown(path))
    formulas = page.locator(".jp-RenderedMarkdown mjx-container")
    formulas.nth(expected - 1).wait_for(state="attached")
    assert formulas.count() == expected
    assert page.locator("mjx-merror").count() == 0
    unknown = page.locator('mjx-container mtext[mathcolor="red"]')  # a command MathJax has not
    assert unknown.all_text_contents() == []
    for text in page.locator(".jp-RenderedMarkdown").all_inner_texts():
        assert "$" not in text

    for drawing in page.locator(".jp-RenderedSVG img").all():
        assert drawing.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert page.locator(".jp-RenderedSVG").count() == len(outputs(path, "image/svg+xml"))

    for solution in page.locator(".jp-RenderedMarkdown details").all():
        assert not solution.locator("pre").first.is_visible()
        solution.locator("summary").click()
        assert solution.locator("pre").first.is_visible()
    assert page.locator(".jp-RenderedMarkdown details").count() == 3

    walks = [o for o in outputs(path, "text/html") if o.data["text/plain"].startswith("Walk")]
    assert page.locator(WALKS).count() == len(walks)
    for i in range(len(walks)):
        page.locator(WALKS).nth(i).scroll_into_view_if_needed()
        check_walk(page.frame_locator(WALKS).nth(i))


def check_walk(frame):
    frame.locator("#forward").click()
    assert frame.locator("#slider").input_value() == "1"
    canvas = frame.locator("svg.graph").first.bounding_box()
    shown = frame.locator(".node.current").first.bounding_box()
    assert canvas["x"] <= shown["x"]
    assert shown["x"] + shown["width"] <= canvas["x"] + canvas["width"]
