"""walk(collapse=…): which boxes each picture has, where play stops, and that no step is lost."""

import json
import math
import random
import re
import subprocess

import pytest
from PIL import Image

from engine import Value, topological_order, zero_grad
from nn import MLP, Neuron, mse
from tests.graphs import network, neuron
from tests.test_viz_walk import assert_apart, contrast, data_of, told_of
from viz import walk
from viz.style import THEMES, number
from viz.walkthrough import pictures


def batch():
    """Return a loss of three rows, which a network has computed one after another."""
    model = MLP(2, [2, 1], seed=2)
    rows = [[Value(0.1 * i + j, f"x{i}{j}", requires_grad=False) for j in (0, 1)] for i in range(3)]
    return mse([model(row) for row in rows], [1.0, 0.0, 2.0]), list(model.named_parameters())


def outputs():
    """Return a sum of three outputs, the last of which is read twice."""
    model = MLP(2, [2, 3], "relu", seed=1)
    first, second, third = model([Value(0.3, "x0"), Value(-0.2, "x1")])
    return first * second + third * third, list(model.named_parameters())


def ends_in_a_neuron():
    model = MLP(2, [2, 1], seed=1)
    return model([Value(0.3, "x0"), 0.5]), list(model.named_parameters())


def fed_back():
    """Return what a neuron makes of its own output."""
    neuron = Neuron(1, rng=random.Random(1))
    return neuron([neuron([Value(0.5, "x")])]), [
        (f"n.{k}", p) for k, p in neuron.named_parameters()
    ]


def regularized():
    """Return a loss with the squares of all parameters, which are so read outside their neurons."""
    root, names = network((2, 1))
    return root + 0.1 * sum(parameter**2 for _, parameter in names), names


GRAPHS = {
    "fed back": fed_back,
    "regularized": regularized,
    "network": lambda: network((3, 2, 1)),
    "batch": batch,
    "outputs": outputs,
    "ends in a neuron": ends_in_a_neuron,
}


CASES = [
    (g, level)
    for g in GRAPHS
    for level in ("neuron", "layer")
    if (g, level) != ("fed back", "layer")
]


@pytest.fixture(scope="module", params=CASES, ids=" by ".join)
def folded(request):
    """Return a root, its names, and the data of the page of its folded walk."""
    graph, level = request.param
    root, names = GRAPHS[graph]()
    return root, names, told_of(walk(root, names=names, collapse=level))


def steps_of(page):
    return page["traversals"][0]["steps"]


def receiver(page, step):
    """Return the node that a step reaches."""
    return page["uses"][step["use"]]["from"] if "use" in step else step["node"]


def groups_of(page):
    """Return {number of the box: group}."""
    return {len(page["nodes"]) + g: group for g, group in enumerate(page["groups"])}


def modules_in(page):
    """Return the groups that are no sum, which has no parameters."""
    return [group for group in page["groups"] if group["parameters"]]


def cell(group, kind):
    return next((cell for cell in group["cells"] if cell["kind"] == kind), None)


def drawn(picture):
    """Return the numbers of a picture's boxes."""
    return {box for box, *_ in picture["boxes"]}


# Pictures.


def test_there_is_a_picture_with_all_folded_and_one_for_each_group(folded):
    _, _, page = folded
    groups = groups_of(page)
    first, *others = page["pictures"]
    assert set(groups) <= drawn(first)
    assert len(others) == len(groups)
    for number_, picture in zip(groups, others, strict=True):
        members = set(groups[number_]["members"])
        assert drawn(picture) == drawn(first) - {number_} | members


def test_every_node_is_in_a_box(folded):
    _, _, page = folded
    groups = groups_of(page)
    for picture in page["pictures"]:
        inside = {i for box in drawn(picture) & set(groups) for i in groups[box]["members"]}
        assert inside | drawn(picture) >= set(range(len(page["nodes"])))


