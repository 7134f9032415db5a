"""What a drawing of folded neurons and layers shows, and that it fits a slide."""

import json
import re

import pytest

from engine import Value, replay, topological_order
from nn import MLP, cross_entropy, hinge
from tests.test_viz_labels import boxes_of
from tests.test_viz_walk import data_of
from viz import draw, walk
from viz.style import ROLES, number


class Text:
    """A number that is text, as replay may hold."""

    def __repr__(self):
        return "a"

    def __mul__(self, other):
        return self

    __add__ = __radd__ = __rmul__ = __mul__


def inputs(n=2):
    return [Value(0.5 - i, f"x{i}") for i in range(n)]


def network(*shape, backward=True):
    """Return the loss of a network, and the settings that give its names."""
    model = MLP(*(shape or (2, [3, 1])), seed=1)
    root = hinge(model(inputs()), 1)
    if backward:
        root.backward()
    return root, {"names": model.named_parameters()}


def boxes(drawing):
    """Return the boxes by the first word in them, and the edges that are seen."""
    laid_out = json.loads(drawing.pipe("json"))
    words = {thing["_gvid"]: texts(thing) for thing in laid_out["objects"] if "nodes" not in thing}
    edges = [
        (words[edge["tail"]][0], words[edge["head"]][0], edge.get("label", ""))
        for edge in laid_out.get("edges", [])
        if edge.get("style") != "invis"
    ]
    return {
        words[thing["_gvid"]][0]: thing for thing in laid_out["objects"] if thing["_gvid"] in words
    }, edges


def texts(thing):
    found = [op["text"].strip() for op in thing.get("_ldraw_", []) if op["op"] == "T"]
    return [text for text in found if text]


def center(box):
    return tuple(float(number) for number in box["pos"].split(","))


def test_a_folded_neuron_shows_its_output_its_parameters_and_the_size_of_their_gradient():
    root, settings = network()
    found, _ = boxes(draw(root, collapse="neuron", **settings))
    score = root.operands[0].operands[1].operands[0]
    parameters = [p for name, p in settings["names"] if name.startswith("layers.1.")]
    size = sum(p.grad**2 for p in parameters) ** 0.5
    assert texts(found["layers.1.neurons.0"]) == [
        *("layers.1.neurons.0", "data", number(score.data), "grad", number(score.grad)),
        *("4 parameters", "|∇|", number(size)),
    ]


def test_what_has_no_gradient_yet_has_a_dash():
    root, settings = network(backward=False)
    found, _ = boxes(draw(root, collapse="layer", **settings))
    assert texts(found["layers.0"])[-4:] == ["–", "9 parameters", "|∇|", "–"]
    assert texts(found["layers.1"])[3:] == ["grad", "–", "4 parameters", "|∇|", "–"]


def test_what_requires_no_gradient_has_none():
    model = MLP(2, [1], seed=1)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    root = model([1.0, 2.0])
    found, _ = boxes(draw(root, collapse="layer", names=model.named_parameters()))
    assert texts(found["layers.0"]) == ["layers.0", "data", number(root.data), "3 parameters"]


@pytest.mark.parametrize(("size", "data"), [(3, "−1, 0, 1"), (4, "−1 … 2")], ids=["few", "many"])
def test_several_outputs_are_listed_and_many_are_a_range(size, data):
    model = MLP(1, [size], "linear", seed=1)
    for i, neuron in enumerate(model.layers[0].neurons):
        neuron.w[0].data = i - 1.0
    root = cross_entropy(model([1.0]), 0)
    root.backward()
    found, _ = boxes(draw(root, collapse="layer", names=model.named_parameters()))
    shown = texts(found["layers.0"])
    assert shown[:4] == ["layers.0", f"{size} outputs", "data", data]
    outputs = [neuron.w[0].grad for neuron in model.layers[0].neurons]
    assert shown[5].startswith(number(min(outputs) if size > 3 else outputs[0]))


@pytest.mark.parametrize("bad", [0, 1, 3])
def test_nan_does_not_hide_in_a_range(bad):
    model = MLP(1, [4], "linear", seed=1)
    model.layers[0].neurons[bad].b.data = float("nan")
    root = sum(model([1.0]))
    found, _ = boxes(draw(root, collapse="layer", names=model.named_parameters()))
    assert texts(found["layers.0"])[3] == "nan"


