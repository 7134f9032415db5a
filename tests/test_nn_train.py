"""train and fit: what a step does, which rows it sees, what is recorded, what is refused."""

import math
import threading
import time
from dataclasses import fields
from inspect import signature
from itertools import chain
from types import GeneratorType

import numpy as np
import pytest

import nn.progress
from engine import Value
from nn import MLP, SGD, Adam, History, Step, fit, hinge, mse, train
from nn.data import blobs, moons
from nn.losses import Loss
from nn.settings import Settings
from tests.running import EXACT, RUNNING

XOR = [[-1.0, -0.5], [-0.75, 1.0], [1.0, -1.0], [0.5, 0.75]]
SIGNS = [-1, 1, 1, -1]


def network(nouts=(4, 1), seed=1):
    return MLP(2, list(nouts), seed=seed)


def quiet(model, X=XOR, y=SIGNS, **settings):
    return fit(model, X, y, progress=False, **settings)


def numbers(model):
    return [p.data for p in model.parameters()]


class Recorder:
    """A loss that keeps the targets it was asked about."""

    def __init__(self):
        self.targets = []

    def __call__(self, prediction, target):
        self.targets.append(target)
        return mse(prediction, target)


# Learning.


@pytest.mark.parametrize("loss", ["hinge", "binary_cross_entropy", "mse", "cross_entropy"])
def test_every_loss_learns_exclusive_or(loss):
    model = network((4, 2) if loss == "cross_entropy" else (4, 1))
    y = [max(sign, 0) for sign in SIGNS] if loss.endswith("entropy") else SIGNS
    optimizer = Adam(model.parameters(), lr=0.1)
    history = quiet(model, y=y, loss=loss, optimizer=optimizer, steps=60)
    assert history.loss[-1] < 0.1 * history.loss[0]
    assert history.accuracy[-1] == (None if loss == "mse" else 1.0)


def test_the_settings_that_fit_has_by_itself_learn_moons():
    X, y = moons(30, noise=0.05)
    history = quiet(network((6, 1)), X, y, steps=100)
    assert history.loss[-1] < 0.3 * history.loss[0]
    assert history.accuracy[-1] >= 0.95


def test_batches_learn_three_classes():
    X, y = blobs(60, noise=0.2)
    history = quiet(network((3,)), X, y, loss="cross_entropy", steps=60, batch_size=15)
    assert min(history.accuracy[-4:]) >= 0.9


# One step.


@pytest.mark.parametrize("loss", [mse, hinge], ids=["mse", "hinge"])
def test_a_step_has_the_gradient_of_the_mean_loss(loss):
    model, by_hand = network(), network()
    mean = sum(loss(by_hand(x), y) for x, y in zip(XOR, SIGNS, strict=True)) / 4
    mean.backward()
    optimizer = SGD(model.parameters(), lr=0.5)
    history = quiet(model, loss=loss.__name__, optimizer=optimizer, steps=1)
    assert history.loss == [pytest.approx(mean.data, abs=1e-12)]
    for ours, hand in zip(model.parameters(), by_hand.parameters(), strict=True):
        assert ours.grad == pytest.approx(hand.grad, abs=1e-12)
        assert ours.data == pytest.approx(hand.data - 0.5 * hand.grad, abs=1e-12)


def test_a_second_step_has_forgotten_the_gradient_of_the_first():
    once, again = network(), network()
    quiet(again, optimizer=SGD(again.parameters(), lr=0.0), steps=3)
    quiet(once, optimizer=SGD(once.parameters(), lr=0.0), steps=1)
    assert [p.grad for p in again.parameters()] == [p.grad for p in once.parameters()]


def test_l2_adds_the_sum_of_squares_and_its_gradient():
    plain, penalized = network(), network()
    losses = [
        quiet(model, optimizer=SGD(model.parameters(), lr=0.0), steps=1, l2=l2).loss[0]
        for model, l2 in ((plain, 0.0), (penalized, 0.25))
    ]
    squares = sum(number * number for number in numbers(plain))
    assert losses[1] - losses[0] == pytest.approx(0.25 * squares, abs=1e-12)
    for p, q in zip(plain.parameters(), penalized.parameters(), strict=True):
        assert q.grad - p.grad == pytest.approx(2.0 * 0.25 * p.data, abs=1e-12)


