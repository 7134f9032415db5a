"""walk: what it takes and refuses, what stands in its page, its GIF, and its notebook display."""

import html
import json
import re

import numpy as np
import pytest
from PIL import Image

from engine import Value, topological_order, zero_grad
from engine.node import Node
from tests.graphs import GRAPHS, doubled, named, network, neuron, scrambled
from viz import walk
from viz.__main__ import main
from viz.style import THEMES
from viz.walkthrough.steps import Backward, Seed
from viz.walkthrough.traversals import MAX_NAIVE_STEPS

HOSTILE = "</script><img src=x onerror=alert(1)>"


def data_of(text):
    """Return the data of a page."""
    return json.loads(
        re.search(r'<script type="application/json" id="data">(.*?)</script>', text)[1]
    )


def told_of(shown):
    """Return the data of a walk's page with the numbers and sentences that Python tells beside it.

    The page fills the same sentences with numbers of its own: tests/test_walk_live.py.
    """
    page, told = data_of(shown.html), shown.data
    for traversal, ours in zip(page["traversals"], told.traversals, strict=True):
        traversal["captions"] = ours.captions
        traversal["steps"] = [*_taken(page, traversal["steps"], ours.steps, [*told.names])]
    for group, ours in zip(page["groups"], told.folded_boxes.values(), strict=True):
        group["captions"] = ours.captions
        group["cells"] = [cell._asdict() for cell in ours.cells]
    return page


def _taken(page, steps, ours, nodes):
    """Yield the steps that are taken as the numbers are, without branches that are not chosen."""
    left = iter(steps)
    for taken in ours:
        if isinstance(taken, Backward):
            ends = nodes.index(taken.receiver), nodes.index(taken.node)
            there = (step for step in left if "use" in step)
            step = next(step for step in there if _ends(page["uses"][step["use"]]) == ends)
            yield {**step, "exact": repr(taken.after)}
        else:
            step = next(step for step in left if "use" not in step)
            assert step["node"] == nodes.index(taken.node)
            yield step | ({"exact": repr(taken.gradient)} if isinstance(taken, Seed) else {})
    assert all("flows" in step for step in left)


def _ends(use):
    return use["from"], use["to"]


def lines_of(root, **settings):
    """Return the captions of the steps as text, the start left out."""
    captions = walk(root, **settings).data.right.captions
    return ["\n".join([heading, words, *lines]) for heading, words, lines in captions[1:]]


# The page's data.


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_the_sums_in_the_page_are_those_of_backward(graph):
    root = graph()
    shown = walk(root)
    page = told_of(shown)
    order = topological_order(root)
    sums = {}
    steps = shown.data.right.steps
    for step, taken in zip(page["traversals"][0]["steps"], steps, strict=True):
        if "use" in step:
            node = page["uses"][step["use"]]["from"]
            added = taken.contribution
            sums[node] = sums[node] + added if node in sums else added
            assert repr(sums[node]) == step["exact"]
        elif "after" in step:
            sums[step["node"]] = float(step["exact"])
    zero_grad(root)
    root.backward()
    assert {i: repr(g) for i, g in sums.items()} == {
        i: repr(float(node.grad)) for i, node in enumerate(order) if node.has_grad
    }


def test_a_step_is_told_in_words_and_mathematics():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    root = named(named(a * b, "c") * 2.0, "L")
    told = lines_of(root)
    assert told[0] == "Forward: c\nThe value of c is computed from a and b.\nc = a·b = 2 × 3 = 6"
    assert told[2].endswith("\n∂L/∂L = 1")
    assert told[4].splitlines() == [
        "Backward: c → a",
        "c passes its gradient on to a, times the local derivative. "
        "Now the gradient of a is complete.",
        "∂L/∂a += ∂L/∂c · ∂c/∂a = 2 × 3 = 6",
        "∂c/∂a = b = 3",
        "∂L/∂a: – → 6",
    ]


