"""Random programs as data: lines over leaves, and the points that they are asked at."""

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from engine import Value, grad
from engine.extend import ARITHMETIC_ERRORS
from tests.ops import methods_marked_as_operation

__all__ = ["Line", "Program", "of_values", "ops", "pruned", "random_program", "results"]

ROWS = (1, 1, 1, 1, 127, 128, 129, 1000)
POINTS = 5
REDRAWN = 4  # times at most, for one whose gradient is not 0.0 everywhere
SPECIAL = (
    *(0.0, 5e-324, 1e-310, 1e-200, 1e-8, 1.0, 2.0, 0.5, 3.0, 40.0, 709.7, 745.0),
    *(1e10, 1e155, 1e200, 1e308, math.pi, math.pi / 2.0),
)


@dataclass(frozen=True)
class Line:
    """An op on leaves and earlier results, by their numbers.

    op    a method of Value; or "grad", the derivative of `body` by its first argument
    body  the lines of a function of the operands, which are its leaves
    """

    op: str
    operands: tuple[int, ...]
    body: tuple["Line", ...] = ()


@dataclass(frozen=True)
class Program:
    """Lines whose last one is the value. Leaves are inputs, then parameters, then constants.

    points  numbers for the inputs
    rows    how many rows a batch has, or elements an array: the points again and again
    """

    inputs: int
    params: tuple[float, ...]
    constants: tuple[float, ...]
    lines: tuple[Line, ...]
    points: tuple[tuple[float, ...], ...]
    rows: int = 1

    @property
    def leaves(self) -> int:
        return self.inputs + len(self.params) + len(self.constants)

    @property
    def wanted(self) -> range:
        """The leaves that a gradient is wanted of: the parameters or, without any, the inputs."""
        last = self.inputs + len(self.params)
        return range(self.inputs, last) if self.params else range(last)

    def numbers(self, point: Sequence[float]) -> tuple[float, ...]:
        """Return the number of each leaf."""
        return (*point, *self.params, *self.constants)


def ops() -> dict[str, int]:
    """Return the methods of Value that are ops, with their number of operands."""
    return _ops(tuple(vars(Value)))


@cache
def _ops(_: tuple[str, ...]) -> dict[str, int]:
    return {name: arity(getattr(Value, name)) for name in sorted(methods_marked_as_operation())}


def arity(method: Callable[..., Any]) -> int:
    kinds = [parameter.kind for parameter in inspect.signature(method).parameters.values()]
    return sum(2 if kind is inspect.Parameter.VAR_POSITIONAL else 1 for kind in kinds)


def results(
    lines: Sequence[Line], leaves: Sequence[Any], apply: Callable[[Line, list[Any]], Any]
) -> list[Any]:
    """Return the leaves and what the lines make of them, each computed by `apply`."""
    numbers = list(leaves)
    for line in lines:
        numbers.append(apply(line, [numbers[i] for i in line.operands]))
    return numbers


def of_values(line: Line, operands: list[Value]) -> Value:
    if line.op != "grad":
        return getattr(Value, line.op)(*operands)
    slope = grad(lambda *xs: results(line.body, xs, of_values)[-1])(*operands)
    return slope if isinstance(slope, Value) else Value(slope, requires_grad=False)


# ---- at random ----


def random_program(rng: Random) -> Program:
    inputs, has_params = rng.randint(1, 3), rng.random() < 0.4
    params = tuple(number(rng) for _ in range(rng.randint(1, 3) if has_params else 0))
    constants = tuple(number(rng) for _ in range(rng.randint(0, 2)))
    points = [tuple(number(rng) for _ in range(inputs)) for _ in range(POINTS)]
    if rng.random() < 0.5:
        points[0] = tuple(rng.uniform(0.3, 2.0) for _ in range(inputs))
    start = (*points[0], *params, *constants)
    for _ in range(REDRAWN):
        lines = pruned(len(start), random_lines(rng, start, rng.randint(1, 14), depth=2))
        program = Program(inputs, params, constants, lines, tuple(points), rng.choice(ROWS))
        if has_slope(program):
            break
    return program


def has_slope(program: Program) -> bool:
    """Tell whether the value changes with a leaf, as it does not after most comparisons."""
    leaves = [Value(x) for x in program.numbers(program.points[0])]
    try:
        results(program.lines, leaves, of_values)[-1].backward()
    except (RuntimeError, *ARITHMETIC_ERRORS):
        return False
    return any(leaves[i].grad for i in program.wanted)


def number(rng: Random) -> float:
    """Return any number, often one that a kink, a tie or a limit may stand at."""
    kind = rng.random()
    if kind < 0.6:
        return rng.uniform(-2.0, 2.0)
    if kind < 0.75:
        return rng.randint(-4, 4) / 2.0
    return rng.choice((1.0, -1.0)) * rng.choice(SPECIAL)


def random_lines(rng: Random, start: Sequence[float], count: int, depth: int) -> list[Line]:
    """Return lines most of which have an answer, and a moderate one, at the start."""
    numbers, lines = [Value(x) for x in start], []
    while len(lines) < count:
        line = random_line(rng, numbers, depth)
        result = outcome(line, [numbers[i] for i in line.operands])
        if abs(result) < 1e4 or rng.random() < 0.05:
            lines.append(line)
            numbers.append(Value(1.0 if math.isnan(result) else result))
    return lines


def random_line(rng: Random, numbers: Sequence[Value], depth: int) -> Line:
    def some(count: int) -> tuple[int, ...]:
        return tuple(recent(rng, len(numbers)) for _ in range(count))

    if depth and rng.random() < 0.07:
        arguments = some(rng.randint(1, 3))
        at = [numbers[i].data for i in arguments]
        body = random_lines(rng, at, rng.randint(1, 5), depth - 1)
        return Line("grad", arguments, pruned(len(at), body))
    op, operands = rng.choice(list(ops().items()))
    return Line(op, some(operands))


def recent(rng: Random, count: int) -> int:
    return rng.randrange(count - 3 if count > 3 and rng.random() < 0.5 else 0, count)


def outcome(line: Line, operands: list[Value]) -> float:
    try:
        return float(of_values(line, operands))
    except ARITHMETIC_ERRORS:
        return math.nan


def pruned(leaves: int, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines that the last one needs, with their numbers moved."""
    needed = {leaves + len(lines) - 1}
    for i in range(leaves + len(lines) - 1, leaves - 1, -1):
        if i in needed:
            needed.update(lines[i - leaves].operands)
    kept = [i for i in range(leaves, leaves + len(lines)) if i in needed]
    moved = {i: i for i in range(leaves)} | {i: leaves + k for k, i in enumerate(kept)}
    return tuple(
        Line(line.op, tuple(moved[o] for o in line.operands), line.body)
        for line in (lines[i - leaves] for i in kept)
    )
