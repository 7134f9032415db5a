"""`%load_ext viz`: what a cell shows."""

import re

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_notebook

import viz
from engine import Value, tanh
from nn import MLP, fit, predictor
from nn.data import moons
from tests.lectures import run
from viz import animate_training, draw, walk


@pytest.fixture
def shell():
    shell = InteractiveShell()
    shell.extension_manager.load_extension("viz")
    yield shell
    shell.extension_manager.unload_extension("viz")


def test_viz_completes_to_its_public_names():
    assert dir(viz) == sorted(viz.__all__)


def shown(shell, thing):
    bundle, _ = shell.display_formatter.format(thing)
    return bundle


def test_a_value_draws_itself_and_keeps_its_text(shell):
    v = tanh(Value(2.0, "x"))
    bundle = shown(shell, v)
    assert bundle["text/plain"] == repr(v)
    assert "<svg" in bundle["image/svg+xml"]
    assert "tanh" in bundle["image/svg+xml"]


def test_a_value_of_a_class_of_ones_own_draws_itself(shell):
    class Mine(Value):
        __slots__ = ()

    assert "image/svg+xml" in shown(shell, Mine(1.0) + 1)


def test_a_graph_too_large_to_read_is_told_in_words(shell):
    v = Value(1.0)
    for _ in range(50):
        v = v + 1
    bundle = shown(shell, v)
    assert set(bundle) == {"text/plain"}


def test_a_list_of_values_is_written_as_python_does(shell):
    values = [Value(1.0), Value(2.0)]
    assert set(shown(shell, values)) == {"text/plain"}


def test_an_array_of_values_shows_its_numbers(shell):
    A = np.array([[Value(1.0), Value(-20.5)], [Value(3.0), Value(4.0)]])
    assert shown(shell, A)["text/plain"] == (
        "Values of shape (2, 2)\ndata\n[[    1 −20.5]\n [    3     4]]"
    )


def test_an_array_of_no_axis_shows_its_number(shell):
    number = np.array([[Value(1.5)]]).squeeze()
    assert shown(shell, number)["text/plain"] == "Values of shape ()\ndata\n1.5"


def test_an_array_of_values_shows_gradients_once_there_are_any(shell):
    row = np.array([Value(1.0), Value(2.0), Value(3.0)])
    (row[0] * row[1] * 0).backward()
    assert shown(shell, row)["text/plain"] == ("Values of shape (3,)\ndata\n[1 2 3]\ngrad\n[0 0 –]")


@pytest.mark.parametrize(
    "array",
    [
        np.arange(3.0),
        np.array([], dtype=object),
        np.array([Value(1.0), 2.0], dtype=object),
    ],
    ids=["floats", "empty", "mixed"],
)
def test_any_other_array_is_written_as_numpy_does(shell, array):
    assert shown(shell, array)["text/plain"] == repr(array)


def test_unloading_restores_what_python_writes(shell):
    shell.extension_manager.unload_extension("viz")
    v, row = Value(1.0), np.array([Value(1.0)])
    assert shown(shell, v) == {"text/plain": repr(v)}
    assert shown(shell, row) == {"text/plain": repr(row)}
    shell.extension_manager.load_extension("viz")


def training():
    X, y = moons(20, seed=0)
    model = MLP(2, [2, 1], seed=0)
    history = fit(model, X, y, steps=3, progress=False, record=True)
    return animate_training(history, predictor(model), X, y)


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        (lambda: draw(Value(1.0, "x") + 1), r"Drawing of \d+ lines of DOT"),
        (lambda: walk(Value(1.0, "x") + 1), "Walk through L = 2"),
        (training, "Animation of 3 steps"),
    ],
    ids=["draw", "walk", "animate_training"],
)
def test_the_text_of_a_picture_is_the_same_in_every_run(picture, text):
    assert re.fullmatch(text, repr(picture()))


def test_a_plot_shows_itself_in_a_notebook(tmp_path):
    source = "import nn, viz\nviz.plot_loss(nn.History([0.5], [None]));"
    (cell,) = run(new_notebook(cells=[new_code_cell(source)]), tmp_path).cells
    assert [set(output.data) for output in cell.outputs] == [{"image/png", "text/plain"}]
