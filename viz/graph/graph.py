"""The graph that drawings and walks take: its nodes, their names and roles, and what folds."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from engine import Value, topological_order
from engine.extend import refusal
from viz.graph.folding import Box, Folding, Group, fold, unfolded
from viz.graph.labels import printable
from viz.graph.ownership import Names, by_parameter, is_constant, node_owners, owners
from viz.graph.paths import LEVELS
from viz.graph.ports import SIDES

__all__ = ["Graph", "check_collapse", "check_root"]


class Graph:
    """A graph of Values to be shown, folded or as it is.

    root        the result
    nodes       all of them, operands before results, the root last
    parameters  their names
    collapse    "neuron", "layer", or None for a box for each node

    Raises TypeError for names that are no pairs of a name and a Value.
    """

    def __init__(self, root: Value, names: Names | None, collapse: str | None) -> None:
        self.root = root
        self.nodes: Sequence[Value] = topological_order(root)
        self.parameters = by_parameter(names)
        self.collapse = collapse
        self._has_names = names is not None

    @cached_property
    def folding(self) -> Folding:
        """The boxes, the edges between them, and the box in which each node is.

        Raises ValueError for names that do not show the level to collapse.
        """
        if self.collapse is None:
            return unfolded(self.nodes)
        return fold(self.nodes, self.parameters, self.collapse)

    @cached_property
    def owners(self) -> dict[Value, str]:
        """The neuron whose own each node is, "" for none."""
        return node_owners(self.nodes, owners(self.parameters, "neuron"))

    def role(self, box: Box) -> str:
        """Return what a box is, as `style.ROLES` tells how it looks."""
        if isinstance(box, Group):
            return "group"
        if not box.is_leaf:
            return "result" if box is self.root else "operation"
        if box in self.parameters or (box.requires_grad and not self._has_names):
            return "parameter"
        return "constant" if is_constant(box) else "input"

    def label(self, node: Value) -> str:
        """Return what a node is called, "" for nothing, in letters that a picture can show."""
        return printable(self.parameters.get(node, node.label))


def check_root(root: Any, rankdir: str, caller: str, action: str) -> None:
    """Raise ValueError for an unknown direction, TypeError for a root that is no Value."""
    if rankdir not in SIDES:
        raise ValueError(f"rankdir: given {rankdir!r}; allowed: 'LR', 'TB', 'RL', 'BT'")
    if not isinstance(root, Value):
        otherwise = f". For a list or an array {action} one element, or the sum"
        raise refusal(root, caller, otherwise)


def check_collapse(collapse: str | None, names: Names | None, caller: str) -> None:
    """Raise ValueError for an unknown level, and for a level without names."""
    if collapse is None:
        return
    if collapse not in LEVELS:
        allowed = ", ".join(map(repr, LEVELS))
        raise ValueError(f"collapse: given {collapse!r}; allowed: {allowed} or None")
    if names is None:
        raise ValueError(
            f"collapse: given {collapse!r} without names; write "
            f"{caller}(root, collapse={collapse!r}, names=model.named_parameters())"
        )
