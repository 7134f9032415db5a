"""Samples: the rows and labels that a model is trained on, checked."""

from typing import Any

from engine import Value
from engine.extend import items_of, shortened
from nn.losses import Loss
from nn.rows import constants, label_of

__all__ = ["checked_samples"]


def checked_samples(X: Any, y: Any, loss: Loss) -> tuple[list[list[Value]], list[Any]]:
    """Return the rows as constants, and the labels.

    Raises ValueError for what is no table of finite numbers with a label for each row, or for a
    label that does not fit the loss.
    """
    rows = constants(X)
    targets = [label_of(target) for target in items_of("y", y)]
    if len(rows) != len(targets):
        raise ValueError(f"given {len(rows)} rows in X and {len(targets)} labels in y")
    for i, target in enumerate(targets):
        if not loss.fits(target):
            given, column = shortened(target), _column(y, target)
            raise ValueError(
                f"y: given the label {given} in row {i}; allowed: {loss.labels}{column}"
            )
    return rows, targets


def _column(y: Any, target: Any) -> str:
    """Say what to write where labels stand in a column, each a list of one."""
    if not isinstance(target, list) or len(target) != 1:
        return ""
    if hasattr(y, "ravel"):
        return "; write y.ravel()"
    return "; write " + ("y.to_numpy().ravel()" if hasattr(y, "to_numpy") else "[t[0] for t in y]")
