"""Losses of one sample: how wrong a prediction is, as a Value.

Predictions are scores (logits): any real number, before sigmoid or softmax. That is what keeps the
losses finite at scores of ±1000.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine import Value, relu, softplus

__all__ = ["LOSSES", "Loss", "binary_cross_entropy", "cross_entropy", "hinge", "mse"]


def mse(prediction: Any, target: Any) -> Value:
    """Squared error; for several outputs, the mean of their squared errors."""
    predictions, targets = _listed(prediction), _listed(target)
    if len(predictions) != len(targets):
        raise ValueError(f"given {len(predictions)} predictions and {len(targets)} targets")
    squares = [(p - t) ** 2 for p, t in zip(predictions, targets, strict=True)]
    mean: Value = _sum(squares) / len(squares) if len(squares) > 1 else squares[0]
    return mean


def hinge(prediction: Any, target: Any) -> Value:
    """Hinge loss max(0, 1 - target · score), for a target of -1 or +1."""
    score = _one_score("hinge", prediction)
    _check_label("hinge", target)
    loss: Value = relu(1.0 - score * target)
    return loss


def binary_cross_entropy(prediction: Any, target: Any) -> Value:
    """Return -log of the probability that sigmoid(score) gives to a target of 0 or 1.

    Equals softplus(score) - target · score; PyTorch calls it with_logits.
    """
    score = _one_score("binary_cross_entropy", prediction)
    _check_label("binary_cross_entropy", target)
    loss: Value = softplus(score) - score * target
    return loss


def cross_entropy(prediction: Any, target: Any) -> Value:
    """Return -log of the probability that softmax(scores) gives to the class `target`.

    Equals log(sum of e^score) - scores[target]. The logarithm of the sum grows by one score at a
    time, log(e^a + e^b) = a + softplus(b - a), which neither overflows nor needs a maximum.
    """
    scores = _listed(prediction)
    if len(scores) < 2:
        raise ValueError(f"cross_entropy: given {len(scores)} score; allowed: one for each class")
    _check_label("cross_entropy", target)
    if target >= len(scores):
        raise ValueError(f"cross_entropy: given class {target!r} for scores of {len(scores)}")
    total = scores[0]
    for score in scores[1:]:
        total = total + softplus(score - total)
    loss: Value = total - scores[int(target)]
    return loss


@dataclass(frozen=True)
class Loss:
    """A loss by name: its function, the labels that fit it, and when a prediction is right."""

    function: Callable[[Any, Any], Value]
    labels: str
    fits: Callable[[Any], bool]
    is_right: Callable[[Any, Any], bool] | None  # None: there is no right and wrong to count


def _sign_is_right(prediction: Any, target: Any) -> bool:
    return bool((float(_listed(prediction)[0]) > 0.0) == (target > 0))


def _largest_is_right(prediction: Any, target: Any) -> bool:
    scores = [float(score) for score in prediction]
    return bool(scores.index(max(scores)) == target)


LOSSES = {
    "mse": Loss(mse, "any numbers", lambda target: True, None),
    "hinge": Loss(
        hinge,
        "-1 and +1 (for labels of 0 and 1 write 2 * y - 1)",
        lambda target: target in (-1, 1),
        _sign_is_right,
    ),
    "binary_cross_entropy": Loss(
        binary_cross_entropy,
        "0 and 1 (for labels of -1 and +1 write (y + 1) / 2)",
        lambda target: target in (0, 1),
        _sign_is_right,
    ),
    "cross_entropy": Loss(
        cross_entropy,
        "whole numbers from 0, one for each class",
        lambda target: target >= 0 and target == int(target),
        _largest_is_right,
    ),
}


def _check_label(name: str, target: Any) -> None:
    if not LOSSES[name].fits(target):
        raise ValueError(f"{name}: given the label {target!r}; allowed: {LOSSES[name].labels}")


def _listed(thing: Any) -> Sequence[Any]:
    return thing if hasattr(thing, "__len__") else [thing]


def _one_score(name: str, prediction: Any) -> Any:
    scores = _listed(prediction)
    if len(scores) != 1:
        raise ValueError(
            f"{name}: given {len(scores)} scores; allowed: one. "
            "For several classes use cross_entropy"
        )
    return scores[0]


def _sum(values: Sequence[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total