def test_every_use_has_an_edge_or_is_inside_a_folded_box(folded):
    _, _, page = folded
    groups = groups_of(page)
    for picture in page["pictures"]:
        seen = [k for edge in picture["edges"] for k in edge[2]]
        assert len(seen) == len(set(seen))
        shut = [set(groups[box]["members"]) for box in drawn(picture) & set(groups)]
        for k, use in enumerate(page["uses"]):
            inside = any({use["from"], use["to"]} <= members for members in shut)
            assert inside is not (k in seen)


def test_an_edge_joins_the_boxes_in_which_its_uses_are(folded):
    _, _, page = folded
    groups = groups_of(page)
    for picture in page["pictures"]:
        for tail, head, uses, *_ in picture["edges"]:
            for k in uses:
                use = page["uses"][k]
                assert use["from"] in groups.get(tail, {"members": [tail]})["members"]
                assert use["to"] in groups.get(head, {"members": [head]})["members"]
        into_groups = [(tail, head) for tail, head, *_ in picture["edges"] if head in groups]
        assert len(into_groups) == len(set(into_groups))


def test_nothing_overlaps_and_the_frame_is_around_the_members_alone(folded):
    _, _, page = folded
    groups = list(groups_of(page).values())
    for i, picture in enumerate(page["pictures"]):
        assert_apart(picture)
        if i == 0:
            assert picture["cluster"] is None
            continue
        x, y, w, h = picture["cluster"]
        for box, u, v, s, t in picture["boxes"]:
            if box in groups[i - 1]["members"]:
                assert x <= u
                assert u + s <= x + w
                assert y + 20 <= v  # below the title
                assert v + t <= y + h
            else:
                assert x + w < u or u + s < x or y + h < v or v + t < y


@pytest.mark.parametrize("rankdir", ["RL", "TB", "BT"])
def test_nothing_overlaps_in_any_direction(rankdir):
    root, names = network((3, 2, 1))
    page = data_of(walk(root, names=names, collapse="neuron", rankdir=rankdir).html)
    for picture in page["pictures"]:
        assert_apart(picture)


@pytest.mark.parametrize("level", ["neuron", "layer"])
def test_every_edge_runs_forward(level):
    root, names = network((6, 6, 1))
    for picture in data_of(walk(root, names=names, collapse=level).html)["pictures"]:
        boxes = {box: (x, x + w) for box, x, _, w, _ in picture["boxes"]}
        for tail, head, *_ in picture["edges"]:
            assert boxes[tail][1] < boxes[head][0]


def test_all_pictures_are_laid_out_by_one_process(monkeypatch):
    calls = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: calls.append(a) or run(*a, **k))
    root, names = network((3, 2, 1))
    assert len(walk(root, names=names, collapse="neuron").data.pictures) == 7
    assert len(calls) == 1


# Stops.


def test_play_stops_after_each_step_that_is_seen_and_once_for_the_inside(folded):
    _, _, page = folded
    groups = groups_of(page)
    steps = steps_of(page)
    for picture in page["pictures"]:
        seen = {k for edge in picture["edges"] for k in edge[2]}
        last, stops = {}, {0}
        for i, step in enumerate(steps, 1):
            node = page["uses"][step["use"]]["to"] if "use" in step else step["node"]
            is_backward = "use" in step
            is_of_all = not is_backward and ("after" in step or "all" in step)
            is_seen = step["use"] in seen if is_backward else node in drawn(picture)
            if is_of_all or is_seen:
                stops.add(i)
            else:
                (home,) = [
                    box
                    for box in drawn(picture) & set(groups)
                    if node in groups[box]["members"] and not page["nodes"][node]["leaf"]
                ]
                last[home, "use" in step] = i
        assert picture["stops"] == sorted(stops | set(last.values()))


