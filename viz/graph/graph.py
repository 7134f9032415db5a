"""The graph that drawings and walks take: its nodes, their names and roles, and what folds."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from engine import Value, topological_order
from engine.extend import refusal
from viz.graph.folding import Box, Folding, Group, fold, unfolded
from viz.graph.frames import name_within
from viz.graph.ownership import Names, by_parameter, is_constant, node_owners, owners
from viz.graph.paths import LEVELS
from viz.graph.ports import SIDES
from viz.graph.sums import sums_of

__all__ = ["Graph", "check_collapse", "check_rankdir", "check_root", "checked_roots"]


class Graph:
    """A graph of Values to be shown, folded or as it is.

    roots       the results
    nodes       all that they depend on, operands before results; of one root, it comes last
    parameters  their names
    collapse    "neuron", "layer", or None for a box for each node
    fold_sums   which sums fold, as `sums_of` takes it

    Raises TypeError for names that are no pairs of a name and a Value.
    """

    def __init__(
        self,
        roots: Sequence[Value],
        names: Names | None,
        collapse: str | None,
        fold_sums: bool | None = False,
    ) -> None:
        self.roots = frozenset(roots)
        self.nodes: Sequence[Value] = _together(roots)
        self.parameters = by_parameter(names)
        self.collapse = collapse
        self.fold_sums = fold_sums
        self._has_names = names is not None

    @cached_property
    def folding(self) -> Folding:
        """The boxes, the edges between them, and the box in which each node is.

        Raises ValueError for names that do not show the level to collapse.
        """
        level = owners(self.parameters, self.collapse or "neuron")
        kept = {node for node, owner in node_owners(self.nodes, level).items() if owner}
        sums = sums_of(self.nodes, kept, self.fold_sums)
        if self.collapse is None and not sums:
            return unfolded(self.nodes)
        return fold(self.nodes, self.parameters, self.collapse, self.roots, sums)

    @cached_property
    def owners(self) -> dict[Value, str]:
        """The neuron whose own each node is, "" for none."""
        return node_owners(self.nodes, owners(self.parameters, "neuron"))

    def frame(self, node: Value) -> str:
        """Return the neuron or layer in whose frame a node stands unfolded, "" for none."""
        box = self.folding.box_of[node]
        if isinstance(box, Group):
            return box.name
        return "" if self._has_modules else self.owners[node]

    @cached_property
    def _has_modules(self) -> bool:
        return any(isinstance(box, Group) and not box.terms for box in self.folding.boxes)

    def role(self, box: Box) -> str:
        """Return what a box is, as `style.ROLES` tells how it looks."""
        if isinstance(box, Group):
            return "group"
        if not box.is_leaf:
            return "result" if box in self.roots else "operation"
        if box in self.parameters or (box.requires_grad and not self._has_names):
            return "parameter"
        return "constant" if is_constant(box) else "input"

    def label(self, node: Value) -> str:
        """Return what a node is called, "" for nothing."""
        return self.parameters.get(node, node.label)

    def short_label(self, node: Value) -> str:
        """Return what a node is called in its frame."""
        return name_within(self.frame(node), self.label(node))


def _together(roots: Iterable[Value]) -> list[Value]:
    return list(dict.fromkeys(chain.from_iterable(map(topological_order, roots))))


def check_rankdir(rankdir: str) -> None:
    """Raise ValueError for an unknown direction."""
    if rankdir not in SIDES:
        raise ValueError(f"rankdir: given {rankdir!r}; allowed: 'LR', 'TB', 'RL', 'BT'")


def check_root(root: Any, caller: str, otherwise: str = "") -> None:
    """Raise TypeError for a root that is no Value, with what to write.

    otherwise  what is said of what does not look like a Value, and cannot be called
    """
    if isinstance(root, Value):
        return
    if callable(root) and not isinstance(root, type):
        otherwise = f", such as it answers: {caller}(f(x)), or {caller}(model([1.0, 2.0]))"
    raise refusal(root, caller, otherwise)


def checked_roots(given: Any, caller: str) -> list[Value]:
    """Return the roots that are given as one Value, or as a list or an array of some, each once.

    Raises TypeError for anything else.
    """
    if not (isinstance(given, (list, tuple)) or hasattr(given, "flat")):
        check_root(given, caller, " or a list of them")
        return [given]
    roots = list(given) if isinstance(given, (list, tuple)) else list(given.flat)
    if not roots:
        raise TypeError(f"{caller}: given none, {given!r}; allowed: a Value or a list of them")
    for i, root in enumerate(roots):
        if not isinstance(root, Value):
            raise refusal(root, f"{caller}: element {i}")
    return list(dict.fromkeys(roots))


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
