"""The compiled backends of fit and train: the numbers of the eager one, whatever is trained."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from random import Random
from typing import Any

import numpy as np
import pytest

from engine import Value, exp, maximum, minimum, tanh, where
from nn import MLP, SGD, Adam, Module, fit, mse, train
from nn.layers import ACTIVATIONS
from tests.running import EXACT, RUNNING

each_backend = pytest.mark.parametrize("backend", RUNNING)


def rows(n, seed=0):
    rng = Random(seed)
    return [[rng.uniform(-2.0, 2.0), rng.uniform(-2.0, 2.0)] for _ in range(n)]


LABELS = {
    "mse": [0.5, -1.0, 0.25, 2.0, -0.5, 0.0, 1.5],
    "hinge": [1, -1, -1, 1, 1, -1, 1],
    "binary_cross_entropy": [1, 0, 0, 1, 1, 0, 1],
    "cross_entropy": [0, 1, 2, 1, 0, 2, 1],
}
OPTIMIZERS = {
    "SGD": lambda model: SGD(model.parameters(), lr=0.05),
    "momentum": lambda model: SGD(model.parameters(), lr=0.02, momentum=0.9),
    "SGD with decay": lambda model: SGD(model.parameters(), lr=0.05, weight_decay=0.01),
    "Adam": lambda model: Adam(model.parameters(), lr=0.02),
    "Adam with decay": lambda model: Adam(model.parameters(), lr=0.02, weight_decay=0.01),
}


def network():
    return MLP(2, [3, 1], seed=1)


def numbers(model):
    return [p.data for p in model.parameters()]


def state(model, optimizer):
    """Return what training changes, each quantity as one flat list."""
    states = [s if isinstance(s, tuple) else (s,) for s in optimizer.states]
    return {
        "weights": numbers(model),
        "gradients": [p.grad for p in model.parameters()],
        "states": [number for s in states for number in s],
    }


@dataclass(frozen=True, eq=False)
class Case:
    """What to train, and how."""

    make: Callable[[], Module] = network
    y: Sequence[Any] = tuple(LABELS["mse"])
    loss: Any = "mse"
    optimizer: Callable[[Any], Any] = OPTIMIZERS["Adam"]
    steps: int = 100
    batch_size: int | None = None
    l2: float = 0.0
    accuracy: bool = True
    fits: int = 1

    def start(self):
        model = self.make()
        return model, self.optimizer(model)

    def fit(self, model, optimizer, backend):
        return fit(
            *(model, rows(len(self.y)), self.y, self.loss, optimizer, self.steps),
            **{"batch_size": self.batch_size, "l2": self.l2, "accuracy": self.accuracy},
            **{"backend": backend, "progress": False, "seed": 5},
        )

    def run(self, backend):
        model, optimizer = self.start()
        histories = [self.fit(model, optimizer, backend) for _ in range(self.fits)]
        return {
            "losses": [loss for history in histories for loss in history.loss],
            "accuracies": [share for history in histories for share in history.accuracy],
            **state(model, optimizer),
        }


@cache
def eager(case):
    return case.run("eager")


def is_same(number, expected):
    # The type too: no number of NumPy's is left, and no gradient where backward left none.
    if type(number) is not type(expected):
        return False
    return number is expected or abs(number - expected) <= 1e-9 * abs(expected) + 1e-12


def assert_same(ours, expected):
    assert ours.keys() == expected.keys()
    for name, given in expected.items():
        wrong = [pair for pair in zip(ours[name], given, strict=True) if not is_same(*pair)]
        assert not wrong, f"{name}: {len(wrong)} differ, such as {wrong[:3]}"


# What is trained: networks, losses, optimizers.


def settings():
    """Yield 25 rows in which every two settings meet: the sums are Latin squares."""
    activations, optimizers, losses = list(ACTIVATIONS), list(OPTIMIZERS), list(LABELS)
    for i, j in product(range(5), repeat=2):
        batch_size = (None, 3)[(i + 2 * j) % 5 % 2]
        l2 = (0.0, 0.01)[(i + 3 * j) % 5 % 2]
        yield activations[i], optimizers[j], losses[(i + j) % 5 % 4], batch_size, l2


def case_of(activation, optimizer, loss, batch_size, l2):
    return Case(
        lambda: MLP(2, [3, 3 if loss == "cross_entropy" else 1], activation, seed=1),
        *(LABELS[loss], loss, OPTIMIZERS[optimizer]),
        **{"batch_size": batch_size, "l2": l2},
    )


PAIRWISE = {", ".join(map(str, row)): case_of(*row) for row in settings()}


@each_backend
@pytest.mark.parametrize("case", PAIRWISE.values(), ids=PAIRWISE)
def test_a_backend_trains_as_eager_does(case, backend):
    assert_same(case.run(backend), eager(case))


def test_every_two_settings_meet_in_a_case():
    choices = [ACTIVATIONS, OPTIMIZERS, LABELS, (None, 3), (0.0, 0.01)]
    for i, j in combinations(range(len(choices)), 2):
        assert {(row[i], row[j]) for row in settings()} == set(product(choices[i], choices[j]))


class Gated(Module):
    """No MLP: parameters of several kinds, one part twice, and choices between numbers."""

    def __init__(self):
        self.encoder = MLP(2, [2, 2], seed=3)
        self.same = self.encoder
        self.slopes = [Value(0.3, "slope"), Value(-0.2, "slope")]
        self.grid = np.array([Value(0.1), Value(0.7)], dtype=object)
        self.offset = Value(0.05, "offset")

    def __call__(self, x):
        a, b = self.same(self.encoder(x))
        gate = where(x[0] > self.offset, a * self.slopes[0], b * self.slopes[1])
        capped = minimum(maximum(gate, a * self.grid[0]), 1.0)
        return capped + self.grid[1] * where(a < b, a.detach() * b, self.offset)


def asymmetric(prediction, target):
    error = prediction - target
    return where(error > 0.0, 2.0 * error**2, abs(error)) + 0.1 * exp(-error * error)


def two_heads(prediction, target):
    first, second = prediction
    return mse(first, target[0]) + tanh(second * target[1] - first)


PAIRS = [[label, 1.0 - label] for label in LABELS["mse"]]
KINDS = {
    "two outputs": Case(lambda: MLP(2, [3, 2], seed=2), PAIRS),
    "two outputs, in batches": Case(lambda: MLP(2, [3, 2], seed=2), PAIRS, batch_size=2),
    "tuples": Case(lambda: MLP(2, [3, 2], seed=2), [tuple(pair) for pair in PAIRS]),
    "lists of one": Case(y=[[label] for label in LABELS["mse"]], loss=lambda p, t: (p - t[0]) ** 2),
    "an array": Case(y=np.array(LABELS["hinge"]), loss="hinge"),
    "bools": Case(y=[label == 1 for label in LABELS["hinge"]], loss="binary_cross_entropy"),
    "Values": Case(y=[Value(label) for label in LABELS["hinge"]], loss="hinge"),
    "a loss of one's own": Case(loss=asymmetric),
    "one that takes lists": Case(lambda: MLP(2, [2, 2], seed=2), PAIRS, two_heads),
    "one without the target": Case(loss=lambda prediction, target: prediction**2),
    "the function of a loss": Case(loss=mse),
    "no MLP": Case(Gated),
    "no MLP, with l2": Case(Gated, l2=0.01, batch_size=3),
    "no MLP, hinge": Case(Gated, LABELS["hinge"], "hinge", OPTIMIZERS["momentum"]),
}


@each_backend
@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS)
def test_labels_losses_and_models_of_any_kind_train_as_on_eager(case, backend):
    assert_same(case.run(backend), eager(case))


@pytest.mark.parametrize("backend", EXACT)
def test_with_sgd_the_losses_have_the_bits_of_eager_with_a_penalty_too(backend):
    case = Case(
        lambda: MLP(2, [9, 5, 1], seed=3), l2=0.01, batch_size=3, optimizer=OPTIMIZERS["SGD"]
    )
    assert case.run(backend)["losses"] == eager(case)["losses"]


@each_backend
def test_a_mean_loss_of_minus_zero_keeps_its_sign(backend):
    case = Case(loss=lambda prediction, target: prediction**2 * -0.0, steps=1)
    assert [repr(loss) for loss in case.run(backend)["losses"]] == ["-0.0"]


# Batches.


BATCHES = {
    "one row": Case(batch_size=1, steps=20),
    "pairs of seven": Case(batch_size=2, steps=20),
    "all but one": Case(batch_size=6, steps=20),
    "all": Case(batch_size=7, steps=20),
    "more than there are": Case(batch_size=1000, steps=20),
    "the only row": Case(y=[0.5], steps=20),
    "many rows": Case(y=LABELS["mse"] * 60, batch_size=400, steps=3),
}


@each_backend
@pytest.mark.parametrize("case", BATCHES.values(), ids=BATCHES)
def test_batches_have_the_rows_that_they_have_on_eager(case, backend):
    assert_same(case.run(backend), eager(case))


@each_backend
def test_the_model_is_called_as_often_whatever_the_steps_and_once_more_for_each_row(backend):
    counts = {}
    for steps, n in product((2, 30), (14, 70)):  # after one step there is no later one to check
        calls = []

        class Counting(MLP):
            def __call__(self, x, calls=calls):
                calls.append(x)
                return super().__call__(x)

        Case(lambda: Counting(2, [1]), LABELS["mse"] * (n // 7), steps=steps).run(backend)
        counts[steps, n] = len(calls) - n
    assert len(set(counts.values())) == 1


# Parameters that do not move.


class Spare(MLP):
    """A network with a parameter that no output depends on."""

    def __init__(self):
        super().__init__(2, [3, 1], seed=1)
        self.spare = Value(0.8, "spare")


def freeze(model, *places):
    for place in places:
        model.parameters()[place].requires_grad_(False)
    return model


def frozen():
    return freeze(network(), 0, 4, 9)


def with_old_gradients():
    model = freeze(Spare(), 0)
    for parameter in model.parameters():
        parameter.grad = 1.0
    return model


def decayed(params):
    return SGD(params, lr=0.02, momentum=0.9, weight_decay=0.1)


def some_in_another_order(model):
    return model.parameters()[7:2:-1]


PARTLY_TRAINED = {
    "frozen": Case(frozen, optimizer=lambda m: decayed(m.parameters())),
    "frozen, with l2": Case(frozen, l2=0.05),
    "unreached": Case(Spare, optimizer=lambda m: decayed(m.parameters())),
    "unreached, with l2": Case(Spare, l2=0.05),
    "unreached and frozen, with l2": Case(lambda: freeze(Spare(), 0, 13), l2=0.05),
    "some": Case(optimizer=lambda m: Adam(some_in_another_order(m), lr=0.02)),
    "some, with l2": Case(optimizer=lambda m: decayed(some_in_another_order(m)), l2=0.05),
    "some of the frozen": Case(frozen, optimizer=lambda m: decayed(some_in_another_order(m))),
    "with old gradients": Case(with_old_gradients),
    "only frozen": Case(frozen, optimizer=lambda m: decayed([m.parameters()[4]])),
    "with a stranger and one row": Case(
        y=[0.5], optimizer=lambda m: decayed([Value(1.0), *m.parameters()])
    ),
    "with a stranger": Case(optimizer=lambda m: decayed([Value(1.0), *m.parameters()])),
}


@each_backend
@pytest.mark.parametrize("case", PARTLY_TRAINED.values(), ids=PARTLY_TRAINED)
def test_a_model_that_is_trained_in_part_trains_as_on_eager(case, backend):
    assert_same(case.run(backend), eager(case))


@each_backend
@pytest.mark.parametrize("l2", [0.0, 0.05])
def test_frozen_parameters_do_not_move(backend, l2):
    model = frozen()
    start = numbers(model)
    fit(model, rows(7), LABELS["hinge"], l2=l2, steps=9, backend=backend, progress=False)
    moved = [before != after for before, after in zip(start, numbers(model), strict=True)]
    assert moved == [p.requires_grad for p in model.parameters()]


# From fit to fit.


@each_backend
@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_no_steps_change_nothing(backend, optimizer):
    model = network()
    optimizer = optimizer(model)
    data = (rows(7), LABELS["mse"], "mse", optimizer)
    fit(model, *data, steps=2, progress=False)
    before = state(model, optimizer)
    history = fit(model, *data, steps=0, l2=0.1, backend=backend, progress=False)
    assert len(history) == 0
    after = state(model, optimizer)
    assert after == before
    assert_same(after, before)


@each_backend
@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_second_fit_goes_on_where_the_first_ended(backend, optimizer):
    case = Case(optimizer=optimizer, steps=5, batch_size=4, fits=3)
    assert_same(case.run(backend), eager(case))


@each_backend
@pytest.mark.parametrize("loss", LABELS)
def test_without_accuracy_only_the_record_of_it_is_missing(backend, loss):
    outputs = 3 if loss == "cross_entropy" else 1
    what = {"make": lambda: MLP(2, [outputs], seed=1), "y": LABELS[loss], "loss": loss}
    with_it, without = (Case(**what, steps=9, accuracy=a).run(backend) for a in (True, False))
    assert without.pop("accuracies") == [None] * 9
    assert (None in with_it.pop("accuracies")) == (loss == "mse")
    assert with_it == without


# Between the steps.


def watched(backend, act, leave):
    """Return what can be seen in the model after each step, and at the end."""
    model, optimizer = Case().start()
    settings = {"optimizer": optimizer, "loss": "mse", "batch_size": 3, "l2": 0.01}
    seen = []
    for step in train(model, rows(7), LABELS["mse"], steps=6, backend=backend, **settings):
        seen.append({"loss": [step.loss], **state(model, optimizer)})
        act(step.step, model, optimizer)
        if step.step == leave:
            break
    return [*seen, state(model, optimizer)]


def load_weights(step, model, _):
    if step == 2:
        model.load_state_dict(MLP(2, [3, 1], seed=9).state_dict())


def halve_the_rate(_, model, optimizer):
    optimizer.lr *= 0.5


def forget_the_state(step, _, optimizer):
    if step == 4:
        optimizer.states = [optimizer.initial_state for _ in optimizer.states]


CHANGES = {
    "nothing": lambda step, model, optimizer: None,
    "a weight": lambda step, model, optimizer: setattr(model.parameters()[step], "data", 0.25),
    "all weights": load_weights,
    "the rate": halve_the_rate,
    "the state": forget_the_state,
    "the gradients": lambda step, model, optimizer: model.zero_grad(),
}


@each_backend
@pytest.mark.parametrize("leave", [1, 3, 6])
@pytest.mark.parametrize("act", CHANGES.values(), ids=CHANGES)
def test_between_the_steps_of_train_the_model_may_be_read_changed_and_left(backend, act, leave):
    ours, expected = (watched(name, act, leave) for name in (backend, "eager"))
    assert len(ours) == leave + 1
    for mine, theirs in zip(ours, expected, strict=True):
        assert_same(mine, theirs)


@each_backend
def test_two_trainings_of_one_model_may_take_turns(backend):
    def turns(name):
        model, optimizer = Case().start()
        shared = {"optimizer": optimizer, "steps": 5, "backend": name}
        labels = [LABELS["mse"], LABELS["mse"][::-1]]
        runs = [train(model, rows(7), y, loss="mse", **shared) for y in labels]
        losses = [step.loss for pair in zip(*runs, strict=True) for step in pair]
        return {"losses": losses, **state(model, optimizer)}

    assert_same(turns(backend), turns("eager"))
