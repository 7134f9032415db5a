"""What a drawing of a graph holds: boxes, edges, roles, numbers, and frames around neurons."""

import json
import math
import re
from collections import defaultdict

import graphviz
import numpy as np
import pytest

from engine import (
    Value,
    local_gradients,
    maximum,
    relu,
    sqrt,
    tanh,
    topological_order,
    where,
    zero_grad,
)
from engine.node import Node
from nn import MLP, hinge
from viz import draw, draw_dot, walk


class Picture:
    """A drawing as Graphviz reads it and lays it out, its edges in the order of the text.

    A box goes by its label or, where it has none, by its op or number.
    """

    def __init__(self, drawing):
        laid_out = json.loads(drawing.pipe("json"))
        things = {t["_gvid"]: t for t in laid_out["objects"] if t.get("style") != "invis"}
        names = {n: name_of(thing) for n, thing in things.items() if "nodes" not in thing}
        self.names = list(names.values())
        self.boxes = {name: things[n] for n, name in names.items()}
        self.frames = {
            " ".join(words(thing)): {names[n] for n in thing["nodes"]}
            for thing in things.values()
            if thing["name"].startswith("cluster")
        }
        edges = defaultdict(list)
        for edge in laid_out.get("edges", []):
            if edge.get("style") == "invis":
                continue
            tail, head = edge["tail"], edge["head"]
            known = names[tail], names[head], edge.get("label", ""), arrival(edge)
            edges[things[tail]["name"], things[head]["name"]].append(known)
        order = re.findall(r"^\s*(n\d+) -> (n\d+)", drawing.source, re.MULTILINE)
        self.edges = [edges[pair].pop(0) for pair in order]
        assert not any(edges.values())

    def row(self, name, row):
        shown = words(self.boxes[name])
        return shown[shown.index(row) + 1] if row in shown else None

    def operands(self, name):
        return [tail for tail, head, *_ in self.edges if head == name]


def words(thing):
    texts = [op["text"].strip() for op in thing.get("_ldraw_", []) if op["op"] == "T"]
    return [text for text in texts if text]


def arrival(edge):
    x, y = edge["pos"].split()[0].removeprefix("e,").split(",")
    return float(x), float(y)


def name_of(thing):
    shown = words(thing)
    head = shown[: shown.index("data")] if "data" in shown else shown
    return head[-1] if head else ""


def named(value, label):
    value.label = label
    return value


def leaves(text="ab"):
    return [Value(3.0 - i, label) for i, label in enumerate(text)]


def neuron():
    """Build tanh(w * x + b), with an input that requires no gradient and a constant 2."""
    w, b = Value(-3.0, "w"), Value(6.88, "b")
    x = Value(2.0, "x", requires_grad=False)
    return named(named(w * x + b, "sum").tanh(), "out") * 2


@pytest.fixture(scope="module")
def picture():
    root = neuron()
    root.backward()
    return Picture(draw(root))


# Boxes and edges.


def test_draw_returns_a_digraph_and_goes_by_micrograds_name_too():
    assert draw_dot is draw
    assert isinstance(draw(Value(1.0)), graphviz.Digraph)


def test_there_is_one_box_per_value_and_one_edge_per_operand(picture):
    assert sorted(picture.names) == sorted(["w", "x", "b", "×", "sum", "out", "2", "×"])
    edges = [(tail, head) for tail, head, *_ in picture.edges]
    assert len(edges) == 7
    assert {("w", "×"), ("x", "×"), ("×", "sum"), ("b", "sum"), ("sum", "out")} < set(edges)


def test_a_box_shows_op_label_data_and_grad(picture):
    assert words(picture.boxes["sum"]) == ["+", "sum", "data", "0.88", "grad", "1.002"]
    assert words(picture.boxes["w"]) == ["w", "data", "−3", "grad", "2.004"]


def test_a_constant_is_a_small_box_with_its_number_alone(picture):
    constant, x = picture.boxes["2"], picture.boxes["x"]
    assert words(constant) == ["2"]
    assert float(constant["width"]) < float(x["width"])
    assert float(constant["height"]) < float(x["height"])


def test_a_comparison_and_a_choice_are_drawn():
    a, b = leaves()
    picture = Picture(draw(named((a > b).where(a, b), "chosen")))
    assert words(picture.boxes["chosen"])[0] == "where"
    assert picture.operands("chosen") == ["<", "a", "b"]
    assert picture.operands("<") == ["b", "a"]
    assert picture.row("<", "data") == "1"


