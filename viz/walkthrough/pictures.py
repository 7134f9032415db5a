"""The views of a walk: which boxes and lines are drawn, and after which steps play stops."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from engine import Value, topological_order
from viz.graph.folding import Box, Group, fold
from viz.graph.ownership import Names, by_parameter
from viz.walkthrough.steps import Backward, Forward, Step

__all__ = ["MAX_LINES", "Line", "Use", "View", "views_of"]

MAX_LINES = 30_000  # of all views together; a page of more would open slowly

Use = tuple[Value, int]  # a node, and which of its operands


class Line(NamedTuple):
    """A drawn edge between two boxes; `uses` are the operands of nodes that it stands for."""

    tail: Box
    head: Box
    uses: tuple[Use, ...]


class View:
    """A graph as it is drawn: with everything folded, with one group unfolded, or as it is.

    opened  the group that is unfolded, None for none
    homes   the box in which each node is
    boxes   operands before results
    lines   at most one into a folded box from each other box, else one for each operand
    """

    def __init__(self, opened: Group | None, homes: Mapping[Value, Box], boxes: Iterable[Box]):
        self.opened = opened
        self.homes = homes
        self.boxes = tuple(boxes)
        self.inside = {box: set(box.members) for box in self.boxes if isinstance(box, Group)}
        self.lines = self._lines()

    @property
    def folds(self) -> bool:
        """Whether this is a view of a folded graph."""
        return self.opened is not None or bool(self.inside)

    @cached_property
    def line_of(self) -> dict[Use, int]:
        """The place among the lines of each operand that has one."""
        return {use: i for i, line in enumerate(self.lines) for use in line.uses}

    def group_of(self, step: Step) -> Group | None:
        """Return the folded box in which a step takes place, None for a step that is seen."""
        home = self.homes[step.node]
        if not isinstance(home, Group) or not isinstance(step, Forward | Backward):
            return None
        is_seen = isinstance(step, Backward) and step.operand not in self.inside[home]
        return None if is_seen else home

    def stops(self, steps: Sequence[Step]) -> list[int]:
        """Return after how many steps play stops, 0 first.

        It stops after each step that is seen, and for a folded box when the last of its outputs is
        computed and when the last application of the chain rule inside it is done.
        """
        stops = {0}
        last: dict[tuple[Group, type[Step]], int] = {}
        for i, step in enumerate(steps, 1):
            group = self.group_of(step)
            if group is None:
                stops.add(i)
            else:
                last[group, type(step)] = i
        return sorted(stops | set(last.values()))

    def _lines(self) -> list[Line]:
        uses: dict[tuple[Box, Box] | Use, list[Use]] = {}
        for node, head in self.homes.items():
            for i, operand in enumerate(node.operands):
                # A leaf with a home is inside every folded box that reads it.
                if isinstance(head, Group) and operand not in self.inside[head]:
                    uses.setdefault((self.homes[operand], head), []).append((node, i))
                elif not isinstance(head, Group):
                    uses[node, i] = [(node, i)]
        return [self._line(found) for found in uses.values()]

    def _line(self, uses: Sequence[Use]) -> Line:
        node, i = uses[0]
        return Line(self.homes[node.operands[i]], self.homes[node], tuple(uses))


def views_of(root: Value, names: Names | None, collapse: str | None) -> list[View]:
    """Return the views of a walk: one or, folded, one with all folded and one for each group.

    Raises ValueError for names without the level, and if the views have too many lines.
    """
    order = topological_order(root)
    if collapse is None:
        return [View(None, {node: node for node in order}, order)]
    folding = fold(root, by_parameter(names), collapse)
    views = [View(None, folding.box_of, folding.boxes)]
    for group in views[0].inside:
        members = {node: node for node in group.members}
        boxes = [b for box in folding.boxes for b in (members if box is group else [box])]
        views.append(View(group, {**folding.box_of, **members}, boxes))
        _check_lines(views, collapse, len(views[0].inside))
    return views


def _check_lines(views: Sequence[View], collapse: str, groups: int) -> None:
    lines = sum(len(view.lines) for view in views)
    if lines > MAX_LINES:
        raise ValueError(
            f"collapse: given {collapse!r} for {groups} boxes to unfold, whose pictures have more "
            f"than {MAX_LINES:,} lines; walk through a part of the graph, such as the loss of one "
            f"sample, or write draw(root, collapse={collapse!r}, names=…) for one picture"
        )
