"""Losses of one sample: how wrong a prediction is, as a Value.

Predictions are scores (logits): any real number, before sigmoid or softmax. That is what keeps the
losses finite at scores of ±1000.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from engine import Value, exp, maximum, relu, softplus, where
from engine.extend import is_array, shortened
from nn.labels import advice, number_of
from nn.rows import label_of
from nn.unknown import UnknownTarget

__all__ = [
    "LOSSES",
    "Loss",
    "binary_cross_entropy",
    "cross_entropy",
    "hinge",
    "log_sum_exp",
    "loss_of",
    "mse",
    "softmax",
]


def mse(prediction: Any, target: Any) -> Value:
    """Squared error; for several outputs, the mean of their squared errors.

    prediction  one number, or a list or array of k
    target      as many numbers

    Raises ValueError unless there are as many targets as predictions, at least one.
    """
    predictions, targets = _listed(prediction), _listed(target)
    if len(predictions) != len(targets) or not targets:
        raise ValueError(
            f"mse: given {len(predictions)} predictions and {len(targets)} targets; "
            "allowed: as many of each, at least one"
        )
    squares = [(p - t) ** 2 for p, t in zip(predictions, targets, strict=True)]
    mean: Value = reduce(add, squares) / len(squares) if len(squares) > 1 else squares[0]
    return mean


def hinge(prediction: Any, target: Any) -> Value:
    """Hinge loss max(0, 1 - target · score), for a target of -1 or +1.

    Raises ValueError for another target, and for a prediction of more or fewer scores than one.
    """
    target = _checked_label("hinge", target)
    score = _one_score("hinge", prediction)
    loss: Value = relu(1.0 - score * target)
    return loss


def binary_cross_entropy(prediction: Any, target: Any) -> Value:
    """Return -log of the probability that sigmoid(score) gives to a target of 0 or 1.

    That is softplus of the score, with its sign changed for a target of 1. PyTorch calls it
    with_logits.

    Raises ValueError for another target, and for a prediction of more or fewer scores than one.
    """
    target = _checked_label("binary_cross_entropy", target)
    score = _one_score("binary_cross_entropy", prediction)
    loss: Value = softplus(score * (1.0 - 2.0 * target))
    return loss


def cross_entropy(prediction: Any, target: Any) -> Value:
    """Return -log of the probability that softmax(scores) gives to the class `target`.

    prediction  a list or array of k scores, one for each class, at least two
    target      the number of the right class, from 0 to k - 1

    Equals log(sum of e^score) - scores[target].

    Raises ValueError for fewer than two scores, and for a target that is none of the classes.
    """
    target = _checked_label("cross_entropy", target)
    scores = _listed(prediction)
    _check_classes(len(scores), target)
    chosen = scores[0]
    for k, score in enumerate(scores[1:], 1):
        chosen = where(target > k - 0.5, score, chosen)
    loss: Value = log_sum_exp(scores) - chosen
    return loss


def softmax(scores: Sequence[Any]) -> list[Any]:
    """Return the probabilities of scores: e^score over the sum of them all, at any size."""
    total = log_sum_exp(scores)
    return [exp(score - total) for score in scores]


def log_sum_exp(scores: Sequence[Any]) -> Any:
    """Return the logarithm of the sum of e^score.

    It grows by one score at a time, log(e^a + e^b) = a + softplus(b - a), which neither overflows
    nor needs a maximum.
    """
    total = scores[0]
    for score in scores[1:]:
        total = total + softplus(score - total)
    return total


@dataclass(frozen=True)
class Loss:
    """A loss by name: its function, the labels that fit it, and when a prediction is right.

    name      "" for a function of one's own
    labels    those that fit, in words
    is_right  1 if the prediction is right, else 0, for any kind of number; None if there is no
              right and wrong to count
    """

    name: str
    function: Callable[[Any, Any], Value]
    labels: str
    fits: Callable[[Any], bool]
    is_right: Callable[[Any, Any], Any] | None


def _are_numbers(target: Any) -> bool:
    return all(math.isfinite(number_of(label)) for label in _listed(target))


def _sign_is_right(prediction: Any, target: Any) -> Any:
    score = _listed(prediction)[0]
    return where(target > 0.0, where(score > 0.0, 1.0, 0.0), where(score > 0.0, 0.0, 1.0))


def _largest_is_right(prediction: Any, target: Any) -> Any:
    largest, winner = prediction[0], 0.0
    for k, score in enumerate(prediction[1:], 1):
        winner = where(score > largest, float(k), winner)
        largest = maximum(largest, score)
    return where(winner < target, 0.0, where(winner > target, 0.0, 1.0))


_KNOWN = (
    Loss("mse", mse, "finite numbers", _are_numbers, None),
    Loss(
        "hinge",
        hinge,
        "-1 and +1",
        lambda target: number_of(target) in (-1.0, 1.0),
        _sign_is_right,
    ),
    Loss(
        "binary_cross_entropy",
        binary_cross_entropy,
        "0 and 1",
        lambda target: number_of(target) in (0.0, 1.0),
        _sign_is_right,
    ),
    Loss(
        "cross_entropy",
        cross_entropy,
        "whole numbers from 0, one for each class",
        lambda target: number_of(target) >= 0.0 and number_of(target).is_integer(),
        _largest_is_right,
    ),
)
LOSSES = {loss.name: loss for loss in _KNOWN}


def loss_of(loss: Any) -> Loss:
    """Return what is known of a loss, given by its name or as a function.

    Raises ValueError for what is neither.
    """
    for known in LOSSES.values():
        if loss is known.function:
            return known
    if callable(loss):
        return Loss("", loss, "any", lambda target: True, None)
    if not isinstance(loss, str) or loss not in LOSSES:
        allowed = ", ".join(LOSSES)
        raise ValueError(f"loss: given {loss!r}; allowed: {allowed}, or a function")
    return LOSSES[loss]


def _checked_label(name: str, target: Any) -> Any:
    target = label_of(target)
    if not isinstance(target, UnknownTarget) and not LOSSES[name].fits(target):
        given, allowed = shortened(target), LOSSES[name].labels
        told = _one_row(name) if len(_listed(target)) > 1 else advice(name, [target])
        raise ValueError(f"{name}: given the label {given}; allowed: {allowed}{told}")
    return target


def _one_row(name: str) -> str:
    return f"; write the mean of {name}(model(row), target) for row, target in zip(X, y)"


def _check_classes(scores: int, target: Any) -> None:
    if scores < 2:
        raise ValueError(
            f"cross_entropy: given {scores} score; allowed: one for each class. "
            "For two classes and one score use binary_cross_entropy"
        )
    if not isinstance(target, UnknownTarget) and target >= scores:
        from_one = "; for classes counted from 1 write y - 1" if target == scores else ""
        raise ValueError(
            f"cross_entropy: given class {shortened(target)}; allowed: 0 to {scores - 1}, "
            f"as the model gives {scores} scores{from_one}"
        )


def _listed(thing: Any) -> list[Any]:
    return list(thing) if isinstance(thing, (list, tuple)) or is_array(thing) else [thing]


def _one_score(name: str, prediction: Any) -> Any:
    scores = _listed(prediction)
    if len(scores) != 1:
        raise ValueError(
            f"{name}: given {len(scores)} scores; allowed: one. "
            "For several classes use cross_entropy"
        )
    return scores[0]
