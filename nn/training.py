"""The training loop: `train` yields a record of each step, `fit` runs it to the end."""

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

from engine import Value
from engine.extend import paused_collector
from nn.backend import Backend, Objective
from nn.compiled import CompiledBackend
from nn.eager import EagerBackend
from nn.history import History, Step
from nn.losses import loss_of
from nn.module import Module
from nn.optim import SGD, Optimizer
from nn.samples import checked_samples
from nn.settings import BACKENDS, Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # in Jupyter without ipywidgets tqdm warns and draws a text bar
    from tqdm.auto import tqdm

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
    settings = Settings.among(locals())
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
    settings = Settings.among(locals())
    history, due = History(), 0.0
    try:
        backend_, records = _prepared(model, X, y, settings)
    except KeyboardInterrupt:
        return history
    history.names = [name for name, _ in model.named_parameters()] if record else []
    with paused_collector(), tqdm(total=steps, disable=not progress, unit="step") as bar:
        try:
            with backend_.running():
                for seen in records:
                    history.add(*seen[1:])
                    if progress and seen.seconds >= due:  # a bar costs more than a step
                        due = seen.seconds + REDRAW
                        _advance(bar, seen)
            if progress and history.loss:
                _advance(bar, seen)
        except KeyboardInterrupt:
            bar.set_postfix_str("stopped by Ctrl-C")
    return history


REDRAW = 0.05  # seconds


def _advance(bar: Any, seen: "_Seen") -> None:
    bar.set_postfix_str(_summary(seen), refresh=False)
    bar.update(seen.step - bar.n)


def _summary(seen: "_Seen") -> str:
    accuracy = "" if seen.accuracy is None else f", accuracy {seen.accuracy:.3f}"
    return f"loss {seen.loss:.4f}{accuracy}"


class _Seen(NamedTuple):
    """The fields of a Step, which takes longer to make than they to compute."""

    step: int
    loss: float
    accuracy: float | None
    seconds: float
    parameters: Any
    gradients: Any


def _prepared(model: Module, X: Any, y: Any, settings: Settings) -> tuple[Backend, Iterator[_Seen]]:
    """Check everything; return what computes a step, and the records of the steps to come."""
    if not isinstance(model, Module):
        raise TypeError(f"model: given {model!r}; allowed: a Module, such as MLP(2, [8, 1])")
    loss = loss_of(settings.loss)
    rows, targets = checked_samples(X, y, loss)
    optimizer = settings.optimizer
    if optimizer is None:
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    _check_optimizer(optimizer, model)
    if not settings.accuracy:
        loss = replace(loss, is_right=None)
    objective = Objective(model, rows, targets, loss, settings.l2)
    backend = _backend(settings.backend, objective, optimizer)
    size = min(settings.batch_size or len(rows), len(rows))
    batches = _batches(len(rows), size, settings.seed)
    return backend, _steps(backend, batches, settings.steps, settings.record)


def _backend(name: str, objective: Objective, optimizer: Optimizer) -> Backend:
    if name == "eager":
        return EagerBackend(objective, optimizer)
    return CompiledBackend(objective, optimizer, name)


def _steps(
    backend: Backend, batches: Iterator[list[int]], steps: int, record: bool
) -> Iterator[_Seen]:
    start = time.perf_counter()
    for number, batch in zip(range(1, steps + 1), batches, strict=False):
        parameters = backend.parameters() if record else None
        try:
            loss, accuracy = backend.step(batch)
        except ArithmeticError as error:
            raise FloatingPointError(f"step {number}: {error}{REMEDY}") from None
        seconds = time.perf_counter() - start
        gradients = backend.gradients() if record else None
        yield _Seen(number, loss, accuracy, seconds, parameters, gradients)


def _between_steps(backend: Backend, records: Iterator[_Seen]) -> Iterator[Step]:
    """Yield the steps with the parameters in the model, where others may change them."""
    while True:
        with backend.running():
            seen = next(records, None)
        if seen is None:
            return
        yield Step(*seen)


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
