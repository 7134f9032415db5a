"""Difference quotients of the value: the one way that knows of no rule."""

import math
from collections.abc import Sequence

from engine.extend import ARITHMETIC_ERRORS
from tests.fuzz.answers import value
from tests.fuzz.at import At
from tests.fuzz.programs import Program

__all__ = ["Slope", "slopes"]

Slope = tuple[float, float]  # a quotient, and how far it may be from the derivative

STEP = 2.0**-17  # relative
TINY = 1e-290  # below which a step has too few digits


def slopes(at: At) -> list[Slope]:
    """Return a slope by each leaf that a gradient is wanted of; none near a kink, a tie or a jump.

    The error is that of the value, divided by the step, and what the quotients to the left, to the
    right and of smaller steps differ by.
    """
    program, bounds = at.program, at.bounds_of_another_order
    if not bounds or not at.is_moderate or not at.is_smooth_within(STEP):
        return []
    numbers = program.numbers(at.point)
    return [_slope(program, numbers, i, bounds[0].error) for i in program.wanted]


def _slope(program: Program, numbers: Sequence[float], i: int, bound: float) -> Slope:
    h = STEP * (abs(numbers[i]) or 1.0)
    if h <= TINY:
        return math.nan, math.inf
    try:
        at = {s: value(program, _moved(numbers, i, s * h)) for s in (-1, -0.375, 0, 0.375, 1)}
    except ARITHMETIC_ERRORS:
        return math.nan, math.inf
    wide, narrow = (at[1] - at[-1]) / (2 * h), (at[0.375] - at[-0.375]) / (0.75 * h)
    right, left = (at[1] - at[0]) / h, (at[0] - at[-1]) / h
    error = bound + 2.0**-50 * max(map(abs, at.values()))
    return narrow, max(abs(wide - narrow), abs(right - left)) + 8.0 * error / h


def _moved(numbers: Sequence[float], i: int, by: float) -> list[float]:
    return [x + by if k == i else x for k, x in enumerate(numbers)]
