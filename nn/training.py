"""The training loop: `train` yields a record of each step, `fit` runs it to the end."""

import gc
import itertools
from collections.abc import Callable, Iterator
from contextvars import copy_context
from random import Random
from typing import Any

from engine import Value
from nn.backend import Backend, Objective
from nn.compiled import CompiledBackend
from nn.eager import EagerBackend
from nn.history import History, Step
from nn.module import Module
from nn.optim import Optimizer
from nn.preparation import prepared
from nn.progress import shown
from nn.run import Run
from nn.seeds import seeded
from nn.settings import BACKENDS, Settings

__all__ = ["BACKENDS", "fit", "train"]


def train(
    model: Module,
    X: Any,
    y: Any,
    *,
    loss: str | Callable[[Any, Any], Value] = "hinge",
    optimizer: Optimizer | None = None,
    steps: int = 100,
    batch_size: int | None = None,
    l2: float = 0.0,
    backend: str = "eager",
    seed: int = 0,
    accuracy: bool = True,
    record: bool = False,
    shuffle: bool = True,
    schedule: Callable[[int], float] | None = None,
) -> Iterator[Step]:
    """Train a model and yield a Step after each step.

    X           n rows of numbers, one per input of the model: lists, an array, a DataFrame; Values
                count as constants
    y           n labels, of the kind the loss wants, not a column of them: y.ravel()
    loss        "mse", "hinge", "binary_cross_entropy", "cross_entropy", or a function of
                (prediction, target) that returns a Value
    optimizer   by default SGD with lr=0.1 and momentum 0.9
    batch_size  rows per step; by default all
    l2          adds l2 · (sum of squares of the parameters) to the loss
    backend     "eager" builds the graph of every row; "python", "numpy" and "c" trace the loss of
                one row and run it as a program, with the same numbers
    seed        of the order of the rows
    accuracy    whether to record the share of the batch that was right
    record      whether each Step keeps all parameters and gradients, 16 bytes per parameter
    shuffle     whether batches are drawn in a new random order each time through the rows
    schedule    a function of the number of steps made, from 0, that returns the learning rate of
                the next, as `lambda k: 0.1 * 0.99**k`; optimizer.lr is set to it

    Between the steps the model may be looked at, and so may the numbers of its parameters, their
    requires_grad and the optimizer's settings be changed; of other changes a traced model knows
    nothing. `fit` is faster, for it keeps the numbers of a traced model in arrays to the end.

    The inputs are checked at once, before the first step; for that the model predicts the first
    row once more, unless the loss is a function of your own. Raises ValueError for data, labels or
    settings that do not fit, and for a model or loss that the backend cannot trace;
    FloatingPointError when the loss, a gradient or a parameter stops being finite: it names the
    first such node, and the parameters keep their last finite numbers; TypeError for a model, an
    optimizer or a loss that is none; RuntimeError if "c" finds no C compiler. A UserWarning tells
    of a Value that the loss uses, that requires a gradient and that nobody trains: it is a
    parameter neither of the model nor of the optimizer.
    """
    settings = Settings.among(locals())
    return _between_steps(_prepared(model, X, y, settings))


def fit(
    model: Module,
    X: Any,
    y: Any,
    loss: str | Callable[[Any, Any], Value] = "hinge",
    optimizer: Optimizer | None = None,
    steps: int = 100,
    batch_size: int | None = None,
    l2: float = 0.0,
    backend: str = "eager",
    progress: bool = True,
    seed: int = 0,
    accuracy: bool = True,
    record: bool = False,
    shuffle: bool = True,
    schedule: Callable[[int], float] | None = None,
) -> History:
    """Train a model to the end, with a progress bar, and return the History.

    The settings are those of `train`; with `record` the History keeps parameters, gradients and
    their names, for `viz.animate_training`. Ctrl-C ends the training early and returns the history
    so far; model and optimizer stand where they stood after its last step. The parameters of a
    compiled backend come back to the model at the end, whatever ends it.
    """
    settings = Settings.among(locals())
    history, run = History(), None
    # Wherever Ctrl-C hits, neither the switch of recording nor that of the collector stays as set.
    context, is_collecting = copy_context(), gc.isenabled()
    try:
        run = context.run(_prepared, model, X, y, settings)
        history.names = [name for name, _ in model.named_parameters()] if record else []
        context.run(_fill, history, run, progress)
    except KeyboardInterrupt:
        if is_collecting:
            gc.enable()
        if run is not None:
            run.stand_at(history.even_out())
    return history


def _fill(history: History, run: Run, progress: bool) -> None:
    """Run to the end, and add every step to the history."""
    with run.backend.running():
        for seen in shown(run) if progress else run:
            history.add(*seen[1:])


def _prepared(model: Module, X: Any, y: Any, settings: Settings) -> Run:
    """Check everything; return the steps to come."""
    objective, optimizer = prepared(
        model,
        X,
        y,
        loss=settings.loss,
        optimizer=settings.optimizer,
        l2=settings.l2,
        accuracy=settings.accuracy,
    )
    backend = _backend(settings.backend, objective, optimizer)
    n = len(objective.rows)
    size = min(settings.batch_size or n, n)
    batches = _batches(n, size, seeded(settings.seed) if settings.shuffle else None)
    return Run(backend, batches, settings.steps, settings.record, settings.schedule)


def _backend(name: str, objective: Objective, optimizer: Optimizer) -> Backend:
    if name == "eager":
        return EagerBackend(objective, optimizer)
    return CompiledBackend(objective, optimizer, name)


def _between_steps(run: Run) -> Iterator[Step]:
    """Yield the steps with the parameters in the model, where others may change them."""
    steps = iter(run)
    for count in itertools.count():
        try:
            with run.backend.running():
                seen = next(steps, None)
            step = None if seen is None else Step(*seen)
        except KeyboardInterrupt:
            run.stand_at(count)
            raise
        if step is None:
            return
        yield step


def _batches(n: int, size: int, rng: Random | None) -> Iterator[list[int]]:
    order = list(range(n))
    if size == n:
        while True:
            yield order
    while True:
        if rng is not None:
            rng.shuffle(order)
        for start in range(0, n, size):
            yield order[start : start + size]
