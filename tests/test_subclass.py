"""A new op is one method of a subclass; everything else follows from its rule."""

import copy
import pickle

import pytest

from engine import (
    Value,
    grad,
    gradcheck,
    local_gradients,
    replay,
    tangents,
    topological_order,
    trace,
)
from engine.extend import operation
from tests.running import each_running


class Cubic(Value):
    __slots__ = ()

    @operation("cube")
    def cube(self):
        x = self.data
        return x * x * x, lambda g: (g * 3.0 * x * x,)


def f(x):
    return (2.0 * x + 1.0).cube() - x


def test_a_new_op_runs_forward_and_backward():
    x = Cubic(1.0)
    root = f(x)
    root.backward()
    assert (root.data, x.grad) == (26.0, 53.0)
    assert [node.op for node in topological_order(root) if node.op] == ["*", "+", "cube", "-"]


def test_a_new_op_has_forward_mode_and_local_gradients():
    x = Cubic(1.0)
    root = f(x)
    assert tangents(root, x)[root] == 53.0
    assert local_gradients(root.operands[0]) == (27.0,)


def test_a_new_op_is_replayed():
    x = Cubic(1.0, "x")
    again = replay(f(x), {x: 2.0})
    assert again.data == f(Cubic(2.0)).data == 123.0
    assert type(again) is Cubic


def test_a_new_op_is_gradchecked():
    # gradcheck gives plain Values; what a Cubic is added to becomes a Cubic.
    zero = Cubic(0.0, requires_grad=False)
    assert gradcheck(lambda x: f(zero + x), 1.3)


@pytest.mark.parametrize(
    "g",
    [
        lambda x: x + 1.0,
        lambda x: 1.0 + x,
        lambda x: 1.0 / x,
        lambda x: -x,
        lambda x: x.maximum(2.0),
        lambda x: x.where(1.0, 2.0),
        lambda x: (x > 1.0).where(x, 1.0),
        lambda x: x.detach(),
        lambda x: copy.copy(x * x),
        lambda x: copy.deepcopy(x * x),
        lambda x: pickle.loads(pickle.dumps(x)),
    ],
)
def test_what_is_computed_from_a_subclass_stays_in_it(g):
    result = g(Cubic(3.0))
    assert type(result) is Cubic
    assert all(type(node) is Cubic for node in topological_order(result))


@each_running
def test_a_new_op_runs_in_every_language(language):
    x = Cubic(1.0, "x")
    value, (slope,) = trace(f(x), [x]).compile(language)(2.0)
    assert (value, slope) == (123.0, 149.0)


@pytest.mark.parametrize("language", ["python", "numpy", "c"])
def test_a_new_op_is_written_in_every_language(language):
    x = Cubic(1.0, "x")
    assert "x * x" in trace(x.cube(), [x]).source(language)


def test_a_new_op_has_derivatives_of_any_order():
    third = grad(grad(grad(f)))
    assert float(third(Cubic(2.0))) == 48.0


# ---- a subclass with an `__init__` of its own ----


class Labelled(Value):
    def __init__(self, label, data):
        super().__init__(data, label)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x + 1.0,
        lambda x: 1.0 - x * x,
        lambda x: x.tanh(),
        lambda x: x.where(1.0, x),
        lambda x: x.detach(),
        lambda x: replay(x * x, {x: 3.0}),
        lambda x: copy.deepcopy(x * x),
        lambda x: pickle.loads(pickle.dumps(x)),
        lambda x: grad(lambda y: y * y * x)(x),
        grad(grad(lambda y: y**3)),
    ],
)
def test_no_init_is_called_but_by_the_student(f):
    assert type(f(Labelled("x", 2.0))) is Labelled


def test_a_subclass_with_an_init_of_its_own_is_traced():
    x = Labelled("x", 2.0)
    value, (slope,) = trace(x * x + 1.0, [x]).compile("python")(3.0)
    assert (value, slope) == (10.0, 6.0)
