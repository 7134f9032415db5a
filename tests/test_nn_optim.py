"""Optimizers: what they refuse, what they leave alone, and where their state lives."""

import math
import pickle
from inspect import signature

import numpy as np
import pytest

from engine import Value, no_grad
from nn import MLP, SGD, Adam
from nn.optim import Optimizer, states_as_arrays, states_as_list

KINDS = {
    "SGD": lambda params: SGD(params, lr=0.1),
    "momentum": lambda params: SGD(params, lr=0.1, momentum=0.9),
    "decay": lambda params: SGD(params, lr=0.1, weight_decay=0.5),
    "Adam": lambda params: Adam(params, lr=0.1),
    "Adam, decay": lambda params: Adam(params, lr=0.1, weight_decay=0.5),
}
each_kind = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)


def pull(*values):
    """Give each value its own square's gradient, twice itself."""
    for value in values:
        (value * value).backward()


# Steps by hand.


@pytest.mark.parametrize(
    ("make", "visited"),
    [
        (lambda p: SGD(p, lr=0.5), [3.0, 2.0]),
        (lambda p: SGD(p, lr=0.5, momentum=0.5), [3.0, 1.5]),
        (lambda p: SGD(p, lr=0.5, weight_decay=0.25), [2.5, 1.1875]),
        (lambda p: Adam(p, lr=0.5, eps=0.0), [3.5, 3.0]),
    ],
    ids=["SGD", "momentum", "decay", "Adam"],
)
def test_two_steps_of_a_constant_slope_are_those_computed_by_hand(make, visited):
    p = Value(4.0)
    optimizer = make([p])
    for number in visited:
        optimizer.zero_grad()
        (2.0 * p).backward()
        optimizer.step()
        assert p.data == pytest.approx(number, rel=1e-12)


def test_zero_grad_forgets_the_gradients_of_its_parameters_only():
    a, b = Value(1.0), Value(2.0)
    pull(a, b)
    SGD([a], lr=0.1).zero_grad()
    assert (a.grad, b.grad) == (0.0, 4.0)
    assert (a.has_grad, b.has_grad) == (False, True)


def test_params_may_be_any_iterable():
    a, b = Value(1.0), Value(2.0)
    optimizer = SGD((value for value in (a, b)), lr=0.5)
    pull(a, b)
    optimizer.step()
    assert (a.data, b.data) == (0.0, 0.0)


def test_a_rule_of_ones_own_is_one_method():
    class Signs(Optimizer):
        initial_state = 0

        def update(self, data, grad, state):
            return data - math.copysign(self.lr, grad), state + 1

    a, b = Value(1.0), Value(-2.0)
    optimizer = Signs([a, b], lr=0.25, weight_decay=0.0)
    for _ in range(2):
        optimizer.zero_grad()
        pull(a, b)
        optimizer.step()
    assert (a.data, b.data) == (0.5, -1.5)
    assert optimizer.states == [2, 2]


# What they leave alone.


@each_kind
def test_a_parameter_without_a_gradient_stays(make):
    reached, unreached = Value(1.0), Value(2.0)
    optimizer = make([reached, unreached])
    for _ in range(3):
        pull(reached)
        optimizer.step()
    assert unreached.data == 2.0
    assert reached.data != 1.0


@each_kind
def test_a_gradient_forgotten_is_no_gradient_even_with_a_velocity(make):
    p = Value(1.0)
    optimizer = make([p])
    pull(p)
    optimizer.step()
    moved = p.data
    optimizer.zero_grad()
    optimizer.step()
    assert p.data == moved


def test_a_gradient_that_came_out_as_zero_is_a_gradient():
    p = Value(2.0)
    (p * 0.0).backward()
    SGD([p], lr=0.1, weight_decay=0.5).step()
    assert p.data == pytest.approx(1.9)


