"""Samples: the rows and labels that a model is trained on, checked."""

from typing import Any

from engine import Value
from engine.extend import flattened, items_of, shortened
from nn.labels import advice
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
            is_column = isinstance(target, list) and len(target) == 1
            told = advice(loss.name, targets, 'write loss="{}"')
            raise ValueError(
                f"y: given the label {shortened(target)} in row {i}; allowed: {loss.labels}"
                f"{'; write ' + flattened('y', y) if is_column else told}"
            )
    return rows, targets
