"""The first row, predicted before training, to see that columns, scores and labels fit."""

from contextlib import suppress
from typing import Any

from engine import no_grad
from engine.extend import DomainError
from nn.backend import Objective
from nn.randomness import Generators

__all__ = ["check_first_row", "check_labels"]


def check_first_row(objective: Objective) -> None:
    """Predict the first row, and show every label to the loss.

    Only where the loss is one of ours: one of your own, and its model, may count their calls.
    Random generators stand afterwards where they stood. Raises ValueError for columns that the
    model does not take, and for scores or a label that do not fit the loss.
    """
    if not objective.loss.name:
        return
    generators = Generators(objective.model)
    try:
        with suppress(ArithmeticError, DomainError):  # a step will say that
            check_labels(objective, _predicted(objective))
    finally:
        generators.restore()


def check_labels(objective: Objective, prediction: Any, most: int | None = None) -> None:
    """Show each label to the loss, which raises for one that does not fit a prediction.

    Where the loss is one of ours, the error names the row. Of one's own loss, which may be a long
    computation, the first `most` labels.
    """
    distinct: dict[Any, int] = {}
    for row, target in enumerate(objective.targets):
        distinct.setdefault((type(target), str(target)), row)
    rows = list(distinct.values())
    for row in rows if objective.loss.name else rows[:most]:
        with no_grad(), suppress(ArithmeticError, DomainError):
            _show(objective, prediction, row)


def _predicted(objective: Objective) -> Any:
    row = objective.rows[0]
    try:
        return objective.model(list(row))
    except ValueError as error:
        if type(error) is not ValueError:
            raise
        raise ValueError(f"X: row 0, of {len(row)} columns: {error}") from error


def _show(objective: Objective, prediction: Any, row: int) -> None:
    try:
        objective.loss.function(prediction, objective.targets[row])
    except ValueError as error:
        if not objective.loss.name:
            raise
        raise ValueError(f"row {row}: {error}") from error