def test_loss_and_accuracy_are_those_before_the_step():
    model = MLP(1, [1], seed=0)
    model.layers[0].neurons[0].w[0].data = 1.0
    history = quiet(model, [[-1], [0.25], [3], [-0.25]], [-1, 1, -1, 1], steps=1)
    assert history.accuracy == [0.5]
    assert history.loss == [(0.0 + 0.75 + 4.0 + 1.25) / 4]


def test_the_largest_score_is_the_prediction_of_several_classes():
    model = MLP(1, [3], seed=0)
    for neuron, weight in zip(model.layers[0].neurons, [1.0, -1.0, 0.0], strict=True):
        neuron.w[0].data = weight
        neuron.b.data = 0.5 if weight == 0.0 else 0.0
    X, y = [[2.0], [-2.0], [0.1], [3.0]], [0, 1, 2, 1]
    assert quiet(model, X, y, loss="cross_entropy", steps=1).accuracy == [0.75]


# Settings.


def test_by_default_the_optimizer_is_sgd_with_momentum():
    ours, spelled_out = network(), network()
    quiet(ours, steps=5)
    optimizer = SGD(spelled_out.parameters(), lr=0.1, momentum=0.9)
    quiet(spelled_out, loss="hinge", optimizer=optimizer, steps=5, batch_size=None, l2=0.0, seed=0)
    assert numbers(ours) == numbers(spelled_out)


def test_by_default_there_are_100_steps():
    assert len(quiet(network())) == 100
    assert sum(1 for _ in train(network(), XOR, SIGNS)) == 100


@pytest.mark.parametrize("shows", [True, False])
def test_a_progress_bar_is_made_only_if_it_is_shown(shows, monkeypatch):
    made = []

    class Bar(nn.progress.tqdm):
        def __init__(self, *arguments, **settings):
            made.append(settings)
            super().__init__(*arguments, **settings)

    monkeypatch.setattr(nn.progress, "tqdm", Bar)
    before = threading.enumerate()
    fit(MLP(2, [1]), [[1.0, 2.0]], [1], steps=2, progress=shows)
    assert len(made) == shows
    assert shows or threading.enumerate() == before


def test_train_and_fit_have_the_same_settings_but_for_the_progress_bar():
    of_train, of_fit = (dict(signature(function).parameters) for function in (train, fit))
    del of_fit["progress"]
    assert of_train.keys() == of_fit.keys()
    assert {name: setting.default for name, setting in of_train.items()} == {
        name: setting.default for name, setting in of_fit.items()
    }
    assert {*of_fit} - {"model", "X", "y"} == {field.name for field in fields(Settings)}


def test_an_optimizer_keeps_its_state_from_fit_to_fit():
    twice, once = network(), network()
    optimizer = Adam(twice.parameters(), lr=0.1)
    first = quiet(twice, optimizer=optimizer, steps=2)
    second = quiet(twice, optimizer=optimizer, steps=3)
    history = quiet(once, optimizer=Adam(once.parameters(), lr=0.1), steps=5)
    assert first.loss + second.loss == history.loss
    assert numbers(twice) == numbers(once)


def test_an_optimizer_of_some_parameters_leaves_the_others():
    model = network()
    last = model.layers[1].parameters()
    before = [p.data for p in model.layers[0].parameters()]
    quiet(model, optimizer=SGD(last, lr=0.1), steps=3)
    assert [p.data for p in model.layers[0].parameters()] == before
    assert [p.data for p in last] != [p.data for p in network().layers[1].parameters()]


