"""Walks over the graph: order, forward mode, replay; deep chains; memory."""

import copy
import gc
import math
import weakref

import numpy as np
import pytest

from engine import (
    Value,
    local_gradients,
    replay,
    sqrt,
    tangents,
    topological_order,
    where,
    zero_grad,
)
from engine.extend import reached, taken_gradients
from engine.graph import ordered, unchanged_on_error
from tests.ops import OPS

DEEP = 100_000


def lecture_graph():
    a = Value(1.0, "a")
    b = a + a
    b.label = "b"
    c = b + b
    c.label = "c"
    return a, b, c


def deep_chain(x):
    root, one = x, Value(1.0, requires_grad=False)
    for _ in range(DEEP):
        root = root + one
    return root


# ---- order ----


def test_operands_come_before_results_and_the_root_last():
    a, b = Value(3.0), Value(2.0)
    root = ((a * b) + (a + 1.0).tanh()) / ((a * b) - b)
    order = topological_order(root)
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order) == 10
    assert order[-1] is root
    assert all(place[operand] < place[node] for node in order for operand in node.operands)


def test_the_order_is_depth_first_with_the_first_operand_first():
    a, b, c = Value(1.0), Value(2.0), Value(3.0)
    left, right = b * c, a + b
    root = left - right
    assert topological_order(root) == [b, c, left, a, right, root]


def test_of_several_roots_each_node_comes_once_and_what_they_share_is_walked_once():
    a, b = Value(1.0), Value(2.0)
    trunk = a * b
    left, right = trunk + a, trunk - b
    assert ordered([left, right, trunk, left]) == [a, b, trunk, left, right]
    assert ordered([]) == []


def test_what_several_roots_share_is_walked_once():
    class Node:
        reads = 0

        def __init__(self, *operands):
            self.kept = operands

        @property
        def operands(self):
            Node.reads += 1
            return self.kept

    trunk = Node()
    for _ in range(100):
        trunk = Node(trunk)
    roots = [Node(trunk) for _ in range(20)]
    assert len(ordered(roots)) == 101 + 20
    assert Node.reads < 500  # where each root walked anew, thousands


def test_the_order_is_the_same_for_the_same_expression():
    def labels():
        x, y = Value(2.0, "x"), Value(3.0, "y")
        root = (x * y + x).tanh() * (y - x * y) + where(x < y, x, y)
        return [node.label or node.op for node in topological_order(root)]

    keep = []  # so that every graph sits elsewhere in memory, with other hashes
    first = labels()
    for _ in range(20):
        keep.append(Value(0.0))
        assert labels() == first


def test_a_node_of_ones_own_class_has_an_order_as_well():
    class Tensor:
        def __init__(self, *operands):
            self.operands = operands

    x = Tensor()
    y = Tensor(x, x)
    assert topological_order(y) == [x, y]


def test_a_leaf_is_its_own_order():
    x = Value(1.0)
    assert topological_order(x) == [x]


def test_without_topological_order_the_lecture_graph_comes_out_wrong():
    a, b, c = lecture_graph()

    def naive(node):  # passes a gradient on each time one arrives
        node._backward()
        for operand in node.operands:
            naive(operand)

    c.grad = 1.0
    naive(c)
    assert a.grad == 8.0
    zero_grad(c)
    c.backward()
    assert (a.grad, b.grad, c.grad) == (4.0, 2.0, 1.0)


def test_a_result_is_complete_before_it_passes_its_gradient_on():
    a = Value(2.0)
    b = a * 3.0
    root = b + b * b  # breadth first, b would have its turn before b * b
    root.backward()
    assert (b.grad, a.grad) == (13.0, 39.0)


# ---- local gradients and forward mode ----


def test_taken_gradients_are_forgotten():
    x, unreached = Value(3.0), Value(5.0)
    (x * x).backward()
    assert taken_gradients([x, unreached]) == [6.0, 0.0]
    assert not x.has_grad


def test_a_leaf_has_no_local_gradients():
    assert local_gradients(Value(1.0)) == ()


