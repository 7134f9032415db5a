"""A training as data: the neurons of a program, optimizers as programs, what is refused."""

import math
import random

import numpy as np
import pytest

from engine import Value, exp, relu, tanh, where
from engine.extend import array_function
from nn import MLP, SGD, Adam, Module, fit
from nn.data import moons
from nn.extend import portable
from nn.optim import Optimizer
from nn.rules import rule_of, state_numbers

X, Y = moons(20, seed=0)


def wiring_of(model, inputs=2):
    rows = np.linspace(-1.0, 1.0, 4 * inputs).reshape(4, inputs)
    return portable(model, rows, [0.0, 1.0, 0.0, 1.0], loss=first_squared).wiring


def first_squared(prediction, target):
    first = prediction[0] if isinstance(prediction, list) else prediction
    return (first - target) ** 2


def shapes(wiring):
    """Say of each neuron its column, the sources of its weights and what follows its sum."""
    return [
        (neuron.column, [weight.source for weight in neuron.weights], neuron.ops)
        for neuron in wiring.neurons
    ]


# ---- neurons ----


def test_the_neurons_of_a_network_are_found_with_what_feeds_them():
    wiring = wiring_of(MLP(2, [2, 1], "tanh", seed=0))
    assert shapes(wiring) == [(1, [0, 1], ["tanh"]), (1, [0, 1], ["tanh"]), (2, [2, 3], [])]
    assert wiring.outputs == [4]


def test_the_places_are_those_of_weights_and_biases():
    model = MLP(2, [2, 1], seed=0)
    names = [name.rpartition(".")[2] for name, _ in model.named_parameters()]
    for neuron in wiring_of(model).neurons:
        assert [names[weight.place] for weight in neuron.weights] == ["w0", "w1"]
        assert [names[place] for place in neuron.biases] == ["b"]


class Own(Module):
    """Weights in arrays, a leaky activation, a skip from an input to the end."""

    def __init__(self):
        self.W = np.array([[Value(0.1 * i + j) for i in range(2)] for j in range(2)])
        self.v = [Value(0.5), Value(-0.5), Value(3.0)]
        self.unused = Value(1.0)

    def __call__(self, x):
        hidden = [where(z > 0.0, z, 0.1 * z) for z in self.W @ np.array(x)]
        return self.v[0] * hidden[0] + self.v[1] * hidden[1] + self.v[2] * x[0]


def test_a_network_of_ones_own_has_neurons_whatever_its_names_are():
    wiring = wiring_of(Own())
    assert [(column, sources) for column, sources, _ in shapes(wiring)] == [
        (1, [0, 1]),
        (1, [0, 1]),
        (2, [2, 3, 0]),
    ]
    assert all("where" in ops for _, _, ops in shapes(wiring)[:2])


class Shared(Module):
    """One neuron, applied twice."""

    def __init__(self):
        self.w, self.b = Value(0.5), Value(0.1)

    def __call__(self, x):
        return tanh(self.w * tanh(self.w * x[0] + self.b) + self.b)


class Mixing(Module):
    """Softmax by hand: the denominator adds two signals up, a quotient is nobody's output."""

    def __init__(self):
        self.w = [Value(0.5), Value(-0.5)]

    def __call__(self, x):
        a, b = exp(self.w[0] * x[0]), exp(self.w[1] * x[0])
        return [a / (a + b), b / (a + b)]


class Skipping(Module):
    """A layer that is skipped: its input is added to its output."""

    def __init__(self):
        self.w = [Value(0.5), Value(-0.5), Value(2.0)]

    def __call__(self, x):
        h = tanh(self.w[0] * x[0])
        return self.w[2] * (h + tanh(self.w[1] * h))


class Adding(Module):
    """An input that is added to a weighted sum."""

    def __init__(self):
        self.w = [Value(0.5), Value(-0.5)]

    def __call__(self, x):
        return self.w[1] * (self.w[0] * x[0]) + x[0]


class Quadratic(Module):
    """No weighted sum at all."""

    def __init__(self):
        self.w = Value(0.5)

    def __call__(self, x):
        return (x[0] - self.w) ** 2


