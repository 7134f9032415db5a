"""Where everything stands on the page of a walk: in view, uncut, and on nothing else."""

import pytest

from engine import Value
from nn import MLP
from tests.browser import GO
from tests.graphs import named, network, neuron
from tests.test_walk_live import branches
from viz import walk

SLIDE = {"viewport": {"width": 1280, "height": 720}}


def model():
    made = MLP(2, [4, 1], seed=0)
    return made([Value(0.5, "x0"), Value(-1.0, "x1")]), list(made.named_parameters())


def walked(graph, **settings):
    root, names = graph()
    return walk(root, names=names, **settings).html


GRAPHS = {
    "neuron": lambda **settings: walk(neuron(), **settings).html,
    "network": lambda **settings: walked(model, **settings),
    "folded": lambda **settings: walked(model, collapse="neuron", **settings),
}


@pytest.mark.parametrize("graph", GRAPHS)
def test_graph_caption_question_and_numbers_are_in_view_together(graph, open_page):
    page = open_page(GRAPHS[graph](quiz=True), **SLIDE)
    page.keyboard.press("End")
    for whole in ("svg.graph", ".caption", ".quiz"):
        thing = page.locator(whole).bounding_box()
        assert thing["y"] >= 0
        assert thing["y"] + thing["height"] <= 720, whole
    row = page.locator(".leaf-row").first.bounding_box()
    assert row["y"] + row["height"] <= 720


COVERED = f"""() => {{
  {GO}
  const faults = [];
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const isSeen = (thing) => getComputedStyle(thing).visibility !== "hidden"
    && thing.getBoundingClientRect().width > 0;
  const kinds = ".node:not(.away) .shape, svg.graph .slope:not(.away)";
  for (let stop = 1; stop <= slider.max; stop++) {{
    go(stop);
    const chip = document.querySelector(".chip");
    if (chip.getAttribute("visibility") !== "visible") continue;
    const own = chip.querySelector("rect").getBoundingClientRect();
    const things = [...document.querySelectorAll(kinds)].filter(isSeen);
    if (things.some((thing) => meet(own, thing.getBoundingClientRect()))) faults.push(stop);
  }}
  return faults;
}}"""


@pytest.mark.parametrize("graph", ["neuron", "network"])
def test_a_chip_covers_no_box_and_no_number_of_an_edge(graph, open_page):
    page = open_page(GRAPHS[graph](), **SLIDE)
    assert page.evaluate(COVERED) == []


