"""A walk by keyboard alone: one stop for Tab, and from there along boxes and edges."""

import pytest

from tests.graphs import network
from tests.test_walk_sight import product
from viz import walk

FOCUSED = "document.activeElement.getAttribute('aria-label')"
IN_GRAPH = "document.activeElement.closest('svg.graph') !== null"
WAY = [
    "parameter a, value 2, gradient none yet",
    "edge from a to c, local derivative 3",
    "parameter b, value 3, gradient none yet",
    "edge from b to c, local derivative 2",
    "operation c, no value yet, gradient none yet",
    "edge from c to L, local derivative 2",
    "constant 2, value 2",
    "edge from 2 to L",
    "result L, no value yet, gradient none yet",
]


@pytest.fixture
def page(open_page):
    page = open_page(walk(product()).html)
    enter_graph(page)
    return page


def enter_graph(page):
    page.locator("#speed").focus()
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate(IN_GRAPH):
            return
    pytest.fail("Tab does not lead into the graph")


def test_down_leads_along_each_box_and_the_edges_that_leave_it(page):
    found = [page.evaluate(FOCUSED)]
    for _ in WAY:
        page.keyboard.press("ArrowDown")
        found.append(page.evaluate(FOCUSED))
    assert found == [*WAY, WAY[-1]]  # at the end it stays
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED) == WAY[-2]


def test_tab_leaves_the_graph_and_comes_back_to_where_it_was(page):
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert not page.evaluate(IN_GRAPH)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == WAY[1]


def test_a_click_is_a_place_to_go_on_from(page):
    page.locator(".node").nth(1).click()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == WAY[3]


def test_what_is_chosen_is_said(page):
    page.keyboard.press("Enter")
    assert page.locator("#live").inner_text().startswith("a: parameter")


def test_folded_boxes_are_on_the_way_and_the_frame_begins_it(open_page):
    root, names = network((3, 1))
    page = open_page(walk(root, names=names, collapse="neuron").html)
    enter_graph(page)
    for _ in range(40):
        if page.evaluate("document.activeElement.ariaExpanded") == "false":
            break
        page.keyboard.press("ArrowDown")
    name = page.evaluate(FOCUSED).partition(",")[0]
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == f"{name}, unfolded. Fold it"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED) == f"{name}, unfolded. Fold it"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(IN_GRAPH)
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED).startswith(f"{name}, folded")