def test_the_last_stop_is_the_end_and_ends_with_the_gradients_of_backward(folded):
    root, names, page = folded
    steps = steps_of(page)
    assert {picture["stops"][-1] for picture in page["pictures"]} == {len(steps)}
    sums = {receiver(page, step): step["exact"] for step in steps if "after" in step}
    zero_grad(root)
    root.backward()
    order = topological_order(root)
    assert sums == {i: repr(node.grad) for i, node in enumerate(order) if node.has_grad}
    owned = dict.fromkeys(order)
    for name, parameter in names:
        owned[parameter] = name
    for group in modules_in(page):
        trained = [order[i] for i in group["parameters"] if order[i].requires_grad]
        norm = math.hypot(*(parameter.grad for parameter in trained))
        assert cell(group, "size")["times"][-1][1] == number(norm)
        out = [order[i] for i in group["outputs"]]
        assert cell(group, "data")["times"][-1][1] == shown([node.data for node in out])
        assert cell(group, "grad")["times"][-1][1] == shown([node.grad for node in out])


def shown(numbers):
    return ", ".join(map(number, numbers))


def test_a_position_stays_a_stop_when_a_group_is_unfolded(folded):
    _, _, page = folded
    first, *others = page["pictures"]
    for picture in others:
        assert set(first["stops"]) <= set(picture["stops"])


def test_the_norm_appears_with_the_last_contribution_to_a_parameter(folded):
    _, _, page = folded
    steps = steps_of(page)
    for group in modules_in(page):
        ((at, _),) = cell(group, "size")["times"]
        reached = [
            i
            for i, step in enumerate(steps, 1)
            if "use" in step and receiver(page, step) in group["parameters"]
        ]
        assert at == reached[-1]


def test_an_output_shows_when_the_last_is_computed_and_its_gradient_as_it_grows(folded):
    _, _, page = folded
    steps = steps_of(page)
    for group in page["groups"]:
        ((at, _),) = cell(group, "data")["times"]
        forward = [i for i, step in enumerate(steps, 1) if not {"after", "all"} & set(step)]
        assert at == max(i for i in forward if steps[i - 1]["node"] in group["outputs"])
        reached = [
            i
            for i, step in enumerate(steps, 1)
            if "after" in step and receiver(page, step) in group["outputs"]
        ]
        assert [at for at, _ in cell(group, "grad")["times"]] == reached


def test_many_outputs_are_summed_up_as_in_a_drawing():
    root, names = network((4, 1))
    (first, _) = told_of(walk(root, names=names, collapse="layer"))["groups"]
    assert first["notes"] == "4 outputs"
    assert re.fullmatch(r"\S+ … \S+", cell(first, "data")["times"][0][1])


def test_the_inside_is_told_in_words():
    root, names = network((3, 1))
    group = told_of(walk(root, names=names, collapse="neuron"))["groups"][0]
    forward, backward = group["captions"]
    assert forward[0] == "Forward: layers.0.neurons.0"
    assert forward[1].startswith("Inside layers.0.neurons.0: 5 operations. The output is ")
    norm = cell(group, "size")["times"][0][1]
    assert backward[:2] == (
        "Backward: layers.0.neurons.0",
        f"Inside layers.0.neurons.0: 7 applications of the chain rule; |∇| = {norm}. "
        "Unfold it to see them.",
    )


def test_a_group_that_is_not_trained_shows_no_gradient():
    w, v = Value(2.0, "w", requires_grad=False), Value(0.5, "v")
    root = v * ((w * Value(3.0, "x", requires_grad=False)).tanh())
    page = data_of(walk(root, names={"first.w": w, "second.v": v}, collapse="neuron").html)
    kinds = {g["title"]: [cell["kind"] for cell in g["cells"]] for g in page["groups"]}
    assert kinds["first"] == ["data", "parameters"]
    assert set(kinds["second"]) == {"data", "parameters", "grad", "size"}


def test_where_nothing_folds_the_walk_is_as_ever():
    w = Value(0.5, "w")
    root = w.tanh().exp()
    page = data_of(walk(root, names={"neuron.w": w}, collapse="neuron").html)
    assert page == data_of(walk(root, names={"neuron.w": w}).html)


# A neuron that is applied to several rows.


