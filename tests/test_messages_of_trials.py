"""What is refused since other people tried it, word for word."""

import math

import numpy as np
import pytest

from engine import (
    Value,
    arctan2,
    grad,
    gradcheck,
    maximum,
    operation_counts,
    replay,
    trace,
    where,
)
from engine.extend import to_floats
from nn import (
    MLP,
    SGD,
    Adam,
    Module,
    binary_cross_entropy,
    cross_entropy,
    fit,
    hinge,
    mse,
    predictor,
)

X = Value(2.0, "x")
ROWS, SIGNS = [[0.5, 1.0], [-1.0, 0.0], [1.0, 1.0]], [1, -1, 1]


class Empty(Module):
    def __init__(self):
        self.w = 0.0

    def __call__(self, x):
        return x[0]


class Forward(Module):
    def __init__(self):
        self.w = Value(1.0)

    def forward(self, x):
        return self.w * x[0]


def masked():
    return np.ma.array([1.0, 2.0], mask=[True, False])


def fitted(X=ROWS, y=SIGNS, model=None, **settings):
    settings = {"steps": 1, "progress": False, **settings}
    return fit(MLP(2, [1], seed=0) if model is None else model, X, y, **settings)


def setting(thing, name, value):
    setattr(thing, name, value)


REFUSED = {
    'setting(Value(2.0), "data", "3")': (
        lambda: setting(Value(2.0), "data", "3"),
        "data: given str '3'; allowed: int, float, bool, NumPy scalar; write Value(float(text))",
    ),
    'setting(Value(2.0), "data", None)': (
        lambda: setting(Value(2.0), "data", None),
        "data: given NoneType None; allowed: int, float, bool, NumPy scalar",
    ),
    'setting(Value(2.0), "data", [1.0])': (
        lambda: setting(Value(2.0), "data", [1.0]),
        "data: given list [1.0]; allowed: int, float, bool, NumPy scalar; write "
        "[Value(v) for v in numbers]",
    ),
    'setting(Value(2.0), "data", X)': (
        lambda: setting(Value(2.0), "data", X),
        "data: given Value(data=2.0, grad=–, label='x'); allowed: a plain number, "
        "such as its .data or its .grad; a step is written w.data -= lr * w.grad",
    ),
    'setting(Value(2.0), "grad", masked())': (
        lambda: setting(Value(2.0), "grad", masked()),
        "grad: given MaskedArray masked_array(data=[--, 2.0],...; allowed: int, "
        "float, bool, NumPy scalar; leave masked numbers out, or write "
        "array.filled(0.0)",
    ),
    'setting(Value(2.0), "label", 3)': (
        lambda: setting(Value(2.0), "label", 3),
        "label: given 3; allowed: a string, as in Value(2.0, 'x')",
    ),
    'setting(Value(2.0), "label", (X,))': (
        lambda: setting(Value(2.0), "label", (X,)),
        "label: given (Value(data=2.0, grad=–, label='x'),); allowed: a string; no "
        "op is made by Value(data, children, op) and _backward; write `from "
        "engine.extend import operation`, and @operation('tanh') above a function "
        "of Values that returns its number and lambda g: (g * slope,), with one "
        "slope for each operand",
    ),
    'setting(SGD([Value(1.0)], 0.1), "lr", "fast")': (
        lambda: setting(SGD([Value(1.0)], 0.1), "lr", "fast"),
        "lr: given 'fast'; allowed: a finite number from 0 up",
    ),
    'setting(Adam([Value(1.0)]), "betas", (0.9, 2.0))': (
        lambda: setting(Adam([Value(1.0)]), "betas", (0.9, 2.0)),
        "betas[1]: given 2.0; allowed: a number from 0 to below 1",
    ),
    "Adam([Value(1.0)], betas=0.9)": (
        lambda: Adam([Value(1.0)], betas=0.9),
        "betas: given 0.9; allowed: two numbers from 0 to below 1",
    ),
    "grad(3)": (
        lambda: grad(3),
        "f: given 3; allowed: a function of numbers, as in grad(f)(2.0); for the "
        "gradient of a Value L by a leaf x write L.backward() and then x.grad",
    ),
    "grad(X, X)": (
        lambda: grad(X, X),
        "f: given Value(data=2.0, grad=–, label='x'); allowed: a function of "
        "numbers, as in grad(f)(2.0); for the gradient of a Value L by a leaf x "
        "write L.backward() and then x.grad",
    ),
    'grad(lambda x: x, "x")': (
        lambda: grad(lambda x: x, "x"),
        "argument: given 'x'; allowed: the place of an argument of f, 0 for the "
        "first, or several, as (0, 1); a number x is given to the derivative, "
        "grad(f)(x)",
    ),
    "grad(lambda x: x, ())": (
        lambda: grad(lambda x: x, ()),
        "argument: given (); allowed: the place of an argument of f, 0 for the "
        "first, or several, as (0, 1); a number x is given to the derivative, "
        "grad(f)(x)",
    ),
    "grad(lambda x: x, 1)(2.0)": (
        lambda: grad(lambda x: x, 1)(2.0),
        "argument 1: given 1 arguments; allowed: the place of one that is given by "
        "its place, f(x), not f(x=x)",
    ),
    "grad(lambda x: x)(x=2.0)": (
        lambda: grad(lambda x: x)(x=2.0),
        "argument 0: given 0 arguments and x by name; allowed: the place of one "
        "that is given by its place, f(x), not f(x=x)",
    ),
    "grad(lambda x: None)(2.0)": (
        lambda: grad(lambda x: None)(2.0),
        "f: returned NoneType None; allowed: one number; write return before the result",
    ),
    "grad(lambda x: [x])(2.0)": (
        lambda: grad(lambda x: [x])(2.0),
        "f: returned list [Value(data=2.0, grad=–)]; allowed: one number; write "
        "sum(y) for a result y, or y[0]",
    ),
    "grad(lambda x: np.array([x, x]))(2.0)": (
        lambda: grad(lambda x: np.array([x, x]))(2.0),
        "f: returned ndarray array([Value(data=2.0, grad=–), Value...; allowed: "
        "one number; write y.sum() for a result y, or y[0]",
    ),
    "grad(lambda x: x.sum())(masked())": (
        lambda: grad(lambda x: x.sum())(masked()),
        "argument: given an array with 1 masked numbers; allowed: none; leave out "
        "their rows, or write array.filled(0.0)",
    ),
    'grad(lambda x: x)(["a"])': (
        lambda: grad(lambda x: x)(["a"]),
        "a Value holds one number: given str 'a'; allowed: int, float, bool, NumPy "
        "scalar; write Value(float(text))",
    ),
    "gradcheck(lambda x: x, 2.0, step=0)": (
        lambda: gradcheck(lambda x: x, 2.0, step=0),
        "step: given 0; allowed: a finite number above 0",
    ),
    "gradcheck(lambda x: x[0].data * x[1], [2.0, 3.0])": (
        lambda: gradcheck(lambda x: x[0].data * x[1], [2.0, 3.0]),
        "number 0 at 2.0: analytic 0.0, numeric 2.9999999998334665, which differ "
        "by more than 1e-06 of 3",
    ),
    "gradcheck(3, 2.0)": (
        lambda: gradcheck(3, 2.0),
        "f: given 3; allowed: a function of numbers, as in grad(f)(2.0); for the "
        "gradient of a Value L by a leaf x write L.backward() and then x.grad",
    ),
    "where(np.array([True, False]), 1.0, 2.0)": (
        lambda: where(np.array([True, False]), 1.0, 2.0),
        "where: given ndarray array([ True, False]); allowed: one condition; write "
        "[where(v > 0, v, 0.0) for v in numbers]",
    ),
    "where(~int(True), 1.0, 2.0)": (
        lambda: where(~int(True), 1.0, 2.0),
        "where: given -2; allowed: a condition, 0, 1 or a float; of a plain truth "
        "t write not t in place of ~t, and (x > 1) & t in place of t & (x > 1)",
    ),
    "(X > 1.0) & X": (
        lambda: (X > 1.0) & X,
        "&: given Value(data=2.0, grad=–, label='x'); allowed: conditions, as in (x > 1) & (x < 9)",
    ),
    "(X > 1.0) & 3": (
        lambda: (X > 1.0) & 3,
        "&: given 3; allowed: conditions, as in (x > 1) & (x < 9)",
    ),
    "~X": (
        lambda: ~X,
        "~: given Value(data=2.0, grad=–, label='x'); allowed: conditions, as in ~(x > 1)",
    ),
    "X ^ 2": (
        lambda: X ^ 2,
        "^: given Value(data=2.0, grad=–, label='x'); allowed: conditions, as in "
        "(x > 1) ^ (x < 9); a power is written x ** 2",
    ),
    "(X > 1.0) & np.array([True, False])": (
        lambda: (X > 1.0) & np.array([True, False]),
        "&: given ndarray array([ True, False]); allowed: one condition; write [(x "
        "> 1) & m for m in mask]",
    ),
    "maximum([1.0], X)": (
        lambda: maximum([1.0], X),
        "op 'maximum' on [1.0] and Value(data=2.0, grad=–, label='x'): a Value "
        "holds one number: given list [1.0]; allowed: int, float, bool, NumPy "
        "scalar; write [maximum(v, y) for v in numbers]",
    ),
    "maximum([1.0], 2.0)": (
        lambda: maximum([1.0], 2.0),
        "given list [1.0]; allowed: int, float, bool, NumPy scalar; write "
        "[maximum(v, y) for v in numbers]",
    ),
    "arctan2([1.0], 2.0)": (
        lambda: arctan2([1.0], 2.0),
        "given list [1.0]; allowed: int, float, bool, NumPy scalar; write "
        "[arctan2(v, y) for v in numbers]",
    ),
    "X - [1.0]": (
        lambda: X - [1.0],
        "op '-' on Value(data=2.0, grad=–, label='x') and [1.0]: a Value holds one "
        "number: given list [1.0]; allowed: int, float, bool, NumPy scalar; write "
        "[v - y for v in numbers]",
    ),
    "X.where([1.0], 2.0)": (
        lambda: X.where([1.0], 2.0),
        "op 'where' on Value(data=2.0, grad=–, label='x') and [1.0] and 2.0: a "
        "Value holds one number: given list [1.0]; allowed: int, float, bool, "
        "NumPy scalar; write [where(v, y, z) for v in numbers]",
    ),
    "X.backward(X)": (
        lambda: X.backward(X),
        "given Value Value(data=2.0, grad=–, label='x'); allowed: int, float, "
        "bool, NumPy scalar; write v.item() for the number of a Value v, or "
        "v.detach() for a copy",
    ),
    "trace(X * X, X)": (
        lambda: trace(X * X, X),
        "trace: given Value(data=2.0, grad=–, label='x') as inputs; allowed: "
        "leaves in an order, as [x, y]",
    ),
    "trace(X * X, {X})": (
        lambda: trace(X * X, {X}),
        "trace: given {Value(data=2.0, grad=–, label='x')} as inputs; allowed: "
        "leaves in an order, as [x, y]",
    ),
    "trace(X * X, [X], 3)": (
        lambda: trace(X * X, [X], 3),
        "trace: given 3 as params; allowed: leaves in an order, as [x, y]",
    ),
    "trace(X * X, [X, X])": (
        lambda: trace(X * X, [X, X]),
        "trace: given Value(data=2.0, grad=–, label='x') twice; allowed: once",
    ),
    "operation_counts(X * X, X)": (
        lambda: operation_counts(X * X, X),
        "trace: given Value(data=2.0, grad=–, label='x') as inputs; allowed: "
        "leaves in an order, as [x, y]",
    ),
    "replay(X * X, [X])": (
        lambda: replay(X * X, [X]),
        "numbers: given [Value(data=2.0, grad=–, label='x')]; allowed: a dict of "
        "leaves, as {x: 2.0}",
    ),
    "replay(X * X, {X: None})": (
        lambda: replay(X * X, {X: None}),
        "given NoneType None; allowed: int, float, bool, NumPy scalar",
    ),
    "replay(X * X, {Value(3.0): 2.0})": (
        lambda: replay(X * X, {Value(3.0): 2.0}),
        "given Value(data=3.0, grad=–); allowed: the leaves of the graph of "
        "Value(data=4.0, grad=–)",
    ),
    "(X * X).requires_grad_(False)": (
        lambda: (X * X).requires_grad_(False),
        "Value(data=4.0, grad=–) is the result of '*', which requires a gradient "
        "if an operand does; write v.detach() for a leaf that does not",
    ),
    'Value(np.datetime64("2020", "ns"))': (
        lambda: Value(np.datetime64("2020", "ns")),
        "a Value holds one number: given datetime64 "
        "np.datetime64('2020-01-01T00:00:00.00...; allowed: int, float, bool, "
        "NumPy scalar; write (time - start) / np.timedelta64(1, 's')",
    ),
    "Value(masked())": (
        lambda: Value(masked()),
        "a Value holds one number: given MaskedArray masked_array(data=[--, "
        "2.0],...; allowed: int, float, bool, NumPy scalar; leave masked numbers "
        "out, or write array.filled(0.0)",
    ),
    "Value(masked()[0])": (
        lambda: Value(masked()[0]),
        "a Value holds one number: given MaskedConstant masked; allowed: int, "
        "float, bool, NumPy scalar; leave masked numbers out, or write "
        "array.filled(0.0)",
    ),
    'to_floats("X", {"a": [1.0]})': (
        lambda: to_floats("X", {"a": [1.0]}),
        "X: given dict {'a': [1.0]}; allowed: a list or an array, whose numbers "
        "have an order; write list(zip(*columns.values()))",
    ),
    'to_floats("X", {1.0, 2.0})': (
        lambda: to_floats("X", {1.0, 2.0}),
        "X: given set {1.0, 2.0}; allowed: a list or an array, whose numbers have "
        "an order; write sorted(numbers)",
    ),
    'to_floats("X", masked())': (
        lambda: to_floats("X", masked()),
        "X: given an array with 1 masked numbers; allowed: none; leave out their "
        "rows, or write array.filled(0.0)",
    ),
    'to_floats("X", np.array(["2020"], "datetime64[ns]"))': (
        lambda: to_floats("X", np.array(["2020"], "datetime64[ns]")),
        "X: given datetime64[ns]; allowed: numbers; write (times - times[0]) / "
        "np.timedelta64(1, 's')",
    ),
    'to_floats("X", [["a"]])': (
        lambda: to_floats("X", [["a"]]),
        "X: given str 'a'; allowed: numbers, in lists of one length",
    ),
    'to_floats("X", [[1.0], [1.0, 2.0]])': (
        lambda: to_floats("X", [[1.0], [1.0, 2.0]]),
        "X: given list [1.0]; allowed: numbers, in lists of one length",
    ),
    'to_floats("X", [None])': (
        lambda: to_floats("X", [None]),
        "X: given NoneType None; allowed: numbers, in lists of one length",
    ),
    'MLP(2, [1], seed="3")': (
        lambda: MLP(2, [1], seed="3"),
        "seed: given '3'; allowed: an int, or None for any",
    ),
    'MLP(2, [1], "foo")': (
        lambda: MLP(2, [1], "foo"),
        "activation: given 'foo'; allowed: linear, tanh, relu, sigmoid, softplus",
    ),
    "MLP(2, [1])(2.0)": (
        lambda: MLP(2, [1])(2.0),
        "x: given 2.0; allowed: a list of numbers, such as [2.0]",
    ),
    "MLP(2, [1])(np.ones((2, 2)))": (
        lambda: MLP(2, [1])(np.ones((2, 2))),
        "x: given list [1.0, 1.0] in the place of a number; allowed: one row at a "
        "time; write [model(row) for row in X]",
    ),
    'MLP(2, [1])({"a": 1.0, "b": 2.0})': (
        lambda: MLP(2, [1])({"a": 1.0, "b": 2.0}),
        "x: given dict {'a': 1.0, 'b': 2.0}; allowed: a list or an array, whose "
        "numbers have an order; write list(row.values())",
    ),
    "MLP(2, [1])([1.0, 2.0, 3.0])": (
        lambda: MLP(2, [1])([1.0, 2.0, 3.0]),
        "given 3 inputs; this neuron takes 2",
    ),
    "fitted(model=Empty())": (
        lambda: fitted(model=Empty()),
        "params: given none; allowed: at least one, as model.parameters(); a model "
        "holds its parameters as Values, as self.w = Value(0.0)",
    ),
    "fitted(model=Forward())": (
        lambda: fitted(model=Forward()),
        "Forward: given no __call__; write def __call__(self, x); rename forward",
    ),
    'fitted(optimizer="adam")': (
        lambda: fitted(optimizer="adam"),
        "optimizer: given 'adam'; allowed: an Optimizer, as Adam(model.parameters(), lr=0.01)",
    ),
    "fitted(optimizer=Adam)": (
        lambda: fitted(optimizer=Adam),
        "optimizer: given <class 'nn.optim.Adam'>; allowed: an Optimizer, as "
        "Adam(model.parameters(), lr=0.01)",
    ),
    "fitted(schedule=0.1)": (
        lambda: fitted(schedule=0.1),
        "schedule: given 0.1; allowed: a function of the number of steps made that "
        "returns a learning rate, as lambda k: 0.1 * 0.99**k",
    ),
    "fitted(schedule=lambda k: -1.0)": (
        lambda: fitted(schedule=lambda k: -1.0),
        "lr: given -1.0; allowed: a finite number from 0 up; given by schedule(0)",
    ),
    "fitted(seed=[3])": (
        lambda: fitted(seed=[3]),
        "seed: given [3]; allowed: an int, or None for any",
    ),
    "fitted(shuffle=False, batch_size=0)": (
        lambda: fitted(shuffle=False, batch_size=0),
        "batch_size: given 0; allowed: an int from 1 up",
    ),
    'fitted({"a": [1.0]})': (
        lambda: fitted({"a": [1.0]}),
        "X: given dict {'a': [1.0]}; allowed: a list or an array, whose numbers "
        "have an order; write list(zip(*columns.values()))",
    ),
    'fitted([{"a": 1.0, "b": 2.0}] * 3)': (
        lambda: fitted([{"a": 1.0, "b": 2.0}] * 3),
        "X: row 0: given dict {'a': 1.0, 'b': 2.0}; allowed: a list or an array, "
        "whose numbers have an order; write list(row.values())",
    ),
    "fitted([])": (
        lambda: fitted([]),
        "X: given no rows; allowed: at least one",
    ),
    "fitted([[1.0, 2.0], [1.0], [2.0]])": (
        lambda: fitted([[1.0, 2.0], [1.0], [2.0]]),
        "X: row 1 has 1 numbers, row 0 has 2",
    ),
    'fitted([[1.0, "2"]] * 3)': (
        lambda: fitted([[1.0, "2"]] * 3),
        "X: row 0, column 1: a Value holds one number: given str '2'; allowed: "
        "int, float, bool, NumPy scalar; write Value(float(text))",
    ),
    "fitted([[1.0, math.nan]] * 3)": (
        lambda: fitted([[1.0, math.nan]] * 3),
        "X: given nan in row 0, column 1; allowed: finite",
    ),
    "fitted([1.0, 2.0, 3.0])": (
        lambda: fitted([1.0, 2.0, 3.0]),
        "X: row 0: given 1.0; allowed: a list of numbers, such as [1.0]",
    ),
    "fitted([[1.0, 2.0, 3.0]] * 3)": (
        lambda: fitted([[1.0, 2.0, 3.0]] * 3),
        "X: row 0, of 3 columns: given 3 inputs; this neuron takes 2",
    ),
    "fitted(y=[1, -1])": (
        lambda: fitted(y=[1, -1]),
        "given 3 rows in X and 2 labels in y",
    ),
    "fitted(y=[[1], [-1], [1]])": (
        lambda: fitted(y=[[1], [-1], [1]]),
        "y: given the label [1] in row 0; allowed: -1 and +1; write [t[0] for t in y]",
    ),
    "fitted(y=np.array([[1], [-1], [1]]))": (
        lambda: fitted(y=np.array([[1], [-1], [1]])),
        "y: given the label [1] in row 0; allowed: -1 and +1; write y.ravel()",
    ),
    "fitted(y=[0, 1, 1])": (
        lambda: fitted(y=[0, 1, 1]),
        "y: given the label 0 in row 0; allowed: -1 and +1 (for labels of 0 and 1 write 2 * y - 1)",
    ),
    'fitted(y=["1", "-1", "1"])': (
        lambda: fitted(y=["1", "-1", "1"]),
        "y: given the label '1' in row 0; allowed: -1 and +1 (for text write "
        "[float(text) for text in y])",
    ),
    'fitted(y=["cat", "dog", "cat"])': (
        lambda: fitted(y=["cat", "dog", "cat"]),
        "y: given the label 'cat' in row 0; allowed: -1 and +1 (for words write "
        "[sorted(set(y)).index(word) for word in y])",
    ),
    "fitted(y=[0, 1, 2])": (
        lambda: fitted(y=[0, 1, 2]),
        "y: given the label 0 in row 0; allowed: -1 and +1 (for several classes "
        'write loss="cross_entropy")',
    ),
    "fitted(y=[0.5, 1.5, 1.0])": (
        lambda: fitted(y=[0.5, 1.5, 1.0]),
        "y: given the label 0.5 in row 0; allowed: -1 and +1 (for numbers to be "
        'learned write loss="mse")',
    ),
    'fitted(y=[-1, 1, 1], loss="binary_cross_entropy")': (
        lambda: fitted(y=[-1, 1, 1], loss="binary_cross_entropy"),
        "y: given the label -1 in row 0; allowed: 0 and 1 (for labels of -1 and +1 "
        "write (y + 1) / 2)",
    ),
    'fitted(y=[0, 1, 2], loss="binary_cross_entropy")': (
        lambda: fitted(y=[0, 1, 2], loss="binary_cross_entropy"),
        "y: given the label 2 in row 2; allowed: 0 and 1 (for several classes "
        'write loss="cross_entropy")',
    ),
    'fitted(y=[0, 1, 7], model=MLP(2, [2], seed=0), loss="cross_entropy")': (
        lambda: fitted(y=[0, 1, 7], model=MLP(2, [2], seed=0), loss="cross_entropy"),
        "row 2: cross_entropy: given class 7; allowed: 0 to 1, as the model gives 2 scores",
    ),
    'fitted(y=[1, 2, 2], model=MLP(2, [2], seed=0), loss="cross_entropy")': (
        lambda: fitted(y=[1, 2, 2], model=MLP(2, [2], seed=0), loss="cross_entropy"),
        "row 1: cross_entropy: given class 2; allowed: 0 to 1, as the model gives "
        "2 scores; for classes counted from 1 write y - 1",
    ),
    'fitted(y=[0, 1, 1], loss="cross_entropy")': (
        lambda: fitted(y=[0, 1, 1], loss="cross_entropy"),
        "row 0: cross_entropy: given 1 score; allowed: one for each class. For two "
        "classes and one score use binary_cross_entropy",
    ),
    "fitted(model=MLP(2, [2], seed=0))": (
        lambda: fitted(model=MLP(2, [2], seed=0)),
        "row 0: hinge: given 2 scores; allowed: one. For several classes use cross_entropy",
    ),
    "hinge([X, X], [1, -1])": (
        lambda: hinge([X, X], [1, -1]),
        "hinge: given the label [1, -1]; allowed: -1 and +1; write the mean of "
        "hinge(model(row), target) for row, target in zip(X, y)",
    ),
    "mse([X, X], [1.0])": (
        lambda: mse([X, X], [1.0]),
        "mse: given 2 predictions and 1 targets; allowed: as many of each, at least one",
    ),
    "binary_cross_entropy([X, X], 1)": (
        lambda: binary_cross_entropy([X, X], 1),
        "binary_cross_entropy: given 2 scores; allowed: one. For several classes use cross_entropy",
    ),
    "cross_entropy([X, X], 2)": (
        lambda: cross_entropy([X, X], 2),
        "cross_entropy: given class 2; allowed: 0 to 1, as the model gives 2 "
        "scores; for classes counted from 1 write y - 1",
    ),
    "cross_entropy([X, X], 0.5)": (
        lambda: cross_entropy([X, X], 0.5),
        "cross_entropy: given the label 0.5; allowed: whole numbers from 0, one "
        "for each class (for numbers to be learned use mse)",
    ),
    'predictor(MLP(2, [1]))([0.1] * 3, [["a", "b"]])': (
        lambda: predictor(MLP(2, [1]))([0.1] * 3, [["a", "b"]]),
        "X: given str 'a'; allowed: numbers, in lists of one length",
    ),
    "predictor(MLP(2, [1]))([0.1], [[1.0, 2.0]])": (
        lambda: predictor(MLP(2, [1]))([0.1], [[1.0, 2.0]]),
        "parameters: given shape (1,); allowed: (3,)",
    ),
    "predictor(3)": (
        lambda: predictor(3),
        "model: given 3; allowed: a Module, such as MLP(2, [8, 1])",
    ),
    "SGD(MLP(2, [1]), 0.1)": (
        lambda: SGD(MLP(2, [1]), 0.1),
        "params: given MLP with 3 parameters...; write model.parameters()",
    ),
    "SGD(MLP(2, [1]).parameters, 0.1)": (
        lambda: SGD(MLP(2, [1]).parameters, 0.1),
        "params: given <bound method Module.parameters of ML...; write model.parameters()",
    ),
    "SGD([], 0.1)": (
        lambda: SGD([], 0.1),
        "params: given none; allowed: at least one, as model.parameters(); a model "
        "holds its parameters as Values, as self.w = Value(0.0)",
    ),
    "SGD([1.0], 0.1)": (
        lambda: SGD([1.0], 0.1),
        "params: given 1.0; allowed: leaf Values, as model.parameters()",
    ),
}


@pytest.mark.parametrize(("call", "message"), REFUSED.values(), ids=REFUSED)
def test_what_others_tried_is_refused_word_for_word(call, message):
    with pytest.raises((TypeError, ValueError, RuntimeError, AssertionError)) as raised:
        call()
    assert str(raised.value) == message
