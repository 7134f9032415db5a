"""Preparation: what is trained, on what, checked before the first step."""

from dataclasses import replace
from typing import Any

from engine.extend import shortened
from nn.backend import Objective
from nn.first_row import check_first_row
from nn.losses import loss_of
from nn.module import Module, check_model
from nn.optim import SGD, Optimizer
from nn.samples import checked_samples

__all__ = ["prepared"]

DEFAULT = "SGD(model.parameters(), lr=0.1)"


def prepared(
    model: Module,
    X: Any,
    y: Any,
    *,
    loss: Any,
    optimizer: Optimizer | None,
    l2: float,
    accuracy: bool = True,
) -> tuple[Objective, Optimizer]:
    """Check everything; return what is minimized, and what moves the parameters.

    Raises as `train` does.
    """
    check_model(model)
    loss = loss_of(loss)
    rows, targets = checked_samples(X, y, loss)
    if optimizer is None:
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    _check_optimizer(optimizer, model)
    if not accuracy:
        loss = replace(loss, is_right=None)
    objective = Objective(model, rows, targets, loss, l2, optimizer.params)
    check_first_row(objective)
    return objective, optimizer


def _check_optimizer(optimizer: Any, model: Module) -> None:
    if not isinstance(optimizer, Optimizer):
        is_adam = "adam" in str(optimizer).lower()
        written = "Adam(model.parameters(), lr=0.01)" if is_adam else DEFAULT
        raise TypeError(
            f"optimizer: given {shortened(optimizer)}; allowed: an Optimizer, as {written}"
        )
    if set(optimizer.params).isdisjoint(model.parameters()):
        raise ValueError(
            "optimizer: given one of another model's parameters; write it again after the model, "
            f"as {DEFAULT}"
        )
