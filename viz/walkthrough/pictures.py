"""The pictures of a walk: which boxes and edges are drawn, and after which steps play stops."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from engine import Value
from viz.graph import Box, Graph, Group
from viz.walkthrough.steps import Backward, Forward, Use, WalkStep

__all__ = ["Edge", "Frame", "Picture", "pictures_of"]

Frame = Group | str  # around a group that is unfolded, or around the neuron of this name

MAX_EDGES = 30_000  # of all pictures together; a page of more would open slowly


class Edge(NamedTuple):
    """What is drawn from one box to another, for one use or, into a folded box, for several.

    tail  the box where it starts
    head  the box where its arrow points
    uses  those that it stands for: nodes inside the head, and which of their operands
    """

    tail: Box
    head: Box
    uses: tuple[Use, ...]


class Picture:
    """A graph as it is drawn: with everything folded, with one group unfolded, or as it is.

    opened  the group that is unfolded, None for none
    box_of  the box in which each node is
    boxes   operands before results
    inside  the nodes inside each folded box
    frames  the nodes in each frame
    edges   at most one into a folded box from each other box, else one for each use
    """

    def __init__(
        self,
        opened: Group | None,
        box_of: Mapping[Value, Box],
        boxes: Iterable[Box],
        neurons: Mapping[str, Sequence[Value]],
    ) -> None:
        self.opened = opened
        self.box_of = box_of
        self.boxes = tuple(boxes)
        self.inside = {box: set(box.members) for box in self.boxes if isinstance(box, Group)}
        self.frames: dict[Frame, Sequence[Value]] = {}
        self.frames.update(neurons)
        if opened:
            self.frames[opened] = opened.members
        self.edges = self._edges()

    @property
    def folds(self) -> bool:
        """Whether this is a picture of a folded graph."""
        return self.opened is not None or bool(self.inside)

    @cached_property
    def edge_of(self) -> dict[Use, int]:
        """The place among the edges of each use that has one."""
        return {use: k for k, edge in enumerate(self.edges) for use in edge.uses}

    def group_of(self, step: WalkStep) -> Group | None:
        """Return the folded box in which a step takes place, None for a step that is seen."""
        box = self.box_of[step.node]
        if not isinstance(box, Group) or not isinstance(step, Forward | Backward):
            return None
        is_seen = isinstance(step, Backward) and step.receiver not in self.inside[box]
        return None if is_seen else box

    def stops(self, steps: Sequence[WalkStep]) -> list[int]:
        """Return after how many steps play stops, 0 first.

        It stops after each step that is seen, and for a folded box when the last of its outputs is
        computed and when the last application of the chain rule inside it is done.
        """
        stops = {0}
        last: dict[tuple[Group, type[WalkStep]], int] = {}
        for i, step in enumerate(steps, 1):
            group = self.group_of(step)
            if group is None:
                stops.add(i)
            else:
                last[group, type(step)] = i
        return sorted(stops | set(last.values()))

    def _edges(self) -> list[Edge]:
        uses: dict[tuple[Box, Box] | Use, list[Use]] = {}
        for node, head in self.box_of.items():
            for i, operand in enumerate(node.operands):
                # A leaf in a folded box is inside every folded box that reads it.
                if isinstance(head, Group) and operand not in self.inside[head]:
                    uses.setdefault((self.box_of[operand], head), []).append((node, i))
                elif not isinstance(head, Group):
                    uses[node, i] = [(node, i)]
        return [self._edge(found) for found in uses.values()]

    def _edge(self, uses: Sequence[Use]) -> Edge:
        node, i = uses[0]
        return Edge(self.box_of[node.operands[i]], self.box_of[node], tuple(uses))


def pictures_of(graph: Graph) -> list[Picture]:
    """Return the pictures of a walk: one or, folded, one with all folded and one for each group.

    Raises ValueError for names without the level, and if the pictures have too many edges.
    """
    folding = graph.folding
    neurons = _neurons(graph, folding.boxes)
    pictures = [Picture(None, folding.box_of, folding.boxes, neurons)]
    for group in pictures[0].inside:
        members = {node: node for node in group.members}
        boxes = [b for box in folding.boxes for b in (members if box is group else [box])]
        pictures.append(Picture(group, {**folding.box_of, **members}, boxes, neurons))
        _check_edges(pictures, graph.collapse, len(pictures[0].inside))
    return pictures


def _neurons(graph: Graph, boxes: Iterable[Box]) -> dict[str, list[Value]]:
    """Return the nodes in the frame of each neuron that is not folded."""
    neurons: dict[str, list[Value]] = {}
    for box in boxes:
        if isinstance(box, Value) and graph.frame(box):
            neurons.setdefault(graph.frame(box), []).append(box)
    return neurons


def _check_edges(pictures: Sequence[Picture], collapse: str | None, groups: int) -> None:
    if sum(len(picture.edges) for picture in pictures) > MAX_EDGES:
        raise ValueError(
            f"collapse: given {collapse!r} for {groups} boxes to unfold, whose pictures have more "
            f"than {MAX_EDGES:,} lines; walk through a part of the graph, such as the loss of one "
            f"sample, or write draw(root, collapse={collapse!r}, names=…) for one picture"
        )
