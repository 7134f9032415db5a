"""Blame: which node of a graph is the first that is not finite, in words."""

import math
from collections.abc import Mapping

from engine import Value, topological_order

__all__ = ["first_bad_gradient", "first_bad_number"]


def first_bad_number(root: Value, names: Mapping[Value, str]) -> str:
    """Say which node is the first whose number is not finite; "" if none is.

    names  of the parameters among its leaves
    """
    for node in topological_order(root):
        if not math.isfinite(node.data):
            return f"{_described(node, names)} became {node.data!r}"
    return ""


def first_bad_gradient(root: Value, names: Mapping[Value, str]) -> str:
    """Say likewise which is the first whose gradient is not finite, in the order of `backward`."""
    for node in reversed(topological_order(root)):
        if not math.isfinite(node.grad):
            # A number that relu or tanh hid from the loss is to blame before its gradient.
            bad = first_bad_number(root, names)
            return bad or f"the gradient of {_described(node, names)} is {node.grad!r}"
    return ""


def _described(node: Value, names: Mapping[Value, str]) -> str:
    name = names.get(node, node.label)
    if node.is_leaf:
        return f"the leaf {name!r}" if name else "a leaf without label"
    inputs = ", ".join(
        f"{names.get(operand, operand.label or operand.op)} {operand.data:.4g}".strip()
        for operand in node.operands
    )
    called = f"labelled {name!r}" if name else "without label"
    return f"the node {node.op!r} {called}, of {inputs},"
