"""What can be seen of a walk at each stop: nothing is cut off that fits, and marks are visible."""

import pytest

from engine import Value
from nn import MLP
from tests.browser import GO, assert_within
from tests.graphs import named, network, neuron, scrambled, with_kinks
from viz import walk

# Run through all stops, and collect those of which a check, given the canvas, tells a fault.
EACH_STOP = f"""(check) => {{
  {GO}
  const faults = [];
  const canvas = document.querySelector(".lane svg.graph");
  const isFault = eval(check);
  for (let stop = 0; stop <= slider.max; stop++) {{
    go(stop);
    if (isFault(canvas.getBoundingClientRect())) faults.push(stop);
  }}
  return faults;
}}"""

SHAPES = "[...document.querySelectorAll('.lane:first-child .node:not(.away) .shape')]"
INSIDE = """(box, canvas, slack = 1) =>
  box.left >= canvas.left - slack && box.top >= canvas.top - slack
  && box.right <= canvas.right + slack && box.bottom <= canvas.bottom + slack"""

CUT_THOUGH_IT_FITS = f"""(canvas) => {{
  const [whole] = JSON.parse(document.getElementById("data").textContent).pictures;
  const scale = document.querySelector("svg.graph > g").transform.baseVal.consolidate().matrix.a;
  const fits = whole.width * scale <= canvas.width && whole.height * scale <= canvas.height;
  const inside = {INSIDE};
  return fits && {SHAPES}.some((shape) => !inside(shape.getBoundingClientRect(), canvas));
}}"""

CHIP_OUT_OF_SIGHT = f"""(canvas) => {{
  const chip = document.querySelector(".lane:first-child .chip");
  const inside = {INSIDE};
  return chip.getAttribute("visibility") === "visible"
    && !inside(chip.querySelector("rect").getBoundingClientRect(), canvas, 2);
}}"""

CHIP_TOO_NARROW = """() => {
  const chip = document.querySelector(".lane:first-child .chip");
  const room = chip.querySelector("rect").getBBox();
  return chip.getAttribute("visibility") === "visible"
    && [...chip.querySelectorAll("text")].some((text) => text.getBBox().width > room.width - 2);
}"""


def product():
    c = named(Value(2.0, "a") * Value(3.0, "b"), "c")
    return named(c * 2.0, "L")


def frozen():
    model = MLP(2, [3, 1], seed=0)
    for parameter in model.layers[0].parameters():
        parameter.requires_grad_(False)
    return model([0.5, -1.0]), model.named_parameters()


def choose(page, thing):
    page.locator(thing).first.click()
    page.mouse.move(1, 1)  # what the pointer is on is marked too


GRAPHS = {
    "a product": lambda: walk(product()),
    "a neuron": lambda: walk(neuron()),
    "a neuron, top down": lambda: walk(neuron(), rankdir="TB"),
    "kinks": lambda: walk(with_kinks()),
    "a scrambled graph": lambda: walk(scrambled(3, size=4)),
    "folded neurons": lambda: walk_folded((8, 8, 1), "neuron"),
    "folded layers": lambda: walk_folded((8, 8, 1), "layer"),
}


def walk_folded(widths, collapse):
    root, names = network(widths)
    return walk(root, names=names, collapse=collapse)


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("width", [1280, 390])
def test_what_fits_is_whole_at_each_stop_with_the_product_in_sight(graph, width, open_page):
    page = open_page(GRAPHS[graph]().html, viewport={"width": width, "height": 800})
    assert page.evaluate(EACH_STOP, CUT_THOUGH_IT_FITS) == []
    assert page.evaluate(EACH_STOP, CHIP_OUT_OF_SIGHT) == []
    assert page.evaluate(EACH_STOP, CHIP_TOO_NARROW) == []


def test_in_an_unfolded_layer_too_the_product_is_in_sight(open_page):
    page = open_page(walk_folded((8, 8, 1), "layer").html)
    page.locator(".node.group").nth(1).click()
    assert page.evaluate(EACH_STOP, CHIP_OUT_OF_SIGHT) == []


def test_what_is_out_of_sight_is_not_drawn_and_can_be_reached(open_page):
    root, names = network((8, 8, 1))
    page = open_page(walk(root, names=names).html)
    assert page.locator(".node.away").count() > 100
    away = page.locator(".node.away").first
    assert away.locator(".shape").bounding_box() is None
    away.evaluate("element => element.id = 'far'")
    page.keyboard.press("Tab")  # the keyboard leads the focus, so that it is shown
    away.focus()
    far = page.locator("#far")
    assert "away" not in far.get_attribute("class").split()
    assert_within(far.bounding_box(), page.locator("svg.graph").first.bounding_box())


def test_folded_boxes_without_gradients_between_them_stand_apart():
    root, names = frozen()
    layout = walk(root, names=names, collapse="layer").data.layout
    first, second = sorted(
        layout.boxes[box] for box in layout.boxes if getattr(box, "members", None)
    )
    assert second.x - (first.x + first.width) >= 30


SMALLEST_LETTERS = """() => {
  const scale = document.querySelector("svg.graph > g").transform.baseVal.consolidate().matrix.a;
  const sizes = [...document.querySelectorAll("svg.graph text, svg.graph tspan, main p")]
    .map((text) => parseFloat(getComputedStyle(text).fontSize) * (text.closest("svg") ? scale : 1));
  return Math.min(...sizes);
}"""


