"""What is refused, word for word: what was given, what is allowed, what to write instead."""

import math
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest

from engine import Value, exp, grad, gradcheck, log, maximum, sqrt, trace
from engine.extend import function
from nn import (
    MLP,
    SGD,
    Adam,
    Layer,
    Module,
    Neuron,
    binary_cross_entropy,
    cross_entropy,
    fit,
    hinge,
    predictor,
)


class Line(Module):
    def __init__(self, w=2.0, b=0.5):
        self.w, self.b = Value(w, "w"), Value(b, "b")

    def __call__(self, x):
        return self.w * x[0] + self.b


class Drawing(Line):
    rng = Random(0)

    def __init__(self):
        super().__init__()
        self.draw = self.rng.random

    def __call__(self, x):
        return super().__call__(x) * self.draw()


class Writing(Line):
    def __init__(self, label):
        super().__init__()
        self.k = Value(1.0, label, requires_grad=False)

    def __call__(self, x):
        self.k.data = self.k.data + 1.0
        return super().__call__(x)


class Counting(Line):
    calls = 0

    def __call__(self, x):
        self.calls += 1
        return super().__call__(x) * float(self.calls)


class Longer(SGD):
    """Returns a state too many."""

    def update(self, data, grad, state):
        return data - self.lr * grad, np.append(state, 0.0) if np.ndim(state) else state


class Shorter(SGD):
    """Returns the first number and its state only."""

    def update(self, data, grad, state):
        moved = data - self.lr * grad
        return (moved[:1], state[:1]) if np.ndim(data) else (moved, state)


class Other(SGD):
    def update(self, data, grad, state):
        return data - (0.0 if np.ndim(data) else grad), state


def labelled(value, label):
    value.label = label
    return value


def of(f: Callable[..., Any], *numbers: float) -> Callable[[], Any]:
    """Return a call of a function on leaves that are labelled a, b, …"""
    return lambda: f(*map(Value, numbers, "abc"[: len(numbers)]))


def run(*arguments: Any, language: str = "numpy", params: bool = False) -> Callable[[], Any]:
    """Return a call of a program of x and y, which is a parameter if there are any."""
    x, y = Value(1.0, "x"), Value(2.0, "y")
    leaves = ([x], [y]) if params else ([x, y],)
    return lambda: trace(x * y, *leaves).compile(language)(*arguments)


X, Y = [[0.5], [-1.5], [1.0]], [1, -1, 1]


def trained(loss: Any = "mse", model: Any = Line, **settings: Any) -> Callable[[], Any]:
    """Return a training of two steps, with X, Y and SGD unless others are given."""
    chosen = {"X": X, "y": Y, "steps": 2, "progress": False} | settings
    optimizer = chosen.pop("optimizer", SGD)

    def train(**more: Any) -> Any:
        made = model()
        moved = optimizer(made.parameters(), 0.1)
        return fit(made, loss=loss, optimizer=moved, **chosen, **more)

    return train


def loaded(*states: Any, **numbers: Any) -> Callable[[], Any]:
    return lambda: Line().load_state_dict(*states or [numbers])


half = function("half", lambda x: x / 2.0)
NUMBER = "int, float, bool, NumPy scalar"


def words_of(compute):
    """Return Python's own words, which differ between its versions."""
    with pytest.raises(ArithmeticError) as raised:
        compute()
    return str(raised.value.args[-1])


BY_ZERO = words_of(lambda: 1.0 / 0.0)
OUT_OF_RANGE = words_of(lambda: 1e200**2.0)

