"""Frames around neurons: in order, short names within, and no edge through a foreign one."""

import json
import re

import pytest

from engine import Value
from nn import MLP
from tests.geometry import curve
from viz import draw, walk
from viz.graph.picture import graphviz_json


def network(widths=(4, 1)):
    model = MLP(2, list(widths), seed=0)
    root = model([Value(0.3, "x0"), Value(-0.7, "x1")])
    root.backward()
    return root, list(model.named_parameters())


def laid_out(drawing):
    (told,) = graphviz_json([drawing.source])
    frames = {o["label"]: o for o in told["objects"] if o["name"].startswith("cluster")}
    edges = [e for e in told["edges"] if e.get("style") != "invis"]
    return frames, edges


def corners(frame):
    return [float(x) for x in frame["bb"].split(",")]


def points(edge):
    tip, *rest = (tuple(map(float, p.removeprefix("e,").split(","))) for p in edge["pos"].split())
    return curve(rest, tip)


def title(frame):
    (x, y), width, height = map(float, frame["lp"].split(",")), frame["lwidth"], frame["lheight"]
    width, height = 72 * float(width), 72 * float(height)
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def passes(line, area):
    left, low, right, high = area
    return any(left < x < right and low < y < high for x, y in line)


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
@pytest.mark.parametrize("widths", [(4, 1), (3, 2, 1)], ids=str)
def test_frames_stand_in_the_order_of_the_neurons(widths, rankdir):
    root, names = network(widths)
    frames, _ = laid_out(draw(root, names=names, rankdir=rankdir))
    assert len(frames) == sum(widths)
    for layer, width in enumerate(widths):
        own = [corners(frames[f"layers.{layer}.neurons.{i}"]) for i in range(width)]
        # From top to bottom, where y points up; from left to right.
        places = [-frame[1] for frame in own] if rankdir == "LR" else [frame[0] for frame in own]
        assert places == sorted(places)


@pytest.mark.parametrize("widths", [(4, 1), (3, 2, 1)], ids=str)
def test_no_edge_passes_a_foreign_frame_or_a_title(widths):
    root, names = network(widths)
    frames, edges = laid_out(draw(root, names=names))
    through = [
        (edge["tail"], edge["head"], name)
        for edge in edges
        for name, frame in frames.items()
        if not {edge["tail"], edge["head"]} & set(frame["nodes"])
        and passes(points(edge), corners(frame))
    ]
    assert through == []
    assert not any(passes(points(e), title(f)) for e in edges for f in frames.values())


def test_within_its_frame_a_parameter_has_its_short_name():
    root, names = network()
    source = draw(root, names=names).source
    assert re.findall(r"<B>(\w+)</B>", source).count("w0") == 5
    assert len(re.findall("layers.0.neurons.2[^.]", source)) == 1  # the title


def test_outside_a_frame_a_parameter_has_its_whole_name():
    w = Value(2.0)
    assert "<B>w</B>" in draw(w * 3.0, names=[("w", w)]).source


def test_neurons_that_read_each_other_are_drawn_with_every_edge_forward():
    first, second = MLP(1, [1], seed=0), MLP(1, [1], seed=1)
    x = Value(0.5, "x")
    for _ in range(2):
        x = second([first([x])])
    names = [(f"a.{n}", p) for n, p in first.named_parameters()]
    names += [(f"b.{n}", p) for n, p in second.named_parameters()]
    drawing = draw(x, names=names)
    assert "newrank" not in drawing.source
    told = json.loads(drawing.pipe("json"))
    assert len(told["objects"]) > 10


def inside(area):
    x, y, width, height = area
    return x, y, x + width, y + height


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
@pytest.mark.parametrize("widths", [(4, 1), (3, 2, 1)], ids=str)
def test_a_walk_has_the_same_frames(widths, rankdir):
    root, names = network(widths)
    data = walk(root, names=names, rankdir=rankdir).data
    picture, layout = data.pictures[0], data.layout
    lines = [curve(spline.points, spline.tip) for spline in layout.splines]
    assert len(layout.frames) == sum(widths)
    for layer, width in enumerate(widths):
        own = [layout.frames[f"layers.{layer}.neurons.{i}"] for i in range(width)]
        places = [frame.y if rankdir == "LR" else frame.x for frame in own]
        assert places == sorted(places)
    for frame, nodes in picture.frames.items():
        for edge, line in zip(picture.edges, lines, strict=True):
            is_foreign = not {edge.tail, edge.head} & set(nodes)
            assert not (is_foreign and passes(line, inside(layout.frames[frame])))
            assert not passes(line, inside(layout.titles[frame]))


def test_in_a_walk_too_names_are_short_within_a_frame_and_whole_elsewhere(open_page):
    root, names = network()
    page = open_page(walk(root, names=names).html)
    heads = page.locator(".parameter .named").all_text_contents()
    assert sorted(heads) == sorted(name.rpartition(".")[2] for name, _ in names)
    titles = page.locator(".frame-title").all_text_contents()
    assert sorted(titles) == sorted({name.rpartition(".")[0] for name, _ in names})
    listed = page.locator(".leaves").inner_text().split("\n")
    assert listed.index("layers.0.neurons.2") < listed.index("layers.0.neurons.3")


def test_an_unfolded_neuron_has_short_names_too():
    root, names = network()
    data = walk(root, names=names, collapse="neuron").data
    assert {data.labels[parameter].name for _, parameter in names} <= {"b", "w0", "w1", "w2", "w3"}
    assert not any(isinstance(frame, str) for layout in data.layouts for frame in layout.frames)


def test_the_film_of_a_walk_has_frames():
    from matplotlib.figure import Figure

    from viz.walkthrough.gif_frames import TraversalFrames

    root, names = network()
    data = walk(root, names=names).data
    axes = Figure().add_axes((0, 0, 1, 1))
    TraversalFrames(axes, data, data.right, "")
    shown = {text.get_text() for text in axes.texts}
    assert {"layers.0.neurons.2", "w0"} <= shown
