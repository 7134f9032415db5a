"""Carets: messages that show a place in a text, however long the text is."""

import ast
import re
import unicodedata

__all__ = ["cut", "lines_of", "place_of", "pointed"]

SHOWN = 72  # letters of a line

# In `a % b`, `a.b`, `a[b]`, `a < b` and `a if b else c` the place is what follows a.
FIRST_FIELDS: dict[type[ast.AST], str] = {
    ast.BinOp: "left",
    ast.Attribute: "value",
    ast.Subscript: "value",
    ast.Compare: "left",
    ast.IfExp: "body",
}


def pointed(why: str, text: str, line: int, column: int) -> str:
    """Return a message with a line of the text, and a caret under one of its letters.

    line    1 for the first
    column  0 for the first, or beyond the end; of a long line a part is shown
    """
    shown = lines_of(text)[line - 1]
    start = max(0, column - SHOWN // 2)
    before = "…" if start else ""
    after = "…" if start + SHOWN < len(shown) else ""
    window = "".join(map(_printable, shown[start : start + SHOWN]))
    space = " " * len(before) + "".join(map(_blank, window[: column - start]))
    return f"{why}\n  {before}{window}{after}\n  {space}^"


def place_of(text: str, node: ast.expr | ast.keyword) -> tuple[int, int]:
    """Return line and column of what a part of a text does: of an operator, or of its start."""
    lines = lines_of(text)
    line, column = node.lineno, _letters(lines[node.lineno - 1], node.col_offset)
    first = getattr(node, FIRST_FIELDS.get(type(node), ""), None)
    if isinstance(first, ast.expr):
        line = first.end_lineno or line
        column = _letters(lines[line - 1], first.end_col_offset or 0)
        while not lines[line - 1][column:].strip(" \t\f)"):
            line, column = line + 1, 0
        rest = lines[line - 1][column:]
        column += len(rest) - len(rest.lstrip(" \t\f)"))
    return line, column


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, which Python's parser ends at fewer letters than splitlines."""
    return re.split("\r\n|\r|\n", text)


def cut(text: str, most: int = 40) -> str:
    """Return the start of a text, for a message."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _letters(line: str, offset: int) -> int:
    # The parser counts in bytes of UTF-8.
    return len(line.encode()[:offset].decode())


def _printable(letter: str) -> str:
    return letter if letter.isprintable() or letter == "\t" else "\N{REPLACEMENT CHARACTER}"


def _blank(letter: str) -> str:
    """Return blanks as wide as a letter is on a terminal."""
    if letter == "\t":
        return letter
    if unicodedata.combining(letter):
        return ""
    return "  " if unicodedata.east_asian_width(letter) in "WF" else " "
