"""The walk as data: its order, its sums beside those of backward, and the naive order."""

import math
from collections import Counter

import pytest

from engine import Value, local_gradients, topological_order, where, zero_grad
from engine.node import Node
from tests.graphs import GRAPHS, doubled, named, neuron, unreached
from tests.ops import OPS
from viz.walkthrough.steps import (
    AllGradients,
    Backward,
    ChainRule,
    Forward,
    Seed,
    faults,
    last_sums,
)

each_graph = pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)


def walk_steps(root):
    return ChainRule(topological_order(root)).steps()


def naive_steps(root):
    return ChainRule(topological_order(root)).naive_steps()


def naive_length(root):
    return ChainRule(topological_order(root)).naive_length()


def gradients(root):
    """Return what zero_grad and backward give, as text, in which -0.0 and nan are told apart."""
    zero_grad(root)
    root.backward()
    reached = {n: repr(float(n.grad)) for n in topological_order(root) if n.has_grad}
    zero_grad(root)
    return reached


def sums(steps):
    return {node: repr(float(gradient)) for node, gradient in last_sums(steps).items()}


def backward_steps(steps):
    return [step for step in steps if isinstance(step, Backward)]


# The right order.


@each_graph
def test_the_sums_are_those_of_backward_to_the_last_bit(graph):
    root = graph()
    assert sums(walk_steps(root)) == gradients(root)


@pytest.mark.parametrize(
    "op", [op for op in OPS if op.name not in ("<", "<=")], ids=lambda op: op.name
)
def test_so_are_those_of_every_op_at_its_kinks_too(op):
    for numbers in [*op.some_points(), *(point for point, _ in op.kinks)]:
        values = [Value(x) for x in numbers]
        root = op.of_values(*values) * 3.0 + values[0]
        assert sums(walk_steps(root)) == gradients(root)


@each_graph
def test_the_forward_pass_has_one_step_per_operation_operands_first(graph):
    root = graph()
    steps = [step.node for step in walk_steps(root) if isinstance(step, Forward)]
    assert steps == [node for node in topological_order(root) if node.operands]


@each_graph
def test_between_the_passes_the_root_gets_its_1(graph):
    root = graph()
    steps = walk_steps(root)
    count = sum(isinstance(step, Forward) for step in steps)
    assert steps[count] == Seed(root, 1.0)
    assert len(backward_steps(steps)) == len(steps) - count - 2
    assert steps[-1] == AllGradients(root)


@each_graph
def test_a_step_passes_on_what_the_closure_gives_and_adds_it(graph):
    root = graph()
    so_far = {root: 1.0}
    for step in backward_steps(walk_steps(root)):
        assert step.upstream == so_far[step.node]
        assert step.local == local_gradients(step.node)[step.i]
        assert step.contribution == step.node.contributions(step.upstream)[step.i]
        assert step.before == so_far.get(step.receiver)
        assert step.after == (step.before or 0.0) + step.contribution
        so_far[step.receiver] = step.after


@each_graph
def test_a_node_passes_on_only_when_its_gradient_is_complete(graph):
    root = graph()
    steps = walk_steps(root)
    complete = last_sums(steps)
    assert all(step.upstream == complete[step.node] for step in backward_steps(steps))
    assert not any(faults(steps, complete))


def test_a_node_used_twice_receives_two_steps():
    root = doubled()
    told = [
        (step.node.label, step.i, step.contribution, step.before, step.after)
        for step in backward_steps(walk_steps(root))
    ]
    assert told == [
        ("c", 0, 1.0, None, 1.0),
        ("c", 1, 1.0, 1.0, 2.0),
        ("b", 0, 2.0, None, 2.0),
        ("b", 1, 2.0, 2.0, 4.0),
    ]


def test_constants_receive_nothing():
    root = neuron()
    assert {step.receiver.label for step in backward_steps(walk_steps(root))} >= {"w", "b", "n"}
    assert "x" not in {step.receiver.label for step in backward_steps(walk_steps(root))}


def test_comparisons_pass_nothing_on():
    root = unreached()
    assert {step.receiver.label for step in backward_steps(walk_steps(root))} == {"", "b"}
    assert not [step for step in backward_steps(walk_steps(root)) if step.node.op == "<"]


