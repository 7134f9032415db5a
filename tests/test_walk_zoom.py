"""The graph in its canvas: moved, zoomed, with what a step is about in view."""

import re

import pytest

from engine import topological_order
from tests.browser import assert_within, wait_for
from tests.graphs import network
from tests.test_walk_page import box, details, product, seek
from viz import walk


@pytest.fixture
def page(open_page):
    return open_page(walk(product()).html)


def viewport(page):
    """Return x, y and scale of the graph."""
    transform = page.locator("svg.graph > g").first.get_attribute("transform")
    return [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", transform)]


MATRIX = "document.querySelector('svg.graph > g').transform.baseVal.consolidate().matrix"


def test_dragging_moves_the_graph_and_chooses_nothing(page):
    x, y, scale = viewport(page)
    middle = box(page, "c").bounding_box()
    page.mouse.move(middle["x"] + 20, middle["y"] + 20)
    page.mouse.down()
    page.mouse.move(middle["x"] + 60, middle["y"] + 45, steps=4)
    page.mouse.up()
    assert viewport(page) == pytest.approx([x + 40, y + 25, scale])
    assert "Click a box" in details(page)[0]


def test_the_wheel_zooms_with_ctrl_only(page):
    before = viewport(page)
    page.locator("svg.graph").first.hover()
    page.mouse.wheel(0, -100)
    assert viewport(page) == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    wait_for(page, f"{MATRIX}.a > {before[2]} * 1.01")


def test_buttons_zoom_and_fit(page):
    before = viewport(page)
    page.get_by_label("Zoom in").first.click()
    assert viewport(page)[2] == pytest.approx(1.3 * before[2])
    page.get_by_label("Zoom out").first.click()
    assert viewport(page)[2] == pytest.approx(before[2])
    page.get_by_label("Zoom out").first.click()
    page.get_by_label("Fit the graph").first.click()
    assert viewport(page) == pytest.approx(before)


def test_two_fingers_zoom(page):
    before = viewport(page)[2]
    page.evaluate(
        """() => {
          const canvas = document.querySelector("svg.graph");
          const {left, top} = canvas.getBoundingClientRect();
          const send = (name, pointerId, x) => canvas.dispatchEvent(new PointerEvent(name,
            {pointerId, clientX: left + x, clientY: top + 60, bubbles: true}));
          send("pointerdown", 1, 100); send("pointerdown", 2, 200);
          for (let x = 200; x <= 300; x += 10) send("pointermove", 2, x);
          send("pointerup", 1, 100); send("pointerup", 2, 300);
        }"""
    )
    assert viewport(page)[2] == pytest.approx(2.0 * before, rel=0.2)


def test_what_a_step_is_about_comes_into_view(open_page):
    root, names = network((4, 4, 1))
    page = open_page(walk(root, names=names).html)
    canvas = page.locator("svg.graph").first.bounding_box()
    last = int(page.locator("#slider").get_attribute("max"))
    for target in range(0, last, 37):
        seek(page, target + 1)
        spot = page.locator(".node.operand, .node.current").first.bounding_box()
        assert canvas["x"] <= spot["x"] + spot["width"] / 2 <= canvas["x"] + canvas["width"]
        assert canvas["y"] <= spot["y"] + spot["height"] / 2 <= canvas["y"] + canvas["height"]


def test_a_narrower_window_keeps_the_step_in_view(open_page):
    root, names = network((4, 4, 1))
    page = open_page(walk(root, names=names).html)
    page.locator("#end").click()
    page.keyboard.press("ArrowLeft")
    page.set_viewport_size({"width": 500, "height": 700})
    wait_for(page, "document.querySelector('svg.graph').clientWidth < 500")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    canvas = page.locator("svg.graph").first.bounding_box()
    assert_within(page.locator(".node.operand").first.bounding_box(), canvas)


def test_a_page_that_loads_out_of_sight_fits_once_it_is_shown(open_page):
    page = open_page(f"<div style='display:none'>{walk(product())._repr_html_()}</div>")
    frame = page.frame_locator("iframe")
    frame.locator(".node").first.wait_for(state="attached")
    page.evaluate("document.querySelector('div').style.display = 'block'")
    wait_for(page.frames[1], f"{MATRIX}.e > 0")
    canvas = frame.locator("svg.graph").first.bounding_box()
    for node in frame.locator(".lane").first.locator(".node").all():
        assert_within(node.bounding_box(), canvas)


# Speed, on a network 2-16-16-1 of 984 nodes.


@pytest.fixture(scope="module")
def large():
    root, names = network()
    assert 900 < len(topological_order(root)) <= 1000
    return walk(root, names=names).html


CHANGED_BY_A_STEP = """(countSight) => {
  const seen = new MutationObserver(() => {});
  seen.observe(document.querySelector("svg.graph"), {subtree: true, attributes: true,
    attributeOldValue: true, childList: true, characterData: true});
  document.getElementById("forward").click();
  const isSight = ({attributeName, oldValue, target}) => attributeName === "class" &&
    (oldValue || "").includes("away") !== target.classList.contains("away");
  const records = seen.takeRecords().filter((record) => countSight || !isSight(record));
  return new Set(records.map((record) => record.target)).size;
}"""


def changed_by_a_step(page, *, count_sight):
    """Count what a step changes, with or without what comes into sight or leaves it."""
    return page.evaluate(CHANGED_BY_A_STEP, count_sight)


def test_a_step_changes_only_what_the_step_is_about(large, open_page):
    page = open_page(large)
    seek(page, 900)
    changed = changed_by_a_step(page, count_sight=False)
    assert 0 < changed < 25
