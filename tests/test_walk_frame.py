"""A walk in the frame of a notebook: as high as its page, so that nothing scrolls inside."""

import re

import pytest

from tests.graphs import doubled, network, neuron, with_kinks
from viz import walk

NOTEBOOK = {"width": 950, "height": 900}


def folded(level):
    root, names = network((4, 1))
    return walk(root, names=names, collapse=level)


WALKS = {
    "small": lambda: walk(doubled()),
    "a neuron": lambda: walk(neuron()),
    "large": lambda: walk(with_kinks()),
    "neurons": lambda: folded("neuron"),
    "layers": lambda: folded("layer"),
    "the naive order": lambda: walk(doubled(), compare=True),
    "a quiz": lambda: walk(neuron(), quiz=True),
}

HEIGHTS = "() => [document.documentElement.scrollHeight, window.innerHeight]"


def embedded(walk, open_page, **settings):
    text = f"<!doctype html><body style='margin: 0'>{walk._repr_html_()}"
    return open_page(text, **{"viewport": NOTEBOOK, **settings})


def frame_of(page):
    frame = page.frames[1]
    for _ in range(100):
        if frame.evaluate("document.readyState === 'complete' && Boolean(window.chalkgrad)"):
            return frame
        page.wait_for_timeout(20)
    pytest.fail("the page in the frame never came up")


@pytest.mark.parametrize("name", WALKS)
def test_the_stored_height_is_that_of_the_page(name, open_page):
    walked = WALKS[name]()
    stored = float(re.search(r"height:(\d+)px", walked._repr_html_())[1])
    page = embedded(walked, open_page)
    frame = frame_of(page)
    height = frame.evaluate("document.body.getBoundingClientRect().height")
    assert height <= stored + 1
    assert stored < height + 12


@pytest.mark.parametrize("name", WALKS)
@pytest.mark.parametrize("width", [950, 700, 390])
def test_nothing_scrolls_in_a_frame_at_any_step(name, width, open_page):
    page = embedded(WALKS[name](), open_page, viewport={"width": width, "height": 900})
    frame = frame_of(page)
    last = int(frame.locator("#slider").get_attribute("max"))
    for step in sorted({0, 1, last // 2, last}):
        frame.evaluate("step => window.chalkgrad.go(step)", step)
        page.wait_for_timeout(80)
        needed, given = frame.evaluate(HEIGHTS)
        assert needed <= given, step


def test_a_frame_does_not_grow_without_end(open_page):
    page = embedded(WALKS["large"](), open_page)
    frame = frame_of(page)
    page.wait_for_timeout(300)
    before = frame.evaluate(HEIGHTS)
    page.wait_for_timeout(300)
    assert frame.evaluate(HEIGHTS) == before
    frame.evaluate("document.body.focus()")
    frame.locator("svg.graph").first.press("f")
    page.wait_for_timeout(300)
    presented = frame.evaluate(HEIGHTS)
    page.wait_for_timeout(300)
    assert frame.evaluate(HEIGHTS) == presented
