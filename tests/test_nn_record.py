"""Recording: what each step saw, the same from every backend, and predictions from the record."""

import math

import numpy as np
import pytest

from engine import Value, maximum
from nn import MLP, SGD, Adam, History, Layer, Module, fit, predictor, train
from nn.data import blobs, moons
from tests.running import RUNNING

X, Y = moons(20, seed=3)
BACKENDS = ["eager", *RUNNING]


def network(nouts=(3, 1), seed=1):
    return MLP(2, list(nouts), seed=seed)


def recorded(model, X=X, y=Y, **settings):
    return fit(model, X, y, progress=False, record=True, **{"steps": 5, **settings})


def backwards(model):
    """Return an optimizer that holds the parameters in another order than the model."""
    return SGD(model.parameters()[::-1], lr=0.2, momentum=0.5)


# What is recorded.


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_step_records_the_numbers_before_it_and_the_gradients_that_moved_them(backend):
    model = network()
    sgd = SGD(model.parameters(), lr=0.5)
    before = [p.data for p in model.parameters()]
    for step in train(model, X, Y, optimizer=sgd, steps=4, backend=backend, record=True):
        assert step.parameters.tolist() == before
        assert step.gradients.tolist() == [p.grad for p in model.parameters()]
        before = [p.data for p in model.parameters()]
        assert (step.parameters - 0.5 * step.gradients).tolist() == pytest.approx(before)


@pytest.mark.parametrize("backend", BACKENDS)
def test_nothing_is_recorded_unless_asked_for(backend):
    history = fit(network(), X, Y, steps=2, progress=False, backend=backend)
    assert (history.names, history.parameters, history.gradients) == ([], [], [])
    (step,) = train(network(), X, Y, steps=1, backend=backend)
    assert (step.parameters, step.gradients) == (None, None)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_history_holds_the_record_of_each_step_and_the_names(backend):
    model = network()
    history = recorded(model, steps=3, backend=backend)
    assert history.names == [name for name, _ in model.named_parameters()]
    shapes = {array.shape for array in [*history.parameters, *history.gradients]}
    assert (len(history.parameters), len(history.gradients)) == (3, 3)
    assert shapes == {(len(history.names),)}
    assert len({array.tobytes() for array in history.parameters}) == 3


def test_a_history_of_ones_own_loop_is_the_history_of_fit():
    model = network()
    own = History(names=list(model.state_dict()))
    for step in train(model, X, Y, steps=4, record=True):
        own.append(step)
    history = recorded(network(), steps=4)
    assert own.names == history.names
    assert np.array_equal(own.parameters, history.parameters)
    assert np.array_equal(own.gradients, history.gradients)


@pytest.mark.parametrize("backend", RUNNING)
@pytest.mark.parametrize("rule", [Adam, backwards], ids=["in order", "backwards"])
@pytest.mark.parametrize("settings", [{}, {"batch_size": 7, "l2": 0.01}], ids=["all", "batches"])
def test_every_backend_records_the_same_numbers(backend, rule, settings):
    histories = []
    for each in ("eager", backend):
        model = network()
        optimizer = Adam(model.parameters(), lr=0.05) if rule is Adam else rule(model)
        histories.append(recorded(model, optimizer=optimizer, steps=20, backend=each, **settings))
    plain, ours = histories
    assert np.allclose(ours.parameters, plain.parameters, rtol=0.0, atol=1e-9)
    assert np.allclose(ours.gradients, plain.gradients, rtol=0.0, atol=1e-9)
    assert np.abs(plain.gradients).max() > 0.01


@pytest.mark.parametrize("backend", BACKENDS)
def test_frozen_parameters_are_recorded_and_have_no_gradient(backend):
    model = network()
    frozen = model.layers[0].neurons[1].w[0]
    frozen.requires_grad_(False)
    place = [p is frozen for p in model.parameters()].index(True)
    history = recorded(model, backend=backend)
    assert {array[place] for array in history.parameters} == {frozen.data}
    for gradients in history.gradients:
        assert np.flatnonzero(np.isnan(gradients)).tolist() == [place]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_parameter_that_the_loss_does_not_depend_on_has_no_gradient(backend):
    model = network((1,))
    model.spare = Value(3.0, "spare")
    history = recorded(model, backend=backend)
    assert history.names[-1] == "spare"
    assert {array[-1] for array in history.parameters} == {3.0}
    assert all(math.isnan(array[-1]) for array in history.gradients)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_change_between_the_steps_is_recorded(backend):
    model = network()
    for step in train(model, X, Y, steps=3, backend=backend, record=True):
        assert step.step == 1 or step.parameters[0] == 0.125
        model.parameters()[0].data = 0.125


@pytest.mark.parametrize("backend", RUNNING)
def test_a_rule_that_changes_its_array_in_place_leaves_the_record_alone(backend):
    class InPlace(SGD):
        def update(self, data, grad, state):
            data -= self.lr * grad
            return data, state

    model = network()
    first = [p.data for p in model.parameters()]
    history = recorded(model, optimizer=InPlace(model.parameters(), lr=0.5), backend=backend)
    assert history.parameters[0].tolist() == first
    assert not np.array_equal(history.parameters[0], history.parameters[1])