def test_a_running_sum_is_told_with_its_parts():
    told = lines_of(doubled())
    assert told[-3].splitlines()[1].endswith("1 more contribution to a will be added.")
    assert told[-2].splitlines()[-1] == "∂c/∂a = 2 + 2 = 4"


def test_the_local_derivative_comes_with_its_formula_and_its_numbers():
    told = lines_of(neuron())
    assert "∂o/∂n = 1 − o² = 1 − 0.7064² = 0.501" in told[4]


def test_numbers_that_are_not_finite_are_told_too():
    root = Value(1e308, "a") * 10.0 * Value(0.0, "b")
    labels = {walked.name: walked.value for walked in walk(root).data.labels.values()}
    assert labels["v1"] == "inf"
    assert labels["L"] == "nan"


def test_names_say_which_leaves_are_parameters():
    root, names = network((2, 1))
    roles = {node["name"]: node["role"] for node in data_of(walk(root, names=names).html)["nodes"]}
    assert roles["layers.0.neurons.0.w0"] == "parameter"
    assert roles["x0"] == "input"
    assert roles["L"] == "result"


@pytest.mark.parametrize("rankdir", ["LR", "RL", "TB", "BT"])
def test_no_two_boxes_overlap(rankdir):
    page = data_of(walk(scrambled(3), rankdir=rankdir).html)
    assert_apart(page["pictures"][0])


def assert_apart(picture):
    boxes = [box for _, *box in picture["boxes"]]
    for i, (x, y, w, h) in enumerate(boxes):
        assert x >= 0 <= y
        assert x + w <= picture["width"]
        assert y + h <= picture["height"]
        for u, v, s, t in boxes[:i]:
            assert x + w < u or u + s < x or y + h < v or v + t < y


# The naive order.


def test_the_naive_order_is_in_the_page_and_says_how_it_ends():
    shown = walk(doubled())
    page = told_of(shown)
    titles = [traversal["title"] for traversal in page["traversals"]]
    assert titles == ["Topological order", "Naive recursion"]
    assert "a gets 6 instead of 4" in shown.data.verdict
    assert page["traversals"][1]["steps"][-2]["exact"] == "6.0"
    assert shown.data.naive.wrong.index("early") == 4
    told = [words for _, words, _ in page["traversals"][1]["captions"]]
    assert told[5] == ("b passes on 1 too early: its gradient is not complete, it should be 2.")
    assert told[8].startswith("b passes its gradient on again")


def test_where_both_orders_agree_the_page_says_why():
    told = walk(neuron()).data
    assert told.verdict.startswith("Here both orders end with the same gradients")
    assert True not in told.naive.wrong


def exponential():
    root = Value(1.0, "a")
    for _ in range(60):
        root = root + root
    return root


def test_a_naive_order_that_takes_too_long_is_left_out_and_the_page_says_so():
    page = data_of(walk(exponential()).html)
    assert len(page["traversals"]) == 1
    assert re.search(rf"left out: .*steps, more than {MAX_NAIVE_STEPS}", page["left"])


def test_to_compare_with_it_is_then_refused():
    with pytest.raises(ValueError, match=r"compare: .*more than 500.*compare=False"):
        walk(exponential(), compare=True)


def test_without_a_gradient_there_is_a_forward_pass_alone():
    page = data_of(walk(Value(1.0, requires_grad=False) + 2.0).html)
    assert len(page["traversals"][0]["steps"]) == 1
    assert "requires a gradient" in page["left"]


# What is refused, and side effects.


@pytest.mark.parametrize("given", [[Value(1.0)], np.array([Value(1.0)]), 1.0, None, "a"], ids=repr)
def test_anything_but_a_value_is_refused(given):
    with pytest.raises(TypeError, match=rf"walk: given {type(given).__name__}; .*the sum"):
        walk(given)


