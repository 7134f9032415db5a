"""Mathematical functions of any kind of number.

A derivative rule may meet a float, a symbol or a Value. These functions call `math` for a float and
the method of the same name for anything else, so that one rule serves all of them.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from engine.number import to_float, unwrapped

__all__ = [
    "FUNCTIONS",
    "FunctionName",
    "arccos",
    "arcsin",
    "arctan",
    "arctan2",
    "by_method",
    "cos",
    "cosh",
    "exp",
    "expm1",
    "function",
    "log",
    "log1p",
    "log2",
    "log10",
    "power",
    "relu",
    "sigmoid",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "tan",
    "tanh",
]


ANY = "any number"
FINITE = "any finite number"
TO_ONE = "numbers from -1 to 1"
TO_710 = "numbers from -710.47 to 710.47"


def function(
    name: str, of_float: Callable[[float], float], domain: str = ANY, **spellings: str
) -> Callable[[Any], Any]:
    """Make a function of floats, Values and symbols from one of floats.

    domain     what it takes, in words, for the message where `of_float` raises
    spellings  how a program writes it in "python", "numpy" or "c", as python="math.asinh({})";
               without one a program with this function has no listing in that language.
               compile("c") runs on the machine, which knows the engine's own functions only

    What it does to a Value is said by the op that is made of it, `@operation(the function)`.
    Raises ValueError for a spelling of another language, or without its one operand {}.
    """

    def of_values(x: Any) -> Any:
        if "of_values" not in vars(apply):
            raise TypeError(f"{name} has no rule yet; write @operation({name}) above a method")
        return vars(apply)["of_values"](x)

    def of_others(x: Any) -> Any:
        x = unwrapped(x)
        return of_values(x) if hasattr(x, "operands") else apply(to_float(x, f"{name}(v)"))

    for language, text in spellings.items():
        _check_spelling(language, text)
    own = FunctionName(name)
    own.spellings = spellings
    apply = _applier(own, of_float, domain, of_others)
    return apply


class FunctionName(str):
    """The name of a function of a user's own as an op of a program, with its spellings.

    Another function may have the same name, even one of the engine's: each equals itself alone.
    """

    __slots__ = ("spellings",)

    spellings: Mapping[str, str]

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other


def _check_spelling(language: str, text: str) -> None:
    if language not in ("python", "numpy", "c"):
        raise ValueError(f"spelling: given {language!r}; allowed: 'python', 'numpy', 'c'")
    try:
        fits = text.format("x") != text.format("y")
    except (AttributeError, KeyError, IndexError, ValueError):
        fits = False
    if not fits:
        raise ValueError(f"{language}: given {text!r}; allowed: text with {{}} for the operand")


def _of_engine(name: str, of_float: Callable[[float], float], domain: str, doc: str) -> Any:
    """Make a function of the engine: of anything but a float it is the method of its name."""

    def of_others(x: Any) -> Any:
        method = getattr(x, name, None) or getattr(unwrapped(x), name, None)
        return apply(to_float(x, f"{name}(v)")) if method is None else method()

    apply = _applier(name, of_float, domain, of_others)
    apply.__doc__ = doc
    return apply


def _applier(
    name: str,
    of_float: Callable[[float], float],
    domain: str,
    of_others: Callable[[Any], Any],
) -> Callable[[Any], Any]:
    def apply(x: Any) -> Any:
        if type(x) is float:
            try:
                return of_float(x)
            except (ValueError, OverflowError) as error:
                raise type(error)(f"{name}({x!r}): {name} takes {domain}") from None
        if hasattr(type(x), "write_function"):  # a symbol, which knows no function by name
            return x.write_function(name)
        return of_others(x)

    apply.__name__ = apply.__qualname__ = str(name)
    return apply


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


exp = _of_engine("exp", math.exp, "numbers up to 709.78", "e to the power x.")
log = _of_engine("log", math.log, "numbers above 0", "Natural logarithm.")
log2 = _of_engine("log2", math.log2, "numbers above 0", "Logarithm to base 2.")
log10 = _of_engine("log10", math.log10, "numbers above 0", "Logarithm to base 10.")
log1p = _of_engine("log1p", math.log1p, "numbers above -1", "log(1 + x), exact near 0.")
expm1 = _of_engine("expm1", math.expm1, "numbers up to 709.78", "e^x - 1, exact near 0.")
sqrt = _of_engine("sqrt", math.sqrt, "numbers from 0 up", "Square root.")
sin = _of_engine("sin", math.sin, FINITE, "Sine of an angle in radians.")
cos = _of_engine("cos", math.cos, FINITE, "Cosine of an angle in radians.")
tan = _of_engine("tan", math.tan, FINITE, "Tangent of an angle in radians.")
arcsin = _of_engine("arcsin", math.asin, TO_ONE, "Angle in radians whose sine is x.")
arccos = _of_engine("arccos", math.acos, TO_ONE, "Angle in radians whose cosine is x.")
arctan = _of_engine("arctan", math.atan, ANY, "Angle in radians whose tangent is x.")
sinh = _of_engine("sinh", math.sinh, TO_710, "Hyperbolic sine.")
cosh = _of_engine("cosh", math.cosh, TO_710, "Hyperbolic cosine.")
tanh = _of_engine("tanh", math.tanh, ANY, "Hyperbolic tangent.")
sigmoid = _of_engine("sigmoid", _sigmoid, ANY, "1 / (1 + e^-x), without overflow.")
relu = _of_engine("relu", _relu, ANY, "x where x is above 0, else 0.")
softplus = _of_engine("softplus", _softplus, ANY, "log(1 + e^x), without overflow.")


def arctan2(y: Any, x: Any) -> Any:
    """Return the angle of the point (x, y) in radians, from -π to π."""
    if type(y) is float and type(x) is float:
        return math.atan2(y, x)
    return by_method(arctan2, y, x)


def by_method(function: Callable[[Any, Any], Any], x: Any, y: Any) -> Any:
    """Apply a function of two numbers as the method of its name, of the first or the second."""
    name = function.__name__
    if hasattr(x, name):
        return getattr(x, name)(y)
    if hasattr(y, f"_r{name}"):  # the reflected method, which keeps the order of the operands
        return getattr(y, f"_r{name}")(x)
    lone = unwrapped(x), unwrapped(y)
    if lone[0] is not x or lone[1] is not y:
        return function(*lone)
    each = f"{name}(v, y)"
    return function(to_float(x, each), to_float(y, each))


def power(x: Any, n: Any) -> Any:
    """Return x ** n; raises ValueError where only a complex number could answer."""
    z = x**n
    if isinstance(z, complex):
        raise ValueError("a negative number has no real power with a fractional exponent")
    return z


# The functions of one number; no name in a program may be one of these.
FUNCTIONS = (
    *("exp", "log", "log2", "log10", "log1p", "expm1", "sqrt"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"),
    *("sigmoid", "softplus", "relu"),
)
