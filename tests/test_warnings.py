"""Warnings, word for word."""

import math

import pytest

from engine import GraphWarning, Value, grad, replay
from nn import MLP, SGD, fit, mse

WRITE = "write operators and functions of engine: engine.exp(v), not math.exp(v)"


def cut(x):
    return x * math.exp(x)


def frozen():
    x = Value(2.0, "x")
    return replay(x * (x * 3.0).detach(), {x: 4.0})


def trained(strangers):
    def loss(prediction, label):
        return sum((mse(prediction, label), *strangers))

    model = MLP(1, [1], seed=0)
    fit(model, [[1.0]], [1.0], loss, SGD(model.parameters(), lr=0.1), steps=3, progress=False)


STRANGE = (
    "which requires a gradient and is a parameter neither of the model nor of the optimizer, so "
    "nobody trains it; hold it in an attribute of the model, or, for a constant, write "
    "Value(number, requires_grad=False)"
)

WARNINGS = {
    "a comparison": (
        lambda: Value(1.0) == 2.0,
        GraphWarning,
        "== and != of Value(data=1.0, grad=–) and 2.0 compare no numbers, for a Value equals "
        "itself alone; write v.data == x, or for where (v <= x) & (v >= x)",
    ),
    "a number that leaves its graph": (
        lambda: grad(cut)(0.0),
        GraphWarning,
        "float of Value(data=0.0, grad=–) in a function that is differentiated: what is computed "
        f"of it counts as constant; {WRITE}, np.zeros(n, dtype=object), not np.zeros(n); or "
        "v.item() if a constant is meant",
    ),
    "a result that is no Value": (
        lambda: grad(lambda x: 3.0)(0.0),
        GraphWarning,
        f"f(x) is 3.0, no Value, so its derivative is 0.0; {WRITE}; or Value(c) if a constant is "
        "meant",
    ),
    "a number that is frozen": (
        frozen,
        GraphWarning,
        "Value(data=6.0, grad=–) was detached from a result and keeps this number, whatever it is "
        "computed of; give it as an input, or write Value(v.item()) for a constant",
    ),
    "a stranger": (
        lambda: trained([Value(1.0, "shift")]),
        UserWarning,
        f"the loss uses Value(data=1.0, grad=1.0, label='shift'), {STRANGE}",
    ),
    "three strangers": (
        lambda: trained([Value(1.0, name) for name in "abc"]),
        UserWarning,
        f"the loss uses Value(data=1.0, grad=1.0, label='a') and 2 more like it, {STRANGE}",
    ),
}


@pytest.mark.parametrize(("call", "kind", "words"), WARNINGS.values(), ids=WARNINGS)
def test_a_warning_says_so_word_for_word(call, kind, words):
    with pytest.warns(kind) as warned:
        call()
    assert [str(warning.message) for warning in warned] == [words]
