"""The names that micrograd gave, to be read, and what is said where they are written to."""

from collections.abc import Callable
from typing import Any, NoReturn

__all__ = ["HOW_TO_ADD_AN_OP", "name_to_read"]

HOW_TO_ADD_AN_OP = (
    "no op is made by Value(data, children, op) and _backward; write `from engine.extend import "
    "operation`, and @operation('tanh') above a function of Values that returns its number and "
    "lambda g: (g * slope,), with one slope for each operand"
)


def name_to_read(read: Callable[[Any], Any]) -> property:
    """Make an attribute that is read only; writing to it says how an op is added."""

    def refuse(_: Any, __: Any) -> NoReturn:
        raise TypeError(HOW_TO_ADD_AN_OP)

    return property(read, refuse)
