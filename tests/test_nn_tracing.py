"""Tracing a model: it is left alone, and is refused where its numbers would not come along."""

import random
from collections import deque
from contextlib import nullcontext
from functools import partial
from random import Random
from threading import Lock, Thread
from types import SimpleNamespace

import numpy as np
import pytest

from engine import Value, where
from nn import SGD, Module, compiled, fit, mse, predictor, train
from nn.backend import Objective
from nn.data import moons
from nn.layers import MLP, Layer
from nn.losses import loss_of
from nn.traceable import check_losses, check_update, losses_to_check
from nn.tracing import UntraceableError, traced
from nn.twin import twin
from tests.running import RUNNING, each_running

X, Y = [[1.0, 0.5], [-1.0, 2.0], [2.0, -0.5]], [1.0, 2.0, 3.0]


class Line(Module):
    def __init__(self):
        self.w, self.b = [Value(1.0, "w"), Value(-0.5, "w")], Value(0.5, "b")

    def __call__(self, x):
        return self.w[0] * x[0] + self.w[1] * x[1] + self.b


def quiet(model, loss="mse", **settings):
    return fit(model, X, Y, loss, progress=False, **settings)


def predicted(model):
    return predictor(model)([p.data for p in model.parameters()], X)


def numbers(model):
    return [p.data for p in model.parameters()]


def trace_of(model):
    row = [Value(0.0, f"x{i}") for i in range(2)]
    return traced(model, lambda twin, x: [twin(x)], row, model.parameters())


# Nobody else sees that a model is traced.


def looks_of(model, train):
    """Return the types of numbers and gradients that another thread sees during each call."""
    seen = []

    def look():
        seen.extend((type(p.data), type(p.grad)) for p in model.parameters())

    class Watched(Module):
        def __init__(self):
            self.inner = model

        def __call__(self, x):
            output = self.inner(x)
            thread = Thread(target=look)
            thread.start()
            thread.join()
            return output

    train(Watched())
    return seen


TRAININGS = {
    "predictor": predicted,
    **{f"fit, {name}": lambda m, name=name: quiet(m, backend=name) for name in ("python", "numpy")},
}


@pytest.mark.parametrize("train", TRAININGS.values(), ids=TRAININGS)
def test_another_thread_sees_only_floats(train):
    seen = looks_of(Line(), train)
    assert seen
    assert all(issubclass(kind, float) for kinds in seen for kind in kinds)


class Remembering(Line):
    """Keeps what it computed last, in attributes, a list, a dict and a part."""

    def __init__(self):
        super().__init__()
        self.last, self.all, self.by_name, self.part = None, [], {}, Line()
        self.call = self.remember

    def remember(self, output):
        self.last = self.part.last = self.by_name["last"] = output.data
        self.all.append(output.data)
        return output

    def __call__(self, x):
        return self.call(super().__call__(x) + self.part(x))


def attributes(model):
    return {**vars(model), "all": list(model.all), "by_name": dict(model.by_name)}


def test_a_model_that_remembers_its_last_output_is_not_changed_by_tracing():
    model = Remembering()
    model([1.0, 2.0])
    before, part = attributes(model), dict(vars(model.part))
    trace_of(model)
    predicted(model)
    assert attributes(model) == before
    assert vars(model.part) == part


def test_gradients_and_numbers_are_left_alone_by_tracing():
    model = Line()
    for i, parameter in enumerate(model.parameters()):
        parameter.grad = float(i)
    program = trace_of(model)
    assert [(p.data, p.grad) for p in model.parameters()] == [(1.0, 0.0), (-0.5, 1.0), (0.5, 2.0)]
    assert program.is_reached == (True, True, True)


# The same parameter by another way.


def penalized(model):
    return lambda p, t: mse(p, t) + 0.01 * sum(w * w for w in model.parameters())


def shifted(model):
    def loss(prediction, target):
        return where(model.b > 0.0, mse(prediction * model.b, target), mse(prediction, target))

    return loss


def scaled(model):
    return lambda prediction, target: mse(prediction * (1.0 + 0.1 * model.b.detach()), target)


