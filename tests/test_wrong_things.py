"""What is given in the place of a model, a function, a history or a score is named, with advice."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from engine import Value, grad, value_and_grad
from nn import MLP, History, Module, fit, predictor, train
from nn.data import standardized
from viz import animate_training, plot_decision_boundary, plot_loss

X, SIGNS = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [1, -1, 1]
NUMBERS = [1.0, 2.0]


def painted(predict, y=SIGNS):
    return lambda: plot_decision_boundary(predict, X, y, Figure().subplots(), resolution=3)


class Forward(Module):
    """A model as PyTorch has it."""

    def __init__(self):
        self.w = Value(1.0)

    def forward(self, x):
        return self.w * x[0]


class Nameless(Module):
    def __init__(self):
        self.w = Value(1.0)


NO_CALL = r"Forward: given no __call__; write def __call__\(self, x\); rename forward$"
WRONG = {
    "grad as in PyTorch": (
        lambda: grad(Value(2.0) * 3.0, Value(2.0)),
        r"f: given Value\(data=6\.0.*; allowed: a function.* write L\.backward",
    ),
    "value_and_grad of a number": (lambda: value_and_grad(2.0), r"f: given 2\.0; allowed: a func"),
    "a model with forward": (lambda: Forward()([1.0]), NO_CALL),
    "a model with forward, fitted": (lambda: fit(Forward(), X, SIGNS, progress=False), NO_CALL),
    "a model with forward, compiled": (
        lambda: fit(Forward(), X, SIGNS, progress=False, backend="numpy"),
        NO_CALL,
    ),
    "a model with forward, trained": (lambda: list(train(Forward(), X, SIGNS)), NO_CALL),
    "a model without anything": (
        lambda: Nameless()([1.0]),
        r"Nameless: given no __call__; write def __call__\(self, x\)$",
    ),
    "a list as a history": (
        lambda: plot_loss(NUMBERS),
        r"history: given \[1\.0, 2\.0\]; allowed: the History that fit returns",
    ),
    "a number as a loss": (
        lambda: plot_loss(next(train(MLP(2, [1]), X, SIGNS))),
        r"history: given Step\(.*; allowed: the History that fit returns",
    ),
    "a predictor as predict": (
        painted(predictor(MLP(2, [1]))),
        r"predict: given Predictor\(parameters.*; allowed: a model, .* lambda row: model\(row\)",
    ),
    "a number as predict": (painted(3.0), r"predict: given 3\.0; allowed: a model"),
    "a name as an answer": (painted(lambda row: "a"), "predict: answered 'a'; allowed: one score"),
    "nothing as an answer": (painted(lambda row: None), "predict: answered None; allowed: one"),
}


@pytest.mark.parametrize(("call", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_thing_is_named_with_what_to_write(call, message):
    with pytest.raises(TypeError, match=message):
        call()


def test_a_predictor_says_that_a_model_with_forward_is_not_called():
    with pytest.raises(ValueError, match=NO_CALL):
        predictor(Forward())([1.0], [[1.0]])


NO_SCORES = {
    "one score for three": (
        lambda row: row[0],
        [0, 1, 2],
        "answered one score for 3 different labels; allowed: one score, whose sign .* one for each",
    ),
    "one score in a list for three": (lambda row: [row[0]], ["a", "b", "c"], "for 3 different lab"),
}


@pytest.mark.parametrize(("predict", "y", "message"), NO_SCORES.values(), ids=NO_SCORES)
def test_answers_that_do_not_tell_the_labels_apart_are_refused(predict, y, message):
    with pytest.raises(ValueError, match=message):
        painted(predict, y)()


def test_an_animation_too_needs_a_score_for_each_of_three_labels():
    model = MLP(2, [1])
    history = fit(model, X, SIGNS, steps=2, progress=False, record=True)
    with pytest.raises(ValueError, match="answered one score for 3 different labels"):
        animate_training(history, predictor(model), X, [0, 1, 2])


PAINTABLE = {
    "classes": (lambda row: 1 + (row[0] > 0.5), [1, 2, 1]),
    "negative classes": (lambda row: -2 + (row[0] > 0.5), [-2, -1, -1]),
    "signs": (lambda row: 1 if row[0] > 0.5 else -1, SIGNS),
    "0 and 1": (lambda row: int(row[0] > 0.5), [0, 1, 1]),
    "whole scores": (lambda row: 3.0 if row[0] > 0.5 else -1.0, [3, 7, 7]),
    "numbers to be learned": (lambda row: row[0], [0.5, 1.5, 2.0]),
    "one class": (lambda row: 1.0, [1, 1, 1]),
    "a function of C": (max, SIGNS),
    "more arguments with defaults": (lambda row, scale=1.0: scale * row[0], SIGNS),
}


@pytest.mark.parametrize(("predict", "y"), PAINTABLE.values(), ids=PAINTABLE)
def test_scores_are_painted(predict, y):
    assert painted(predict, y)().get_title() == "Decision boundary"


def test_losses_alone_are_a_history():
    assert plot_loss(History(loss=NUMBERS), Figure().subplots()).get_ylabel() == "loss"


LINE = MLP(2, [1], seed=0)
HISTORY = fit(LINE, X, SIGNS, steps=2, record=True, progress=False)
PREDICT = predictor(LINE)
WITHOUT_NUMBERS = {
    "words": [["a", "b"]] * 3,
    "complex numbers": [[1j, 1.0]] * 3,
    "numbers as text": [["1.5", 2.0]] * 3,
    "nothing": [[None, 1.0]] * 3,
    "rows of two lengths": [[1.0, 2.0], [1.0], [2.0]],
}
TAKERS = {
    "plot_decision_boundary": lambda X: plot_decision_boundary(sum, X, SIGNS),
    "animate_training": lambda X: animate_training(HISTORY, PREDICT, X, SIGNS),
    "predictor": lambda X: PREDICT([0.1, 0.2, 0.3], X),
    "standardized": standardized,
}


@pytest.mark.parametrize("X", WITHOUT_NUMBERS.values(), ids=WITHOUT_NUMBERS)
@pytest.mark.parametrize("take", TAKERS.values(), ids=TAKERS)
def test_a_table_without_numbers_is_told_by_its_name(take, X):
    with pytest.raises((TypeError, ValueError), match=r"^X: .*; allowed: numbers"):
        take(X)


COLUMN = [[1], [-1], [1]]


@pytest.mark.parametrize(
    ("column", "advice"),
    [
        (np.array(COLUMN), r"; write y\.ravel\(\)$"),
        (COLUMN, r"; write \[t\[0\] for t in y\]$"),
        (
            SimpleNamespace(to_numpy=lambda: np.array(COLUMN)),
            r"; write y\.to_numpy\(\)\.ravel\(\)$",
        ),
    ],
)
def test_a_column_of_labels_is_told_how_to_be_a_list(column, advice):
    with pytest.raises(ValueError, match=r"y: given shape \(3, 1\); .*" + advice):
        painted(sum, column)()


@pytest.mark.parametrize("take", [plot_loss, lambda h: animate_training(h, PREDICT, X, SIGNS)])
@pytest.mark.parametrize("history", [[1], None, 3.0, "loss"], ids=repr)
def test_what_is_no_history_is_refused(take, history):
    with pytest.raises(TypeError, match=r"history: given .*; allowed: the History that"):
        take(history)
