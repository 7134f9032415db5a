"""Ops of one's own: the decorator of `engine.extend`, which checks what a method returns.

The engine's own ops are trusted, and recorded without the check: no forward pass waits for it.
"""

import functools
from collections.abc import Callable
from typing import Any

from engine.node import Node
from engine.number import is_array, shortened
from engine.operation import Outcome
from engine.operation import operation as trusted_operation

__all__ = ["operation"]


def operation(
    op: str | Callable[[Any], Any], *, flat: tuple[int, ...] = ()
) -> Callable[[Callable[..., Outcome]], Callable[..., Any]]:
    """Make an op of a method that returns (result, rule): record a node that points to it.

    op    the op's symbol or name, or a function made by `engine.extend.function`, which then serves
          Values as well
    flat  the places of operands by which the result has no slope, such as a condition

    Operands that are plain numbers become constants. The result requires a gradient if any operand
    does. Arithmetic errors are raised again with the op, the numbers and their labels. Raises
    TypeError where the method returns anything but a number and a rule.
    """
    record = trusted_operation(op, flat=flat)
    name = op if isinstance(op, str) else op.__name__
    return lambda method: record(_checked(name, method))


def _checked(op: str, method: Callable[..., Outcome]) -> Callable[..., Outcome]:
    @functools.wraps(method)
    def checked(*operands: Any) -> Any:
        outcome = method(*operands)
        is_pair = outcome.__class__ is tuple and len(outcome) == 2
        if is_pair and outcome[0].__class__ is float and callable(outcome[1]):  # nearly always
            return outcome
        if _is_outcome(outcome, operands):
            return outcome
        raise TypeError(
            f"the method of op {op!r} returned {shortened(outcome)}; allowed: a number, made of "
            "the .data of the operands, and a rule, as in x = self.data; "
            "return x * x, lambda g: (2.0 * g * x,)"
        )

    return checked


def _is_outcome(outcome: Any, operands: tuple[Any, ...]) -> bool:
    is_pair = isinstance(outcome, (tuple, list)) and len(outcome) == 2
    return is_pair and _is_number(outcome[0], operands) and callable(outcome[1])


def _is_number(result: Any, operands: tuple[Any, ...]) -> bool:
    """Tell whether a result is any kind of number, such as a symbol or a fraction.

    A Value is one only among Values: where a derivative is a graph, operands hold Values.
    """
    if isinstance(result, Node):
        return any(isinstance(operand.data, Node) for operand in operands)
    has_arithmetic = hasattr(type(result), "__neg__")  # NumPy's texts have it too
    return has_arithmetic and not is_array(result) and not isinstance(result, (str, bytes))