@each_running
@pytest.mark.parametrize("loss", [penalized, shifted, scaled])
def test_a_closure_over_a_live_parameter_trains_the_same_in_all_backends(language, loss):
    trained = []
    for backend in ("eager", language):
        model = Line()
        history = quiet(model, loss(model), backend=backend, steps=20)
        trained.append((history.loss, numbers(model)))
    assert trained[1] == (pytest.approx(trained[0][0]), pytest.approx(trained[0][1]))


class Tied(Module):
    """Knows a part by two ways: an attribute, and a function that was made with it."""

    def __init__(self):
        self.inner = inner = Line()
        self.again = lambda x, scale=1.0: scale * inner(x)

    def __call__(self, x):
        return self.inner(x) * self.again(x)


def test_a_predictor_takes_the_parameters_that_it_is_given_by_every_way():
    model = Tied()
    scores = predictor(model)([2.0, 0.0, 0.0], [[3.0, 1.0]])
    assert scores.tolist() == [[36.0]]


TAKEN = {
    "float": lambda model: lambda p, t: mse(p * float(model.b), t),
    "data": lambda model: lambda p, t: mse(p * model.b.data, t),
    "detach of a result": lambda model: lambda p, t: mse(p * (2.0 * model.b).detach(), t),
}


@each_running
@pytest.mark.parametrize("loss", TAKEN.values(), ids=TAKEN)
def test_a_number_taken_out_of_a_parameter_beside_the_model_is_refused(language, loss):
    model = Line()
    sgd = SGD(model.parameters(), lr=0.1, momentum=0.9)
    with pytest.raises(ValueError, match=r"takes the number out of a parameter; or write backend="):
        quiet(model, loss(model), optimizer=sgd, backend=language)
    assert numbers(model) == numbers(Line())
    assert not any(p.has_grad for p in model.parameters())
    assert sgd.states == [0.0] * 3


# Random numbers.


class Dropping(Line):
    """Leaves its output out half of the time."""

    def __init__(self, **draws):
        super().__init__()
        vars(self).update(draws)

    def __call__(self, x):
        return super().__call__(x) * (1.0 if self.draw() < 0.5 else 2.0)


class Drawing(Dropping):
    def draw(self):
        return self.rngs[0].random()


def generators():
    python, numpy, old = Random(1), np.random.default_rng(1), np.random.RandomState(1)
    yield "Random", Drawing(rngs=[python]), python.getstate
    yield "a method of Random", Dropping(draw=python.random), python.getstate
    yield "NumPy's Generator", Drawing(rngs=(numpy,)), lambda: numpy.bit_generator.state
    yield "NumPy's RandomState", Drawing(rngs={0: old}), lambda: old.get_state()[2]
    yield "Python's", Drawing(rngs=[random]), random.getstate
    yield "NumPy's", Drawing(rngs=[np.random]), lambda: np.random.get_state()[2]


DRAWN = {name: case for name, *case in generators()}


@pytest.mark.parametrize(("model", "state"), DRAWN.values(), ids=DRAWN)
@pytest.mark.parametrize("train", TRAININGS.values(), ids=TRAININGS)
def test_a_model_that_draws_is_refused_everywhere_and_its_generator_put_back(model, state, train):
    before = state()
    with pytest.raises(ValueError, match="it draws random numbers, which a program would repeat"):
        train(model)
    assert state() == before


@pytest.mark.parametrize("backend", RUNNING)
def test_a_generator_that_nothing_is_drawn_from_does_no_harm(backend):
    model = Line()
    model.rng = Random(1)
    assert quiet(model, backend=backend, steps=2).loss == quiet(Line(), steps=2).loss


# What a model does when it is called.


class Alternating(Line):
    """Counts its calls; every second one is doubled."""

    calls = 0

    def __call__(self, x):
        self.calls += 1
        return super().__call__(x) * (1.0 + self.calls % 2)


class Recurrent(Line):
    """Adds its last output."""

    last = 0.0

    def __call__(self, x):
        self.last = super().__call__(x) + self.last
        return self.last


