"""Neuron, Layer and MLP: what they compute, how they start, what they refuse, how they print."""

import math
import random
import statistics
from random import Random

import numpy as np
import pytest

from engine import Value
from nn import MLP, Layer, Neuron, fit
from tests.numerics import all_close, central_differences

ACTIVATIONS = {
    "linear": lambda x: x,
    "tanh": math.tanh,
    "relu": lambda x: max(x, 0.0),
    "sigmoid": lambda x: 1.0 / (1.0 + math.exp(-x)),
    "softplus": lambda x: math.log(1.0 + math.exp(x)),
}
ALLOWED = "linear, tanh, relu, sigmoid, softplus"
each_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


def neuron_of(weights, bias, activation):
    neuron = Neuron(len(weights), activation)
    for weight, number in zip(neuron.w, weights, strict=True):
        weight.data = number
    neuron.b.data = bias
    return neuron


def by_hand(model, row):
    """Compute an MLP with plain floats."""
    for layer in model.layers:
        row = [
            ACTIVATIONS[n.activation](
                sum(w.data * x for w, x in zip(n.w, row, strict=True)) + n.b.data
            )
            for n in layer.neurons
        ]
    return row


# What they compute.


@each_activation
@pytest.mark.parametrize("bias", [-0.5, 0.0, 4.0])
def test_a_neuron_is_the_activation_of_the_weighted_sum(activation, bias):
    output = neuron_of([2.0, -3.0], bias, activation)([0.5, 0.25])
    assert isinstance(output, Value)
    assert output.data == pytest.approx(ACTIVATIONS[activation](0.25 + bias), rel=1e-14)


def test_a_neuron_is_tanh_unless_asked_otherwise():
    assert Neuron(2).activation == "tanh"
    assert {n.activation for n in Layer(2, 3).neurons} == {"tanh"}


def test_weights_and_bias_are_labelled_values():
    neuron = Neuron(3)
    assert [w.label for w in neuron.w] == ["w0", "w1", "w2"]
    assert neuron.b.label == "b"
    assert all(isinstance(p, Value) and p.requires_grad for p in neuron.parameters())


def test_micrograds_network_returns_one_value():
    model = MLP(3, [4, 4, 1])
    output = model([2.0, 3.0, -1.0])
    assert isinstance(output, Value)
    assert len(model.parameters()) == 41
    assert [len(layer.neurons) for layer in model.layers] == [4, 4, 1]


def test_several_outputs_are_a_list():
    outputs = MLP(3, [4, 2])([2.0, 3.0, -1.0])
    assert isinstance(outputs, list)
    assert [type(output) for output in outputs] == [Value, Value]


def test_a_layer_returns_a_list_even_of_one():
    assert [type(output) for output in Layer(2, 1)([1.0, 2.0])] == [Value]
    assert len(Layer(2, 3)([1.0, 2.0])) == 3


def test_hidden_layers_have_the_activation_and_the_last_one_the_output():
    names = [layer.neurons[0].activation for layer in MLP(2, [3, 3, 1]).layers]
    assert names == ["tanh", "tanh", "linear"]
    model = MLP(2, [3, 3, 1], "relu", "sigmoid")
    assert [layer.neurons[0].activation for layer in model.layers] == ["relu", "relu", "sigmoid"]


@each_activation
def test_a_network_computes_what_its_formula_says(activation):
    model = MLP(2, [3, 2, 2], activation, output=activation, seed=3)
    outputs = [output.data for output in model([0.5, -1.5])]
    assert outputs == pytest.approx(by_hand(model, [0.5, -1.5]), rel=1e-13)


@each_activation
def test_the_gradient_of_every_parameter_is_the_slope_of_the_output(activation):
    model = MLP(2, [3, 1], activation, seed=3)
    row, parameters = [0.5, -1.5], model.parameters()
    start = [p.data for p in parameters]

    def output(*numbers):
        for parameter, number in zip(parameters, numbers, strict=True):
            parameter.data = number
        return by_hand(model, row)[0]

    slopes = central_differences(output, start)
    output(*start)
    model(row).backward()
    assert all_close([p.grad for p in parameters], slopes)


@pytest.mark.parametrize(
    "row",
    [(2.0, 3.0), np.array([2.0, 3.0]), [2, 3], [Value(2.0), 3]],
    ids=["tuple", "array", "ints", "Values"],
)
def test_a_row_may_be_any_sequence_of_numbers_or_values(row):
    model = MLP(2, [3, 1], seed=0)
    assert model(row).data == model([2.0, 3.0]).data


def test_a_network_leaves_its_input_alone():
    row = [2.0, 3.0]
    MLP(2, [3, 1])(row)
    assert row == [2.0, 3.0]


