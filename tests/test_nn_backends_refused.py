"""What ends training on a compiled backend: refusals, errors, bad numbers, Ctrl-C."""

import math
import re
from random import Random

import numpy as np
import pytest

from engine import Value, exp, log, relu, sqrt, tanh, where
from engine.program import machine, toolchain
from nn import MLP, SGD, Adam, Module, fit, hinge, mse, train
from tests.test_nn_backends import (
    LABELS,
    Case,
    assert_same,
    each_backend,
    eager,
    network,
    numbers,
    rows,
    state,
)

SIGNS = LABELS["hinge"]


def words_of_python(function):
    """Return what this Python, as a pattern, says of a call that fails: versions differ."""
    with pytest.raises((ArithmeticError, TypeError)) as raised:
        function()
    return re.escape(str(raised.value))


BY_ZERO = words_of_python(lambda: 1.0 / 0.0)
NO_INDEX, _, _ = words_of_python(lambda: SIGNS[None]).partition(",")


# What cannot be compiled.


class Dropout(MLP):
    """Every unit is left out half of the time."""

    def __init__(self):
        super().__init__(2, [8], seed=1)
        self.rng = Random(1)

    def __call__(self, x):
        return sum(unit * self.rng.choice([0.0, 1.0]) for unit in super().__call__(x))


class Branching(MLP):
    def __call__(self, x):
        score = super().__call__(x)
        return -score if x[0].data > 0.0 else score


class Clipping(SGD):
    def step(self):
        for parameter in self.params:
            parameter.grad = min(1.0, max(-1.0, parameter.grad))
        super().step()


SCALE = Value(0.5, "scale")


def scaled(prediction, target):
    return mse(prediction * SCALE, target)


def with_scale(model):
    return SGD([*model.parameters(), SCALE], lr=0.0)


PLACES, NAMES = [0.5, 2.0, -1.0], {"up": 1.0, "down": -1.0}
COMPARES = "a symbol has no number yet to compare with =="
DIFFERS, DECIDES = "a target differs from row to row", "no number yet for Python to decide by"
CONVERTS, CHANGES = "no number yet to convert", r"the loss in row .* is .* when traced and "
LOSSES_REFUSED = {
    "target == 1": (SIGNS, lambda p, t: p * (2.0 if t == 1 else 3.0), DIFFERS),
    "target in (0, 1)": (SIGNS, lambda p, t: p * (2.0 if t in (0, 1) else 3.0), DIFFERS),
    "target > 0": (SIGNS, lambda p, t: p * (2.0 if t > 0 else 3.0), DECIDES),
    "score > 0": (SIGNS, lambda p, t: p * (2.0 if p > 0.0 else 3.0), DECIDES),
    "score.data > 0": (SIGNS, lambda p, t: p * (2.0 if p.data > 0.0 else 3.0), DECIDES),
    "score.data == 0": (SIGNS, lambda p, t: p * (2.0 if p.data == 0.0 else 3.0), COMPARES),
    "max": (SIGNS, lambda p, t: max(p * t, 0) + p**2, DECIDES),
    "float": (SIGNS, lambda p, t: mse(p, t) * float(p), CONVERTS),
    "math.exp": (SIGNS, lambda p, t: mse(p, t) * math.exp(p), CONVERTS),
    "int as an index": (SIGNS, lambda p, t: mse(p, PLACES[int(t)]), CONVERTS),
    "an index": (SIGNS, lambda p, t: mse(p, PLACES[t]), NO_INDEX),
    "isinstance": (SIGNS, lambda p, t: p * (2.0 if isinstance(t, int) else 3.0), CHANGES),
    "names": (["up", "down", "up"], lambda p, t: mse(p, NAMES[t]), "y: given 'up' in row 0"),
    "other lengths": (
        [[0.5], [0.5, 1.0]],
        lambda p, t: mse([p] * len(t), t),
        "y: row 1 has 2 numbers, row 0 has 1",
    ),
    "an infinity": ([1.0, math.inf], lambda p, t: p * exp(-t), "y: given inf in row 1"),
}
REFUSED = {
    **{name: (Case(y=y, loss=f, steps=2), why) for name, (y, f, why) in LOSSES_REFUSED.items()},
    "a branch of the model": (Case(lambda: Branching(2, [1], seed=1), steps=2), DECIDES),
    "dropout": (Case(Dropout, steps=2), "it draws random numbers"),
    "a step of one's own": (
        Case(optimizer=lambda model: Clipping(model.parameters(), lr=0.1), steps=2),
        "Clipping has a step of its own",
    ),
    "a stranger that moves": (
        Case(loss=scaled, optimizer=with_scale, steps=2),
        "the optimizer moves .*'scale'.* which is not in the model",
    ),
}


