"""Where parameters are found, and what training says of Values that nobody trains."""

import warnings
from collections import deque
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest

from engine import Value
from nn import MLP, SGD, Module, fit, mse, train

X, Y = [[0.5], [-1.0], [2.0]], [1.0, -1.0, 3.0]


@dataclass
class Line:
    w: Value
    b: Value


@dataclass(frozen=True, slots=True)
class Slotted:
    w: Value
    b: Value


class Pair(tuple):
    """Two numbers."""


HOLDERS = {
    "a dataclass": (Line, ["held.w", "held.b"], lambda h: (h.w, h.b)),
    "a frozen dataclass with slots": (Slotted, ["held.w", "held.b"], lambda h: (h.w, h.b)),
    "a namespace": (
        lambda w, b: SimpleNamespace(w=w, b=b),
        ["held.w", "held.b"],
        lambda h: (h.w, h.b),
    ),
    "a deque": (lambda *values: deque(values), ["held0", "held1"], tuple),
    "a tuple": (lambda *values: Pair(values), ["held0", "held1"], tuple),
    "a dict": (lambda w, b: {0: w, "b": b}, ["held.0", "held.b"], lambda h: (h[0], h["b"])),
    "an array": (lambda *values: np.array(values), ["held0", "held1"], tuple),
    "a list of dataclasses": (
        lambda *v: [Line(*v)],
        ["held.0.w", "held.0.b"],
        lambda h: (h[0].w, h[0].b),
    ),
}


class Holding(Module):
    def __init__(self, hold, taken):
        self.held = hold(Value(0.5), Value(0.0))
        self.taken = taken

    def __call__(self, x):
        w, b = self.taken(self.held)
        return w * x[0] + b


@pytest.mark.parametrize(("hold", "names", "taken"), HOLDERS.values(), ids=HOLDERS)
def test_a_parameter_is_found_by_its_path(hold, names, taken):
    assert [name for name, _ in Holding(hold, taken).named_parameters()] == names


@pytest.mark.parametrize("backend", ["python", "numpy"])
@pytest.mark.parametrize(("hold", "names", "taken"), HOLDERS.values(), ids=HOLDERS)
def test_a_parameter_is_trained_wherever_it_is_held(hold, names, taken, backend):
    model, other = Holding(hold, taken), Holding(hold, taken)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit(model, X, Y, "mse", steps=3, progress=False, backend=backend)
        fit(other, X, Y, "mse", steps=3, progress=False)
    assert 0.5 != model.parameters()[0].data == pytest.approx(other.parameters()[0].data, rel=1e-12)


@dataclass
class OfADataclass(Module):
    inner: Holding = field(default_factory=lambda: Holding(Line, HOLDERS["a dataclass"][2]))
    b: Value = field(default_factory=lambda: Value(1.0))


def test_a_module_may_be_a_dataclass():
    model = OfADataclass()
    assert list(model.state_dict()) == ["inner.held.w", "inner.held.b", "b"]
    assert model.modules() == [model, model.inner]


def test_an_array_without_shape_has_the_name_of_its_attribute():
    model = Holding(lambda w, b: np.array(w), None)
    assert list(model.state_dict()) == ["held"]


def test_a_class_in_an_attribute_holds_no_parameters():
    assert Holding(lambda w, b: Line, None).parameters() == []


class Circular(Module):
    """Holds a list that holds itself, a dict that does, and a child that holds its parent."""

    def __init__(self):
        self.w = Value(0.5)
        self.list = [Value(0.0)]
        self.list.append(self.list)
        self.dict = {"a": Value(1.0)}
        self.dict["itself"] = self.dict
        self.tuple = ([],)
        self.tuple[0].append(self.tuple)
        self.namespace = SimpleNamespace(model=self)
        self.child = Module()
        self.child.parent = self

    def __call__(self, x):
        return self.w * x[0] + self.list[0] * self.child.parent.dict["a"]


