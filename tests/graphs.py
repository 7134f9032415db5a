"""Graphs that walks are tested on: repeated operands, kinks, leaves that nothing reaches."""

import random

from engine import Value, maximum, minimum, relu, where

# Ops that are defined everywhere and stay small.
OPS = (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a * a,
    lambda a, b: a + a,
    lambda a, b: -b,
    lambda a, b: a.tanh(),
    lambda a, b: b.sigmoid(),
    lambda a, b: relu(a),
    lambda a, b: abs(b),
    maximum,
    lambda a, b: minimum(b, a),
    lambda a, b: maximum(a, a),
    lambda a, b: where(a > b, a, b * 0.5),
    lambda a, b: a / (abs(b) + 1.0),
    lambda a, b: (a.tanh() + 2.0) ** 3,
)


def named(value, label):
    value.label = label
    return value


def doubled():
    """Return c of a = 1, b = a + a, c = b + b."""
    a = Value(1.0, "a")
    b = named(a + a, "b")
    return named(b + b, "c")


def neuron():
    w, b = Value(-3.0, "w"), Value(6.88, "b")
    x = Value(2.0, "x", requires_grad=False)
    return named(named(w * x + b, "n").tanh(), "o")


def with_kinks():
    """Return a graph where relu, abs, maximum and where stand at their kinks, some unreached."""
    a, b = Value(0.0, "a"), Value(0.0, "b")
    chosen = where(a > b, a * 2.0, b * 3.0)
    return relu(a) + abs(b) + maximum(a, b) + chosen + minimum(a * b, Value(1.0)) + (a < b).node


def unreached():
    """Return a graph whose leaf a meets comparisons only."""
    a, b = Value(1.0, "a"), Value(2.0, "b")
    return where(a < b, b * 2.0, 5.0)


def scrambled(seed, size=25):
    """Return a random graph of many ops on few leaves."""
    rng = random.Random(seed)
    nodes = [Value(rng.uniform(-1.0, 1.0), f"x{i}") for i in range(3)]
    nodes.append(Value(0.5, requires_grad=False))
    for _ in range(size):
        nodes.append(rng.choice(OPS)(rng.choice(nodes[-6:]), rng.choice(nodes)))
    return sum(nodes[-4:])


def network(widths=(16, 16, 1)):
    """Return the loss of a network with 2 inputs, and its named parameters."""
    from nn import MLP, hinge

    model = MLP(2, list(widths), seed=0)
    return hinge(model([Value(0.3, "x0"), Value(-0.2, "x1")]), 1), list(model.named_parameters())


GRAPHS = {
    "doubled": doubled,
    "neuron": neuron,
    "kinks": with_kinks,
    "unreached": unreached,
    "leaf": lambda: Value(3.0, "a"),
    "network": lambda: network((3, 1))[0],
    **{f"scrambled {seed}": lambda seed=seed: scrambled(seed) for seed in range(12)},
}
