"""Bounded numbers: settings from 0 up, checked and made floats when they are set."""

from typing import Any

from engine.extend import float_or_nan, shortened

__all__ = ["Bounded", "in_range"]


class Bounded:
    """An attribute that holds a float, at least 0 and below a bound.

    It is read past this class, from the object itself: what has no __get__ is not asked.
    """

    def __init__(self, below: float = float("inf")) -> None:
        self.below = below

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __set__(self, owner: Any, number: Any) -> None:
        vars(owner)[self.name] = in_range(self.name, number, self.below)


def in_range(name: str, number: Any, below: float = float("inf")) -> float:
    """Return a number as a float. Raises ValueError unless it is at least 0 and below a bound."""
    converted = float_or_nan(number)
    if 0.0 <= converted < below:
        return converted
    bounds = f"a number from 0 to below {below:g}"
    allowed = bounds if below < float("inf") else "a finite number from 0 up"
    raise ValueError(f"{name}: given {shortened(number)}; allowed: {allowed}")