@pytest.mark.parametrize("nouts", [[1, 1], [1, 1, 1, 1], [4, 1, 4, 1]], ids=str)
def test_hidden_layers_of_one_neuron_pass_gradients_to_the_first_layer(nouts):
    model = MLP(3, nouts, seed=0)
    model([2.0, 3.0, -1.0]).backward()
    assert all(p.grad != 0.0 for p in model.layers[0].parameters())


# How they start.


def state(model):
    return model.state_dict()


def test_the_seed_decides_every_weight():
    assert state(MLP(3, [4, 4, 1], seed=7)) == state(MLP(3, [4, 4, 1], seed=7))
    first, other = MLP(3, [4, 4, 1], seed=7), MLP(3, [4, 4, 1], seed=8)
    for weight, another in zip(first.parameters(), other.parameters(), strict=True):
        assert weight.label == "b" or weight.data != another.data


def test_without_a_seed_weights_differ_from_run_to_run():
    assert state(MLP(3, [4, 1])) != state(MLP(3, [4, 1]))
    assert state(Layer(3, 2)) != state(Layer(3, 2))
    assert state(Neuron(3)) != state(Neuron(3))


def test_a_generator_decides_the_weights_of_neuron_and_layer():
    assert state(Neuron(3, rng=Random(1))) == state(Neuron(3, rng=Random(1)))
    assert state(Layer(3, 2, rng=Random(1))) == state(Layer(3, 2, rng=Random(1)))
    assert state(Layer(3, 2, rng=Random(1))) != state(Layer(3, 2, rng=Random(2)))


def test_no_two_weights_of_a_network_start_equal():
    weights = [p.data for p in MLP(3, [4, 4, 2], seed=0).parameters() if p.label != "b"]
    assert len(set(weights)) == len(weights) == 3 * 4 + 4 * 4 + 4 * 2


def test_no_global_generator_is_touched():
    before = random.getstate(), np.random.get_state()[1].tolist(), np.random.get_state()[2]
    MLP(3, [4, 1], seed=0)
    MLP(3, [4, 1])
    Neuron(3)
    after = random.getstate(), np.random.get_state()[1].tolist(), np.random.get_state()[2]
    assert before == after


@each_activation
@pytest.mark.parametrize("nin", [1, 4, 25])
def test_initial_weights_are_scaled_by_the_fan_in(nin, activation):
    rng = Random(0)
    weights = [w.data for _ in range(2000 // nin) for w in Neuron(nin, activation, rng=rng).w]
    variance = (2.0 if activation == "relu" else 1.0) / nin
    assert statistics.fmean(weights) == pytest.approx(0.0, abs=0.1 * math.sqrt(variance))
    assert statistics.pvariance(weights) == pytest.approx(variance, rel=0.1)


def test_the_layers_of_a_network_are_scaled_by_their_own_fan_in():
    models = [MLP(2, [8, 8, 8], "relu", seed=seed) for seed in range(30)]
    for i, variance in enumerate([2.0 / 2, 2.0 / 8, 1.0 / 8]):
        weights = [w.data for model in models for n in model.layers[i].neurons for w in n.w]
        assert statistics.pvariance(weights) == pytest.approx(variance, rel=0.1)


def test_biases_start_at_zero():
    assert {p.data for p in MLP(3, [4, 2], seed=0).parameters() if p.label == "b"} == {0.0}


# What they refuse.


@pytest.mark.parametrize("row", [[1.0, 2.0], [1.0, 2.0, 3.0, 4.0], []], ids=len)
@pytest.mark.parametrize(
    "model", [Neuron(3), Layer(3, 2), MLP(3, [4, 1])], ids=["Neuron", "Layer", "MLP"]
)
def test_a_row_of_wrong_length_is_an_error_with_both_numbers(model, row):
    with pytest.raises(ValueError, match=rf"given {len(row)}\b.*\b3\b"):
        model(row)


BAD_ACTIVATIONS = ["Tanh", "", "gelu", None, 1]


@pytest.mark.parametrize("activation", BAD_ACTIVATIONS, ids=repr)
@pytest.mark.parametrize(
    "make",
    [
        lambda activation: Neuron(2, activation),
        lambda activation: Layer(2, 2, activation),
        lambda activation: MLP(2, [2, 1], activation),
        lambda activation: MLP(2, [2, 1], output=activation),
    ],
    ids=["Neuron", "Layer", "MLP", "output"],
)
def test_an_unknown_activation_is_an_error_that_lists_the_allowed(make, activation):
    with pytest.raises(ValueError, match=f"given {activation!r}; allowed: {ALLOWED}"):
        make(activation)


@pytest.mark.parametrize("size", [0, -1, 2.0, "2", None], ids=repr)
@pytest.mark.parametrize(
    "make",
    [
        Neuron,
        lambda size: Layer(size, 2),
        lambda size: Layer(2, size),
        lambda size: MLP(size, [2, 1]),
        lambda size: MLP(2, [size, 1]),
        lambda size: MLP(2, [2, size]),
    ],
    ids=["Neuron", "Layer in", "Layer out", "MLP in", "MLP hidden", "MLP out"],
)
def test_a_size_that_is_no_count_is_an_error(make, size):
    with pytest.raises(ValueError, match=f"given {size!r}; allowed: an int above 0"):
        make(size)


@pytest.mark.parametrize("nouts", [4, [], ()], ids=repr)
def test_sizes_that_are_no_list_are_an_error_that_shows_one(nouts):
    with pytest.raises(ValueError, match=r"nouts: given .* allowed: .*\[4, 4, 1\]"):
        MLP(3, nouts)


# How they print.


def test_repr_of_a_network_is_a_table_of_layers_and_parameters():
    title, *table = repr(MLP(3, [4, 12, 1], "relu", "sigmoid")).splitlines()
    assert "MLP" in title
    assert "89 parameters" in title
    assert [line.split() for line in table] == [
        ["layer", "inputs", "outputs", "activation", "parameters"],
        ["0", "3", "4", "relu", "16"],
        ["1", "4", "12", "relu", "60"],
        ["2", "12", "1", "sigmoid", "13"],
    ]
    assert len({len(line) for line in table}) == 1


def test_repr_of_neuron_and_layer_tells_sizes_and_activation():
    assert repr(Neuron(3, "relu")) == "Neuron(3, 'relu')"
    assert repr(Layer(3, 4)) == "Layer(3, 4, 'tanh')"
    assert repr(Layer(2, 1)) == "Layer(2, 1, 'tanh')"


# The loop of the lecture.


def test_a_training_loop_by_hand_reduces_the_loss():
    xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
    ys = [1.0, -1.0, -1.0, 1.0]
    model, losses = MLP(3, [4, 4, 1], output="tanh", seed=1), []
    for _ in range(40):
        loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys, strict=True))
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data += -0.05 * p.grad
        losses.append(loss.data)
    assert losses[0] > 1.0
    assert losses[-1] < 0.05
    predictions = [model(x).data for x in xs]
    assert predictions == pytest.approx(ys, abs=0.25)


