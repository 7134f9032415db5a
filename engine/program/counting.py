"""Counting: how many operations a value takes, and its derivatives in either direction."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.detached import followed
from engine.graph import replayed, tangents, topological_order
from engine.program.symbol import Symbol, Tape
from engine.program.tracing import checked_leaves
from engine.recording import recording
from engine.value import Value

__all__ = ["OperationCounts", "operation_counts"]


class OperationCounts(NamedTuple):
    """How many arithmetic operations a value and its derivatives take.

    value    for the value itself
    forward  for the derivative by every input with `tangents`: a sweep for each input
    reverse  for the same derivatives with `backward`: one sweep
    """

    value: int
    forward: int
    reverse: int


def operation_counts(root: Value, inputs: Sequence[Value]) -> OperationCounts:
    """Count the operations of both directions by doing them, on symbols that write them down.

    For n inputs and m operations of the value, forward mode takes O(n m) operations and reverse
    mode O(m), so reverse mode suits many inputs and one output, as in training.

    Raises ValueError for inputs that are not leaves of the graph, each once, or for none.
    """
    if not checked_leaves(inputs):
        raise ValueError("inputs: given none; allowed: leaves of the graph, at least one")
    tape = Tape(len(inputs))
    with recording(True):
        own = [node for node in topological_order(root) if node.is_leaf]
        leaves = {node: node.detach() for node in own if followed(node, inputs) is None}
        for i, leaf in enumerate(inputs):
            if leaf not in leaves:
                raise ValueError(
                    f"inputs: given {leaf!r}; allowed: leaves of the graph of {root!r}"
                )
            leaves[leaf] = leaf.with_data(Symbol(tape, i)).requires_grad_()
        new = replayed([root], leaves)
        value = tape.operations
        for leaf in inputs:
            tangents(new[root], new[leaf])
        forward = tape.operations - value
        new[root].backward()
    return OperationCounts(value, forward, tape.operations - value - forward)