def test_a_loss_may_be_any_function_and_has_no_accuracy():
    model, named = network(), network()
    history = quiet(model, loss=lambda prediction, target: (prediction - target) ** 2, steps=4)
    assert history.loss == quiet(named, loss="mse", steps=4).loss
    assert history.accuracy == [None] * 4
    assert numbers(model) == numbers(named)


def test_mse_fits_rows_of_targets():
    model = network((3, 2))
    history = quiet(model, y=[[1.0, 0.0]] * 4, loss="mse", steps=50)
    assert history.loss[-1] < 0.01
    assert [p.data for p in model(XOR[0])] == pytest.approx([1.0, 0.0], abs=0.2)


def test_no_steps_change_nothing():
    model = network()
    history = quiet(model, steps=0)
    assert len(history) == 0
    assert numbers(model) == numbers(network())


@pytest.mark.parametrize(
    ("X", "y"),
    [
        (np.array(XOR), np.array(SIGNS)),
        (np.array(XOR, dtype=np.float16), np.array(SIGNS, dtype=np.int8)),
        (np.array(XOR, dtype=object), [float(sign) for sign in SIGNS]),
        (tuple(tuple(row) for row in XOR), tuple(SIGNS)),
        (list(np.array(XOR)), list(np.array(SIGNS))),
    ],
    ids=["arrays", "small types", "objects", "tuples", "lists of arrays"],
)
def test_data_may_be_lists_or_arrays(X, y):
    one, other = network(), network()
    assert quiet(one, X, y, steps=3).loss == quiet(other, steps=3).loss
    assert numbers(one) == numbers(other)


# Rows and seeds.


def passes(n, batch_size, steps, seed=0, shuffle=True):
    """Return the targets of each step; the target of a row is its number."""
    recorder, batches = Recorder(), []
    X, model = [[float(i), 0.0] for i in range(n)], network()
    optimizer = SGD(model.parameters(), lr=0.0)
    settings = {"optimizer": optimizer, "steps": steps, "batch_size": batch_size}
    settings |= {"seed": seed, "shuffle": shuffle}
    for _ in train(model, X, range(n), loss=recorder, **settings):
        batches.append(recorder.targets)
        recorder.targets = []
    return batches


def test_batches_cover_every_row_once_in_each_pass():
    batches = passes(7, batch_size=3, steps=9)
    assert [len(batch) for batch in batches] == [3, 3, 1] * 3
    rounds = [list(chain(*batches[i : i + 3])) for i in (0, 3, 6)]
    assert [sorted(seen) for seen in rounds] == [list(range(7))] * 3
    assert len({tuple(seen) for seen in [*rounds, list(range(7))]}) == 4


def test_a_step_sees_the_rows_with_their_own_labels():
    seen = []

    class Spy(MLP):
        def __call__(self, x):
            seen.append(x[0].data)
            return super().__call__(x)

    recorder = Recorder()
    quiet(Spy(1, [1]), [[i] for i in range(9)], range(9), loss=recorder, steps=4, batch_size=2)
    assert seen == recorder.targets
    assert len(seen) == 8


@pytest.mark.parametrize("batch_size", [None, 5, 6, 1000])
def test_a_batch_of_all_rows_or_more_sees_each_row_once(batch_size):
    batches = passes(5, batch_size, steps=3)
    assert [sorted(batch) for batch in batches] == [[0, 1, 2, 3, 4]] * 3
    assert batches == passes(5, None, steps=3)


def test_the_seed_decides_the_order_of_the_rows():
    assert passes(9, 2, 9, seed=3) == passes(9, 2, 9, seed=3) != passes(9, 2, 9, seed=4)


def test_rows_that_are_not_shuffled_come_in_their_order():
    batches = passes(7, 3, 6, shuffle=False)
    assert batches == [[0, 1, 2], [3, 4, 5], [6]] * 2


EAGER_AND_COMPILED = ["eager", *RUNNING]


