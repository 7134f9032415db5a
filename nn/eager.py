"""The eager backend: losses and gradients from the graphs themselves."""

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from engine import Value, no_grad
from engine.extend import PARTS, DomainError, forget_gradients, reached, taken_gradients
from nn.backend import Objective
from nn.blame import first_bad_gradient
from nn.optim import Optimizer

__all__ = ["EagerBackend"]


class EagerBackend:
    """Loss and gradients of a batch, one sample's graph at a time, in the parameters themselves."""

    def __init__(self, objective: Objective, optimizer: Optimizer) -> None:
        self.objective = objective
        self.optimizer = optimizer
        self.names = objective.names

    def running(self) -> AbstractContextManager[None]:
        """Do nothing: the parameters are the numbers that this computes with."""
        return nullcontext()

    def step(self, batch: Sequence[int]) -> tuple[float, float | None]:
        """Move the parameters by the gradients of a batch; return its loss and accuracy."""
        loss, accuracy = self.differentiate(batch)
        self.optimizer.step()
        return loss, accuracy

    def standing(self) -> Any:
        """Return where numbers, gradients and the optimizer's states stand, for `restore`."""
        values = dict.fromkeys([*self.names, *self.optimizer.params])
        numbers = [(v, v.data, v.grad if v.has_grad else None) for v in values]
        return numbers, list(self.optimizer.states)

    def restore(self, standing: Any) -> None:
        """Put them back, into the model and the optimizer."""
        numbers, states = standing
        self.optimizer.states[:] = states
        for value, number, gradient in numbers:
            value.data, value.grad = number, gradient

    def parameters(self) -> Any:
        """Return the numbers of all parameters, in the order of their names, as an array."""
        return np.array([parameter.data for parameter in self.names])

    def gradients(self) -> Any:
        """Return the gradients of the last step likewise, nan where a parameter has none."""
        return np.array([p.grad if p.has_grad else math.nan for p in self.names])

    def differentiate(self, batch: Sequence[int]) -> tuple[float, float | None]:
        """Leave the mean gradients of a batch in the parameters; return its loss and accuracy."""
        loss, accuracy, means = self._means(batch)
        loss += self._penalty()
        for parameter, mean in means.items():
            parameter.grad = mean + parameter.grad if parameter.has_grad else mean
        if not math.isfinite(loss):
            raise FloatingPointError(f"the batch's mean loss became {loss!r}")
        if not all(math.isfinite(parameter.grad) for parameter in self.names):
            raise FloatingPointError(self._first_bad_gradient(batch))
        return loss, None if self.objective.loss.is_right is None else accuracy

    def _means(self, batch: Sequence[int]) -> tuple[float, float, dict[Value, float]]:
        """Return the means of loss, accuracy and, for what `backward` reaches, gradients."""
        trainable = {parameter for parameter in self.names if parameter.requires_grad}
        unreached = trainable
        sums = [[-0.0] * (2 + len(self.names)) for _ in range(PARTS)]
        forget_gradients(self.names)
        for i, row in enumerate(batch):
            loss, is_right = self._backpropagated(row)
            if unreached:
                unreached = {parameter for parameter in unreached if not parameter.has_grad}
            if unreached:  # by this row's numbers; another may take another branch
                unreached -= reached(loss)
            numbers = [loss.data, is_right, *taken_gradients(self.names)]
            sums[i % PARTS] = _added(sums[i % PARTS], numbers)
        mean_loss, accuracy, *means = (total / len(batch) for total in reduce(_added, sums))
        gradients = zip(self.names, means, strict=True)
        with_gradient = trainable - unreached
        return mean_loss, accuracy, {p: mean for p, mean in gradients if p in with_gradient}

    def _backpropagated(self, row: int) -> tuple[Value, float]:
        """Return a row's loss, with its gradients in the parameters, and 1 if right, else 0."""
        try:
            prediction, loss = self.objective.forward(row)
            loss.backward()
        except (ArithmeticError, DomainError) as error:
            raise FloatingPointError(f"row {row}: {error}") from None
        is_right = 0.0
        if self.objective.loss.is_right is not None:
            with no_grad():
                is_right = float(
                    self.objective.loss.is_right(prediction, self.objective.targets[row])
                )
        return loss, is_right

    def _penalty(self) -> float:
        """Leave the slopes of the L2 penalty in the parameters; return the penalty."""
        if self.objective.l2 == 0.0:
            return 0.0
        penalty: Any = sum(map(self.objective.penalty, self.names))
        if not math.isfinite(penalty.data):
            raise FloatingPointError(f"the L2 penalty became {penalty.data!r}")
        penalty.backward()
        return float(penalty)

    def _first_bad_gradient(self, batch: Sequence[int]) -> str:
        for row in batch:
            forget_gradients(self.names)
            _, loss = self.objective.forward(row)
            loss.backward()
            if bad := first_bad_gradient(loss, self.names):
                return f"row {row}: {bad}"
        return "the sum of the batch's gradients is beyond the largest float"


def _added(a: list[float], b: list[float]) -> list[float]:
    return list(map(add, a, b))
