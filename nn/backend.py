"""Backends: what computes the steps of training, and what it is given."""

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine import Value
from engine.extend import remedy
from nn.blame import first_bad_number
from nn.losses import Loss
from nn.module import Module, contents
from nn.optim import Optimizer
from nn.strangers import Strangers

__all__ = ["Backend", "Objective"]


class Backend(Protocol):
    """What computes steps of training; where its numbers rest meanwhile is up to it."""

    optimizer: Optimizer

    def running(self) -> AbstractContextManager[None]:
        """Take the numbers out of the model and the optimizer, and at the end put them back.

        Steps are computed inside. Between two such times the model may be looked at and changed.
        """

    def step(self, batch: Sequence[int]) -> tuple[float, float | None]:
        """Move the parameters by the gradients of some rows; return their loss and accuracy.

        Raises ArithmeticError when the loss, a gradient or a parameter stops being finite.
        """

    def standing(self) -> Any:
        """Return where numbers, gradients and the optimizer's states stand, for `restore`."""

    def restore(self, standing: Any) -> None:
        """Put them back, into the model and the optimizer."""

    def parameters(self) -> Any:
        """Return the numbers of all parameters, in the order of their names, as an array."""

    def gradients(self) -> Any:
        """Return the gradients of the last step likewise, nan where a parameter has none."""


@dataclass
class Objective:
    """What is minimized: the mean loss of the model over some rows, plus the L2 penalty.

    rows     of constants
    targets  a label for each row
    l2       weight of the penalty
    moved    what the optimizer moves, of the model or not
    names    of the model's parameters
    """

    model: Module
    rows: list[list[Value]]
    targets: list[Any]
    loss: Loss
    l2: float
    moved: Sequence[Value] = ()
    names: dict[Value, str] = field(init=False)
    strangers: Strangers = field(init=False)

    def __post_init__(self) -> None:
        self.names = {parameter: name for name, parameter in self.model.named_parameters()}
        labels = (label for label in contents(self.targets) if isinstance(label, Value))
        self.strangers = Strangers([*self.names, *self.moved, *labels])

    def forward(self, row: int) -> tuple[Any, Value]:
        """Return the prediction and the loss of one row, as graphs.

        Raises TypeError for a loss that is no Value, FloatingPointError for one that is not finite.
        """
        prediction = self.model(list(self.rows[row]))
        loss = self.loss.function(prediction, self.targets[row])
        if not isinstance(loss, Value):
            raise TypeError(
                f"loss: the function returned {loss!r}; it must return a Value{remedy(loss)}"
            )
        if not math.isfinite(loss.data):
            raise FloatingPointError(first_bad_number(loss, self.names))
        self.strangers.look(loss)
        return prediction, loss

    def penalty(self, parameter: Value) -> Value:
        """Return what one parameter adds to the loss."""
        added: Value = self.l2 * (parameter * parameter)
        return added
