"""Tracing: a graph run on symbols writes the program that computes it and its gradients.

A Symbol is a number that is not known yet; whatever is done to it becomes a line. Replaying a graph
on Symbols writes the forward lines, and `backward` on the replayed graph writes the derivative
lines, by the same closures that compute on floats.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from engine.functions import NAMES
from engine.graph import replayed, topological_order
from engine.identifiers import identifiers
from engine.node import recording
from engine.value import Value

__all__ = ["Instruction", "Program", "Symbol", "trace"]

Operand = int | float  # the number of an earlier result, or a constant


class Instruction(NamedTuple):
    """One line of a program: an op, and its operands."""

    op: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True)
class Program:
    """Straight-line code for a value and its gradients; prints itself as Python.

    inputs        names of the inputs, which differ from row to row
    params        names of the parameters, which are the same for all rows
    instructions  the lines: results are numbered on from the inputs and parameters
    names         the name of each input, parameter and result
    value         the result (or the constant) that is the value
    gradients     the derivative of the value with respect to each parameter or, without any, to
                  each input
    """

    inputs: tuple[str, ...]
    params: tuple[str, ...]
    instructions: tuple[Instruction, ...]
    names: tuple[str, ...]
    value: Operand
    gradients: tuple[Operand, ...]

    def source(self, language: str = "python") -> str:
        """Write the program in "python", "numpy" or "c"; raises ValueError for another name."""
        from engine.languages import source

        return source(self, language)

    def compile(self, language: str = "python") -> Callable[..., Any]:
        """Make a function of the program, in "python" or "numpy".

        Without params: f(*numbers) returns (value, (derivative by each input, …)); "numpy" takes
        arrays as well, element by element. With params: f(params, rows) returns (mean value over
        the rows, [mean gradient of each parameter]).
        """
        from engine.compilation import compiled

        return compiled(self, language)

    def __str__(self) -> str:
        return self.source("python")


def trace(root: Value, inputs: Sequence[Value], params: Sequence[Value] = ()) -> Program:
    """Write down the computation of a value and its gradients as a program.

    inputs  leaves of the graph that become arguments; their labels become their names
    params  leaves that stay the same from row to row, such as a network's weights

    Other leaves become constants. The graph is what was recorded: a Python `if` on a number was
    decided when it ran, so `x if x > 0 else -x` traces as the branch taken; write
    `where(x > 0, x, -x)` for a choice that the program makes anew.

    Raises ValueError for an input or a parameter that is not a leaf, or given twice; TypeError if
    the root is no Value.
    """
    leaves = [*inputs, *params]
    _check_leaves(root, leaves)
    writer = _Writer(len(leaves))
    present = set(topological_order(root))
    symbols = {leaf: Symbol(writer, i) for i, leaf in enumerate(leaves) if leaf in present}
    wanted = params or inputs
    with recording(True):
        new = replayed(root, symbols, differentiate=set(wanted))
        if new[root].requires_grad:
            new[root].backward()
    value = _operand(new[root].data)
    gradients = [_operand(new[leaf].grad) if leaf in new else 0.0 for leaf in wanted]
    hints = _hints(root, new)
    return _without_dead_lines(writer, leaves, len(inputs), value, gradients, hints)


class Symbol:
    """A number that is not known yet: it writes down what is done to it."""

    __slots__ = ("index", "writer")

    def __init__(self, writer: "_Writer", index: int) -> None:
        self.writer = writer
        self.index = index

    def __add__(self, other: Any) -> Any:
        return self.writer.write("+", self, other)

    def __radd__(self, other: Any) -> Any:
        return self.writer.write("+", other, self)

    def __sub__(self, other: Any) -> Any:
        return self.writer.write("-", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.writer.write("-", other, self)

    def __mul__(self, other: Any) -> Any:
        return self.writer.write("*", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.writer.write("*", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self.writer.write("/", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.writer.write("/", other, self)

    def __pow__(self, other: Any) -> Any:
        return self.writer.write("**", self, other)

    def __rpow__(self, other: Any) -> Any:
        return self.writer.write("**", other, self)

    def __neg__(self) -> Any:
        return self.writer.write("neg", self)

    def __abs__(self) -> Any:
        return self.writer.write("abs", self)

    def __lt__(self, other: Any) -> Any:
        return self.writer.write("<", self, other)

    def __le__(self, other: Any) -> Any:
        return self.writer.write("<=", self, other)

    def __gt__(self, other: Any) -> Any:
        return self.writer.write("<", other, self)

    def __ge__(self, other: Any) -> Any:
        return self.writer.write("<=", other, self)

    def _rmaximum(self, other: Any) -> Any:
        return self.writer.write("maximum", other, self)

    def _rminimum(self, other: Any) -> Any:
        return self.writer.write("minimum", other, self)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        # Every function of engine.functions is a method: exp(symbol) asks for symbol.exp().
        if name not in NAMES:
            raise AttributeError(f"a symbol has no {name!r}")
        return lambda *others: self.writer.write(name, self, *others)

    def __bool__(self) -> bool:
        raise TypeError(
            "a symbol has no number yet for Python to decide by; write where(condition, a, b)"
        )


class _Writer:
    """The lines written so far, each once."""

    def __init__(self, leaves: int) -> None:
        self.leaves = leaves
        self.instructions: list[Instruction] = []
        self.known: dict[tuple[int | str, ...], Symbol] = {}

    def write(self, op: str, *numbers: Any) -> Any:
        shorter = _simplified(op, numbers)
        if shorter is not None:
            return shorter
        operands = tuple(map(_operand, numbers))
        # repr, for 0.0 == -0.0, which are not the same line.
        key = (op, *(o if type(o) is int else repr(o) for o in operands))
        if key not in self.known:
            self.instructions.append(Instruction(op, operands))
            self.known[key] = Symbol(self, self.leaves + len(self.instructions) - 1)
        return self.known[key]


def _simplified(op: str, numbers: tuple[Any, ...]) -> Any:
    """Return the same number without the op where that changes no bit of it, else None."""
    if op not in ("*", "/", "**", "where"):
        return None
    first, last = numbers[0], numbers[-1]
    if op == "where":
        return last if numbers[1] is last else None
    if type(last) is float and abs(last) == 1.0:
        return first if last > 0.0 else -first if op != "**" else None
    if op == "*" and type(first) is float and abs(first) == 1.0:
        return last if first > 0.0 else -last
    return None


def _operand(number: Any) -> Operand:
    return number.index if isinstance(number, Symbol) else float(number)


def _check_leaves(root: Value, leaves: list[Value]) -> None:
    if not isinstance(root, Value):
        raise TypeError(f"trace: given {type(root).__name__}; allowed: a Value")
    for leaf in leaves:
        if not isinstance(leaf, Value) or not leaf.is_leaf:
            raise ValueError(f"trace: given {leaf!r}; allowed: leaves, as inputs and params")
    twice = [leaf for leaf, count in Counter(leaves).items() if count > 1]
    if twice:
        raise ValueError(f"trace: given {twice[0]!r} twice; allowed: once")


def _hints(root: Value, new: dict[Value, Value]) -> dict[int, tuple[str, int | None]]:
    """Return for some results a label, or "d" and the result whose gradient they are."""
    hints: dict[int, tuple[str, int | None]] = {}
    order = topological_order(root)
    for node in order:
        data: Any = new[node].data
        if isinstance(data, Symbol) and node.label:
            hints.setdefault(data.index, (node.label, None))
    for node in order:
        data, grad = new[node].data, cast(Any, new[node].grad)
        if isinstance(data, Symbol) and isinstance(grad, Symbol):
            hints.setdefault(grad.index, ("d", data.index))
    return hints


def _without_dead_lines(
    writer: _Writer,
    leaves: list[Value],
    inputs: int,
    value: Operand,
    gradients: list[Operand],
    hints: dict[int, tuple[str, int | None]],
) -> Program:
    lines = writer.instructions
    alive = {result for result in (value, *gradients) if isinstance(result, int)}
    for i in range(len(lines) - 1, -1, -1):
        if writer.leaves + i in alive:
            alive.update(o for o in lines[i].operands if isinstance(o, int))
    kept = [i for i in range(len(lines)) if writer.leaves + i in alive]
    renumbered = {i: i for i in range(writer.leaves)}
    renumbered |= {writer.leaves + i: writer.leaves + k for k, i in enumerate(kept)}

    def moved(operand: Operand) -> Operand:
        return renumbered[operand] if isinstance(operand, int) else operand

    names = identifiers([leaf.label for leaf in leaves], [writer.leaves + i for i in kept], hints)
    return Program(
        inputs=names[:inputs],
        params=names[inputs : writer.leaves],
        instructions=tuple(
            Instruction(lines[i].op, tuple(map(moved, lines[i].operands))) for i in kept
        ),
        names=names,
        value=moved(value),
        gradients=tuple(map(moved, gradients)),
    )
