"""How training ends: bad numbers, Ctrl-C, the garbage collector, the progress bar."""

import _thread
import gc
import math
import random
import sys
import threading
import weakref
from contextlib import suppress
from contextvars import copy_context
from functools import cache
from itertools import count
from types import SimpleNamespace

import pytest

from engine import Value, exp
from nn import MLP, SGD, Adam, fit, hinge, mse, train
from nn import progress as bar_of_fit
from nn.backend import Objective
from nn.compiled import CompiledBackend
from nn.losses import loss_of
from tests.running import RUNNING

X = [[0.5, -1.0], [-1.5, 2.0], [1.0, 1.0]]
Y = [1, -1, 1]


def network(activation="tanh"):
    return MLP(2, [3, 1], activation, seed=1)


def quiet(model, y=Y, **settings):
    return fit(model, X, y, progress=False, **settings)


def numbers(model):
    return [p.data for p in model.parameters()]


def after(steps, **settings):
    model = network()
    quiet(model, steps=steps, **settings)
    return numbers(model)


def at_call(k, act, loss=mse):
    """Return a loss that calls `act` at its k-th call."""
    calls = []

    def counting(prediction, target):
        calls.append(target)
        return act(prediction) if len(calls) == k else loss(prediction, target)

    return counting


def interrupt(_):
    raise KeyboardInterrupt


def overflow(prediction):
    return prediction * 1e308 * 1e10


# Numbers that stop being finite.


@pytest.mark.parametrize(
    ("loss", "y"), [("binary_cross_entropy", [1, 0, 1]), ("hinge", Y)], ids=["bce", "hinge"]
)
def test_a_huge_weight_is_an_error_that_names_step_row_node_and_parameter(loss, y):
    # Row 1 overflows where it meets the weight, long before its loss.
    model = network("linear")
    w = model.layers[0].neurons[2].w
    w[0].data, w[1].data = 0.0, 1e308
    before = numbers(model)
    with pytest.raises(FloatingPointError, match=r"step 1\b.*row 1\b") as raised:
        quiet(model, y=y, loss=loss)
    for word in ("the node '*'", "layers.0.neurons.2.w1 1e+308", "inf"):
        assert word in str(raised.value)
    assert numbers(model) == before


def test_the_label_of_the_bad_node_is_named():
    def labelled(prediction, target):
        scaled = prediction * 1e200
        scaled.label = "scaled"
        squared = scaled * scaled
        squared.label = "squared"
        return squared - target

    with pytest.raises(FloatingPointError, match=r"step 1\b.*row 0\b.*'\*'.*'squared'.*scaled"):
        quiet(network(), loss=labelled)


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_parameter_that_is_not_finite_is_named(number):
    model = network()
    model.layers[1].neurons[0].b.data = number
    with pytest.raises(FloatingPointError, match=r"step 1\b.*layers\.1\.neurons\.0\.b"):
        quiet(model, loss="mse")


@pytest.mark.parametrize("loss", ["mse", "hinge", "binary_cross_entropy"])
def test_weights_at_the_edge_of_floats_are_an_error(loss):
    model = network()
    y = [1, 0, 1] if loss == "binary_cross_entropy" else Y
    for p in model.parameters():
        p.data = 1e308
    with pytest.raises(FloatingPointError, match=r"step 1\b.*row \d"):
        quiet(model, y=y, loss=loss)
    assert set(numbers(model)) == {1e308}


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (lambda p, t: exp(p * 0.0 + 1000.0), ["exp", "1000.0"]),
        (lambda p, t: 1.0 / (p * 0.0), ["'/'", "0.0"]),
        (lambda p, t: (p * 0.0 + 1e200) ** 2, [r"'**'", "1e+200"]),
    ],
    ids=["overflow", "division", "power"],
)
def test_an_op_that_cannot_give_a_number_is_named_with_step_and_row(loss, words):
    model = network()
    with pytest.raises(FloatingPointError, match=r"step 1\b.*row 0\b") as raised:
        quiet(model, loss=loss)
    for word in words:
        assert word in str(raised.value)
    assert numbers(model) == numbers(network())


def test_a_gradient_that_is_not_finite_is_named():
    def steep(prediction, target):
        flat = prediction * 0.0
        flat.label = "flat"
        return flat * 1e200 * 1e200 if target == -1 else flat

    model = network()
    with pytest.raises(FloatingPointError, match=r"step 1\b.*row 1\b.*gradient.*'flat'.*inf"):
        quiet(model, loss=steep)
    assert numbers(model) == numbers(network())


