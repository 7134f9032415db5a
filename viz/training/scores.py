"""Scores: what a function answers for a row, checked before it is painted."""

import inspect
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.extend import shortened

__all__ = ["check_no_labels", "check_outputs", "check_takes", "scores_of", "warn_of_the_sign"]

LEARNED = 0.8  # share of samples that are right
ALLOWED = "allowed: one score, whose sign decides between two labels, or a list of one for each"


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
        raise ValueError(f"predict: answered one score for {count} different labels; {ALLOWED}")


def check_no_labels(scores: NDArray[Any], labels: NDArray[Any], threshold: float) -> None:
    """Raise ValueError for answers, … × outputs, that are labels, where they mislead as scores."""
    classes = np.unique(labels)
    is_number = classes.dtype.kind in "biuf"
    if scores.shape[-1] > 1 or len(classes) < 2 or not is_number or not _are_among(scores, classes):
        return
    if (np.searchsorted(classes, scores) != (scores > threshold)).any():
        shown = shortened(scores.flat[0].item())
        raise ValueError(f"predict: answered labels, such as {shown}; {ALLOWED}")


def _are_among(scores: NDArray[Any], classes: NDArray[Any]) -> bool:
    return bool(np.isin(scores, classes).all())


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
