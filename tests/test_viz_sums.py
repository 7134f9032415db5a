"""Long sums fold into one box, Σ, in drawings and in walks, and unfold by a click."""

import json
import re

import pytest

from engine import Value
from nn import MLP
from viz import draw, walk
from viz.graph import Graph, Group


def leaves(count, **settings):
    return [Value(i / 4 - 1, f"x{i}", **settings) for i in range(count)]


def added(count):
    return sum(leaves(count))


def sums_in(root, fold_sums=None, names=None, collapse=None):
    boxes = Graph([root], names, collapse, fold_sums).folding.boxes
    return [box for box in boxes if isinstance(box, Group) and box.terms]


def tree(count):
    terms = leaves(count)
    while len(terms) > 1:
        terms = [a + b for a, b in zip(terms[::2], terms[1::2], strict=True)]
    return terms[0]


def labelled_in_the_middle():
    first = added(3)
    first.label = "n"
    return first + sum(leaves(3))


def read_twice():
    first = added(3)
    return first + sum(leaves(2)) + first * 2.0


def four_times(a):
    return a + a + a + a


def many(count):
    return [added(8).tanh() for _ in range(count)]


FOLDED = {
    "seven terms": (lambda: added(7), [], [7]),
    "eight terms": (lambda: added(8), [8], [8]),
    "seventeen terms": (lambda: added(17), [17], [17]),
    "a + b + c": (lambda: added(3), [], []),
    "a + b + c + d": (lambda: added(4), [], [4]),
    "two by two": (lambda: tree(8), [8], [8]),
    "a constant counts, the 0 of sum does not": (lambda: added(7) + 1.0, [8], [8]),
    "a label is an own result": (labelled_in_the_middle, [], [4]),
    "an addition that another op reads": (read_twice, [], [4]),
    "the same term twice": (lambda: four_times(Value(1.0)), [], [4]),
    "eight sums": (lambda: sum(many(7)) * 1.0, [8] * 7, [7] + [8] * 7),
    "nine sums are a network": (lambda: sum(many(9)), [], [8] * 9 + [9]),
}


@pytest.mark.parametrize("case", FOLDED)
def test_which_sums_fold(case):
    make, unasked, asked = FOLDED[case]
    root = make()
    assert sorted(group.terms for group in sums_in(root)) == unasked
    assert sorted(group.terms for group in sums_in(root, True)) == asked
    assert sums_in(root, False) == []


def test_the_box_has_the_data_and_the_gradient_of_the_last_addition():
    root = added(17) * 3.0
    root.backward()
    (group,) = sums_in(root)
    assert group.outputs == (root.operands[0],)
    assert len(group.members) == 18  # with the 0 of sum
    source = draw(root).source
    assert source.count("<B>+</B>") == 0
    assert "<B>Σ</B>" in source
    assert "17 terms" in source
    assert len(re.findall(r"x?n\d+:e -> n\d+:w \[", source)) == 17
    assert draw(root, fold_sums=False).source.count("<B>+</B>") == 17


def test_terms_stand_in_their_order():
    told = json.loads(draw(sum(x * x for x in leaves(9))).pipe("json"))
    places = {
        thing["name"]: float(thing["pos"].split(",")[1])
        for thing in told["objects"]
        if "pos" in thing
    }
    head = next(t["name"] for t in told["objects"] if "Σ" in t.get("label", ""))
    tails = {t["_gvid"]: t["name"] for t in told["objects"] if "_gvid" in t}
    edges = [e for e in told["edges"] if tails[e["head"]] == head]
    heights = [places[tails[e["tail"]]] for e in edges]
    assert len(heights) == 9
    assert heights == sorted(heights, reverse=True)


def test_what_a_neuron_adds_is_its_own():
    model = MLP(9, [1], seed=0)
    names = list(model.named_parameters())
    root = model([0.5] * 9)
    assert [group.terms for group in sums_in(root)] == [10]
    assert sums_in(root, names=names) == []
    assert sums_in(root, names=names, collapse="neuron") == []


def test_the_losses_of_samples_fold_beside_neurons():
    model = MLP(1, [2, 1], seed=0)
    names = list(model.named_parameters())
    root = sum((model([i / 9]) - i) ** 2 for i in range(9)) / 9
    (group,) = sums_in(root, names=names, collapse="neuron")
    assert group.terms == 9
    assert group.parameters == ()


def test_a_parameter_that_a_sum_reads_stays_outside():
    b = Value(0.5)
    root = added(8) + b
    folding = Graph([root], [("b", b)], None, None).folding
    assert b in folding.boxes


def test_a_walk_passes_a_gradient_on_to_each_term_and_stops_once_inside():
    root = added(17) * 3.0
    data = walk(root).data
    stops = data.pictures[0].stops(data.right.steps)
    # Forward Σ and ×; backward the seed, to Σ, inside, and to 17 terms; all gradients.
    assert len(stops) - 1 == 2 + 1 + 1 + 1 + 17 + 1
    assert len(data.pictures) == 2
    assert len(walk(root, fold_sums=False).data.pictures) == 1


def test_a_click_unfolds_a_sum(open_page):
    page = open_page(walk(added(9) * 3.0).html)
    page.keyboard.press("End")
    box = page.get_by_role("button", name="Σ, folded")
    assert "9 terms" in box.get_attribute("aria-label")
    assert box.locator(".grad-cell").text_content() == "3"
    assert page.locator(".op", has_text="+").count() == 0
    box.click()
    assert page.locator(".op", has_text="+").count() == 9
    page.locator(".title").click()
    assert page.locator(".op", has_text="+").count() == 0


def test_with_the_naive_order_no_sum_folds():
    root = added(9)
    assert len(walk(root, compare=True).data.pictures) == 1
    with pytest.raises(
        ValueError, match=r"with fold_sums=True; allowed: one of the two; write walk"
    ):
        walk(root, compare=True, fold_sums=True)


def test_edges_into_a_folded_sum_have_the_local_derivative_as_others_have():
    frozen = Value(3.0, "c", requires_grad=False)
    terms = [*leaves(8), frozen]
    terms.append(terms[0] * 2.0)
    root = sum(terms)
    source = draw(root, edge_gradients=True).source
    labels = re.findall(r"-> n\d+:w \[label=(\S+?)\]", source)
    into_sum = [label for label in labels if label in ("1", '""')]
    assert into_sum.count("1") == len(terms) - 1
    assert into_sum.count('""') == 1
    assert "label=1" not in draw(root).source


def test_a_term_that_is_added_twice_keeps_how_often():
    first, *rest = leaves(9)
    source = draw(sum([first, first, *rest]), edge_gradients=True).source
    assert source.count('label="×2"') == 1
