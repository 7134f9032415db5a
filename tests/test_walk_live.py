"""The page of a walk computes its numbers itself, and answers when one of them is changed."""

import math

import pytest

from engine import Value, choose, log, replay, topological_order, where
from nn import SGD
from tests.browser import GO
from tests.graphs import doubled, named, network, neuron, scrambled, with_kinks
from tests.test_walk_page import box, caption, classes, details, position, row, seek
from viz import walk
from viz.style import number

# What is said at each stop of both orders, as Python's captions are: heading, words, lines.
SAID = f"""() => {{
  {GO}
  document.getElementById("compare").checked || document.getElementById("compare").click();
  const said = (host) => [...host.querySelectorAll("h3, p")].map((e) => e.textContent);
  const lanes = [...document.querySelectorAll(".caption")];
  const all = lanes.map(() => []);
  for (let stop = 0; stop <= slider.max; stop++) {{
    go(stop);
    lanes.forEach((lane, i) => all[i].push(said(lane)));
  }}
  return all;
}}"""


def told(shown):
    """Return what Python says of both orders of a walk, the last of each as long as the other."""
    captions = [
        [[heading, words, *lines] for heading, words, lines in traversal.captions]
        for traversal in shown.data.traversals
    ]
    longest = max(map(len, captions))
    return [some + some[-1:] * (longest - len(some)) for some in captions]


def changed(root, **numbers):
    """Return the root of the graph on other numbers of its leaves, by their labels."""
    leaves = {node.label: node for node in topological_order(root) if node.is_leaf}
    return replay(root, {leaves[label]: x for label, x in numbers.items()})


def put(page, label, x):
    page.evaluate("([name, number]) => chalkgrad.set(name, number)", [label, x])


def get(page, label):
    return page.evaluate("(name) => chalkgrad.get(name)", label)


def branches():
    """Return L of x, whose branch changes at 1."""
    x = Value(2.0, "x")
    y = named(log(x), "y")
    return named(where(x > 1.0, y * x, x * 3.0) + y, "L")


def chosen():
    """Return L, the one of three numbers whose place is i."""
    place, x = Value(1.0, "i", requires_grad=False), Value(2.0, "x")
    return named(choose(place, [x, named(x * x, "y"), 7.0]) * x, "L")


GRAPHS = {
    "chosen": chosen,
    "doubled": doubled,
    "neuron": neuron,
    "kinks": with_kinks,
    "scrambled": lambda: scrambled(5),
}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_the_page_says_with_its_own_numbers_what_python_says(graph, open_page):
    shown = walk(graph())
    assert open_page(shown.html).evaluate(SAID) == told(shown)


OTHERS = [
    *((neuron, "w", w) for w in (-2.5, 0.1, 1e-7, 300.0)),
    *((branches, "x", x) for x in (2.0, 0.5)),  # on either side of its condition
    *((chosen, "i", place) for place in (0.0, 2.0)),
]


@pytest.mark.parametrize(("graph", "leaf", "x"), OTHERS)
def test_with_another_leaf_the_page_says_what_python_says_of_that_graph(graph, leaf, x, open_page):
    root = graph()
    page = open_page(walk(root).html)
    put(page, leaf, x)
    assert page.evaluate(SAID) == told(walk(changed(root, **{leaf: x})))


def test_the_numbers_of_a_folded_walk_follow(open_page):
    root, names = network((3, 1))
    page = open_page(walk(root, names=names, collapse="neuron").html)
    page.locator("#end").click()
    dict(names)["layers.0.neurons.0.w0"].data = 0.5
    again = replay(root, {})
    put(page, "layers.0.neurons.0.w0", 0.5)
    other = walk(
        again,
        names=zip(dict(names), leaves_of(again, root, names), strict=True),
        collapse="neuron",
    )
    for group in other.data.folded_boxes.values():
        shown = page.get_by_label(f"{group.title}, folded").locator(".cell").all_text_contents()
        assert shown == [cell.text(10**6) for cell in group.cells]


