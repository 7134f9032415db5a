"""What captions call things: as the boxes on the screen do, in the page and in a GIF alike."""

import re

import pytest

from engine import Value
from tests.browser import GO
from tests.graphs import named, network
from viz import walk
from viz.walkthrough.names import names_on_screen


def long_sum():
    terms = [Value(float(i) - 2.0, f"t{i}") for i in range(9)]
    return walk(named(sum(terms, terms[0] * terms[1]) * 2.0, "L"))


def of_network(**settings):
    root, names = network((2, 1))
    return walk(root, names=names, **settings)


WALKS = {
    "in frames": of_network,
    "folded neurons": lambda: of_network(collapse="neuron"),
    "folded layers": lambda: of_network(collapse="layer"),
    "a long sum": long_sum,
}

SAID = f"""() => {{
  {GO}
  return Array.from({{ length: Number(slider.max) + 1 }}, (_, stop) => {{
    go(stop);
    const said = document.querySelectorAll(".lane:first-child .caption :is(h3, p)");
    return [...said].map((e) => e.textContent);
  }});
}}"""


def told(data):
    """Return what a GIF says at each stop."""
    picture, steps = data.pictures[0], data.right.steps
    captions = []
    for stop in picture.stops(steps):
        group = picture.group_of(steps[stop - 1]) if stop else None
        inside = data.folded_boxes[group].captions if group else ()
        of_step = data.right.captions[stop]
        caption = next((c for c in inside if c.heading == of_step.heading), None)
        if group and caption is None:
            caption = inside[of_step.heading.startswith("Backward")]
        heading, words, lines = caption or of_step
        captions.append([heading, words, *lines])
    return captions


@pytest.mark.parametrize("name", WALKS)
def test_the_page_says_at_each_stop_what_a_gif_says(name, open_page):
    shown = WALKS[name]()
    assert open_page(shown.html).evaluate(SAID) == told(shown.data)


def test_a_step_names_parameters_as_their_boxes_do():
    captions = told(of_network().data)
    *steps, end = captions
    assert "v1 = w0·x0 = 0.8437 × 0.3 = 0.2531" in steps[1]
    assert not [line for caption in steps for line in caption if "layers" in line]
    wholly = [line for line in end if re.search(r"∂layers\.\d\.neurons\.\d\.[wb]", line)]
    assert len(wholly) >= 4  # of several boxes that say the same


def test_two_boxes_that_say_the_same_have_their_whole_names():
    a, b, c = Value(1.0), Value(2.0), Value(3.0)
    names = {a: "n.0.w", b: "n.1.w", c: "n.1.b"}
    framed = {a: "w", b: "w", c: "b"}
    assert names_on_screen([a, b, c], names, framed) == {a: "n.0.w", b: "n.1.w", c: "b"}
    assert names_on_screen([b, b, c], names, framed) == {b: "w", c: "b"}


def test_a_formula_names_a_folded_box_where_it_reads_one():
    captions = told(of_network(collapse="neuron").data)
    (computed,) = (lines for heading, _, *lines in captions if heading == "Forward: v16")
    assert computed == ["v16 = 1 − v15 = 1 − (−0.01041) = 1.01"]
    (first,) = (lines for heading, _, *lines in captions if heading == "Forward: v15")
    assert first == ["v15 = layers.1.neurons.0 = −0.01041"]


@pytest.mark.parametrize(
    ("name", "heading", "line"),
    [
        (
            "folded neurons",
            "Forward: layers.0.neurons.1",
            "x0 = 0.3, x1 = −0.2 → layers.0.neurons.1 = 0.05967",
        ),
        ("folded layers", "Forward: layers.0", "x0 = 0.3, x1 = −0.2 → layers.0 = 0.1261, 0.05967"),
        (
            "a long sum",
            "Forward: Σ",
            "Σ = v1 + t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7 + t8 = 2 + (−2) + (−1) + 0 + 1 + 2 + 3 "
            "+ 4 + 5 + 6 = 20",
        ),
    ],
)
def test_what_a_folded_box_computes_is_said(name, heading, line):
    (lines,) = (lines for first, _, *lines in told(WALKS[name]().data) if first == heading)
    assert lines == [line]
