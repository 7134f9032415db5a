"""Choices: by the truth of `a < b`, which remembers the comparison, and where gradients go then."""

import math
from typing import Any

from engine.functions import by_method
from engine.node import Contributions

__all__ = [
    "as_condition",
    "maximum",
    "minimum",
    "to_the_chosen",
    "to_the_winner",
    "where",
]


def where(condition: Any, a: Any, b: Any) -> Any:
    """Choose `a` where the condition holds, else `b`.

    For Values the choice becomes a node of the graph, with the comparison recorded beside it:
    `where(x > 0, x, -x)` chooses anew when the graph is replayed, which a Python `if` cannot.
    """
    if condition.__class__ is bool:
        return a if condition else b
    choose = getattr(condition, "where", None)
    if choose is None:
        return a if condition else b
    return choose(a, b)


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


class Condition(int):
    """The truth of a comparison: prints and counts as True or False.

    It also keeps the comparison as a node, which `where` needs to record the choice. To NumPy it is
    an int; for a mask compare the array, `A > 0`.
    """

    node: Any

    def where(self, a: Any, b: Any) -> Any:
        """Choose a if the condition holds, else b, as a node of the graph."""
        return self.node.where(a, b)

    def __repr__(self) -> str:
        return repr(bool(self))


def as_condition(comparison: Any) -> Any:
    """Return the truth of a comparison, or the comparison itself where its truth is not known."""
    if comparison is NotImplemented:  # an array, whose elements NumPy compares
        return comparison
    try:
        truth = Condition(bool(comparison.data))
    except TypeError:  # of a symbol: true in one row, false in another, so only `where` can choose
        return comparison
    truth.node = comparison
    return truth


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