@each_kind
def test_a_parameter_that_requires_no_gradient_stays(make):
    free, frozen = Value(1.0), Value(2.0)
    optimizer = make([free, frozen])
    pull(free, frozen)
    frozen.requires_grad_(False)
    optimizer.step()
    assert frozen.data == 2.0
    assert free.data != 1.0


@each_kind
def test_a_step_is_no_part_of_a_graph(make):
    p = Value(1.0, "p")
    optimizer = make([p])
    pull(p)
    optimizer.step()
    assert p.is_leaf
    assert p.requires_grad
    assert type(p.data) is float


@each_kind
def test_a_step_under_no_grad_is_the_same(make):
    a, b = Value(1.0), Value(1.0)
    for p in (a, b):
        pull(p)
    make([a]).step()
    with no_grad():
        make([b]).step()
    assert a.data == b.data != 1.0


# Where the state lives.


@each_kind
def test_a_step_changes_nothing_of_a_value_but_its_number(make):
    p = Value(1.0, "p")
    optimizer = make([p])
    pull(p)
    _, (_, _, *before) = p.__reduce__()
    grad, names = p.grad, dir(p)
    optimizer.step()
    _, (_, _, *after) = p.__reduce__()
    assert after == before
    assert (p.grad, dir(p)) == (grad, names)
    assert not hasattr(p, "__dict__")
    assert pickle.loads(pickle.dumps(p)).data == p.data


@each_kind
def test_a_second_optimizer_starts_afresh(make):
    old, fresh = Value(1.0), Value(1.0)
    first = make([old])
    for _ in range(3):
        first.zero_grad()
        pull(old)
        first.step()
    old.data = 1.0
    for p in (old, fresh):
        p.forget_grad()
        pull(p)
        make([p]).step()
    assert old.data == fresh.data


# What they refuse.

A = [Value(1.0)]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: SGD(A, lr=-0.1), "lr: given -0.1"),
        (lambda: SGD(A, lr=math.nan), "lr: given nan"),
        (lambda: SGD(A, lr=math.inf), "lr: given inf"),
        (lambda: SGD(A, lr=0.1, momentum=1.0), "momentum: given 1.0"),
        (lambda: SGD(A, lr=0.1, momentum=-0.1), "momentum: given -0.1"),
        (lambda: SGD(A, lr=0.1, momentum=math.nan), "momentum: given nan"),
        (lambda: SGD(A, lr=0.1, weight_decay=-1.0), "weight_decay: given -1.0"),
        (lambda: Adam(A, lr=-0.1), "lr: given -0.1"),
        (lambda: Adam(A, betas=(1.0, 0.999)), r"betas\[0\]: given 1.0"),
        (lambda: Adam(A, betas=(0.9, 1.0)), r"betas\[1\]: given 1.0"),
        (lambda: Adam(A, betas=(-0.1, 0.999)), r"betas\[0\]: given -0.1"),
        (lambda: Adam(A, betas=(0.9, math.nan)), r"betas\[1\]: given nan"),
        (lambda: Adam(A, betas=(0.9,)), r"betas: given \(0.9,\)"),
        (lambda: Adam(A, betas=(0.9, 0.99, 0.999)), r"betas: given \(0.9, 0.99, 0.999\)"),
        (lambda: Adam(A, eps=-1e-8), "eps: given -1e-08"),
        (lambda: Adam(A, eps=math.nan), "eps: given nan"),
        (lambda: Adam(A, weight_decay=-1.0), "weight_decay: given -1.0"),
        (lambda: Adam(A, weight_decay=math.inf), "weight_decay: given inf"),
        (lambda: SGD(A, lr=10**400), rf"lr: given 1{36 * '0'}\.\.\."),
        (lambda: SGD(A, lr=10**5000), r"lr: given \(more digits than Python writes\)"),
        (lambda: SGD(A, lr=0.1, momentum=10**400), rf"momentum: given 1{36 * '0'}\.\.\."),
        (lambda: Adam(A, lr=10**400), rf"lr: given 1{36 * '0'}\.\.\."),
        (lambda: Adam(A, betas=(0.9, 10**400)), rf"betas\[1\]: given 1{36 * '0'}\.\.\."),
        (lambda: Adam(A, betas=(10**5000,)), r"betas: given \(more digits than Python writes\)"),
        (lambda: Adam(A, eps=10**400), rf"eps: given 1{36 * '0'}\.\.\."),
    ],
)
def test_a_setting_out_of_its_range_is_an_error_that_names_it(make, name):
    with pytest.raises(ValueError, match=f"{name}; allowed: "):
        make()