def test_numbers_of_another_kind_have_no_range():
    model = MLP(1, [4], "linear", seed=1)
    root = sum(model([1.0]))
    order = topological_order(root)
    again = replay(root, {node: Text() for node in order if node.is_leaf})
    new = dict(zip(order, topological_order(again), strict=True))
    named = [(name, new[parameter]) for name, parameter in model.named_parameters()]
    found, _ = boxes(draw(again, collapse="layer", names=named))
    assert texts(found["layers.0"])[3] == "…"


def test_each_application_says_which_of_how_many_it_is():
    model = MLP(2, [1], seed=1)
    root = model(inputs()) * model(inputs())
    source = draw(root, collapse="neuron", names=model.named_parameters()).source
    assert re.findall(r">(\d of \d) <", source) == ["1 of 2", "2 of 2"]
    assert re.findall(r'tooltip="layers.0.neurons.0, (\d of \d):', source) == ["1 of 2", "2 of 2"]


@pytest.mark.parametrize("collapse", ["neuron", "layer"])
@pytest.mark.parametrize(
    ("label", "shown"),
    [("score", "score"), ("a <b>\n& c", "a <b> & c"), ("n" * 99, "n" * 19 + "…"), ("", "")],
)
def test_a_folded_box_shows_the_label_of_its_output(label, shown, collapse):
    model = MLP(2, [2, 1], seed=1)
    root = model(inputs())
    root.label = label
    found, _ = boxes(draw(root, collapse=collapse, names=model.named_parameters()))
    name = "layers.1.neurons.0" if collapse == "neuron" else "layers.1"
    assert texts(found[name])[1] == (shown or "data")
    page = walk(root, collapse=collapse, names=model.named_parameters()).html
    assert data_of(page)["groups"][-1]["notes"] == shown


def test_a_group_looks_like_no_other_role_and_the_result_has_a_double_line():
    shapes = {role.attributes["shape"] for name, role in ROLES.items() if name != "group"}
    assert ROLES["group"].attributes["shape"] not in shapes
    model = MLP(2, [2, 1], seed=1)
    found, _ = boxes(draw(model(inputs()), collapse="layer", names=model.named_parameters()))
    assert [found[f"layers.{i}"].get("peripheries", "1") for i in (0, 1)] == ["1", "2"]
    assert {box["shape"] for name, box in found.items() if "layers" in name} == {
        ROLES["group"].attributes["shape"]
    }


def test_parallel_edges_are_one_with_their_number():
    root, settings = network()
    _, edges = boxes(draw(root, collapse="layer", constants=False, **settings))
    assert set(edges) > {("layers.1", "×", ""), ("×", "−", ""), ("−", "relu", "")}
    assert sorted(edge for edge in edges if edge[2]) == [
        ("layers.0", "layers.1", "×3"),
        ("x0", "layers.0", "×3"),
        ("x1", "layers.0", "×3"),
    ]


def test_local_derivatives_stand_on_the_edges_between_unfolded_nodes_and_out_of_groups():
    root, settings = network()
    _, edges = boxes(draw(root, collapse="neuron", edge_gradients=True, **settings))
    labels = {(tail, head): label for tail, head, label in edges}
    assert labels["layers.1.neurons.0", "×"] == "1"
    assert labels["×", "−"] == "−1"
    assert labels["x0", "layers.0.neurons.0"] == ""


def test_the_tooltip_has_all_digits():
    root, settings = network()
    source = draw(root, collapse="neuron", **settings).source
    (tip,) = re.findall(r'tooltip="(layers\.1\.neurons\.0:.*?)"', source)
    score = root.operands[0].operands[1].operands[0]
    assert f"output data={score.data!r} grad={score.grad!r}" in tip
    assert "10 nodes" in tip
    assert "4 parameters, norm of their gradients=" in tip


def test_a_name_is_data_and_never_markup():
    name = '</TD><b> {x|y} "q" \\N &amp;'
    model = MLP(2, [1], seed=1)
    named = [(f"{name}.{i}", p) for i, p in enumerate(model.parameters())]
    found = boxes_of(draw(model(inputs()), collapse="neuron", names=named))
    ((words, tip),) = [box for box in found if "3 parameters" in " ".join(box[0])]
    assert words[0] == name
    assert tip.startswith(f"{name}: 7 nodes; ")


# Fits a slide.

SLIDE = 1280, 720  # pixels
SMALLEST = 8.5  # pixels, of letters that are still read