def test_an_unknown_rankdir_is_refused():
    with pytest.raises(ValueError, match=r"rankdir: given 'up'; allowed: 'LR', 'TB', 'RL', 'BT'"):
        walk(neuron(), rankdir="up")


def test_parameters_without_their_names_are_refused():
    with pytest.raises(TypeError, match="names"):
        walk(neuron(), names=[Value(1.0)])


def test_beyond_max_nodes_the_error_says_what_to_do():
    root = neuron()
    assert walk(root, max_nodes=6)
    with pytest.raises(ValueError, match=r"6 nodes.*max_nodes=5.*one neuron.*larger max_nodes"):
        walk(root, max_nodes=5)


@pytest.mark.parametrize("name", ["walk.svg", "walk", "walk.HTML.txt"])
def test_another_ending_is_refused(name, tmp_path):
    with pytest.raises(
        ValueError, match=r"save: given .*allowed: a name ending in \.html or \.gif"
    ):
        walk(neuron()).save(tmp_path / name)


def test_a_gif_of_too_many_steps_is_refused(tmp_path):
    root, names = network((8, 8, 1))
    with pytest.raises(ValueError, match=r"steps, more than the 150 of a GIF: .*\.html"):
        walk(root, names=names).save(tmp_path / "walk.gif")
    assert not (tmp_path / "walk.gif").exists()


def test_an_infinite_slope_is_refused_as_backward_does():
    with pytest.raises(ZeroDivisionError, match="sqrt"):
        walk(Value(0.0, "a").sqrt())


def test_the_values_stay_as_they_were(tmp_path):
    root = scrambled(1, size=10)
    root.backward()
    slots = [slot for slot in Node.__slots__ if slot != "__weakref__"]

    def state():
        return [[getattr(node, slot) for slot in slots] for node in topological_order(root)]

    before = state()
    walk(root).save(tmp_path / "walk.html")
    assert state() == before


# The page as text.


def test_the_same_graph_gives_the_same_page():
    assert walk(scrambled(2)).html == walk(scrambled(2)).html


def test_a_hostile_label_stands_in_the_page_as_data_alone():
    a = Value(1.0, HOSTILE)
    text = walk(named(a * 2.0, HOSTILE + "{{data}}")).html
    assert "<img" not in text
    assert text.count("</script>") == 2
    assert data_of(text)["nodes"][0]["name"] == HOSTILE


@pytest.mark.parametrize(
    "label", ["a\nb", "\ud800", "$x^2$", "\\", "日本", "", "&amp;", "\u2028"], ids=ascii
)
def test_any_label_can_be_walked_and_saved_as_a_gif(label, tmp_path):
    root = Value(1.0, label) * 2.0
    walk(root).save(tmp_path / "walk.html")
    walk(root).save(tmp_path / "walk.gif")
    assert (tmp_path / "walk.html").read_text("utf-8")


def test_the_page_needs_nothing_from_elsewhere():
    text = walk(neuron()).html
    assert not re.search(r"(src|href)\s*=|@import|url\(|https?://(?!www\.w3\.org/2000/svg)", text)


def test_in_a_notebook_the_page_stands_in_a_frame_of_its_own():
    shown = walk(neuron())
    frame = re.fullmatch(
        r'<iframe title="Walk: o = 0.7064" sandbox="allow-scripts" data-grows=true '
        r"srcdoc='([^']*)' style=\"[^\"]*\">Walk: o = 0.7064\. [^<]*</iframe>"
        r"<script>[^<]*</script>\n?",
        shown._repr_html_(),
    )
    assert html.unescape(frame[1]) == shown.html