def test_local_gradients_are_in_operand_order():
    assert local_gradients(Value(6.0) / Value(2.0)) == (0.5, -1.5)
    a = Value(3.0)
    assert local_gradients(a * a) == (3.0, 3.0)


def test_tangents_follow_one_number_to_every_node():
    a, b, c = lecture_graph()
    k = Value(5.0)
    root = c * k
    assert tangents(root, a) == {a: 1.0, b: 2.0, c: 4.0, k: 0.0, root: 20.0}
    assert tangents(root, b) == {a: 0.0, b: 1.0, c: 2.0, k: 0.0, root: 10.0}
    assert tangents(root, root)[root] == 1.0
    assert not any(node.has_grad for node in (a, b, c, root))


def test_tangents_ask_for_a_node_of_the_graph():
    a, stranger = Value(1.0, "a"), Value(2.0, "stranger")
    with pytest.raises(ValueError, match=r"'stranger'.*does not depend"):
        tangents(a * 2.0, stranger)


def test_tangents_do_not_ask_for_the_slope_of_what_does_not_depend_on_x():
    x = Value(3.0)
    root = x * x + sqrt(Value(0.0, requires_grad=False))
    root.backward()
    assert tangents(root, x)[root] == x.grad == 6.0


def test_tangents_do_not_ask_for_slopes_that_do_not_reach_the_root():
    x = Value(0.0)
    branch = sqrt(x)
    root = where(x < 1.0, x, branch)
    root.backward()
    tangent = tangents(root, x)
    assert tangent[root] == x.grad == 1.0
    assert math.isnan(tangent[branch])
    base = Value(-2.0)
    assert tangents((base ** Value(3.0) < base).node, base)[base] == 1.0


def test_a_tangent_that_is_nan_by_itself_is_no_error():
    x = Value(5e-324)
    root = x * ((x <= x**x).node / x)  # inf - inf; the slope of x ** x, which overflows, is unasked
    root.backward()
    assert math.isnan(x.grad)
    assert math.isnan(tangents(root, x)[root])


def test_tangents_raise_where_an_infinite_slope_reaches_the_root():
    x = Value(0.0, "x")
    for root in (sqrt(x), sqrt(x) * 2.0 + x, where(x < 1.0, sqrt(x), x)):
        with pytest.raises(ZeroDivisionError, match="gradient of sqrt"):
            tangents(root, x)


# ---- replay ----


def test_a_replay_leaves_the_old_graph_alone():
    x, y = Value(2.0, "x"), Value(3.0, "y", requires_grad=False)
    root = (x * y).tanh() - y
    root.label = "root"
    root.backward()
    before = [(n.data, n.grad, n.label, n.operands) for n in topological_order(root)]
    again = replay(root, {x: 0.5})
    again.backward()
    assert [(n.data, n.grad, n.label, n.operands) for n in topological_order(root)] == before
    assert not set(topological_order(again)) & set(topological_order(root))


def test_a_replay_keeps_labels_ops_and_what_requires_a_gradient():
    x, y = Value(2.0, "x"), Value(3.0, "y", requires_grad=False)
    root = (x * y).tanh() - y
    root.label = "root"
    again = replay(root, {y: 1.0})
    assert [(n.op, n.label, n.requires_grad) for n in topological_order(again)] == [
        (n.op, n.label, n.requires_grad) for n in topological_order(root)
    ]
    assert [n.data for n in topological_order(again) if n.is_leaf] == [2.0, 1.0]


def test_a_replay_keeps_a_shared_node_shared():
    a, _, c = lecture_graph()
    again = replay(c, {a: 5.0})
    assert len(topological_order(again)) == 3
    assert again.data == 20.0
    again.backward()
    assert topological_order(again)[0].grad == 4.0


@pytest.mark.parametrize(
    "number", [3, True, np.float32(1.5), np.int64(7), np.uint8(200)], ids=lambda n: type(n).__name__
)
def test_a_replay_turns_numbers_into_floats(number):
    x = Value(2.0)
    again = replay(x * x, {x: number})
    assert again.data == float(number) * float(number)
    assert [type(node.data) for node in topological_order(again)] == [float, float]


