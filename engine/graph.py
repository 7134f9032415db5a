"""Walks over a graph of Values: order, replay, forward mode.

A node brings its operands and its rule along; of ops nothing is known here but how to apply them.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.value import Value

__all__ = ["local_gradients", "replay", "tangents", "topological_order", "zero_grad"]

# The ops that Python writes as operators; every other op is the name of its method.
METHODS = {
    "+": "__add__",
    "-": "__sub__",
    "*": "__mul__",
    "/": "__truediv__",
    "**": "__pow__",
    "neg": "__neg__",
    "abs": "__abs__",
    "<": "_less",
    "<=": "_less_equal",
}


def topological_order(root: "Value") -> list["Value"]:
    """List every node that `root` depends on, operands before results, `root` last.

    Depth first, first operand first, so the order is the same every run. Iterative: a chain of a
    million nodes is no deeper for Python than a chain of one.
    """
    order: list[Value] = []
    visited = {root}
    path = [root]
    while path:
        for operand in path[-1].operands:
            if operand not in visited:
                visited.add(operand)
                path.append(operand)
                break
        else:  # every operand is in order, so this node comes next
            order.append(path.pop())
    return order


def zero_grad(root: "Value") -> None:
    """Forget the gradient of every node that `root` depends on."""
    for node in topological_order(root):
        node.forget_grad()


def local_gradients(node: "Value") -> tuple[float, ...]:
    """Return the derivative of a node with respect to each operand, in operand order.

    A leaf has no operands, hence no local gradients. Raises as the node's rule does, for example
    ZeroDivisionError for sqrt at 0, where the slope is infinite.
    """
    return node.contributions(1.0)


def tangents(root: "Value", x: "Value") -> dict["Value", float]:
    """Return {node: d node / d x} for every node that `root` depends on: forward mode.

    One sweep in topological order: d node = sum of local gradient times d operand. It answers for
    one x and every node, where `backward` answers for one root and every node; so all n
    derivatives of a graph of m nodes cost n sweeps here, O(n m), and one there, O(m).

    Raises ValueError if `root` does not depend on `x`, or if `x` requires no gradient.
    """
    if not x.requires_grad:
        raise ValueError(f"given {x!r}, which requires no gradient; write x.requires_grad_() first")
    order = topological_order(root)
    if x not in order:
        raise ValueError(f"given {x!r}, which {root!r} does not depend on; give one of its nodes")
    tangent: dict[Value, float] = {}
    for node in order:
        tangent[node] = 1.0 if node is x else _tangent(node, tangent)
    return tangent


def _tangent(node: "Value", tangent: dict["Value", float]) -> float:
    rates = [tangent[operand] for operand in node.operands]
    if all(map(_is_zero, rates)):  # x does not come in, so slopes do not matter, infinite or not
        return 0.0
    slopes = local_gradients(node)
    terms = [s * r for s, r in zip(slopes, rates, strict=True) if not _is_zero(r)]
    return sum(terms[1:], terms[0])


def _is_zero(rate: Any) -> bool:
    return isinstance(rate, float) and rate == 0.0  # what is no float is not known to be zero


def replay(root: "Value", numbers: Mapping["Value", Any]) -> "Value":
    """Record the graph again, on other numbers, and return the new root.

    `numbers` maps leaves to what they hold this time: floats, or any kind of number that has the
    arithmetic of one. Leaves that it leaves out keep their number. The old graph is untouched.

    Raises ValueError for a key that is not a leaf of the graph.
    """
    return replayed(root, numbers)[root]


def replayed(
    root: "Value",
    numbers: Mapping["Value", Any],
    differentiate: Collection["Value"] | None = None,
) -> dict["Value", "Value"]:
    """Record the graph again as `replay` does; return the new node of every old one.

    differentiate: the leaves that require a gradient this time; by default those that did.
    """
    order = topological_order(root)
    strangers = numbers.keys() - {node for node in order if node.is_leaf}
    if strangers:
        raise ValueError(f"given {strangers.pop()!r}; allowed: the leaves of the graph of {root!r}")
    new: dict[Value, Value] = {}
    for node in order:
        if node.is_leaf:
            new[node] = node.holding(numbers.get(node, node.data))
            if differentiate is not None:
                new[node].requires_grad = node in differentiate
        else:
            new[node] = applied(node, [new[operand] for operand in node.operands])
            new[node].label = node.label
    return new


def applied(node: "Value", operands: Sequence["Value"]) -> Any:
    """Apply the op of a node to other operands."""
    first, *others = operands
    return getattr(first, METHODS.get(node.op, node.op))(*others)
