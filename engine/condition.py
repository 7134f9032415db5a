"""Choices: by a condition or the larger of two, and where gradients go then."""

import math
from typing import Any

from engine.functions import by_method
from engine.node import Contributions
from engine.number import is_lone, shortened

__all__ = [
    "maximum",
    "minimum",
    "to_the_chosen",
    "to_the_winner",
    "where",
]


def where(condition: Any, a: Any, b: Any) -> Any:
    """Choose `a` where the condition holds, else `b`.

    For Values the choice becomes a node of the graph, with the comparison recorded beside it:
    `where(x > 0, x, -x)` chooses anew when the graph is replayed, which a Python `if` cannot. Join
    conditions by & | ^ and ~, as (x > 1) & (x < 9): Python decides `and`, `or`, `not` and 1 < x < 9
    at once. A plain truth goes on the right, as (x > 1) & True: True & (x > 1) is decided by Python
    too. So is ==, which asks whether two Values are one; write (x <= y) & (x >= y).

    Raises TypeError for several conditions at once, as those of an array, and for an int but 0
    and 1, as Python makes of ~True and of ~(True & (x > 1)).
    """
    if condition.__class__ is bool or condition.__class__ is float:
        return a if condition else b
    condition = _one(condition)
    choose = getattr(condition, "where", None)
    if choose is not None:
        return choose(a, b)
    if condition.__class__ is int and condition not in (0, 1):
        raise TypeError(
            f"where: given {condition!r}; allowed: a condition, 0, 1 or a float; of a plain truth "
            "t write not t in place of ~t, and (x > 1) & t in place of t & (x > 1)"
        )
    return a if condition else b


def _one(condition: Any) -> Any:
    """Return a condition alone, also one that is an array without a shape."""
    if is_lone(condition) and hasattr(condition, "item"):
        return condition.item()
    if hasattr(condition, "__len__"):
        raise TypeError(
            f"where: given {type(condition).__name__} {shortened(condition)}; allowed: one "
            "condition; write [where(v > 0, v, 0.0) for v in numbers]"
        )
    return condition


def maximum(x: Any, y: Any) -> Any:
    """Return the larger of two numbers, the first in a tie; NaN if either is NaN."""
    if type(x) is float and type(y) is float:
        return y if x < y or math.isnan(y) else x
    return by_method(maximum, x, y)


def minimum(x: Any, y: Any) -> Any:
    """Return the smaller of two numbers, the first in a tie; NaN if either is NaN."""
    if type(x) is float and type(y) is float:
        return y if y < x or math.isnan(y) else x
    return by_method(minimum, x, y)


def to_the_chosen(condition: Any, g: Any) -> Contributions:
    """Pass the gradient on to the operand that `where` chose, and nothing to the other.

    A condition whose truth is not known, or that is to be chosen by anew, sends the gradient either
    way by a choice of its own.
    """
    if hasattr(condition, "where"):
        return None, where(condition, g, 0.0), where(condition, 0.0, g)
    return (None, g, None) if condition else (None, None, g)


def to_the_winner(g: Any, first_wins: Any, second_wins: Any) -> Contributions:
    """Pass the gradient on to the larger or the smaller of two; a tie gives half to each."""
    half = g * 0.5
    return (
        where(first_wins, g, where(second_wins, 0.0, half)),
        where(second_wins, g, where(first_wins, 0.0, half)),
    )
