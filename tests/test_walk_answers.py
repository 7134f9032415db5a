"""Leaves changed on the page of a walk, and gradients beside them: nothing untrue is told."""

import pytest

from engine import Value, log
from tests.graphs import doubled, named, network, neuron
from tests.test_walk_live import get, put
from tests.test_walk_page import box, caption, details, row, seek
from viz import walk


def told(page):
    return page.locator(".answers > .told").inner_text()


def slope(page, name):
    return page.get_by_role("group", name=name, exact=True).locator(".slope").text_content()


# Number fields.


@pytest.mark.parametrize("leave", ["Enter", "Tab"])
@pytest.mark.parametrize(
    ("name", "words", "number"), [("w", "w", "-3"), ("Step size η", "η", "0.1")]
)
def test_an_emptied_field_goes_back_to_its_number_and_says_so(
    name, words, number, leave, open_page
):
    page = open_page(walk(neuron()).html)
    emptied = page.get_by_label(name, exact=True).and_(page.locator("input[type=number]"))
    emptied.fill("")
    emptied.press(leave)
    assert emptied.input_value() == number
    assert told(page).startswith(f"{words}: given no number; it stays {number.replace('-', '−')}")


def test_a_step_has_the_size_that_its_field_shows(open_page):
    page = open_page(walk(neuron()).html)
    size = page.get_by_label("Step size η")
    before = get(page, "w")["data"]
    slopes = [get(page, "w")["grad"]]
    size.fill("")
    page.get_by_text("Down: w").click()
    assert size.input_value() == "0.1"
    assert get(page, "w")["data"] == pytest.approx(before - 0.1 * slopes[0])


@pytest.mark.parametrize(
    ("graph", "words"),
    [
        (neuron, "w: both parameters"),
        (lambda: named(Value(1.0, "a") * 2.0, "L"), "w: the parameter a"),
    ],
)
def test_what_a_step_moves_is_said_in_words(graph, words, open_page):
    page = open_page(walk(graph()).html)
    assert words in page.locator(".answers .steps").inner_text()
    shown = page.locator(".answers button").all_inner_texts()
    assert not {"+", "−"} & set(shown)


# Gradients beside the leaves.


@pytest.mark.parametrize("quiz", [False, True])
def test_the_list_tells_the_gradient_that_the_box_tells_at_each_step(quiz, open_page):
    page = open_page(walk(doubled() * Value(3.0, "x"), quiz=quiz).html)
    last = int(page.locator("#slider").get_attribute("max"))
    seen = set()
    for stop in [*range(last + 1), *range(last, -1, -1)]:
        seek(page, stop)
        if quiz and page.get_by_text("Show it").is_visible() and stop % 2:
            page.get_by_text("Show it").click()
        for name in "ax":
            seen.add(slope(page, name))
            assert slope(page, name) == f"grad {row(page, name, 'grad')}"
    assert {"grad –", "grad ?" if quiz else "grad 12"} <= seen
    assert ("grad ?" in seen) == quiz


def test_a_check_waits_until_a_gradient_is_complete(open_page):
    page = open_page(walk(doubled()).html)
    page.get_by_text("Check", exact=True).click()
    last = int(page.locator("#slider").get_attribute("max"))
    seek(page, last - 2)
    assert slope(page, "a") == "grad 2 not complete, 4 by difference"
    seek(page, last)
    assert slope(page, "a") == "grad 4 ✓ 4 by difference"


# A quiz.


def test_in_a_quiz_no_step_gives_a_gradient_away(open_page):
    page = open_page(walk(neuron(), quiz=True).html)
    for text in ("Down: w", "Up"):
        button = page.locator(".answers button", has_text=text)
        assert button.get_attribute("aria-disabled") == "true"
        button.click(force=True)
        assert told(page).startswith("A step would tell the gradients: first find all")
        assert get(page, "w")["data"] == -3.0
    for _ in range(6):
        page.keyboard.press("End")
        if page.get_by_text("Show it").is_visible():
            page.get_by_text("Show it").click()
    page.get_by_text("Down: w").click()
    assert get(page, "w")["data"] != -3.0


