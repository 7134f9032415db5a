"""Derivatives of functions, and the check that a gradient is right."""

import math
from collections.abc import Callable
from typing import Any

from engine.functions import to_float
from engine.node import no_grad
from engine.value import Value

__all__ = ["GradcheckError", "gradcheck"]


class GradcheckError(AssertionError):
    """The gradient of a function disagrees with its finite difference."""


def gradcheck(
    f: Callable[..., Any], *numbers: float, step: float = 1e-6, tolerance: float = 1e-6
) -> bool:
    """Check the gradient of f at some numbers against central differences; return True.

    f takes as many Values as there are numbers and returns one Value. The difference quotient
    (f(x + h) - f(x - h)) / 2h, with h = step * max(1, |x|), must agree with `backward` to
    `tolerance`, relative to the larger of the two and 1.

    Raises GradcheckError, which names the argument, the analytic and the numeric derivative.
    """
    points = [to_float(number) for number in numbers]
    leaves = [Value(point, f"argument {i}") for i, point in enumerate(points)]
    root = f(*leaves)
    if isinstance(root, Value) and root.requires_grad:
        root.backward()
    for i, leaf in enumerate(leaves):
        numeric = _central_difference(f, points, i, step)
        scale = max(1.0, abs(leaf.grad), abs(numeric))
        if not abs(leaf.grad - numeric) <= tolerance * scale < math.inf:  # NaN fails too
            raise GradcheckError(
                f"argument {i} at {points[i]!r}: analytic {leaf.grad!r}, numeric {numeric!r}, "
                f"which differ by more than {tolerance:g} of {scale:g}"
            )
    return True


def _central_difference(f: Callable[..., Any], points: list[float], i: int, step: float) -> float:
    h = step * max(1.0, abs(points[i]))
    above, below = ([*points[:i], points[i] + shift, *points[i + 1 :]] for shift in (h, -h))
    with no_grad():
        rise = float(f(*map(Value, above))) - float(f(*map(Value, below)))
    return rise / (above[i] - below[i])