@pytest.mark.parametrize(
    ("model", "expected", "outputs"),
    [
        (Shared, [(1, [0], ["tanh"]), (2, [1], ["tanh"])], [2]),
        (Mixing, [(1, [0], ["exp"]), (1, [0], ["exp"]), (2, [1, 2], [])], [-1, -1]),
        (Skipping, [(1, [0], ["tanh"]), (2, [1], ["tanh"]), (3, [1, 2], []), (4, [3], [])], [4]),
        (Adding, [(1, [0], []), (2, [1, 0], [])], [2]),
        (Quadratic, [], [0]),
    ],
)
def test_other_shapes(model, expected, outputs):
    wiring = wiring_of(model(), inputs=1)
    assert (shapes(wiring), wiring.outputs) == (expected, outputs)


def test_a_signal_that_is_added_as_it_is_has_no_parameter_and_no_bound():
    training = portable(Skipping(), [[0.0], [1.0]], [0.0, 1.0], loss="mse")
    places = [[weight.place for weight in neuron.weights] for neuron in training.wiring.neurons]
    assert places == [[0], [1], [None, None], [2]]
    assert training.bounds == pytest.approx([3.0**0.5] * 3)


def test_each_neurons_output_is_what_the_network_computes():
    model = MLP(2, [3, 2, 1], "sigmoid", seed=0)
    training = portable(model, X, Y)
    leaves = [*X[0], *training.numbers]
    score, others = array_function(as_inputs(training.answers))(*leaves)
    hidden = model.layers[0](X[0])
    expected = [*hidden, *model.layers[1](hidden), model(X[0])]
    assert score == pytest.approx(model(X[0]).data)
    assert others == pytest.approx([value.data for value in expected])


def as_inputs(program):
    from dataclasses import replace

    labels = (*program.input_labels, *program.param_labels)
    return replace(program, input_labels=labels, param_labels=())


def test_new_weights_begin_as_those_of_a_layer():
    model = MLP(2, [3, 1], "relu", seed=0)
    bounds = dict(zip(model.state_dict(), portable(model, X, Y).bounds, strict=True))
    assert bounds["layers.0.neurons.1.w0"] == pytest.approx(math.sqrt(6.0 / 2))
    assert bounds["layers.1.neurons.0.w2"] == pytest.approx(math.sqrt(3.0 / 3))
    assert bounds["layers.0.neurons.1.b"] == 0.0
    own = Own()
    assert portable(own, X, Y).bounds[list(own.state_dict()).index("unused")] is None


# ---- optimizers ----


class Nesterov(SGD):
    """PyTorch's variant, in an optimizer of one's own."""

    def update(self, data, grad, state):
        velocity = self.momentum * state + grad
        return data - self.lr * (grad + self.momentum * velocity), velocity


class Signed(Optimizer):
    """Steps of one length; a setting beyond those that others have."""

    initial_state = 0.0

    def __init__(self, params, lr):
        super().__init__(params, lr, 0.0)
        self.scale = 2.0

    def update(self, data, grad, state):
        return data - self.lr * self.scale * where(grad > 0.0, 1.0, -1.0), state


@pytest.mark.parametrize(
    "make",
    [
        lambda params: SGD(params, lr=0.1),
        lambda params: SGD(params, lr=0.1, momentum=0.9, weight_decay=0.2),
        lambda params: Adam(params, lr=0.1),
        lambda params: Adam(params, lr=0.1, betas=(0.5, 0.7), eps=0.1, weight_decay=0.2),
        lambda params: Nesterov(params, lr=0.1, momentum=0.9),
    ],
)
def test_a_rule_has_the_numbers_of_its_optimizer_after_a_change_of_settings_too(make):
    optimizer = make([Value(0.0)])
    rule = rule_of(optimizer)
    run, state = array_function(rule.update), optimizer.initial_state
    for lr, weight_decay in ((0.1, 0.0), (0.01, 0.3), (0.01, 0.0)):
        optimizer.lr, optimizer.weight_decay = lr, weight_decay
        settings = {**rule.settings, "lr": lr, "weight_decay": weight_decay}
        moved, after = run(0.5, -2.0, *state_numbers(state), *settings.values())
        expected, state = optimizer.update(0.5, -2.0, state)
        assert [moved, *after] == pytest.approx([expected, *state_numbers(state)], rel=1e-12)