def test_an_operand_used_twice_has_two_edges():
    (a,) = leaves("a")
    assert Picture(draw(named(a + a, "s"))).operands("s") == ["a", "a"]


OPS = {
    "a-b": lambda a, b: a - b,
    "b-a": lambda a, b: b - a,
    "a/b": lambda a, b: a / b,
    "b/a": lambda a, b: b / a,
    "a**b": lambda a, b: a**b,
    "b**a": lambda a, b: b**a,
    "max(b,a)": lambda a, b: maximum(b, a),
    "a.where(b,a)": lambda a, b: a.where(b, a),
}


@pytest.fixture(scope="module", params=["LR", "RL", "TB", "BT"])
def ops(request):
    """Draw all the ops on the same two operands, so that no order of the operands fits all."""
    a, b = leaves()
    root = sum(named(op(a, b), name) for name, op in OPS.items())
    return request.param, Picture(draw(root, rankdir=request.param, fold_sums=False))


def test_edges_keep_the_order_of_the_operands(ops):
    _, picture = ops
    for name in OPS:
        assert picture.operands(name) == re.findall(r"\b[ab]\b", name), name


def test_the_first_operands_edge_arrives_above_or_left_of_the_seconds(ops):
    rankdir, picture = ops
    for name in ("a-b", "b-a", "a/b", "b/a", "a**b", "b**a"):
        (x1, y1), (x2, y2) = (place for _, head, _, place in picture.edges if head == name)
        assert (y1 > y2) if rankdir in ("LR", "RL") else (x1 < x2), name  # y points up


@pytest.mark.parametrize(
    ("rankdir", "axis", "sign"), [("LR", 0, 1), ("RL", 0, -1), ("TB", 1, -1), ("BT", 1, 1)]
)
def test_rankdir_is_the_direction_of_the_graph(rankdir, axis, sign):
    a, b = leaves()
    boxes = Picture(draw(named(a * b, "c"), rankdir=rankdir)).boxes
    place = {name: float(box["pos"].split(",")[axis]) for name, box in boxes.items()}
    assert sign * (place["c"] - place["a"]) > 0


def test_constants_can_be_left_out():
    (a,) = leaves("a")
    picture = Picture(draw(named(named(a**2, "s") * 5, "r"), constants=False))
    assert sorted(picture.names) == ["a", "r", "s"]
    assert [(tail, head) for tail, head, *_ in picture.edges] == [("a", "s"), ("s", "r")]


def test_a_constant_on_its_own_is_drawn_even_then():
    assert Picture(draw(Value(5.0, requires_grad=False), constants=False)).names == ["5"]


# Roles.


def outline(box):
    return box["shape"], box["style"], box.get("peripheries", "1")


@pytest.mark.parametrize("with_names", [False, True], ids=["no names", "names"])
def test_each_role_has_a_fill_colour_and_an_outline_of_its_own(with_names):
    w, x = Value(-3.0, "w"), Value(2.0, "x", requires_grad=False)
    root = named(named(w * x, "op") * 2, "result")
    boxes = Picture(draw(root, names={"w": w} if with_names else None)).boxes
    roles = [boxes[name] for name in ("w", "x", "op", "2", "result")]
    assert len({box["fillcolor"] for box in roles}) == 5
    assert len({outline(box) for box in roles}) == 5


def test_names_tell_parameters_from_inputs_that_require_a_gradient_too():
    w, x = leaves("wx")

    def looks(**settings):
        boxes = Picture(draw(w * x, **settings)).boxes
        return [(outline(boxes[name]), boxes[name]["fillcolor"]) for name in "wx"]

    without, (parameter, other) = looks(), looks(names=[("w", w)])
    assert without == [parameter, parameter]
    assert other != parameter


# Numbers.

NUMBERS = [
    (3.0, "3"),
    (-3.0, "−3"),
    (0.123456, "0.1235"),
    (-1234567.0, "−1.235e+06"),
    (0.00001234, "1.234e−05"),
    (0.0, "0"),
    (math.inf, "inf"),
    (-math.inf, "−inf"),
    (math.nan, "nan"),
    (True, "1"),
    (np.float32(0.1), "0.1"),
]


@pytest.fixture(scope="module")
def numbers():
    return Picture(
        draw(sum(Value(number, f"v{i}") for i, (number, _) in enumerate(NUMBERS)), fold_sums=False)
    )


@pytest.mark.parametrize("i", range(len(NUMBERS)), ids=[repr(n) for n, _ in NUMBERS])
def test_a_number_has_4_significant_digits_and_a_true_minus_sign(numbers, i):
    assert numbers.row(f"v{i}", "data") == NUMBERS[i][1]


