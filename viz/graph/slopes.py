"""What stands on an edge: the local derivative along it, as text."""

from collections.abc import Mapping, Sequence

from engine import Value, local_gradients
from viz.graph.folding import Box, Group
from viz.style import number

__all__ = ["slope_of_term", "slopes_of"]


def slopes_of(node: Value) -> list[str]:
    """Return the local derivative of a node with respect to each operand."""
    try:
        return [number(slope) for slope in local_gradients(node)]
    except (ArithmeticError, ValueError):  # sqrt at 0 has no finite slope
        return ["undefined"] * len(node.operands)


def slope_of_term(box_of: Mapping[Value, Box], tail: Box, folded: Group) -> str:
    """Return the derivative of a folded sum with respect to its one term of a box."""
    slopes = _slopes_of_terms([node for node in folded.members if node.operands])
    (term,) = (term for term in slopes if box_of[term] is tail)
    return number(slopes[term]) if term.requires_grad else ""


def _slopes_of_terms(additions: Sequence[Value]) -> dict[Value, float]:
    """Return the derivatives by the chain rule, through additions, operands before results."""
    slopes = {additions[-1]: 1.0}
    for node in reversed(additions):
        for operand, local in zip(node.operands, local_gradients(node), strict=True):
            slopes[operand] = slopes.get(operand, 0.0) + slopes[node] * local
    return slopes
