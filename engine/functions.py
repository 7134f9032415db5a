"""Mathematical functions of any kind of number.

A derivative rule may meet a float, a symbol or a Value. These functions call `math` for a float and
the method of the same name for anything else, so that one rule serves all of them.
"""

import math
from collections.abc import Callable
from numbers import Real
from typing import Any

__all__ = [
    "cos",
    "exp",
    "log",
    "maximum",
    "minimum",
    "relu",
    "sigmoid",
    "sin",
    "softplus",
    "sqrt",
    "tan",
    "tanh",
    "to_float",
    "where",
]


def to_float(number: Any, each: str = "…") -> float:
    """Convert an int, a float, a bool or a NumPy scalar to a float.

    Raises TypeError for anything else, a string and an array included; `each` is what the message
    proposes to write for each number v of a list.
    """
    if isinstance(number, (int, float)):
        return float(number)
    if getattr(number, "shape", None) == ():
        item = number.item()
        if isinstance(item, Real):
            return float(item)
    raise TypeError(
        f"given {_shown(number)}; allowed: int, float, bool, NumPy scalar{_advice(number, each)}"
    )


def _shown(thing: Any) -> str:
    text = repr(thing)
    return f"{type(thing).__name__} {text if len(text) <= 40 else text[:37] + '...'}"


def _advice(thing: Any, each: str) -> str:
    if isinstance(thing, str):
        return "; write Value(float(text))"
    if hasattr(thing, "__iter__"):
        return f"; write [{each} for v in numbers]"
    if isinstance(thing, complex):
        return "; write z.real"
    if hasattr(thing, "detach"):
        return "; use the Value itself, or write v.detach() for a copy without its graph"
    return ""


NAMES = {"maximum", "minimum", "where"}  # and every name that _function adds


def _function(name: str, of_float: Callable[[float], float], domain: str, doc: str) -> Any:
    def function(x: Any) -> Any:
        if type(x) is float:
            try:
                return of_float(x)
            except (ValueError, OverflowError) as error:
                raise type(error)(f"{name}({x!r}): {name} takes {domain}") from None
        method = getattr(x, name, None)
        return function(to_float(x, f"{name}(v)")) if method is None else method()

    NAMES.add(name)
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


def _sigmoid(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def _softplus(x: float) -> float:
    return _relu(x) + math.log1p(math.exp(-abs(x)))


def _relu(x: float) -> float:
    # Written so that NaN comes through instead of becoming 0.
    return 0.0 if x < 0.0 else x


FINITE = "any finite number"
exp = _function("exp", math.exp, "numbers up to 709.78", "e to the power x.")
log = _function("log", math.log, "numbers above 0", "Natural logarithm.")
sqrt = _function("sqrt", math.sqrt, "numbers from 0 up", "Square root.")
sin = _function("sin", math.sin, FINITE, "Sine of an angle in radians.")
cos = _function("cos", math.cos, FINITE, "Cosine of an angle in radians.")
tan = _function("tan", math.tan, FINITE, "Tangent of an angle in radians.")
tanh = _function("tanh", math.tanh, "any number", "Hyperbolic tangent.")
sigmoid = _function("sigmoid", _sigmoid, "any number", "1 / (1 + e^-x), without overflow.")
relu = _function("relu", _relu, "any number", "x where x is above 0, else 0.")
softplus = _function("softplus", _softplus, "any number", "log(1 + e^x), without overflow.")


def where(condition: Any, a: Any, b: Any) -> Any:
    """Choose `a` where the condition holds, else `b`.

    For Values the choice becomes a node of the graph, with the comparison recorded beside it:
    `where(x > 0, x, -x)` chooses anew when the graph is replayed, which a Python `if` cannot.
    """
    choose = getattr(condition, "where", None)
    if choose is None:
        return a if condition else b
    return choose(a, b)


def maximum(x: Any, y: Any) -> Any:
    """Return the larger of two numbers, the first in a tie; NaN if either is NaN."""
    if type(x) is float and type(y) is float:
        return y if x < y or math.isnan(y) else x
    return _by_method(maximum, x, y)


def minimum(x: Any, y: Any) -> Any:
    """Return the smaller of two numbers, the first in a tie; NaN if either is NaN."""
    if type(x) is float and type(y) is float:
        return y if y < x or math.isnan(y) else x
    return _by_method(minimum, x, y)


def _by_method(function: Callable[[Any, Any], Any], x: Any, y: Any) -> Any:
    name = function.__name__
    if hasattr(x, name):
        return getattr(x, name)(y)
    if hasattr(y, f"_r{name}"):  # the reflected method, which keeps the order of the operands
        return getattr(y, f"_r{name}")(x)
    return function(to_float(x), to_float(y))
