"""The compiled backends: a training step as a program, on numbers that live in arrays.

The loss of one row is traced once. From then on parameters and the optimizer's state are arrays:
`load` takes them from the Values, `store` puts them back. Where a number is not finite, the eager
backend computes the batch again, and says what went wrong and where.
"""

import math
from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np

from engine import Program, Value, topological_order, trace
from engine.extend import array_function, mean_function
from nn.eager import Eager
from nn.optim import Optimizer, states_as_arrays, states_as_list
from nn.traceable import (
    UntraceableError,
    check_labels,
    check_losses,
    check_update,
    prediction_of,
    program_of,
    table_of,
)

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
        self._prepare()

    def _prepare(self) -> None:
        try:
            prediction = prediction_of(self.eager)
            program = self._traced()
            table = table_of(self.eager)
            self.rows: Any = table if self.backend == "python" else np.array(table, np.float64)
            self._run = mean_function(program, self.backend)
            self._penalties = array_function(_penalty(self.eager.l2)) if self.eager.l2 else None
            self._take()
            self._check_optimizer()
            check_losses(self.eager, lambda row: float(self._outputs(self.state[0], [row])[0][0]))
            check_labels(self.eager, prediction)
        except UntraceableError as reason:
            raise ValueError(
                f"backend: given {self.backend!r}, but the model with its loss cannot be compiled: "
                f'{reason}; or write backend="eager"'
            ) from None
        self.prepared_for = self._circumstances()

    def _traced(self) -> Program:
        """Trace the loss by the parameters that `backward` reaches; the others are constants."""
        self._sort_parameters([p for p in self.names if p.requires_grad])
        program = program_of(self.eager, self.params)
        gradients = zip(self.params, program.is_reached, strict=True)
        reached = [p for p, is_reached in gradients if is_reached or self.eager.l2]
        if len(reached) == len(self.params):
            return program
        self._sort_parameters(reached)
        return program_of(self.eager, self.params)

    def _sort_parameters(self, trainable: list[Value]) -> None:
        """Put the parameters that the optimizer moves before the others with a gradient."""
        chosen = set(trainable)
        self.places = [i for i, p in enumerate(self.optimizer.params) if p in chosen]
        moved = [self.optimizer.params[i] for i in self.places]
        self.params = list(dict.fromkeys([*moved, *trainable]))
        self.frozen = [p for p in self.names if p not in chosen]
        places = {parameter: i for i, parameter in enumerate(self.names)}
        self.order = np.array([places[parameter] for parameter in self.params], dtype=int)
        self.is_in_order = self.order.tolist() == list(range(len(self.names)))

    def _circumstances(self) -> Any:
        """Return what a program holds fixed, and others may change between two steps."""
        flags = [(p.requires_grad, p in self.params) for p in self.names]
        return flags, [p.data for p in self.frozen], list(map(id, self.optimizer.params))

    def _check_optimizer(self) -> None:
        optimizer = self.optimizer
        for name in ("step", "_move"):
            if getattr(getattr(optimizer, name), "__func__", None) is not getattr(Optimizer, name):
                raise UntraceableError(f"{type(optimizer).__name__} has a step of its own")
        strangers = set(optimizer.params).difference(self.names)
        reached = strangers and topological_order(self.eager.forward(0)[1])
        for stranger in strangers.intersection(reached):
            raise UntraceableError(f"the optimizer moves {stranger!r}, which is not in the model")
        check_update(optimizer, self.places)

    def step(self, batch: Sequence[int]) -> tuple[float, float | None]:
        """Move the parameters by the gradients of a batch; return its loss and accuracy."""
        with np.errstate(all="ignore"):
            loss, accuracy, gradients = self._means(batch)
            self._move(gradients)
        return loss, accuracy

    def load(self) -> None:
        """Take the numbers of the parameters and the optimizer's state from where they rest."""
        if self._circumstances() == self.prepared_for:
            self._take()
        else:
            self._prepare()

    def _take(self) -> None:
        numbers = np.array([parameter.data for parameter in self.params], dtype=np.float64)
        states = states_as_arrays([self.optimizer.states[i] for i in self.places])
        self.state: tuple[Any, Any, Any] = (numbers, states, None)  # the last are the gradients
        self.constants = np.array([parameter.data for parameter in self.names])
        self.frozen_penalty = self.eager.l2 * sum(p.data * p.data for p in self.frozen)

    def store(self) -> None:
        """Put the numbers, the gradients of the last step and the state back where they rest."""
        numbers, states, gradients = self.state
        for parameter, number in zip(self.params, numbers.tolist(), strict=True):
            parameter.data = number
        for place, state in zip(self.places, states_as_list(states), strict=True):
            self.optimizer.states[place] = state
        if gradients is not None:
            for parameter in self.names:
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
            # Copies, so that an update in place, harmless on floats, changes nothing too early.
            own = (numbers[:count].copy(), gradients[:count].copy(), _copied(states))
            moved, states = self.optimizer.update(*own)
            numbers = moved if count == len(numbers) else np.concatenate((moved, numbers[count:]))
        if math.isfinite(numbers.sum()):
            self.state = (numbers, states, gradients)
        else:
            self.state = (*self.state[:2], gradients)
            self.store()
            self.optimizer.step()  # which names the parameter
            self.load()


def _penalty(l2: float) -> Program:
    parameter = Value(0.0, "parameter")
    return trace(l2 * (parameter * parameter), [parameter])


def _copied(states: Any) -> Any:
    return tuple(map(copy, states)) if isinstance(states, tuple) else copy(states)
