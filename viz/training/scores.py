"""Scores: what a function answers for a row, checked before it is painted."""

import inspect
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.extend import shortened

__all__ = ["check_outputs", "check_takes", "scores_of", "votes", "warn_of_the_sign"]

LEARNED = 0.8  # share of samples that are right
ALLOWED = (
    "allowed: one score, whose sign decides between two labels, or a list of one for each; or one "
    "of the labels itself"
)


def check_takes(predict: Any, arguments: Sequence[Any], allowed: str) -> None:
    """Raise TypeError for what is no function of such arguments."""
    if not callable(predict):
        raise TypeError(f"predict: given {shortened(predict)}; allowed: {allowed}")
    try:
        signature = inspect.signature(predict)
    except ValueError:  # a function of C may not say what it takes
        return
    try:
        signature.bind(*arguments)
    except TypeError:
        name = getattr(predict, "__name__", type(predict).__name__)
        takes = ", ".join(signature.parameters)
        raise TypeError(f"predict: given {name}({takes}); allowed: {allowed}") from None


def scores_of(answer: Any) -> list[float]:
    """Return one score or several, in whatever they were wrapped; TypeError for what is none."""
    try:
        return [float(score) for score in np.ravel(np.asarray(answer, dtype=object))]
    except (TypeError, ValueError):
        raise TypeError(f"predict: answered {shortened(answer)}; {ALLOWED}") from None


def check_outputs(outputs: int, labels: NDArray[Any]) -> None:
    """Raise ValueError where one score is to tell more than two classes apart.

    Labels that are not all whole numbers or words are no classes, but numbers to be learned.
    """
    are_classes = labels.dtype.kind != "f" or (labels == np.round(labels)).all()
    count = len(np.unique(labels))
    if outputs == 1 and count > 2 and are_classes:
        raise ValueError(
            f"predict: answered one score for {count} different labels; {ALLOWED}; write "
            f"MLP(2, [8, {count}]), trained with cross_entropy"
        )


def votes(answered: Sequence[Sequence[Any]], labels: NDArray[Any]) -> NDArray[Any] | None:
    """Return a score of 1 for the class that each answer names, 0 for the others.

    None where they are scores, which are not all among the labels.
    """
    classes = list(np.unique(labels))
    if len(classes) < 2:
        return None
    places = {_plain(label): place for place, label in enumerate(classes)}
    named = [[places.get(_plain(answer)) for answer in row] for row in answered]
    if any(place is None for row in named for place in row):
        return None
    return np.asarray(np.eye(len(classes))[np.array(named, dtype=int)])


def _plain(answer: Any) -> Any:
    """Return a label or a score as Python's own str or float, None for what is none of these."""
    flat = np.ravel(np.asarray(answer, dtype=object))
    if len(flat) != 1:
        return None
    try:
        return str(flat[0]) if isinstance(flat[0], str) else float(flat[0])
    except (TypeError, ValueError):
        return None


def warn_of_the_sign(painted: NDArray[Any], scores: NDArray[Any], labels: NDArray[Any]) -> None:
    """Warn of scores that look like probabilities, or like labels of 0 and 1, by their sign.

    painted  all scores of a picture, … × outputs
    scores   those of them that are next to the samples, n × outputs
    """
    classes = np.unique(labels)
    if painted.shape[-1] > 1 or len(classes) != 2:
        return
    is_second, (low, high) = labels == classes[1], np.quantile(scores, [0.05, 0.95])
    by_sign, by_half = (np.mean((scores[:, 0] > t) == is_second) for t in (0.0, 0.5))
    is_one_sided = painted.min() > 0.0 and painted.max() <= 1.0
    has_learned = by_half >= LEARNED and by_half > by_sign + 0.1
    if is_one_sided or (has_learned and low >= -0.5 and high <= 1.5):
        warnings.warn(
            f"predict: answered scores from {painted.min():.3g} to {painted.max():.3g}, and the "
            "sign decides between the labels; for probabilities, and for labels of 0 and 1 that "
            "mse has learned, write threshold=0.5",
            UserWarning,
            stacklevel=3,
        )
