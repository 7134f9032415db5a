"""Symbol: a number that is not known yet. Whatever is done to it becomes a line of a program."""

from typing import Any, NoReturn

from engine.functions import FunctionName
from engine.program.listing import Instruction, Operand

__all__ = ["Symbol", "Tape", "operand_of"]


class Symbol:
    """A number that is not known yet: it writes down what is done to it."""

    __slots__ = ("index", "tape")

    def __init__(self, tape: "Tape", index: int) -> None:
        self.tape = tape
        self.index = index

    def __add__(self, other: Any) -> Any:
        return self.tape.write("+", self, other)

    def __radd__(self, other: Any) -> Any:
        return self.tape.write("+", other, self)

    def __sub__(self, other: Any) -> Any:
        return self.tape.write("-", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.tape.write("-", other, self)

    def __mul__(self, other: Any) -> Any:
        return self.tape.write("*", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.tape.write("*", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self.tape.write("/", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.tape.write("/", other, self)

    def __pow__(self, other: Any) -> Any:
        return self.tape.write("**", self, other)

    def __rpow__(self, other: Any) -> Any:
        return self.tape.write("**", other, self)

    def __neg__(self) -> Any:
        return self.tape.write("neg", self)

    def __abs__(self) -> Any:
        return self.tape.write("abs", self)

    def __lt__(self, other: Any) -> Any:
        return self.tape.write("<", self, other)

    def __le__(self, other: Any) -> Any:
        return self.tape.write("<=", self, other)

    def __gt__(self, other: Any) -> Any:
        return self.tape.write("<", other, self)

    def __ge__(self, other: Any) -> Any:
        return self.tape.write("<=", other, self)

    def maximum(self, other: Any) -> Any:
        """Write the larger of two."""
        return self.tape.write("maximum", self, other)

    def _rmaximum(self, other: Any) -> Any:
        return self.tape.write("maximum", other, self)

    def minimum(self, other: Any) -> Any:
        """Write the smaller of two."""
        return self.tape.write("minimum", self, other)

    def _rminimum(self, other: Any) -> Any:
        return self.tape.write("minimum", other, self)

    def where(self, a: Any, b: Any) -> Any:
        """Write a choice by this symbol, which is not 0 where `a` is chosen."""
        return self.tape.write("where", self, a, b)

    def write_function(self, function: FunctionName) -> Any:
        """Write a function of this symbol; the functions of `engine.functions` come here."""
        return self.tape.write(function, self)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError(
            "a symbol has no number yet to compare with ==; write where(abs(x - y) < 0.5, a, b)"
        )

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a symbol has no number yet for Python to decide by; write where(condition, a, b)"
        )

    def __float__(self) -> NoReturn:
        raise TypeError(
            "a symbol has no number yet to convert; use operators and the functions of engine "
            "(engine.exp, not math.exp), and no float(), int(), round(), .item() or index"
        )

    __int__ = __index__ = __float__

    def __round__(self, ndigits: int | None = None) -> NoReturn:
        self.__float__()

    def __repr__(self) -> str:
        return f"Symbol({self.index})"


class Tape:
    """The lines written so far, each once; results are numbered on from the leaves.

    operations  how many were asked for, also those that needed no new line
    """

    def __init__(self, leaves: int) -> None:
        self.leaves = leaves
        self.operations = 0
        self.instructions: list[Instruction] = []
        self.known: dict[tuple[Any, ...], Symbol] = {}

    def write(self, op: str, *numbers: Any) -> Any:
        """Write a line and return its result, or the result of the same line above."""
        self.operations += 1
        if op in SHORTER:
            shorter = _simplified(op, numbers)
            if shorter is not None:
                return shorter
        operands = tuple(map(operand_of, numbers))
        # repr, for 0.0 == -0.0, which are not the same line.
        key = (op, *(o if type(o) is int else repr(o) for o in operands))
        symbol = self.known.get(key)
        if symbol is None:
            symbol = Symbol(self, self.leaves + len(self.instructions))
            self.instructions.append(Instruction(op, operands))
            self.known[key] = symbol
        return symbol


SHORTER = ("+", "-", "*", "/", "**", "where")


def _simplified(op: str, numbers: tuple[Any, ...]) -> Any:
    """Return the same number without the op where that changes no bit of it, else None."""
    first, last = numbers[0], numbers[-1]
    if op == "where":
        return last if numbers[1] is last else None
    if op in ("+", "-"):
        return _simplified_sum(op, first, last)
    if op == "**" and type(last) is float and last == 0.0:
        return 1.0
    if type(last) is float and abs(last) == 1.0:
        return first if last > 0.0 else -first if op != "**" else None
    if op == "*" and type(first) is float and abs(first) == 1.0:
        return last if first > 0.0 else -last
    return None


def _simplified_sum(op: str, first: Any, last: Any) -> Any:
    if op == "-":
        return first if _is_number(last, "0.0") else None
    if _is_number(last, "-0.0"):  # which adds nothing to any number; 0.0 does, to -0.0
        return first
    return last if _is_number(first, "-0.0") else None


def _is_number(thing: Any, digits: str) -> bool:
    return type(thing) is float and repr(thing) == digits


def operand_of(number: Any) -> Operand:
    """Return the number of a symbol's line, or the constant itself."""
    if type(number) is Symbol:
        return number.index
    return number if isinstance(number, float) else float(number)
