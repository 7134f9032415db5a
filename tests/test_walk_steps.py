"""How far a step of a walk leads, what each step marks, and how the walk ends."""

import re

import pytest

from engine import Value
from tests.graphs import doubled, named, network, neuron, unreached
from tests.test_walk_live import branches, put
from tests.test_walk_page import box, caption, classes, details, edge, position, row, seek
from viz import walk


def branched():
    """Return L = (a b) + (a + b), whose layers without names are 1, 1 and 2 operations."""
    a, b = Value(2.0, "a"), Value(3.0, "b")
    return named(named(a * b, "p") + named(a + b, "s"), "L")


def choose(page, size):
    page.locator("#size").select_option(size)


def stops(page, key="ArrowRight"):
    """Return the positions that a key leads through."""
    found = [position(page)]
    while True:
        page.locator("#forward" if key == "ArrowRight" else "#back").click(force=True)
        if position(page) == found[-1]:
            return found
        found.append(position(page))


# p, s, L; the seed; L to p and s; p to a and b, s to a and b; the end.
SIZES = {
    "edge": [*range(12)],
    "box": [0, 1, 2, 3, 4, 6, 8, 10, 11],
    "layer": [0, 2, 3, 4, 6, 10, 11],
}


@pytest.mark.parametrize("size", SIZES)
def test_a_step_leads_along_an_edge_through_a_box_or_through_a_layer(size, open_page):
    page = open_page(walk(branched()).html)
    choose(page, size)
    assert stops(page) == SIZES[size]
    assert stops(page, "ArrowLeft") == SIZES[size][::-1]


def test_the_layers_are_those_of_the_model(open_page):
    root, names = network((3, 1))
    for collapse in (None, "neuron", "layer"):
        page = open_page(walk(root, names=names, collapse=collapse).html)
        choose(page, "layer")
        headings = []
        for _ in stops(page):
            headings.insert(0, caption(page).split("\n")[0])
            page.locator("#back").click(force=True)
        told = [re.match(r"\w+: layers\.\d", heading) for heading in headings]
        assert [heading[0] for heading in told if heading] == [
            *("Forward: layers.0", "Forward: layers.1", "Backward: layers.1", "Backward: layers.0")
        ]
        assert headings[-1] == "All gradients"


def test_s_changes_the_size_and_the_position_stays_and_counts_edges(open_page):
    page = open_page(walk(branched()).html)
    seek(page, 5)
    for size in ("box", "layer", "edge"):
        page.keyboard.press("s")
        assert page.locator("#size").input_value() == size
        assert position(page) == 5
    page.goto(f"{page.url}?step=6")
    choose(page, "layer")
    assert page.evaluate("chalkgrad.position()") == 6
    page.locator("#forward").click()
    assert page.evaluate("chalkgrad.position()") == 10


def test_of_several_edges_the_caption_tells_each(open_page):
    page = open_page(walk(branched()).html)
    choose(page, "layer")
    seek(page, 10)
    assert caption(page).split("\n")[0] == "Backward: s, p"
    told = " ".join(caption(page).split())
    assert "Along 4 edges a gradient passes on" in told
    assert "∂L/∂a += 1 × 3 = 3" in told
    for name, kind in [("p", "current"), ("s", "current"), ("a", "operand"), ("b", "operand")]:
        assert kind in classes(box(page, name))
    assert page.locator(".edge.current").count() == 4


def test_a_quiz_stops_at_what_is_asked_whatever_the_size(open_page):
    page = open_page(walk(branched(), quiz=True).html)
    choose(page, "layer")
    for _ in range(6):
        page.locator("#forward").click(force=True)
    assert position(page) == 5
    assert page.locator("#slider").get_attribute("max") == "11"
    page.locator("#slider").fill("9")
    assert position(page) == 5
    assert page.locator("#slider").input_value() == "5"


# What a step marks.


def test_a_forward_step_lights_what_it_reads(open_page):
    page = open_page(walk(branched()).html)
    seek(page, 1)
    assert [("operand" in classes(box(page, name))) for name in ("a", "b", "s")] == [1, 1, 0]
    assert "read" in classes(edge(page, "a", "p"))
    assert "read" not in classes(edge(page, "a", "s"))
    seek(page, 5)
    assert page.locator(".edge.read").count() == 0


