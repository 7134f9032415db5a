"""Many parameters: twice as many take twice the work, counted in comparisons."""

from itertools import islice

import pytest

from engine import Value
from nn import SGD, Adam, Module, fit, train
from nn.eager import EagerBackend


class Compared:
    """How often anything was compared by ==."""

    times = 0


class Parameter(Value):
    """A parameter that counts how often it is compared."""

    __slots__ = ()
    __hash__ = Value.__hash__

    def __eq__(self, other):
        Compared.times += 1
        return self is other


class Name(str):
    """A name that counts how often it is compared."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        Compared.times += 1
        return str.__eq__(self, other)


class Sum(Module):
    """w0 · x + w1 · x + …"""

    def __init__(self, size):
        self.w = [Parameter(0.01 * i) for i in range(size)]

    def __call__(self, x):
        return sum(w * x[0] for w in self.w)


DATA = {"X": [[1.0], [2.0], [3.0]], "y": [1.0, 2.0, 3.0]}
QUIET = {"loss": "mse", "progress": False}


def step(model, kind):
    optimizer = kind(model.parameters(), lr=0.1)
    model([1.0]).backward()
    optimizer.step()
    optimizer.zero_grad()


def several_steps(model, backend):
    optimizer = SGD(model.parameters(), lr=1e-6)
    list(islice(train(model, **DATA, loss="mse", optimizer=optimizer, backend=backend), 4))


USES = {
    "names": lambda model: model.named_parameters(),
    "zero_grad": lambda model: model.zero_grad(),
    "load_state_dict": lambda model: model.load_state_dict(
        {Name(name): 0.5 for name in model.state_dict()}
    ),
    "SGD": lambda model: step(model, SGD),
    "Adam": lambda model: step(model, Adam),
    "fit": lambda model: fit(model, **DATA, **QUIET, steps=2, l2=0.1),
    "train": lambda model: several_steps(model, "eager"),
    "fit compiled": lambda model: fit(model, **DATA, **QUIET, steps=2, backend="numpy", l2=0.1),
    "train compiled": lambda model: several_steps(model, "numpy"),
    "record": lambda model: fit(model, **DATA, **QUIET, steps=2, backend="numpy", record=True),
}


@pytest.mark.parametrize("use", USES)
def test_twice_as_many_parameters_take_twice_the_comparisons(use):
    times = []
    for size in (30, 60):
        model = Sum(size)
        Compared.times = 0
        USES[use](model)
        times.append(Compared.times)
    assert times[1] <= 2 * times[0] + 60


def test_save_and_load_compare_no_name_with_every_other(tmp_path):
    model = Sum(60)
    state = {Name(name): 0.5 for name in model.state_dict()}
    model.state_dict = lambda: state
    Compared.times = 0
    model.save(tmp_path / "w.json")
    model.load(tmp_path / "w.json")
    assert Compared.times <= 10 * 60


@pytest.mark.parametrize("backend", ["eager", "python", "numpy"])
def test_a_step_of_train_asks_the_values_once_where_they_stand(backend, monkeypatch):
    asked, standing = [], EagerBackend.standing
    monkeypatch.setattr(EagerBackend, "standing", lambda self: asked.append(1) or standing(self))
    steps = train(Sum(3), [[1.0] * 3] * 2, [1.0, 2.0], loss="mse", backend=backend, steps=9)
    counts = []
    for _ in steps:
        counts.append(len(asked))
        asked.clear()
    assert counts == [1] * 9