class Quivering(Line):
    """Draws, from a generator that nobody finds, noise that no comparison of losses shows."""

    def __init__(self):
        super().__init__()
        self.hidden = {Random(1)}

    def __call__(self, x):
        return super().__call__(x) + 1e-9 * next(iter(self.hidden)).random()


class FromTheSystem(Line):
    def __init__(self):
        super().__init__()
        self.rng = random.SystemRandom()

    def __call__(self, x):
        return super().__call__(x) * self.rng.random()


@pytest.mark.parametrize("model", [Alternating, Recurrent, Quivering, FromTheSystem])
@pytest.mark.parametrize("train", TRAININGS.values(), ids=TRAININGS)
def test_a_model_that_computes_something_else_when_called_again_is_refused(model, train):
    with pytest.raises(ValueError, match="called again it computes something else"):
        train(model())


class Counting(Line):
    """Counts its calls, and does something else from the hundredth on."""

    def __init__(self):
        super().__init__()
        self.part = SimpleNamespace(calls=0)

    def __call__(self, x):
        self.part.calls += 1
        return super().__call__(x) * (1.0 if self.part.calls < 100 else 2.0)


@pytest.mark.parametrize("train", TRAININGS.values(), ids=TRAININGS)
def test_a_model_that_counts_is_refused_also_where_the_count_does_not_matter_yet(train):
    model = Counting()
    with pytest.raises(ValueError, match=r"sets its attribute 'calls' from \d to \d, as a model"):
        train(model)
    assert numbers(model) == numbers(Line())


def test_a_generator_without_a_state_does_no_harm():
    model = Line()
    model.rng = random.SystemRandom()
    assert quiet(model, backend="numpy", steps=2).loss == quiet(Line(), steps=2).loss


class Decaying(Line):
    """Writes to one of its Values at each call."""

    def __init__(self, written):
        super().__init__()
        self.frozen = Value(3.0, "frozen", requires_grad=False)
        self.written = written

    def __call__(self, x):
        written = vars(self)[self.written]
        written.data = written.data * 0.5
        return super().__call__(x) * self.frozen


@pytest.mark.parametrize("written", ["b", "frozen"])
@pytest.mark.parametrize("train", TRAININGS.values(), ids=TRAININGS)
def test_a_model_that_writes_to_its_values_is_refused(written, train):
    with pytest.raises(ValueError, match=f"it writes to the number of its parameter '{written}'"):
        train(Decaying(written))


@pytest.mark.parametrize("written", ["b", "frozen"])
def test_a_model_that_writes_to_its_values_writes_to_its_twin_while_it_is_traced(written):
    model = Decaying(written)
    with pytest.raises(UntraceableError):
        trace_of(model)
    assert numbers(model) == [1.0, -0.5, 0.5, 3.0]


def swallowed(ask):
    """Return a model that asks for a number, and goes on as if nothing were where it gets none."""

    class Swallowing(Line):
        def __call__(self, x):
            try:
                is_large = ask(self, x[0])
            except TypeError:
                is_large = False
            return super().__call__(x) * (50.0 if is_large else 1.0)

    return Swallowing()


