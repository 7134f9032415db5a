"""Traps of the compiled backends: what differs from row to row, or from step to step, unseen."""

import math
from random import Random
from typing import Any

import numpy as np
import pytest

from engine import Value, log, sqrt, where
from nn import MLP, SGD, Adam, fit, mse, predictor, train
from nn.data import moons
from nn.module import Module
from tests.numerics import all_close
from tests.running import each_running

X, Y = [[1.0], [-1.0], [2.0]], [1.0, 2.0, 3.0]
CLASSES = [-1, 1, 1]


class Line(Module):
    def __init__(self):
        self.w, self.b = Value(1.0, "w"), Value(0.5, "b")

    def __call__(self, x):
        return self.w * x[0] + self.b


class Threshold(Module):
    def __init__(self):
        self.t, self.a, self.b = Value(0.3, "t"), Value(1.0, "a"), Value(2.0, "b")

    def __call__(self, x):
        return where(x[0] > self.t, self.a * x[0], self.b * x[0])


class Spare(Line):
    def __init__(self):
        super().__init__()
        self.spare = Value(2.0, "spare")


class Constant(Module):
    def __init__(self):
        self.b = Value(0.0, "b")

    def __call__(self, x):
        return self.b


class Huge(Line):
    def __init__(self):
        super().__init__()
        self.w.data = 1e154


class Remembering(Line):
    def __init__(self):
        super().__init__()
        self.parts, self.last = {"line": Line()}, 0.0

    def __call__(self, x):
        self.last = self.parts["line"].seen = x[0].data
        return super().__call__(x)


class Dropout(Line):
    def __init__(self):
        super().__init__()
        self.rng = Random(3)

    def __call__(self, x):
        return super().__call__(x) * (0.0 if self.rng.random() < 0.001 else 1.0)


class NumpyDropout(Line):
    def __init__(self):
        super().__init__()
        self.rng = np.random.default_rng(3)

    def __call__(self, x):
        return super().__call__(x) * (0.0 if self.rng.random() < 0.001 else 1.0)


class InPlace(SGD):
    def update(self, data, grad, state):
        grad += 10.0 * data
        data -= self.lr * grad
        return data, state


class OwnMove(SGD):
    def _move(self, parameter, state):
        return parameter.data - 1.0, state


class OwnBranch(SGD):
    def update(self, data, grad, state):
        return data - self.lr * (1.0 if grad > 0.0 else -1.0), state


class NoState(SGD):
    initial_state = None

    def update(self, data, grad, state):
        return data - self.lr * grad, None


class Mean(SGD):
    def update(self, data, grad, state):
        total = grad if isinstance(grad, float) else sum(grad) / len(grad)
        return data - self.lr * total, state


def rate(kind=SGD, lr=0.1, **settings):
    return lambda model: kind(model.parameters(), lr, **settings)


def own_step(model):
    optimizer = SGD(model.parameters(), 0.1)
    optimizer.step = lambda: None
    return optimizer


def freeze(model, step):
    if step == 2:
        model.b.requires_grad_(False)


def thaw(model, step):
    model.b.requires_grad_(step > 1)


def move_a_frozen_one(model, step):
    if step == 1:
        model.b.requires_grad_(False)
    if step == 2:
        model.b.data = 3.0


def outcome(backend: str, case: dict[str, Any]) -> tuple[Any, list[float], str]:
    """Return losses, weights and the error of a training."""
    model = case.get("model", Line)()
    settings = {"loss": "mse", "steps": 4, "backend": backend} | case.get("settings", {})
    optimizer = case.get("optimizer", rate())(model)
    act, losses, error = case.get("act", lambda model, step: None), [], ""
    X_, Y_ = case.get("data", (X, Y))
    try:
        for step in train(model, X_, Y_, optimizer=optimizer, **settings):
            losses.append(step.loss)
            act(model, step.step)
    except (ValueError, FloatingPointError) as raised:
        error = str(raised)
    return losses, [p.data for p in model.parameters()], error


