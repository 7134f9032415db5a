"""A graph of Values as a Graphviz drawing: pure text, no Graphviz needed."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from engine import Value, local_gradients, topological_order
from viz.graph.folding import LEVELS, Box, Group, columns, fold
from viz.graph.labels import (
    details,
    group_details,
    group_label,
    label,
    printable,
    small_label,
    text,
    tooltip,
)
from viz.graph.ownership import Names, by_parameter, frames, is_constant, owners
from viz.graph.rendering import Drawing
from viz.style import EDGE, FONT, GRAD, INK, MUTED, ROLES, number

__all__ = [
    "COMMUTATIVE",
    "COMPASS",
    "SIDES",
    "add_columns",
    "check_collapse",
    "check_root",
    "draw",
    "labels_and_roles",
]

# Beyond this many nodes curved edges take Graphviz longer than the rest of the drawing.
MAX_NODES_WITH_CURVES = 300

# Layers that are fully connected, folded by neuron: straight thin edges, from side to side of boxes
# that stand close, with room for the edges between the layers.
SPARSE = {"nodesep": "0.18", "ranksep": "0.42", "splines": "spline"}
MESH = {"nodesep": "0.08", "ranksep": "1.0", "splines": "polyline"}
MESH_EDGES = {"penwidth": "0.5", "arrowsize": "0.4"}
EDGES_OF_A_MESH = 5  # at one side of a folded box; curves would swing wide

MOST_OPERANDS = 3  # of an op, hence edges for a box of an unfolded graph

# At every other op the edges arrive in the order of the operands: from the top at the side of the
# box, where its lines have ports, or from the left along its upper or lower edge.
COMMUTATIVE = {"+", "*", "maximum", "minimum"}
COMPASS = {"LR": "ew", "RL": "we", "TB": "sn", "BT": "ns"}  # where edges start and end
SIDES = {"LR": ("l", "w"), "RL": ("r", "e"), "TB": ("nw", "n", "ne"), "BT": ("sw", "s", "se")}


def draw(
    root: Value,
    *,
    rankdir: str = "LR",
    names: Names | None = None,
    collapse: str | None = None,
    edge_gradients: bool = False,
    constants: bool = True,
    max_nodes: int = 2000,
    format: str = "svg",
) -> Drawing:
    """Draw the graph of a Value: a box per number, with its op, label, data and grad.

    rankdir         "LR" left to right, "TB" top down, or "RL", "BT"
    names           parameters by name, as `model.named_parameters()`; each is labelled with its
                    name, and what belongs to one neuron stands in a frame
    collapse        "neuron" or "layer": fold each, as `names` tell them, into one box
    edge_gradients  write the local derivative on each edge
    constants       show the constants, such as the 2 of x**2
    max_nodes       refuse to draw more boxes, or more than three edges for each of so many
    format          of `render` and `pipe` when they are given none

    An operation has round corners, an input square ones, a parameter a folded one; a constant is
    small and the result has a double line. Leaves that require a gradient count as parameters,
    unless `names` says which are. A grad of – has not been computed yet; a node without grad
    requires none. At a −, ÷, xⁿ, <, ≤ or where the operands' edges arrive in order, from top to
    bottom or from left to right. The same graph gives the same text.

    A folded box looks like a folder. It shows the outputs, how many parameters it computes with and
    |∇|, the Euclidean norm of their gradients. A neuron that was applied to several inputs has a
    box for each, "1 of 2", and all of them share its parameters. Parallel edges into a folded box
    are one, with their number. Inputs show if they are Values with a label; given as plain numbers
    they are constants inside the boxes. `viz.graph.folding.fold` says what belongs to a box.

    Raises ValueError for a graph beyond `max_nodes` and for names that do not show the level to
    collapse, TypeError for anything but a Value.
    """
    check_root(root, rankdir, "draw", "draw")
    check_collapse(collapse, names, "draw")
    graph = _Graph(root, names, constants, rankdir, collapse)
    _check_size(graph, max_nodes)
    drawing = _canvas(rankdir, format, graph)
    for frame, boxes in graph.frames().items():
        _add_boxes(drawing, graph, frame, boxes)
    for box in graph.ids:
        if isinstance(box, Value):
            _add_edges(drawing, graph, box, edge_gradients)
    _add_edges_into_groups(drawing, graph)
    add_columns(drawing, graph.ids, columns(graph.ids, graph.edges))
    return drawing


def check_root(root: Any, rankdir: str, caller: str, action: str) -> None:
    """Raise ValueError for an unknown direction, TypeError for a root that is no Value."""
    if rankdir not in SIDES:
        raise ValueError(f"rankdir: given {rankdir!r}; allowed: 'LR', 'TB', 'RL', 'BT'")
    if not isinstance(root, Value):
        raise TypeError(
            f"{caller}: given {type(root).__name__}; allowed: a Value. For a list or an array "
            f"{action} one element, or the sum"
        )


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


def _check_size(graph: "_Graph", max_nodes: int) -> None:
    if len(graph.ids) > max_nodes:
        raise ValueError(
            f"the graph has {len(graph.ids)} nodes, more than max_nodes={max_nodes}: draw a part "
            "of it, such as one neuron or the loss of one sample, or pass a larger max_nodes"
        )
    if len(graph.edges) > MOST_OPERANDS * max_nodes:
        raise ValueError(
            f"the folded graph has {len(graph.edges)} edges, more than {MOST_OPERANDS} for each of "
            f'max_nodes={max_nodes}: write collapse="layer", or pass a larger max_nodes'
        )


class _Graph:
    """What the drawing needs to know of a graph: identities, names, roles, frames."""

    def __init__(
        self,
        root: Value,
        names: Names | None,
        constants: bool,
        rankdir: str,
        collapse: str | None,
    ) -> None:
        self.root = root
        self.rankdir = rankdir
        self.sides = SIDES[rankdir]
        self.has_names = names is not None
        self.names = by_parameter(names)
        self.folding = fold(root, self.names, collapse) if collapse else None
        self.edges = self.folding.edges if self.folding else {}
        boxes: Sequence[Box] = self.folding.boxes if self.folding else topological_order(root)
        shown = [box for box in boxes if constants or box is root or self.role(box) != "constant"]
        self.ids = {box: f"n{i}" for i, box in enumerate(shown)}
        fans = Counter(head for _, head in self.edges if isinstance(head, Group))
        self.is_mesh = max(fans.values(), default=0) >= EDGES_OF_A_MESH
        # Below wide boxes curves from point to point would swing.
        has_points = self.is_mesh or len(self.sides) == 2
        points = (f":{point}" for point in COMPASS[rankdir]) if has_points else ("", "")
        self.departure, self.entrance = points

    def box(self, node: Value) -> Box:
        return self.folding.box_of[node] if self.folding else node

    def role(self, node: Box) -> str:
        if isinstance(node, Group):
            return "group"
        if node is self.root and not node.is_leaf:
            return "result"
        if not node.is_leaf:
            return "operation"
        if node in self.names or (node.requires_grad and not self.has_names):
            return "parameter"
        return "constant" if is_constant(node) else "input"

    def label(self, node: Value) -> str:
        return self.names.get(node, node.label)

    def arrival(self, node: Value, i: int) -> str:
        """Return the place of the box where the edge of operand i ends, "" for anywhere."""
        count = len(node.operands)
        if count == 1 or node.op in COMMUTATIVE:
            return ""
        if len(self.sides) == 2:
            lines = 3 if node.requires_grad else 2
            side, compass = self.sides
            return f":{side}{max(3 - count + i, 3 - lines)}:{compass}"
        corners = (self.sides[0], self.sides[2]) if count == 2 else self.sides
        return f":{corners[min(i, len(corners) - 1)]}"

    def frames(self) -> dict[str, list[Box]]:
        """Return the boxes of each frame; those of no frame come first, under the name ""."""
        nodes = [box for box in self.ids if isinstance(box, Value)]
        if self.folding:  # which leaves nothing to frame
            return {"": list(self.ids)}
        found = frames(nodes, owners(self.names, "neuron"))
        framed: dict[str, list[Box]] = {"": []}
        for node in nodes:
            framed.setdefault(found[node], []).append(node)
        return framed


def labels_and_roles(
    root: Value, names: Names | None
) -> tuple[Callable[[Value], str], Callable[[Value], str]]:
    """Return what tells a node's label, as it can be shown, and its role."""
    graph = _Graph(root, names, True, "LR", None)
    return lambda node: printable(graph.label(node)), graph.role


