"""The layers of a walk, and its steps in their order."""

import pytest

from engine import Value, topological_order
from nn import MLP, mse
from tests.graphs import GRAPHS, named, network
from viz.graph import Graph
from viz.walkthrough.layers import in_layers, layers_of
from viz.walkthrough.steps import Backward, ChainRule, Forward, Seed

each_graph = pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)


def taken(root, names=None):
    """Return the steps as ChainRule takes them, and layer by layer, and the layers."""
    layers = layers_of(Graph([root], names, None))
    steps = ChainRule(topological_order(root)).steps()
    return steps, in_layers(steps, layers.of), layers


def skip():
    """Return a graph in which what is near the root reads a leaf before what is far from it."""
    a, b = Value(2.0, "a"), Value(3.0, "b")
    near = a * b
    return named((((a * 0.1).tanh() + b).tanh() + near) * a, "L"), None


def batch():
    model = MLP(2, [2, 1], seed=2)
    rows = [model([0.1 * i, 0.3]) for i in range(3)]
    return mse(rows, [1.0, 0.0, 2.0]), list(model.named_parameters())


NAMED = {"skip": skip, "network": network, "batch": batch}


@pytest.mark.parametrize(
    "graph", [*NAMED.values(), *(lambda g=g: (g(), None) for g in GRAPHS.values())]
)
def test_the_order_stays_topological_and_no_sum_changes(graph):
    before, after, _ = taken(*graph())
    assert sorted(map(id, before)) == sorted(map(id, after))
    computed, received = set(), {}
    for step in after:
        if isinstance(step, Forward):
            assert {o for o in step.node.operands if o.operands} <= computed
            computed.add(step.node)
        elif isinstance(step, Backward):
            assert received.get(step.receiver) == step.before
            assert received[step.node] == step.upstream
            received[step.receiver] = step.after
        elif isinstance(step, Seed):
            received[step.node] = step.gradient


@pytest.mark.parametrize("graph", [network, batch])
def test_the_layers_of_a_model_are_those_of_its_names(graph):
    root, names = graph()
    _, steps, layers = taken(root, names)
    assert list(layers.names.values()) == [f"layers.{k}" for k in range(len(layers.names))]
    forward = [layers.of[step.node] for step in steps if isinstance(step, Forward)]
    backward = [layers.of[step.node] for step in steps if isinstance(step, Backward)]
    assert forward == sorted(forward)
    assert backward == sorted(backward, reverse=True)
    assert max(forward) == max(layers.names) + 1  # the loss


def test_without_names_a_layer_has_so_many_operations_before_it():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    root = named((a * b).tanh() + a * 2.0, "L")
    _, steps, layers = taken(root)
    assert layers.names == {}
    told = [(step.node.op, layers.of[step.node]) for step in steps if isinstance(step, Forward)]
    assert told == [("*", 1), ("*", 1), ("tanh", 2), ("+", 3)]