def test_settings_have_the_bounds_that_the_optimizer_gives_them():
    params = [Value(0.0)]
    assert rule_of(SGD(params, lr=0.1)).bounds == {"momentum": 1.0}
    assert rule_of(Adam(params)).bounds == {"betas[0]": 1.0, "betas[1]": 1.0}


def test_an_optimizer_of_ones_own_comes_first_and_ours_after_it():
    model = MLP(2, [1], seed=0)
    given = Signed(model.parameters(), lr=0.1)
    assert [rule.name for rule in portable(model, X, Y, optimizer=given).rules] == [
        *["Signed", "SGD", "Adam"]
    ]
    assert portable(model, X, Y, optimizer=given).rules[0].settings["scale"] == 2.0


class Counting(SGD):
    """Counts its own calls, which a program cannot."""

    calls = 0

    def update(self, data, grad, state):
        self.calls += 1
        return data - self.lr * grad * self.calls, state


class Deciding(SGD):
    def update(self, data, grad, state):
        return (data - self.lr if grad > 0.0 else data + self.lr), state


# ---- what is written down ----


def test_nothing_is_written_to_model_and_optimizer_and_no_generator_moves():
    model = MLP(2, [3, 1], seed=0)
    optimizer = Adam(model.parameters(), lr=0.1)
    fit(model, X, Y, optimizer=optimizer, steps=3, progress=False)
    before = model.state_dict(), list(optimizer.states), random.getstate()
    training = portable(model, X, Y, optimizer=optimizer)
    assert (model.state_dict(), optimizer.states, random.getstate()) == before
    assert training.states == [list(map(float, state)) for state in optimizer.states]


def test_frozen_parameters_and_those_of_no_optimizer_are_not_moved():
    model = MLP(2, [2, 1], seed=0)
    model.layers[0].neurons[0].w[0].requires_grad = False
    optimizer = SGD(model.layers[0].parameters(), lr=0.1)
    training = portable(model, X, Y, optimizer=optimizer)
    assert training.moved == [False, True, True, True, True, True, False, False, False]
    unused = list(Own().state_dict()).index("unused")
    assert [i for i, reached in enumerate(portable(Own(), X, Y).reached) if not reached] == [unused]


class Random(Module):
    def __init__(self):
        self.w = Value(1.0)

    def __call__(self, x):
        return self.w * x[0] * random.random()


class Branching(Module):
    def __init__(self):
        self.w = Value(1.0)

    def __call__(self, x):
        return self.w * x[0] if x[0] > 0.0 else relu(x[1] * self.w)


def with_optimizer(kind):
    model = MLP(2, [1], seed=0)
    return {"model": model, "optimizer": kind(model.parameters(), lr=0.1)}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"model": Random()}, "draws random numbers"),
        ({"model": Branching()}, "where("),
        (with_optimizer(Counting), "Counting.update"),
        (with_optimizer(Deciding), "Deciding.update"),
    ],
    ids=["random", "branching", "counting", "deciding"],
)
def test_what_cannot_be_traced_is_refused_with_what_to_write_instead(given, told):
    with pytest.raises(ValueError, match="cannot be traced") as refused:
        portable(**given, X=X, y=Y)
    assert told in str(refused.value)
    assert 'fit(…, backend="eager")' in str(refused.value)


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ((X, Y, 3), "test: given tuple; allowed: a pair"),
        (5, "test: given int; allowed: a pair"),
        (([[1.0]], [1]), "test: given rows of 1 numbers; allowed: 2"),
        ((X, Y + 5), "test: y: given the label"),
    ],
)
def test_held_out_samples_that_do_not_fit_are_told(test, told):
    with pytest.raises(ValueError, match="test: ") as refused:
        portable(MLP(2, [1], seed=0), X, Y, test=test)
    assert told in str(refused.value)