def _canvas(rankdir: str, format: str, graph: _Graph) -> Drawing:
    drawing = Drawing(format=format)
    drawing.attr("graph", rankdir=rankdir, fontname=FONT, fontsize="10", fontcolor=MUTED)
    if graph.folding:
        drawing.attr("graph", pad="0.1")  # room for the tab above the topmost folder
    drawing.attr("graph", **(MESH if graph.is_mesh else SPARSE))
    if len(graph.ids) > MAX_NODES_WITH_CURVES:
        drawing.attr("graph", splines="line")
    drawing.attr("node", fontname=FONT, fontsize="11", fontcolor=INK, margin="0,0.03")
    drawing.attr("node", width="0", height="0", penwidth="1.2")
    drawing.attr("edge", fontname=FONT, fontsize="9", fontcolor=GRAD, color=EDGE, arrowsize="0.6")
    return drawing


def _add_boxes(drawing: Drawing, graph: _Graph, name: str, boxes: list[Box]) -> None:
    if name == "":
        for box in boxes:
            _add_box(drawing, graph, box)
        return
    with drawing.subgraph(name=f"cluster {graph.ids[boxes[0]]}") as frame:
        frame.attr(label=f"<{text(name)}>", style="rounded", color=EDGE, margin="8")
        for box in boxes:
            _add_box(frame, graph, box)


