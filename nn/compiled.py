"""The compiled backends: a training step as a program, on numbers that live in arrays.

The loss of one row is traced once. From then on parameters and the optimizer's state are arrays:
`running` takes them from the Values and puts them back. Where a number is not finite, the eager
backend computes the batch again, and says what went wrong and where.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any

import numpy as np

from engine import Program, Value, trace
from engine.extend import array_function, mean_function
from nn.backend import Objective
from nn.eager import EagerBackend
from nn.first_row import check_labels
from nn.optim import Optimizer
from nn.parameter_order import ParameterOrder
from nn.randomness import Generators
from nn.traceable import (
    check_losses,
    check_optimizer,
    check_update,
    losses_to_check,
    prediction_of,
    program_of,
    table_of,
)
from nn.tracing import UntraceableError
from nn.training_arrays import TrainingArrays

__all__ = ["CompiledBackend"]


class CompiledBackend:
    """Steps of training by a program in "python", "numpy" or "c".

    Raises ValueError, with the reason, if the model, the loss, the labels or the optimizer cannot
    be compiled, and RuntimeError if "c" finds no C compiler.
    """

    def __init__(self, objective: Objective, optimizer: Optimizer, language: str) -> None:
        self.objective = objective
        self.optimizer = optimizer
        self.language = language
        self.names = objective.names
        self.eager = EagerBackend(objective, optimizer)
        self._prepare()

    def _prepare(self) -> None:
        generators = Generators(self.objective.model)
        try:
            with self._refusal():
                self._compile()
        finally:
            generators.restore()
        self.prepared_for = self._circumstances()
        self.is_confirmed = False
        self.steps, self.next_check = 0, 2

    @contextmanager
    def _refusal(self) -> Iterator[None]:
        try:
            yield
        except UntraceableError as reason:
            raise ValueError(
                f"backend: given {self.language!r}, but the model with its loss cannot be "
                f'compiled: {reason}; or write backend="eager"'
            ) from None

    def _compile(self) -> None:
        prediction = prediction_of(self.objective)
        program = self._traced()
        table = table_of(self.objective)
        self.rows: Any = table if self.language == "python" else np.array(table, np.float64)
        self._run = mean_function(program, self.language)
        self._penalties = array_function(self._penalty())
        check_optimizer(self.optimizer, self.objective)
        check_update(self.optimizer, self.places)
        first, self.checked = losses_to_check(len(program.instructions), len(table))
        self._check_losses(first)
        if prediction is not None:
            check_labels(self.objective, prediction, first)

    def _traced(self) -> Program:
        """Trace the loss by the parameters that `backward` reaches; the others are constants."""
        self._sort_parameters([p for p in self.names if p.requires_grad])
        program = program_of(self.objective, self.params)
        reached = zip(self.params, program.is_reached, strict=True)
        moved = [p for p, is_reached in reached if is_reached or self.objective.l2]
        if not moved:
            raise UntraceableError("the loss depends on no parameter that requires a gradient")
        if len(moved) == len(self.params):
            return program
        self._sort_parameters(moved)
        return program_of(self.objective, self.params)

    def _penalty(self) -> Program:
        parameter = Value(0.0)
        return trace(self.objective.penalty(parameter), [parameter])

    def _sort_parameters(self, trainable: list[Value]) -> None:
        self.order = ParameterOrder(self.names, self.optimizer.params, trainable)
        self.params, self.places = self.order.params, self.order.places
        self.arrays = TrainingArrays(self.order, self.eager)
        self.frozen_penalty = sum(self.objective.penalty(p).data for p in self.order.frozen)

    def _circumstances(self) -> Any:
        """Return what a program holds fixed, and others may change between two steps."""
        flags = [p.requires_grad for p in self.names]
        return flags, [p.data for p in self.order.frozen], list(map(id, self.optimizer.params))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep the numbers in arrays meanwhile."""
        if self._circumstances() == self.prepared_for:
            self.arrays.take()
        else:
            self._prepare()
        start = self.standing()
        try:
            yield
        finally:
            self.arrays.store()
        self._check_again(start)

    def standing(self) -> Any:
        """Return where numbers, gradients and the optimizer's states stand, for `restore`."""
        return self.arrays.standing()

    def restore(self, standing: Any) -> None:
        """Put them back, into the model and the optimizer."""
        self.arrays.restore(standing)

    def step(self, batch: Sequence[int]) -> tuple[float, float | None]:
        """Move the parameters by the gradients of a batch; return its loss and accuracy."""
        self.steps += 1
        # Not around all steps: a switch that Ctrl-C leaves open must not be closed in another
        # context. Inf and nan are looked for after each step.
        with np.errstate(all="ignore"):
            if not self.is_confirmed:
                return self._first_step(batch)
            loss, accuracy, self.arrays.slopes = self._means(batch)
            self._move()
            return loss, accuracy

    def _first_step(self, batch: Sequence[int]) -> tuple[float, float | None]:
        """Make a step, and compare with graphs once more now that the parameters have moved.

        A function outside the model that took the number out of a parameter did so at the start,
        which shows only now. Then the step is undone, as it is by Ctrl-C.
        """
        start = self.standing()
        loss, accuracy, self.arrays.slopes = self._means(batch)
        self._move()
        try:
            self.arrays.store_numbers()
            with self._refusal():
                self._check_losses(self.checked)
        except BaseException:
            self.restore(start)
            raise
        self.is_confirmed = True
        return loss, accuracy

    def _check_again(self, start: Any) -> None:
        """Compare with graphs at the end of a run, when the parameters have moved further.

        A first step may be too short, or leave a parameter where it is. After two steps of `train`,
        which runs for one step at a time, then four, eight, …; at the end of `fit`.
        """
        if self.steps < self.next_check:
            return
        self.next_check = 2 * self.steps
        try:
            with self._refusal():
                self._check_losses(self.checked)
                check_update(self.optimizer, self.places)
        except ValueError:
            self.restore(start)
            raise

    def _check_losses(self, count: int) -> None:
        check_losses(self.objective, lambda row: self._outputs([row])[0].item(0), count)

    def parameters(self) -> Any:
        """Return the numbers of all parameters, in the order of their names, as an array."""
        return self.arrays.parameters()

    def gradients(self) -> Any:
        """Return the gradients of the last step likewise, nan where a parameter has none."""
        return self.arrays.gradients()

    def _means(self, batch: Sequence[int]) -> tuple[float, float | None, Any]:
        try:
            outputs, raised = self._outputs(batch)
        except (ArithmeticError, ValueError):  # what Python's math raises
            return self._eager_means(batch)
        loss, gradients = outputs.item(0), outputs[1 : 1 + len(self.arrays.numbers)]
        if self.objective.l2:
            penalties, (slopes,) = self._penalties(self.arrays.numbers)
            total = np.add.accumulate(penalties).item(-1)  # one after the other, as eager adds up
            loss = loss + total + self.frozen_penalty
            gradients += slopes
        if raised or not (math.isfinite(loss) and _are_finite(gradients)):
            return self._eager_means(batch)
        accuracy = outputs.item(-1) if self.objective.loss.is_right else None
        return loss, accuracy, gradients

    def _outputs(self, batch: Sequence[int]) -> tuple[Any, bool]:
        numbers, is_all = self.arrays.numbers, len(batch) == len(self.rows)
        if self.language == "python":
            outputs, raised = self._run(numbers.tolist(), [self.rows[i] for i in batch])
        else:
            outputs, raised = self._run(numbers, self.rows if is_all else self.rows[batch])
        return np.asarray(outputs), raised

    def _eager_means(self, batch: Sequence[int]) -> tuple[float, float | None, Any]:
        """Compute a batch on graphs, which names the first bad number, or finds none."""
        self.arrays.store()
        loss, accuracy = self.eager.differentiate(batch)
        for parameter in self.order.frozen:
            if parameter.requires_grad and parameter.has_grad:
                raise ValueError(
                    f"backend: given {self.language!r}, but where the program fails the loss "
                    f"depends on {self.names[parameter]} too, as by try and except; write "
                    'where(condition, a, b), or backend="eager"'
                )
        return loss, accuracy, np.array([parameter.grad for parameter in self.params])

    def _move(self) -> None:
        if not self.places:
            return
        arrays, count = self.arrays, len(self.places)
        moving, slopes = arrays.numbers[:count], arrays.slopes[:count]
        # Copies, so that an update in place, harmless on floats, changes nothing too early.
        moved, states = self.optimizer.update(moving.copy(), slopes.copy(), _copied(arrays.states))
        if _are_finite(moved):
            moving[:] = moved
            arrays.states = states
        else:
            self._move_eagerly()

    def _move_eagerly(self) -> None:
        """Let the optimizer move the Values, which names the bad number, or finds none."""
        slopes = self.arrays.slopes
        self.arrays.store()
        self.optimizer.step()
        self.arrays.take()
        self.arrays.slopes = slopes


def _are_finite(numbers: Any) -> bool:
    # One product of arrays instead of a look at each. Where only the squares are beyond the floats,
    # it says False, and the eager backend finds nothing.
    return math.isfinite(numbers.dot(numbers))


def _copied(states: Any) -> Any:
    return tuple(map(copy, states)) if isinstance(states, tuple) else states.copy()
