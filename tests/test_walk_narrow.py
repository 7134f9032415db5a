"""A walk on a narrow screen: laid out top down, on a wide one left to right, at the same step."""

import pytest

from nn import MLP
from tests.browser import data_in, wait_for
from tests.graphs import doubled, network, neuron, with_kinks
from viz import walk

PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 720}

# Whether every arrow points down, or else to the right.
DIRECTION = """() => {
  const arrows = [...document.querySelectorAll(".lane:first-child .edge .spline")].map((spline) => {
    const start = spline.getPointAtLength(0);
    const end = spline.getPointAtLength(spline.getTotalLength());
    return [end.x - start.x, end.y - start.y];
  });
  if (arrows.every(([, down]) => down > 0)) return "down";
  return arrows.every(([right]) => right > 0) ? "right" : "neither";
}"""

SMALLEST = """() => {
  const scale = document.querySelector("svg.graph > g").transform.baseVal.consolidate().matrix.a;
  return Math.min(...[...document.querySelectorAll("svg.graph text, svg.graph tspan")]
    .map((text) => scale * parseFloat(getComputedStyle(text).fontSize)));
}"""


def folded(level):
    root, names = network((4, 1))
    return walk(root, names=names, collapse=level)


SETTLED = 400  # milliseconds; what is out of sight follows a change a little later

WALKS = {
    "doubled": lambda: walk(doubled()),
    "a neuron": lambda: walk(neuron()),
    "kinks": lambda: walk(with_kinks()),
    "neurons": lambda: folded("neuron"),
    "both orders": lambda: walk(doubled(), compare=True),
}


@pytest.mark.parametrize("name", WALKS)
def test_a_narrow_window_shows_the_graph_top_down_and_legible(name, open_page):
    page = open_page(WALKS[name]().html, viewport=PHONE)
    assert page.evaluate(DIRECTION) == "down"
    assert page.evaluate(SMALLEST) >= 9.0


@pytest.mark.parametrize("name", WALKS)
def test_a_wide_window_shows_it_left_to_right(name, open_page):
    assert open_page(WALKS[name]().html, viewport=WIDE).evaluate(DIRECTION) == "right"


def test_a_neuron_fills_a_phone(open_page):
    page = open_page(walk(neuron()).html, viewport=PHONE)
    canvas = page.locator("svg.graph").first.bounding_box()
    boxes = [box.bounding_box() for box in page.locator(".node .shape").all()]
    assert (
        max(b["x"] + b["width"] for b in boxes) - min(b["x"] for b in boxes)
        > 0.85 * canvas["width"]
    )
    assert canvas["height"] > 400


def shown(page):
    told = page.locator(".caption").first.inner_text()
    return told, sorted(
        page.locator(".lane:first-child .node").evaluate_all("all => all.map((e) => e.ariaLabel)")
    )


def test_turning_the_screen_keeps_step_numbers_and_what_is_unfolded(open_page):
    page = open_page(folded("neuron").html, viewport=WIDE)
    page.locator(".node.group").nth(1).click()
    page.evaluate("window.chalkgrad.go(9)")
    page.evaluate("window.chalkgrad.set('x0', 0.75)")
    page.wait_for_timeout(SETTLED)
    before = shown(page)
    page.set_viewport_size(PHONE)
    wait_for(page, f"({DIRECTION})() === 'down'")
    page.wait_for_timeout(SETTLED)
    assert shown(page) == before
    assert page.locator(".title").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".title").count() == 0
    page.set_viewport_size(WIDE)
    wait_for(page, f"({DIRECTION})() === 'right'")


@pytest.mark.parametrize("rankdir", ["LR", "RL", "TB"])
def test_a_direction_that_is_asked_for_holds_in_every_window(rankdir, open_page):
    page = open_page(walk(neuron(), rankdir=rankdir).html, viewport=PHONE)
    assert data_in(page)["narrow"] == []
    assert page.evaluate(DIRECTION) == {"LR": "right", "TB": "down"}.get(rankdir, "neither")


def test_a_large_graph_has_one_layout():
    model = MLP(2, [16, 1], seed=0)
    root = model([0.5, -0.25])
    small, large = (
        walk(neuron()).data,
        walk(root + model([0.25, 1.0]), names=model.named_parameters(), collapse="neuron").data,
    )
    assert len(small.narrow) == 1
    assert sum(len(picture.edges) for picture in large.pictures) > 600
    assert large.narrow == ()
