"""What a node computes and its local derivatives as mathematics, read off the node's own rule.

The op runs again on leaves that hold symbols, and its closure on 1; what they write down is printed
with the nodes' names. So no derivative is written a second time.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from engine import Value, local_gradients
from engine.extend import Instruction, Operand, Symbol, Tape, operand_of, reapply, recording
from viz.graph import is_constant
from viz.style import SYMBOLS, number
from viz.walkthrough.names import is_simple, quoted

__all__ = ["Formulas", "formulas", "live_name", "live_number", "unless_by_cases", "with_names"]

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

# How tightly a piece of a formula holds together; a weaker piece in a stronger one has parentheses.
SUM, NEGATIVE, PRODUCT, POWER, WHOLE = range(5)
COMPARISONS = {"<": ("<", ">"), "<=": ("≤", "≥")}  # and how they read from the right

Piece = tuple[str, int]  # the text, and how tightly it holds together

# Around what stands for a number that the page fills in; the second end asks for parentheses around
# a negative one. Both are of Unicode's private use.
LIVE, END, HELD_END = "\ue000", "\ue001", "\ue002"
NAME = "\ue003"  # so for a name, which a picture may show shortened, or by that of a folded box


def live_number(i: int) -> str:
    """Return what stands in a formula for a number that the page knows by its place."""
    return f"{LIVE}{i}{END}"


def with_names(formula: str) -> str:
    """Return a formula of numbers that the page knows with names in their places."""
    return formula.replace(LIVE, NAME).replace(HELD_END, END).replace(" × ", "·")


def live_name(i: int) -> str:
    """Return what stands in a formula for a name that the page knows by its place."""
    return f"{NAME}{i}{END}"


class Formulas(NamedTuple):
    """A node's formula, and its local derivative with respect to each operand.

    A formula is "" where the rule does not run on symbols, such as one that calls `math`.
    """

    value: str
    local: tuple[str, ...]


def formulas(node: Value, names: Mapping[Value, str], times: str = "·") -> Formulas:
    """Write what a node computes and its local derivatives in the names of the nodes.

    names  what stands for each node: its name, or its number for a formula with numbers
    times  the multiplication sign
    """
    try:
        return _formulas(node, names, times)
    except (TypeError, ValueError, ArithmeticError, AttributeError):  # a rule not for symbols
        return Formulas("", ("",) * len(node.operands))


def unless_by_cases(formula: str) -> str:
    """Leave out a formula with numbers that is nothing but cases, as it makes none clearer."""
    return "" if formula.startswith("{") else formula


def _formulas(node: Value, names: Mapping[Value, str], times: str) -> Formulas:
    operands = dict.fromkeys(node.operands)
    tape = Tape(len(operands))
    leaves = {
        operand: operand.with_data(operand.data if is_constant(operand) else Symbol(tape, i))
        for i, operand in enumerate(operands)
    }
    with recording(True):
        again = reapply(node, [leaves[operand] for operand in node.operands])
    known = {i: _named(names[operand]) for i, operand in enumerate(operands)}
    printer = _Printer(tape, known, times)
    value = printer.text(again.data)
    if type(again.data) is Symbol:  # a derivative may speak of the result, as tanh's does
        known.setdefault(again.data.index, _named(names[node]))
    local = local_gradients(again) if node.requires_grad else ()
    return Formulas(value, tuple(printer.text(slope) for slope in local))


def _named(name: str) -> Piece:
    if name.startswith(LIVE):
        return name, NEGATIVE  # as it may become
    if name.startswith(NAME):
        return name, WHOLE
    if name.startswith("−") and is_simple(name[1:]):
        return name, NEGATIVE
    return quoted(name), WHOLE


class _Printer:
    """Prints the lines of a tape as one expression.

    known  the pieces that have a name, by the number of their line
    """

    def __init__(self, tape: Tape, known: Mapping[int, Piece], times: str) -> None:
        self.tape = tape
        self.known = known
        self.times = times

    def text(self, number: Any) -> str:
        return self._piece(operand_of(number), {})[0]

    def _piece(self, operand: Operand, true: Mapping[Operand, bool]) -> Piece:
        """Print an operand; `true` tells which conditions are known to hold or not to hold."""
        if type(operand) is not int:
            digits = number(operand)
            return digits, NEGATIVE if digits.startswith("−") else WHOLE
        if operand in self.known:
            return self.known[operand]
        line = self.tape.instructions[operand - self.tape.leaves]
        return self._by_cases(operand, true) if line.op == "where" else self._line(line, true)

    def _by_cases(self, line: int, true: Mapping[Operand, bool]) -> Piece:
        *cases, (_, last) = self._cases(line, true, ())
        if not cases:
            return last
        rows = [f"{piece[0]} if {' and '.join(conditions)}" for conditions, piece in cases]
        return f"{{ {'; '.join([*rows, f'{last[0]} otherwise'])} }}", WHOLE

    def _cases(
        self, operand: Operand, true: Mapping[Operand, bool], conditions: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], Piece]]:
        """List what an operand is, and on which conditions; each holds if none before it does."""
        line = self._line_of(operand)
        if line is None or line.op != "where":
            yield conditions, self._piece(operand, true)
            return
        condition, a, b = line.operands
        if condition in true:
            yield from self._cases(a if true[condition] else b, true, conditions)
            return
        told = self._condition(condition, true)
        yield from self._cases(a, {**true, condition: True}, (*conditions, told))
        yield from self._cases(b, {**true, condition: False}, conditions)

    def _condition(self, operand: Operand, true: Mapping[Operand, bool]) -> str:
        line = self._line_of(operand)
        text = self._piece(operand, true)[0]
        return text if line is not None and line.op in COMPARISONS else f"{text} ≠ 0"

    def _line_of(self, operand: Operand) -> Instruction | None:
        """Return the line that computes an operand, None for one that has a name or is a number."""
        if type(operand) is not int or operand in self.known:
            return None
        return self.tape.instructions[operand - self.tape.leaves]

    def _line(self, line: Instruction, true: Mapping[Operand, bool]) -> Piece:
        pieces = [self._piece(operand, true) for operand in line.operands]
        first, last = pieces[0], pieces[-1]
        match line.op:
            case "+" | "-":
                sign = SYMBOLS.get(line.op, line.op)
                piece = f"{_held(first, SUM)} {sign} {_held(last, PRODUCT)}", SUM
            case "*":
                piece = self._product(line, first, last)
            case "/":
                piece = f"{_held(first, NEGATIVE)} / {_held(last, POWER)}", PRODUCT
            case "**":
                piece = _held(first, WHOLE) + _exponent(line.operands[1], last), POWER
            case "neg":
                piece = f"−{_held(first, PRODUCT)}", NEGATIVE
            case "<=" if (sides := self._equals(line)) is not None:
                piece = " = ".join(_held(self._piece(side, true), SUM) for side in sides), SUM
            case "<" | "<=":
                piece = _comparison(line, first, last), SUM
            case _:
                piece = _call(line.op, pieces), WHOLE
        return piece

    def _equals(self, line: Instruction) -> tuple[Operand, Operand] | None:
        """Return x and y of |x − y| ≤ 0, which says that they are equal."""
        distance, zero = map(self._line_of, line.operands)
        if distance is None or distance.op != "abs" or zero is not None or line.operands[1] != 0.0:
            return None
        (x,) = distance.operands
        difference = self._line_of(x)
        if difference is None or difference.op != "-":
            return x, 0.0
        first, second = difference.operands
        return first, second

    def _product(self, line: Instruction, first: Piece, last: Piece) -> Piece:
        same = line.operands[0] == line.operands[1]
        if same and type(line.operands[0]) is type(line.operands[1]):  # 3.0 is not line 3
            return f"{_held(first, WHOLE)}²", POWER
        return f"{_held(first, NEGATIVE)}{self.times}{_held(last, POWER)}", PRODUCT


def _held(piece: Piece, strength: int) -> str:
    text, own = piece
    if own >= strength:
        return text
    return text.replace(END, HELD_END) if text.startswith(LIVE) else f"({text})"


def _exponent(operand: Operand, piece: Piece) -> str:
    if type(operand) is float and operand.is_integer() and abs(operand) < 100:
        return str(int(operand)).translate(RAISED)
    return f"^{_held(piece, WHOLE)}"


def _comparison(line: Instruction, first: Piece, last: Piece) -> str:
    sign, reverse = COMPARISONS[line.op]
    if type(line.operands[0]) is float:  # 0 < a reads better as a > 0
        first, last, sign = last, first, reverse
    return f"{_held(first, SUM)} {sign} {_held(last, SUM)}"


def _call(op: str, pieces: list[Piece]) -> str:
    arguments = ", ".join(text for text, _ in pieces)
    if op == "abs":
        return f"|{arguments}|"
    if op == "sqrt":
        return f"√{_held(pieces[0], WHOLE)}"
    return f"{SYMBOLS.get(op, op)}({arguments})"
