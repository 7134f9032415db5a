"""Prediction with recorded parameters: a model as a function of its parameters and rows."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import Value
from engine.extend import array_function, to_floats
from nn.module import Module, check_model
from nn.tracing import UntraceableError, traced

__all__ = ["Predictor", "predictor"]


class Predictor:
    """A function of parameters and rows, and the model that it was made of."""

    def __init__(self, model: Module) -> None:
        self.model = model
        self._functions: dict[int, Callable[..., list[Any]]] = {}

    def __call__(self, parameters: Any, X: Any) -> Any:
        """Return the scores, n × outputs, of n rows."""
        numbers, rows = _checked(self.model, parameters, X)
        n, columns = rows.shape
        if columns not in self._functions:
            self._functions[columns] = _traced(self.model, columns)
        with np.errstate(all="ignore"):
            scores = self._functions[columns](*rows.T, *numbers.tolist())
        return np.stack([np.broadcast_to(score, n) for score in scores], axis=1)


def predictor(model: Module) -> Predictor:
    """Make f(parameters, X) → n × outputs array of scores, which leaves the model as it is.

    parameters  numbers in the order of model.named_parameters(), as a History records them
    X           n rows of numbers, one per input of the model

    The model is traced at the first call and runs as NumPy from then on, with the numbers that
    the model itself gives; a number outside a function's domain gives nan or inf. What is no
    parameter keeps the number that it has then, also one that a function outside the model takes
    out of a parameter, as `w.data`. Raises TypeError for a model that is none and, when called,
    ValueError for parameters or rows that do not fit and for a model that cannot be traced, such as
    one that draws random numbers, OverflowError for an int beyond the largest float.
    """
    check_model(model)
    return Predictor(model)


def _traced(model: Any, columns: int) -> Callable[..., list[Any]]:
    row = [Value(0.0, requires_grad=False) for _ in range(columns)]

    def compute(model: Any, unknown: list[Any]) -> Sequence[Any]:
        outputs = model(unknown[:columns])
        return outputs if isinstance(outputs, (list, tuple)) else np.ravel(outputs).tolist()

    try:
        program = traced(model, compute, [*row, *model.parameters()], differentiate=False)
    except UntraceableError as reason:
        raise ValueError(f"model: given one that cannot be traced: {reason}") from None
    run = array_function(program)

    def scores(*arguments: Any) -> list[Any]:
        first, others = run(*arguments)
        return [first, *others]

    return scores


def _checked(model: Module, parameters: Any, X: Any) -> tuple[Any, Any]:
    numbers, rows = to_floats("parameters", parameters), to_floats("X", X)
    count = len(model.parameters())
    if numbers.shape != (count,):
        raise ValueError(f"parameters: given shape {numbers.shape}; allowed: ({count},)")
    if rows.ndim != 2 or 0 in rows.shape:
        raise ValueError(f"X: given shape {rows.shape}; allowed: n × inputs with n above 0")
    return numbers, rows