def test_a_network_begins_with_the_number_of_its_parameters():
    assert repr(MLP(2, [3, 1], seed=0)).splitlines()[0] == "MLP with 13 parameters"


def test_weights_are_drawn_in_order_from_minus_the_bound_up():
    draws = Random(7)
    bounds = [math.sqrt(6.0 / 3)] * 6 + [math.sqrt(3.0 / 2)] * 2
    weights = [p.data for p in MLP(3, [2, 1], "relu", seed=7).parameters() if p.label != "b"]
    assert weights == [draws.uniform(-bound, bound) for bound in bounds]


def test_a_product_is_a_weight_times_an_input():
    neuron = Neuron(1, "linear")
    bias, product = neuron([2.0]).operands
    assert bias is neuron.b
    assert product.operands[0] is neuron.w[0]


@pytest.mark.parametrize("seed", [3, np.int64(3), True], ids=repr)
def test_a_seed_is_any_whole_number(seed):
    weights = [p.data for p in MLP(2, [3, 1], seed=int(seed)).parameters()]
    assert [p.data for p in MLP(2, [3, 1], seed=seed).parameters()] == weights
    X, y = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [-1, 1, 1]
    settings = {"batch_size": 1, "steps": 5, "progress": False}
    losses = [fit(MLP(2, [1], seed=0), X, y, seed=s, **settings).loss for s in (seed, int(seed))]
    assert losses[0] == losses[1]


@pytest.mark.parametrize("seed", ["3", 3.0, [3], np.ones(2)], ids=repr)
def test_another_seed_is_refused(seed):
    told = r"^seed: given .*; allowed: an int, or None for any$"
    with pytest.raises(ValueError, match=told):
        MLP(2, [1], seed=seed)
    with pytest.raises(ValueError, match=told):
        fit(MLP(2, [1]), [[0.0, 1.0], [1.0, 0.0]], [-1, 1], batch_size=1, seed=seed)


def test_the_generators_of_python_and_numpy_do_not_reach_the_weights():
    def weights():
        random.seed(1337)
        np.random.seed(1337)
        return [p.data for p in MLP(2, [3, 1]).parameters()]

    before = random.getstate(), np.random.get_state()
    try:
        assert weights() != weights()
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])


def test_an_activation_that_there_is_not_is_refused_also_where_no_layer_is_hidden():
    with pytest.raises(ValueError, match=r"^activation: given 'foo'; allowed: "):
        MLP(2, [1], "foo")
