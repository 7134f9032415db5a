"""No rule computes, or fails on, the slope of an operand that needs no gradient."""

import math

import pytest

from engine import (
    Value,
    exp,
    grad,
    local_gradients,
    log,
    sqrt,
    topological_order,
    value_and_grad,
    where,
)
from engine.extend import reached
from nn import SGD, Module, fit, mse

FLAT_AT = {
    "0 to a variable power": (lambda p: 0.0**p, 0.5, 0.0),
    "0 to a power and more": (lambda p: 0.0**p + 3.0 * p, 0.5, 3.0),
    "a root where it is not chosen": (lambda x: where(x < 1.0, x, sqrt(x)), 0.0, 1.0),
    "a quotient where it is not chosen": (lambda x: where(x > 0.0, x / (x - 2.0), x), 3.0, -2.0),
    "infinity where it is not chosen": (lambda x: where(x > 0.0, 5.0 * x, x * math.inf), 1.0, 5.0),
    "chosen first, nested": (
        lambda x: where(x < 1.0, where(x < 0.5, x * x, log(x)), sqrt(x)),
        0.25,
        0.5,
    ),
}


@pytest.mark.parametrize(("f", "x", "slope"), FLAT_AT.values(), ids=FLAT_AT)
def test_a_slope_that_nobody_needs_does_no_harm(f, x, slope):
    assert grad(f)(x) == slope


def test_the_derivative_by_the_exponent_alone_takes_no_slope_by_the_base():
    assert value_and_grad(lambda x, p: x**p, 1)(0.0, 0.5) == (0.0, 0.0)
    assert grad(lambda p: 2.0**p)(3.0) == pytest.approx(8.0 * math.log(2.0))


def test_what_needs_a_gradient_is_decided_when_the_op_is_recorded():
    x, p = Value(2.0, requires_grad=False), Value(3.0)
    power = x**p
    x.requires_grad_()
    power.backward()
    assert (x.has_grad, p.has_grad) == (False, True)


def test_nothing_flows_into_the_branch_that_was_not_chosen():
    a, b = Value(4.0, "a"), Value(0.0, "b")
    other = sqrt(b)
    where(a > 1.0, a, other).backward()
    assert (a.grad, other.has_grad, b.has_grad, b.grad) == (1.0, False, False, 0.0)


def test_local_gradients_of_a_choice_are_numbers():
    a, b = Value(4.0), Value(0.0)
    assert local_gradients(where(a > 1.0, a, b)) == (0.0, 1.0, 0.0)
    assert local_gradients((a > 1.0).node) == (0.0, 0.0)


class Power(Module):
    def __init__(self):
        self.a, self.p = Value(1.0, "a"), Value(0.5, "p")

    def __call__(self, x):
        return self.a * x[0] ** self.p


@pytest.mark.parametrize("backend", ["eager", "python", "numpy"])
def test_training_meets_a_row_at_0(backend):
    model = Power()
    history = fit(
        model,
        [[0.0], [1.0], [4.0]],
        [0.0, 2.0, 8.0],
        loss=mse,
        optimizer=SGD(model.parameters(), lr=0.01),
        steps=20,
        backend=backend,
        progress=False,
    )
    assert history.loss[-1] < history.loss[0]


class Branches(Module):
    """Chooses between two weights by the row."""

    def __init__(self):
        self.low, self.high = Value(0.3, "low"), Value(-0.2, "high")

    def __call__(self, x):
        return where(x[0] < 0.0, self.low * x[0], self.high * x[0] * x[0])


@pytest.mark.parametrize("backend", ["python", "numpy"])
@pytest.mark.parametrize("batch_size", [None, 1])
def test_a_branch_that_a_batch_never_takes_moves_on_as_in_a_compiled_step(backend, batch_size):
    def trained(backend):
        model = Branches()
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)
        X, y = [[-1.0], [2.0], [-0.5]], [1.0, 0.5, -1.0]
        settings = {"loss": mse, "optimizer": optimizer, "steps": 12, "batch_size": batch_size}
        fit(model, X, y, backend=backend, progress=False, **settings)
        return model.state_dict()

    assert trained(backend) == pytest.approx(trained("eager"), rel=1e-12)


def test_what_a_gradient_may_reach_does_not_depend_on_the_numbers():
    a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(3.0, "c")
    constant = Value(4.0, requires_grad=False)
    root = where(a < 2.0, exp(b), c) * constant
    leaves = [node for node in topological_order(root) if node in reached(root) and node.is_leaf]
    assert leaves == [b, c]
    assert reached(constant * 2.0) == set()


def test_no_gradient_reaches_either_side_of_a_comparison():
    a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(3.0, "c")
    for comparison in ((a < b).node, (a <= b).node):
        assert reached(comparison * c) & {a, b, c} == {c}
