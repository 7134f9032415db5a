"""Numbers of other kinds, which graphs are replayed on: with a bound of rounding, or of IEEE 754.

The closures of the engine compute on them as they do on floats and on symbols.
"""

import math
import operator
from collections.abc import Callable
from typing import Any, ClassVar, Self

import numpy as np

from engine import functions, maximum, minimum
from engine.extend import ARITHMETIC_ERRORS

__all__ = ["UNIT", "Bounded", "Ieee", "Number", "UndecidedError"]

Function = Callable[..., float]


def _method(f: Function) -> Callable[..., Any]:
    return lambda self, *others: self.applied(f, self, *others)


def _reflected(f: Function) -> Callable[..., Any]:
    return lambda self, other: self.applied(f, other, self)


class Number:
    """What has the arithmetic of a number; `applied` says what an op is on numbers of a kind."""

    __slots__ = ("number",)

    def __init__(self, number: float) -> None:
        self.number = number

    __add__, __radd__ = _method(operator.add), _reflected(operator.add)
    __sub__, __rsub__ = _method(operator.sub), _reflected(operator.sub)
    __mul__, __rmul__ = _method(operator.mul), _reflected(operator.mul)
    __truediv__, __rtruediv__ = _method(operator.truediv), _reflected(operator.truediv)
    __pow__, __rpow__ = _method(functions.power), _reflected(functions.power)
    maximum, _rmaximum = _method(maximum), _reflected(maximum)
    minimum, _rminimum = _method(minimum), _reflected(minimum)
    arctan2, _rarctan2 = _method(functions.arctan2), _reflected(functions.arctan2)
    __neg__, __abs__ = _method(operator.neg), _method(abs)

    def write_function(self, name: str) -> Self:
        return self.applied(getattr(functions, name), self)

    def applied(self, f: Function, *operands: Any) -> Self:
        raise NotImplementedError


def number(x: Any) -> float:
    return x.number if isinstance(x, Number) else float(x)


# ---- bounds of rounding ----

UNIT = 2.0**-53  # of one rounding, relative
FUNCTION = 4.0 * UNIT  # of one function: what NumPy and PyTorch allow theirs
SMALLEST = 5e-324
TINY = 2.0**-1021  # below twice this a product may have lost digits
ROUNDED = (operator.add, operator.sub, operator.mul, operator.truediv, functions.sqrt)
EXACT = (operator.neg, abs, functions.relu, maximum, minimum)


class UndecidedError(Exception):
    """A choice between numbers, or a jump, that is nearer than their bounds."""


