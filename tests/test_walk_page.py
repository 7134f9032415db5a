"""The page of a walk in a browser: every control, key, click and hover, and who can use it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from engine import Value, topological_order, zero_grad
from tests.browser import stop_clock
from tests.graphs import doubled, named, neuron, scrambled
from viz import walk

HOSTILE = "</script><img src=x onerror=alert(1)>"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def product():
    """Return L = 2c of c = a * b."""
    return named(named(Value(2.0, "a") * Value(3.0, "b"), "c") * 2.0, "L")


@pytest.fixture
def page(open_page):
    """Open the walk of L = 2c, c = a * b: 2 steps forward, the seed, 3 backward, the end."""
    return open_page(walk(product()).html)


def position(page):
    return int(page.locator("#count").inner_text().split(" / ")[0])


def seek(page, target):
    page.locator("#slider").fill(str(target))


def caption(page, lane=0):
    return page.locator(".lane").nth(lane).locator(".caption").inner_text()


def box(page, name, lane=0):
    """Find the box of a node by its name, which its label for screen readers begins with."""
    label = re.compile(rf"^\w+ {re.escape(name)},")
    return page.locator(".lane").nth(lane).locator(".node").and_(page.get_by_label(label))


def edge(page, tail, head):
    return page.get_by_label(re.compile(rf"^edge from {tail} to {head}(,|$)")).first


def row(page, name, kind, lane=0):
    return box(page, name, lane).locator(f".{kind}").text_content()


def classes(locator):
    return locator.get_attribute("class").split()


# Steps.


def test_values_appear_and_then_gradients_and_none_yet_is_not_0(page):
    assert [row(page, name, "value") for name in "abcL"] == ["2", "3", "", ""]
    assert "waiting" in classes(box(page, "c"))
    seek(page, 2)
    assert [row(page, name, "value") for name in "abcL"] == ["2", "3", "6", "12"]
    assert [row(page, name, "grad") for name in "abcL"] == ["–"] * 4
    seek(page, 6)
    assert [row(page, name, "grad") for name in "abcL"] == ["6", "4", "2", "1"]
    seek(page, 0)
    assert [row(page, name, "value") for name in "abcL"] == ["2", "3", "", ""]
    assert [row(page, name, "grad") for name in "abcL"] == ["–"] * 4


def test_a_gradient_of_0_shows_0(open_page):
    page = open_page(walk(named(Value(-1.0, "a").relu(), "r")).html)
    seek(page, 3)
    assert row(page, "a", "grad") == "0"


def test_a_step_shows_its_rule_its_product_and_the_running_sum(page):
    seek(page, 5)
    assert "∂L/∂a += ∂L/∂c · ∂c/∂a = 2 × 3 = 6" in caption(page)
    assert "∂c/∂a = b = 3" in caption(page)
    assert page.locator(".chip text").all_text_contents() == ["2 × 3", "= 6"]
    assert page.locator(".chip").get_attribute("visibility") == "visible"
    assert "current" in classes(edge(page, "a", "c"))
    assert "current" in classes(box(page, "c"))
    assert "operand" in classes(box(page, "a"))
    seek(page, 2)
    assert page.locator(".chip").get_attribute("visibility") == "hidden"
    assert page.locator(".edge.current").count() == 0


def test_a_step_is_spoken(page):
    live = page.locator("#live")
    assert live.get_attribute("aria-live") == "polite"
    page.keyboard.press("ArrowRight")
    assert live.text_content().startswith("Forward: c. The value of c is computed from a and b.")


@pytest.mark.parametrize("graph", [doubled, neuron, lambda: scrambled(5)], ids=["b", "n", "s"])
def test_the_gradients_in_the_boxes_are_those_of_backward(graph, open_page):
    root = graph()
    page = open_page(walk(root).html)
    page.locator("#end").click()
    shown = (
        page.locator(".lane")
        .first.locator(".node")
        .evaluate_all("boxes => boxes.map(box => box.querySelector('.grad')?.textContent ?? null)")
    )
    zero_grad(root)
    root.backward()
    from viz.style import number

    assert shown == [
        (number(node.grad) if node.has_grad else "–") if node.requires_grad else None
        for node in topological_order(root)
    ]


# Controls and keys.


def test_the_buttons_step_and_jump(page):
    for name, expected in [
        *(("forward", 1), ("forward", 2), ("back", 1), ("end", 7)),
        *(("forward", 7), ("back", 6), ("start", 0), ("back", 0)),
    ]:
        page.locator(f"#{name}").click(force=True)  # at an end too
        assert position(page) == expected, name


def test_the_slider_goes_anywhere(page):
    for target in (4, 1, 6, 0, 3):
        seek(page, target)
        assert position(page) == target
        assert page.locator("#slider").input_value() == str(target)
    assert page.locator("#slider").get_attribute("aria-valuetext").startswith("3 of 7: Backward: L")


def test_keys_step_and_jump(page):
    for key, expected in [
        *(("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 7)),
        *(("ArrowRight", 7), ("Home", 0), ("ArrowLeft", 0)),
    ]:
        page.keyboard.press(key)
        assert position(page) == expected, key
        assert page.locator("#slider").input_value() == str(expected)


def test_play_goes_on_to_the_end_and_starts_again_from_there(page):
    stop_clock(page)
    page.locator("#speed").select_option("2")
    page.locator("#play").click()
    assert page.locator("#play").get_attribute("aria-label") == "Pause"
    page.clock.run_for(1250)
    assert position(page) == 2
    page.clock.run_for(10_000)
    assert position(page) == 7
    assert page.locator("#play").get_attribute("aria-label") == "Play"
    page.locator("#play").click()
    assert position(page) == 0


def test_space_plays_and_pauses_and_a_step_pauses(page):
    stop_clock(page)
    page.keyboard.press(" ")
    page.clock.run_for(1300)
    assert position(page) == 1
    page.keyboard.press(" ")
    page.clock.run_for(5000)
    assert position(page) == 1
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.clock.run_for(5000)
    assert position(page) == 2


def test_the_speed_may_change_while_it_plays(page):
    stop_clock(page)
    page.locator("#play").click()
    page.locator("#speed").select_option("20")
    page.clock.run_for(130)
    assert position(page) == 2


def test_keys_are_not_stolen_from_the_controls(page):
    page.locator("#speed").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#speed").input_value() == "2"
    assert position(page) == 0
    page.locator("#slider").focus()
    page.keyboard.press("ArrowRight")
    assert position(page) == 1
    page.locator("#compare").focus()
    page.keyboard.press(" ")
    assert page.locator("#compare").is_checked()
    page.keyboard.press("ArrowRight")
    assert position(page) == 2
    page.locator("summary").focus()
    page.keyboard.press(" ")
    assert page.locator("#help").get_attribute("open") is not None
    page.keyboard.press("ArrowLeft")
    assert position(page) == 1
    page.locator("#forward").focus()
    page.keyboard.press(" ")
    assert position(page) == 2
    assert page.locator("#play").get_attribute("aria-label") == "Play"


def test_keys_with_a_modifier_belong_to_the_browser(page):
    page.keyboard.press("Control+End")
    assert position(page) == 0


# Boxes and edges.


def details(page, lane=0):
    return page.locator(".lane").nth(lane).locator(".details").inner_text().split("\n")


def test_a_click_on_a_box_tells_who_it_is_and_what_it_received(page):
    box(page, "c").click()
    assert [line for line in details(page) if line] == [
        *("c: operation ×", "c = a·b", "data not computed yet"),
        *("grad – (nothing has arrived yet)", "from L: not yet"),
    ]
    seek(page, 4)
    assert [line for line in details(page) if line][2:] == [
        *("data 6.0", "grad 2.0", "from L: 1 × 2 = 2"),
    ]
    assert "chosen" in classes(box(page, "c"))


def test_each_contribution_is_listed_and_those_to_come(open_page):
    page = open_page(walk(doubled()).html)
    seek(page, 6)
    box(page, "a").click()
    assert [line for line in details(page) if line.startswith("from")] == [
        *("from b: 2 × 1 = 2", "from b: not yet"),
    ]


def test_a_click_on_an_edge_tells_its_derivative_and_what_it_passed_on(page):
    seek(page, 6)
    edge(page, "b", "c").locator(".hit").click()
    assert [line for line in details(page) if line] == [
        *("Edge from b to c", "∂c/∂b = a = 2", "passed on: 2 × 2 = 4"),
    ]


def test_boxes_and_edges_are_reached_and_chosen_by_keyboard(page):
    for thing, told in [
        (box(page, "a"), "a: parameter"),
        (edge(page, "a", "c"), "Edge from a to c"),
    ]:
        thing.focus()
        assert "path" in classes(box(page, "L"))
        page.keyboard.press("Enter")
        assert details(page)[0] == told
    page.keyboard.press("ArrowRight")
    assert position(page) == 1


def test_hovering_highlights_the_path_to_the_root(page):
    box(page, "a").hover()
    for thing in (box(page, "a"), box(page, "c"), box(page, "L"), edge(page, "a", "c")):
        assert "path" in classes(thing)
    for thing in (box(page, "b"), edge(page, "b", "c")):
        assert "path" not in classes(thing)
    page.locator("h1").hover()
    assert page.locator(".path").count() == 0


def test_a_screen_reader_hears_the_state_of_a_box(page):
    assert box(page, "c").get_attribute("aria-label") == (
        "operation c, no value yet, gradient none yet"
    )
    seek(page, 6)
    assert box(page, "c").get_attribute("aria-label") == "operation c, value 6, gradient 2"
    assert edge(page, "a", "c").get_attribute("aria-label") == (
        "edge from a to c, local derivative 3"
    )


# The naive order.


def test_the_naive_order_plays_beside_the_right_one(open_page):
    page = open_page(walk(doubled()).html)
    assert page.locator(".lane:visible").count() == 1
    page.locator("#compare").check()
    assert page.locator(".lane:visible h2").all_inner_texts() == [
        *("Topological order", "Naive recursion"),
    ]
    assert "a gets 6 instead of 4" in page.locator("#verdict").inner_text()
    page.locator("#diverges").click()
    assert position(page) == 5
    assert "too early" in caption(page, lane=1)
    assert row(page, "a", "grad", lane=1) == "1, too early"
    page.locator("#end").click()
    assert position(page) == 10
    assert [row(page, "a", "grad", lane) for lane in (0, 1)] == ["4", "6, again"]
    assert "wrong" in box(page, "a", lane=1).get_attribute("aria-label")
    box(page, "a", lane=1).click()
    assert len([line for line in details(page, 1) if line.startswith("from b")]) == 4
    page.locator("#compare").uncheck()
    assert page.locator(".lane:visible").count() == 1
    assert position(page) == 8


def test_compare_begins_with_both(open_page):
    page = open_page(walk(doubled(), compare=True).html)
    assert page.locator(".lane:visible").count() == 2
    assert page.locator("#compare").is_checked()


def test_a_naive_order_that_is_left_out_is_told_of(open_page):
    root = Value(1.0, "a")
    for _ in range(12):
        root = root + root
    page = open_page(walk(root).html)
    assert not page.locator("#compare").is_visible()
    assert "left out" in page.locator("#verdict").inner_text()


# Many on one page, labels, sizes.


def test_two_walks_on_one_page_do_not_disturb_each_other(open_page):
    text = "".join(walk(graph())._repr_html_() for graph in (product, doubled))
    page = open_page(f"<!doctype html><title>two</title>{text}")
    first, second = (page.frame_locator("iframe").nth(i) for i in (0, 1))
    first.locator("#forward").click()
    first.locator("#forward").click()
    second.locator("#forward").click()
    assert first.locator("#count").inner_text() == "2 / 7"
    assert second.locator("#count").inner_text() == "1 / 8"
    page.keyboard.press("End")
    assert first.locator("#count").inner_text() == "2 / 7"
    assert second.locator("#count").inner_text() == "8 / 8"


def test_a_hostile_label_shows_as_written_and_runs_nothing(open_page):
    root = Value(1.0, HOSTILE) * 2.0
    page = open_page(walk(named(root, "<b>&amp;")).html)
    assert page.locator(".node .named").first.text_content() == HOSTILE
    page.locator("#end").click()
    assert HOSTILE in caption(page)
    page.locator(".node").first.click()
    assert details(page)[0].startswith(HOSTILE)
    assert page.locator("img").count() == 0
    assert page.locator(".node .named").last.text_content().strip() == "<b>&amp;"
    assert page.title() == "Walk: (<b>&amp;) = 2"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("compare", [False, True], ids=["alone", "compared"])
def test_axe_finds_nothing_serious(scheme, compare, open_page):
    page = open_page(walk(doubled(), compare=compare).html, color_scheme=scheme)
    seek(page, 5)
    page.locator("summary").click()
    box(page, "a").click()
    violations = Axe().run(page).response["violations"]
    serious = [v["id"] for v in violations if v["impact"] in ("serious", "critical")]
    assert serious == []


@pytest.mark.parametrize(
    ("graph", "compare"),
    [(neuron, False), (lambda: scrambled(5), True), (lambda: Value(1.0, HOSTILE) * 2.0, False)],
    ids=["neuron", "compared", "long label"],
)
def test_on_a_phone_nothing_lies_beside_the_screen(graph, compare, open_page):
    page = open_page(walk(graph(), compare=compare).html, **PHONE)
    page.locator("#end").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    graph_box = page.locator("svg.graph").first.bounding_box()
    panel = page.locator(".panel").first.bounding_box()
    assert panel["y"] >= graph_box["y"] + graph_box["height"]


def test_texts_stay_inside_their_boxes(open_page):
    page = open_page(walk(scrambled(5)).html)
    page.locator("#end").click()
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".lane:first-child .node")].filter((node) => {
          const box = node.querySelector(".shape").getBBox();
          return [...node.querySelectorAll("text")].some((text) => {
            const own = text.getBBox();
            return own.width && (own.x < box.x || own.x + own.width > box.x + box.width);
          });
        }).map((node) => node.textContent)"""
    )
    assert outside == []


def test_who_wants_less_motion_gets_none(open_page):
    for motion, name in (("reduce", "none"), ("no-preference", "flow")):
        page = open_page(walk(product()).html, reduced_motion=motion)
        seek(page, 5)
        over = page.locator(".over").first
        assert over.evaluate("over => getComputedStyle(over).animationName") == name
