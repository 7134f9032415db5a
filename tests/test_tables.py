"""Whatever enters as a table, a row or labels is read as its numbers in order, or refused."""

import importlib.util
import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from engine import Value, trace
from nn import MLP, Neuron, binary_cross_entropy, cross_entropy, fit, hinge, mse, predictor, train
from nn.data import split, standardized
from nn.layers import Layer
from viz import plot_decision_boundary

X = [[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]]
SIGNS = [1, -1, 1]


class Frame:
    """A stand-in for pandas: iterates over the names of its columns."""

    def __init__(self, numbers):
        self.numbers = np.array(numbers)

    def __iter__(self):
        return iter(range(self.numbers.shape[-1]))

    def __len__(self):
        return len(self.numbers)

    def to_numpy(self):
        return self.numbers


FRAMES = [Frame]
if importlib.util.find_spec("pandas"):
    pandas = importlib.import_module("pandas")
    FRAMES.append(
        lambda numbers: (pandas.DataFrame if np.ndim(numbers) == 2 else pandas.Series)(numbers)
    )


def network(nouts=(1,)):
    return MLP(2, list(nouts), seed=1)


def trained(X=X, y=SIGNS, **settings):
    return fit(network(), X, y, steps=2, progress=False, **settings).loss


def program_means(rows):
    x, y, w = Value(1.0, "x"), Value(1.0, "y"), Value(2.0, "w")
    return trace(w * x * y, [x, y], [w]).compile()([2.0], rows)


def boundary(X, y=SIGNS):
    ax = plot_decision_boundary(network(), X, y, Figure().subplots(), resolution=3)
    return ax.collections[0].get_facecolor().tolist()


ENTRANCES = {
    "fit": trained,
    "train": lambda X: [step.loss for step in train(network(), X, SIGNS, steps=2)],
    "predictor": lambda X: predictor(network())([1.0, 2.0, 3.0], X).tolist(),
    "standardized": lambda X: standardized(X).tolist(),
    "split": lambda X: [part.tolist() for part in split(X, SIGNS)],
    "a program": lambda X: repr(program_means(X)),
    "plot_decision_boundary": boundary,
}

each_entrance = pytest.mark.parametrize("enter", ENTRANCES.values(), ids=ENTRANCES)


@each_entrance
@pytest.mark.parametrize(
    "table",
    [np.array(X), np.array(X, order="F"), np.ma.masked_invalid(X), tuple(map(tuple, X))]
    + [frame(X) for frame in FRAMES],
    ids=lambda table: type(table).__name__,
)
def test_a_table_is_read_row_by_row(enter, table):
    assert enter(table) == enter(X)


NO_TABLES = {
    "a mapping": ({"a": [1.0], "b": [2.0]}, r"given dict .*; write list\(zip\(\*columns\.values"),
    "rows that are mappings": (
        [{0: 5.0, 1: 6.0}] * 3,
        r"given dict .*write list\(row.values\(\)\)",
    ),
    "rows that are sets": ([{5.0, 6.0}] * 3, "given set .*an order"),
    "a masked number": (
        np.ma.masked_invalid([[1.0, math.nan], *X[1:]]),
        "1 masked numbers.*filled",
    ),
    "a masked row": (
        [np.ma.masked_invalid([1.0, math.nan]), *X[1:]],
        "given an array with 1 masked numbers.*filled",
    ),
    "times": (np.full((3, 2), "2020", "datetime64[ns]"), r"given datetime64\[ns\]; allowed: num"),
    "time spans": (
        np.full((3, 2), 3, "timedelta64[s]"),
        r"given timedelta64\[s\].*np\.timedelta64",
    ),
}


@each_entrance
@pytest.mark.parametrize(("table", "message"), NO_TABLES.values(), ids=NO_TABLES)
def test_what_has_no_numbers_in_order_is_refused(enter, table, message):
    with pytest.raises(ValueError, match=message):
        enter(table)


def test_rows_of_values_count_as_constants():
    values = [[Value(number) for number in row] for row in X]
    assert trained(values) == trained(np.array(values)) == trained()
    assert not any(value.has_grad for row in values for value in row)


LABELS = {
    "an array": np.array(SIGNS),
    "NumPy's numbers": [np.int8(label) for label in SIGNS],
    "arrays without shape": [np.array(float(label)) for label in SIGNS],
    "Values": [Value(label, requires_grad=False) for label in SIGNS],
}


@pytest.mark.parametrize("loss", ["hinge", "mse"])
@pytest.mark.parametrize("backend", ["eager", "numpy"])
@pytest.mark.parametrize(
    "labels",
    [*LABELS.values(), *(frame(SIGNS) for frame in FRAMES)],
    ids=lambda y: type(y).__name__,
)
def test_labels_are_read_in_order(labels, backend, loss):
    assert trained(y=labels, backend=backend, loss=loss) == trained(backend=backend, loss=loss)


