"""Parsing: from text to a tree by Python's own parser, which evaluates nothing."""

import ast
import keyword
import re
import warnings

from viz.caret import cut, lines_of, pointed

__all__ = ["TOO_DEEP", "ExpressionError", "parsed", "product"]

LONGEST = 20_000  # letters: for some texts of a million Python's parser takes seconds
TOO_LONG = (
    "the expression has {:,} letters, too many or nested too deeply; allowed: {:,}; "
    "write it in parts"
)
TOO_DEEP = "the expression is nested too deeply; write it in parts"

OPERAND = re.compile(r"[\w.]+|\(")
OPERAND_BACKWARDS = re.compile(r"\s*([\w.]+|\))")


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
    for place in (column, column + 1):  # Python points at the 2 of 2x, and at the x of 2 x
        before = OPERAND_BACKWARDS.match(line[:place][::-1])
        after = OPERAND.match(line, place)
        if before and after and _are_two(before[1][::-1], after[0], line[place - 1]):
            return product(before[1][::-1], after[0])
    return ""


def _are_two(left: str, right: str, between: str) -> bool:
    """Tell whether words are two operands: not the halves of one, and neither a word of Python."""
    if keyword.iskeyword(left) or keyword.iskeyword(right):
        return False
    is_apart = between in " \t)" or right == "("
    return is_apart or (left.strip(".")[:1].isdigit() and right[0].isalpha())