@pytest.mark.parametrize("pick", [lambda x, y: y, lambda x, y: Value(1.0)], ids=["result", "other"])
def test_a_replay_takes_only_leaves_of_the_graph(pick):
    x = Value(2.0, "x")
    y = x * x
    with pytest.raises(ValueError, match="leaves"):
        replay(y, {pick(x, y): 1.0})


def test_a_replay_outside_the_domain_names_op_number_and_label():
    x = Value(2.0, "x")
    with pytest.raises(ValueError, match=r"log.*-1\.0.*'x'"):
        replay(x.log(), {x: -1.0})


# ---- deep chains ----


def test_a_deep_chain_runs_backward_and_is_dropped():
    x = Value(0.0)
    root = deep_chain(x)
    root.backward()
    assert (root.data, x.grad) == (float(DEEP), 1.0)
    del root
    assert x.grad == 1.0


def test_a_deep_chain_is_copied():
    x = Value(0.0)
    root = deep_chain(x)
    again = copy.deepcopy(root)
    again.backward()
    assert (again.data, x.has_grad) == (float(DEEP), False)
    assert topological_order(again)[0].grad == 1.0


def test_a_deep_chain_is_replayed():
    x = Value(0.0)
    assert replay(deep_chain(x), {x: 5.0}).data == DEEP + 5.0


def test_a_deep_chain_has_tangents():
    x = Value(0.0)
    root = deep_chain(x)
    assert tangents(root, x)[root] == 1.0


# ---- memory ----


def graph_of_every_op():
    leaves, roots = [], []
    for op in OPS:
        operands = [Value(number) for number in op.some_points(1)[0]]
        leaves += operands
        roots.append(op.of_values(*operands))
    return leaves, sum(roots[1:], roots[0])


def test_a_dropped_graph_leaves_nothing_for_the_garbage_collector():
    enabled = gc.isenabled()
    gc.disable()
    try:
        gc.collect()
        leaves, root = graph_of_every_op()
        root.backward()
        tangents(root, leaves[0])
        copy.deepcopy(root)
        replay(root, {leaves[0]: 0.5})
        zero_grad(root)
        del leaves, root
        assert gc.collect() == 0
    finally:
        if enabled:
            gc.enable()


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_a_dropped_node_dies_at_once(op):
    enabled = gc.isenabled()
    gc.disable()
    try:
        leaves = [Value(number) for number in op.some_points(1)[0]]
        root = op.of_values(*leaves)
        root.backward()
        watched = [weakref.ref(node) for node in (root, *leaves)]
        del root, leaves
        assert [ref() for ref in watched] == [None] * len(watched)
    finally:
        if enabled:
            gc.enable()


def test_the_tangent_of_a_comparison_is_zero():
    x = Value(3.0)
    comparison = (x * 2.0 > 1.0).node
    root = comparison.where(x * x, x)
    assert (tangents(root, x)[comparison], tangents(root, x)[root]) == (0.0, 6.0)
    assert local_gradients(comparison) == (0.0, 0.0)


def test_a_gradient_may_reach_what_a_result_changes_with_alone():
    x, y, k = Value(3.0), Value(2.0), Value(5.0, requires_grad=False)
    product, twice = x * k, y * 2.0
    root = where(twice > 1.0, product, k)
    assert reached(root) == {root, product, x}
    assert reached(k * 2.0) == set()


COMPARISONS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@pytest.mark.parametrize("compare", COMPARISONS.values(), ids=COMPARISONS)
def test_no_gradient_reaches_what_is_compared(compare):
    comparison = compare(Value(1.0), Value(2.0)).node
    assert reached(comparison) == {comparison}


def test_gradients_change_as_long_as_nothing_fails_also_where_the_guard_is_dropped():
    nodes = [Value(1.0), Value(2.0)]
    guard = unchanged_on_error(nodes)
    guard.__enter__()  # Ctrl-C here, before the body: Python drops the guard without its exit
    nodes[0].grad = 5.0
    del guard
    gc.collect()
    assert nodes[0].grad == 5.0