@pytest.mark.parametrize("lr", [1e3, 1e100, 1e300])
def test_a_learning_rate_that_is_too_large_is_an_error_and_leaves_finite_weights(lr):
    model = network("linear")
    with pytest.raises(FloatingPointError, match=r"^step \d+: .*row \d.*smaller learning rate"):
        quiet(model, loss="mse", optimizer=SGD(model.parameters(), lr=lr), steps=1000)
    assert all(map(math.isfinite, numbers(model)))


def test_an_update_beyond_the_largest_float_is_an_error_that_names_step_and_parameter():
    model = network()
    optimizer = SGD(model.parameters(), lr=1e308)

    def steep(prediction, target):
        return mse(prediction, target) * 1e3

    with pytest.raises(FloatingPointError, match=r"step 1\b.*label='w0'.* inf;"):
        quiet(model, loss=steep, optimizer=optimizer)
    assert numbers(model) == numbers(network())


@pytest.mark.parametrize("k", [1, 2, 3, 4, 9])
def test_a_failed_step_changes_no_parameter(k):
    model = network()
    with pytest.raises(FloatingPointError, match=rf"step {(k + 2) // 3}\b.*row {(k - 1) % 3}\b"):
        quiet(model, loss=at_call(k, overflow))
    assert numbers(model) == after((k - 1) // 3, loss="mse")
    assert len(quiet(model, steps=2)) == 2


@pytest.mark.parametrize(("size", "l2"), [(1e200, 1.0), (1e100, 1e150)], ids=["square", "product"])
def test_a_penalty_beyond_the_largest_float_is_an_error(size, l2):
    model = network()
    for p in model.parameters():
        p.data = size
    with pytest.raises(FloatingPointError, match=r"step 1\b"):
        quiet(model, l2=l2, steps=1)
    assert set(numbers(model)) == {size}


def test_a_loss_recorded_is_finite_even_where_the_sum_of_a_batch_is_not():
    recorded = []
    with suppress(FloatingPointError):
        recorded.extend(
            step.loss for step in train(network(), X, Y, loss=lambda p, t: p * 0.0 + 1e308)
        )
    assert all(map(math.isfinite, recorded))


# Ctrl-C.


@pytest.mark.parametrize("k", [1, 2, 3, 4, 7, 8])
def test_ctrl_c_returns_the_history_so_far_and_a_usable_model(k):
    model, steps = network(), (k - 1) // 3
    history = quiet(model, loss=at_call(k, interrupt), steps=5)
    assert len(history) == len(history.loss) == len(history.seconds) == steps
    assert history.loss == quiet(network(), loss="mse", steps=steps).loss
    assert numbers(model) == after(steps, loss="mse")
    assert math.isfinite(model(X[0]).data)
    assert len(quiet(model, steps=2)) == 2


STEPS = 3
BACKENDS = ["eager", *RUNNING]


class Fitting:
    """A training of a small network, and what belongs together after it."""

    def __init__(self, backend, steps=STEPS):
        self.model = MLP(1, [2, 1], seed=1)
        self.optimizer = Adam(self.model.parameters(), lr=0.1)
        self.settings = {
            "backend": backend,
            "progress": False,
            "steps": steps,
            "l2": 0.01,
            "optimizer": self.optimizer,
        }
        self.before = gc.isenabled(), Value(1.0, requires_grad=True)

    def run(self):
        X, y = [[0.5], [-1.0]], [1, -1]
        return fit(self.model, X, y, record=True, **self.settings)

    def standing(self):
        values = [(p.data, p.grad, p.has_grad) for p in self.model.parameters()]
        return values, list(self.optimizer.states)

    def switches(self):
        with suppress(RuntimeError):
            (self.before[1] * 2.0).backward()
        return gc.isenabled() == self.before[0], self.before[1].has_grad


@cache
def standings(backend):
    """Return where model and optimizer stand after 0, 1, 2, … steps."""
    fittings = [Fitting(backend, steps) for steps in range(STEPS + 1)]
    for fitting in fittings:
        fitting.run()
    return [fitting.standing() for fitting in fittings]


class InterruptedAt:
    """Raises KeyboardInterrupt at the k-th line that runs in the engine or in nn."""

    def __init__(self, k=None):
        self.k, self.lines = k, 0

    def trace(self, frame, event, _):
        if event == "call":
            name = frame.f_globals.get("__name__", "")
            return self.trace if name.startswith(("engine.", "nn.")) else None
        self.lines += event == "line"
        if self.lines == self.k:
            sys.settrace(None)
            raise KeyboardInterrupt
        return self.trace

    def __enter__(self):
        self.traced = sys.gettrace()
        sys.settrace(self.trace)
        return self

    def __exit__(self, *_):
        sys.settrace(self.traced)


def check_one_step(fitting, history, backend):
    assert len(history.loss) == len(history.accuracy) == len(history.parameters)
    assert len(history.seconds) == len(history.gradients) == len(history)
    assert fitting.standing() == standings(backend)[len(history)]
    assert fitting.switches() == (True, True)


@pytest.mark.parametrize("backend", BACKENDS)
def test_ctrl_c_at_any_line_leaves_model_optimizer_and_history_at_the_same_step(backend):
    with InterruptedAt() as counted:
        Fitting(backend).run()
    rng, last = random.Random(0), counted.lines
    moments = [*rng.sample(range(1, last), 50), *rng.sample(range(2 * last // 3, last), 50)]
    steps = set()
    for k in moments:
        fitting = Fitting(backend)
        try:
            with InterruptedAt(k):
                history = fitting.run()
        except KeyboardInterrupt:  # before `fit` could do anything, or after it was done
            assert fitting.standing() in (standings(backend)[0], standings(backend)[-1])
            continue
        check_one_step(fitting, history, backend)
        steps.add(len(history))
    assert len(steps) > 1


# In a callback of the garbage collector Python tells of an interruption, and goes on.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("backend", BACKENDS)
def test_ctrl_c_at_any_moment_leaves_model_optimizer_and_history_at_the_same_step(backend):
    rng = random.Random(0)
    Fitting(backend).run()  # a C compiler that is interrupted would be told of by subprocess
    for _ in range(25):
        fitting = Fitting(backend, steps=10_000)
        timer = threading.Timer(rng.uniform(0.001, 0.04), _thread.interrupt_main)
        try:
            timer.start()
            history = fitting.run()
            timer.join()
        except KeyboardInterrupt:  # before `fit` could do anything, or after it was done
            continue
        expected = Fitting(backend, steps=len(history))
        assert history.loss == expected.run().loss
        assert fitting.standing() == expected.standing()
        assert fitting.switches() == (True, True)


def test_ctrl_c_is_not_hidden_by_train():
    with pytest.raises(KeyboardInterrupt):
        list(train(network(), X, Y, loss=at_call(5, interrupt)))


@pytest.mark.parametrize("k", range(3, 7))
def test_ctrl_c_is_told_in_the_progress_bar_and_leaves_what_it_leaves_without_one(k, capsys):
    told, untold = (Fitting("eager") for _ in range(2))
    for fitting, progress in ((told, True), (untold, False)):
        fitting.settings |= {"loss": at_call(k, interrupt), "progress": progress}
        fitting.run()
    assert "Ctrl-C" in capsys.readouterr().err
    assert told.standing() == untold.standing()


def test_other_errors_of_a_loss_pass_through():
    def fail(_):
        raise LookupError("of my own")

    with pytest.raises(LookupError, match="of my own"):
        quiet(network(), loss=at_call(4, fail))


# The garbage collector.


@pytest.fixture
def collector():
    yield
    gc.enable()


def fail(_):
    raise RuntimeError("of my own")


@pytest.mark.usefixtures("collector")
@pytest.mark.parametrize("before", [True, False], ids=["enabled", "disabled"])
@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda p: p, None),
        (interrupt, None),
        (overflow, FloatingPointError),
        (fail, RuntimeError),
        (lambda p: hinge(p, 7), ValueError),
    ],
    ids=["to the end", "Ctrl-C", "bad number", "error", "bad label"],
)
def test_the_collector_stays_as_it_is(before, act, error):
    states = []

    def watching(prediction, target):
        states.append(gc.isenabled())
        return mse(prediction, target)

    if not before:
        gc.disable()
    settings = {"loss": at_call(5, act, loss=watching), "steps": 3}
    if error:
        with pytest.raises(error):
            quiet(network(), **settings)
    else:
        quiet(network(), **settings)
    assert gc.isenabled() is before
    assert set(states) == {before}
    assert len(states) >= 4


@pytest.mark.usefixtures("collector")
@pytest.mark.parametrize("before", [True, False], ids=["enabled", "disabled"])
def test_refused_data_leave_the_collector_alone(before):
    if not before:
        gc.disable()
    with pytest.raises(ValueError, match="label"):
        quiet(network(), y=[3, 3, 3])
    assert gc.isenabled() is before


@pytest.mark.usefixtures("collector")
def test_graphs_are_freed_without_the_collector():
    graphs = []

    def watching(prediction, target):
        loss = mse(prediction, target)
        graphs.extend([weakref.ref(prediction), weakref.ref(loss)])
        return loss

    gc.collect()
    gc.disable()
    quiet(network(), loss=watching, l2=0.1, steps=4)
    assert len(graphs) == 2 * 3 * 4
    assert [graph() for graph in graphs] == [None] * len(graphs)


@pytest.mark.usefixtures("collector")
def test_a_model_that_makes_cycles_does_not_fill_the_memory():
    class Cyclic(MLP):
        def __call__(self, x):
            cycle = [super().__call__(x)]
            cycle.append(cycle)
            cycles.append(weakref.ref(cycle[0]))
            return cycle[0]

    cycles = []
    fit(Cyclic(2, [3, 1], seed=0), X, Y, steps=1000, progress=False)
    assert sum(cycle() is not None for cycle in cycles) < len(cycles) / 2


# The progress bar.


def test_the_progress_bar_shows_steps_and_loss_on_stderr(capsys):
    history = fit(network(), X, Y, steps=4)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "4/4" in shown.err
    assert "loss" in shown.err
    assert f"{history.loss[-1]:.2f}" in shown.err
    assert "accuracy" in shown.err


def test_in_a_notebook_the_progress_bar_is_not_on_red(capsys, monkeypatch):
    shell = SimpleNamespace(kernel=None)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    fit(MLP(2, [1], seed=0), X, Y, steps=2)
    out, err = capsys.readouterr()
    assert "2/2" in out
    assert err == ""


def test_the_progress_bar_has_no_accuracy_where_there_is_none(capsys):
    fit(network(), X, Y, loss="mse", steps=4)
    shown = capsys.readouterr()
    assert "4/4" in shown.err
    assert "accuracy" not in shown.err


@pytest.mark.parametrize("act", [mse, interrupt], ids=["to the end", "Ctrl-C"])
def test_without_progress_nothing_is_shown(capsys, act):
    quiet(network(), steps=4, loss=at_call(4, act) if act is interrupt else "hinge")
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "")


