"""Losses at points computed by hand, at extreme scores, and with targets that do not fit."""

import math
import re

import numpy as np
import pytest

from engine import Value, gradcheck
from nn import binary_cross_entropy, cross_entropy, hinge, mse
from nn.losses import LOSSES

LN2, LN3 = math.log(2.0), math.log(3.0)

# loss, score or scores, target, value, gradient per score
BY_HAND = [
    (mse, [3.0], 1.0, 4.0, [4.0]),
    (mse, [-0.5], -0.5, 0.0, [0.0]),
    (mse, [1.0, 2.0], [0.0, 4.0], 2.5, [1.0, -2.0]),
    (mse, [1.0, 2.0, 3.0], [1.0, 2.0, 0.0], 3.0, [0.0, 0.0, 2.0]),
    (hinge, [0.25], 1, 0.75, [-1.0]),
    (hinge, [-0.5], -1, 0.5, [1.0]),
    (hinge, [-2.0], 1, 3.0, [-1.0]),
    (hinge, [2.0], 1, 0.0, [0.0]),
    (hinge, [1.0], 1, 0.0, [0.0]),
    (hinge, [0.0], -1, 1.0, [1.0]),
    (binary_cross_entropy, [0.0], 0, LN2, [0.5]),
    (binary_cross_entropy, [0.0], 1, LN2, [-0.5]),
    (binary_cross_entropy, [LN3], 1, math.log(4.0 / 3.0), [-0.25]),
    (binary_cross_entropy, [LN3], 0, math.log(4.0), [0.75]),
    (cross_entropy, [0.0, 0.0], 0, LN2, [-0.5, 0.5]),
    (cross_entropy, [7.0, 7.0, 7.0], 1, LN3, [1 / 3, -2 / 3, 1 / 3]),
    (cross_entropy, [0.0, LN2, math.log(5.0)], 2, math.log(1.6), [0.125, 0.25, -0.375]),
    (cross_entropy, [0.0, LN2, math.log(5.0)], 0, math.log(8.0), [-0.875, 0.25, 0.625]),
]

EXTREME = [
    (mse, [1000.0], -1000.0, 4e6, [4000.0]),
    (hinge, [1000.0], 1, 0.0, [0.0]),
    (hinge, [-1000.0], 1, 1001.0, [-1.0]),
    (hinge, [1000.0], -1, 1001.0, [1.0]),
    (binary_cross_entropy, [1000.0], 1, 0.0, [0.0]),
    (binary_cross_entropy, [1000.0], 0, 1000.0, [1.0]),
    (binary_cross_entropy, [-1000.0], 0, 0.0, [0.0]),
    (binary_cross_entropy, [-1000.0], 1, 1000.0, [-1.0]),
    (cross_entropy, [1000.0, -1000.0], 0, 0.0, [0.0, 0.0]),
    (cross_entropy, [1000.0, -1000.0], 1, 2000.0, [1.0, -1.0]),
    (cross_entropy, [-1000.0, 1000.0], 0, 2000.0, [-1.0, 1.0]),
    (cross_entropy, [-1000.0, 1000.0, 1000.0], 1, LN2, [0.0, -0.5, 0.5]),
    (cross_entropy, [1000.0, 1000.0, 1000.0], 0, LN3, [-2 / 3, 1 / 3, 1 / 3]),
    (cross_entropy, [-1000.0, -1000.0, -1000.0], 2, LN3, [1 / 3, 1 / 3, -2 / 3]),
    (cross_entropy, [1000.0, 0.0, -1000.0], 1, 1000.0, [1.0, -1.0, 0.0]),
]


def name_of(thing):
    return thing.__name__ if callable(thing) else str(thing)


@pytest.mark.parametrize(("loss", "scores", "target", "value", "slopes"), BY_HAND + EXTREME)
def test_a_loss_and_its_gradient_are_those_computed_by_hand(loss, scores, target, value, slopes):
    leaves = [Value(score) for score in scores]
    result = loss(leaves if len(leaves) > 1 else leaves[0], target)
    assert isinstance(result, Value)
    result.backward()
    rounding = 1e-15 * max(1.0, *map(abs, scores))  # of the largest number on the way
    assert result.data == pytest.approx(value, rel=1e-14, abs=rounding)
    assert [leaf.grad for leaf in leaves] == pytest.approx(slopes, rel=1e-14, abs=rounding)


@pytest.mark.parametrize("target", [0, 1, 2])
def test_cross_entropy_has_the_gradient_that_differences_give(target):
    assert gradcheck(lambda *scores: cross_entropy(list(scores), target), 0.3, -1.2, 2.5)


@pytest.mark.parametrize("score", [-3.0, -0.1, 0.0, 0.7, 20.0])
def test_cross_entropy_of_two_classes_is_the_binary_one_of_the_difference(score):
    for target in (0, 1):
        two = cross_entropy([Value(1.5), Value(1.5 + score)], target)
        assert two.data == pytest.approx(binary_cross_entropy(Value(score), target).data)


def test_cross_entropy_does_not_depend_on_the_order_of_the_other_classes():
    scores, orders = [0.3, -700.0, 650.0, 2.0], [(0, 1, 2, 3), (0, 3, 2, 1), (0, 2, 1, 3)]
    losses = [cross_entropy([Value(scores[i]) for i in order], 0).data for order in orders]
    assert losses == pytest.approx([649.7] * 3, rel=1e-12)


def test_the_constants_of_a_loss_take_no_gradient():
    target = Value(1.0, requires_grad=False)
    mse(Value(3.0), target).backward()
    assert target.grad == 0.0