def test_a_contribution_of_0_is_a_step_of_its_own():
    a = Value(-1.0, "a")
    (step,) = backward_steps(walk_steps(a.relu()))
    assert (step.before, step.contribution, step.after) == (None, 0.0, 0.0)
    assert step.contribution is not None


def test_a_root_that_requires_no_gradient_has_a_forward_pass_alone():
    root = Value(1.0, requires_grad=False) * 2.0 + 1.0
    assert [type(step) for step in walk_steps(root)] == [Forward, Forward]


@each_graph
def test_the_values_stay_as_they_were(graph):
    root = graph()
    root.backward()
    slots = [slot for slot in Node.__slots__ if slot != "__weakref__"]

    def state():
        return [[getattr(node, slot) for slot in slots] for node in topological_order(root)]

    before = state()
    walk_steps(root)
    if naive_length(root) < 10_000:
        naive_steps(root)
    assert state() == before


def test_an_infinite_slope_is_the_error_that_backward_raises():
    with pytest.raises(ZeroDivisionError, match="sqrt"):
        walk_steps(Value(0.0, "a").sqrt())


def test_an_infinite_slope_that_no_gradient_reaches_is_none():
    a, b = Value(0.0, "a"), Value(2.0, "b")
    root = where(a.sqrt() < 1.0, b * 3.0, b)
    assert sums(walk_steps(root)) == gradients(root)
    assert len(naive_steps(root)) == naive_length(root)


def test_each_node_is_asked_for_its_local_derivatives_once():
    asked = Counter()

    class Counting(Value):
        def contributions(self, gradient):
            asked[self, gradient] += 1
            return super().contributions(gradient)

    a = Counting(0.7, "a")
    root = ((a * a).tanh() + a.exp() * a) * 3.0
    rule = ChainRule(topological_order(root))
    rule.naive_length()
    rule.naive_length()
    rule.steps()
    computed = [node for node in topological_order(root) if node.operands]
    gradients = last_sums(rule.steps())
    assert all(asked[node, 1.0] == 1 for node in computed if gradients[node] != 1.0)


def test_a_long_chain_needs_no_recursion():
    a = Value(0.5, "a")
    root = a
    for _ in range(3000):
        root = root.tanh()
    assert sums(walk_steps(root)) == gradients(root)
    assert len(naive_steps(root)) == naive_length(root) == 6002


# The naive order.


def recursive(root):
    """Return the gradients of the naive recursion, written the short way."""
    grads = {root: 1.0}

    def visit(node):
        for operand, contribution in zip(
            node.operands, node.contributions(grads[node]), strict=True
        ):
            if operand.requires_grad and contribution is not None:
                grads[operand] = grads.get(operand, 0.0) + contribution
                visit(operand)

    visit(root)
    return grads


@pytest.mark.parametrize("name", [name for name in GRAPHS if naive_length(GRAPHS[name]()) < 5000])
def test_the_naive_steps_are_those_of_the_recursion(name):
    root = GRAPHS[name]()
    steps = naive_steps(root)
    assert last_sums(steps) == recursive(root)
    assert len(steps) == naive_length(root)


def test_the_naive_order_is_wrong_where_a_result_is_used_twice():
    root = doubled()
    steps = naive_steps(root)
    told = [(step.node.label, step.contribution, step.after) for step in backward_steps(steps)]
    assert told == [
        ("c", 1.0, 1.0),
        ("b", 1.0, 1.0),
        ("b", 1.0, 2.0),
        ("c", 1.0, 2.0),
        ("b", 2.0, 4.0),
        ("b", 2.0, 6.0),
    ]
    found = faults(steps, last_sums(walk_steps(root)))
    assert found == ["", "", "", "", "early", "early", "", "again", "again", ""]


def test_both_orders_agree_where_no_result_is_used_twice():
    root = neuron()
    steps = naive_steps(root)
    complete = last_sums(walk_steps(root))
    assert last_sums(steps) == complete
    assert not any(faults(steps, complete))


def test_the_length_of_the_naive_order_is_known_without_walking_it():
    root = Value(1.0)
    for _ in range(200):
        root = root + root
    assert naive_length(root) == 200 + 2 + 2 * (2**200 - 1)


def test_gradients_that_are_not_numbers_agree_with_themselves():
    a = Value(math.inf, "a")
    root = named(a * 0.0, "c") + named(a, "a")
    steps = walk_steps(root)
    assert sums(steps) == gradients(root)
    assert not any(faults(steps, last_sums(steps)))
