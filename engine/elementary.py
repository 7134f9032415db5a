"""Elementary functions: more ops, written as those of `engine.value` are.

They have NumPy's names, not those of `math`: `np.arcsin` of an array of Values calls `arcsin` of
each.
"""

from typing import Any

from engine.condition import maximum
from engine.functions import (
    arccos,
    arcsin,
    arctan,
    arctan2,
    cos,
    cosh,
    exp,
    expm1,
    log,
    log1p,
    log2,
    log10,
    sin,
    sinh,
    sqrt,
    tan,
)
from engine.node import Node
from engine.operation import Outcome, operation, reflected

__all__ = ["Elementary"]

LOG_2, LOG_10 = log(2.0), log(10.0)


class Elementary(Node):
    """A node with the elementary functions beyond exp, log and sqrt."""

    __slots__ = ()

    @operation("log2")
    def log2(self) -> Outcome:
        """Logarithm to base 2; the derivative is 1 / (x log 2)."""
        x = self._data
        return log2(x), lambda g: (g / LOG_2 / x,)

    @operation("log10")
    def log10(self) -> Outcome:
        """Logarithm to base 10; the derivative is 1 / (x log 10)."""
        x = self._data
        return log10(x), lambda g: (g / LOG_10 / x,)

    @operation("log1p")
    def log1p(self) -> Outcome:
        """log(1 + x), exact near 0; the derivative is 1 / (1 + x)."""
        x = self._data
        return log1p(x), lambda g: (g / (1.0 + x),)

    @operation("expm1")
    def expm1(self) -> Outcome:
        """e^x - 1, exact near 0; the derivative is e^x."""
        x = self._data
        return expm1(x), lambda g: (g * exp(x),)

    @operation("sin")
    def sin(self) -> Outcome:
        """Sine; the derivative is cos x."""
        x = self._data
        return sin(x), lambda g: (g * cos(x),)

    @operation("cos")
    def cos(self) -> Outcome:
        """Cosine; the derivative is -sin x."""
        x = self._data
        return cos(x), lambda g: (-g * sin(x),)

    @operation("tan")
    def tan(self) -> Outcome:
        """Tangent; the derivative is 1 + tan² x."""
        z = tan(self._data)
        return z, lambda g: (g * (1.0 + z * z),)

    @operation("arcsin")
    def arcsin(self) -> Outcome:
        """Angle from -π/2 to π/2 whose sine this is; the derivative is 1 / sqrt(1 - x²)."""
        x = self._data
        return arcsin(x), lambda g: (g / sqrt((1.0 - x) * (1.0 + x)),)  # 1 - x² loses digits at 1

    @operation("arccos")
    def arccos(self) -> Outcome:
        """Angle from 0 to π whose cosine this is; the derivative is -1 / sqrt(1 - x²)."""
        x = self._data
        return arccos(x), lambda g: (-g / sqrt((1.0 - x) * (1.0 + x)),)

    @operation("arctan")
    def arctan(self) -> Outcome:
        """Angle from -π/2 to π/2 whose tangent this is; the derivative is 1 / (1 + x²)."""
        x = self._data
        return arctan(x), lambda g: (g / (1.0 + x * x),)

    @operation("arctan2")
    def arctan2(self, other: "Elementary") -> Outcome:
        """Angle of the point (x, y), y.arctan2(x); the derivative by y is x / (x² + y²).

        That by x is -y / (x² + y²); at the origin there is none.
        """
        y, x = self._data, other._data
        return arctan2(y, x), lambda g: _to_the_point(g, x, y)

    @operation("sinh")
    def sinh(self) -> Outcome:
        """Hyperbolic sine; the derivative is cosh x."""
        x = self._data
        return sinh(x), lambda g: (g * cosh(x),)

    @operation("cosh")
    def cosh(self) -> Outcome:
        """Hyperbolic cosine; the derivative is sinh x."""
        x = self._data
        return cosh(x), lambda g: (g * sinh(x),)

    _rarctan2 = reflected(arctan2)


def _to_the_point(g: Any, x: Any, y: Any) -> tuple[Any, Any]:
    # Of a point brought near 1, for of a far or a near one x² + y² would be infinite or 0.
    scale = maximum(abs(x), abs(y))
    a, b = x / scale, y / scale
    square = scale * (a * a + b * b)
    return g * (a / square), -g * (b / square)
