"""Hints: what to write in place of what an expression may not hold."""

import ast
import keyword
import math
import re
import unicodedata
from collections.abc import Container

from viz.caret import cut
from viz.vocabulary import ALLOWED, CALLED, CALLS, JOINTS, call_of

__all__ = ["for_call", "for_count", "for_name", "for_part", "for_text"]

NOT_ALLOWED = f"not allowed here; allowed: {ALLOWED}"
NO_COMPARISON = (
    "a comparison, by < <= > or >=, stands in where alone: where(x > 0, x, -x); "
    "& | and ~ join several there: where((x > 0) & (x < 1), x, 0)"
)

OTHER_NAMES = {  # of functions, in Python, NumPy and on paper
    **{"ln": "log", "fabs": "abs", "absolute": "abs", "max": "maximum", "min": "minimum"},
    **{"asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2"},
}
POWERS = {"pow": "x**y", "power": "x**y", "square": "x**2"}
NUMBERS = {"pi": math.pi, "π": math.pi, "e": math.e, "tau": math.tau}
SIGNS = {
    **dict.fromkeys("×⋅∙∗", "*"),
    **dict.fromkeys("÷∕", "/"),
    **dict.fromkeys("−–—", "-"),
    "√": "sqrt(x)",
}

OPERAND = re.compile(r"[\w.]+|\(")
OPERAND_BACKWARDS = re.compile(r"\s*([\w.]+|\))")
RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
BARS = re.compile(r"\|([^|]+)\|")
DECIMAL_COMMA = re.compile(r"(?<![\w.])(\d+),(\d+)(?![\w.])")


def for_text(said: str, line: str, column: int) -> str:
    """Return what to write where Python cannot read a text, "" for no hint.

    said    by Python
    line    of the text
    column  in it that Python points at
    """
    if said == "'(' was never closed":
        return f"{said}; write a ) where it ends"
    hints = (_power, _sign, _bars, _two_operands)
    return next(filter(None, (hint(line, column) for hint in hints)), "")


def for_name(name: str) -> str:
    """Return what to write for a name without a number."""
    if name in CALLED:
        return f"{name} is a function; write {call_of(name)}"
    if "·" in name:  # which Python takes for a letter
        return _instead(name.replace("·", "*"))
    power = "; or exp(x) in place of e**x" if name == "e" else ""
    return f"{cut(name)} has no number; write {cut(name)}={NUMBERS.get(name, 1.5)} after it{power}"


def for_count(name: str, given: int, part: str) -> str:
    """Return what to write for a call with too few or too many arguments."""
    return f"{name} takes {CALLED[name][1]}, given {given}{_decimal(part)}"


def for_call(function: ast.expr, names: Container[str]) -> str:
    """Return what to write for a call of what is no function; names are those with a number."""
    match function:
        case ast.Name(id=name) if name in names:
            return f"{_product(name, '(')}; {cut(name)} is a number"
        case ast.Name(id=name):
            written = _written(name)
            advice = f"write {written}" if written else f"allowed: {CALLS}"
            return f"no function {cut(name)}; {advice}"
        case ast.Attribute(attr=name) if _written(name):
            return _instead(_written(name))
        case ast.Constant(value=int() | float() as number):
            return _product(str(number), "(")
        case ast.BinOp() | ast.Call():
            return _product(")", "(")
    return NOT_ALLOWED


def for_part(node: ast.expr, part: str) -> str:
    """Return what to write for a part of a text, other than a call, that is not allowed."""
    match node:
        case ast.BinOp(op=ast.BitXor()):
            return f"{_instead('x**2')} for a power"
        case ast.Compare():
            return NO_COMPARISON
        case ast.BinOp(op=op) | ast.UnaryOp(op=op) if type(op) in JOINTS:
            return NO_COMPARISON
        case ast.Attribute(attr=name) if name in NUMBERS:
            return f"{_instead(name)}, and {name}={NUMBERS[name]} after the expression"
        case ast.Tuple() if _decimal(part):
            return f"not allowed here{_decimal(part)}"
    return NOT_ALLOWED


def _instead(written: str) -> str:
    return f"not allowed here; write {cut(written)}"


def _written(name: str) -> str:
    """Return how a function is written that goes by another name, or in capitals."""
    lower = name.lower()
    lower = OTHER_NAMES.get(lower, lower)
    return call_of(lower) if lower in CALLED else POWERS.get(lower, "")


def _decimal(part: str) -> str:
    comma = DECIMAL_COMMA.search(part)
    whole, decimals = map(cut, comma.groups()) if comma else ("", "")
    return f"; write {whole}.{decimals} if {whole},{decimals} is one number" if comma else ""


def _power(line: str, column: int) -> str:
    raised = RAISED.match(line, column)
    if raised is None:
        return ""
    before = OPERAND_BACKWARDS.match(line[:column][::-1])
    base = _shown(before[1][::-1]) if before else "x"
    exponent = unicodedata.normalize("NFKC", raised[0]).replace("\N{MINUS SIGN}", "-")
    return f"{_instead(f'{base}**{exponent}')} for a power"


def _sign(line: str, column: int) -> str:
    sign = line[column : column + 1]
    return f"not allowed here; write {SIGNS[sign]} in place of {sign}" if sign in SIGNS else ""


def _bars(line: str, column: int) -> str:
    bars = BARS.search(line)
    is_at_bar = "|" in (line[column : column + 1], line[:column].rstrip()[-1:])
    return _instead(f"abs({cut(bars[1].strip(), 20)})") if bars and is_at_bar else ""


def _two_operands(line: str, column: int) -> str:
    """Return the advice for a product without a sign, or a function without parentheses."""
    for place in (column, column + 1):  # Python points at the 2 of 2x, and at the x of 2 x
        before = OPERAND_BACKWARDS.match(line[:place][::-1])
        after = OPERAND.match(line, place)
        if before and after and _are_two(before[1][::-1], after[0], line[place - 1]):
            return _joined(before[1][::-1], after[0])
    return ""


def _joined(left: str, right: str) -> str:
    if left in CALLED:
        inner = call_of(right) if right in CALLED else cut(right, 20)
        return _instead(call_of(left, inner))
    return _product(left, right)


def _product(left: str, right: str) -> str:
    return f"{_instead(f'{_shown(left)}*{_shown(right)}')} for a product"


def _shown(operand: str) -> str:
    """Return an operand for a message, a pair of parentheses for one of them."""
    return "(…)" if operand in ("(", ")") else cut(operand, 19)


def _are_two(left: str, right: str, between: str) -> bool:
    """Tell whether words are two operands: not the halves of one, and neither a word of Python."""
    if keyword.iskeyword(left) or keyword.iskeyword(right):
        return False
    is_apart = between in " \t)" or right == "("
    return is_apart or (left.strip(".")[:1].isdigit() and right[0].isalpha())
