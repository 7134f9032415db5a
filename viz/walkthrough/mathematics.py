"""Signs, products and equations that captions and boxes are written with."""

from collections.abc import Mapping

from engine import Value
from viz.style import number
from viz.walkthrough.names import quoted
from viz.walkthrough.sentences import said
from viz.walkthrough.steps import Backward

__all__ = ["equal", "in_product", "product", "shown_sum", "slope_sign"]


def slope_sign(node: Value, operand: Value, names: Mapping[Value, str]) -> str:
    """Write the sign of a derivative, such as ∂c/∂a."""
    return f"∂{quoted(names[node])}/∂{quoted(names[operand])}"


def shown_sum(step: Backward, wrong: str) -> str:
    """Write the sum at the receiver, and in a naive walk what is wrong with it."""
    total = number(step.after)
    return said(f"sum {wrong}", sum=total) if wrong else total


def equal(*sides: str) -> str:
    """Join the sides of an equation, without empty ones and repetitions."""
    return " = ".join(dict.fromkeys(side for side in sides if side))


def product(step: Backward) -> str:
    """Write upstream times local with this step's numbers."""
    return f"{number(step.upstream)} × {in_product(number(step.local))}"


def in_product(digits: str) -> str:
    """Write a number so that it can stand behind a sign."""
    return f"({digits})" if digits.startswith("−") else digits
