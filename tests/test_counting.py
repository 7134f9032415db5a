"""Operations counted in either direction: O(n m) forward, O(m) in reverse."""

import pytest

from engine import Value, operation_counts, sin, tanh, topological_order
from nn import MLP

SIZES = [1, 2, 4, 8, 16, 32]


def leaves(n):
    return [Value(0.1 * (i + 1), f"x{i}") for i in range(n)]


def counts_of_a_network(n):
    x = leaves(n)
    return operation_counts(MLP(n, [6, 6, 1], seed=0)(x), x)


def test_the_counts_of_a_small_expression_are_those_done_by_hand():
    x, y = leaves(2)
    # Value: x * y, sin x and their sum, 3. Forward by x: 2 for the slopes of *, 2 for that of sin,
    # 4 for slope times rate, 1 to add them, 9; by y: 2 for the slopes of *, 2 for slope times rate,
    # 4. Reverse: 2 for *, 2 for sin, 1 to add the two contributions to x, 5.
    assert operation_counts(x * y + sin(x), [x, y]) == (3, 9 + 4, 5)


def test_reverse_mode_takes_a_fixed_multiple_of_the_operations_of_the_value():
    ratios = [c.reverse / c.value for c in map(counts_of_a_network, SIZES)]
    assert max(ratios) < 2.0


@pytest.mark.parametrize("n", SIZES)
def test_forward_mode_takes_as_much_for_each_input(n):
    assert counts_of_a_network(n).forward == n * counts_of_a_network(1).forward


def test_with_one_input_the_directions_cost_about_the_same_and_with_many_they_do_not():
    one, many = counts_of_a_network(1), counts_of_a_network(32)
    assert one.forward < 2 * one.reverse
    assert many.forward > 10 * many.reverse


@pytest.mark.parametrize("n", SIZES)
def test_a_chain_behind_a_sum_is_swept_once_for_each_input(n):
    x = leaves(n)
    node = sum(x[1:], x[0])
    for _ in range(100):
        node = tanh(node)
    counts = operation_counts(node, x)
    assert counts.value == n - 1 + 100
    assert counts.reverse < 5 * counts.value
    assert 400 * n <= counts.forward <= 400 * n + 6 * n * n


def test_the_graph_is_left_as_it_was():
    x, y = leaves(2)
    root = tanh(x * y)
    root.backward()
    before = [(node.data, node.grad, node.requires_grad) for node in topological_order(root)]
    operation_counts(root, [x])
    assert [(n.data, n.grad, n.requires_grad) for n in topological_order(root)] == before


@pytest.mark.parametrize("pick", [lambda x: [], lambda x: [x, x]], ids=["none", "twice"])
def test_inputs_are_given_once_and_at_least_one(pick):
    (x,) = leaves(1)
    with pytest.raises(ValueError, match="given"):
        operation_counts(x * x, pick(x))


def test_an_input_must_be_a_leaf_of_the_graph():
    x, y = leaves(2)
    with pytest.raises(ValueError, match="leaves of the graph"):
        operation_counts(x * x, [y])
