"""The numbers of a walk as one program of all its leaves, which the page runs after each change.

The graph is recorded again on leaves that hold symbols, and the walk is taken through it: the same
steps by the same closures. What they write down gives every number that the page shows, for any
numbers of the leaves. A graph whose rules do not run on symbols has a page of fixed numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from engine import Value
from engine.extend import Symbol, Tracer, page_program, reapply, recording
from viz.graph import is_constant
from viz.walkthrough.layers import in_layers
from viz.walkthrough.steps import ChainRule, WalkStep
from viz.walkthrough.traversals import MAX_NAIVE_STEPS

__all__ = ["Numbers", "Unfolded", "fixed", "unfolded"]


class Unfolded(NamedTuple):
    """A walk whose numbers are not known yet, or, without leaves, are what they are.

    leaves  those that may change
    old     the node of the graph that each node of the walk stands for
    data    what each node of the graph holds
    right   the steps in topological order, both branches of each `where` among them
    naive   those in naive order, none where it is left out
    tracer  writes the program of the leaves
    """

    leaves: Sequence[Value]
    old: Mapping[Value, Value]
    data: Mapping[Value, Any]
    right: Sequence[WalkStep]
    naive: Sequence[WalkStep]
    tracer: Tracer | None


def unfolded(
    layers: Mapping[Value, int], right: Sequence[WalkStep], naive: Sequence[WalkStep]
) -> Unfolded:
    """Take the walk again on symbols; return it as it is where that cannot be done.

    layers: of all nodes, operands before results
    """
    try:
        return _on_symbols(layers, bool(naive))
    except (TypeError, ValueError, ArithmeticError, AttributeError):  # a rule not for symbols
        return fixed(layers, right, naive)


def fixed(nodes: Iterable[Value], right: Sequence[WalkStep], naive: Sequence[WalkStep]) -> Unfolded:
    """Return a walk as it is."""
    same = {node: node for node in nodes}
    return Unfolded((), same, {node: node.data for node in same}, right, naive, None)


def _on_symbols(layers: Mapping[Value, int], is_naive_too: bool) -> Unfolded:
    leaves = [node for node in layers if node.is_leaf and not is_constant(node)]
    if not leaves:
        raise ValueError("nothing may change")
    tracer = Tracer(leaves)
    new: dict[Value, Value] = {}
    with recording(True):
        for node in layers:
            if node.is_leaf:
                new[node] = tracer.unknown.get(node, node)
            else:
                new[node] = reapply(node, [new[operand] for operand in node.operands])
    rule = ChainRule(list(new.values()))
    if is_naive_too and rule.naive_length() > MAX_NAIVE_STEPS:
        raise ValueError("too many steps if each branch is taken")
    return Unfolded(
        leaves=leaves,
        old={again: node for node, again in new.items()},
        data={node: again.data for node, again in new.items()},
        right=in_layers(rule.steps(), {new[node]: layer for node, layer in layers.items()}),
        naive=rule.naive_steps() if is_naive_too else (),
        tracer=tracer,
    )


class Numbers:
    """Collects the numbers that the page shows, each once, and knows them by their places."""

    def __init__(self) -> None:
        self.places: dict[Any, int] = {}
        self.numbers: list[Any] = []

    def place(self, number: Any) -> int:
        """Return the place of a number, a new one if it is new."""
        key = number.index if type(number) is Symbol else repr(number)
        if key not in self.places:
            self.places[key] = len(self.numbers)
            self.numbers.append(number)
        return self.places[key]

    def program(self, walk: Unfolded) -> dict[str, Any] | None:
        """Return what computes the numbers as data for the page, None where they are fixed."""
        if walk.tracer is None:
            return None
        holders = [walk.leaves[0].with_data(number) for number in self.numbers]
        program = walk.tracer.program(holders[0], holders[1:], differentiate=False)
        return page_program(program)