REFUSED = {
    # numbers
    "a text": (
        lambda: Value("3"),
        f"a Value holds one number: given str '3'; allowed: {NUMBER}; write Value(float(text))",
    ),
    "a list": (
        lambda: Value([1.0]),
        f"a Value holds one number: given list [1.0]; allowed: {NUMBER}; "
        "write [Value(v) for v in numbers]",
    ),
    "nothing": (
        lambda: Value(None),
        f"a Value holds one number: given NoneType None; allowed: {NUMBER}",
    ),
    "a list in a function": (
        lambda: exp([1.0]),
        f"given list [1.0]; allowed: {NUMBER}; write [exp(v) for v in numbers]",
    ),
    "a list in a function of one's own": (
        lambda: half([1.0]),
        f"given list [1.0]; allowed: {NUMBER}; write [half(v) for v in numbers]",
    ),
    "a text in a maximum": (
        lambda: maximum("a", 1.0),
        f"given str 'a'; allowed: {NUMBER}; write Value(float(text))",
    ),
    "the derivative of a list": (
        lambda: grad(lambda x: [x])(1.0),
        "f: returned list [Value(data=1.0, grad=–)]; allowed: one number; write sum(y) for a "
        "result y, or y[0]",
    ),
    # ops
    "an operand": (
        lambda: Value(1.0) + None,
        "op '+' on Value(data=1.0, grad=–) and None: a Value holds one number: given NoneType "
        f"None; allowed: {NUMBER}",
    ),
    "a list as an operand": (
        lambda: Value(1.0) * [1.0],
        "op '*' on Value(data=1.0, grad=–) and [1.0]: a Value holds one number: "
        f"given list [1.0]; allowed: {NUMBER}; write [v * y for v in numbers]",
    ),
    "no Value": (
        lambda: Value.where(1.0, 2.0, 3.0),
        "op 'where' on 1.0 and 2.0 and 3.0; allowed: at least one Value, Value(x)",
    ),
    "a domain": (of(log, 0.0), "log(0.0): log takes numbers above 0; op 'log' on 0.0 labelled 'a'"),
    "an op of two": (
        lambda: 1 / Value(0.0),
        f"{BY_ZERO}; op '/' on 1.0 (no label) and 0.0 (no label)",
    ),
    "a slope": (
        lambda: sqrt(Value(0.0, "a")).backward(),
        f"{BY_ZERO}; op 'gradient of sqrt' on 0.0 labelled 'a'",
    ),
    "a power": (
        of(lambda a, b: a**b, -8.0, 0.5),
        "a negative number has no real power with a fractional exponent; op '**' on -8.0 "
        "labelled 'a' and 0.5 labelled 'b'",
    ),
    "a wrong gradient": (
        lambda: gradcheck(lambda a, b: a * b.data, 2.0, 3.0),
        "argument 1 at 3.0: analytic 0.0, numeric 2.0, which differ by more than 1e-06 of 2",
    ),
    "an op in a check": (
        lambda: gradcheck(log, 0.0),
        "log(0.0): log takes numbers above 0; op 'log' on 0.0 labelled 'argument 0'",
    ),
    "an overflow": (
        of(lambda a: a**2, 1e200),
        f"{OUT_OF_RANGE}; op '**' on 1e+200 labelled 'a' and 2.0 (no label)",
    ),
    # programs
    "a language": (
        run(1.0, 2.0, language="fortran"),
        "language: given 'fortran'; allowed: python, numpy, c",
    ),
    "a language, with params": (
        run([2.0], [[1.0]], language="fortran", params=True),
        "language: given 'fortran'; allowed: python, numpy, c",
    ),
    "a language to read": (
        lambda: trace(Value(1.0), []).source("fortran"),
        "language: given 'fortran'; allowed: python, numpy, c",
    ),
    "a count of inputs": (run(1.0), "inputs: given 1; allowed: 2, x, y"),
    "a count of inputs in Python": (
        run(1.0, language="python"),
        "inputs: given 1; allowed: 2, x, y",
    ),
    "an array in Python": (
        run(np.ones(2), 1.0, language="python"),
        'given an array; compile("numpy") and compile("c") take arrays',
    ),
    "shapes of inputs": (
        run(np.ones(2), np.ones(3)),
        "inputs: given shapes (2,) and (3,); allowed: shapes that broadcast to one",
    ),
    "lengths of inputs": (
        run([[1.0], [1.0, 2.0]], 1.0),
        "inputs: given lists of different lengths; allowed: all of one length",
    ),
    "Values as inputs": (
        run([Value(1.0)], 1.0),
        "inputs: given object; allowed: int, float, bool; write [v.data for v in …]",
    ),
    "complex inputs": (run([1j], 1.0), "inputs: given complex128; allowed: int, float, bool"),
    "the shape of params": (
        run([[1.0]], [[1.0]], params=True),
        "params: given shape (1, 1); allowed: (1,)",
    ),
    "a count of params": (run([1.0, 2.0], [[1.0]], params=True), "params: given 2; allowed: 1, y"),
    "complex params": (
        run([1j], [[1.0]], params=True),
        "params: given complex128; allowed: int, float, bool",
    ),
    "the shape of rows": (
        run([1.0], [1.0], params=True),
        "rows: given shape (1,); allowed: (n, 1) with n above 0",
    ),
    "no rows": (
        run([1.0], np.empty((0, 1)), params=True),
        "rows: given shape (0, 1); allowed: (n, 1) with n above 0",
    ),
    "complex rows": (
        run([1.0], [[1j]], params=True),
        "rows: given complex128; allowed: int, float, bool",
    ),
    "a nan in a row": (
        run([1.0], [[1.0], [math.nan]], params=True),
        "rows: given nan in row 1, column x; allowed: finite",
    ),
    "a spelling": (
        lambda: function("own", exp, c="sinh"),
        "c: given 'sinh'; allowed: text with {} for the operand",
    ),
    # losses
    "a label of hinge": (
        of(lambda a: hinge(a, 0), 1.0),
        "hinge: given the label 0; allowed: -1 and +1 (for labels of 0 and 1 write 2 * y - 1)",
    ),
    "a label of binary cross-entropy": (
        of(lambda a: binary_cross_entropy(a, -1), 1.0),
        "binary_cross_entropy: given the label -1; allowed: 0 and 1 (for labels of -1 and +1 "
        "write (y + 1) / 2)",
    ),
    "a label of cross-entropy": (
        of(lambda a, b: cross_entropy([a, b], 0.5), 1.0, 2.0),
        "cross_entropy: given the label 0.5; allowed: whole numbers from 0, one for each class "
        "(for numbers to be learned use mse)",
    ),
    "scores of hinge": (
        of(lambda a, b: hinge([a, b], 1), 1.0, 2.0),
        "hinge: given 2 scores; allowed: one. For several classes use cross_entropy",
    ),
    "scores of binary cross-entropy": (
        of(lambda a, b: binary_cross_entropy([a, b], 1), 1.0, 2.0),
        "binary_cross_entropy: given 2 scores; allowed: one. For several classes use cross_entropy",
    ),
    "a target": (
        trained(y=[1.0, math.nan, 1.0]),
        "y: given the label nan in row 1; allowed: finite numbers",
    ),
    "a loss": (
        trained("mae"),
        "loss: given 'mae'; allowed: mse, hinge, binary_cross_entropy, cross_entropy, or a "
        "function",
    ),
    # models
    "an activation": (
        lambda: Neuron(2, "gelu"),
        "activation: given 'gelu'; allowed: linear, tanh, relu, sigmoid, softplus",
    ),
    "a size": (lambda: Layer(2, 0), "size of a layer: given 0; allowed: an int above 0"),
    "no layers": (
        lambda: MLP(2, []),
        "nouts: given []; allowed: a list of sizes, such as [4, 4, 1]",
    ),
    "a state without": (loaded(), "2 parameters missing: w, b; nothing was changed"),
    "a state with too many": (
        loaded(w=1.0, b=2.0, c=3.0),
        "1 parameters unknown: c; nothing was changed",
    ),
    "a state of no numbers": (
        loaded(w=math.nan, b="2"),
        "2 parameters not a finite number: w = nan, b = '2'; nothing was changed",
    ),
    "a list as a state": (loaded([1.0]), "given list; allowed: a mapping of names to numbers"),
    # settings
    "lr": (lambda: SGD([Value(1.0)], -1.0), "lr: given -1.0; allowed: a finite number from 0 up"),
    "weight_decay": (
        lambda: SGD([Value(1.0)], 0.1, 0.0, -1.0),
        "weight_decay: given -1.0; allowed: a finite number from 0 up",
    ),
    "momentum": (
        lambda: SGD([Value(1.0)], 0.1, 1.0),
        "momentum: given 1.0; allowed: a number from 0 to below 1",
    ),
    "betas": (
        lambda: Adam([Value(1.0)], betas=(0.5, 1.0)),
        "betas[1]: given 1.0; allowed: a number from 0 to below 1",
    ),
    "eps": (
        lambda: Adam([Value(1.0)], eps="1"),
        "eps: given '1'; allowed: a finite number from 0 up",
    ),
    "l2": (trained(l2=math.inf), "l2: given inf; allowed: a finite number from 0 up"),
    "steps": (trained(steps=-1), "steps: given -1; allowed: an int from 0 up"),
    "batch_size": (trained(batch_size=0), "batch_size: given 0; allowed: an int from 1 up"),
    "backend": (
        trained(backend="torch"),
        "backend: given 'torch'; allowed: eager, python, numpy, c",
    ),
    # data
    "X": (trained(X=3), "X: given 3; allowed: a list or an array"),
    "y": (trained(y=3), "y: given 3; allowed: a list or an array"),
    # predictor
    "a model that branches": (
        lambda: predictor(Branching())([1.0, 1.0], X),
        "model: given one that cannot be traced: a symbol has no number yet for Python to decide "
        "by; write where(condition, a, b), and maximum(a, b) for max(a, b)",
    ),
}


