"""Labels, scores and columns that do not fit together, told before training, and what was meant."""

from random import Random

import pytest

from engine import Value
from nn import MLP, Module, binary_cross_entropy, cross_entropy, fit, hinge


def network(nouts=(4, 1)):
    return MLP(2, list(nouts), seed=1)


def quiet(model, X, y, **settings):
    return fit(model, X, y, progress=False, **settings)


def numbers(model):
    return [p.data for p in model.parameters()]


FEATURES = [[0.5, -1.0]] * 6
SCORES = "; allowed: 0 to 1, as the model gives 2 scores"
MISFITS = {
    "a class of no score": ("cross_entropy", 2, [0, 1, 0, 1, 0, 7], f"row 5: .*class 7{SCORES}$"),
    "classes counted from 1": (
        "cross_entropy",
        2,
        [1, 2] * 3,
        f"row 1: .*class 2{SCORES}; for classes counted from 1 write y - 1",
    ),
    "classes of one score": (
        "cross_entropy",
        1,
        [0, 1] * 3,
        "given 1 score; allowed: one for each class. For two .* use binary_cross_entropy",
    ),
    "signs of two scores": ("hinge", 2, [1, -1] * 3, "given 2 scores; allowed: one"),
    "bits of two scores": ("binary_cross_entropy", 2, [0, 1] * 3, "given 2 scores; allowed: one"),
    "numbers of two scores": ("mse", 2, [0.5] * 6, "given 2 predictions and 1 targets"),
    "short targets in the last row": (
        "mse",
        2,
        [[0.5, 1.0]] * 5 + [[1.0]],
        "row 5: .*given 2 predictions and 1 targets",
    ),
}


@pytest.mark.parametrize("backend", ["eager", "numpy"])
@pytest.mark.parametrize(("loss", "outputs", "y", "message"), MISFITS.values(), ids=MISFITS)
def test_labels_that_do_not_fit_the_scores_are_told_before_training(
    backend, loss, outputs, y, message, capsys
):
    model = network((3, outputs))
    before = numbers(model)
    with pytest.raises(ValueError, match=message):
        fit(model, FEATURES, y, loss=loss, batch_size=1, steps=20, backend=backend)
    assert numbers(model) == before
    assert capsys.readouterr().err == ""  # no progress bar yet


def test_columns_that_the_model_does_not_take_are_told_before_training(capsys):
    with pytest.raises(ValueError, match=r"X: row 0, of 3 columns: given 3 inputs; .* takes 2"):
        fit(network(), [[1.0, 2.0, 3.0]] * 4, [1, -1] * 2)
    assert capsys.readouterr().err == ""


class Dropout(Module):
    def __init__(self):
        self.random, self.w = Random(3), Value(1.0, "w")

    def __call__(self, x):
        return self.w * x[0] * self.random.choice([0.0, 2.0])


def test_the_prediction_before_training_draws_no_random_number():
    model, expected = Dropout(), Random(3)
    quiet(model, X=[[1.0, 2.0]], y=[1.0], loss="mse", steps=0)
    assert model.random.getstate() == expected.getstate()
    quiet(model, X=[[1.0, 2.0]], y=[1.0], loss="mse", steps=1)
    expected.choice([0.0, 2.0])
    assert model.random.getstate() == expected.getstate()


WORDS = r"\(for words write \[sorted\(set\(y\)\).index\(word\) for word in y\]\)$"
MEANT = {
    "bits": ("hinge", [0, 1] * 3, r"\(for labels of 0 and 1 write 2 \* y - 1\)$"),
    "signs": ("binary_cross_entropy", [1, -1] * 3, r"\(for labels of -1 and \+1 write \(y \+ 1\)"),
    "signs as classes": ("cross_entropy", [1, -1] * 3, r"-1 and \+1 write \(y \+ 1\) / 2\)$"),
    "classes": ("hinge", [0, 1, 2] * 2, r'\(for several classes write loss="cross_entropy"\)$'),
    "classes, no bits": ("binary_cross_entropy", [1, 2] * 3, 'write loss="cross_entropy"'),
    "numbers": ("hinge", [0.865, 1.0] * 3, r'\(for numbers to be learned write loss="mse"\)$'),
    "numbers as classes": ("cross_entropy", [0.5, 1.0] * 3, 'write loss="mse"'),
    "text": ("hinge", ["1", "-1"] * 3, r"\(for text write \[float\(text\) for text in y\]\)$"),
    "text to be learned": ("mse", ["0.5", "2"] * 3, r"\(for text write \[float\(text\)"),
    "words": ("hinge", ["cat", "dog"] * 3, WORDS),
    "words as classes": ("cross_entropy", ["cat", "dog"] * 3, WORDS),
    "signs and a 0": ("hinge", [1, -1, 0] * 2, r"allowed: -1 and \+1$"),
    "nothing that is known": ("hinge", [None, 1] * 3, r"allowed: -1 and \+1$"),
}


@pytest.mark.parametrize(("loss", "y", "advice"), MEANT.values(), ids=MEANT)
def test_labels_that_do_not_fit_the_loss_are_told_what_was_meant(loss, y, advice):
    with pytest.raises(ValueError, match=r"y: given the label .*" + advice):
        quiet(network(), X=FEATURES, y=y, loss=loss)


@pytest.mark.parametrize("loss", [hinge, binary_cross_entropy, cross_entropy])
def test_scores_and_labels_of_several_rows_are_told_to_come_one_by_one(loss):
    name = loss.__name__
    with pytest.raises(ValueError, match=rf"write the mean of {name}\(model\(row\), target\)"):
        loss([Value(0.5), Value(1.0), Value(2.0)], [1, 0, 1])
