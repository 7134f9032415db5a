"""The tree of errors: what the engine raises of its own, and below which of Python's it stands.

Exception
├── ArithmeticError
│   ├── ZeroDivisionError, OverflowError   Python's own: an op or a slope beyond the numbers, an int
│   │                                      beyond the floats
│   └── FloatingPointError                 Python's own: training left the finite numbers
├── AssertionError
│   └── GradcheckError                     a gradient disagrees with its finite difference
├── RuntimeError                           Python's own: a backward without a gradient, no compiler
├── TypeError                              Python's own: what is no number, no Value, no model
├── ValueError                             what does not fit, such as a shape, a label, a setting
│   └── DomainError                        an op outside its domain, such as log at 0
└── Warning
    └── UserWarning
        └── GraphWarning                   a number left the graph where that is seldom meant

Where an op or its slope fails, the message names the op, the numbers and their labels.
"""

from collections.abc import Iterable
from typing import Any

from engine.number import shortened

__all__ = ["ARITHMETIC_ERRORS", "DomainError", "GradcheckError", "GraphWarning", "explained"]

ARITHMETIC_ERRORS = (ValueError, ZeroDivisionError, OverflowError)


SHOWN = 4  # operands at most in a message


class DomainError(ValueError):
    """An op was given a number outside its domain, such as log at 0."""


class GradcheckError(AssertionError):
    """The gradient of a function disagrees with its finite difference."""


class GraphWarning(UserWarning):
    """A number left the graph where that is seldom meant; what to write instead is in the words."""


def explained(error: Exception, op: str, operands: Iterable[Any]) -> Exception:
    """Return the same error with the op, the numbers and their labels in its message."""
    listed = list(operands)
    first, more = listed[:SHOWN], len(listed) - SHOWN
    shown = " and ".join([*map(_shown, first), *[f"{more} more"] * (more > 0)])
    kind = DomainError if isinstance(error, ValueError) else type(error)
    return kind(f"{error.args[-1]}; op {op!r} on {shown}")


def _shown(operand: Any) -> str:
    label = f"labelled {operand.label!r}" if operand.label else "(no label)"
    return f"{shortened(operand.data)} {label}"
