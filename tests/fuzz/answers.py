"""The ways to a program's value and gradients on graphs: what each answers at a point.

An answer is a tuple, the value and then the derivative by each parameter or, without any, by each
input. The outcome of a way is its answer, or the kind of arithmetic error that it raises.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from engine import Program as Listing
from engine import Value, no_grad, tangents, topological_order, trace, value_and_grad, where
from engine.extend import ARITHMETIC_ERRORS, PARTS
from engine.graph import replayed
from tests.fuzz.arithmetic import UNIT, Bounded, Ieee, Number
from tests.fuzz.programs import Program, of_values, results

__all__ = ["Answer", "Graph", "Outcome", "attempted", "differentiated", "mean", "value"]

Answer = tuple[float, ...]
Outcome = Answer | type[Exception]


def attempted(way: Callable[..., Any], *arguments: Any) -> Any:
    """Return the answer, or the kind of arithmetic error."""
    try:
        return way(*arguments)
    except ARITHMETIC_ERRORS as error:
        return ValueError if isinstance(error, ValueError) else type(error)


class Graph:
    """A program's graph at a point. Raises the arithmetic error of an op.

    wanted  the leaves that get a gradient, by default all of `program.wanted`
    """

    def __init__(
        self, program: Program, point: Sequence[float], wanted: Sequence[int] = ()
    ) -> None:
        first, last = program.inputs, program.inputs + len(program.params)
        wanted = wanted or program.wanted
        self.leaves = [
            Value(number, f"x{i}", requires_grad=i in wanted)
            for i, number in enumerate(program.numbers(point))
        ]
        self.inputs, self.params = self.leaves[:first], self.leaves[first:last]
        self.wanted = [self.leaves[i] for i in wanted]
        self.root = results(program.lines, self.leaves, of_values)[-1]
        self.order = topological_order(self.root)
        self.nodes = set(self.order)

    @property
    def chooses(self) -> bool:
        return any(node.op == "where" for node in self.order)

    # ---- backward ----

    def backward(self) -> Answer:
        """Return what `backward` leaves, whatever becomes of the numbers after the ops."""
        with moved(self.order):
            slopes = self._slopes()
        return (float(self.root.data), *slopes)

    def again(self) -> Answer:
        """Return what one more `backward` leaves, on results that hold gradients already."""
        for leaf in self.wanted:
            leaf.forget_grad()
        return (float(self.root.data), *self._slopes())

    def _slopes(self) -> list[float]:
        if self.root.requires_grad:
            self.root.backward()
        return [leaf.grad for leaf in self.wanted]

    def with_both_slopes(self) -> Answer:
        """Return what is left if a gradient of 0.0 flows where `where` did not choose.

        By a constant condition the choice is one, too, and nothing flows.
        """
        varying = {*self.inputs, *self.params}
        for node in self.order:
            node.forget_grad()
            if varies(node, varying):
                varying.add(node)
            if node.op == "where" and node.operands[0] in varying:
                node._rule = partial(_both_ways, node.operands[0].data)
        return self.again()

    # ---- forward mode ----

    def forward(self) -> Answer:
        return (float(self.root.data), *(self._along(leaf) for leaf in self.wanted))

    def _along(self, leaf: Value) -> float:
        return tangents(self.root, leaf)[self.root] if leaf in self.nodes else 0.0

    # ---- on other numbers ----

    def bounds(
        self, *, forward: bool = False, same_value: bool = True, moved: float = 0.0
    ) -> list[Bounded]:
        """Return the answer of `backward`, or of `forward`, with a bound of the error of each.

        same_value  whether the other way does the very same sums and products up to the value
        moved       how far the leaves may be, relative to their size

        Raises UndecidedError if a choice between numbers might come out otherwise.
        """
        Bounded.unit = 0.0 if same_value else UNIT
        new = self._replayed(lambda leaf: Bounded(leaf.data, moved * (abs(leaf.data) or 1.0)))
        root = new[self.root]
        Bounded.unit = UNIT
        if forward:
            slopes = [tangents(root, new[x])[root] if x in new else 0.0 for x in self.wanted]
        else:
            slopes = _slopes_of(root, new, self.wanted)
        return [x if isinstance(x, Bounded) else Bounded(x) for x in (root.data, *slopes)]

    def ieee(self, numbers: Sequence[float], instead: float | None = None) -> tuple[Answer, bool]:
        """Return the answer of IEEE 754 on other numbers, and whether Python would have raised."""
        Ieee.failed, Ieee.instead = False, instead
        at = dict(zip(self.leaves, numbers, strict=True))
        varying = {*self.inputs, *self.params}
        new = self._replayed(lambda leaf: Ieee(at[leaf]) if leaf in varying else leaf.data)
        root = new[self.root]
        answer = (root.data, *_slopes_of(root, new, self.wanted))
        return tuple(x.number if isinstance(x, Number) else float(x) for x in answer), Ieee.failed

    def _replayed(self, number: Callable[[Value], Any]) -> dict[Value, Value]:
        leaves = [node for node in self.order if node.is_leaf]
        return replayed([self.root], {leaf: leaf.with_data(number(leaf)) for leaf in leaves})

    def trace(self) -> Listing:
        return trace(self.root, self.inputs, self.params)


def _slopes_of(root: Value, new: Mapping[Any, Value], wanted: Sequence[Value]) -> list[Any]:
    if root.requires_grad:
        root.backward()
    return [new[x].grad if x in new else 0.0 for x in wanted]


def varies(node: Value, varying: Collection[Value]) -> bool:
    """Tell whether a result is no constant. x ** 0.0 is 1.0, whatever x is."""
    is_one = node.op == "**" and node.operands[1] not in varying and node.operands[1].data == 0.0
    return not is_one and any(operand in varying for operand in node.operands)


@contextmanager
def moved(nodes: Sequence[Value]) -> Iterator[None]:
    """Let every node hold nan for a while: a rule must have kept the numbers that it needs."""
    numbers = [node.data for node in nodes]
    for node in nodes:
        node.data = math.nan
    try:
        yield
    finally:
        for node, number in zip(nodes, numbers, strict=True):
            node.data = number


def _both_ways(condition: Any, g: Any) -> tuple[Any, ...]:
    return None, where(condition, g, 0.0), where(condition, 0.0, g)


def differentiated(program: Program, point: Sequence[float], i: int) -> Answer:
    """Return the value and the slope by leaf i of `value_and_grad`, to which all else is constant.

    It may differentiate a "grad" line in turn.
    """

    def f(*leaves: Any) -> Any:
        lifted = [x if isinstance(x, Value) else Value(x, requires_grad=False) for x in leaves]
        return results(program.lines, lifted, of_values)[-1]

    return value_and_grad(f, i)(*program.numbers(point))


def value(program: Program, numbers: Sequence[float]) -> float:
    """Return the value alone."""
    with no_grad():
        leaves = [Value(number) for number in numbers]
        return float(results(program.lines, leaves, of_values)[-1])


def mean(answers: Sequence[Answer]) -> Answer:
    """Return the mean of answers, added up in parts as every backend does it."""
    sums = [[-0.0] * len(answers[0]) for _ in range(PARTS)]
    for i, answer in enumerate(answers):
        sums[i % PARTS] = [a + b for a, b in zip(sums[i % PARTS], answer, strict=True)]
    for part in sums[1:]:
        sums[0] = [a + b for a, b in zip(sums[0], part, strict=True)]
    return tuple(total / len(answers) for total in sums[0])