def leaves_of(again, root, names):
    new = dict(zip(topological_order(root), topological_order(again), strict=True))
    return [new[parameter] for _, parameter in names]


def test_the_step_stays_and_what_changed_is_marked(open_page):
    page = open_page(walk(neuron()).html)
    seek(page, 5)
    field(page, "w").fill("-2.5")
    assert position(page) == 5
    assert row(page, "w", "value") == "−2.5"
    marked = [box(page, name).locator(".value.changed").count() for name in ("w", "x", "o")]
    assert marked == [1, 0, 1]
    page.keyboard.press("ArrowRight")  # in the field it moves the caret
    assert position(page) == 5
    page.locator("#forward").click()
    assert page.locator(".changed").count() == 0


def field(page, name):
    return page.locator(".leaf-row input[type=number]").and_(page.get_by_label(name, exact=True))


def test_a_slider_changes_a_leaf_by_keyboard_and_a_double_click_brings_it_back(open_page):
    page = open_page(walk(neuron()).html)
    slider = page.get_by_label("w, slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert get(page, "w")["data"] == pytest.approx(-3.0 + 12.0 / 200)
    slider.dblclick()
    assert get(page, "w")["data"] == -3.0
    field(page, "x").fill("7")
    page.get_by_label("Bring x back").click()
    assert get(page, "x")["data"] == 2.0
    field(page, "x").fill("7")
    page.get_by_text("Reset all").click()
    assert get(page, "x")["data"] == 2.0
    assert page.get_by_text("Reset all").get_attribute("aria-disabled") == "true"


def test_the_knob_on_a_box_is_dragged_and_the_graph_stays(open_page):
    page = open_page(walk(neuron()).html)
    transform = page.locator("svg.graph > g").first.get_attribute("transform")
    rail = box(page, "w").locator(".rail").bounding_box()
    knob = box(page, "w").locator(".knob").bounding_box()
    page.mouse.move(knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2)
    page.mouse.down()
    page.mouse.move(rail["x"] + 0.75 * rail["width"], knob["y"], steps=3)
    page.mouse.up()
    assert get(page, "w")["data"] == pytest.approx(0.0, abs=0.2)  # from −9 to 3
    assert row(page, "w", "value") == number(get(page, "w")["data"])
    assert page.locator("svg.graph > g").first.get_attribute("transform") == transform
    assert "Click a box" in details(page)[0]
    page.mouse.dblclick(rail["x"] + 0.75 * rail["width"], knob["y"] + knob["height"] / 2)
    assert get(page, "w")["data"] == -3.0


def test_a_step_is_that_of_sgd_and_can_be_undone(open_page):
    root = neuron()
    page = open_page(walk(root).html)
    w, b = (node for node in topological_order(root) if node.label in "wb" and node.is_leaf)
    page.get_by_label("Step size η").fill("0.3")
    sgd = SGD([w, b], 0.3)
    losses = []
    for _ in range(3):
        page.get_by_text("w ← w − η").click()
        root = replay(root, {})
        w, b = (node for node in topological_order(root) if node.label in "wb" and node.is_leaf)
        sgd = SGD([w, b], 0.3)
        root.backward()
        sgd.step()
        root = replay(root, {})
        losses.append(get(page, "o")["data"])
        assert get(page, "w")["data"] == pytest.approx(w.data, rel=1e-14)
        assert losses[-1] == pytest.approx(root.data, rel=1e-14)
    assert losses == sorted(losses, reverse=True)
    assert "from 0.7064" in page.locator(".curve").get_attribute("aria-label")
    for _ in range(3):
        page.get_by_text("Undo").click()
    assert get(page, "w")["data"] == -3.0
    page.get_by_role("button", name="Up", exact=True).click()
    assert get(page, "o")["data"] > 0.7064


def test_what_is_told_of_steps_is_true_after_each_change(open_page):
    page = open_page(walk(neuron()).html)
    told = page.locator(".answers > .told")
    down = page.get_by_text("w ← w − η")
    down.click()
    assert told.inner_text().startswith("1 step: o = ")
    down.click()
    assert told.inner_text().startswith("2 steps: o = ")
    put(page, "w", 1.0)
    assert told.inner_text() == ""


def test_a_check_compares_with_the_central_difference(open_page):
    page = open_page(walk(named(Value(0.0, "a").relu() + 3.0 * Value(2.0, "b"), "L")).html)
    page.locator("#end").click()
    page.get_by_text("Check", exact=True).click()
    told = {
        name: page.get_by_role("group", name=name, exact=True).locator(".slope") for name in "ab"
    }
    assert told["b"].text_content() == "grad 3 ✓ 3 by difference"
    assert told["a"].text_content() == "grad 0 ≠ 0.5 by difference"


@pytest.mark.parametrize(("x", "word"), [(0.0, "no value"), (-1.0, "no value"), (2.0, "0.6931")])
def test_a_number_outside_the_domain_is_told_in_its_box_alone(x, word, open_page):
    page = open_page(walk(branches()).html)
    page.locator("#end").click()
    put(page, "x", x)
    assert row(page, "y", "value") == word
    assert page.locator(".fault").count() == (word == "no value")
    put(page, "x", 4.0)
    assert row(page, "y", "value") == number(math.log(4.0))
    assert page.locator(".fault").count() == 0


def test_a_number_that_is_too_large_is_told_too(open_page):
    page = open_page(walk(named(Value(1.0, "a").exp(), "L")).html)
    page.locator("#end").click()
    put(page, "a", 1000.0)
    assert row(page, "L", "value") == "too large"
    assert "exp gives too large a number here" in box(page, "L").get_attribute("aria-label")


@pytest.mark.parametrize(
    "x", [0.1 + 0.2, 1e16, 1.5e-5, -1e22, 123456789.0, 5e-324, 1e-4, 1e15, -0.0]
)
def test_a_number_is_told_exactly_as_python_writes_it(x, open_page):
    page = open_page(walk(doubled()).html)
    put(page, "a", x)
    box(page, "a").click()
    assert f"data {x!r}".replace("-", "−") in details(page)


def test_a_rule_that_symbols_cannot_run_has_a_page_of_fixed_numbers(asinh, open_page):
    root = named(asinh(Value(0.5, "a")) * 2.0, "L")
    page = open_page(walk(root).html)
    page.locator("#end").click()
    assert row(page, "L", "value") == number(root.data)
    assert page.locator(".answers").count() == 0


# The address, presenting, and the door.


def test_an_address_opens_at_a_step_in_presentation(open_page):
    page = open_page(walk(neuron()).html)
    page.goto(f"{page.url}?step=5&present=1")
    assert position(page) == 5
    size = "getComputedStyle(document.querySelector('.caption p')).fontSize"
    assert float(page.evaluate(size).removesuffix("px")) >= 24
    page.keyboard.press("+")
    assert float(page.evaluate(size).removesuffix("px")) > 27
    page.keyboard.press("-")
    page.keyboard.press("f")
    assert "present" not in (page.locator("body").get_attribute("class") or "")


def test_the_slider_shows_where_backward_begins(open_page):
    page = open_page(walk(neuron()).html)
    widths = [
        page.locator(f"#{name}-phase").bounding_box()["width"] for name in ("forward", "backward")
    ]
    assert widths[0] / sum(widths) == pytest.approx(3 / 9, abs=0.03)


def test_the_heading_follows_the_root(open_page):
    page = open_page(walk(neuron()).html)
    before = page.locator("h1").inner_text()
    page.evaluate("chalkgrad.set('w', 1)")
    root = page.evaluate("chalkgrad.names()")[-1]
    assert page.locator("h1").inner_text() != before
    page.evaluate("chalkgrad.go(99)")
    assert page.locator("h1").inner_text().startswith(f"Walk: {root} = ")


def test_the_door_answers_and_refuses(open_page):
    page = open_page(walk(neuron()).html)
    assert page.evaluate("chalkgrad.names()") == ["w", "x", "v1", "b", "n", "o"]
    page.evaluate("chalkgrad.go(4)")
    assert page.evaluate("chalkgrad.position()") == position(page) == 4
    assert get(page, "x") == {"data": 2, "grad": None}
    for wrong in ("set('n', 1)", "set('w', NaN)", "get('nobody')", "go('x')", "go(2.5)", "go(NaN)"):
        assert page.evaluate(
            f"(() => {{ try {{ chalkgrad.{wrong}; }} catch {{ return 'refused'; }} }})()"
        )


def test_a_page_around_it_asks_by_messages(open_page):
    page = open_page("<iframe style='width: 900px; height: 600px'></iframe>")
    page.evaluate(
        """(html) => {
          window.heard = [];
          window.addEventListener("message", ({ data }) => window.heard.push(data));
          document.querySelector("iframe").srcdoc = html;
        }""",
        walk(neuron()).html,
    )
    ask = """([call, id]) => frames[0].postMessage(
      { chalkgrad: { call, arguments: ["w", -2.5], id } }, "*")"""
    for _ in range(100):
        heard = [message["chalkgrad"] for message in page.evaluate("window.heard")]
        if any(message.get("id") == "get" for message in heard):
            break
        for call in ("set", "get", "constructor"):
            page.evaluate(ask, [call, call])
        page.wait_for_timeout(50)
    answers = {message.get("id"): message for message in heard}
    assert answers["get"]["answer"]["data"] == -2.5
    assert "allowed: names, get, set, go, position" in answers["constructor"]["error"]
    assert max(message.get("height", 0) for message in heard) > 300


def test_a_page_of_984_nodes_is_smaller_than_with_all_its_numbers_as_text():
    root, _ = network((16, 16, 1))
    assert len(topological_order(root)) == 984
    assert len(walk(root).html) < 700_000


def test_boxes_have_room_for_every_number(open_page):
    page = open_page(walk(neuron()).html)
    page.locator("#end").click()
    page.keyboard.press("ArrowLeft")
    for x in (-0.0001234, -1234567.0, 1.234e-7):
        put(page, "w", x)
        assert "current" in classes(page.locator(".node.current"))
        overlap = page.evaluate(
            """[...document.querySelectorAll(".node")].filter((node) => {
              const shape = node.querySelector(".shape").getBBox();
              return [...node.querySelectorAll("text")].some((text) => text.getBBox().x < shape.x);
            }).length"""
        )
        assert overlap == 0
    assert "w" in caption(page)


def test_a_comparison_says_that_no_gradient_passes_it(open_page):
    page = open_page(walk(branches()).html)
    page.locator("#end").click()
    box(page, "v1").click()
    assert "No gradient passes a comparison." in details(page)


@pytest.mark.parametrize("collapse", [None, "neuron"])
def test_the_current_edge_is_wide_and_over_the_others_at_any_scale(collapse, open_page):
    root, names = network((8, 1))
    page = open_page(walk(root, names=names, collapse=collapse).html)
    page.locator("#end").click()
    page.keyboard.press("ArrowLeft")
    width = "getComputedStyle(document.querySelector('.edge.current .spline')).strokeWidth"
    assert float(page.evaluate(width).removesuffix("px")) >= 3
    over = page.evaluate(
        """() => {
          const over = document.querySelector(".over");
          const current = document.querySelector(".edge.current .spline");
          const edges = [...document.querySelectorAll(".edge")];
          const follows = Node.DOCUMENT_POSITION_FOLLOWING;
          return edges.every((edge) => edge.compareDocumentPosition(over) & follows)
            && getComputedStyle(over).vectorEffect === "non-scaling-stroke"
            && over.getAttribute("d") === current.getAttribute("d");
        }"""
    )
    assert over