# Predicting with what was recorded.


class Gate(Module):
    """A model of its own kind: a maximum, a constant, a parameter that is used twice."""

    def __init__(self):
        self.a, self.c = Value(0.5, "a"), Value(-1.5, "c")

    def __call__(self, x):
        return [maximum(self.a * x[0], self.c), self.a - x[1].sigmoid(), 2.0]


@pytest.mark.parametrize(
    "model",
    [
        MLP(2, [4, 1], seed=0),
        MLP(2, [4, 3], "relu", seed=0),
        MLP(2, [3, 3, 2], "softplus", "sigmoid", seed=0),
        Layer(2, 1),
        Gate(),
    ],
    ids=["one", "relu", "sigmoid", "layer", "own"],
)
def test_the_scores_are_those_of_the_model_with_these_parameters(model):
    predict = predictor(model)
    for scale in (1.0, -2.0):
        numbers = [scale * p.data for p in model.parameters()]
        scores = predict(numbers, X)
        for parameter, number in zip(model.parameters(), numbers, strict=True):
            parameter.data = number
        expected = [np.ravel(model(list(map(Value, row)))).astype(float).tolist() for row in X]
        assert scores.shape == (len(X), len(expected[0]))
        assert np.abs(scores - expected).max() < 1e-12


def test_predicting_traces_once_and_leaves_the_model_as_it_is():
    calls = []

    class Counted(MLP):
        def __call__(self, x):
            calls.append(len(x))
            return super().__call__(x)

    model = Counted(2, [3, 1], seed=0)
    history = recorded(model)
    before = [(p.data, p.grad) for p in model.parameters()]
    calls.clear()
    predict = predictor(model)
    answers = [predict(parameters, X) for parameters in history.parameters]
    assert calls == [2, 2]  # traced twice in a row, to see that it computes the same
    assert [(p.data, p.grad) for p in model.parameters()] == before
    assert not np.array_equal(answers[0], answers[-1])


def test_a_model_that_a_predictor_traces_sees_constants():
    seen = []

    class Spy(MLP):
        def __call__(self, x):
            seen.extend((v.label, v.requires_grad) for v in x)
            return super().__call__(x)

    model = Spy(2, [1], seed=0)
    predictor(model)([p.data for p in model.parameters()], X)
    assert set(seen) == {("", False)}


@pytest.mark.parametrize("loss", ["hinge", "cross_entropy"])
def test_the_record_predicts_the_accuracy_that_was_recorded(loss):
    rows, labels = (X, Y) if loss == "hinge" else blobs(30, seed=0)
    model = network((4, 1 if loss == "hinge" else 3))
    history = recorded(model, rows, labels, loss=loss, steps=6)
    predict = predictor(model)
    for parameters, accuracy in zip(history.parameters, history.accuracy, strict=True):
        scores = predict(parameters, rows)
        answers = scores.argmax(axis=1) if loss != "hinge" else np.where(scores[:, 0] > 0, 1, -1)
        assert np.mean(answers == labels) == pytest.approx(accuracy)


class Branching(Module):
    def __init__(self):
        self.w = Value(1.0, "w")

    def __call__(self, x):
        return self.w * x[0] if x[0] > 0 else self.w


@pytest.mark.parametrize(
    ("model", "parameters", "rows", "words"),
    [
        (network(), [1.0], X, r"parameters: given shape \(1,\); allowed: \(13,\)"),
        (network(), [0.0] * 13, [1.0, 2.0], r"X: given shape \(2,\); allowed: n × inputs"),
        (network(), [0.0] * 13, np.empty((0, 2)), r"X: given shape \(0, 2\)"),
        (network(), [0.0] * 13, [[1.0] * 3], "cannot be traced: given 3 inputs; this neuron"),
        (Branching(), [0.0], X, "cannot be traced: .*where"),
    ],
    ids=["parameters", "row", "no rows", "columns", "if"],
)
def test_what_does_not_fit_is_refused(model, parameters, rows, words):
    with pytest.raises(ValueError, match=words):
        predictor(model)(parameters, rows)


@pytest.mark.parametrize("name", ["parameters", "X"])
def test_an_int_beyond_the_floats_is_refused(name):
    fits = {"parameters": [0.0] * 13, "X": [[1.0, 2.0]]}
    huge = {"parameters": [10**400] * 13, "X": [[1.0, 10**400]]}
    with pytest.raises(OverflowError, match=rf"^{name}: given int 10+\.\.\., too large"):
        predictor(network())(**fits | {name: huge[name]})


def test_only_a_module_predicts():
    with pytest.raises(TypeError, match=r"model: given .*; allowed: a Module"):
        predictor(sum)


class Alone(Module):
    """A parameter, whatever the row."""

    def __init__(self):
        self.w = Value(1.0, "w")

    def __call__(self, x):
        return self.w


class Squared(Alone):
    def __call__(self, x):
        return self.w * (x[0] * x[0])


def test_numbers_of_any_kind_are_predicted_with_as_floats():
    row = np.array([[200]], dtype=np.uint8)
    assert predictor(Squared())([2], row).tolist() == [[80000.0]]
    assert predictor(Alone())([2], row).dtype == np.float64