def test_a_grad_is_a_dash_until_backward_and_then_a_number_even_if_0():
    a = Value(-2.0, "a")
    root = named(named(relu(a), "r") * Value(1.5, "x", requires_grad=False), "root")

    def grads():
        picture = Picture(draw(root))
        return [picture.row(name, "grad") for name in ("a", "r", "root", "x")]

    assert grads() == ["–", "–", "–", None]
    root.backward()
    assert grads() == ["0", "1.5", "1", None]
    zero_grad(root)
    assert grads() == ["–", "–", "–", None]


def test_a_gradient_of_minus_0_is_shown_as_0():
    a = Value(2.0, "a")
    root = relu(-a)
    root.backward()
    assert Picture(draw(root)).row("a", "grad") == "0"


def test_edge_gradients_are_the_local_gradients_where_a_gradient_flows():
    a, b = leaves()
    root = named(named((a * b - a.exp() / b) ** 2, "p").tanh() + named(a + a, "s"), "root")
    nodes = topological_order(root)
    picture = Picture(draw(root, edge_gradients=True))
    expected = [
        f"{slope:.4g}".replace("-", "−") if operand.requires_grad else ""
        for node in nodes
        for operand, slope in zip(node.operands, local_gradients(node), strict=True)
    ]
    assert [label for *_, label, _ in picture.edges] == expected
    assert [label for _, head, label, _ in picture.edges if head == "s"] == ["1", "1"]
    assert [label for tail, _, label, _ in picture.edges if tail == "2"] == [""]
    assert {label for *_, label, _ in Picture(draw(root)).edges} == {""}


def test_an_infinite_slope_is_undefined_on_its_edge():
    picture = Picture(draw(named(sqrt(Value(0.0, "a")), "r"), edge_gradients=True))
    assert [edge[:3] for edge in picture.edges] == [("a", "r", "undefined")]


# Names and frames.


@pytest.mark.parametrize("kind", [list, dict, iter, lambda pairs: (pair for pair in pairs)])
def test_names_may_be_pairs_a_dict_or_a_generator(kind):
    a, b = leaves()
    pairs = [("unit.w", a), ("unit.b", b)]
    assert draw(a * b, names=kind(pairs)).source == draw(a * b, names=pairs).source


def test_parameters_without_their_names_are_an_error_about_names():
    a, b = leaves()
    with pytest.raises((TypeError, ValueError), match="names"):
        draw(a * b, names=[a, b])


def forward(model, x):
    """Run the network; return its scores, and by neuron the labels of its boxes."""
    seen, frames = set(x), {}
    full = {parameter: name for name, parameter in model.named_parameters()}
    for i, layer in enumerate(model.layers):
        x = layer(x)
        for j, output in enumerate(x):
            own = [node for node in topological_order(output) if node not in seen]
            seen.update(own)
            for k, node in enumerate(own):
                node.label = node.label or f"{i}.{j}.{k}"
            names = (full.get(node, node.label) for node in own)
            neuron = f"layers.{i}.neurons.{j}"
            frames[neuron] = {name.removeprefix(f"{neuron}.") for name in names}
    return x, frames


@pytest.mark.parametrize("activation", ["tanh", "relu", "linear"])
def test_each_neuron_stands_in_a_frame_with_all_that_is_its_own(activation):
    model = MLP(2, [2, 1], activation, seed=1)
    (score,), frames = forward(model, [Value(0.5, "x0"), Value(-1.0, "x1")])
    sizes = {"linear": 7, "tanh": 8, "relu": 8}  # 2 weights, a bias, 2 products, 2 sums
    assert len(frames["layers.0.neurons.1"]) == sizes[activation]
    assert Picture(draw(hinge(score, 1), names=model.named_parameters())).frames == frames


@pytest.mark.parametrize(
    ("output", "loss"),
    [
        ("linear", lambda score, w: (score - 1.0) ** 2),
        ("linear", lambda score, w: -score),
        ("linear", lambda score, w: score.softplus() - score * 1.0),
        ("sigmoid", lambda score, w: -score.log()),
        ("tanh", lambda score, w: score + 0.1 * (w * w)),
        ("tanh", lambda score, w: score + 0.1 * w**2),
    ],
    ids=["squared error", "minus", "cross entropy", "-log", "penalty w*w", "penalty w**2"],
)
def test_the_loss_stands_outside_the_frames(output, loss):
    model = MLP(2, [1], output=output, seed=1)
    (score,), frames = forward(model, [Value(0.5, "x0"), Value(-1.0, "x1")])
    root = loss(score, model.layers[0].neurons[0].w[0])
    assert Picture(draw(root, names=model.named_parameters())).frames == frames


