"""Copies and pickles: an independent graph, a leaf that travels, a result that does not."""

import copy
import pickle

import pytest

from engine import Value, topological_order, zero_grad
from tests.ops import OPS


def fields(v):
    return (v.data, v.grad, v.has_grad, v.label, v.requires_grad, v.op)


def reached(v):
    v.relu().backward()
    return v


LEAVES = [
    pytest.param(Value(2.0, "x"), id="no gradient yet"),
    pytest.param(Value(2.0, requires_grad=False), id="requires no gradient"),
    pytest.param(reached(Value(2.0)), id="a gradient"),
    pytest.param(reached(Value(-2.0)), id="a gradient of 0"),
    pytest.param(Value(float("-inf"), "<b> 🖍"), id="infinite"),
]


@pytest.mark.parametrize("leaf", LEAVES)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_leaf_survives_pickling(leaf, protocol):
    again = pickle.loads(pickle.dumps(leaf, protocol))
    assert again is not leaf
    assert fields(again) == fields(leaf)
    assert again.is_leaf


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy], ids=["copy", "deepcopy"])
@pytest.mark.parametrize("leaf", LEAVES)
def test_a_copied_leaf_is_independent(leaf, copied):
    before = fields(leaf)
    again = copied(leaf)
    assert again is not leaf
    assert fields(again) == before
    again.data, again.grad, again.label = 7.0, 8.0, "other"
    assert fields(leaf) == before


def test_a_pickled_leaf_still_learns():
    x = pickle.loads(pickle.dumps(Value(3.0)))
    (x * x).backward()
    assert x.grad == 6.0


@pytest.mark.parametrize(
    "thing", [lambda y: y, lambda y: [y], lambda y: {"loss": y}], ids=["alone", "list", "dict"]
)
def test_pickling_a_result_is_an_error_that_says_detach(thing):
    y = Value(2.0, "x") * 3.0
    with pytest.raises(TypeError, match=r"cannot pickle .*'\*'.*detach\(\)"):
        pickle.dumps(thing(y))
    assert pickle.loads(pickle.dumps(y.detach())).data == 6.0


def test_a_shallow_copy_of_a_result_is_another_result_of_the_same_operands():
    x = Value(3.0)
    y = x * x
    again = copy.copy(y)
    assert again is not y
    assert again.operands == (x, x)
    again.backward()
    assert (x.grad, y.has_grad) == (6.0, False)


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_a_deep_copy_is_a_working_independent_graph(op):
    leaves = [Value(n, f"operand {i}") for i, n in enumerate(op.some_points(1)[0])]
    root = op.of_values(*leaves) * leaves[0]
    root.backward()
    before = [fields(node) for node in topological_order(root)]
    again = copy.deepcopy(root)
    nodes = topological_order(again)
    assert [fields(node) for node in nodes] == before
    assert not set(nodes) & set(topological_order(root))
    zero_grad(again)
    again.backward()
    assert [fields(node) for node in nodes] == before
    again.backward()
    assert [fields(node) for node in topological_order(root)] == before


def test_a_deep_copy_keeps_what_is_shared_shared():
    x = Value(3.0)
    y = x * x
    copied = copy.deepcopy({"x": x, "y": y, "z": [y + x, y]})
    assert copied["y"].operands == (copied["x"], copied["x"])
    assert copied["z"][1] is copied["y"]
    assert copied["z"][0].operands == (copied["y"], copied["x"])
    copied["z"][0].backward()
    assert (copied["x"].grad, x.has_grad) == (7.0, False)
