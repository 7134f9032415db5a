"""What train and fit refuse before the first step, and how they say it."""

import math

import numpy as np
import pytest

from nn import MLP, fit, train

X = [[-1.0, -0.5], [-0.75, 1.0], [1.0, -1.0], [0.5, 0.75]]
SIGNS = [-1, 1, 1, -1]


def network(nouts=(4, 1)):
    return MLP(2, list(nouts), seed=1)


def quiet(model, X=X, y=SIGNS, **settings):
    return fit(model, X, y, progress=False, **settings)


def numbers(model):
    return [p.data for p in model.parameters()]


HUGE, SHOWN = 10**400, f"1{36 * '0'}\\.\\.\\."
ENDLESS, TOLD = 10**5000, r"\(more digits than Python writes\)"
NOT_FINITE = [[0.0, 0.0], [0.0, math.nan], [math.inf, 0.0]]
REFUSALS = {
    "no data": ({"X": [], "y": []}, "X: given no rows"),
    "an empty array": ({"X": np.empty((0, 2)), "y": np.empty(0)}, "X: given no rows"),
    "fewer labels": ({"y": SIGNS[:3]}, "given 4 rows in X and 3 labels in y"),
    "more labels": ({"y": [*SIGNS, 1]}, "given 4 rows in X and 5 labels in y"),
    "ragged rows": ({"X": [*X[:3], [1.0]]}, "row 3 has 1 numbers, row 0 has 2"),
    "NaN in X": ({"X": NOT_FINITE[:2], "y": [1, 1]}, "X: given nan in row 1, column 1"),
    "inf in X": ({"X": NOT_FINITE[::2], "y": [1, 1]}, "X: given inf in row 1, column 0"),
    "one row for all": ({"X": [1.0, 2.0, 3.0, 4.0]}, "X: "),
    "an array for one input": ({"X": np.arange(4.0)}, "X: "),
    "texts for rows": ({"X": ["12", "34", "56", "78"]}, "X: "),
    "a text in a row": ({"X": [*X[:3], [1.0, "a"]]}, "X: .*row 3"),
    "None in a row": ({"X": [*X[:3], [1.0, None]]}, "X: .*row 3"),
    "labels of hinge": ({"y": [0, 1, 1, 0]}, r"label 0 in row 0; allowed: -1 and \+1"),
    "labels as text": ({"y": ["a"] * 4}, r"label 'a' in row 0; allowed: -1 and \+1"),
    "labels of bce": (
        {"y": [0, 1, -1, 0], "loss": "binary_cross_entropy"},
        "label -1 in row 2; allowed: 0 and 1",
    ),
    "half a class": (
        {"y": [0, 1, 1, 0.5], "loss": "cross_entropy"},
        "label 0.5 in row 3; allowed: whole numbers from 0",
    ),
    "names of classes": (
        {"y": ["cat", "dog", "dog", "cat"], "loss": "cross_entropy"},
        "label 'cat' in row 0; allowed: whole numbers from 0",
    ),
    "an infinite class": (
        {"y": [0, 1, math.inf, 0], "loss": "cross_entropy"},
        "label inf in row 2; allowed: whole numbers from 0",
    ),
    "a column of classes": (
        {"y": np.array([[0], [1], [1], [0]]), "loss": "cross_entropy"},
        r"label \[0\] in row 0; allowed: whole numbers from 0.*; write y.ravel\(\)",
    ),
    "NaN to predict": ({"y": [0.0, math.nan, 1.0, 2.0], "loss": "mse"}, "label nan in row 1"),
    "text to predict": ({"y": ["1", "2", "3", "4"], "loss": "mse"}, "label '1' in row 0"),
    "None to predict": ({"y": [0.0, 1.0, 2.0, None], "loss": "mse"}, "label None in row 3"),
    "unknown loss": (
        {"loss": "mae"},
        "loss: given 'mae'; allowed: mse, hinge, binary_cross_entropy, cross_entropy",
    ),
    "no loss": ({"loss": None}, "loss: given None; allowed: mse, hinge"),
    "steps below 0": ({"steps": -1}, "steps: given -1; allowed: an int from 0 up"),
    "half a step": ({"steps": 1.5}, "steps: given 1.5; allowed: an int from 0 up"),
    "no batch": ({"batch_size": 0}, "batch_size: given 0; allowed: an int from 1 up"),
    "half a row": ({"batch_size": 2.0}, "batch_size: given 2.0; allowed: an int from 1 up"),
    "l2 below 0": ({"l2": -0.1}, "l2: given -0.1; allowed: a finite number from 0 up"),
    "l2 of NaN": ({"l2": math.nan}, "l2: given nan; allowed: a finite number from 0 up"),
    "l2 of inf": ({"l2": math.inf}, "l2: given inf; allowed: a finite number from 0 up"),
    "an int beyond the floats in a row": (
        {"X": [*X[:3], [1.0, HUGE]]},
        rf"X: row 3, column 1: .* given int {SHOWN}, too large for a float; allowed: up to",
    ),
    "an int without end in a row": (
        {"X": [*X[:3], [1.0, ENDLESS]]},
        rf"X: row 3, column 1: .* given int {TOLD}, too large for a float; allowed: up to",
    ),
    "a row beyond the floats": ({"X": [HUGE]}, f"X: row 0: given {SHOWN}; allowed: a list"),
    "rows beyond the floats": ({"X": HUGE}, f"X: given {SHOWN}; allowed: a list or an array"),
    "a sign beyond the floats": ({"y": [1, 1, HUGE, 1]}, rf"label {SHOWN} in row 2; allowed: -1"),
    "a label without end": ({"y": [1, 1, ENDLESS, 1]}, rf"label {TOLD} in row 2; allowed: -1"),
    "a class beyond the floats": (
        {"y": [0, 1, HUGE, 1], "loss": "cross_entropy"},
        rf"label {SHOWN} in row 2; allowed: whole numbers from 0",
    ),
    "a number to predict beyond the floats": (
        {"y": [0, 1, HUGE, 1], "loss": "mse"},
        rf"label {SHOWN} in row 2; allowed: finite numbers",
    ),
    "l2 beyond the floats": ({"l2": HUGE}, f"l2: given {SHOWN}; allowed: a finite number from 0"),
    "steps without end": ({"steps": -ENDLESS}, f"steps: given {TOLD}; allowed: an int from 0 up"),
}