SAME = {
    "frozen between steps": {"act": freeze},
    "thawed between steps": {"act": thaw},
    "a frozen number moved": {"act": move_a_frozen_one},
    "a frozen number moved, l2": {"act": move_a_frozen_one, "settings": {"l2": 0.1}},
    "a parameter in a condition": {"model": Threshold, "optimizer": rate(weight_decay=0.5)},
    "row 0 without a loss": {
        "model": Spare,
        "data": ([[-2.0], [1.0], [2.0], [3.0], [1.0]], [1.0] * 5),
        "settings": {"loss": lambda p, t: log(p) * t, "batch_size": 1, "steps": 2},
        "optimizer": rate(weight_decay=0.5),
    },
    "an infinite slope in row 0": {
        "data": ([[-0.5], [1.0]], [1.0, 1.0]),
        "settings": {"loss": lambda p, t: sqrt(p)},
    },
    "an update in place": {"optimizer": rate(InPlace, 0.01)},
    "an update in place beyond the floats": {"optimizer": rate(InPlace, 1e308)},
    "a sum of gradients beyond the floats": {
        "model": Constant,
        "settings": {"loss": lambda p, t: p * 1e308},
    },
    "squares near the largest float": {"model": Huge, "settings": {"l2": 1e-10, "loss": "mse"}},
}


@each_running
@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.parametrize("case", SAME.values(), ids=SAME)
def test_a_trap_changes_no_number_and_no_error(case, language):
    losses, weights, error = outcome("eager", case)
    ours = outcome(language, case)
    assert all_close(ours[0], losses)
    assert all_close(ours[1], weights)
    assert ours[2] == error
    assert losses or error


def of_class(choose):
    return {"data": (X, CLASSES), "settings": {"loss": choose}}


REFUSED = {
    "a table of labels": of_class(lambda p, t: mse(p, t) * {1: 5.0}.get(t, 1.0)),
    "a set of labels": of_class(lambda p, t: mse(p, t) * (5.0 if t in {1} else 1.0)),
    "the text of a label": of_class(lambda p, t: mse(p, t) * (3.0 if str(t) == "1" else 1.0)),
    "the type of a label": {
        "data": (X, [-1.0, 1, 1]),
        "settings": {"loss": lambda p, t: mse(p, t) * (3.0 if isinstance(t, int) else 1.0)},
    },
    "lists and numbers": {
        "data": (X, [1.0, [2.0], 3.0]),
        "settings": {"loss": lambda p, t: mse(p, t[0] if isinstance(t, list) else t)},
    },
    "dropout": {"model": Dropout},
    "NumPy's dropout": {"model": NumpyDropout},
    "a move of its own": {"optimizer": rate(OwnMove)},
    "a step of its own": {"optimizer": own_step},
    "an update that branches": {"optimizer": rate(OwnBranch)},
    "an update without state": {"optimizer": rate(NoState)},
    "an update that mixes parameters": {"optimizer": rate(Mean)},
}


@each_running
@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_would_train_to_other_numbers_is_refused(case, language):
    assert outcome("eager", case)[2] == ""
    losses, weights, error = outcome(language, case)
    assert losses == []
    assert weights == [p.data for p in case.get("model", Line)().parameters()]
    assert 'write backend="eager"' in error


@each_running
def test_no_symbol_stays_in_a_model_that_remembers(language):
    model = Remembering()
    fit(model, X, Y, loss="mse", backend=language, progress=False, steps=2)
    assert all(type(n) is float for n in (model.last, model.parts["line"].seen))


def test_no_symbol_stays_in_a_model_that_a_predictor_traces():
    model = Remembering()
    predictor(model)([p.data for p in model.parameters()], X)
    assert (model.last, hasattr(model.parts["line"], "seen")) == (0.0, False)