def test_a_folded_quiz_gives_steps_and_checks_free_at_its_end(open_page):
    root, names = network((2, 1))
    page = open_page(walk(root, names=names, collapse="neuron", quiz=True).html)
    check = page.get_by_text("Check", exact=True)
    for _ in range(30):
        page.keyboard.press("End")
        if not page.get_by_text("Show it").is_visible():
            break
        assert check.get_attribute("aria-disabled") == "true"
        page.get_by_text("Show it").click()
    assert check.get_attribute("aria-disabled") == "false"
    assert get(page, "layers.0.neurons.0.w0")["grad"] is not None


# Numbers that are none.


def test_a_number_outside_the_domain_is_none_wherever_it_is_told(open_page):
    root = named(log(Value(2.0, "x")) * 3.0, "L")
    page = open_page(walk(root).html)
    put(page, "x", 0.0)
    shown = []
    for stop in range(int(page.locator("#slider").get_attribute("max")) + 1):
        seek(page, stop)
        box(page, "L").click()
        shown += [caption(page), *details(page), page.locator("h1").inner_text()]
        shown += [row(page, name, kind) for name in "xL" for kind in ("value", "grad")]
        shown += page.locator(".chip text").all_text_contents()
        shown += page.locator("svg.graph .slope").all_text_contents()
    page.get_by_text("Check", exact=True).click()
    page.get_by_text("Down: w").click()
    assert told(page) == "No step is taken: it would leave x without a number."
    shown.append(page.locator(".answers").inner_text())
    assert page.locator("h1").inner_text() == "Walk: L = no value"
    assert not [text for text in shown if "inf" in text or "nan" in text.lower()]
    put(page, "x", 1.0)
    assert page.locator("h1").inner_text() == "Walk: L = 0"


def test_what_follows_from_too_large_a_number_is_too_large(open_page):
    page = open_page(walk(named(Value(1.0, "a").exp() * 2.0, "L")).html)
    put(page, "a", 1000.0)
    assert page.locator("h1").inner_text() == "Walk: L = too large"


def test_a_number_that_is_infinite_in_python_stays_so(open_page):
    page = open_page(walk(named(Value(2.0, "a") * float("inf"), "L")).html)
    assert page.locator("h1").inner_text() == "Walk: L = inf"


# How far a step leads.


@pytest.mark.parametrize(
    ("made", "is_a_box"),
    [(lambda: walk(neuron()), True), (lambda: walk(network((3, 1))[0]), False)],
)
def test_a_step_of_a_layer_is_offered_where_it_is_more_than_a_box(made, is_a_box, open_page):
    page = open_page(made().html)
    layer = page.locator("#size option[value=layer]")
    assert layer.is_disabled() == is_a_box
    assert layer.text_content() == ("layer = box" if is_a_box else "layer")
    for _ in range(2):
        page.keyboard.press("s")
    assert page.locator("#size").input_value() == ("edge" if is_a_box else "layer")


# Below the slider.

CUT = """() => [...document.querySelectorAll("#words span")].filter((word) => {
  const text = document.createRange();
  text.selectNodeContents(word);
  const track = document.getElementById("track").getBoundingClientRect();
  const own = text.getBoundingClientRect();
  return own.left < track.left - 1 || own.right > track.right + 1;
}).length"""


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_names_of_both_passes_are_whole(width, open_page):
    root, names = network((3, 1))
    for text in (walk(neuron()).html, walk(root, names=names, collapse="layer").html):
        page = open_page(text, viewport={"width": width, "height": 700})
        assert page.evaluate(CUT) == 0
        forward, backward = (page.locator("#words span").nth(i).bounding_box() for i in (0, 1))
        assert forward["x"] + forward["width"] <= backward["x"]