CUT = """() => {
  const faults = [];
  for (const field of document.querySelectorAll(".answers input[type=number]")) {
    if (field.scrollWidth > field.clientWidth) faults.push(field.getAttribute("aria-label"));
  }
  for (const name of document.querySelectorAll(".leaf-row .name, .leaves h4")) {
    if (name.scrollWidth > name.clientWidth + 1) faults.push(name.textContent);
  }
  return faults;
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_numbers_and_names_in_the_list_are_not_cut(width, open_page):
    page = open_page(GRAPHS["network"](), viewport={"width": width, "height": 720})
    assert page.evaluate(CUT) == []
    page.evaluate("chalkgrad.set('x0', -0.00012345678)")
    assert page.evaluate(CUT) == []
    field = page.get_by_label("x0", exact=True).and_(page.locator("input"))
    assert field.input_value() == "-0.00012346"
    assert field.get_attribute("title") == "−0.00012345678"
    field.focus()
    assert field.input_value() == "-0.00012345678"
    page.get_by_label("x1", exact=True).and_(page.locator("input")).focus()
    assert field.input_value() == "-0.00012346"


def test_parameters_stand_below_the_name_of_their_neuron(open_page):
    page = open_page(GRAPHS["network"](), **SLIDE)
    headings = page.locator(".leaves h4").all_inner_texts()
    assert headings == [*(f"layers.0.neurons.{k}" for k in range(4)), "layers.1.neurons.0"]
    names = page.locator(".leaf-row .name").all_inner_texts()
    assert names[:5] == ["x0", "x1", "b", "w0", "w1"]


# The outline of what has the focus, against each thing around it that clips.
CLIPPED = """() => {
  const faults = [];
  const kinds = "main button, main input, main select, main summary";
  for (const thing of document.querySelectorAll(kinds)) {
    thing.scrollIntoView({ block: "nearest" });
    const { left, right, top, bottom } = thing.getBoundingClientRect();
    if (right === left) continue;
    let around = thing;
    while ((around = around.parentElement) !== document.body) {
      const style = getComputedStyle(around);
      const clips = style.overflowX !== "visible" || style.contain.includes("paint");
      const edge = around.getBoundingClientRect();
      const isCut = left - 5 < edge.left || right + 5 > edge.right;
      if (clips && isCut) faults.push(thing.ariaLabel || thing.id);
    }
  }
  return faults;
}"""


@pytest.mark.parametrize("graph", ["neuron", "network"])
def test_the_ring_of_the_focus_is_not_clipped(graph, open_page):
    assert open_page(GRAPHS[graph](quiz=True), **SLIDE).evaluate(CLIPPED) == []


def test_the_curve_tells_its_first_and_its_last_number(open_page):
    page = open_page(GRAPHS["neuron"](), **SLIDE)
    assert page.locator(".course").is_hidden()
    for _ in range(2):
        page.get_by_text("w ← w − η").click()
    now = page.locator("h1").inner_text().split(" = ")[1]
    assert page.locator(".course > span").all_inner_texts() == ["0.7064", now]


def test_in_a_quiz_check_says_why_it_tells_nothing_and_no_banner_takes_room(open_page):
    page = open_page(GRAPHS["neuron"](quiz=True), **SLIDE)
    assert page.locator("#verdict").is_hidden()
    check = page.get_by_text("Check", exact=True)
    assert check.get_attribute("aria-disabled") == "true"
    check.click(force=True)
    assert "first find all contributions" in page.locator(".answers .told").inner_text()


def test_an_unfolded_box_is_shown_with_all_around_it_where_that_fits(open_page):
    page = open_page(GRAPHS["folded"](), **SLIDE)
    page.get_by_label("layers.0.neurons.1, folded").click()
    canvas = page.locator("svg.graph").bounding_box()
    for one in page.locator(".node .shape").all():
        shape = one.bounding_box()
        assert canvas["y"] <= shape["y"]
        assert shape["y"] + shape["height"] <= canvas["y"] + canvas["height"]


# No caption of a folded walk names what it does not show.


@pytest.mark.parametrize("collapse", ["neuron", "layer"])
def test_captions_name_what_is_on_the_screen(collapse, open_page):
    root, names = network((3, 1))
    page = open_page(walk(root, names=names, collapse=collapse).html)
    unseen = page.evaluate(
        f"""() => {{
          {GO}
          const named = [...document.querySelectorAll(".node .named")];
          const seen = new Set(named.map((name) => name.textContent.trim()));
          const found = [];
          for (let stop = 0; stop <= slider.max; stop++) {{
            go(stop);
            const caption = document.querySelector(".caption");
            const told = caption.textContent.match(/\\bv\\d+\\b/g) || [];
            found.push(...told.filter((name) => !seen.has(name)));
          }}
          return found;
        }}"""
    )
    assert unseen == []


# Sentences that must hold for every op.

PIECEWISE = {
    "abs": lambda a, b: abs(a),
    "relu": lambda a, b: a.relu(),
    "power": lambda a, b: a**b,
    "where": lambda a, b: branches(),
    "shared": lambda a, b: a * a + (a + a) * b,
}


@pytest.mark.parametrize("op", PIECEWISE)
def test_no_caption_has_pythons_conditionals_or_the_roots_own_derivative_as_a_factor(op):
    root = named(PIECEWISE[op](Value(2.0, "a"), Value(3.0, "b")), "L")
    for heading, _, lines in walk(root).data.right.captions:
        assert not any(" else " in line or "∂L/∂L ·" in line for line in lines), heading
        doubly = [line for line in lines if line.startswith("∂") and line.endswith("= 1")]
        assert len(doubly) == len(set(doubly))
