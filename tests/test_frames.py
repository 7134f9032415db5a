"""Frames around neurons: in order, short names within, and no edge through a foreign one."""

import json
import re

import pytest

from engine import Value
from nn import MLP
from tests.geometry import curve
from viz import draw
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