@pytest.mark.parametrize("graph", [*GRAPHS, "a large network"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_letter_is_below_9_pixels_at_first_sight(graph, width, open_page):
    of = GRAPHS.get(graph, lambda: walk_folded((16, 16, 1), "neuron"))
    page = open_page(of().html, viewport={"width": width, "height": 720})
    assert page.evaluate(SMALLEST_LETTERS) >= 9.0


@pytest.mark.parametrize("graph", ["a product", "a neuron", "folded neurons"])
def test_a_graph_uses_the_window(graph, open_page):
    page = open_page(GRAPHS[graph]().html, viewport={"width": 1280, "height": 720})
    canvas = page.locator("svg.graph").first.bounding_box()
    left = min(box.bounding_box()["x"] for box in page.locator(".node").all())
    right = max(ends["x"] + ends["width"] for ends in map(bounds, page.locator(".node").all()))
    foot = max(
        ends["y"] + ends["height"] for ends in map(bounds, page.locator("details, .panel").all())
    )
    is_filled = right - left > 0.9 * canvas["width"] or canvas["height"] > 480
    assert is_filled
    assert foot > 600


def bounds(thing):
    return thing.bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}


LONG_NUMBERS = """() => [...document.querySelectorAll(".node:not(.constant)")].flatMap((node) => {
  const shape = node.querySelector(".shape").getBBox();
  return [...node.querySelectorAll(".value, .grad, .data-cell, .grad-cell")].map((text) => {
    text.textContent = "−0.0001234";
    const { x, width } = text.getBBox();
    const keys = [...node.querySelectorAll(".key")].map((key) => key.getBBox());
    const beside = keys.filter((key) => Math.abs(key.y - text.getBBox().y) < 4);
    const isFree = beside.every((key) => key.x >= x + width || key.x + key.width <= x);
    return isFree && x >= shape.x && x + width <= shape.x + shape.width;
  });
})"""


@pytest.mark.parametrize("graph", ["a neuron", "kinks", "folded neurons", "folded layers"])
def test_a_box_has_room_for_whatever_its_numbers_become(graph, open_page):
    page = open_page(GRAPHS[graph]().html)
    page.keyboard.press("End")
    fits = page.evaluate(LONG_NUMBERS)
    assert len(fits) >= 4
    assert all(fits)


def style(element, name):
    return element.evaluate("(element, name) => getComputedStyle(element)[name]", name)


MARKS = {
    "the pointer on a box": (
        lambda page: page.locator(".node", has_text="a").first.hover(),
        ("node", "path", "shape", "strokeWidth"),
        ("edge", "path", "spline", "strokeWidth"),
    ),
    "a chosen box": (
        lambda page: choose(page, ".node"),
        ("node", "chosen", "shape", "strokeWidth"),
    ),
    "a chosen edge": (
        lambda page: choose(page, ".edge .hit"),
        ("edge", "chosen", "spline", "strokeWidth"),
    ),
    "a step along an edge": (
        lambda page: (page.keyboard.press("End"), page.keyboard.press("ArrowLeft")),
        ("edge", "current", "spline", "strokeDasharray"),
        ("node", "current", "ring", "stroke"),
        ("node", "operand", "ring", "stroke"),
    ),
}


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_can_be_seen(mark, open_page):
    act, *marks = MARKS[mark]
    page = open_page(walk(product()).html)
    plain = [style(page.locator(f".{kind} .{part}").first, name) for kind, _, part, name in marks]
    act(page)
    for (kind, state, part, name), before in zip(marks, plain, strict=True):
        marked = page.locator(f".{kind}.{state} .{part}").first
        assert style(marked, name) != before, (kind, state)


@pytest.mark.parametrize(
    ("kind", "part"), [(".node", ".ring"), (".edge", ".spline")], ids=["a box", "an edge"]
)
def test_the_keyboards_focus_can_be_seen(kind, part, open_page):
    page = open_page(walk(product()).html)
    thing = page.locator(kind).first
    before = style(thing.locator(part), "stroke"), style(thing.locator(part), "strokeWidth")
    page.keyboard.press("Tab")
    thing.focus()
    after = style(thing.locator(part), "stroke"), style(thing.locator(part), "strokeWidth")
    assert after != before


def test_an_unfolded_box_that_is_too_wide_is_shown_from_where_it_begins(open_page):
    model = MLP(2, [6, 1], seed=0)
    score = model([Value(0.5, "x0"), Value(-1.0, "x1")])
    folded = walk(score, names=model.named_parameters(), collapse="neuron")
    page = open_page(folded.html, viewport={"width": 1280, "height": 720})
    page.keyboard.press("End")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.get_by_label("layers.1.neurons.0, folded").click()
    canvas = page.locator("svg.graph").first.bounding_box()
    title = page.locator(".title").bounding_box()
    assert 0 <= title["x"] - canvas["x"] < 30
    weights = page.locator(".node.parameter .shape").all()
    assert len(weights) == 7
    for box in (title, *(weight.bounding_box() for weight in weights)):
        assert canvas["y"] <= box["y"]
        assert box["y"] + box["height"] <= canvas["y"] + canvas["height"]


# What is too small to read.


def test_letters_too_small_to_read_are_left_out_and_are_right_when_they_can_be_read(open_page):
    page = open_page(walk(product()).html)
    page.keyboard.press("End")
    numbers = page.locator("svg.graph .node .value")
    before = numbers.all_text_contents()
    zoom(page, "out", 12)
    assert not any(number.is_visible() for number in numbers.all())
    page.evaluate("chalkgrad.set('a', 7)")
    zoom(page, "in", 12)
    assert all(number.is_visible() for number in numbers.all())
    changes = dict(zip(before, numbers.all_text_contents(), strict=True))
    assert changes == {"2": "7", "3": "3", "6": "21", "12": "42"}


def zoom(page, way, times):
    for _ in range(times):
        page.get_by_role("button", name=f"Zoom {way}").first.click()
