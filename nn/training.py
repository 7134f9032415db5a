"""The training loop: `train` yields a record of each step, `fit` runs it to the end."""

import math
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from numbers import Integral
from random import Random
from typing import Any

from engine import Value
from engine.extend import paused_collector
from nn.compiled import Compiled
from nn.eager import Eager
from nn.history import History, Step
from nn.losses import LOSSES, Loss
from nn.module import Module
from nn.optim import SGD, Optimizer, check_range

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # in Jupyter without ipywidgets tqdm warns and draws a text bar
    from tqdm.auto import tqdm

__all__ = ["History", "Step", "fit", "train"]

BACKENDS = ("eager", "python", "numpy", "c")


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
) -> Iterator[Step]:
    """Train a model and yield a Step after each step.

    X           n rows of numbers, one per input of the model
    y           n labels, of the kind the loss wants
    loss        "mse", "hinge", "binary_cross_entropy", "cross_entropy", or a function of
                (prediction, target) that returns a Value
    optimizer   by default SGD with lr=0.1 and momentum 0.9
    batch_size  rows per step, drawn in a new random order each time through; by default all
    l2          adds l2 · (sum of squares of the parameters) to the loss
    backend     "eager" builds the graph of every row; "python", "numpy" and "c" trace the loss of
                one row and run it as a program, with the same numbers
    seed        of the order of the rows
    accuracy    whether to record the share of the batch that was right
    record      whether each Step keeps all parameters and gradients, 16 bytes per parameter

    Between the steps the model may be looked at, and so may the numbers of its parameters, their
    requires_grad and the optimizer's settings be changed; of other changes a traced model knows
    nothing. `fit` is faster, for it keeps the numbers of a traced model in arrays to the end.

    The inputs are checked at once, before the first step. Raises ValueError for data, labels or
    settings that do not fit, and for a model or loss that the backend cannot trace;
    FloatingPointError when the loss, a gradient or a parameter stops being finite: it names the
    first such node, and the parameters keep their last finite numbers; TypeError for a model, an
    optimizer or a loss that is none; RuntimeError if "c" finds no C compiler.
    """
    settings = _Settings(loss, optimizer, steps, batch_size, l2, backend, accuracy, seed, record)
    return _between_steps(*_prepared(model, X, y, settings))


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
) -> History:
    """Train a model to the end, with a progress bar, and return the History.

    The settings are those of `train`; with `record` the History keeps parameters, gradients and
    their names, for `viz.animate_training`. Ctrl-C ends the training early and returns the history
    so far. The parameters of a compiled backend come back to the model at the end, whatever ends
    it. The cyclic garbage collector pauses meanwhile: graphs have no cycles to collect.
    """
    settings = _Settings(loss, optimizer, steps, batch_size, l2, backend, accuracy, seed, record)
    history, due = History(), 0.0
    try:
        computation, records = _prepared(model, X, y, settings)
    except KeyboardInterrupt:
        return history
    history.names = list(computation.names.values()) if record else []
    with paused_collector(), tqdm(total=steps, disable=not progress, unit="step") as bar:
        try:
            for step in records:
                history.append(step)
                if progress and step.seconds >= due:  # a bar costs more than a step
                    due = step.seconds + REDRAW
                    _advance(bar, step)
            if progress and history.loss:
                _advance(bar, step)
        except KeyboardInterrupt:
            bar.set_postfix_str("stopped by Ctrl-C")
        finally:
            computation.store()
    return history


REDRAW = 0.05  # seconds


def _advance(bar: Any, step: Step) -> None:
    bar.set_postfix_str(_summary(step), refresh=False)
    bar.update(step.step - bar.n)


@dataclass(frozen=True)
class _Settings:
    """How to train, as `train` describes."""

    loss: str | Callable[[Any, Any], Value]
    optimizer: Optimizer | None
    steps: int
    batch_size: int | None
    l2: float
    backend: str
    accuracy: bool
    seed: int
    record: bool


def _prepared(
    model: Module, X: Any, y: Any, settings: _Settings
) -> tuple[Eager | Compiled, Iterator[Step]]:
    """Check everything; return what computes a step, and the records of the steps to come."""
    if not isinstance(model, Module):
        raise TypeError(f"model: given {model!r}; allowed: a Module, such as MLP(2, [8, 1])")
    if settings.backend not in BACKENDS:
        raise ValueError(f"backend: given {settings.backend!r}; allowed: {', '.join(BACKENDS)}")
    loss = _chosen_loss(settings.loss)
    rows, targets = _checked_data(X, y, loss)
    size = len(rows) if settings.batch_size is None else settings.batch_size
    _check_whole("steps", settings.steps, least=0)
    _check_whole("batch_size", size, least=1)
    check_range("l2", settings.l2)
    optimizer = settings.optimizer
    if optimizer is None:
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    _check_optimizer(optimizer, model)
    if not settings.accuracy:
        loss = replace(loss, is_right=None)
    eager = Eager(model, rows, targets, loss, optimizer, settings.l2)
    computation = eager if settings.backend == "eager" else Compiled(eager, settings.backend)
    batches = _batches(len(rows), min(size, len(rows)), settings.seed)
    return computation, _steps(computation, batches, settings.steps, settings.record)


