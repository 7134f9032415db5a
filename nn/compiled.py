"""The compiled backends: a training step as a program, on numbers that live in arrays.

The loss of one row is traced once. From then on parameters and the optimizer's state are arrays:
`load` takes them from the Values, `store` puts them back. Where a number is not finite, the eager
backend computes the batch again, and says what went wrong and where.
"""

import math
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

import numpy as np

from engine import Program, Value, no_grad, topological_order, trace
from engine.compilation import array_function, mean_function
from engine.functions import to_float
from engine.node import DomainError
from engine.trace import trace_call
from nn.eager import Eager
from nn.optim import Optimizer

__all__ = ["Compiled"]


class Compiled:
    """Steps of training by a program in "python", "numpy" or "c".

    Raises ValueError, with the reason, if the model, the loss, the labels or the optimizer cannot
    be compiled, and RuntimeError if "c" finds no C compiler.
    """

    def __init__(self, eager: Eager, backend: str) -> None:
        self.eager = eager
        self.backend = backend
        self.optimizer = eager.optimizer
        self.names = eager.names
        prediction, sample = self._sample()
        self._sort_parameters(sample)
        self._check_optimizer(sample)
        table = [
            [*(number.data for number in row), *self._target_columns(i)]
            for i, row in enumerate(eager.rows)
        ]
        self._check_table(table)
        self.rows: Any = table if backend == "python" else np.array(table, dtype=np.float64)
        self._run = mean_function(self._traced(), backend)
        self._penalties = array_function(_penalty(eager.l2)) if eager.l2 else None
        self.load()
        if sample is not None:
            self._check_against(sample)
            self._check_labels(prediction)

    # ---- steps ----

    def step(self, batch: Sequence[int]) -> tuple[float, float | None]:
        """Move the parameters by the gradients of a batch; return its loss and accuracy."""
        with np.errstate(all="ignore"):
            loss, accuracy, gradients = self._means(batch)
            self._move(gradients)
        return loss, accuracy

    def load(self) -> None:
        """Take the numbers of the parameters and the optimizer's state from where they rest."""
        numbers = np.array([parameter.data for parameter in self.params], dtype=np.float64)
        states = _as_arrays([self.optimizer.states[i] for i in self.places])
        self.state: tuple[Any, Any, Any] = (numbers, states, None)  # the last are the gradients
        self.constants = np.array([parameter.data for parameter in self.names])
        self.frozen_penalty = self.eager.l2 * sum(p.data * p.data for p in self.frozen)

    def store(self) -> None:
        """Put the numbers, the gradients of the last step and the state back where they rest."""
        numbers, states, gradients = self.state
        for parameter, number in zip(self.params, numbers.tolist(), strict=True):
            parameter.data = number
        for place, state in zip(self.places, _as_list(states), strict=True):
            self.optimizer.states[place] = state
        if gradients is not None:
            for parameter in self.eager.names:
                parameter.forget_grad()
            for parameter, gradient in zip(self.params, gradients.tolist(), strict=True):
                parameter.grad = gradient

    def parameters(self) -> Any:
        """Return the numbers of all parameters, in the order of their names, as an array."""
        return self._in_order(self.state[0], self.constants)

    def gradients(self) -> Any:
        """Return the gradients of the last step likewise, nan where a parameter has none."""
        return self._in_order(self.state[2], np.full(len(self.names), math.nan))

    def _in_order(self, numbers: Any, array: Any) -> Any:
        if self.is_in_order:
            return numbers.copy()  # an optimizer may change its array in place
        array = array.copy()
        array[self.order] = numbers
        return array

    def _means(self, batch: Sequence[int]) -> tuple[float, float | None, Any]:
        numbers, count = self.state[0], len(self.params)
        try:
            outputs, raised = self._outputs(numbers, batch)
        except (ArithmeticError, ValueError):  # what Python's math raises
            return self._eager_means(batch)
        loss, gradients = outputs[0], outputs[1 : 1 + count]
        if self._penalties is not None:
            penalties, (slopes,) = self._penalties(numbers)
            loss = loss + penalties.sum() + self.frozen_penalty
            gradients = gradients + slopes
        if raised or not math.isfinite(loss + gradients.sum()):
            return self._eager_means(batch)
        accuracy = float(outputs[-1]) if self.eager.loss.is_right else None
        return float(loss), accuracy, gradients

    def _outputs(self, numbers: Any, batch: Sequence[int]) -> tuple[Any, bool]:
        if self.backend == "python":
            outputs, raised = self._run(numbers.tolist(), [self.rows[i] for i in batch])
        else:
            is_all = len(batch) == len(self.rows)
            outputs, raised = self._run(numbers, self.rows if is_all else self.rows[batch])
        return np.asarray(outputs), raised

    def _eager_means(self, batch: Sequence[int]) -> tuple[float, float | None, Any]:
        """Compute a batch on graphs, which names the first bad number, or finds none."""
        self.store()
        loss, accuracy = self.eager.differentiate(batch)
        return loss, accuracy, np.array([parameter.grad for parameter in self.params])

    def _move(self, gradients: Any) -> None:
        numbers, states, _ = self.state
        count = len(self.places)
        if count:
            moved, states = self.optimizer.update(numbers[:count], gradients[:count], states)
            numbers = moved if count == len(numbers) else np.concatenate((moved, numbers[count:]))
        if math.isfinite(numbers.sum()):
            self.state = (numbers, states, gradients)
        else:
            self.state = (*self.state[:2], gradients)
            self.store()
            self.optimizer.step()  # which names the parameter
            self.load()

    # ---- preparation ----

    def _sample(self) -> tuple[Any, Value | None]:
        """Return prediction and loss of the first row as graphs, None where that is not finite."""
        with suppress(ArithmeticError, DomainError):
            prediction, loss = self.eager.forward(0)
            if not loss.requires_grad:
                loss.backward()  # raises the error that the first step would raise
            return prediction, loss
        return None, None

    def _sort_parameters(self, sample: Value | None) -> None:
        """Tell the parameters that the optimizer moves from the others with a gradient."""
        names = self.eager.names
        reached = set(topological_order(sample)) if sample is not None else set(names)
        trainable = {
            p: None for p in names if p.requires_grad and (p in reached or self.eager.l2 > 0.0)
        }
        moved = [p for p in self.optimizer.params if p in trainable]
        self.places = [i for i, p in enumerate(self.optimizer.params) if p in trainable]
        self.params = list(dict.fromkeys([*moved, *trainable]))
        self.frozen = [p for p in names if p not in trainable]
        places = {parameter: i for i, parameter in enumerate(names)}
        self.order = np.array([places[parameter] for parameter in self.params], dtype=int)
        self.is_in_order = self.order.tolist() == list(range(len(names)))

    def _check_optimizer(self, sample: Value | None) -> None:
        if type(self.optimizer).step is not Optimizer.step:
            self._refuse(f"{type(self.optimizer).__name__} has a step of its own")
        reached = topological_order(sample) if sample is not None else []
        strangers = set(self.optimizer.params).difference(self.eager.names).intersection(reached)
        if strangers:
            self._refuse(f"the optimizer moves {strangers.pop()!r}, which is not in the model")

    def _target_columns(self, row: int) -> list[float]:
        target = self.eager.targets[row]
        numbers = target if isinstance(target, (list, tuple)) else [target]
        try:
            return [float(n) if isinstance(n, Value) else to_float(n) for n in numbers]
        except TypeError:
            self._refuse(f"y: given {target!r} in row {row}; allowed: numbers")

    def _check_table(self, table: list[list[float]]) -> None:
        for i, row in enumerate(table):
            if len(row) != len(table[0]):
                self._refuse(f"y: row {i} has another length than row 0")
            if not all(map(math.isfinite, row)):
                self._refuse(f"y: given {self.eager.targets[i]!r} in row {i}; allowed: finite")

    def _traced(self) -> Program:
        loss = self.eager.loss
        inputs = [Value(0.0, f"x{i}", requires_grad=False) for i in range(len(self.eager.rows[0]))]
        labels = [_Label(0.0, f"y{i}", requires_grad=False) for i in self._target_columns(0)]
        target: Any = labels if isinstance(self.eager.targets[0], (list, tuple)) else labels[0]

        def compute() -> list[Any]:
            prediction = self.eager.model(inputs)
            results = [loss.function(prediction, target)]
            return (
                results if loss.is_right is None else [*results, loss.is_right(prediction, target)]
            )

        try:
            return trace_call(compute, [*inputs, *labels], self.params)
        except Exception as error:  # on numbers it ran, so whatever fails now fails on symbols
            self._refuse(str(error))

    def _check_against(self, sample: Value) -> None:
        """Refuse a program that has another loss than the graph, as after a random choice."""
        loss = float(self._outputs(self.state[0], [0])[0][0])
        if not math.isclose(loss, sample.data, rel_tol=1e-6, abs_tol=1e-6):
            self._refuse(
                f"its loss in row 0 is {loss!r} when traced and {sample.data!r} on numbers; it "
                "changes from call to call, or asks what type its numbers have"
            )

    def _check_labels(self, prediction: Any) -> None:
        """Show each label to the loss, which raises for those that do not fit the prediction."""
        targets = self.eager.targets
        distinct = {str(target): target for target in targets}.values()
        for target in distinct:
            with no_grad(), suppress(ArithmeticError, DomainError):
                self.eager.loss.function(prediction, target)

    def _refuse(self, reason: str) -> NoReturn:
        raise ValueError(
            f"backend: given {self.backend!r}, but the model with its loss cannot be compiled: "
            f'{reason}; or write backend="eager"'
        )


class _Label(Value):
    """A target that stands for all rows: `target == 1`, which a number answers, is an error."""

    __slots__ = ()
    __hash__ = Value.__hash__

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError(
            "a target differs from row to row and has no number for ==; "
            "write where(abs(target - 1) < 0.5, a, b)"
        )


def _penalty(l2: float) -> Program:
    parameter = Value(0.0, "parameter")
    return trace(l2 * (parameter * parameter), [parameter])


def _as_arrays(states: list[Any]) -> Any:
    """Turn one state for each parameter, a number or a tuple of numbers, into arrays."""
    if states and isinstance(states[0], tuple):
        return tuple(np.array(column) for column in zip(*states, strict=True))
    return np.array(states)


def _as_list(states: Any) -> list[Any]:
    if isinstance(states, tuple):
        return list(zip(*(column.tolist() for column in states), strict=True))
    return list(states.tolist())