def test_each_application_is_a_box_with_its_turn_and_they_share_the_norm():
    root, names = batch()
    page = told_of(walk(root, names=names, collapse="neuron"))
    found = [group for group in page["groups"] if group["title"].startswith("layers.1.neurons.0")]
    assert [group["title"] for group in found] == [
        f"layers.1.neurons.0, {turn} of 3" for turn in (1, 2, 3)
    ]
    assert len({json.dumps(cell(group, "size")["times"]) for group in found}) == 1
    said = sorted(group["captions"][1][1] for group in found)
    assert sum("|∇| = –, as its parameters have more to receive" in words for words in said) == 2


# Refusals, side effects, and other ways to show it.


def test_to_compare_is_refused_with_what_to_write():
    root, names = network((2, 1))
    with pytest.raises(ValueError, match=r"compare: given True with collapse='layer'.*compare=Tru"):
        walk(root, names=names, collapse="layer", compare=True)


@pytest.mark.parametrize(
    ("collapse", "with_names", "message"),
    [
        ("neurons", True, r"collapse: given 'neurons'; allowed: 'neuron', 'layer' or None"),
        ("neuron", False, r"without names; write walk\(root, collapse='neuron', names=model\.nam"),
    ],
)
def test_what_cannot_be_folded_is_refused(collapse, with_names, message):
    root, names = network((2, 1))
    with pytest.raises(ValueError, match=message):
        walk(root, names=names if with_names else None, collapse=collapse)


def test_names_without_the_level_are_refused():
    w = Value(1.0)
    with pytest.raises(ValueError, match="show no neuron"):
        walk(w * 2.0, names={"w": w}, collapse="neuron")


def test_too_many_lines_are_refused_with_what_to_write(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_EDGES", 50)
    root, names = network((3, 2, 1))
    with pytest.raises(ValueError, match=r"'neuron' for 6 boxes.*than 50 lines.*part of the graph"):
        walk(root, names=names, collapse="neuron")


def test_max_nodes_counts_the_nodes_of_the_graph():
    root, names = network((3, 2, 1))
    with pytest.raises(ValueError, match="more than max_nodes=20"):
        walk(root, names=names, collapse="layer", max_nodes=20)


def test_the_page_follows_the_steps_of_the_walk_and_not_what_backward_stored():
    root, names = network((2, 1))
    before = walk(root, names=names, collapse="neuron").html
    root.backward()
    root.backward()
    assert walk(root, names=names, collapse="neuron").html == before


def test_an_unfolded_walk_has_one_picture_that_stops_everywhere():
    page = data_of(walk(neuron()).html)
    (picture,) = page["pictures"]
    assert picture["stops"] is None
    assert drawn(picture) == set(range(len(page["nodes"])))
    assert page["groups"] == []


def test_the_frame_of_a_notebook_is_as_high_as_the_folded_graph_needs():
    root, names = network((8, 8, 1))

    def height(**settings):
        return int(re.search(r"height:(\d+)px", walk(root, **settings)._repr_html_())[1])

    assert height(names=names, collapse="layer") < height()


def test_the_gif_shows_the_folded_graph_a_frame_for_each_stop(tmp_path):
    root, names = network((2, 1))
    shown = walk(root, names=names, collapse="neuron")
    stops = data_of(shown.html)["pictures"][0]["stops"]
    assert len(stops) < len(steps_of(data_of(shown.html)))
    with Image.open(shown.save(tmp_path / "walk.gif")) as gif:
        assert gif.n_frames == len(stops)
        frames = set()
        for i in range(gif.n_frames):
            gif.seek(i)
            frames.add(gif.convert("RGB").tobytes())
        assert len(frames) == len(stops)


def test_a_gif_of_too_many_stops_is_refused(tmp_path):
    root, names = network((12, 12, 1))
    with pytest.raises(ValueError, match=r"\d+ steps, more than the 150 of a GIF"):
        walk(root, names=names, collapse="layer").save(tmp_path / "walk.gif")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_text_of_a_folded_box_can_be_read(theme):
    for text in ("ink", "muted", "grad", "group-line"):
        assert contrast(theme["group-fill"], theme[text]) >= 4.5
