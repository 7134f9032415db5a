"""The eager backend: losses and gradients from the graphs themselves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from engine import Value, no_grad, topological_order
from engine.extend import PARTS, DomainError
from nn.losses import Loss
from nn.optim import Optimizer

__all__ = ["Eager"]


@dataclass
class Eager:
    """Loss and gradients of a batch, one sample's graph at a time."""

    model: Any  # a Module; calling it is up to the subclass
    rows: list[list[Value]]
    targets: list[Any]
    loss: Loss
    optimizer: Optimizer
    l2: float

    def __post_init__(self) -> None:
        self.names = {parameter: name for name, parameter in self.model.named_parameters()}

    def step(self, batch: Sequence[int]) -> tuple[float, float | None]:
        """Move the parameters by the gradients of a batch; return its loss and accuracy."""
        loss, accuracy = self.differentiate(batch)
        self.optimizer.step()
        return loss, accuracy

    def load(self) -> None:
        """Do nothing: the parameters are the numbers that this computes with."""

    store = load

    def parameters(self) -> Any:
        """Return the numbers of all parameters, in the order of their names, as an array."""
        return np.array([parameter.data for parameter in self.names])

    def gradients(self) -> Any:
        """Return the gradients of the last step likewise, nan where a parameter has none."""
        return np.array([p.grad if p.has_grad else math.nan for p in self.names])

    def differentiate(self, batch: Sequence[int]) -> tuple[float, float | None]:
        """Leave the mean gradients of a batch in the parameters; return its loss and accuracy."""
        reached: set[Value] = set()
        sums = [[-0.0] * (2 + len(self.names)) for _ in range(PARTS)]
        for i, row in enumerate(batch):
            numbers = self._backpropagated(row)
            if len(reached) < len(self.names):
                reached.update(parameter for parameter in self.names if parameter.has_grad)
            sums[i % PARTS] = list(map(add, sums[i % PARTS], numbers))
        loss, accuracy, *means = (total / len(batch) for total in reduce(_added, sums))
        loss += self._penalty()
        for parameter, mean in zip(self.names, means, strict=True):
            if parameter in reached:
                parameter.grad = mean + parameter.grad if parameter.has_grad else mean
        if not math.isfinite(loss):
            raise FloatingPointError(f"the batch's mean loss became {loss!r}")
        if not all(math.isfinite(parameter.grad) for parameter in self.names):
            raise FloatingPointError(self._first_bad_gradient(batch))
        return loss, None if self.loss.is_right is None else accuracy

    def _backpropagated(self, row: int) -> list[float]:
        """Return a row's loss, 1 if its prediction is right else 0, and all gradients."""
        self._forget()
        try:
            prediction, loss = self.forward(row)
            loss.backward()
        except (ArithmeticError, DomainError) as error:
            raise FloatingPointError(f"row {row}: {error}") from None
        is_right = 0.0
        if self.loss.is_right is not None:
            with no_grad():
                is_right = float(self.loss.is_right(prediction, self.targets[row]))
        return [loss.data, is_right, *(parameter.grad for parameter in self.names)]

    def forward(self, row: int) -> tuple[Any, Value]:
        """Return the prediction and the loss of one row, as graphs."""
        prediction = self.model(self.rows[row])
        loss = self.loss.function(prediction, self.targets[row])
        if not isinstance(loss, Value):
            raise TypeError(f"loss: the function returned {loss!r}; it must return a Value")
        if not math.isfinite(loss.data):
            raise FloatingPointError(self._first_bad_number(loss))
        return prediction, loss

    def _penalty(self) -> float:
        """Leave the slopes of the L2 penalty in the parameters, and nothing else; return it."""
        self._forget()
        if self.l2 == 0.0:
            return 0.0
        penalties = (self.l2 * (parameter * parameter) for parameter in self.names)
        penalty: Value = sum(penalties, Value(0.0, requires_grad=False))
        if not math.isfinite(penalty.data):
            raise FloatingPointError(f"the L2 penalty became {penalty.data!r}")
        penalty.backward()
        return penalty.data

    def _forget(self) -> None:
        for parameter in self.names:
            parameter.forget_grad()

    def _first_bad_number(self, root: Value) -> str:
        for node in topological_order(root):
            if not math.isfinite(node.data):
                return f"{self._describe(node)} became {node.data!r}"
        return ""

    def _first_bad_gradient(self, batch: Sequence[int]) -> str:
        for row in batch:
            self._forget()
            _, loss = self.forward(row)
            loss.backward()
            for node in reversed(topological_order(loss)):
                if not math.isfinite(node.grad):
                    # A number that relu or tanh hid from the loss is to blame before its gradient.
                    bad = self._first_bad_number(loss)
                    return f"row {row}: " + (
                        bad or f"the gradient of {self._describe(node)} is {node.grad!r}"
                    )
        return "the sum of the batch's gradients is beyond the largest float"

    def _describe(self, node: Value) -> str:
        name = self.names.get(node, node.label)
        if node.is_leaf:
            return f"the leaf {name!r}" if name else "a leaf without label"
        inputs = ", ".join(
            f"{self.names.get(operand, operand.label or operand.op)} {operand.data:.4g}".strip()
            for operand in node.operands
        )
        called = f"labelled {name!r}" if name else "without label"
        return f"the node {node.op!r} {called}, of {inputs},"


def _added(a: list[float], b: list[float]) -> list[float]:
    return list(map(add, a, b))