@pytest.mark.parametrize("backend", ["eager", "numpy"])
def test_what_holds_itself_is_named_saved_and_trained(backend, tmp_path):
    model = Circular()
    assert list(model.state_dict()) == ["w", "list0", "dict.a"]
    assert model.modules() == [model, model.child]
    fit(model, X, Y, "mse", steps=2, progress=False, backend=backend)
    model.save(tmp_path / "w.json")
    model.load(tmp_path / "w.json")


# Values that nobody trains.

OUTSIDE = Value(0.25, "outside")


class Shared:
    w = OUTSIDE


class WithClassAttribute(MLP):
    scale = OUTSIDE

    def __call__(self, x):
        return super().__call__(x) * self.scale


class WithSet(MLP):
    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **settings)
        self.scales = {OUTSIDE}

    def __call__(self, x):
        return super().__call__(x) * next(iter(self.scales))


class WithObject(MLP):
    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **settings)
        self.of_no_known_kind = Shared()

    def __call__(self, x):
        return super().__call__(x) * self.of_no_known_kind.w


def closure_loss(prediction, target):
    return mse(prediction * OUTSIDE, target)


UNTRAINED = {
    "a class attribute": (WithClassAttribute, "mse"),
    "a set": (WithSet, "mse"),
    "an object of no known kind": (WithObject, "mse"),
    "a closure": (MLP, closure_loss),
}
each_backend = pytest.mark.parametrize("backend", ["eager", "python", "numpy"])


def quiet(model, loss="mse", **settings):
    return fit(model, X, Y, loss, **({"steps": 2, "progress": False} | settings))


@each_backend
@pytest.mark.parametrize(("kind", "loss"), UNTRAINED.values(), ids=UNTRAINED)
def test_a_value_that_nobody_trains_is_told_once(kind, loss, backend):
    words = (
        r"uses Value\(data=0\.25, .*label='outside'\), which requires .* hold it in an attribute"
    )
    with pytest.warns(UserWarning, match=words) as told:
        quiet(kind(1, [1], seed=1), loss, backend=backend, steps=4)
    assert [warning.filename for warning in told] == [__file__]


def test_training_step_by_step_tells_it_too():
    with pytest.warns(UserWarning, match="'outside'") as told:
        list(train(MLP(1, [1], seed=1), X, Y, loss=closure_loss, steps=2, batch_size=1))
    assert [warning.filename for warning in told] == [__file__]


def test_the_progress_bar_does_not_hide_who_called():
    with pytest.warns(UserWarning, match="'outside'") as told:
        quiet(MLP(1, [1], seed=1), closure_loss, progress=True)
    assert [warning.filename for warning in told] == [__file__]


def test_of_several_the_first_is_named_and_all_are_counted():
    others = [Value(float(i), f"other {i}") for i in range(3)]
    with pytest.warns(UserWarning, match="'other 0'.* and 2 more like it"):
        quiet(MLP(1, [1], seed=1), lambda p, t: mse(p + others[0] * others[1] + others[2], t))


@pytest.fixture
def silence():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def labelled_by_values():
    return fit(MLP(1, [1], seed=1), X[:1], [Value(1.0)], "mse", steps=3, progress=False)


def frozen(prediction, target):
    return mse(prediction * Value(0.5, requires_grad=False), target)


SILENT = {
    "a constant of its own in each loss": lambda: quiet(
        MLP(1, [1], seed=1), lambda p, t: mse(p * Value(2.0), t)
    ),
    "a frozen constant": lambda: quiet(MLP(1, [1], seed=1), frozen),
    "a label": labelled_by_values,
    "rows of Values": lambda: fit(
        MLP(1, [1], seed=1), [[Value(1.0)]], [1.0], "mse", steps=3, progress=False
    ),
    "a parameter that is not moved": lambda: quiet(
        model := MLP(1, [1, 1], seed=1), optimizer=SGD(model.layers[0].parameters(), lr=0.1)
    ),
    "a parameter of the optimizer": lambda: quiet(
        model := MLP(1, [1], seed=1),
        closure_loss,
        optimizer=SGD([*model.parameters(), OUTSIDE], lr=0.0),
    ),
}


@pytest.mark.parametrize("training", SILENT.values(), ids=SILENT)
def test_what_is_trained_or_constant_is_not_told(training, silence):
    training()
