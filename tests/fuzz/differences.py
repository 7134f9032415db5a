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
SHIFTS = (-1.0, -0.375, -0.125, 0.0, 0.125, 0.375, 1.0)  # in steps
UNDERFLOW = 1e-320  # what values near 0 lose of themselves


def slopes(at: At) -> list[Slope]:
    """Return a slope by each leaf that a gradient is wanted of; none near a kink, a tie or a jump.

    The error is that of the value, divided by the step, and what the quotients to the left, to the
    right and of smaller steps differ by. Quotients that come no closer as the step shrinks say
    nothing.
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
    xs = [numbers[i] + shift * h for shift in SHIFTS]
    try:
        ys = [value(program, _put(numbers, i, x)) for x in xs]
    except ARITHMETIC_ERRORS:
        return math.nan, math.inf

    def quotient(a: int, b: int) -> float:
        return (ys[b] - ys[a]) / (xs[b] - xs[a])  # not h: the places are rounded, too

    wide, narrow, narrowest = quotient(0, 6), quotient(1, 5), quotient(2, 4)
    error = 8.0 * (bound + 2.0**-50 * max(map(abs, ys)) + UNDERFLOW) / h
    spread = abs(wide - narrow)
    if abs(narrow - narrowest) > spread + error / SHIFTS[4]:  # as beside a step of arctan2
        return math.nan, math.inf
    return narrow, max(spread, abs(quotient(3, 6) - quotient(0, 3))) + error


def _put(numbers: Sequence[float], i: int, x: float) -> list[float]:
    return [*numbers[:i], x, *numbers[i + 1 :]]
