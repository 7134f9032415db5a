"""What a picture of training can show: samples, labels and recorded numbers, checked."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.extend import flattened, in_order, shortened, to_floats

__all__ = ["LARGEST", "check_history", "check_numbers", "check_shares", "column_names", "samples"]

LARGEST = 1e38  # pages hold numbers in single precision, and axes need room beyond the largest


def samples(
    X: ArrayLike, y: ArrayLike, *, columns: int | None = None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return X and y as arrays.

    Raises ValueError unless X is n × columns, of numbers that a picture can show, and y has n
    labels that can be told apart and put in order.
    """
    points, labels = to_floats("X", X), np.asarray(in_order("y", y))
    if points.ndim != 2 or points.size == 0 or points.shape[1] != (columns or points.shape[1]):
        allowed = f"n × {columns or 'inputs'} with n above 0"
        raise ValueError(f"X: given shape {points.shape}; allowed: {allowed}")
    if labels.shape != (len(points),):
        advice = f"; write {flattened('y', y)}" if labels.shape == (len(points), 1) else ""
        raise ValueError(
            f"y: given shape {labels.shape}; allowed: ({len(points)},), as X has rows{advice}"
        )
    check_numbers("X: given {}", points)
    _check_labels(labels)
    return points, labels


def check_history(history: Any) -> None:
    """Raise TypeError for what is no history, ValueError for one without steps."""
    if not hasattr(getattr(history, "loss", None), "__len__"):
        raise TypeError(
            f"history: given {shortened(history)}; allowed: the History that fit returns, or one "
            "made of losses, nn.History(loss=losses)"
        )
    if not len(history.loss):
        raise ValueError("history: given no steps; allowed: at least one, so call fit first")


def column_names(X: Any) -> list[str]:
    """Return the names of the columns of a DataFrame, none of anything else."""
    return [str(name) for name in getattr(X, "columns", [])]


def check_numbers(told: str, numbers: ArrayLike, *, missing: bool = False) -> None:
    """Raise ValueError for a number that no picture can show.

    told     how the error begins, with {} in the place of the number
    missing  whether nan stands for a number that there is not
    """
    given = np.asarray(numbers, dtype=float)
    is_shown = np.abs(given) <= LARGEST  # of nan it is not
    bad = given[~is_shown & ~np.isnan(given)] if missing else given[~is_shown]
    if bad.size:
        raise ValueError(
            f"{told.format(repr(bad[0].item()))}; allowed: finite numbers, up to {LARGEST:g} in "
            "size, which a picture can show"
        )


def check_shares(shares: Sequence[float | None]) -> None:
    """Raise ValueError for an accuracy that is no share."""
    for i, share in enumerate(shares):
        if share is not None and not 0.0 <= share <= 1.0:
            raise ValueError(
                f"history: given the accuracy {share!r} in step {i + 1}; allowed: 0 to 1, or None"
            )


def _check_labels(labels: NDArray[Any]) -> None:
    allowed = "allowed: finite numbers, or words"
    if labels.dtype.kind in "fc" and not np.isfinite(labels).all():
        row = np.flatnonzero(~np.isfinite(labels))[0].item()
        raise ValueError(f"y: given the label {labels[row].item()!r} in row {row}; {allowed}")
    try:
        np.unique(labels)
    except TypeError as error:
        raise ValueError(f"y: given labels that have no order: {error}; {allowed}") from None