@pytest.mark.parametrize("backend", EAGER_AND_COMPILED)
@pytest.mark.parametrize("optimizer_of", [SGD, Adam])
def test_a_schedule_gives_the_learning_rate_of_each_step(backend, optimizer_of):
    rates = [0.5, 0.25, 0.0, 0.125]
    model, stepwise = network(), network()
    optimizer = optimizer_of(model.parameters(), lr=9.0)
    quiet(model, backend=backend, steps=4, optimizer=optimizer, schedule=rates.__getitem__)
    by_hand = optimizer_of(stepwise.parameters(), lr=9.0)
    for rate in rates:
        by_hand.lr = rate
        quiet(stepwise, backend=backend, steps=1, optimizer=by_hand)
    assert numbers(model) == numbers(stepwise)
    assert optimizer.lr == rates[-1]


@pytest.mark.parametrize("backend", EAGER_AND_COMPILED)
def test_a_schedule_serves_between_the_steps_of_train_and_without_an_optimizer(backend):
    one, other = network(), network()
    schedule = [np.float32(0.5), 1, 0.0].__getitem__
    steps = list(train(one, XOR, SIGNS, backend=backend, steps=3, schedule=schedule))
    assert [step.loss for step in steps] == quiet(
        other, backend=backend, steps=3, schedule=schedule
    ).loss
    assert numbers(one) == numbers(other)


@pytest.mark.parametrize("schedule", [0.1, [0.1, 0.2], "cosine"], ids=repr)
def test_a_schedule_that_is_no_function_is_refused(schedule):
    with pytest.raises(TypeError, match=r"^schedule: given .*; allowed: a function of the number"):
        quiet(network(), schedule=schedule)


@pytest.mark.parametrize("backend", EAGER_AND_COMPILED)
@pytest.mark.parametrize("rate", [-0.1, math.nan, None, "0.1"], ids=repr)
def test_a_scheduled_rate_that_is_none_is_refused_at_its_step(backend, rate):
    model, alike = network(), network()
    with pytest.raises(ValueError, match=r"^lr: given "):
        quiet(model, backend=backend, schedule=lambda k: 0.1 if k < 2 else rate)
    quiet(alike, backend=backend, steps=2, schedule=lambda k: 0.1)
    assert numbers(model) == numbers(alike)


def test_the_same_seeds_give_the_same_history():
    X, y = moons(12)
    runs = [quiet(network(), X, y, steps=8, batch_size=5, seed=seed) for seed in (3, 3, 4)]
    assert runs[0].loss == runs[1].loss
    assert runs[0].accuracy == runs[1].accuracy
    assert runs[0].loss != runs[2].loss


# Records.


def test_seconds_are_counted_from_the_start_of_the_training():
    before = time.perf_counter()
    seconds = quiet(network(), steps=5).seconds
    assert seconds == sorted(seconds)
    assert 0.0 < seconds[0] < seconds[-1] < time.perf_counter() - before


def test_history_has_a_list_for_each_quantity():
    history = quiet(network(), steps=5)
    assert isinstance(history, History)
    assert len(history) == len(history.loss) == len(history.accuracy) == len(history.seconds) == 5
    assert all(type(number) is float for number in [*history.loss, *history.seconds])
    assert set(history.accuracy) <= {0.0, 0.25, 0.5, 0.75, 1.0}
    assert history.seconds == sorted(history.seconds)
    assert history.seconds[0] > 0.0


@pytest.mark.parametrize(
    ("records", "shown"),
    [
        ([], "History of 0 steps"),
        ([Step(1, 0.5, None, 0.1)], "History of 1 steps, last loss 0.5"),
        (
            [Step(1, 2.0, 0.25, 0.1), Step(2, 0.123456, 0.75, 0.2)],
            "History of 2 steps, last loss 0.1235, accuracy 0.750",
        ),
    ],
    ids=["none", "without accuracy", "with accuracy"],
)
def test_repr_of_history_tells_where_training_ended(records, shown):
    history = History()
    for step in records:
        history.append(step)
    assert repr(history) == shown