class Scalar:
    """As PyTorch's tensors of one number are: with comparisons that answer with another."""

    shape = ()

    def __init__(self, number):
        self.number = number

    def item(self):
        return self.number

    def __gt__(self, other):
        return Scalar(self.number > other)

    def where(self, a, b):
        raise TypeError("where() received an invalid combination of arguments")


LOSSES = [
    (mse, Value(0.5), 1),
    (hinge, Value(0.5), 1),
    (binary_cross_entropy, Value(0.5), 1),
    (cross_entropy, [Value(0.5), Value(1.0)], 1),
]


@pytest.mark.parametrize(("loss", "prediction", "label"), LOSSES, ids=lambda part: str(part)[:20])
@pytest.mark.parametrize("kind", [Scalar, np.int64, np.array])
def test_a_loss_takes_a_label_of_another_library(kind, loss, prediction, label):
    assert loss(prediction, kind(label)).data == loss(prediction, label).data


def test_training_takes_labels_of_another_library():
    assert trained(y=[Scalar(label) for label in SIGNS]) == trained()


@pytest.mark.parametrize(
    ("column", "advice"),
    [
        (np.array([[1], [-1], [1]]), r"; write y\.ravel\(\)$"),
        ([[1], [-1], [1]], r"; write \[t\[0\] for t in y\]$"),
        *((frame([[1], [-1], [1]]), r"; write y\.to_numpy\(\)\.ravel\(\)$") for frame in FRAMES),
    ],
)
def test_a_column_of_labels_is_told_how_to_be_a_list(column, advice):
    with pytest.raises(ValueError, match=r"given the label \[1\] in row 0; .*" + advice):
        trained(y=column)
    assert trained(y=column, loss="mse") == trained(loss="mse")


def test_a_plot_says_how_a_column_of_labels_becomes_a_list():
    with pytest.raises(ValueError, match=r"allowed: \(3,\), as X has rows; write y\.ravel\(\)"):
        boundary(X, np.array([[1], [-1], [1]]))


# Rows that a model is called with.

MODELS = {"MLP": network, "Layer": lambda: Layer(2, 3), "Neuron": lambda: Neuron(2)}
each_model = pytest.mark.parametrize("model", [make() for make in MODELS.values()], ids=MODELS)


def numbers(outputs):
    return [float(v) for v in outputs] if isinstance(outputs, list) else float(outputs)


ROWS = {
    "a tuple": lambda: (0.5, -1.0),
    "an array": lambda: np.array([0.5, -1.0]),
    "an array of Values": lambda: np.array([Value(0.5), Value(-1.0)]),
    "a generator": lambda: (number for number in [0.5, -1.0]),
    **{f"a row of a {i}th frame": lambda f=frame: f([0.5, -1.0]) for i, frame in enumerate(FRAMES)},
}


@each_model
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_model_takes_a_row(model, row):
    assert numbers(model(row())) == numbers(model([0.5, -1.0]))


ONE_ROW = r"one row at a time; write \[model\(row\) for row in "
NO_ROWS = {
    "a number": (2.0, r"x: given 2\.0; allowed: a list of numbers, such as \[2\.0\]"),
    "an array without shape": (np.array(2.0), r"x: given array\(2\.\); allowed: a list of numbers"),
    "a square table": (np.eye(2), ONE_ROW + r"X\]"),
    "a table of one row": (np.ones((1, 2)), ONE_ROW + r"X\]"),
    "lists of lists": ([[1.0, 2.0], [3.0, 4.0]], ONE_ROW + r"X\]"),
    "a list of arrays": (list(np.eye(2)), ONE_ROW + r"X\]"),
    "a mapping": ({0: 1.0, 1: 2.0}, "x: given dict"),
    "a set": ({1.0, 2.0}, "x: given set"),
    "a text": ("ab", "x: given 'ab'; allowed: a list or an array"),
    "a masked number": (np.ma.masked_invalid([1.0, math.nan]), "x: given an array with 1 masked"),
    **{
        f"a {i}th frame": (frame([[1.0, 2.0]] * 2), ONE_ROW + r"X\.to_numpy\(\)\]")
        for i, frame in enumerate(FRAMES)
    },
}


@each_model
@pytest.mark.parametrize(("row", "message"), NO_ROWS.values(), ids=NO_ROWS)
def test_what_is_no_row_is_refused_by_a_model(model, row, message):
    with pytest.raises(ValueError, match=message):
        model(row)


# Numbers.


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (np.datetime64("2020", "ns"), r"given datetime64 .*\(time - start\) / np\.timedelta64"),
        (np.timedelta64(3, "ns"), "given timedelta64"),
        (np.ma.masked, r"given MaskedConstant masked.*write array\.filled"),
        (np.ma.masked_invalid(np.array(math.nan)), "masked numbers out"),
    ],
)
def test_a_time_and_a_masked_number_are_no_numbers(number, message):
    with pytest.raises(TypeError, match=message):
        Value(number)
    with pytest.raises(TypeError, match=message):
        Value(2.0) + number
