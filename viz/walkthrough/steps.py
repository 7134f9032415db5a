"""A walk through a graph as data: values forward, then one step per application of the chain rule.

Nothing here writes to a Value. Every contribution comes from the node's own closure, and they add
up as in `Value.backward`, so the last sums are what `zero_grad` and `backward` give.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from engine import Value, maximum, where

__all__ = [
    "AllGradients",
    "Backward",
    "ChainRule",
    "Forward",
    "Seed",
    "Use",
    "WalkStep",
    "faults",
    "last_sums",
    "same",
]

Use = tuple[Value, int]  # a node that uses another one, and as which of its operands


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
    flows         1.0, or for a number that is not known yet whether `where` chose this way
    """

    node: Value
    i: int
    upstream: float
    local: float
    contribution: float
    before: float | None
    after: float
    flows: float = 1.0

    @property
    def receiver(self) -> Value:
        """The node that receives."""
        return self.node.operands[self.i]

    @property
    def use(self) -> Use:
        """The node, and which of its operands receives."""
        return self.node, self.i


class AllGradients(NamedTuple):
    """The end of the backward pass of a root: every contribution has been added."""

    node: Value


WalkStep = Forward | Seed | Backward | AllGradients


class ChainRule:
    """Takes the steps through a graph; each node is asked for its local derivatives once.

    nodes  all of the graph, operands before results, the root last

    The numbers of the nodes may be symbols, which are not known yet. Then a `where` passes its
    gradient on to both branches, and each step says whether it is taken.
    """

    def __init__(self, nodes: Sequence[Value]) -> None:
        self.nodes = nodes
        self.root = nodes[-1]
        self._local = cache(lambda node: _received(node, 1.0))

    def steps(self) -> list[WalkStep]:
        """List the steps of the forward pass and of the backward pass in topological order.

        A root that requires no gradient has a forward pass alone. Raises as `backward` does where a
        slope is infinite.
        """
        if not self.root.requires_grad:
            return self._forward()
        sums, flows = {self.root: 1.0}, {self.root: 1.0}
        steps = [*self._forward(), Seed(self.root, 1.0)]
        for node in reversed(self.nodes):
            if node in sums and node.operands:
                for step in self._pass_on(node, sums, flows[node]):
                    flows[step.receiver] = _either(flows.get(step.receiver, 0.0), step.flows)
                    steps.append(step)
        return [*steps, AllGradients(self.root)]

    def naive_steps(self) -> list[WalkStep]:
        """List the steps of the recursion that most people write first, which sums up wrongly.

        Each node passes on its whole gradient as it is at the moment, operand by operand, and lets
        the operand do the same at once. A node that two results use is so visited twice, the first
        time too early, the second time with what it had passed on already. There may be
        exponentially many steps: ask `naive_length` first.
        """
        sums = {self.root: 1.0}
        steps = [*self._forward(), Seed(self.root, 1.0)]
        visits = [self._pass_on(self.root, sums, 1.0)]  # the stack of the recursion
        while visits:
            step = next(visits[-1], None)
            if step is None:
                visits.pop()
            else:
                steps.append(step)
                visits.append(self._pass_on(step.receiver, sums, step.flows))
        return [*steps, AllGradients(self.root)]

    def naive_length(self) -> int:
        """Count the steps of `naive_steps` without taking them."""
        visits: Counter[Value] = Counter([self.root])
        length = len(self._forward()) + 2
        for node in reversed(self.nodes):
            if visits[node]:
                receivers = self._local(node)
                length += visits[node] * len(receivers)
                for i in receivers:
                    visits[node.operands[i]] += visits[node]
        return length

    def _forward(self) -> list[WalkStep]:
        return [Forward(node) for node in self.nodes if node.operands]

    def _pass_on(self, node: Value, sums: dict[Value, float], flows: Any) -> Iterator[Backward]:
        """Take a step for each operand that receives, with the node's gradient of now."""
        upstream, local = sums[node], self._local(node)
        for i, contribution in _received(node, upstream).items():
            taken = flows * _chosen(node, i)
            if type(taken) is not float:  # -0.0 adds nothing, not even to the sign of a zero
                contribution = where(taken, contribution, -0.0)
            before = sums.get(node.operands[i])
            after = contribution if before is None else before + contribution
            sums[node.operands[i]] = after
            yield Backward(node, i, upstream, local[i], contribution, before, after, taken)


def _received(node: Value, gradient: float) -> dict[int, float]:
    """Return what each operand receives of a node's gradient; those that receive none are left out.

    A repeated operand receives once for each use.
    """
    return {
        i: contribution
        for i, contribution in enumerate(node.contributions(gradient))
        if node.operands[i].requires_grad and contribution is not None
    }


def _chosen(node: Value, i: int) -> Any:
    """Return whether a gradient passes to an operand: 1.0 unless a choice is still to be made."""
    chooser = node.operands[0].data
    if node.op not in ("where", "choose") or type(chooser) is float:
        return 1.0
    if node.op == "choose":
        return where(abs(chooser - float(i - 1)) <= 0.0, 1.0, 0.0)
    return where(chooser, float(i == 1), float(i == 2))


def _either(a: Any, b: Any) -> Any:
    is_certain = any(type(x) is float and x == 1.0 for x in (a, b))
    return 1.0 if is_certain else maximum(a, b)


def last_sums(steps: Iterable[WalkStep]) -> dict[Value, float]:
    """Return the gradient that each node ends with; nodes that receive none are left out."""
    sums: dict[Value, float] = {}
    for step in steps:
        if isinstance(step, Backward):
            sums[step.receiver] = step.after
        elif isinstance(step, Seed):
            sums[step.node] = step.gradient
    return sums


def faults(steps: Iterable[WalkStep], complete: Mapping[Value, float]) -> list[str]:
    """Tell of each step of a naive walk what is wrong with it: "early", "again", or "".

    complete  the gradients that the right order ends with
    """
    passed: set[Use] = set()
    found = []
    for step in steps:
        fault = ""
        if isinstance(step, Backward):
            early = not same(step.upstream, complete[step.node])
            fault = "again" if step.use in passed else "early" if early else ""
            passed.add(step.use)
        found.append(fault)
    return found


def same(a: float, b: float) -> bool:
    """Tell whether two gradients are equal, nan with nan too."""
    return a == b or (math.isnan(a) and math.isnan(b))
