"""Parsing: from text to a tree by Python's own parser, which evaluates nothing."""

import ast
import keyword
import re
import warnings

from viz.caret import cut, lines_of, pointed

__all__ = ["TOO_DEEP", "ExpressionError", "parsed", "product"]

LONGEST = 20_000  # letters: for some texts of a million Python's parser takes seconds
TOO_LONG = "the expression has {:,} letters; allowed: {:,}, not nested deeply; write it in parts"
TOO_DEEP = "the expression is nested too deeply; write it in parts"

# A number, and what Python would not read with it, as the x of 2x.
NUMBER_AND_NAME = re.compile(r"(?<![\w.])(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([^\W\d_]\w*)")
LAST_OPERAND = re.compile(r"([\w.]+|\))\s*$")
NEXT_OPERAND = re.compile(r"[\w.]+|\(")


class ExpressionError(ValueError):
    """An expression that is not allowed; the message points at the place with a caret."""


def parsed(text: str, allowed: str) -> ast.expr:
    """Return the tree of an expression.

    Raises ExpressionError for what Python cannot read, with a caret and a hint or what is allowed.
    """
    if len(text) > LONGEST:
        raise ExpressionError(TOO_LONG.format(len(text), LONGEST))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of literals that are refused anyway
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        line, column = _place(text, error)
        why = _missing_sign(lines_of(text)[line - 1], column) or f"{error.msg}; allowed: {allowed}"
        raise ExpressionError(pointed(why, text, line, column)) from None
    except (MemoryError, RecursionError):
        raise ExpressionError(TOO_DEEP) from None
    except ValueError as error:  # a NUL character, or half a letter
        raise ExpressionError(f"cannot read the expression: {error}") from None


def product(left: str, right: str) -> str:
    """Return the advice to write a product with its sign; a parenthesis stands for a pair."""
    pair = {"(": "(…)", ")": "(…)"}
    left, right = (cut(pair.get(operand, operand), 20) for operand in (left, right))
    return f"not allowed here; write {left}*{right} for a product"


def _place(text: str, error: SyntaxError) -> tuple[int, int]:
    lines = lines_of(text)
    line, column = error.lineno or 1, (error.offset or 0) - 1
    if column < 0 or line > len(lines):  # the end came too early
        line, column = len(lines), len(lines[-1])
    return line, column


def _missing_sign(line: str, column: int) -> str:
    """Return the advice for a product without a sign at a place, "" where there is none."""
    for number_and_name in NUMBER_AND_NAME.finditer(line):
        if number_and_name.start() <= column <= number_and_name.end():
            return product(*number_and_name.groups())
    left, right = LAST_OPERAND.search(line[:column]), NEXT_OPERAND.match(line, column)
    if left is None or right is None or {left[1], right[0]} & {*keyword.kwlist}:
        return ""
    return product(left[1], right[0])
