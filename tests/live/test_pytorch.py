"""Networks exchanged with PyTorch: the same outputs, and what has no equal is refused."""

import math
from random import Random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine import Value
from nn import MLP, Layer, Neuron, from_torch, to_torch
from nn.layers import ACTIVATIONS

each_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


def outputs(model, row):
    output = model(row)
    return [output.data] if isinstance(output, Value) else [value.data for value in output]


def rows(count, nin, scale=1.0):
    rng = Random(0)
    return [[rng.gauss(0.0, scale) for _ in range(nin)] for _ in range(count)]


def assert_same(model, exported, inputs):
    theirs = exported(torch.tensor(inputs, dtype=torch.float64)).tolist()
    for row, output in zip(inputs, theirs, strict=True):
        for mine, other in zip(outputs(model, row), output, strict=True):
            assert math.isclose(mine, other, rel_tol=1e-12, abs_tol=1e-12)


@each_activation
@pytest.mark.parametrize("output", ACTIVATIONS)
def test_an_exported_network_has_the_same_outputs(activation, output):
    model = MLP(3, [5, 4, 2], activation, output, seed=1)
    assert_same(model, to_torch(model), rows(20, 3))


@each_activation
def test_outputs_are_the_same_far_from_zero_too(activation):
    model = MLP(2, [4, 1], activation, seed=2)
    assert_same(model, to_torch(model), rows(20, 2, scale=100.0))


def test_an_exported_network_is_in_double_precision_and_takes_batches():
    exported = to_torch(MLP(3, [4, 1], seed=0))
    assert {parameter.dtype for parameter in exported.parameters()} == {torch.float64}
    assert exported(torch.zeros(7, 3, dtype=torch.float64)).shape == (7, 1)
    assert [type(module).__name__ for module in exported] == ["Linear", "Tanh", "Linear"]


def test_exporting_copies_and_draws_no_random_numbers():
    model = MLP(2, [2], seed=0)
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    exported = to_torch(model)
    assert torch.rand(1) == expected
    with torch.no_grad():
        exported[0].weight.zero_()
    assert model.layers[0].neurons[0].w[0].data != 0


@each_activation
def test_gradients_are_the_same(activation):
    model = MLP(2, [3, 1], activation, seed=3)
    exported = to_torch(model)
    model([0.3, -0.7]).backward()
    exported(torch.tensor([0.3, -0.7], dtype=torch.float64)).backward()
    mine = [value.grad for value in model.parameters()]
    first, second = exported[0], exported[-1 if activation == "linear" else 2]
    theirs = [
        number
        for layer in (first, second)
        for weights, bias in zip(layer.weight.grad.tolist(), layer.bias.grad.tolist(), strict=True)
        for number in (*weights, bias)
    ]
    assert mine == pytest.approx(theirs, rel=1e-12, abs=1e-12)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.sampled_from(sorted(ACTIVATIONS)))
def test_there_and_back_gives_the_same_network(sizes, activation):
    model = MLP(sizes[0], sizes[1:], activation, seed=4)
    back = from_torch(to_torch(model))
    assert back.state_dict() == model.state_dict()
    assert repr(back) == repr(model)


def test_a_network_from_pytorch_has_the_same_outputs():
    nets = torch.nn
    settings = {"dtype": torch.float64}
    theirs = nets.Sequential(
        nets.Linear(3, 4, **settings),
        nets.ReLU(),
        nets.Linear(4, 4, bias=False, **settings),
        nets.Softplus(threshold=40),
        nets.Linear(4, 4, **settings),
        nets.Identity(),
        nets.Linear(4, 2, **settings),
        nets.Sigmoid(),
    )
    model = from_torch(theirs)
    assert_same(model, theirs, rows(20, 3))
    assert not model.layers[1].neurons[0].b.requires_grad
    assert model.layers[0].neurons[0].b.requires_grad


