"""Finite differences that know nothing of the engine, and arrays of Values."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import Value


def central_difference(f: Callable[..., float], numbers: Sequence[float], i: int) -> float:
    # Four points: the error is of order h^4, so h may be large enough to keep 12 digits.
    h = 2e-4 * max(1.0, abs(numbers[i]))

    def at(shift: float) -> float:
        moved = list(numbers)
        moved[i] += shift
        return f(*moved)

    return (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h)


def central_differences(f: Callable[..., float], numbers: Sequence[float]) -> list[float]:
    return [central_difference(f, numbers, i) for i in range(len(numbers))]


def close(a: float, b: float, tolerance: float = 1e-9) -> bool:
    return abs(a - b) <= tolerance * max(1.0, abs(a), abs(b))


def all_close(a: Sequence[float], b: Sequence[float], tolerance: float = 1e-9) -> bool:
    return all(close(x, y, tolerance) for x, y in zip(a, b, strict=True))


def gradient(f: Callable[..., Value], numbers: Sequence[float]) -> list[float]:
    leaves = [Value(number) for number in numbers]
    f(*leaves).backward()
    return [leaf.grad for leaf in leaves]


def values(array: Any) -> Any:
    return np.vectorize(Value, otypes=[object])(array)


def grads(array: Any) -> Any:
    return np.vectorize(lambda v: v.grad, otypes=[float])(array)


def data(array: Any) -> Any:
    return np.vectorize(float, otypes=[float])(array)


def array_differences(f: Callable[..., float], arrays: Sequence[Any]) -> list[Any]:
    shapes = [array.shape for array in arrays]
    ends = np.cumsum([array.size for array in arrays])

    def of_numbers(*numbers: float) -> float:
        parts = np.split(np.array(numbers), ends[:-1])
        return f(*(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)))

    slopes = central_differences(of_numbers, np.concatenate([a.ravel() for a in arrays]).tolist())
    parts = np.split(np.array(slopes), ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