def _add_box(drawing: Any, graph: _Graph, box: Box) -> None:
    role = ROLES[graph.role(box)]
    if isinstance(box, Group):
        shown, said = group_label(box, role), group_details(box)
    else:
        name = graph.label(box)
        small = role is ROLES["constant"]
        shown = small_label(box, role) if small else label(box, name, role)
        said = details(box, name)
    looks = {"fillcolor": role.fill, "color": role.line, **role.attributes}
    if isinstance(box, Group) and graph.root in box.outputs:
        looks["peripheries"] = ROLES["result"].attributes["peripheries"]
    drawing.node(graph.ids[box], label=shown, tooltip=tooltip(said), **looks)


def _add_edges(drawing: Drawing, graph: _Graph, node: Value, edge_gradients: bool) -> None:
    slopes = _slopes(node) if edge_gradients else [""] * len(node.operands)
    for i, (operand, slope) in enumerate(zip(node.operands, slopes, strict=True)):
        tail = graph.box(operand)
        if tail in graph.ids:
            label = slope if operand.requires_grad else ""
            start = graph.departure if isinstance(tail, Group) else ""
            end = graph.arrival(node, i)
            drawing.edge(graph.ids[tail] + start, graph.ids[node] + end, label=label)


def _add_edges_into_groups(drawing: Drawing, graph: _Graph) -> None:
    looks = MESH_EDGES if graph.is_mesh else {}
    for (tail, head), count in graph.edges.items():
        if isinstance(head, Group) and tail in graph.ids:
            drawing.edge(
                graph.ids[tail] + graph.departure,
                graph.ids[head] + graph.entrance,
                label=f"×{count}" if count > 1 else "",
                fontcolor=MUTED,
                **looks,
            )


def add_columns(drawing: Drawing, ids: Mapping[Box, str], columns: Iterable[list[Box]]) -> None:
    """Let the boxes of each column stand below one another, in this order."""
    for column in columns:
        with drawing.subgraph() as rank:
            rank.attr(rank="same")
            for above, below in pairwise(column):
                rank.edge(ids[above], ids[below], style="invis")


def _slopes(node: Value) -> list[str]:
    try:
        return [number(slope) for slope in local_gradients(node)]
    except (ArithmeticError, ValueError):  # sqrt at 0 has no finite slope
        return ["undefined"] * len(node.operands)
