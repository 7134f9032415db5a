"""Choices: by a condition, by a place or the larger of two, and where gradients go then."""

import math
from collections.abc import Sequence
from numbers import Real
from typing import Any

from engine.functions import by_method, sqrt
from engine.node import Contributions
from engine.number import float_or_nan, has_items, is_lone, shortened

__all__ = [
    "choose",
    "maximum",
    "minimum",
    "to_chosen",
    "to_place",
    "to_winner",
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
    condition = _one("where", condition, "condition; write [where(v > 0, v, 0.0) for v in numbers]")
    choose_by = getattr(condition, "where", None)
    if choose_by is not None:
        return choose_by(a, b)
    if condition.__class__ is int and condition not in (0, 1):
        raise TypeError(
            f"where: given {condition!r}; allowed: a condition, 0, 1 or a float; of a plain truth "
            "t write not t in place of ~t, and (x > 1) & t in place of t & (x > 1)"
        )
    return a if condition else b


def choose(place: Any, numbers: Any) -> Any:
    """Return the number at a place, counted from 0: numbers[place], where the place may be a Value.

    Then the choice becomes a node of the graph, and chooses anew when the graph is replayed or
    traced, as by a letter that differs from row to row; an index cannot. The gradient goes to the
    chosen number.

    Raises TypeError unless there is one place and a list of numbers, ValueError for an empty list
    and for a place that is no whole number from 0 to len(numbers) - 1; negative ones are none.
    """
    place = _one("choose", place, "place; write [choose(i, numbers) for i in places]")
    if not has_items(numbers):
        raise TypeError(
            f"choose: given {shortened(numbers)}; allowed: a list of numbers; write "
            "choose(place, [a, b, c])"
        )
    numbers = list(numbers)
    choose_by = getattr(getattr(place, "node", place), "choose", None)  # the node of a condition
    if choose_by is not None:
        return choose_by(*numbers)
    if isinstance(place, Real) or not hasattr(place, "__add__"):
        return numbers[_index(place, len(numbers))]
    return _chosen([_is_at(place, k) for k in range(len(numbers))], numbers)


def _index(place: Any, count: int) -> int:
    number = float_or_nan(place)
    if number.is_integer() and 0.0 <= number < count:
        return int(number)
    allowed = f"0 to {count - 1}, a whole number" if count else "none, for there are no numbers"
    raise ValueError(f"choose: given the place {shortened(place)}; allowed: {allowed}")


def _chosen(is_at: Sequence[Any], numbers: Sequence[Any]) -> Any:
    """Choose by conditions of which one holds; the root of -1, no number, where none does."""
    is_none: Any = -1.0
    for condition in is_at:
        is_none = where(condition, 0.0, is_none)
    chosen = sqrt(is_none)
    for condition, number in reversed(list(zip(is_at, numbers, strict=True))):
        chosen = where(condition, number, chosen)
    return chosen


def _is_at(place: Any, k: int) -> Any:
    return abs(place - float(k)) <= 0.0


def _one(name: str, given: Any, allowed: str) -> Any:
    """Return a condition or a place alone, also one that is an array without a shape."""
    if is_lone(given) and hasattr(given, "item"):
        return given.item()
    if hasattr(given, "__len__"):
        kind = type(given).__name__
        raise TypeError(f"{name}: given {kind} {shortened(given)}; allowed: one {allowed}")
    return given


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


def to_chosen(condition: Any, g: Any) -> Contributions:
    """Pass the gradient on to the operand that `where` chose, and nothing to the other.

    A condition whose truth is not known, or that is to be chosen by anew, sends the gradient either
    way by a choice of its own.
    """
    if hasattr(condition, "where"):
        return None, where(condition, g, 0.0), where(condition, 0.0, g)
    return (None, g, None) if condition else (None, None, g)


def to_place(place: Any, g: Any, count: int) -> Contributions:
    """Pass the gradient on to the one of several numbers that `choose` chose, as `where` does."""
    if type(place) is float:
        slopes: list[Any] = [None] * count
        slopes[int(place)] = g
        return (None, *slopes)
    return (None, *(where(_is_at(place, k), g, 0.0) for k in range(count)))


def to_winner(g: Any, first_wins: Any, second_wins: Any) -> Contributions:
    """Pass the gradient on to the larger or the smaller of two; a tie gives half to each."""
    half = g * 0.5
    return (
        where(first_wins, g, where(second_wins, 0.0, half)),
        where(second_wins, g, where(first_wins, 0.0, half)),
    )