def test_the_sum_of_two_samples_stands_outside_the_frames():
    model = MLP(1, [1], seed=1)
    root = named(model([Value(0.5, "x0")]) + model([Value(-1.0, "x1")]), "sum of both")
    (frame,) = Picture(draw(root, names=model.named_parameters())).frames.values()
    assert "sum of both" not in frame


# Sizes, errors and side effects.


@pytest.mark.parametrize("given", [1.0, None, "a", {Value(1.0)}], ids=["1.0", "None", "a", "set"])
def test_anything_but_values_is_refused(given):
    allowed = "allowed: a Value or a list of them"
    with pytest.raises(TypeError, match=rf"draw: given {type(given).__name__}; {allowed}"):
        draw(given)


@pytest.mark.parametrize("picture", [draw, walk])
@pytest.mark.parametrize("given", [MLP(2, [1]), tanh, Value(1.0).tanh], ids=["a model", "f", "v.f"])
def test_of_what_can_be_called_the_answer_is_drawn(picture, given):
    name = picture.__name__
    advice = rf"{name}: given .*; allowed: a Value, such as it answers: .*{name}\(model\("
    with pytest.raises(TypeError, match=advice):
        picture(given)


NO_NAMES = {
    "the parameters": (MLP(1, [1]).parameters(), "names: given [Value("),
    "one word": ({"a": 1.0}, "names: given ('a', 1.0); "),
    "a number": (3, "names: given 3; "),
    "the other way round": ([(Value(1.0), "w")], "the name comes first"),
    "a mapping the other way round": ({Value(1.0): "w"}, "the name comes first"),
}


@pytest.mark.parametrize("name", NO_NAMES)
def test_names_that_are_none_are_refused_with_what_to_write(name):
    given, words = NO_NAMES[name]
    for picture in (draw, walk):
        with pytest.raises(TypeError, match=re.escape(words)) as raised:
            picture(Value(1.0), names=given)
        told = str(raised.value)
        assert "allowed: pairs of a name and a Value, such as model.named_parameters()" in told
        assert len(told) < 200


@pytest.mark.parametrize("given", ["lr", "", "up", None])
def test_an_unknown_rankdir_is_refused(given):
    with pytest.raises(ValueError, match=r"rankdir: given .*'LR', 'TB', 'RL', 'BT'") as raised:
        draw(Value(1.0), rankdir=given)
    assert repr(given) in str(raised.value)


def test_max_nodes_is_the_largest_allowed_and_beyond_it_the_error_says_what_to_do():
    a, b = leaves()
    root = a * b + 1
    assert draw(root, max_nodes=5).source == draw(root).source
    assert draw(root, max_nodes=4, constants=False).source
    with pytest.raises(ValueError, match=r"5 nodes.*max_nodes=4.*one neuron.*larger max_nodes"):
        draw(root, max_nodes=4)


def test_a_long_chain_is_drawn_without_recursion():
    (a,) = leaves("a")
    root = a
    for _ in range(2000):
        root = root.tanh() + 1.0
    assert draw(root, max_nodes=10_000, names={"unit.a": a}).source.count(" -> ") == 6000
    with pytest.raises(ValueError, match="6001 nodes, more than max_nodes=2000"):
        draw(root)


def test_drawing_leaves_the_values_as_they_were():
    root = neuron()
    root.backward()
    slots = [slot for slot in Node.__slots__ if slot != "__weakref__"]

    def state():
        return [[getattr(node, slot) for slot in slots] for node in topological_order(root)]

    before = state()
    draw(root, names={"unit.w": topological_order(root)[0]}, edge_gradients=True).pipe("svg")
    assert state() == before
    assert not any(hasattr(node, "__dict__") for node in topological_order(root))


@pytest.mark.parametrize(
    ("rankdir", "places"),
    [("LR", (":l0:w", ":l1:w", ":l2:w")), ("TB", (":nw", ":n", ":ne"))],
    ids=["LR", "TB"],
)
def test_the_three_operands_of_a_choice_arrive_in_order(rankdir, places):
    x = Value(2.0, "x")
    source = draw(where(x > 0.0, x * 3.0, -x), rankdir=rankdir).source
    heads = re.findall(r"-> \w+(:\S+)", source)
    assert tuple(heads[-3:]) == places