@pytest.mark.parametrize("run", [quiet, train], ids=["fit", "train"])
@pytest.mark.parametrize(("settings", "message"), REFUSALS.values(), ids=REFUSALS)
def test_what_does_not_fit_is_an_error_before_the_first_step(run, settings, message):
    model = network((4, 2)) if settings.get("loss") == "cross_entropy" else network()
    before = numbers(model)
    with pytest.raises(ValueError, match=message):
        run(model, **({"X": X, "y": SIGNS} | settings))
    assert numbers(model) == before


@pytest.mark.parametrize("backend", ["torch", "Eager", "", None])
def test_an_unknown_backend_is_an_error_that_lists_the_allowed(backend):
    with pytest.raises(ValueError, match=f"backend: given {backend!r}; allowed: .*eager"):
        quiet(network(), backend=backend)


@pytest.mark.parametrize(
    ("nouts", "settings", "message"),
    [
        ((1,), {"X": [[1.0]] * 4}, r"given 1 .*\b2\b"),
        ((2,), {"loss": "cross_entropy", "y": [0, 1, 2, 0]}, "class 2; allowed: 0 to 1, as"),
        ((2,), {"loss": "hinge"}, "given 2 scores"),
        ((1,), {"loss": "cross_entropy", "y": [0] * 4}, "given 1 score"),
    ],
    ids=["inputs", "classes", "several scores", "one score"],
)
def test_data_that_do_not_fit_the_network_are_an_error_that_changes_nothing(
    nouts, settings, message
):
    model = network(nouts)
    with pytest.raises(ValueError, match=message):
        quiet(model, **settings)
    assert numbers(model) == numbers(network(nouts))