def _steps(
    computation: Eager | Compiled, batches: Iterator[list[int]], steps: int, record: bool
) -> Iterator[Step]:
    start = time.perf_counter()
    for number, batch in zip(range(1, steps + 1), batches, strict=False):
        parameters = computation.parameters() if record else None
        try:
            loss, accuracy = computation.step(batch)
        except ArithmeticError as error:
            raise FloatingPointError(f"step {number}: {error}{REMEDY}") from None
        seconds = time.perf_counter() - start
        gradients = computation.gradients() if record else None
        yield Step(number, loss, accuracy, seconds, parameters, gradients)


def _between_steps(computation: Eager | Compiled, records: Iterator[Step]) -> Iterator[Step]:
    """Yield the records with the parameters in the model, where others may change them."""
    while True:
        computation.load()
        try:
            step = next(records, None)
        finally:
            computation.store()
        if step is None:
            return
        yield step


REMEDY = "; try a smaller learning rate, or inputs scaled to about 1"


def _batches(n: int, size: int, seed: int) -> Iterator[list[int]]:
    order = list(range(n))
    if size == n:
        while True:
            yield order
    rng = Random(seed)
    while True:
        rng.shuffle(order)
        for start in range(0, n, size):
            yield order[start : start + size]


def _check_optimizer(optimizer: Any, model: Module) -> None:
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"optimizer: given {optimizer!r}; allowed: an Optimizer, such as "
            "SGD(model.parameters(), lr=0.1)"
        )
    if set(optimizer.params).isdisjoint(model.parameters()):
        raise ValueError(
            "optimizer: given one of another model's parameters; write it again after the model, "
            "as SGD(model.parameters(), lr=0.1)"
        )


def _chosen_loss(loss: Any) -> Loss:
    for known in LOSSES.values():
        if loss is known.function:
            return known
    if callable(loss):
        return Loss(loss, "any", lambda target: True, None)
    if not isinstance(loss, str) or loss not in LOSSES:
        allowed = ", ".join(LOSSES)
        raise ValueError(f"loss: given {loss!r}; allowed: {allowed}, or a function")
    return LOSSES[loss]


def _checked_data(X: Any, y: Any, loss: Loss) -> tuple[list[list[Value]], list[Any]]:
    for name, given in (("X", X), ("y", y)):
        if not hasattr(given, "__iter__"):
            raise ValueError(f"{name}: given {given!r}; allowed: a list or an array")
    rows = [_checked_row(i, row) for i, row in enumerate(X)]
    targets = y.tolist() if hasattr(y, "tolist") else list(y)
    if not rows:
        raise ValueError("X: given no rows; allowed: at least one")
    if len(rows) != len(targets):
        raise ValueError(f"given {len(rows)} rows in X and {len(targets)} labels in y")
    for i, (row, target) in enumerate(zip(rows, targets, strict=True)):
        if len(row) != len(rows[0]):
            raise ValueError(f"X: row {i} has {len(row)} numbers, row 0 has {len(rows[0])}")
        if not loss.fits(target):
            raise ValueError(f"y: given the label {target!r} in row {i}; allowed: {loss.labels}")
    return rows, targets


def _checked_row(i: int, row: Any) -> list[Value]:
    if not hasattr(row, "__iter__"):
        raise ValueError(
            f"X: given {row!r} as row {i}; allowed: a list of numbers, such as [{row}]"
        )
    numbers = []
    for j, number in enumerate(row):
        try:
            numbers.append(Value(number, requires_grad=False))
        except TypeError as error:
            raise ValueError(f"X: row {i}, column {j}: {error}") from None
        if not math.isfinite(numbers[-1].data):
            raise ValueError(f"X: given {number!r} in row {i}, column {j}; allowed: finite")
    return numbers


def _check_whole(name: str, number: Any, least: int) -> None:
    if not isinstance(number, Integral) or isinstance(number, bool) or number < least:
        raise ValueError(f"{name}: given {number!r}; allowed: an int from {least} up")


def _summary(step: Step) -> str:
    accuracy = "" if step.accuracy is None else f", accuracy {step.accuracy:.3f}"
    return f"loss {step.loss:.4f}{accuracy}"
