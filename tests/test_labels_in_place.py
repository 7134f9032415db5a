"""Labels of edges: each nearest to its own edge, none on a box, an arrow or another label."""

import json

import pytest

from engine import Value, maximum, minimum, relu, where
from nn import MLP
from tests.geometry import curve, faults_of_labels
from tests.graphs import doubled, network, neuron, scrambled, with_kinks
from viz import draw, walk
from viz.style import number
from viz.walkthrough.steps import Backward
from viz.walkthrough.text_size import text_width


def mlp():
    model = MLP(2, [4, 1], seed=0)
    return model([Value(0.3, "x0"), Value(-0.7, "x1")]), list(model.named_parameters())


def chosen():
    x, y = Value(1.5, "x"), Value(-0.5, "y")
    m = maximum(where(y < x, x * y, x - y), minimum(x, y))
    return relu(m) + abs(y)


def products(n=17):
    terms = (Value(i / 4, f"x{i}") * Value(0.5 - i / 10, f"w{i}") for i in range(n))
    return sum(terms, Value(0.1, "b")).tanh()


GRAPHS = {
    "doubled": lambda: (doubled(), None),
    "a neuron": lambda: (neuron(), None),
    "where": lambda: (chosen(), None),
    "kinks": lambda: (with_kinks(), None),
    "a sum of 17 products": lambda: (products(), None),
    "MLP 2-4-1": mlp,
    "scrambled": lambda: (scrambled(3, size=8), None),
}


def faults_of_walk(data, count=3):
    slopes = {s.use: number(s.local) for s in data.right.steps if isinstance(s, Backward)}
    found = []
    for picture, layout in zip(data.pictures[:count], data.layouts[:count], strict=True):
        lines = [curve(spline.points, spline.tip) for spline in layout.splines]
        texts = [text_of(edge, slopes) for edge in picture.edges]
        labels = [
            text and place and (text, place, (text_width(text, 10.0), 8.0))
            for text, place in zip(texts, layout.labels, strict=True)
        ]
        found += faults_of_labels(list(layout.boxes.values()), lines, labels)
    return found


@pytest.mark.parametrize("graph", [name for name in GRAPHS if name != "scrambled"])
def test_no_label_of_a_walk_is_left_out(graph):
    root, names = GRAPHS[graph]()
    data = walk(root, names=names, fold_sums=False).data
    slopes = [step.use for step in data.right.steps if isinstance(step, Backward)]
    places = zip(data.pictures[0].edges, data.layout.labels, strict=True)
    assert all(place for edge, place in places if edge.uses[0] in slopes)


def text_of(edge, slopes):
    if len(edge.uses) > 1:
        return f"×{len(edge.uses)}"
    return slopes.get(edge.uses[0], "") if isinstance(edge.head, Value) else ""


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
@pytest.mark.parametrize("graph", GRAPHS)
def test_in_a_walk_each_label_stands_beside_its_own_edge(graph, rankdir):
    root, names = GRAPHS[graph]()
    data = walk(root, names=names, rankdir=rankdir, fold_sums=False).data
    assert faults_of_walk(data) == []


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_beside_a_folded_sum_too(rankdir):
    assert faults_of_walk(walk(products(), rankdir=rankdir).data) == []
    assert faults_of_drawing(draw(products(), rankdir=rankdir, edge_gradients=True)) == []


@pytest.mark.parametrize("level", ["neuron", "layer"])
def test_in_a_folded_walk_too(level):
    root, names = mlp()
    assert faults_of_walk(walk(root, names=names, collapse=level).data) == []


def test_in_a_large_folded_walk_too():
    root, names = network((16, 16, 1))
    assert faults_of_walk(walk(root, names=names, collapse="neuron").data, count=1) == []


def faults_of_drawing(drawing):
    told = json.loads(drawing.pipe("json"))
    things = [t for t in told["objects"] if "pos" in t and t.get("style") != "invis"]
    boxes = [box_of(thing) for thing in things]
    edges = [edge for edge in told["edges"] if "pos" in edge]
    labels = [label_of(edge) if edge.get("label") else None for edge in edges]
    assert any(labels)
    return faults_of_labels(boxes, [line_of(edge) for edge in edges], labels)


def numbers_of(text):
    return tuple(map(float, text.removeprefix("e,").split(",")))


def box_of(thing):
    (x, y), width, height = numbers_of(thing["pos"]), thing["width"], thing["height"]
    width, height = 72.0 * float(width), 72.0 * float(height)
    return x - width / 2, y - height / 2, width, height


def line_of(edge):
    tip, *points = map(numbers_of, edge["pos"].split())
    return curve(points, tip)


def label_of(edge):
    (drawn,) = (op for op in edge["_ldraw_"] if op["op"] == "T")
    x, y = numbers_of(edge["lp"])
    assert abs(drawn["pt"][0] - x) < 1.0  # what is drawn stands there
    return edge["label"], (x, y), (drawn["width"], 7.0)


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
@pytest.mark.parametrize("graph", GRAPHS)
def test_in_a_drawing_each_label_stands_beside_its_own_edge(graph, rankdir):
    root, names = GRAPHS[graph]()
    drawing = draw(root, names=names, rankdir=rankdir, edge_gradients=True, fold_sums=False)
    assert faults_of_drawing(drawing) == []


@pytest.mark.parametrize("level", ["neuron", "layer"])
def test_in_a_folded_drawing_too(level):
    root, names = network((4, 2, 1))
    drawing = draw(root + root, names=names, collapse=level, edge_gradients=True)
    assert faults_of_drawing(drawing) == []


def test_among_hundreds_of_edges_a_label_without_room_is_left_out():
    root, names = network((8, 8, 1))
    drawing = draw(root, names=names, edge_gradients=True)
    told = json.loads(drawing.pipe("json"))
    left = [edge for edge in told["edges"] if edge.get("label")]
    assert len(told["edges"]) > 500
    assert len(left) > 350
    assert faults_of_drawing(drawing) == []
    assert faults_of_walk(walk(root, names=names).data) == []