class Branching(Line):
    def __call__(self, x):
        return self.w if x[0] > 0.0 else self.b


@pytest.mark.parametrize(("call", "message"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_so_word_for_word(call, message):
    with pytest.raises((TypeError, ValueError, ArithmeticError, AssertionError)) as raised:
        call()
    assert str(raised.value) == message


# Training that ends at a number.

STOPPED = {
    "a leaf": (trained(lambda p, t: p + Value(math.inf)), "row 0: a leaf without label became inf"),
    "a parameter": (trained(model=lambda: Line(b=math.nan)), "row 0: the leaf 'b' became nan"),
    "a node without labels": (
        trained(lambda p, t: (p * 0.0 + 1e200) * 1e200),
        "row 0: the node '*' without label, of + 1e+200, 1e+200, became inf",
    ),
    "a node with labels": (
        trained(lambda p, t: labelled(labelled(p * 0.0 + 1e200, "a") * 1e200, "b")),
        "row 0: the node '*' labelled 'b', of a 1e+200, 1e+200, became inf",
    ),
    "a gradient": (
        trained(lambda p, t: labelled(p * 0.0, "flat") * 1e200 * 1e200),
        "row 0: the gradient of the node '*' labelled 'flat', of + 1.5, 0, is inf",
    ),
    "a sum of gradients": (
        trained(lambda p, t: p * 1e308, lambda: Line(0.0, 0.0), X=[[0.0]] * 3),
        "the sum of the batch's gradients is beyond the largest float",
    ),
    "a mean loss": (trained(lambda p, t: p * 0.0 + 1e308), "the batch's mean loss became inf"),
    "a penalty": (
        trained(lambda p, t: p * 0.0, model=lambda: Line(b=1e200), l2=1.0),
        "the L2 penalty became inf",
    ),
}


@pytest.mark.parametrize(("call", "words"), STOPPED.values(), ids=STOPPED)
def test_training_says_word_for_word_where_it_stopped(call, words):
    remedy = "try a smaller learning rate, or inputs scaled to about 1"
    with pytest.raises(FloatingPointError) as raised:
        call()
    assert str(raised.value) == f"step 1: {words}; {remedy}"


# What cannot be compiled.

UNTRACEABLE = {
    "a decision": (
        trained(lambda p, t: p if p > 0.0 else p * 2.0),
        "a symbol has no number yet for Python to decide by; write where(condition, a, b), and "
        "maximum(a, b) for max(a, b)",
    ),
    "a comparison": (
        trained(lambda p, t: p if p.data == 0.0 else p * 2.0),
        "a symbol has no number yet to compare with ==; write where(abs(x - y) < 0.5, a, b)",
    ),
    "a comparison of a target": (
        trained(lambda p, t: p if t == 1 else p * 2.0),
        "a target differs from row to row and has no number for ==; write where(abs(target - 1) "
        "< 0.5, a, b)",
    ),
    "a rounding": (
        trained(lambda p, t: p * round(p.data, 2)),
        "a symbol has no number yet to convert; use operators and the functions of engine "
        "(engine.exp, not math.exp), and no float(), int(), round(), .item() or index",
    ),
    "a target in a set": (
        trained(lambda p, t: p if t in {1} else p * 2.0),
        "a target differs from row to row and cannot be looked up in a set or a dict while it is "
        "traced; decide by its place or its name, or choose by where",
    ),
    "another error": (
        trained(lambda p, t: p * (1.0 if type(p.data) is float else {}["a"])),
        "KeyError: 'a'",
    ),
    "lengths of labels": (
        trained(lambda p, t: p * t[0], y=[[1], [1, 2], [1]]),
        "y: row 1 has 2 numbers, row 0 has 1",
    ),
    "kinds of labels": (
        trained(lambda p, t: p * 1.0, y=[[1], 1, [1]]),
        "y: row 1 has a list or a number, row 0 has the other",
    ),
    "a label that is no number": (
        trained(lambda p, t: p * 1.0, y=["a"] * 3),
        "y: given 'a' in row 0; allowed: finite numbers",
    ),
    "random numbers": (
        trained(model=Drawing),
        "it draws random numbers, which a program would repeat",
    ),
    "a Value that is written to": (
        trained(model=lambda: Writing("k")),
        "it writes to the number of its parameter 'k' when it is called",
    ),
    "one without label": (
        trained(model=lambda: Writing("")),
        "it writes to the number of its parameter when it is called",
    ),
    "calls that are counted": (
        trained(model=Counting),
        "called again it computes something else, as a model does that draws random numbers, "
        "counts its calls or remembers a result",
    ),
    "no parameter": (
        trained(lambda p, t: Value(2.0) * t),
        "the loss depends on no parameter that requires a gradient",
    ),
    "other results on arrays": (
        trained(optimizer=Other),
        "Other.update has other results on arrays than on numbers",
    ),
    "more states": (
        trained(optimizer=Longer),
        "Longer.update fails on arrays: zip() argument 2 is longer than argument 1",
    ),
    "fewer numbers": (
        trained(optimizer=Shorter),
        "Shorter.update fails on arrays: zip() argument 2 is longer than argument 1",
    ),
}


@pytest.mark.parametrize(("call", "reason"), UNTRACEABLE.values(), ids=UNTRACEABLE)
def test_a_backend_says_word_for_word_why_it_cannot_compile(call, reason):
    with pytest.raises(ValueError, match="compiled") as raised:
        call(backend="numpy")
    given = "backend: given 'numpy', but the model with its loss cannot be compiled: "
    assert str(raised.value) == f'{given}{reason}; or write backend="eager"'
