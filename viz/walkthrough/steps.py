"""A walk through a graph as data: values forward, then one step per application of the chain rule.

Nothing here writes to a Value. Every contribution comes from the node's own closure, and they add
up as in `Value.backward`, so the last sums are what `zero_grad` and `backward` give.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine import Value, local_gradients, topological_order
from engine.extend import Contributions

__all__ = [
    "Backward",
    "Forward",
    "Seed",
    "Step",
    "faults",
    "last_sums",
    "naive_length",
    "naive_steps",
    "same",
    "walk_steps",
]


class Forward(NamedTuple):
    """The value of an operation appears."""

    node: Value


class Seed(NamedTuple):
    """The derivative of the root with respect to itself, where the backward pass starts."""

    node: Value
    gradient: float


class Backward(NamedTuple):
    """One application of the chain rule, along one edge.

    node          the result that passes its gradient on
    i             which of its operands receives
    upstream      the gradient of the node
    local         the derivative of the node with respect to this operand
    contribution  what the node's closure gives this operand: upstream times local
    before        the sum at the operand up to now, None for no gradient yet
    after         the sum with the contribution
    """

    node: Value
    i: int
    upstream: float
    local: float
    contribution: float
    before: float | None
    after: float

    @property
    def operand(self) -> Value:
        """The node that receives."""
        return self.node.operands[self.i]


Step = Forward | Seed | Backward


def walk_steps(root: Value) -> list[Step]:
    """List the steps of the forward pass and of the backward pass in topological order.

    A root that requires no gradient has a forward pass alone. Raises as `backward` does where a
    slope is infinite.
    """
    steps = _forward(root)
    if not root.requires_grad:
        return steps
    sums = {root: 1.0}
    steps.append(Seed(root, 1.0))
    for node in reversed(topological_order(root)):
        if node in sums and node.operands:
            contributions = node.contributions(sums[node])
            steps += [_passed_on(node, i, contributions, sums) for i in _receivers(node)]
    return steps


def naive_steps(root: Value) -> list[Step]:
    """List the steps of the recursion that most people write first, which sums up wrongly.

    Each node passes on its whole gradient as it is at the moment, operand by operand, and lets the
    operand do the same at once. A node that two results use is so visited twice, the first time
    too early, the second time with what it had passed on already. There may be exponentially many
    steps: ask `naive_length` first.
    """
    steps = _forward(root)
    sums = {root: 1.0}
    steps.append(Seed(root, 1.0))
    visits = [_visit(root, sums)]  # the stack of the recursion
    while visits:
        step = next(visits[-1], None)
        if step is None:
            visits.pop()
        else:
            steps.append(step)
            visits.append(_visit(step.operand, sums))
    return steps


def naive_length(root: Value) -> int:
    """Count the steps of `naive_steps` without taking them."""
    below: dict[Value, int] = {}
    order = topological_order(root)
    for node in order:
        below[node] = sum(1 + below[node.operands[i]] for i in _receivers(node))
    return sum(1 for node in order if node.operands) + 1 + below[root]


def last_sums(steps: Iterable[Step]) -> dict[Value, float]:
    """Return the gradient that each node ends with; nodes that receive none are left out."""
    sums: dict[Value, float] = {}
    for step in steps:
        if isinstance(step, Backward):
            sums[step.operand] = step.after
        elif isinstance(step, Seed):
            sums[step.node] = step.gradient
    return sums


def faults(steps: Iterable[Step], complete: Mapping[Value, float]) -> list[str]:
    """Tell of each step of a naive walk what is wrong with it: "early", "again", or "".

    complete  the gradients that the right order ends with
    """
    passed: set[tuple[Value, int]] = set()
    found = []
    for step in steps:
        fault = ""
        if isinstance(step, Backward):
            edge = step.node, step.i
            early = not same(step.upstream, complete[step.node])
            fault = "again" if edge in passed else "early" if early else ""
            passed.add(edge)
        found.append(fault)
    return found


def same(a: float, b: float) -> bool:
    """Tell whether two gradients are equal, nan with nan too."""
    return a == b or (math.isnan(a) and math.isnan(b))


def _forward(root: Value) -> list[Step]:
    return [Forward(node) for node in topological_order(root) if node.operands]


def _visit(node: Value, sums: dict[Value, float]) -> Iterator[Backward]:
    contributions = node.contributions(sums[node])
    for i in _receivers(node):
        yield _passed_on(node, i, contributions, sums)


def _receivers(node: Value) -> list[int]:
    """Return which operands receive a gradient, a repeated operand once for each use."""
    if not node.requires_grad:
        return []
    return [
        i
        for i, contribution in enumerate(node.contributions(1.0))
        if node.operands[i].requires_grad and contribution is not None
    ]


def _passed_on(
    node: Value, i: int, contributions: Contributions, sums: dict[Value, float]
) -> Backward:
    operand, contribution = node.operands[i], contributions[i]
    before = sums.get(operand)
    sums[operand] = contribution if before is None else before + contribution
    local = local_gradients(node)[i]
    return Backward(node, i, sums[node], local, contribution, before, sums[operand])