def test_train_is_lazy():
    model, recorder = network(), Recorder()
    steps = train(model, XOR, SIGNS, loss=recorder, steps=3)
    assert isinstance(steps, GeneratorType)
    assert recorder.targets == []
    first = next(steps)
    assert (first.step, first.accuracy) == (1, None)
    assert len(recorder.targets) == 4
    assert numbers(model) != numbers(network())
    assert [step.step for step in steps] == [2, 3]
    assert len(recorder.targets) == 12


def test_train_and_fit_record_the_same():
    model = network()
    records = list(train(network(), XOR, SIGNS, steps=6, batch_size=3, l2=0.01, seed=5))
    history = quiet(model, steps=6, batch_size=3, l2=0.01, seed=5)
    assert [step.loss for step in records] == history.loss
    assert [step.accuracy for step in records] == history.accuracy


def test_train_may_be_left_early():
    model, other = network(), network()
    for step in train(model, XOR, SIGNS, steps=1000):
        if step.step == 3:
            break
    quiet(other, steps=3)
    assert numbers(model) == numbers(other)


# Data.


def test_data_are_left_alone():
    X, y = np.array(XOR), np.array(SIGNS)
    quiet(network(), X, y, steps=2, batch_size=2)
    assert X.tolist() == XOR
    assert y.tolist() == SIGNS


def test_rows_reach_the_network_as_constants():
    seen = []

    class Spy(MLP):
        def __call__(self, x):
            seen.extend(x)
            return super().__call__(x)

    quiet(Spy(2, [1]), steps=1)
    assert all(isinstance(v, Value) and not v.requires_grad for v in seen)
    assert [v.grad for v in seen] == [0.0] * (2 + 8)  # the first row once before training


# Records.


def test_a_step_is_shown_and_compared_without_its_arrays():
    one, other = (Step(1, 0.5, None, 0.25, np.full(3, n), np.full(3, n)) for n in (1.0, 2.0))
    assert repr(one) == "Step(step=1, loss=0.5, accuracy=None, seconds=0.25)"
    assert one == other


def test_a_history_is_compared_without_its_arrays():
    one, other = (History([0.5], [1.0], [0.1], ["w"], [np.full(3, n)] * 2) for n in (1.0, 2.0))
    one.gradients, other.gradients = [np.ones(3), np.ones(3)], [np.zeros(3), np.ones(3)]
    assert one == other


@pytest.mark.parametrize("backend", ["eager", *EXACT])
def test_the_sign_of_a_gradient_of_zero_comes_through(backend):
    model = MLP(1, [1], seed=0)
    optimizer = SGD(model.parameters(), lr=0.1)
    quiet(model, [[1.0]], [1.0], loss=lambda p, t: p * -0.0, optimizer=optimizer, backend=backend)
    assert [math.copysign(1.0, p.grad) for p in model.parameters()] == [-1.0, -1.0]


@pytest.mark.parametrize("backend", RUNNING)
def test_a_traced_model_and_loss_see_constants_as_on_eager(backend):
    seen = []

    class Spy(MLP):
        def __call__(self, x):
            seen.extend((v.label, v.requires_grad) for v in x)
            return super().__call__(x)

    def loss(prediction, target):
        seen.append(("", getattr(target, "requires_grad", False)))
        return mse(prediction, target)

    quiet(Spy(2, [1]), loss=loss, steps=2, backend=backend)
    assert set(seen) == {("", False)}


@pytest.mark.parametrize("backend", ["eager", *RUNNING])
def test_numbers_that_somebody_set_to_ints_are_trained_as_floats(backend):
    model = MLP(2, [1], seed=0)
    for i, parameter in enumerate(model.parameters()):
        parameter.data = i
    optimizer = SGD(model.parameters(), lr=0.25)
    quiet(model, loss="mse", optimizer=optimizer, steps=1, backend=backend)
    assert numbers(model) == pytest.approx([0.265625, 0.5546875, 0.96875], rel=1e-12)


@pytest.mark.parametrize("kind", [Step, Loss, Settings])
def test_what_describes_a_training_cannot_be_written_to(kind):
    assert kind.__dataclass_params__.frozen
