"""How playgrounds look in a browser: what is in view, on a phone, on paper, by axe."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from engine import Value
from nn import MLP, Module
from nn.data import iris, moons
from tests.browser import assert_within, wait_for
from tests.playgrounds import (
    PAGES,
    of_moons,
    picture,
    state,
    summary,
)
from viz import playground

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def made():
    return of_moons()


@pytest.fixture
def page(open_page, made):
    return open_page(made.page)


@pytest.mark.parametrize("name", PAGES)
def test_every_kind_of_page_trains_and_shows_its_pictures(open_page, name):
    page = open_page(PAGES[name](), viewport={"width": 1280, "height": 720})
    first = state(page)["loss"], page.evaluate("chalkgrad.step(1), chalkgrad.state().loss")
    assert page.evaluate("chalkgrad.step(60), chalkgrad.state().loss") < first[1]
    page.locator(".neuron").first.hover()
    shown = page.locator("body").inner_text() + page.locator("#stage").inner_html()
    assert not re.search("NaN|Infinity|undefined|none", shown.replace("<none", ""))


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1000, 740)])
@pytest.mark.parametrize("name", PAGES)
def test_everything_is_in_view_at_once(open_page, name, width, height):
    page = open_page(PAGES[name](), viewport={"width": width, "height": height})
    window = {"x": 0, "y": 0, "width": width, "height": height}
    boxes = {part: page.locator(f"#{part}").bounding_box() for part in PARTS}
    for box in boxes.values():
        assert_within(box, window)
        assert box["height"] > 120
    assert_within(page.locator("#chart svg").bounding_box(), boxes["curves"])
    assert_within(page.locator("#stage > *").bounding_box(), boxes["view"])
    for table in page.locator("table").all():
        assert_within(table.bounding_box(), boxes["view"])
    for neuron in page.locator(".neuron, .input, .output").all():
        assert_within(neuron.bounding_box(), boxes["network"])
    assert page.evaluate("document.documentElement.scrollHeight") <= height


PARTS = ("network", "view", "detail", "curves")


def test_a_phone_has_one_column(open_page, made):
    page = open_page(made.page, viewport={"width": 390, "height": 800})
    boxes = [page.locator(f"#{part}").bounding_box() for part in PARTS]
    assert len({box["x"] for box in boxes}) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_nothing_is_cut(open_page, name):
    page = open_page(PAGES[name](), viewport={"width": 390, "height": 800})
    view = page.locator("#view").bounding_box()
    for part in page.locator("#stage table, #stage figure, #stage .area").all():
        assert_within(part.bounding_box(), page.locator("#stage").bounding_box())
        assert_within(part.bounding_box(), view)


KEYS = {
    "two classes": ["choose the class", "Enter adds"],
    "one input": ["Enter adds"],
    "four inputs": [],
}


@pytest.mark.parametrize("name", KEYS)
def test_only_keys_that_do_something_are_told(open_page, name):
    told = open_page(PAGES[name]()).locator(".keys").inner_text()
    assert [words for words in ("choose the class", "Enter adds") if words in told] == KEYS[name]


@pytest.mark.parametrize("width", [1280, 1000, 390])
def test_another_optimizer_moves_nothing(open_page, made, width):
    page = open_page(made.page, viewport={"width": width, "height": 720})
    parts = ["main > section", "#set-batch", "#set-l2", ".keys"]
    measure = f"""() => {json.dumps(parts)}.flatMap((part) => [...document.querySelectorAll(part)])
      .map((part) => JSON.stringify(part.getBoundingClientRect()))"""
    before = page.evaluate(measure)
    page.locator("#optimizer").select_option("Adam")
    assert page.evaluate(measure) == before


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["two classes", "four inputs"])
def test_the_ring_around_what_has_the_focus_is_not_cut(open_page, name, width):
    page = open_page(PAGES[name](), viewport={"width": width, "height": 720})
    page.locator(".neuron").first.focus()
    assert page.evaluate(CUT) == []


CUT = """() => [...document.querySelectorAll("button, input, select, [tabindex]")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => {
    element.focus();
    const { outlineWidth, outlineOffset } = getComputedStyle(element);
    const isRinged = element.matches(":focus-visible");
    const ring = isRinged ? parseFloat(outlineWidth) + parseFloat(outlineOffset) : 0;
    element.scrollIntoView({ block: "nearest" });
    const { left, right, top, bottom } = element.getBoundingClientRect();
    for (let around = element.parentElement; around; around = around.parentElement) {
      const style = getComputedStyle(around), box = around.getBoundingClientRect();
      if (style.overflowX === "visible" || around === document.documentElement) continue;
      const room = style.overflowX === "clip" ? parseFloat(style.overflowClipMargin) || 0 : 0;
      if (left - ring < box.left - room || right + ring > box.right + room) return true;
      if (top - ring < box.top - room || bottom + ring > box.bottom + room) return true;
    }
    return false;
  }).map((element) => element.id || element.outerHTML.slice(0, 80))"""


def test_no_field_cuts_its_number(page):
    page.evaluate("chalkgrad.step(7)")
    for neuron in range(8):
        page.locator(".neuron").nth(neuron).focus()
        cut = page.locator("#fields input").evaluate_all(
            "all => all.filter(i => i.scrollWidth > i.clientWidth).map(i => i.value)"
        )
        assert cut == []


@pytest.mark.parametrize("steps", [0, 1, 60])
def test_the_curves_tell_what_the_line_above_tells(page, steps):
    if steps:
        page.evaluate("(n) => chalkgrad.step(n)", steps)
    chart, texts = page.locator("#chart svg").bounding_box(), page.locator("#chart text")
    for text in texts.all():
        if text.text_content():
            assert_within(text.bounding_box(), chart)
    told = texts.all_text_contents()
    if not steps:  # a point alone is shown from 0
        assert told[2] == "0"
    else:
        assert "log scale" in told
        assert {"step 0", str(steps)} <= set(told)
    loss = re.search(r"loss (\S+)", summary(page))[1]
    if steps == 60:  # the last is the least, and stands at the axis
        assert float(loss) == pytest.approx(float(told[2]), rel=5e-3)
    assert page.locator("#chart circle.loss").is_visible()


def test_names_of_inputs_and_classes_stand_in_the_page(open_page):
    X, y = iris()
    names = {"inputs": ["a", "b", "c", "d"], "classes": ["red", "green", "blue"]}
    model = MLP(4, [5, 3], seed=0)
    page = open_page(playground(model, X, y, loss="cross_entropy", **names).page())
    assert page.locator(".input").all_inner_texts() == names["inputs"]
    assert page.locator(".output").all_inner_texts() == names["classes"]
    assert page.locator("thead th").all_inner_texts() == names["classes"]
    page.locator(".neuron").last.focus()
    assert page.locator("#detail-title").inner_text() == "output 2, blue"
    dots = page.locator("#portrait .dots")
    assert [
        d.count("M") for d in dots.evaluate_all("all => all.map(p => p.getAttribute('d'))")
    ] == [
        50,
        50,
        50,
    ]


def test_on_paper_what_is_painted_is_light(open_page, made):
    page = open_page(made.page, color_scheme="dark")
    for canvas in ("#stage canvas", "#wires canvas:last-of-type"):
        dark = picture(page, canvas)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        light = picture(page, canvas)
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert light != dark == picture(page, canvas)
    other = open_page(made.page, color_scheme="light")
    assert light == picture(other, "#wires canvas:last-of-type")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(open_page, name, scheme):
    page = open_page(PAGES[name](), color_scheme=scheme)
    page.evaluate("chalkgrad.step(3)")
    page.locator(".neuron").first.focus()
    violations = Axe().run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in {"serious", "critical"}] == []


def test_pictures_change_with_the_light(page):
    before = [picture(page, canvas) for canvas in ("#stage canvas", "#wires canvas")]
    page.emulate_media(color_scheme="dark")
    wait_for(page, "matchMedia('(prefers-color-scheme: dark)').matches")
    for canvas, old in zip(("#stage canvas", "#wires canvas"), before, strict=True):
        for _ in range(200):  # until it is painted anew
            if picture(page, canvas) != old:
                break
            page.wait_for_timeout(20)
        assert picture(page, canvas) != old


def test_print_leaves_the_controls_out(page):
    page.emulate_media(media="print")
    assert not page.locator("#controls").is_visible()
    assert page.locator("#wires canvas").first.is_visible()


def test_names_are_shown_as_written_and_run_nothing(open_page):
    class Hostile(Module):
        def __init__(self):
            setattr(self, HOSTILE, Value(0.5))

        def __call__(self, x):
            return getattr(self, HOSTILE) * x[0]

    class Table(list):
        columns = (HOSTILE, "<b>b")

    X = Table([[0.0, 1.0], [1.0, 0.0]])
    page = open_page(playground(Hostile(), X, [-1, 1]).page())
    page.locator(".neuron").first.focus()
    assert page.locator("#fields input").get_attribute("aria-label") == HOSTILE
    assert page.locator(".input").all_inner_texts() == [HOSTILE, "<b>b"]
    assert page.locator("img").count() == 0


def test_two_in_one_notebook_do_not_disturb_each_other(open_page, made):
    X, y = moons(20, seed=0)
    frames = "".join(playground(MLP(2, [2, 1], seed=0), X, y)._repr_html_() for _ in range(2))
    page = open_page(f"<!DOCTYPE html><title>Notebook</title>{frames}")
    left, right = (page.frame_locator("iframe").nth(i) for i in range(2))
    left.locator("#step").click()
    assert left.locator("#summary").inner_text().startswith("step 1 ")
    assert right.locator("#summary").inner_text().startswith("step 0 ")
