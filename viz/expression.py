"""Expressions as text, parsed by Python's own parser and computed on Values, never evaluated.

Allowed are names, numbers, + - * / **, parentheses and the engine's functions.
"""

import ast
import operator
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import engine
from engine import Value

__all__ = ["ALLOWED", "ExpressionError", "value_of"]

OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}

ONE_ARGUMENT = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "relu", "softplus")
TWO_ARGUMENTS = ("maximum", "minimum")

FUNCTIONS: dict[str, tuple[Callable[..., Any], int]] = {
    **{name: (getattr(engine, name), 1) for name in ONE_ARGUMENT},
    **{name: (getattr(engine, name), 2) for name in TWO_ARGUMENTS},
    "abs": (abs, 1),
}

ALLOWED = "names, numbers, + - * / **, parentheses and " + ", ".join(FUNCTIONS)


TOO_DEEP = "the expression is nested too deeply; write it in parts"

# In `a % b`, `a.b`, `a[b]`, `a < b` and `a if b else c` it is what follows a that is not allowed.
FIRST_FIELDS: dict[type[ast.AST], str] = {
    ast.BinOp: "left",
    ast.Attribute: "value",
    ast.Subscript: "value",
    ast.Compare: "left",
    ast.IfExp: "body",
}


class ExpressionError(ValueError):
    """An expression that is not allowed; the message points at the place with a caret."""


def value_of(text: str, numbers: Mapping[str, float]) -> Value:
    """Compute an expression on Values and return the root of its graph.

    Each name becomes one leaf with that label. Raises ExpressionError, with a caret under the
    place, for anything that is not allowed, for a name without a number and for a number without a
    name; arithmetic errors come through as the engine raises them.
    """
    text = text.strip()
    # As Python's parser does with the names in the text: the sign µ is the letter μ.
    numbers = {unicodedata.normalize("NFKC", name): number for name, number in numbers.items()}
    leaves: dict[str, Value] = {}

    def compute(node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return Value(number, requires_grad=False)
            case ast.Name(id=name) if name in numbers:
                return leaves.setdefault(name, Value(numbers[name], name))
            case ast.Name(id=name):
                raise _refused(text, node, f"{name} has no number; write {name}=1.5 after it")
            case ast.BinOp(left, op, right) if type(op) in OPERATORS:
                return OPERATORS[type(op)](compute(left), compute(right))
            case ast.BinOp(op=ast.BitXor()):
                raise _refused(text, node, "not allowed here; write x**2 for a power")
            case ast.UnaryOp(op, operand) if type(op) in OPERATORS:
                return OPERATORS[type(op)](compute(operand))
            case ast.Call(ast.Name(id=name), arguments, []) if name in FUNCTIONS:
                function, count = FUNCTIONS[name]
                values = [compute(argument) for argument in arguments]
                if len(values) != count:
                    raise _refused(text, node, f"{name} takes {count}, given {len(values)}")
                return function(*values)
            case ast.Call(keywords=[keyword, *_]):
                raise _refused(text, keyword, "arguments have no names here; write f(x, y)")
            case ast.Call(ast.Name(id=name)) if name not in FUNCTIONS:
                raise _refused(text, node, f"no function {name}; allowed: {', '.join(FUNCTIONS)}")
        raise _refused(text, node, f"not allowed here; allowed: {ALLOWED}")

    try:
        root: Value = compute(_parsed(text))
    except RecursionError:
        raise ExpressionError(TOO_DEEP) from None
    strangers = ", ".join(sorted(numbers.keys() - leaves.keys()))
    if strangers:
        raise ExpressionError(f"given a number for {strangers}, not in the expression: {text}")
    return root


def _parsed(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of literals that are refused anyway
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        line, column = error.lineno or 1, (error.offset or 0) - 1
        if column < 0:  # the end came too early
            line, column = text.count("\n") + 1, len(text.rpartition("\n")[2])
        raise _pointed(text, line, column, f"{error.msg}; allowed: {ALLOWED}") from None
    except (MemoryError, RecursionError):
        raise ExpressionError(TOO_DEEP) from None
    except ValueError as error:  # a NUL character
        raise ExpressionError(f"cannot read the expression: {error}") from None


def _refused(text: str, node: ast.expr | ast.keyword, why: str) -> ExpressionError:
    lines = text.splitlines()
    line, column = node.lineno, _letters(lines[node.lineno - 1], node.col_offset)
    first = getattr(node, FIRST_FIELDS.get(type(node), ""), None)
    if isinstance(first, ast.expr):
        line = first.end_lineno or line
        column = _letters(lines[line - 1], first.end_col_offset or 0)
        while not lines[line - 1][column:].strip(" \t)"):
            line, column = line + 1, 0
        rest = lines[line - 1][column:]
        column += len(rest) - len(rest.lstrip(" \t)"))
    return _pointed(text, line, column, why)


def _letters(line: str, offset: int) -> int:
    # The parser counts in bytes of UTF-8.
    return len(line.encode()[:offset].decode())


def _pointed(text: str, line: int, column: int, why: str) -> ExpressionError:
    shown = text.splitlines()[line - 1] if text else ""
    space = "".join(c if c == "\t" else " " for c in shown[:column].ljust(column))
    return ExpressionError(f"{why}\n  {shown}\n  {space}^")
