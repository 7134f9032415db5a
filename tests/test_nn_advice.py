"""What is written by habit from other libraries, or by mistake, and the line that is advised."""

import math
import re
from functools import partial

import numpy as np
import pytest

from engine import Value
from nn import MLP, SGD, Adam, History, Module, fit, predictor, train

X, Y = [[0.5, -1.0], [-1.5, 2.0], [1.0, 1.0]], [1, -1, 1]


class Line:
    def __init__(self):
        self.w = Value(1.0)

    def __call__(self, x):
        return self.w * x[0]


class Plain(Module):
    def __init__(self):
        self.w = 0.0

    def __call__(self, x):
        return self.w * x[0]


MODEL = MLP(2, [3, 1], seed=0)
SHOWN = "MLP with 13 parameters..."


def fitted(model=MODEL, **settings):
    return lambda: fit(model, X, Y, steps=2, **{"progress": False} | settings)


ADVISED = {
    "an optimizer by name": (fitted(optimizer="adam"), "as Adam(model.parameters(), lr=0.01)"),
    "its class": (fitted(optimizer=Adam), "as Adam(model.parameters(), lr=0.01)"),
    "SGD by name": (fitted(optimizer="SGD"), "as SGD(model.parameters(), lr=0.1)"),
    "the model for the optimizer": (fitted(optimizer=MODEL), f"given {SHOWN}; allowed"),
    "a model without parameters": (fitted(Plain()), "params: given none; allowed: at least one"),
    "parameters that are numbers": (fitted(Plain()), "as self.w = Value(0.0)"),
    "no parameters": (lambda: SGD(Plain().parameters(), lr=0.1), "as self.w = Value(0.0)"),
    "a class of its own": (fitted(Line()), "; write class Line(Module)"),
    "a class for its object": (fitted(Line), "allowed: a Module, such as MLP(2, [8, 1])"),
    "a function for a model": (fitted(len), "given <built-in function len>; allowed: a Module"),
    "a class to predict": (lambda: predictor(Line()), "; write class Line(Module)"),
    "the model for its parameters": (
        lambda: SGD(MODEL, lr=0.1),
        f"params: given {SHOWN}; write model.parameters()",
    ),
    "the method for its parameters": (
        lambda: SGD(MODEL.parameters, lr=0.1),
        "params: given <bound method Module.parameters of ML...; write model.parameters()",
    ),
    "one beta": (
        lambda: Adam(MODEL.parameters(), betas=0.9),
        "betas: given 0.9; allowed: two",
    ),
    "a rate that divides by 0": (
        fitted(schedule=lambda k: 0.1 / k),
        "schedule(0): float division by zero; steps are counted from 0",
    ),
    "a rate that overflows later": (
        fitted(schedule=lambda k: 0.1 * math.exp(1000 * k)),
        "schedule(1): math range error; steps are counted from 0",
    ),
    "a rate that is none": (
        fitted(schedule=str),
        "allowed: a finite number from 0 up; given by schedule(0)",
    ),
    "a rate below 0": (
        fitted(schedule=lambda k: -k),
        "given -1; allowed: a finite number from 0 up; given by schedule(1)",
    ),
    "a list for a seed": (fitted(seed=[1]), "seed: given [1]; allowed: an int"),
    "a list for the seed of a model": (
        lambda: MLP(2, [1], seed=[1]),
        "seed: given [1]; allowed: an int, or None",
    ),
}


@pytest.mark.parametrize(("call", "words"), ADVISED.values(), ids=ADVISED)
def test_a_mistake_is_told_with_what_to_write(call, words):
    with pytest.raises((TypeError, ValueError), match=re.escape(words)) as raised:
        call()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("seed", [3, np.int64(3), True, None], ids=repr)
def test_a_seed_of_any_kind_of_int_is_taken(seed):
    weights = [MLP(2, [1], seed=s).parameters()[0].data for s in (seed, seed)]
    assert (weights[0] == weights[1]) == (seed is not None)
    assert len(fit(MLP(2, [1]), X, Y, seed=seed, steps=2, batch_size=1, progress=False)) == 2


def test_a_seed_of_numpy_is_the_same_seed():
    assert MLP(2, [1], seed=np.int64(3)).state_dict() == MLP(2, [1], seed=3).state_dict()


def test_losses_alone_are_a_history():
    history = History(loss=[1.0, 0.5])
    assert repr(history) == "History of 2 steps, last loss 0.5"
    assert history.accuracy == [None, None]


BACKENDS = ["eager", "python", "numpy"]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("made", [0, 1, 3])
def test_the_learning_rate_is_interrupted_at_the_same_step_as_all_else(backend, made, monkeypatch):
    model = MLP(2, [1], seed=1)
    optimizer = SGD(model.parameters(), lr=0.75)

    def update(data, grad, state, rule=optimizer.update):
        if optimizer.lr < 0.1 * 0.5 ** (made - 0.5):
            raise KeyboardInterrupt
        return rule(data, grad, state)

    monkeypatch.setattr(optimizer, "update", update)
    settings = {"optimizer": optimizer, "schedule": lambda k: 0.1 * 0.5**k, "backend": backend}
    history = fit(model, X, Y, steps=9, progress=False, **settings)
    assert len(history) == made
    assert optimizer.lr == (0.1 * 0.5 ** (made - 1) if made else 0.75)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_rate_that_was_set_by_hand_stays_after_an_interruption(backend, monkeypatch):
    model = MLP(2, [1], seed=1)
    optimizer = SGD(model.parameters(), lr=0.75)
    steps = train(model, X, Y, optimizer=optimizer, backend=backend)
    next(steps)
    optimizer.lr = 0.5

    def update(data, grad, state):
        raise KeyboardInterrupt

    monkeypatch.setattr(optimizer, "update", update)
    with pytest.raises(KeyboardInterrupt):
        next(steps)
    assert optimizer.lr == 0.5


@pytest.mark.parametrize(
    "model",
    [lambda x: x, MLP(2, [1]).__call__, partial(sum, start=0), MLP],
    ids=["function", "method", "partial", "class"],
)
def test_a_function_in_the_place_of_a_model_is_not_told_to_be_a_class(model):
    with pytest.raises(
        TypeError, match=r"^model: given .*; allowed: a Module, such as MLP\(2, \[8"
    ):
        fit(model, X, Y)
    with pytest.raises(TypeError) as raised:
        fit(model, X, Y)
    assert "write class" not in str(raised.value)
