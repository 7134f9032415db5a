"""Warnings name the line of the user's program, whatever stands between it and the engine."""

import functools
import inspect
import math
from contextlib import ContextDecorator

import numpy as np
import pytest

from engine import Value, grad, no_grad, replay, trace
from engine.extend import warn_caller
from nn import MLP, Module, fit, mse


def passed_on(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        return function(*arguments)

    return wrapper


class Decorator(ContextDecorator):
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


def equal():
    return Value(1.0) == 1.0  # told


def equal_in_a_list():
    return 1.0 in [Value(1.0)]  # told


def equal_in_an_array():
    return np.array([Value(1.0)], dtype=object) == 1.0  # told


def a_float_in_a_derivative():
    return grad(lambda x: x * math.exp(x))(2.0)  # told


def a_float_in_a_wrapped_function():
    @passed_on
    def f(x):
        return x * math.exp(x)  # told

    return grad(f)(2.0)


def a_float_in_a_decorated_function():
    @Decorator()
    def f(x):
        return x * math.exp(x)  # told

    return grad(f)(2.0)


def a_float_in_numpy():
    return grad(lambda x: x * float(np.vectorize(math.exp)(x)))(2.0)  # told


def a_float_that_functools_asks_for():
    return grad(lambda x: x * functools.reduce(lambda a, b: a + math.exp(b), [x], 0.0))(2.0)  # told


def a_plain_result():
    return grad(lambda x: 3.0)(2.0)  # told


def a_plain_result_of_a_wrapped_derivative():
    return passed_on(grad(lambda x: 3.0))(2.0)


a_plain_result_of_a_wrapped_derivative.line_of = passed_on


def frozen():
    x = Value(1.0)
    return x, x * (x * 2.0).detach()


def frozen_in_replay():
    x, root = frozen()
    return replay(root, {x: 3.0})  # told


def frozen_in_trace():
    x, root = frozen()
    return trace(root, [x])  # told


class WithStranger(Module):
    def __init__(self):
        self.net = MLP(1, [1], seed=1)
        self.held = {Value(0.5)}  # in a set, hence no parameter

    def __call__(self, x):
        return self.net(x) * sum(self.held)


def a_stranger_in_training():
    X, Y = [[1.0], [2.0]], [1.0, 2.0]
    return fit(WithStranger(), X, Y, loss=mse, steps=3, progress=False)  # told


def a_comparison_in_a_loss():
    def loss(p, y):
        return mse(p, y) if p != 7.0 else p  # told

    return fit(MLP(1, [1], seed=1), [[1.0]], [1.0], loss=loss, steps=1, progress=False)


def equal_in_no_grad():
    @no_grad
    def f():
        return Value(1.0) == 1.0  # told

    return f()


TELLING = [
    equal,
    equal_in_a_list,
    equal_in_an_array,
    a_float_in_a_derivative,
    a_float_in_a_wrapped_function,
    a_float_in_a_decorated_function,
    a_float_in_numpy,
    a_float_that_functools_asks_for,
    a_plain_result,
    a_plain_result_of_a_wrapped_derivative,
    frozen_in_replay,
    frozen_in_trace,
    a_stranger_in_training,
    a_comparison_in_a_loss,
    equal_in_no_grad,
]


@pytest.mark.parametrize("telling", TELLING, ids=lambda function: function.__name__)
def test_a_warning_names_the_line_of_the_program(telling):
    with pytest.warns(UserWarning, match="Value") as warned:
        telling()
    lines, first = inspect.getsourcelines(getattr(telling, "line_of", telling))
    marked = [i for i, line in enumerate(lines) if "# told" in line or "return function" in line]
    assert {(w.filename, w.lineno) for w in warned} == {(__file__, first + marked[0])}


def test_a_program_that_is_nowhere_is_no_reason_to_fail():
    with pytest.warns(UserWarning, match="told"):
        exec("warn(text, kind)", {"warn": warn_caller, "text": "told", "kind": UserWarning})


@pytest.mark.parametrize("library", ["matplotlib", "numpy", "pandas", "scipy", "torch", "tqdm"])
def test_a_library_that_calls_back_is_not_named(library):
    within = {"__name__": f"{library}.inner"}
    exec(compile("def call(f, *given): f(*given)", f"<{library}>", "exec"), within)
    with pytest.warns(UserWarning, match="^told$") as told:
        within["call"](warn_caller, "told", UserWarning)
    assert told[0].filename == __file__