@pytest.mark.parametrize("kind", [int, float, np.int64, np.float64], ids=name_of)
@pytest.mark.parametrize(
    ("loss", "scores", "target"),
    [
        (mse, [0.5], 1),
        (hinge, [0.5], -1),
        (binary_cross_entropy, [0.5], 1),
        (cross_entropy, [0.5, 1.0], 1),
    ],
    ids=name_of,
)
def test_a_target_may_be_any_kind_of_number(loss, scores, target, kind):
    prediction = [Value(score) for score in scores] if len(scores) > 1 else Value(scores[0])
    assert loss(prediction, kind(target)).data == loss(prediction, target).data


@pytest.mark.parametrize("loss", [mse, hinge, binary_cross_entropy], ids=name_of)
def test_a_single_score_may_come_in_a_list(loss):
    assert loss([Value(0.5)], 1).data == loss(Value(0.5), 1).data


def test_mse_takes_arrays():
    predictions = np.array([Value(1.0), Value(2.0)], dtype=object)
    assert mse(predictions, np.array([0.0, 4.0])).data == 2.5


# Targets that do not fit.


MISFITS = {
    hinge: [0, 2, 0.5, -2, math.nan, math.inf, "1", None],
    binary_cross_entropy: [-1, 2, 0.5, math.nan, math.inf, "1", None],
    cross_entropy: [-1, 0.5, math.nan, math.inf, "1", None, [1]],
}
ALLOWED = {
    hinge: r"-1 and \+1",
    binary_cross_entropy: "0 and 1",
    cross_entropy: "whole numbers from 0",
}


@pytest.mark.parametrize(
    ("loss", "target"),
    [(loss, target) for loss, targets in MISFITS.items() for target in targets],
    ids=name_of,
)
def test_a_label_that_does_not_fit_is_an_error_that_says_which_do(loss, target):
    scores = [Value(0.5), Value(1.0)] if loss is cross_entropy else Value(0.5)
    given = f"{loss.__name__}: given the label {re.escape(repr(target))}"
    with pytest.raises(ValueError, match=f"{given}; allowed: {ALLOWED[loss]}"):
        loss(scores, target)


def test_hinge_says_how_to_turn_labels_of_0_and_1_into_its_own_and_back():
    with pytest.raises(ValueError, match=r"2 \* y - 1"):
        hinge(Value(0.5), 0)
    with pytest.raises(ValueError, match=r"\(y \+ 1\) / 2"):
        binary_cross_entropy(Value(0.5), -1)


def test_a_class_without_a_score_is_an_error_with_both_numbers():
    with pytest.raises(ValueError, match="class 3; allowed: 0 to 2, as the model gives 3 scores"):
        cross_entropy([Value(0.0)] * 3, 3)


# Wrong numbers of scores.


@pytest.mark.parametrize("loss", [hinge, binary_cross_entropy], ids=name_of)
@pytest.mark.parametrize("count", [0, 2, 3])
def test_a_loss_of_one_score_refuses_several_and_names_the_loss_for_them(loss, count):
    with pytest.raises(ValueError, match=f"given {count} scores; allowed: one.*cross_entropy"):
        loss([Value(0.0)] * count, 1)


@pytest.mark.parametrize("scores", [Value(0.5), [Value(0.5)], []], ids=["Value", "one", "none"])
def test_cross_entropy_refuses_fewer_than_two_scores(scores):
    with pytest.raises(ValueError, match=r"cross_entropy: given [01] score.*one for each class"):
        cross_entropy(scores, 0)


@pytest.mark.parametrize(
    ("prediction", "target", "both"),
    [
        ([1.0, 2.0], [1.0], (2, 1)),
        ([1.0, 2.0], 1.0, (2, 1)),
        ([1.0], [1.0, 2.0, 3.0], (1, 3)),
        ([], [1.0], (0, 1)),
        ([], [], (0, 0)),
    ],
    ids=str,
)
def test_mse_refuses_lengths_that_do_not_match_and_says_both(prediction, target, both):
    with pytest.raises(ValueError, match=rf"given {both[0]} predictions? and {both[1]} targets?"):
        mse([Value(number) for number in prediction], target)


def test_of_equal_scores_the_first_is_the_prediction():
    is_right = LOSSES["cross_entropy"].is_right
    assert [float(is_right([1.0, 1.0, 0.0], target)) for target in (0, 1, 2)] == [1.0, 0.0, 0.0]


RIGHT = {
    "hinge": [([0.5], 1), ([0.5], -1), ([-0.5], 1), ([-0.5], -1), ([0.0], 1), ([0.0], -1)],
    "binary_cross_entropy": [([0.5], 1), ([0.5], 0), ([-0.5], 1), ([-0.5], 0), ([0.0], 0)],
    "cross_entropy": [
        *(([1.0, 1.0, 0.0], target) for target in range(3)),
        *(([0.0, 1.0, 1.0], target) for target in range(3)),
        *(([0.5, 0.0, 0.75], target) for target in range(3)),
        *(([-3.0, -1.0, -2.0], target) for target in range(3)),
    ],
}
SHARES = {
    "hinge": [1, 0, 0, 1, 0, 1],
    "binary_cross_entropy": [1, 0, 0, 1, 1],
    "cross_entropy": [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0],
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_prediction_is_right_or_wrong_by_hand(name):
    is_right = LOSSES[name].is_right
    assert [float(is_right(*case)) for case in RIGHT[name]] == SHARES[name]


def test_the_error_of_one_output_is_its_square_without_a_mean():
    assert mse(Value(3.0), 1.0).op == "**"
    assert mse([Value(3.0)], [1.0]).op == "**"
