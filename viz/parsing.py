"""Parsing: from text to a tree by Python's own parser, which evaluates nothing."""

import ast
import warnings

from viz.caret import lines_of, pointed
from viz.hints import for_text

__all__ = ["TOO_DEEP", "ExpressionError", "parsed"]

LONGEST = 20_000  # letters: for some texts of a million Python's parser takes seconds
TOO_LONG = (
    "the expression has {:,} letters, too many or nested too deeply; allowed: {:,}; "
    "write it in parts"
)
TOO_DEEP = "the expression is nested too deeply; write it in parts"


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
        hint = for_text(error.msg, lines_of(text)[line - 1], column)
        why = hint or f"{error.msg}; allowed: {allowed}"
        raise ExpressionError(pointed(why, text, line, column)) from None
    except (MemoryError, RecursionError):
        raise ExpressionError(TOO_DEEP) from None
    except ValueError as error:  # a NUL character, or half a letter
        raise ExpressionError(f"cannot read the expression: {error}") from None


def _place(text: str, error: SyntaxError) -> tuple[int, int]:
    lines = lines_of(text)
    line, column = error.lineno or 1, (error.offset or 0) - 1
    if column < 0 or line > len(lines):  # the end came too early
        line, column = len(lines), len(lines[-1])
    return line, column