@each_backend
@pytest.mark.parametrize(("case", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_trains_on_eager_alone_is_refused_and_nothing_changes(case, reason, backend):
    model, optimizer = case.start()
    case.fit(model, optimizer, "eager")
    before = state(model, optimizer)
    with pytest.raises(ValueError, match=reason) as refused:
        case.fit(model, optimizer, backend)
    assert f"backend: given {backend!r}, but" in str(refused.value)
    assert 'or write backend="eager"' in str(refused.value)
    assert state(model, optimizer) == before
    assert_same(state(model, optimizer), before)
    case.fit(model, optimizer, "eager")


@each_backend
def test_train_refuses_before_its_first_step(backend):
    with pytest.raises(ValueError, match=DECIDES):
        train(network(), rows(7), SIGNS, loss=LOSSES_REFUSED["max"][1], backend=backend)


@pytest.mark.parametrize("backend", ["C", "torch", "", None, 1])
@pytest.mark.parametrize("run", [fit, train])
def test_an_unknown_backend_names_those_that_there_are(run, backend):
    reason = rf"backend: given {backend!r}; allowed: eager, python, numpy, c"
    with pytest.raises(ValueError, match=reason):
        run(network(), rows(7), SIGNS, backend=backend)


@pytest.mark.parametrize("run", [fit, train])
def test_c_without_a_compiler_says_what_to_install_or_write(run, monkeypatch):
    monkeypatch.setattr(toolchain, "compilers", lambda: iter(()))
    # The function below the cache, so that the machine of the other tests stays.
    monkeypatch.setattr(machine, "library", toolchain.library.__wrapped__)
    model = network()
    with pytest.raises(RuntimeError) as raised:
        run(model, rows(7), SIGNS, backend="c")
    for word in ("$CC", "install cc", "chalkgrad[c]", 'backend="numpy"'):
        assert word in str(raised.value)
    assert numbers(model) == numbers(network())


# Errors that plain numbers raise as well.


def fail(*_):
    raise LookupError("of my own")


class Failing(MLP):
    __call__ = fail


def doubled_hinge(prediction, target):
    return 2.0 * hinge(prediction, target)


def all_frozen():
    model = network()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    return model


def three_scores():
    return MLP(2, [3], seed=1)


ERRORS = {
    "of the loss": Case(loss=fail),
    "of the model": Case(lambda: Failing(2, [1])),
    "a loss that is no Value": Case(loss=lambda prediction, target: 1.0),
    "nothing to move": Case(all_frozen),
    "a target too many": Case(y=[[0.5, 1.0]] * 3),
    "a score too many": Case(three_scores, SIGNS, "hinge"),
    "other inputs": Case(lambda: MLP(3, [1])),
    "no such class": Case(three_scores, [3, 0, 1], "cross_entropy"),
    "no such class in a later row": Case(three_scores, [0, 1, 3, 0], "cross_entropy"),
    "a later label that does not fit": Case(y=[1, -1, 0], loss=doubled_hinge),
}


@each_backend
@pytest.mark.parametrize("case", ERRORS.values(), ids=ERRORS)
def test_an_error_of_the_model_or_the_loss_comes_through_unchanged(case, backend):
    raised = []
    for name in ("eager", backend):
        model, optimizer = case.start()
        before = numbers(model), list(optimizer.states)
        with pytest.raises((LookupError, TypeError, ValueError, RuntimeError)) as error:
            case.fit(model, optimizer, name)
        raised.append((error.type, str(error.value)))
        assert (numbers(model), optimizer.states) == before
    assert raised[0] == raised[1]


# Numbers that stop being finite.


class Bias(Module):
    """One parameter, whatever the row."""

    def __init__(self, number=0.5):
        self.b = Value(number, "b")

    def __call__(self, x):
        return self.b


class Hiding(Bias):
    """The same, beside a number of the row that `where` does not choose."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def __call__(self, x):
        return where(x[0] > 9.0, self.function(x[0]), self.b)


def linear(**numbers):
    model = MLP(2, [3, 1], "linear", seed=1)
    model.load_state_dict(model.state_dict() | numbers)
    return model


def of_numbers(number):
    model = MLP(2, [1], seed=1)
    for parameter in model.parameters():
        parameter.data = number
    return model


def with_huge_frozen():
    model = network()
    last = model.parameters()[-1].requires_grad_(False)
    last.data = 1e200
    return model


def with_nan():
    model = network()
    model.layers[1].neurons[0].b.data = math.nan
    return model


def sgd(lr):
    return lambda model: SGD(model.parameters(), lr=lr)


def adam_without_eps(model):
    return Adam(model.parameters(), eps=0.0)


PENALTY = "step 1: the L2 penalty became inf"
HUGE = {"layers.0.neurons.2.w0": 0.0, "layers.0.neurons.2.w1": 1.79e308}
LOSSES = {
    "exp": (lambda p, t: exp(p * 0.0 + 1e3), r"step 1: row 0: exp\(1000\.0\)"),
    "division": (lambda p, t: 1.0 / (p * 0.0), f"step 1: row 0: {BY_ZERO}; op '/'"),
    "division by 0 later": (lambda p, t: 1.0 / (p * 0.0 + t), "step 1: row 5: .*; op '/'"),
    "log": (lambda p, t: log(p * 0.0 - 0.5), r"step 1: row 0: log\(-0\.5\)"),
    "log later": (lambda p, t: log(p * 0.0 + t + 0.75), r"step 1: row 1: log\(-0\.25\)"),
    "a power": (lambda p, t: (p * 0.0 + 1e200) ** 2, r"step 1: row 0: .*; op '\*\*' on 1e\+200"),
    "no real power": (lambda p, t: (p * 0.0 + t) ** 1.5, "step 1: row 1: .* no real power"),
    "a slope": (lambda p, t: sqrt(p * 0.0 + t + 1.0), "step 1: row 1: .* 'gradient of sqrt'"),
    "a gradient": (lambda p, t: p * 0.0 * 1e200 * 1e200, "step 1: row 0: the gradient .* is inf"),
    "a mean loss": (lambda p, t: p * 0.0 + 1e308, "step 1: the batch's mean loss became inf"),
}
STOPS = {  # one row where the message has digits of a sum, which may end in others on "c"
    **{name: (Case(loss=loss), words) for name, (loss, words) in LOSSES.items()},
    "exp not chosen": (Case(lambda: Hiding(lambda x: exp(x * 1e3))), "step 1: row 0: exp"),
    "log not chosen": (Case(lambda: Hiding(log)), "step 1: row 1: log"),
    "division not chosen": (Case(lambda: Hiding(lambda x: 1.0 / (0.0 * x))), "row 0: .*; op '/'"),
    "in a later step": (
        Case(loss=lambda p, t: exp(p + t * 400.0), batch_size=1, optimizer=sgd(0.0)),
        r"step 2: row 3: exp\(80\d\.",
    ),
    "log of what shrinks": (
        Case(Bias, [1.0], lambda p, t: t * log(p), sgd(0.1)),
        r"step 3: row 0: log\(-0\.0.* labelled 'b'",
    ),
    "a huge weight": (
        Case(lambda: linear(**HUGE), SIGNS, "hinge"),
        r"step 1: row 0: the node '\*' .*, of layers\.0\.neurons\.2\.w1 1\.79e\+308, .* inf",
    ),
    "a NaN": (Case(with_nan), r"step 1: row 0: the leaf 'layers\.1\.neurons\.0\.b' became nan"),
    "a rate of 1000": (Case(linear, [0.5], optimizer=sgd(1e3)), r"step [4-9]: row \d"),
    "a rate of 1e300": (Case(linear, [0.5], optimizer=sgd(1e300)), r"step [2-9]: row \d"),
    "a sum of gradients": (
        Case(lambda: Bias(0.0), [1.0, 1.0], lambda p, t: p * t * 1e308),
        "step 1: the sum of the batch's gradients is beyond the largest float",
    ),
    "an update": (
        Case(linear, [0.5], lambda p, t: mse(p, t) * 1e3, sgd(1e308)),
        r"step 1: the step of parameter Value\(.*\) would lead to -?inf",
    ),
    "an update that fails": (
        Case(Bias, loss=lambda p, t: p * 0.0, optimizer=adam_without_eps),
        rf"step 1: the step of parameter Value\(.*\) failed: {BY_ZERO}",
    ),
    "a square of the penalty": (Case(lambda: of_numbers(1e200), SIGNS, "hinge", l2=1.0), PENALTY),
    "the penalty": (Case(lambda: of_numbers(1e100), SIGNS, "hinge", l2=1e150), PENALTY),
    "the penalty of a frozen weight": (Case(with_huge_frozen, SIGNS, "hinge", l2=1.0), PENALTY),
}


def stopped(case, backend):
    model, optimizer = case.start()
    with pytest.raises(FloatingPointError) as raised:
        case.fit(model, optimizer, backend)
    return str(raised.value), state(model, optimizer)


@each_backend
@pytest.mark.parametrize(("case", "words"), STOPS.values(), ids=STOPS)
def test_a_bad_number_stops_with_the_words_of_eager_and_the_last_good_numbers(case, words, backend):
    message, left = stopped(case, backend)
    expected, left_by_eager = stopped(case, "eager")
    assert re.search(words, message)
    assert message == expected
    for name in ("weights", "states"):
        assert left[name] == pytest.approx(left_by_eager[name], rel=1e-9, nan_ok=True)


class Saturated(Module):
    """Weights of which each is finite, but not their sum."""

    def __init__(self):
        self.w = [Value(1e308), Value(1e308)]
        self.b = Value(0.5)

    def __call__(self, x):
        return tanh(self.w[0]) * x[0] + tanh(self.w[1]) * x[1] + self.b


HIDDEN = {
    "by tanh": Case(loss=lambda p, t: mse(p + tanh(p * 1e308 * 10.0), t)),
    "by relu": Case(loss=lambda p, t: mse(p + relu(abs(p) * -1e308 * 10.0), t)),
    "by where": Case(loss=lambda p, t: mse(p, t) + where(t > 9.0, p * 1e308 * 10.0, 0.0)),
    "in a sum of weights": Case(Saturated),
    "in a sum of gradients": Case(network, [0.5], lambda p, t: p * 1e308, sgd(1e-309), steps=3),
}


@each_backend
@pytest.mark.parametrize("case", HIDDEN.values(), ids=HIDDEN)
def test_an_infinity_that_eager_does_not_see_does_not_stop_a_backend(case, backend):
    assert_same(case.run(backend), eager(case))


# Ctrl-C and errors on the way.


def failing_after(steps, error):
    class Failing(Adam):
        def update(self, data, grad, state):
            if np.all(np.equal(state[2], steps)):
                raise error
            return super().update(data, grad, state)

    return lambda model: Failing(model.parameters(), lr=0.02)


def assert_is_after(steps, model, optimizer):
    ours, expected = state(model, optimizer), eager(Case(steps=steps))
    for name in ("weights", "states"):  # eager's gradients are those of the step that failed
        assert_same({name: ours[name]}, {name: expected[name]})


@each_backend
@pytest.mark.parametrize("steps", [0, 1, 4])
def test_ctrl_c_returns_the_history_so_far_and_the_parameters(backend, steps):
    case = Case(optimizer=failing_after(steps, KeyboardInterrupt))
    model, optimizer = case.start()
    history = case.fit(model, optimizer, backend)
    assert len(history) == steps
    assert history.loss == pytest.approx(eager(Case(steps=steps))["losses"], rel=1e-9)
    assert_is_after(steps, model, optimizer)


ENDS = {
    "train, Ctrl-C": (train, KeyboardInterrupt),
    "train, an error": (train, LookupError),
    "train, a bad number": (train, FloatingPointError),
    "fit, an error": (fit, LookupError),
    "fit, a bad number": (fit, FloatingPointError),
}


@each_backend
@pytest.mark.parametrize(("run", "error"), ENDS.values(), ids=ENDS)
def test_the_parameters_come_back_whatever_ends_the_training(run, error, backend):
    model, optimizer = Case(optimizer=failing_after(3, error)).start()
    settings = {"loss": "mse", "optimizer": optimizer, "backend": backend}
    with pytest.raises(error):
        list(run(model, rows(7), LABELS["mse"], **settings))
    assert_is_after(3, model, optimizer)