class Bounded(Number):
    """A number, and a bound of its error to first order.

    unit  what a sum, a difference, a product, a quotient or a root of operands that are alike adds
          to the bound, relative to the result: 0.0 where the other way does the very same one, else
          UNIT; what is rounded of operands that differ is rounded otherwise
    """

    __slots__ = ("error",)

    unit: ClassVar[float] = 0.0

    def __init__(self, number: float, error: float = 0.0) -> None:
        super().__init__(number)
        self.error = error

    def applied(self, f: Function, *operands: Any) -> "Bounded":
        if f is functions.arctan2 and _may_jump(*operands):
            raise UndecidedError
        numbers = [number(operand) for operand in operands]
        z = f(*numbers)
        errors = [error_of(operand) for operand in operands]
        if _may_be_at_a_pole(f, numbers, errors):
            return Bounded(z, math.inf)
        total = self.rounding(f, numbers, z, alike=not any(errors))
        for i, error in enumerate(errors):
            if error:
                total += max(
                    _distance(f, [*numbers[:i], numbers[i] + by, *numbers[i + 1 :]], z)
                    for by in (error, -error)
                )
        return Bounded(z, total)

    def rounding(self, f: Function, numbers: list[float], z: float, *, alike: bool) -> float:
        if f in EXACT:
            return 0.0
        unit = (Bounded.unit if alike else UNIT) if f in ROUNDED else FUNCTION
        if not unit or (z == 0.0 and alike and not all(numbers)):
            return 0.0
        return unit * abs(z) + (self.lost(f, z) if abs(z) < TINY else 0.0)

    def lost(self, f: Function, z: float) -> float:
        """Return what may be lost below the normal numbers: all of it in PyTorch's functions."""
        if f in (operator.add, operator.sub):
            return 0.0
        return max(SMALLEST, abs(z)) if Bounded.unit and f not in ROUNDED else SMALLEST

    def __lt__(self, other: Any) -> "Bounded":
        return Bounded(float(self.number < self.decided(other)))

    def __le__(self, other: Any) -> "Bounded":
        return Bounded(float(self.number <= self.decided(other)))

    def __gt__(self, other: Any) -> "Bounded":
        return Bounded(float(self.number > self.decided(other)))

    def __ge__(self, other: Any) -> "Bounded":
        return Bounded(float(self.number >= self.decided(other)))

    def where(self, a: Any, b: Any) -> "Bounded":
        self.decided(0.0)
        chosen = a if self.number else b
        return chosen if isinstance(chosen, Bounded) else Bounded(chosen)

    def decided(self, other: Any) -> float:
        """Return the other number, if a comparison comes out the same within the bounds."""
        slack = self.error + error_of(other)
        if slack != 0.0 and not abs(self.number - number(other)) > slack:
            raise UndecidedError
        return number(other)

    def __repr__(self) -> str:
        return f"{self.number!r} ± {self.error:.2g}"


def error_of(x: Any) -> float:
    return x.error if isinstance(x, Bounded) else 0.0


def _may_jump(y: Any, x: Any) -> bool:
    """Tell whether an angle may be π or -π: another order of sums may give a zero another sign."""
    is_left = number(x) - error_of(x) <= 0.0
    return is_left and abs(number(y)) <= error_of(y) and (Bounded.unit or error_of(y)) > 0.0


def _may_be_at_a_pole(f: Function, numbers: list[float], errors: list[float]) -> bool:
    """Tell whether a divisor, or the base of a negative power, may be 0 for all that is known."""
    is_power = f is functions.power and numbers[1] < 0.0
    if not is_power and f is not operator.truediv:
        return False
    divisor = 0 if is_power else 1
    return errors[divisor] > 0.0 and abs(numbers[divisor]) <= errors[divisor]


def _distance(f: Function, numbers: list[float], z: float) -> float:
    try:
        moved = f(*numbers)
    except ARITHMETIC_ERRORS:
        return math.inf
    return 0.0 if moved == z else abs(moved - z)


# ---- IEEE 754 ----


class Ieee(Number):
    """A number that goes on as inf or nan where Python raises, as NumPy and C do.

    failed   whether Python would have raised
    instead  a number to go on with, in the place of what IEEE 754 says
    """

    __slots__ = ()

    failed: ClassVar[bool] = False
    instead: ClassVar[float | None] = None

    def applied(self, f: Function, *operands: Any) -> Any:
        numbers = [number(operand) for operand in operands]
        if f is functions.power and type(operands[1]) is float and operands[1] == 0.0:
            return 1.0  # which a program knows beforehand
        try:
            return Ieee(float(f(*numbers)))
        except ARITHMETIC_ERRORS:
            Ieee.failed = True
            return Ieee(_limit(f, numbers) if Ieee.instead is None else Ieee.instead)

    __lt__, __le__ = _method(operator.lt), _method(operator.le)
    __gt__, __ge__ = _method(operator.gt), _method(operator.ge)

    def where(self, a: Any, b: Any) -> Any:
        return b if a is b else Ieee(number(a if self.number else b))


def _limit(f: Function, numbers: list[float]) -> float:
    names = {operator.truediv: "divide"}
    of_arrays = getattr(np, names.get(f, f.__name__), None)
    with np.errstate(all="ignore"):
        return math.nan if of_arrays is None else float(of_arrays(*map(np.float64, numbers)))