@each_kind
@pytest.mark.parametrize(
    ("params", "given"),
    [
        ([], "given none"),
        ([1.0], "given 1.0"),
        ([A[0], [A[0]]], "given .Value"),
        ("p", "given 'p'"),
    ],
    ids=["empty", "a float", "a list of lists", "a string"],
)
def test_params_that_are_no_values_are_an_error_that_says_what_to_give(make, params, given):
    with pytest.raises(ValueError, match=rf"params: {given}.*model\.parameters\(\)"):
        make(params)


@each_kind
def test_a_result_is_no_parameter(make):
    with pytest.raises(ValueError, match=r"params: given .*leaf"):
        make([Value(1.0), Value(2.0) * 3.0])


# Numbers that stop being finite.


@pytest.mark.parametrize("grad", [math.inf, -math.inf, math.nan, 1e308])
@pytest.mark.parametrize(
    "make",
    [lambda p: SGD(p, lr=10.0), lambda p: SGD(p, lr=10.0, momentum=0.9)],
    ids=["SGD", "momentum"],
)
def test_an_update_to_a_number_that_is_not_finite_changes_nothing(make, grad):
    params = [Value(1.0, "first"), Value(2.0, "second"), Value(3.0, "third")]
    optimizer = make(params)
    for p, slope in zip(params, [0.5, grad, 0.5], strict=True):
        p.grad = slope
    with pytest.raises(FloatingPointError, match="second"):
        optimizer.step()
    assert [p.data for p in params] == [1.0, 2.0, 3.0]
    params[1].grad = 0.5
    optimizer.step()
    assert [p.data for p in params] == [-4.0, -3.0, -2.0]


def test_a_step_of_adam_that_divides_zero_by_zero_is_a_floating_point_error():
    p = Value(1.0, "p")
    optimizer = Adam([p], eps=0.0)
    (p * 0.0).backward()
    with pytest.raises(FloatingPointError):
        optimizer.step()
    assert p.data == 1.0


def test_the_parameters_of_a_network_move_against_the_gradient():
    model = MLP(2, [2, 1], seed=0)
    model([1.0, -2.0]).backward()
    before = [(p.data, p.grad) for p in model.parameters()]
    SGD(model.parameters(), lr=0.1).step()
    assert [p.data for p in model.parameters()] == [data - 0.1 * grad for data, grad in before]


@pytest.mark.parametrize(
    ("kind", "defaults"),
    [
        (SGD, {"momentum": 0.0, "weight_decay": 0.0}),
        (Adam, {"lr": 0.001, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0}),
    ],
)
def test_the_settings_that_an_optimizer_has_by_itself_are_those_of_pytorch(kind, defaults):
    parameters = signature(kind).parameters.items()
    assert {name: p.default for name, p in parameters if p.default is not p.empty} == defaults
    made = kind([Value(1.0)], lr=0.001)
    assert {name: getattr(made, name) for name in defaults} == defaults


def test_states_of_different_lengths_are_an_error():
    with pytest.raises(ValueError, match="zip"):
        states_as_arrays([(1.0, 2.0), (1.0,)])
    with pytest.raises(ValueError, match="zip"):
        states_as_list((np.ones(2), np.ones(3)))


def test_a_list_of_states_becomes_arrays_and_comes_back():
    for states in ([1.0, 2.0], [(1.0, 0.5), (2.0, 0.25)], []):
        assert states_as_list(states_as_arrays(states)) == states
