"""The vocabulary of expressions: operators and functions, each with what it computes on Values."""

import ast
import operator
from collections.abc import Callable
from typing import Any

import engine
from engine.extend import FUNCTIONS

__all__ = ["ALLOWED", "CALLED", "CALLS", "COMPARISONS", "JOINTS", "OPERATORS", "call_of"]

OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}

COMPARISONS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

JOINTS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Invert: operator.invert,
}

CALLED: dict[str, tuple[Callable[..., Any], int]] = {
    **{name: (getattr(engine, name), 1) for name in FUNCTIONS},
    "arctan2": (engine.arctan2, 2),
    "maximum": (engine.maximum, 2),
    "minimum": (engine.minimum, 2),
    "abs": (abs, 1),
    "where": (engine.where, 3),
}

ARGUMENTS = {1: "({})", 2: "({}, y)", 3: "({} > y, a, b)"}


def call_of(name: str, argument: str = "x") -> str:
    """Return how a function is written."""
    return name + ARGUMENTS[CALLED[name][1]].format(argument)


CALLS = ", ".join(call_of(name) if name == "where" else name for name in CALLED)
ALLOWED = f"names, numbers, + - * / **, parentheses and {CALLS}"
