"""The lectures opened in JupyterLab: formulas are set, drawings show, walks walk."""

import pytest

from tests.browser import assert_within
from tests.jupyter import lab
from tests.lectures import CODE, FORMULA, LECTURES, code_cells, markdown, read

__all__ = ["lab"]

WALKS = ".jp-RenderedHTML iframe[title^='Walk:']"


def outputs(path, kind):
    return [o for cell in code_cells(read(path)) for o in cell.outputs if kind in o.get("data", {})]


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
    expected = len(FORMULA.findall(CODE.sub("", markdown(read(path)))))
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
    assert_within(frame.locator(".node.current").first.bounding_box(), canvas)
