"""A walk before a class and on paper: the whole window and no more, and all of the graph."""

import pytest

from nn import MLP
from tests.browser import GO
from tests.graphs import doubled, network, neuron
from viz import walk


def of_network(**settings):
    root, names = network((2, 1))
    return walk(root, names=names, **settings)


WALKS = {
    "a neuron": lambda: walk(neuron()),
    "in frames": of_network,
    "folded": lambda: of_network(collapse="neuron"),
    "both orders": lambda: walk(doubled(), compare=True),
}
BEAMERS = [{"width": 1280, "height": 720}, {"width": 1920, "height": 1080}]

# Of each stop: whether the page scrolls, a caption is cut, or the graph lies under what is below.
FAULTS = f"""() => {{
  {GO}
  const faults = [];
  const bounds = (thing) => thing.getBoundingClientRect();
  for (let stop = 0; stop <= slider.max; stop++) {{
    go(stop);
    const lanes = [...document.querySelectorAll(".lane:not([hidden])")];
    const scrolls = document.documentElement.scrollHeight > innerHeight;
    const cut = lanes.some((lane) => {{
      const [last] = [...lane.querySelectorAll(".caption p")].slice(-1);
      const isList = lane.querySelector(".many"); // of all gradients, which may be longer
      return !isList && bounds(last).bottom > bounds(lane.querySelector(".panel")).bottom;
    }});
    const covered = lanes.some((lane) => {{
      const [graph, panel] = ["svg.graph", ".panel"].map((one) => bounds(lane.querySelector(one)));
      return graph.bottom > panel.top && graph.right > panel.left;
    }});
    if (scrolls || cut || covered) faults.push([stop, scrolls, cut, covered]);
  }}
  return faults;
}}"""


@pytest.mark.parametrize("name", WALKS)
@pytest.mark.parametrize("window", BEAMERS, ids=["720", "1080"])
def test_a_presentation_is_in_view_as_a_whole_and_uses_the_window(name, window, open_page):
    page = open_page(WALKS[name]().html, viewport=window)
    page.goto(f"{page.url}?step=3&present=1")
    assert page.evaluate(FAULTS) == []
    things = [thing.bounding_box() for thing in page.locator("svg.graph, .panel, .more").all()]
    seen = [thing for thing in things if thing]
    assert max(thing["x"] + thing["width"] for thing in seen) >= window["width"] - 16
    assert max(thing["y"] + thing["height"] for thing in seen) >= window["height"] - 16


CUT_ON_PAPER = """() => {
  const canvas = document.querySelector("svg.graph").getBoundingClientRect();
  const isInside = ({ left, right, top, bottom }) => left < right
    && left >= canvas.left - 1 && right <= canvas.right + 1
    && top >= canvas.top - 1 && bottom <= canvas.bottom + 1;
  const boxes = [...document.querySelectorAll(".lane:first-child .node .shape")];
  const list = document.querySelector(".leaves");
  return [boxes.filter((box) => !isInside(box.getBoundingClientRect())).length,
    list.scrollHeight - list.clientHeight, canvas.right > innerWidth];
}"""


def test_on_paper_the_graph_is_whole_and_every_number_is_listed(open_page):
    model = MLP(2, [8, 8, 1], seed=0)
    page = open_page(walk(model([0.5, -1.0]), names=model.named_parameters()).html)
    transform = "document.querySelector('svg.graph > g').getAttribute('transform')"
    before = page.evaluate(transform)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(CUT_ON_PAPER) == [0, 0, False]
    assert page.locator("#controls").is_hidden()
    assert page.locator(".caption").is_visible()
    slopes = page.locator(".leaf-row .slope").all_inner_texts()
    assert slopes.count("grad –") >= 100
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(transform) == before
