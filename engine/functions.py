"""Mathematical functions of any kind of number.

A derivative rule may meet a float, a symbol or a Value. These functions call `math` for a float and
the method of the same name for anything else, so that one rule serves all of them.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from engine.number import to_float

__all__ = [
    "FUNCTIONS",
    "FunctionName",
    "cos",
    "exp",
    "function",
    "log",
    "power",
    "relu",
    "sigmoid",
    "sin",
    "softplus",
    "sqrt",
    "tan",
    "tanh",
]


def function(
    name: str,
    of_float: Callable[[float], float],
    domain: str = "any number",
    doc: str | None = None,
    **spellings: str,
) -> Callable[[Any], Any]:
    """Make a function of any kind of number from one of floats.

    domain     what it takes, in words, for the message where `of_float` raises
    spellings  how a program writes it in a language, as python="math.asinh({})"; without one, a
               program with this function has no listing in that language

    Of a Value it is the method of its name or, where there is none, the op that was made of it by
    `@operation(the function)`.
    """

    def apply(x: Any) -> Any:
        if type(x) is float:
            try:
                return of_float(x)
            except (ValueError, OverflowError) as error:
                raise type(error)(f"{name}({x!r}): {name} takes {domain}") from None
        method = getattr(x, name, None)
        if method is not None:
            return method()
        if hasattr(x, "write_function"):  # a symbol, which knows no function by name
            return x.write_function(spelled)
        if hasattr(x, "operands"):  # a Value
            return of_values(x)
        return apply(to_float(x, f"{name}(v)"))

    def of_values(x: Any) -> Any:
        if "of_values" not in vars(apply):
            raise TypeError(f"{name} has no rule yet; write @operation({name}) above a method")
        return vars(apply)["of_values"](x)

    spelled = FunctionName(name)
    spelled.spellings = spellings
    apply.__name__ = apply.__qualname__ = name
    apply.__doc__ = doc
    return apply


class FunctionName(str):
    """The name of a function as an op of a program, with the spellings that it brings along."""

    __slots__ = ("spellings",)

    spellings: Mapping[str, str]


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
exp = function("exp", math.exp, "numbers up to 709.78", "e to the power x.")
log = function("log", math.log, "numbers above 0", "Natural logarithm.")
sqrt = function("sqrt", math.sqrt, "numbers from 0 up", "Square root.")
sin = function("sin", math.sin, FINITE, "Sine of an angle in radians.")
cos = function("cos", math.cos, FINITE, "Cosine of an angle in radians.")
tan = function("tan", math.tan, FINITE, "Tangent of an angle in radians.")
tanh = function("tanh", math.tanh, "any number", "Hyperbolic tangent.")
sigmoid = function("sigmoid", _sigmoid, "any number", "1 / (1 + e^-x), without overflow.")
relu = function("relu", _relu, "any number", "x where x is above 0, else 0.")
softplus = function("softplus", _softplus, "any number", "log(1 + e^x), without overflow.")


def power(x: Any, n: Any) -> Any:
    """Return x ** n; raises ValueError where only a complex number could answer."""
    z = x**n
    if isinstance(z, complex):
        raise ValueError("a negative number has no real power with a fractional exponent")
    return z


# What a program may call a function of the engine; no name of its own may be one of these.
FUNCTIONS = ("cos", "exp", "log", "relu", "sigmoid", "sin", "softplus", "sqrt", "tan", "tanh")