def test_train_shows_nothing(capsys):
    list(train(network(), X, Y, steps=2))
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "")


@pytest.mark.parametrize(("loss", "tail"), [("hinge", ", accuracy {a:.3f}"), ("mse", "")])
def test_the_bar_ends_with_the_numbers_of_the_last_step(capsys, loss, tail):
    history = fit(network(), X, Y, loss=loss, steps=4)
    words = f", loss {history.loss[-1]:.4f}" + tail.format(a=history.accuracy[-1])
    end = capsys.readouterr().err.split("\r")[-1]
    assert "4/4" in end
    assert f"step/s{words}]" in end


def test_the_bar_ends_with_ctrl_c(capsys):
    fit(network(), X, Y, loss=at_call(4, interrupt), steps=5)
    assert ", stopped by Ctrl-C]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("progress", "seconds", "drawn"),
    [(True, 0.02, [1, 4, 7, 10, 10]), (True, 0.0, [1, 10]), (False, 0.02, [])],
)
def test_the_bar_is_drawn_every_20th_of_a_second_and_at_the_end(
    monkeypatch, progress, seconds, drawn
):
    seen, ticks = [], count()
    clock = SimpleNamespace(perf_counter=lambda: seconds * next(ticks))
    monkeypatch.setattr("nn.run.time", clock)
    monkeypatch.setattr(bar_of_fit, "_advance", lambda bar, record: seen.append(record.step))
    fit(network(), X, Y, steps=10, progress=progress)
    assert seen == drawn


def test_the_bar_is_drawn_once_for_its_words_and_its_length():
    calls = []
    bar = SimpleNamespace(
        n=3,
        set_postfix_str=lambda words, refresh: calls.append((words, refresh)),
        update=calls.append,
    )
    bar_of_fit._advance(bar, SimpleNamespace(step=7, loss=0.5, accuracy=0.25))
    assert calls == [("loss 0.5000, accuracy 0.250", False), 4]


def test_a_run_that_is_dropped_in_another_context_stops_in_silence():
    model = MLP(1, [1], seed=1)
    rows = [[Value(0.5, requires_grad=False)]]
    objective = Objective(model, rows, [1.0], loss_of("mse"), 0.0)
    backend = CompiledBackend(objective, SGD(model.parameters(), lr=0.1), "numpy")
    running = backend.running()
    copy_context().run(running.__enter__)
    backend.step([0])
    del running  # as a Ctrl-C between __enter__ and the block does
    assert model.parameters()[0].has_grad