@each_running
@pytest.mark.parametrize("kind", [SGD, Adam])
def test_an_optimizer_of_frozen_parameters_alone_moves_nothing(language, kind):
    model = Line()
    model.b.requires_grad_(False)
    history = fit(
        model, X, Y, "mse", kind([model.b], 0.1), steps=3, backend=language, progress=False
    )
    assert (model.w.data, model.b.data, len(set(history.loss))) == (1.0, 0.5, 1)


@each_running
def test_a_leaf_outside_the_model_keeps_its_gradient(language):
    outside = Value(2.0, "outside")
    outside.grad = 7.0
    with pytest.warns(UserWarning, match="nobody trains it"):
        fit(Line(), X, Y, loss=lambda p, t: mse(p, t) * outside, backend=language, progress=False)
    assert type(outside.grad) is float
    assert math.isfinite(outside.grad)


@each_running
@pytest.mark.parametrize("l2", [0.0, 0.01])
@pytest.mark.parametrize("settings", [{}, {"momentum": 0.9}, {"weight_decay": 0.01}], ids=str)
def test_sgd_on_relu_gives_the_same_bits_on_every_backend(language, settings, l2):
    X_, y = moons(45, seed=1)
    weights = []
    for backend in ("eager", language):
        model = MLP(2, [6, 1], "relu", seed=2)
        optimizer = SGD(model.parameters(), 0.1, **settings)
        fitted = {"steps": 20, "batch_size": 19, "l2": l2, "progress": False}
        fit(model, X_, y, optimizer=optimizer, backend=backend, **fitted)
        weights.append([p.data for p in model.parameters()])
    assert weights[0] == weights[1]


@each_running
def test_adam_agrees_where_gradients_cancel(language):
    X_, y = moons(23, seed=2)
    weights = []
    for backend in ("eager", language):
        model = MLP(2, [4, 1], "relu", seed=2)
        adam = Adam(model.parameters(), 0.01, weight_decay=0.02)
        fit(model, X_, y, optimizer=adam, backend=backend, progress=False)
        weights.append([p.data for p in model.parameters()])
    assert all_close(*weights)


def interrupted(prediction, target):
    raise KeyboardInterrupt


@pytest.mark.parametrize("backend", ["eager", "numpy"])
def test_ctrl_c_before_the_first_step_gives_an_empty_history(backend):
    assert len(fit(Line(), X, Y, loss=interrupted, backend=backend, progress=False)) == 0


def test_a_parameter_twice_in_an_optimizer_is_refused():
    model = Line()
    with pytest.raises(ValueError, match="twice"):
        SGD([model.w, model.b, model.w], 0.1)


@each_running
def test_gradients_stay_where_the_squares_of_parameters_are_beyond_the_floats(language):
    gradients = []
    for backend in ("eager", language):
        model = Line()
        model.w.data = model.b.data = 1e154
        settings = {"loss": "mse", "steps": 1, "progress": False, "record": True}
        history = fit(model, [[-1.0]], [2.0], backend=backend, **settings)
        gradients.append(([p.grad for p in model.parameters()], history.gradients[0].tolist()))
    assert gradients[0] == gradients[1]
    assert all(all(numbers) for numbers in gradients[0])


class Caught(Spare):
    """Takes another way where an op fails, with a parameter that no program knows."""

    def __call__(self, x):
        try:
            return self.w * sqrt(x[0]) + self.b
        except ValueError:
            return self.spare * x[0]


def test_another_way_where_an_op_fails_is_refused():
    model = Caught()
    settings = {"loss": "mse", "backend": "python", "steps": 5, "progress": False}
    with pytest.raises(ValueError, match=r"where the program fails .* depends on spare too"):
        fit(model, [[1.0], [-1.0], [2.0]], [1.0, 2.0, 3.0], **settings)
    assert [p.data for p in model.parameters()] == [1.0, 0.5, 2.0]
