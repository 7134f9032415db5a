"""Run: the steps of a training, one after the other, each as it was seen."""

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from nn.backend import Backend
from nn.optim import Optimizer

__all__ = ["Run", "Seen"]

REMEDY = "; try a smaller learning rate, or inputs scaled to about 1"


class Seen(NamedTuple):
    """The fields of a Step, which takes longer to make than they to compute."""

    step: int
    loss: float
    accuracy: float | None
    seconds: float
    parameters: Any
    gradients: Any


class Run:
    """Training by a backend, step by step, and the way back by one step.

    batches   the numbers of the rows of each step
    record    whether each step keeps all parameters and gradients
    schedule  from the number of steps made to the learning rate of the next
    """

    def __init__(
        self,
        backend: Backend,
        batches: Iterator[list[int]],
        steps: int,
        record: bool,
        schedule: Callable[[int], float] | None = None,
    ) -> None:
        self.backend = backend
        self.batches = batches
        self.steps = steps
        self.record = record
        self.schedule = schedule
        self.begun: tuple[int, Any, Any] | None = None  # steps made then, and where all stood

    def __iter__(self) -> Iterator[Seen]:
        """Yield each step. Raises FloatingPointError, with the step, as the backend does."""
        backend, record, start = self.backend, self.record, time.perf_counter()
        for number, batch in zip(range(1, self.steps + 1), self.batches, strict=False):
            self.begun = number - 1, backend.standing(), backend.optimizer.lr
            if self.schedule is not None:
                _set_rate(backend.optimizer, self.schedule, number - 1)
            parameters = backend.parameters() if record else None
            try:
                loss, accuracy = backend.step(batch)
            except ArithmeticError as error:
                raise FloatingPointError(f"step {number}: {error}{REMEDY}") from None
            seconds = time.perf_counter() - start
            gradients = backend.gradients() if record else None
            yield Seen(number, loss, accuracy, seconds, parameters, gradients)

    def stand_at(self, steps: int) -> None:
        """Put model and optimizer to where they stood after so many steps.

        Those are all that were made, or one less: where the last one was begun, and interrupted
        before anybody saw it.
        """
        if self.begun is not None and self.begun[0] == steps:
            self.backend.restore(self.begun[1])
            self.backend.optimizer.lr = self.begun[2]
        else:
            self.backend.restore(self.backend.standing())


def _set_rate(optimizer: Optimizer, schedule: Callable[[int], float], made: int) -> None:
    """Set the learning rate after so many steps. Raises ValueError for one that is none."""
    try:
        optimizer.lr = schedule(made)
    except ArithmeticError as error:
        told = f"schedule({made}): {error}; steps are counted from 0"
        raise ValueError(told) from error
    except ValueError as error:
        raise ValueError(f"{error}; given by schedule({made})") from error
