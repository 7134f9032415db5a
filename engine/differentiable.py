"""What `grad` and `gradcheck` are given, checked: a function, places of arguments, a result."""

import math
from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any

from engine.node import Node
from engine.number import float_or_nan, is_array, shortened, to_float, unwrapped

__all__ = ["check_function", "check_places", "checked_result", "checked_step", "places_of"]


def check_function(f: Any) -> None:
    """Raise TypeError for what is no function."""
    if not callable(f):
        raise TypeError(
            f"f: given {shortened(f)}; allowed: a function of numbers, as in grad(f)(2.0); for the "
            "gradient of a Value L by a leaf x write L.backward() and then x.grad"
        )


def check_places(argument: Any) -> None:
    """Raise TypeError for what is neither the place of an argument nor several."""
    is_sequence = isinstance(argument, Sequence) and not isinstance(argument, str)
    places = argument if is_sequence else [argument]
    if not places or not all(isinstance(place, Integral) for place in places):
        raise TypeError(
            f"argument: given {shortened(argument)}; allowed: the place of an argument of f, 0 for "
            "the first, or several, as (0, 1); a number x is given to the derivative, grad(f)(x)"
        )


def places_of(
    argument: int | Sequence[int], arguments: Sequence[Any], named: Mapping[str, Any]
) -> list[int]:
    """Return the places of arguments, from the first. Raises ValueError if one is not there."""
    count = len(arguments)
    places = list(argument) if isinstance(argument, Sequence) else [argument]
    for place in places:
        if not -count <= place < count:
            by_name = f" and {', '.join(named)} by name" if named else ""
            raise ValueError(
                f"argument {place}: given {count} arguments{by_name}; allowed: the place of one "
                "that is given by its place, f(x), not f(x=x)"
            )
    return [place % count for place in places]


def checked_result(result: Any) -> Any:
    """Return what f returned, a Value or a float. Raises TypeError for anything but one number."""
    result = unwrapped(result)
    if isinstance(result, Node):
        return result
    try:
        return to_float(result)
    except TypeError:
        if result is None:
            advice = "write return before the result"
        elif is_array(result):
            advice = "write y.sum() for a result y, or y[0]"
        else:
            advice = "write sum(y) for a result y, or y[0]"
        raise TypeError(
            f"f: returned {type(result).__name__} {shortened(result)}; allowed: one number; "
            f"{advice}"
        ) from None


def checked_step(step: Any) -> float:
    """Return the step of a difference quotient. Raises ValueError unless it is above 0."""
    if not 0.0 < float_or_nan(step) < math.inf:
        raise ValueError(f"step: given {shortened(step)}; allowed: a finite number above 0")
    return float(step)
