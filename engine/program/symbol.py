"""Symbol: a number that is not known yet. Whatever is done to it becomes a line of a program."""

from collections.abc import Callable
from typing import Any, NoReturn

from engine.comparison import Joinable
from engine.program.listing import Instruction, Operand

__all__ = ["Symbol", "Tape", "operand_of"]


class Symbol(Joinable):
    """A number that is not known yet: it writes down what is done to it."""

    __slots__ = ("index", "tape")

    is_unknown = True

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

    def arctan2(self, other: Any) -> Any:
        """Write the angle of a point, this its second coordinate."""
        return self.tape.write("arctan2", self, other)

    def _rarctan2(self, other: Any) -> Any:
        return self.tape.write("arctan2", other, self)

    def where(self, a: Any, b: Any) -> Any:
        """Write a choice by this symbol, which is not 0 where `a` is chosen."""
        return self.tape.write("where", self, a, b)

    def write_function(self, function: str) -> Any:
        """Write a function of this symbol; the functions of `engine.functions` come here."""
        return self.tape.write(function, self)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> NoReturn:
        raise self._refusal("to compare with ==; write where(abs(x - y) < 0.5, a, b)")

    def __bool__(self) -> NoReturn:
        raise self._refusal(
            "for Python to decide by; write where(condition, a, b), and maximum(a, b) for max(a, b)"
        )

    def __float__(self) -> NoReturn:
        raise self._refusal(
            "to convert; use operators and the functions of engine (engine.exp, not math.exp), and "
            "no float(), int(), round(), .item() or index"
        )

    __int__ = __index__ = __float__

    def __round__(self, ndigits: int | None = None) -> NoReturn:
        self.__float__()

    def _refusal(self, what: str) -> TypeError:
        refusal = f"a symbol has no number yet {what}"
        self.tape.refusals.append(refusal)
        return TypeError(refusal)

    def __repr__(self) -> str:
        return f"Symbol({self.index})"


class Tape:
    """The lines written so far, each once; results are numbered on from the leaves.

    operations  how many were asked for, also those that needed no new line
    refusals    what was said where somebody asked a symbol for its number
    """

    def __init__(self, leaves: int) -> None:
        self.leaves = leaves
        self.operations = 0
        self.refusals: list[str] = []
        self.instructions: list[Instruction] = []
        self.known: dict[tuple[Any, ...], Symbol] = {}

    def write(self, op: str, *numbers: Any) -> Any:
        """Write a line and return its result, or the result of the same line above."""
        self.operations += 1
        shorter = SHORTER[op](*numbers) if op in SHORTER else None
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


# Each returns the same number without the op where that changes no bit of it, else None.


def _shorter_sum(x: Any, y: Any) -> Any:
    if _is_number(y, "-0.0"):  # which adds nothing to any number; 0.0 does, to -0.0
        return x
    return y if _is_number(x, "-0.0") else None


def _shorter_difference(x: Any, y: Any) -> Any:
    return x if _is_number(y, "0.0") else None


def _shorter_product(x: Any, y: Any) -> Any:
    shorter = _shorter_quotient(x, y)
    return _shorter_quotient(y, x) if shorter is None else shorter


def _shorter_quotient(x: Any, y: Any) -> Any:
    if _is_number(y, "1.0"):
        return x
    return -x if _is_number(y, "-1.0") else None


def _shorter_power(x: Any, n: Any) -> Any:
    if _is_number(n, "1.0"):
        return x
    return 1.0 if type(n) is float and n == 0.0 else None


def _shorter_choice(_: Any, a: Any, b: Any) -> Any:
    return b if a is b else None


SHORTER: dict[str, Callable[..., Any]] = {
    "+": _shorter_sum,
    "-": _shorter_difference,
    "*": _shorter_product,
    "/": _shorter_quotient,
    "**": _shorter_power,
    "where": _shorter_choice,
}


def _is_number(thing: Any, digits: str) -> bool:
    return type(thing) is float and repr(thing) == digits


def operand_of(number: Any) -> Operand:
    """Return the number of a symbol's line, or the constant itself."""
    if type(number) is Symbol:
        return number.index
    return number if isinstance(number, float) else float(number)