def test_what_is_frozen_stays_frozen_both_ways():
    model = MLP(2, [3, 1], seed=0)
    for neuron in model.layers[0].neurons:
        for weight in neuron.w:
            weight.requires_grad_(False)
    exported = to_torch(model)
    frozen = [not parameter.requires_grad for parameter in exported.parameters()]
    assert frozen == [True, False, False, False]
    back = from_torch(exported)
    assert [p.requires_grad for p in back.parameters()] == [
        p.requires_grad for p in model.parameters()
    ]


def partly_frozen():
    model = MLP(2, [2], seed=0)
    model.layers[0].neurons[0].w[0].requires_grad_(False)
    return model


def mixed():
    model = MLP(2, [2], seed=0)
    model.layers[0].neurons[0].activation = "relu"
    return model


def shared():
    model = MLP(2, [2], seed=0)
    model.layers[0].neurons[0].b = model.layers[0].neurons[1].b
    return model


def gap():
    model = MLP(2, [3, 4, 1], seed=0)
    del model.layers[1]
    return model


class Doubled(Neuron):
    def __call__(self, x):
        return super().__call__(x) * 2


def with_own_neuron():
    model = MLP(2, [2], seed=0)
    model.layers[0].neurons[0] = Doubled(2)
    return model


class Tanh(torch.nn.Module):  # no tanh, for all its name
    def forward(self, x):
        return 5 * x


class Scaled(torch.nn.Sequential):
    def forward(self, x):
        return super().forward(x) * 2


SHARED = torch.nn.Linear(2, 2)


class Residual(MLP):
    def __call__(self, x):
        return super().__call__(x) + x[0]


@pytest.mark.parametrize(
    ("model", "error", "words"),
    [
        (partly_frozen, ValueError, "3 of 4 numbers in the weights of layers.0"),
        (mixed, ValueError, "the neurons of layers.0 have the activations relu, linear"),
        (shared, ValueError, "5 parameters for 6 places"),
        (lambda: Residual(2, [1], seed=0), TypeError, "given Residual"),
        (lambda: Layer(2, 1), TypeError, "given Layer"),
        (with_own_neuron, TypeError, "given Doubled"),
        (gap, ValueError, "a layer of 4 inputs after one of 3 outputs"),
    ],
)
def test_what_pytorch_has_no_equal_for_is_refused(model, error, words):
    with pytest.raises(error, match=words):
        to_torch(model())


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ([], "empty Sequential"),
        ([torch.nn.Tanh()], r"module 0 is Tanh\(\)"),
        ([torch.nn.Linear(1, 1), torch.nn.ReLU(), torch.nn.ReLU()], "module 2 is ReLU"),
        ([torch.nn.Linear(1, 1), torch.nn.Dropout()], "module 1 is Dropout"),
        ([torch.nn.Linear(1, 1), torch.nn.Softplus()], "module 1 is Softplus"),
        ([torch.nn.Linear(1, 1), torch.nn.Softplus(2.0, 40)], "module 1 is Softplus"),
        ([torch.nn.Linear(1, 1), Tanh()], "module 1 is Tanh"),
        ([torch.nn.Linear(1, 1, dtype=torch.complex64)], "module 0 is Linear"),
        ([SHARED, torch.nn.Tanh(), SHARED], "one Linear stands in two places"),
        ([torch.nn.Linear(2, 3), torch.nn.Linear(2, 1)], "takes 2 inputs; allowed: the 3 outputs"),
    ],
)
def test_what_has_no_equal_here_is_refused(modules, words):
    with pytest.raises(ValueError, match=words):
        from_torch(torch.nn.Sequential(*modules))


@pytest.mark.parametrize("model", [torch.nn.Linear(1, 1), Scaled(torch.nn.Linear(1, 1))])
def test_only_a_sequential_is_taken(model):
    name = type(model).__name__
    with pytest.raises(TypeError, match=rf"given {name}; allowed: a torch\.nn\.Sequential"):
        from_torch(model)