ASKED = {
    "float": lambda model, x: float(x) > 8.0,
    "int": lambda model, x: int(x) > 8,
    "round": lambda model, x: round(x.data) > 8,
    "truth": lambda model, x: bool(x > 8.0),
    "equality": lambda model, x: x.data == 9.0,
    "a set": lambda model, x: x in {model.b},
    "a dict": lambda model, x: {model.w[0]: True}.get(model.b),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_a_model_that_swallows_that_there_is_no_number_is_refused(ask):
    with pytest.raises(UntraceableError, match=r"no number yet|cannot be looked up"):
        trace_of(swallowed(ask))


class Emptying(Line):
    def __call__(self, x):
        return self.w[0] * x.pop(0) + self.w[1] * x.pop(0) + self.b


@pytest.mark.parametrize("backend", ["eager", *RUNNING])
def test_a_model_may_take_its_row_apart(backend):
    assert quiet(Emptying(), backend=backend, steps=5).loss == quiet(Line(), steps=5).loss


class Child(Line):
    """Holds the model that holds it."""

    def __init__(self, parent=None):
        super().__init__()
        self.parent = parent or Line()
        self.parent.child = self


@pytest.mark.parametrize("backend", ["eager", *RUNNING])
def test_a_model_may_be_held_by_what_it_holds(backend):
    model = Child()
    assert list(model.state_dict()) == ["w0", "w1", "b", "parent.w0", "parent.w1", "parent.b"]
    assert model.modules() == [model, model.parent]
    assert quiet(model, backend=backend, steps=5).loss == quiet(Line(), steps=5).loss


class Logging(Line):
    def __init__(self):
        super().__init__()
        self.losses, self.last = deque(maxlen=3), None

    def loss(self, prediction, target, weight=1.0):
        self.last = weight * mse(prediction, target)
        self.losses.append(self.last)
        return self.last


@pytest.mark.parametrize("backend", RUNNING)
def test_a_loss_that_is_a_partial_method_of_the_model_writes_to_its_twin(backend):
    model, expected = Logging(), Line()
    history = quiet(model, partial(model.loss, weight=2.0), backend=backend, steps=5)
    assert history.loss == quiet(expected, lambda p, t: 2.0 * mse(p, t), steps=5).loss
    assert all(type(loss.data) is float for loss in [model.last, *model.losses])


# Optimizers.


class Clipping(SGD):
    """Shortens a gradient above a norm, which is another one on arrays, from some step on."""

    def __init__(self, params, norm, after=0):
        super().__init__(params, lr=0.05)
        self.norm, self.after, self.updates = norm, after, 0

    def update(self, data, grad, state):
        self.updates += 1
        length = np.sqrt(np.sum(np.square(grad)))
        if self.updates > self.after and length > self.norm:
            grad = grad * (self.norm / length)
        return super().update(data, grad, state)


@pytest.mark.parametrize("norm", [0.5, 2.0, 100.0])
def test_an_optimizer_that_clips_the_whole_gradient_is_refused(norm):
    model = Line()
    with pytest.raises(ValueError, match=r"Clipping\.update has other results on arrays"):
        quiet(model, optimizer=Clipping(model.parameters(), norm), backend="numpy")


def test_an_optimizer_that_clips_later_is_refused_at_the_end_and_the_run_undone():
    model = Line()
    with pytest.raises(ValueError, match=r"Clipping\.update has other results on arrays"):
        quiet(model, optimizer=Clipping(model.parameters(), 0.5, after=10), backend="numpy")
    assert numbers(model) == numbers(Line())


# Twins.


def test_a_twin_has_its_own_parts_and_shares_what_is_shared():
    model = MLP(2, [2, 1], seed=0)
    model.tied = model.layers[0]
    model.grid = np.array([[Value(1.0), Value(2.0)]], dtype=object)
    others = {p: Value(p.data) for p in model.parameters()}
    copied = twin(model, others.__getitem__)
    assert copied.parameters() == list(others.values())
    assert [name for name, _ in copied.named_parameters()] == list(model.state_dict())
    assert type(copied.layers[0]) is Layer
    assert copied.tied is copied.layers[0]
    assert copied.tied is not model.tied
    assert set(model.parameters()).isdisjoint(copied.parameters())


def test_a_program_is_that_of_eager():
    X_, y = moons(20, seed=0)
    model = MLP(2, [3, 1], "relu", seed=0)
    assert np.allclose(predictor(model)(numbers(model), X_)[:, 0], [float(model(x)) for x in X_])
    assert len(y) == 20


def test_what_python_would_decide_by_a_number_is_refused():
    class Branching(Line):
        def __call__(self, x):
            return super().__call__(x) if self.b > 0.0 else self.b

    with pytest.raises(UntraceableError, match="no number yet for Python to decide by"):
        trace_of(Branching())


class Copied(Module):
    """A weight and an input that it multiplies, in a class that does not like to be copied."""

    def __init__(self):
        self.w = Value(0.5, "w")

    def __call__(self, x):
        return self.w * x[0]


class GivesItself(Copied):
    def __copy__(self):
        return self


class GivesAnother(Copied):
    def __copy__(self):
        return GivesAnother()


class DropsAnAttribute(Copied):
    def __init__(self):
        super().__init__()
        self.lock = Lock()

    def __getstate__(self):
        return {"w": self.w}

    def __call__(self, x):
        with self.lock:
            return super().__call__(x)


class Refuses(Copied):
    def __reduce_ex__(self, _):
        raise TypeError("cannot pickle")


class WantsAnArgument(Copied):
    def __new__(cls, size):
        return super().__new__(cls)

    def __init__(self, size):
        super().__init__()


class AsksForWhatIsNotThere(Copied):
    def __getattr__(self, name):
        return self.parts[name]


class InASlot(Copied):
    __slots__ = ("factor",)

    def __init__(self):
        super().__init__()
        self.factor = 2.0

    def __call__(self, x):
        return self.factor * super().__call__(x)


UNWILLING = (GivesItself, GivesAnother, DropsAnAttribute, Refuses, AsksForWhatIsNotThere, InASlot)


@pytest.mark.parametrize("kind", [*UNWILLING, lambda: WantsAnArgument(3)])
def test_a_model_is_traced_whatever_it_does_when_it_is_copied(kind):
    def trained(backend):
        model = kind()
        optimizer = SGD(model.parameters(), lr=0.1)
        X, y = [[1.0], [2.0]], [1.0, -1.0]
        fit(model, X, y, "mse", optimizer, steps=5, backend=backend, progress=False)
        return model.w.data

    assert trained("python") == trained("numpy") == trained("eager")
    assert type(kind().w.data) is float


class KnowsItsFrozen(Line):
    """Asks by a set which parameter it has."""

    def __init__(self):
        super().__init__()
        self.frozen = {self.b}

    def __call__(self, x):
        b = self.b.detach() if self.b in self.frozen else self.b
        return self.w[0] * x[0] + self.w[1] * x[1] + b


def weighted_by_a_dict(prediction, target):
    return {3.0: 5.0}.get(target, 1.0) * mse(prediction, target)


def weighted_by_a_set(prediction, target):
    return (5.0 if target in {3.0} else 1.0) * mse(prediction, target)


LOOKED_UP = {
    "a parameter in a set": (KnowsItsFrozen, "mse", "a parameter cannot be looked up"),
    "a target in a dict": (Line, weighted_by_a_dict, "a target differs from row to row and cannot"),
    "a target in a set": (Line, weighted_by_a_set, "a target differs from row to row and cannot"),
}


@pytest.mark.parametrize("backend", ["python", "numpy"])
@pytest.mark.parametrize(("kind", "loss", "reason"), LOOKED_UP.values(), ids=LOOKED_UP)
def test_what_is_looked_up_by_hash_is_refused_not_missed(kind, loss, reason, backend):
    model = kind()
    before = model.state_dict()
    with pytest.raises(ValueError, match=rf"cannot be compiled: {reason}"):
        quiet(model, loss, steps=3, backend=backend)
    assert model.state_dict() == before
    assert len(quiet(model, loss, steps=3)) == 3


def test_prediction_refuses_a_parameter_that_is_looked_up():
    model = KnowsItsFrozen()
    with pytest.raises(ValueError, match="a parameter cannot be looked up"):
        predictor(model)(list(model.state_dict().values()), X)


def reads_a_number(model):
    return lambda prediction, target: mse(prediction, target) * (1.0 + model.w[0].data)


def detaches(model):
    return lambda prediction, target: mse(prediction, target) * (1.0 + (2.0 * model.w[0]).detach())


@pytest.mark.parametrize("backend", ["python", "numpy"])
@pytest.mark.parametrize("loss", [reads_a_number, detaches])
@pytest.mark.parametrize("lr", [0.05, 1e-5])
def test_a_number_read_beside_the_model_is_found_when_the_first_step_does_not_show_it(
    loss, backend, lr
):
    # In the first batch w[0] does not move.
    rows, targets = [[0.0, 0.5], [0.0, 2.0], [0.0, -0.5], [0.0, 1.0], [3.0, 0.1]], [1.0] * 5
    model = Line()
    before = model.state_dict()
    optimizer = SGD(model.parameters(), lr=lr)
    with pytest.raises(ValueError, match="takes the number out of a parameter"):
        fit(
            model,
            rows,
            targets,
            loss(model),
            optimizer,
            steps=40,
            batch_size=1,
            backend=backend,
            progress=False,
        )
    assert model.state_dict() == before
    assert not any(parameter.has_grad for parameter in model.parameters())


@pytest.mark.parametrize("backend", ["python", "numpy"])
def test_train_finds_a_number_read_beside_the_model_in_a_later_step(backend):
    rows, targets, model = [[0.0, 0.5]] * 4 + [[3.0, 0.1]], [1.0] * 5, Line()
    settings = {"optimizer": SGD(model.parameters(), lr=0.05), "batch_size": 1, "steps": 40}
    steps = train(model, rows, targets, loss=reads_a_number(model), backend=backend, **settings)
    with pytest.raises(ValueError, match="takes the number out of a parameter"):
        list(steps)


# What is compared with graphs.


def objective_of(targets, loss=lambda p, t: p * 0.0 + 1.0):
    rows = [[Value(x, requires_grad=False) for x in (1.0, 2.0)] for _ in targets]
    return Objective(Line(), rows, list(targets), loss_of(loss), 0.0)


@pytest.mark.parametrize("expected", [1.0, 1000.0, -1000.0, 0.0])
@pytest.mark.parametrize(("error", "is_refused"), [(0.9e-6, False), (1.1e-6, True)])
def test_a_traced_loss_may_differ_by_a_millionth(expected, error, is_refused):
    objective = objective_of([1.0], lambda p, t: p * 0.0 + expected)
    traced_loss = expected + error * max(1.0, abs(expected))
    with pytest.raises(UntraceableError) if is_refused else nullcontext():
        check_losses(objective, lambda row: traced_loss)


@pytest.mark.parametrize(
    ("targets", "rows"),
    [
        ([3.0], [0] * 8),
        ([1, 2, 1, 2], [0, 1, 2, 3] * 2),
        ([1, 1, 1, 2], [0, 3, 1, 2] * 2),
        ([2, 2.0, 1, 1.0], [0, 1, 2, 3] * 2),
        (range(20), list(range(8))),
    ],
    ids=str,
)
def test_eight_losses_are_compared_of_rows_with_different_labels(targets, rows):
    seen = []
    check_losses(objective_of(targets), lambda row: seen.append(row) or 1.0)
    assert seen == rows


@pytest.mark.parametrize("count", [2, 9, 20])
def test_as_many_losses_are_compared_as_are_asked_for(count):
    seen = []
    check_losses(objective_of([1] * 20), lambda row: seen.append(row) or 1.0, count)
    assert seen == list(range(count))


@pytest.mark.parametrize(
    ("lines", "rows", "counts"),
    [
        (99, 20, (20, 8)),
        (99, 5000, (1000, 8)),
        (99, 3, (8, 8)),
        (20_000, 5000, (8, 8)),
        (300_000, 5000, (2, 2)),
    ],
)
def test_more_losses_are_compared_of_a_small_program_and_few_of_a_large_one(lines, rows, counts):
    assert losses_to_check(lines, rows) == counts


class Straying(SGD):
    """Has a result on arrays that is another by some factor, and notes the gradients."""

    def __init__(self, params, factor):
        super().__init__(params, lr=0.1)
        self.factor, self.seen = factor, []

    def update(self, data, grad, state):
        if np.ndim(data):
            self.seen.append(grad.tolist())
        return data * (self.factor if np.ndim(data) else 1.0), state


@pytest.mark.parametrize("data", [1.0, 1e-6])
@pytest.mark.parametrize(
    ("factor", "is_refused"), [(1.0, False), (1.0 + 0.9e-9, False), (1.0 + 1.1e-9, True)]
)
def test_an_update_may_differ_by_a_billionth_on_arrays(data, factor, is_refused):
    optimizer = Straying([Value(data)], factor)
    with pytest.raises(UntraceableError) if is_refused else nullcontext():
        check_update(optimizer, [0])


def test_an_update_to_nan_is_the_same_as_one_to_nan():
    check_update(Straying([Value(np.nan)], 1.0), [0])


@pytest.mark.parametrize("error", [ZeroDivisionError, OverflowError, FloatingPointError])
def test_an_update_that_fails_at_a_number_is_left_to_the_step_that_meets_it(error):
    class Failing(SGD):
        def update(self, data, grad, state):
            raise error

    check_update(Failing([Value(1.0)], lr=0.1), [0])


def test_an_update_beyond_the_floats_is_compared_without_a_warning():
    class Huge(SGD):
        def update(self, data, grad, state):
            return data * 1e308 * 10.0, state

    check_update(Huge([Value(1.0)], lr=0.1), [0])


def test_a_row_without_a_loss_does_not_hide_the_others():
    def traced_loss(row):
        if row == 0:
            raise ZeroDivisionError
        return 2.0

    with pytest.raises(UntraceableError, match=r"the loss in row 1 is 2\.0 when traced and 1\.0"):
        check_losses(objective_of([1, 2]), traced_loss)


def test_an_update_is_compared_at_gradients_of_three_sizes_and_both_signs():
    optimizer = Straying([Value(1.0) for _ in range(4)], 1.0)
    check_update(optimizer, [0, 1, 2, 3])
    signs = [0.5, -0.5, -1.5, 0.5]
    assert optimizer.seen == [[size * sign for sign in signs] for size in (1.0, 1e3, 1e-3)]


@pytest.mark.parametrize("count", [1, 7, 8])
def test_an_update_that_forgets_a_parameter_is_refused(count):
    class Forgetting(SGD):
        def update(self, data, grad, state):
            return (data[1:], state[1:]) if np.ndim(data) else (data, state)

    optimizer = Forgetting([Value(1.0) for _ in range(count)], lr=0.1)
    with pytest.raises(UntraceableError):
        check_update(optimizer, list(range(count)))


# When it is compared.


@pytest.mark.parametrize("backend", RUNNING)
def test_losses_and_updates_are_compared_at_the_start_and_more_and_more_seldom(
    backend, monkeypatch
):
    losses, updates, done = [], [], []
    monkeypatch.setattr(compiled, "check_losses", lambda *_: losses.append(len(done)))
    monkeypatch.setattr(compiled, "check_update", lambda *_: updates.append(len(done)))
    for step in train(Line(), X, Y, loss="mse", steps=20, backend=backend):
        done.append(step)
    # Twice before the first step is done: before it, and within it.
    assert (losses, updates) == ([0, 0, 1, 3, 7, 15], [0, 1, 3, 7, 15])


@each_running
@pytest.mark.parametrize("loss", TAKEN.values(), ids=TAKEN)
def test_a_number_taken_out_of_a_parameter_is_refused_by_a_single_step(language, loss):
    model = Line()
    with pytest.raises(ValueError, match="takes the number out of a parameter"):
        quiet(model, loss(model), backend=language, steps=1)
    assert numbers(model) == numbers(Line())


@each_running
def test_states_that_become_more_on_the_way_are_an_error(language):
    class Growing(SGD):
        grows = False

        def update(self, data, grad, state):
            more = np.append(state, 0.0) if self.grows and np.ndim(state) else state
            return data - self.lr * grad, more

    model = Line()
    optimizer = Growing(model.parameters(), lr=0.1)
    steps = train(model, X, Y, loss="mse", optimizer=optimizer, steps=3, backend=language)
    next(steps)
    next(steps)
    optimizer.grows = True
    with pytest.raises(ValueError, match="zip"):
        next(steps)
