"""The page of a folded walk in a browser: unfolding, playing, and who can use it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from engine import Value, topological_order, zero_grad
from nn import MLP
from tests.browser import GO, assert_within, data_in, stop_clock
from tests.graphs import network
from tests.test_viz_walk import data_of
from tests.test_walk_page import (
    HOSTILE,
    PHONE,
    box,
    caption,
    classes,
    details,
    edge,
    position,
    row,
    seek,
)
from tests.test_walk_zoom import changed_by_a_step
from viz import walk
from viz.style import number

FIRST = "layers.0.neurons.0"
SECOND = "layers.0.neurons.1"
LAST = "layers.1.neurons.0"


def folded(collapse="neuron"):
    root, names = network((3, 1))
    return walk(root, names=names, collapse=collapse).html


@pytest.fixture
def page(open_page):
    """Open 2-3-1 folded by neuron, and its loss."""
    return open_page(folded())


def group(page, name):
    return page.get_by_label(re.compile(rf"^{re.escape(name)}, folded,"))


def title(page, name):
    return page.get_by_label(f"{name}, unfolded. Fold it")


def cells(page, name):
    return [
        group(page, name).locator(f".{kind}-cell").text_content()
        for kind in ("data", "grad", "size")
    ]


def last(page):
    return int(page.locator("#slider").get_attribute("max"))


def is_folded(page, *names):
    return [group(page, name).count() == 1 for name in names]


# Unfolding.


def test_a_click_unfolds_and_the_title_of_the_cluster_folds(page):
    assert is_folded(page, FIRST, SECOND, LAST) == [True] * 3
    group(page, FIRST).click()
    assert is_folded(page, FIRST, SECOND) == [False, True]
    assert box(page, f"{FIRST}.w0").count() == 1
    assert page.locator(".cluster").count() == 1
    title(page, FIRST).click()
    assert is_folded(page, FIRST) == [True]
    assert page.locator(".cluster").count() == 0


def test_unfolding_one_folds_the_other(page):
    group(page, FIRST).click()
    group(page, SECOND).press("Enter")
    assert is_folded(page, FIRST, SECOND) == [True, False]


@pytest.mark.parametrize("key", ["Enter", " "])
def test_keys_unfold_and_fold_and_the_focus_goes_along(key, page):
    group(page, FIRST).focus()
    page.keyboard.press(key)
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    page.keyboard.press(key)
    assert is_folded(page, FIRST) == [True]
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "false"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(FIRST)
    assert page.locator("#play").get_attribute("aria-label") == "Play"


@pytest.mark.parametrize("place", ["#forward", "#slider", "#speed", "summary"])
def test_escape_folds_from_anywhere(place, page):
    group(page, FIRST).click()
    page.locator(place).focus()
    for _ in range(2):
        page.keyboard.press("Escape")
        assert is_folded(page, FIRST) == [True]


def test_the_unfolded_group_comes_into_view(open_page):
    root, names = network((8, 8, 1))
    page = open_page(walk(root, names=names, collapse="neuron").html)
    page.locator("#end").click()  # at x0, far from the last neurons
    canvas = page.locator("svg.graph").bounding_box()
    for name in ("layers.2.neurons.0", "layers.1.neurons.4", "layers.0.neurons.7"):
        group(page, name).press("Enter")
        assert_within(title(page, name).bounding_box(), canvas)


def test_dragging_a_folded_box_does_not_unfold_it(page):
    spot = group(page, FIRST).bounding_box()
    page.mouse.move(spot["x"] + 20, spot["y"] + 20)
    page.mouse.down()
    page.mouse.move(spot["x"] + 50, spot["y"] + 60, steps=4)
    page.mouse.up()
    assert is_folded(page, FIRST) == [True]


# Playing.


def test_a_folded_box_shows_its_numbers_as_they_come(page):
    assert cells(page, FIRST) == ["–", "–", "–"]
    assert group(page, FIRST).get_attribute("aria-label") == (
        f"{FIRST}, folded, output –, gradient –, 3 parameters, size of gradient –"
    )
    assert group(page, FIRST).get_attribute("aria-expanded") == "false"
    assert "waiting" in classes(group(page, FIRST))
    seek(page, 1)
    data, *rest = cells(page, FIRST)
    assert data not in ("", "–")
    assert rest == ["–", "–"]
    assert "waiting" not in classes(group(page, FIRST))
    page.locator("#end").click()
    assert "–" not in cells(page, FIRST)
    assert f"size of gradient {cells(page, FIRST)[2]}" in group(page, FIRST).get_attribute(
        "aria-label"
    )
    seek(page, 0)
    assert cells(page, FIRST) == ["–", "–", "–"]


@pytest.mark.parametrize("collapse", ["neuron", "layer"])
def test_the_last_stop_shows_the_gradients_of_backward(collapse, open_page):
    root, names = network((3, 1))
    page = open_page(walk(root, names=names, collapse=collapse).html)
    page.locator("#end").click()
    zero_grad(root)
    root.backward()
    for node in topological_order(root):
        if node.label in ("x0", "x1", "L"):
            assert row(page, node.label, "grad") == number(node.grad)
    for name, parameter in names:
        group(page, name.rpartition(".")[0] if collapse == "neuron" else name[:8]).press("Enter")
        assert row(page, name, "grad") == number(parameter.grad)
        page.keyboard.press("Escape")


def test_each_stop_is_told_and_back_leads_the_same_way(page):
    def state():
        boxes = page.locator(".node").evaluate_all("all => all.map((one) => one.textContent)")
        return [*boxes, caption(page)]

    seen = [state()]
    while position(page) < last(page):
        page.keyboard.press("ArrowRight")
        seen.append(state())
    assert len({told[-1] for told in seen}) == len(seen)
    while position(page):
        assert state() == seen.pop()
        page.keyboard.press("ArrowLeft")
    assert state() == seen.pop()


def test_the_inside_of_a_folded_box_is_one_stop(page):
    page.locator("#end").click()
    while "Inside" not in caption(page):
        page.keyboard.press("ArrowLeft")
    told = caption(page)
    name = re.search(r"^Backward: (\S+)", told)[1]
    size = cells(page, name)[2]
    assert f"Inside {name}: 7 applications of the chain rule; |∇| = {size}." in told
    assert "current" in classes(group(page, name))
    assert page.locator(".chip").get_attribute("visibility") == "hidden"


def test_an_application_between_folded_boxes_is_told_with_where_it_is(page):
    while f"Backward: {LAST} → {FIRST}" not in caption(page):
        page.keyboard.press("ArrowRight")
    assert f"A gradient inside {LAST} passes on to {FIRST}, times" in caption(page)
    assert f"∂L/∂{FIRST} += gradient inside {LAST} · local derivative" in " ".join(
        caption(page).split()
    )
    passing = edge(page, FIRST, LAST)
    assert "current" in classes(passing)
    assert "operand" in classes(group(page, FIRST))
    assert "current" in classes(group(page, LAST))
    chip = page.locator(".chip text").all_text_contents()
    assert [chip[1][0], chip[2][0]] == ["×", "="]
    assert f"{chip[0]} {chip[1]} {chip[2]}" in " ".join(caption(page).split())


def steps_done(page, name):
    """Return after how many steps play has stopped, in the picture with a group unfolded."""
    data = data_in(page)
    names = [None, *(group["title"] for group in data["groups"])]
    return data["pictures"][names.index(name)]["stops"][position(page)]


def test_the_position_is_kept_and_from_an_inside_goes_to_the_next_stop(page):
    page.locator("#end").click()
    while "Inside" not in caption(page):
        page.keyboard.press("ArrowLeft")
    at, told = position(page), caption(page)
    name = re.search(r"^Backward: (\S+)", told)[1]
    done = steps_done(page, name=None)
    group(page, name).press("Enter")
    assert steps_done(page, name) == done
    inner = caption(page)
    assert inner.startswith("Backward: ")
    assert "Inside" not in inner
    page.keyboard.press("ArrowLeft")  # to a step inside the group
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert (position(page), caption(page)) == (at, told)


def test_unfolding_pauses(page):
    stop_clock(page)
    page.locator("#play").click()
    page.clock.run_for(1300)
    group(page, FIRST).press("Enter")
    assert page.locator("#play").get_attribute("aria-label") == "Play"
    page.clock.run_for(5000)
    assert caption(page).startswith("Forward:")


def test_several_applications_along_one_edge_are_a_stop_each_and_are_listed(open_page):
    page = open_page(folded("layer"))
    several = edge(page, "layers.0", "layers.1")
    assert several.get_attribute("aria-label").endswith(", 3 operands, 0 passed on")
    assert page.locator(".slope.count").all_text_contents() == ["×3", "×3", "×3"]
    stops = 0
    while position(page) < last(page):
        page.keyboard.press("ArrowRight")
        stops += "Backward: layers.1 → output" in caption(page)
    assert stops == 3
    assert several.get_attribute("aria-label").endswith(", 3 operands, 3 passed on")
    several.press("Enter")
    assert "3 of 3 applications of the chain rule so far" in details(page)
    assert len([told for told in details(page) if re.match(r"\S+ × \S+ = ", told)]) == 3


# Boxes that are not folded.


def test_other_boxes_and_edges_tell_what_they_are_made_of(page):
    page.locator("#end").click()
    page.get_by_label("Fit the graph").click()
    box(page, "L").click()
    assert details(page)[0] == "L: result relu"
    box(page, "x0").click()
    told = [line for line in details(page) if line.startswith("from")]
    assert len(told) == 3
    assert re.match(rf"from {FIRST}: .* = ", told[-1])
    group(page, FIRST).click()
    assert "Click a folded box" in details(page)[0]
    box(page, f"{FIRST}.w0").click()
    assert details(page)[0] == f"{FIRST}.w0: parameter"
    edge(page, f"{FIRST}.w0", r"v\d+").press("Enter")
    assert details(page)[0].startswith(f"Edge from {FIRST}.w0 to v")


def test_hovering_highlights_the_path_to_the_root(page):
    group(page, FIRST).hover()
    for thing in (group(page, FIRST), edge(page, FIRST, LAST), group(page, LAST), box(page, "L")):
        assert "path" in classes(thing)
    assert "path" not in classes(group(page, SECOND))
    page.locator("h1").hover()
    assert page.locator(".path").count() == 0


# Who can use it, and what fits where.


def test_a_folded_page_has_no_naive_order_and_says_so(page):
    assert not page.locator("#compare").is_visible()
    page.locator("summary").click()
    assert "naive order is left out of a folded walk" in page.locator("#help").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(scheme, open_page):
    page = open_page(folded(), color_scheme=scheme)
    page.locator("#end").click()
    page.locator("summary").click()
    assert serious(page) == []
    group(page, FIRST).press("Enter")
    assert serious(page) == []


def serious(page):
    violations = Axe().run(page).response["violations"]
    return [v["id"] for v in violations if v["impact"] in ("serious", "critical")]


def test_on_a_phone_nothing_lies_beside_the_screen(open_page):
    page = open_page(folded(), **PHONE)
    assert_narrow(page)
    group(page, FIRST).tap()
    assert is_folded(page, FIRST) == [False]
    assert_narrow(page)


def assert_narrow(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    canvas = page.locator("svg.graph").bounding_box()
    assert page.locator(".panel").bounding_box()["y"] >= canvas["y"] + canvas["height"]


OUTSIDE = """() => [...document.querySelectorAll(".node, .title")].filter((node) => {
  const box = (node.querySelector(".shape") || node.querySelector("rect")).getBBox();
  return [...node.querySelectorAll("text")].some((text) => {
    const own = text.getBBox();
    return own.width && (own.x < box.x || own.x + own.width > box.x + box.width
      || own.y + own.height > box.y + box.height + 2);
  });
}).map((node) => node.textContent)"""


@pytest.mark.parametrize("collapse", ["neuron", "layer"])
def test_texts_stay_inside_their_boxes(collapse, open_page):
    page = open_page(folded(collapse))
    page.locator("#end").click()
    assert page.evaluate(OUTSIDE) == []
    for name in [group["title"] for group in data_in(page)["groups"]]:
        group(page, name).press("Enter")
        assert page.evaluate(OUTSIDE) == []


def test_the_cells_of_a_folded_box_do_not_touch(page):
    page.locator("#end").click()
    overlaps = page.evaluate(
        """() => [...document.querySelectorAll(".group")].flatMap((node) => {
          const boxes = [...node.querySelectorAll(".key, .cell")].map((text) => text.getBBox())
            .filter((box) => box.width);
          return boxes.flatMap((a, i) => boxes.slice(0, i).filter((b) =>
            Math.abs(a.y - b.y) < 5 && a.x < b.x + b.width && b.x < a.x + a.width));
        }).length"""
    )
    assert overlaps == 0


def test_a_chip_covers_neither_of_the_boxes_that_it_is_about(page):
    covered = page.evaluate(
        f"""() => {{
          {GO}
          const bad = [];
          for (let stop = 1; stop <= slider.max; stop++) {{
            go(stop);
            const chip = document.querySelector(".chip");
            if (chip.getAttribute("visibility") === "hidden") continue;
            const a = chip.querySelector("rect").getBoundingClientRect();
            for (const box of document.querySelectorAll(".node.current, .node.operand")) {{
              const b = box.querySelector(".shape").getBoundingClientRect();
              if (a.left < b.right - 1 && b.left < a.right - 1
                && a.top < b.bottom && b.top < a.bottom) bad.push(stop);
            }}
          }}
          return bad;
        }}"""
    )
    assert covered == []


def test_hostile_names_show_as_written_and_run_nothing(open_page):
    model = MLP(2, [1], seed=0)
    names = [(f"{HOSTILE}.{name}", p) for name, p in model.named_parameters()]
    root = model([Value(0.3, "x0"), Value(-0.2, "<b>")])
    page = open_page(walk(root, names=names, collapse="neuron").html)
    name = f"{HOSTILE}.layers.0.neurons.0"
    shown = group(page, name).locator(".head").text_content()
    assert shown.startswith(HOSTILE)
    page.locator("#end").click()
    group(page, name).press("Enter")
    assert title(page, name).text_content().startswith(HOSTILE)
    assert page.locator("img").count() == 0


# A network 2-16-16-1 of 984 nodes.


@pytest.fixture(scope="module")
def large():
    root, names = network()
    return walk(root, names=names, collapse="neuron").html


def test_a_large_network_fits_a_slide(large, open_page):
    page = open_page(large, viewport={"width": 1280, "height": 720})
    canvas = page.locator("svg.graph").bounding_box()
    assert canvas["y"] + canvas["height"] <= 720
    page.get_by_label("Fit the graph").click()
    for one in page.locator(".node").all():
        assert_within(one.bounding_box(), canvas)
    assert page.locator(".panel").bounding_box()["x"] > canvas["x"] + canvas["width"]


def test_a_large_page_stays_small(large):
    assert len(large.encode()) < 3_000_000
    assert len(data_of(large)["pictures"]) == 34


def test_a_step_changes_only_what_the_step_is_about(large, open_page):
    page = open_page(large)
    seek(page, 200)
    changed = changed_by_a_step(page, count_sight=True)
    assert 0 < changed < 25
