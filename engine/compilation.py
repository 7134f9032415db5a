"""Compilation: the source of a program as a function that checks what it is given."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from engine.functions import to_float
from engine.languages import source
from engine.trace import Program

__all__ = ["compiled"]


def compiled(program: Program, language: str) -> Callable[..., Any]:
    """Make a function of a program, as `Program.compile` describes.

    Raises ValueError for a language that cannot be run from here.
    """
    makers = {
        ("python", False): _of_numbers,
        ("python", True): _of_rows,
        ("numpy", False): _of_arrays,
        ("numpy", True): _of_array_rows,
    }
    has_params = bool(program.params)
    if (language, has_params) not in makers:
        raise ValueError(f"language: given {language!r}; allowed: python, numpy")
    # The text holds only identifiers and digits of our own making, whatever the labels are.
    namespace: dict[str, Any] = {}
    exec(compile(source(program, language), f"<{language} program>", "exec"), namespace)
    return makers[language, has_params](program, namespace["f"])


def _of_numbers(program: Program, f: Callable[..., Any]) -> Callable[..., Any]:
    def function(*numbers: float) -> tuple[float, tuple[float, ...]]:
        _check_count("inputs", len(numbers), program.inputs)
        value, gradients = f(*map(to_float, numbers))
        return float(value), tuple(map(float, gradients))

    return function


def _of_arrays(program: Program, f: Callable[..., Any]) -> Callable[..., Any]:
    import numpy as np

    def function(*arrays: Any) -> tuple[Any, tuple[Any, ...]]:
        _check_count("inputs", len(arrays), program.inputs)
        numbers = [np.asarray(array, dtype=float) for array in arrays]
        try:
            shape = np.broadcast_shapes(*(array.shape for array in numbers))
        except ValueError:
            shapes = " and ".join(str(array.shape) for array in numbers)
            raise ValueError(f"inputs: given shapes {shapes}; allowed: equal shapes") from None
        with np.errstate(all="ignore"):  # inf and nan are answers here, as in any array program
            value, gradients = f(*numbers)
        # A derivative that is the same everywhere, such as 1.0, takes the shape of the others.
        filled = [np.broadcast_to(number, shape).astype(float) for number in (value, *gradients)]
        value, *gradients = [array[()] for array in filled]
        return value, tuple(gradients)

    return function


def _of_rows(program: Program, f: Callable[..., Any]) -> Callable[..., Any]:
    def function(params: Sequence[float], rows: Any) -> tuple[float, list[float]]:
        _check_count("params", len(params), program.params)
        numbers = [[to_float(number) for number in row] for row in rows]
        _check_rows(program, numbers)
        value, gradients = f([to_float(number) for number in params], numbers)
        return float(value), gradients

    return function


def _of_array_rows(program: Program, f: Callable[..., Any]) -> Callable[..., Any]:
    import numpy as np

    def function(params: Any, rows: Any) -> tuple[float, list[float]]:
        _check_count("params", len(params), program.params)
        numbers = np.asarray(params, dtype=float)
        if numbers.shape != (len(program.params),):
            allowed = f"({len(program.params)},)"
            raise ValueError(f"params: given shape {numbers.shape}; allowed: {allowed}")
        array = np.asarray(rows, dtype=float)
        if array.ndim != 2 or array.shape[1] != len(program.inputs) or not len(array):
            allowed = f"(n, {len(program.inputs)}) with n above 0"
            raise ValueError(f"rows: given shape {array.shape}; allowed: {allowed}")
        if not np.isfinite(array).all():
            _check_rows(program, array.tolist())
        with np.errstate(all="ignore"):
            value, gradients = f(numbers, array)
        return float(value), [float(gradient) for gradient in gradients]

    return function


def _check_count(kind: str, given: int, names: tuple[str, ...]) -> None:
    if given != len(names):
        raise ValueError(f"{kind}: given {given}; allowed: {len(names)}, {', '.join(names)}")


def _check_rows(program: Program, rows: list[list[float]]) -> None:
    if not rows:
        raise ValueError("rows: given none; allowed: at least one")
    for i, row in enumerate(rows):
        if len(row) != len(program.inputs):
            raise ValueError(f"rows: row {i} has {len(row)}; allowed: {len(program.inputs)}")
        for name, number in zip(program.inputs, row, strict=True):
            if not math.isfinite(number):
                raise ValueError(f"rows: given {number!r} in row {i}, column {name}")
