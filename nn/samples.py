"""Samples: the rows and labels that a model is trained on, checked."""

import math
from typing import Any

from engine import Value
from engine.extend import shortened
from nn.losses import Loss

__all__ = ["checked_samples"]


def checked_samples(X: Any, y: Any, loss: Loss) -> tuple[list[list[Value]], list[Any]]:
    """Return the rows as constants, and the labels.

    Raises ValueError for what is no table of finite numbers with a label for each row, or for a
    label that does not fit the loss.
    """
    for name, given in (("X", X), ("y", y)):
        if not hasattr(given, "__iter__"):
            raise ValueError(f"{name}: given {shortened(given)}; allowed: a list or an array")
    rows = [_checked_row(i, row) for i, row in enumerate(X)]
    targets = y.tolist() if hasattr(y, "tolist") else list(y)
    if not rows:
        raise ValueError("X: given no rows; allowed: at least one")
    if len(rows) != len(targets):
        raise ValueError(f"given {len(rows)} rows in X and {len(targets)} labels in y")
    for i, (row, target) in enumerate(zip(rows, targets, strict=True)):
        if len(row) != len(rows[0]):
            raise ValueError(f"X: row {i} has {len(row)} numbers, row 0 has {len(rows[0])}")
        if not loss.fits(target):
            given = shortened(target)
            raise ValueError(f"y: given the label {given} in row {i}; allowed: {loss.labels}")
    return rows, targets


def _checked_row(i: int, row: Any) -> list[Value]:
    if not hasattr(row, "__iter__"):
        given = shortened(row)
        raise ValueError(
            f"X: given {given} as row {i}; allowed: a list of numbers, such as [{given}]"
        )
    numbers = []
    for j, number in enumerate(row):
        try:
            numbers.append(Value(number, requires_grad=False))
        except (TypeError, OverflowError) as error:
            raise ValueError(f"X: row {i}, column {j}: {error}") from None
        if not math.isfinite(numbers[-1].data):
            raise ValueError(f"X: given {number!r} in row {i}, column {j}; allowed: finite")
    return numbers