def test_2_16_16_1_folded_by_neuron_fits_a_slide():
    root, settings = network(2, [16, 16, 1])
    drawing = draw(root, collapse="neuron", **settings)
    _, _, width, height = map(float, json.loads(drawing.pipe("json"))["bb"].split(","))
    sizes = [float(size) for size in re.findall(r'POINT-SIZE="(\d+)"', drawing.source)]
    scale = min(SLIDE[0] / width, SLIDE[1] / height)
    assert scale * min(sizes) > 8
    assert scale * 10 >= SMALLEST
    assert 1.5 < width / height < 1.9


def test_the_neurons_of_a_layer_and_the_inputs_stand_in_order():
    root, settings = network(2, [16, 16, 1])
    found, _ = boxes(draw(root, collapse="neuron", **settings))
    for names in (["x0", "x1"], *([f"layers.{i}.neurons.{j}" for j in range(16)] for i in (0, 1))):
        places = [center(found[name]) for name in names]
        heights = [y for _, y in places]
        assert heights == sorted(heights, reverse=True)
        assert len({x for x, _ in places}) == 1


def test_a_neuron_keeps_its_place_when_one_of_its_weights_is_penalized():
    model = MLP(2, [3, 1], seed=1)
    root = hinge(model(inputs()), 1) + 0.1 * model.layers[0].neurons[0].w[0] ** 2
    found, _ = boxes(draw(root, collapse="neuron", names=model.named_parameters()))
    heights = [center(found[f"layers.0.neurons.{j}"])[1] for j in range(3)]
    assert heights == sorted(heights, reverse=True)
    assert "layers.0.neurons.0.w0" in found


def test_the_tab_of_the_topmost_folder_is_not_cut_off():
    root, settings = network(2, [3, 1])
    laid_out = json.loads(draw(root, collapse="neuron", **settings).pipe("json"))
    top = float(laid_out["bb"].split(",")[3]) + 72 * float(laid_out["pad"])
    drawn = [
        op for thing in laid_out["objects"] for op in thing.get("_draw_", []) if "points" in op
    ]
    assert max(y for op in drawn for _, y in op["points"]) < top - 1


@pytest.mark.parametrize(("width", "splines"), [(4, "spline"), (5, "polyline")])
def test_edges_that_fan_out_are_straight(width, splines):
    root, settings = network(2, [width, 1])
    assert f"splines={splines}]" in draw(root, collapse="neuron", **settings).source


def test_by_layer_it_is_a_handful_of_boxes():
    root, settings = network(2, [16, 16, 1])
    assert len(boxes(draw(root, collapse="layer", constants=False, **settings))[0]) == 8


def test_max_nodes_counts_what_is_drawn():
    root, settings = network(2, [16, 16, 1])
    assert draw(root, collapse="neuron", max_nodes=200, **settings)
    with pytest.raises(ValueError, match="40 nodes, more than max_nodes=39"):
        draw(root, collapse="neuron", max_nodes=39, **settings)


def test_a_folded_graph_with_too_many_edges_is_refused_and_by_layer_it_is_drawn():
    root, settings = network(2, [16, 16, 1])
    with pytest.raises(ValueError, match=r'309 edges, more than 3 for .*collapse="layer"'):
        draw(root, collapse="neuron", max_nodes=100, **settings)
    assert draw(root, collapse="layer", max_nodes=100, **settings)


# Errors and side effects.


@pytest.mark.parametrize("given", ["neurons", "", "Layer", True, 1], ids=repr)
def test_an_unknown_level_is_refused(given):
    root, settings = network()
    with pytest.raises(ValueError, match=r"collapse: given .*'neuron', 'layer' or None") as raised:
        draw(root, collapse=given, **settings)
    assert repr(given) in str(raised.value)


@pytest.mark.parametrize("level", ["neuron", "layer"])
def test_without_names_the_error_says_what_to_write(level):
    root, _ = network()
    with pytest.raises(
        ValueError, match=rf"draw\(root, collapse='{level}', names=model.named_parameters\(\)\)"
    ):
        draw(root, collapse=level)


@pytest.mark.parametrize("kind", [dict, iter, lambda pairs: (pair for pair in pairs)])
def test_names_may_be_a_dict_or_a_generator(kind):
    root, settings = network()
    expected = draw(root, collapse="layer", **settings).source
    assert draw(root, collapse="layer", names=kind(settings["names"])).source == expected


def test_none_is_the_drawing_that_it_always_was():
    root, settings = network()
    assert draw(root, collapse=None, **settings).source == draw(root, **settings).source


def test_the_same_graph_gives_the_same_text():
    sources = {draw(root, collapse="neuron", **s).source for root, s in (network(), network())}
    assert len(sources) == 1