def brightness(color):
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    low, high = sorted([brightness(a), brightness(b)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_text_can_be_read_on_its_ground(theme):
    for ground in ("paper", "panel"):
        assert min(contrast(theme[ground], theme[text]) for text in ("ink", "muted", "grad")) >= 4.5
        assert min(contrast(theme[ground], theme[line]) for line in ("edge", "focus")) >= 3.0
    for role in ("input", "parameter", "constant", "operation", "result"):
        fill = theme[f"{role}-fill"]
        texts = ("ink", "muted", "grad", f"{role}-line")
        assert min(contrast(fill, theme[text]) for text in texts) >= 4.5


# The GIF.


def frames(path):
    with Image.open(path) as gif:
        for i in range(gif.n_frames):
            gif.seek(i)
            yield gif.size, gif.info["duration"], gif.convert("RGB").tobytes()


def test_the_gif_has_a_frame_per_step_and_stays_on_the_last(tmp_path):
    root = doubled()
    saved = walk(root).save(tmp_path / "walk.gif")
    assert saved == str(tmp_path / "walk.gif")
    sizes, durations, pictures = zip(*frames(saved), strict=True)
    assert len(pictures) == len(set(pictures)) == 1 + 8
    assert len(set(sizes)) == 1
    assert set(durations[:-1]) == {1000}
    assert durations[-1] >= 3000


def test_the_gif_stays_at_each_step_as_long_as_it_is_told(tmp_path):
    saved = walk(neuron()).save(tmp_path / "walk.gif", seconds_per_step=2.5)
    durations = [duration for _, duration, _ in frames(saved)]
    assert set(durations[:-1]) == {2500}


@pytest.mark.parametrize("seconds", [0.0, -1.0, 0.01, 601.0, float("nan"), "1", None])
def test_seconds_that_no_gif_has_are_refused(seconds, tmp_path):
    with pytest.raises(
        ValueError, match=r"seconds_per_step: given .*; allowed: a number from 0\.02"
    ):
        walk(doubled()).save(tmp_path / "walk.gif", seconds_per_step=seconds)


SIGNS = ["قيمة", "مممشمشسسصص", "a name that is much longer than its box"]


@pytest.mark.parametrize("label", SIGNS)
def test_in_the_gif_a_name_stays_in_its_box(label):
    from viz.walkthrough.gif import _axes, _figure
    from viz.walkthrough.gif_boxes import Painter

    root = named(abs(Value(2.0, label)), label)
    data = walk(root).data
    size = data.layout.width, data.layout.height
    axes = _axes(_figure(size), 0, 1, size)
    for node in data.names:
        box, label = data.layout.boxes[node], data.labels[node]
        texts = [a for a in Painter(axes, data).node(node).artists if hasattr(a, "get_text")]
        head = [text for text in texts if text.get_text() in (label.symbol, label.name)]
        assert all(text.get_style() == "normal" for text in head if text.get_text() == label.symbol)
        for text in filter(lambda text: text.get_text(), head):
            shown = text.get_window_extent().transformed(axes.transData.inverted())
            assert box.x <= shown.x0 <= shown.x1 <= box.x + box.width


def test_the_gif_may_have_the_naive_order_beside_it(tmp_path):
    one, both = tmp_path / "one.gif", tmp_path / "both.gif"
    walk(doubled()).save(one)
    walk(doubled(), compare=True).save(both)
    (narrow, *_), (wide, *_) = next(frames(one)), next(frames(both))
    assert wide[0] > 1.5 * narrow[0]
    assert len(list(frames(both))) == 1 + 10


# The command line.


@pytest.mark.parametrize("name", ["walk.html", "walk.gif"])
def test_the_command_line_writes_walks(name, tmp_path, capsys):
    assert main(["w*x + b", "w=-3", "x=2", "b=6", "--walk", str(tmp_path / name)]) == 0
    assert f"wrote {tmp_path / name}" in capsys.readouterr().out
    start = {"walk.html": b"<!doctype html>", "walk.gif": b"GIF89a"}[name]
    assert (tmp_path / name).read_bytes().startswith(start)


def test_the_command_line_refuses_another_ending_before_it_prints(capsys):
    assert main(["x", "x=2", "--walk", "walk.svg"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "python -m viz: walk: given 'walk.svg'; allowed: a name ending in .html or .gif\n"