TIP = """() => {
  const tip = document.querySelector(".against").getAttribute("d").match(/M([-\\d.]+) ([-\\d.]+)/);
  const at = new DOMPoint(Number(tip[1]), Number(tip[2]));
  const { x, y } = at.matrixTransform(document.querySelector(".against").getScreenCTM());
  const away = (node) => {
    const box = document.querySelector(node).getBoundingClientRect();
    const across = Math.max(box.left - x, 0, x - box.right);
    return Math.hypot(across, Math.max(box.top - y, 0, y - box.bottom));
  };
  return [away(".node.operand .shape"), away(".node.current .shape")];
}"""


def test_an_arrow_points_to_the_operand_of_a_backward_step(open_page):
    page = open_page(walk(neuron()).html)
    for target in (5, 6, 7, 8):
        seek(page, target)
        to_operand, to_result = page.evaluate(TIP)
        assert to_operand < 15 < to_result
        arrow = page.locator(".edge.current .arrow")
        assert arrow.evaluate("arrow => getComputedStyle(arrow).visibility") == "hidden"
    seek(page, 3)
    assert page.locator(".against").get_attribute("d") == ""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_contribution_moves_to_the_sum_unless_less_motion_is_wanted(motion, open_page):
    page = open_page(walk(doubled()).html, reduced_motion=motion)
    seek(page, 6)
    page.keyboard.press("ArrowRight")
    shown = page.evaluate(
        "[...document.querySelectorAll('.flight text')].map((text) => text.textContent)"
    )
    assert shown == (["2", "+ 2"] if motion == "no-preference" else [])
    assert row(page, "a", "grad") == "4"  # whatever moves


# The end.


def test_the_walk_ends_with_all_gradients(open_page):
    page = open_page(walk(neuron()).html)
    page.locator("#end").click()
    heading, *rest = [line for line in caption(page).split("\n") if line]
    assert heading == "All gradients"
    assert rest[-2:] == ["∂o/∂w = 1.002", "∂o/∂b = 0.501"]
    marked = [name for name in "wxbno" if "current" in classes(box(page, name))]
    assert marked == ["w", "b"]


def test_of_many_gradients_the_first_ones_are_told_and_how_many_more(open_page):
    root, names = network((3, 1))
    page = open_page(walk(root, names=names).html)
    page.locator("#end").click()
    lines = [line for line in caption(page).split("\n") if line]
    assert len([line for line in lines if line.startswith("∂L/∂")]) == 7
    assert lines[-1] == "… and 8 more"


# Where no gradient passes.


def test_at_the_end_nothing_is_said_to_come_where_nothing_comes(open_page):
    page = open_page(walk(unreached()).html)
    page.locator("#end").click()
    box(page, "a").click()
    assert "grad – (nothing will arrive: no gradient passes a comparison)" in details(page)
    assert box(page, "a").get_attribute("aria-label").endswith("gradient none")
    edge(page, "a", r"v\d").press("Enter")
    assert "No gradient flows here: no gradient passes a comparison." in details(page)


def test_a_where_tells_the_branch_that_it_takes_and_marks_its_edge(open_page):
    page = open_page(walk(branches()).html)
    page.locator("#end").click()
    told = {2.0: ("v2", "v3", "v1 is 1, not 0"), 0.5: ("v3", "v2", "v1 is 0")}
    for x, (taken, left, why) in told.items():
        put(page, "x", x)
        assert "taken" in classes(edge(page, taken, "v4"))
        assert "left" in classes(edge(page, left, "v4"))
        assert ", taken" in edge(page, taken, "v4").get_attribute("aria-label")
        box(page, "v4").click()
        assert f"{why}, so v4 takes the value of {taken}." in details(page)


# The naive order.


def test_where_the_numbers_part_both_orders_stand_at_the_same_edge(open_page):
    page = open_page(walk(doubled(), compare=True).html)
    page.locator("#diverges").click()
    headings = page.locator(".caption h3").all_inner_texts()
    assert headings == ["Backward: b → a"] * 2
    assert [row(page, "a", "grad", lane) for lane in (0, 1)] == ["2", "1, too early"]
    page.locator("#forward").click()
    assert page.locator(".lane h2").first.inner_text() == "Topological order"
