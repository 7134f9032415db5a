"""A graph of Values as a Graphviz drawing: pure text, no Graphviz needed."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine import Value
from viz.graph.columns import add_columns
from viz.graph.folding import Box, Group
from viz.graph.frames import order_frames
from viz.graph.graph import Graph, check_collapse, check_rankdir, checked_roots
from viz.graph.labels import (
    details,
    group_details,
    group_label,
    label,
    small_label,
    text,
    tooltip,
)
from viz.graph.ownership import Names
from viz.graph.ports import COMPASS, SIDES, arrivals
from viz.graph.rendering import Drawing
from viz.graph.slopes import slope_of_term, slopes_of
from viz.graph.themes import AUTO, darkened
from viz.style import EDGE, FONT, GRAD, INK, MUTED, ROLES, check_theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["draw"]

# Beyond this many nodes curved edges take Graphviz longer than the rest of the drawing.
MAX_NODES_WITH_CURVES = 300

# Layers that are fully connected, folded by neuron: straight thin edges, from side to side of boxes
# that stand close, with room for the edges between the layers.
SPARSE = {"nodesep": "0.18", "ranksep": "0.42", "splines": "spline"}
ROOMY = "0.7"  # between ranks, inches, for labels beside the edges
FAN = {"nodesep": "0.18", "ranksep": "1.0", "splines": "polyline"}  # curves would swing wide
MESH = {"nodesep": "0.08", "ranksep": "1.0", "splines": "polyline"}
MESH_EDGES = {"penwidth": "0.5", "arrowsize": "0.4"}
EDGES_OF_A_MESH = 5  # at one side of a folded box; curves would swing wide

MOST_OPERANDS = 3  # of an op, hence edges for a box of an unfolded graph


def draw(
    root: "Value | Sequence[Value] | NDArray[Any]",
    *,
    rankdir: str = "LR",
    names: Names | None = None,
    collapse: str | None = None,
    edge_gradients: bool = False,
    fold_sums: bool | None = None,
    constants: bool = True,
    max_nodes: int = 2000,
    format: str = "svg",
    theme: str = "auto",
) -> Drawing:
    """Draw the graph of a Value: a box per number, with its op, label, data and grad.

    root            the Value, or a list or an array of several, which one picture then shows with
                    all that they depend on, each node once
    rankdir         "LR" left to right, "TB" top down, or "RL", "BT"
    names           parameters by name, as `model.named_parameters()`; each is labelled with its
                    name, and what belongs to one neuron stands in a cluster
    collapse        "neuron" or "layer": fold each, as `names` tell them, into one box
    fold_sums       True: fold each sum of four terms or more into one box, Σ; False: none; None:
                    those of eight terms or more, if there are at most eight of them
    edge_gradients  write the local derivative on each edge
    constants       show the constants, such as the 2 of x**2
    max_nodes       refuse to draw more boxes, or more than three edges for each of so many
    format          of `render` and `pipe` when they are given none
    theme           "light", "dark", or "auto": an SVG is dark where what is around it is; the
                    ground is transparent

    An operation has round corners, an input square ones, a parameter a folded one; a constant is
    small and the result has a double line. Leaves that require a gradient count as parameters,
    unless `names` says which are. A grad of – has not been computed yet; a node without grad
    requires none. At a −, ÷, pow, <, ≤ or where the operands' edges arrive in order, from top to
    bottom or from left to right. The same graph gives the same text.

    A sum folds where its additions feed one another and nothing else, have no label and belong to
    no neuron; its box has the data and the grad of the last addition.

    A folded box looks like a folder. It shows the outputs, how many parameters it computes with and
    |∇|, the Euclidean norm of their gradients. A neuron that was applied to several inputs has a
    box for each, "1 of 2", and all of them share its parameters. Parallel edges into a folded box
    are one, with their number. Inputs show if they are Values with a label; given as plain numbers
    they are constants inside the boxes. `viz.graph.fold` says what belongs to a box.

    Raises ValueError for a graph beyond `max_nodes` and for names that do not show the level to
    collapse, TypeError for anything but Values.
    """
    roots = checked_roots(root, "draw")
    check_rankdir(rankdir)
    check_collapse(collapse, names, "draw")
    check_theme(theme)
    graph = Graph(roots, names, collapse, fold_sums)
    plan = _Plan(graph, rankdir, constants)
    _check_size(plan, max_nodes)
    drawing = _canvas(plan, format)
    if theme == "auto":
        drawing.attr("graph", **{"class": AUTO})
    if edge_gradients and not plan.is_mesh:
        drawing.attr("graph", ranksep=ROOMY)
    clusters = plan.clusters()
    for name, boxes in clusters.items():
        _add_cluster(drawing, plan, name, boxes)
    order_frames(drawing, plan.ids, {name: clusters[name] for name in clusters if name})
    for box in plan.ids:
        if isinstance(box, Value):
            _add_edges(drawing, plan, box, edge_gradients)
    _add_edges_into_groups(drawing, plan, edge_gradients)
    add_columns(drawing, plan.ids, graph.folding.edges)
    if theme == "dark":
        drawing.body[:] = map(darkened, drawing.body)
    return drawing


class _Plan:
    """How a graph is drawn.

    ids        of the boxes that are shown
    is_mesh    whether layers are fully connected and folded by neuron
    has_sum    whether many edges meet at a sum
    departure  the place of a folded box where edges start, "" for anywhere
    entrance   the place of a folded box where edges end, "" for anywhere
    """

    def __init__(self, graph: Graph, rankdir: str, constants: bool) -> None:
        self.graph = graph
        self.rankdir = rankdir
        boxes = [b for b in graph.folding.boxes if constants or self._is_drawn_anyway(b)]
        self.ids = {box: f"n{i}" for i, box in enumerate(boxes)}
        fans = Counter(head for _, head in graph.folding.edges if _is_module(head))
        self.is_mesh = max(fans.values(), default=0) >= EDGES_OF_A_MESH
        # Below wide boxes curves from point to point would swing.
        self.has_sum = any(isinstance(box, Group) and box.terms for box in boxes)
        has_points = self.is_mesh or self.has_sum or len(SIDES[rankdir]) == 2
        points = (f":{point}" for point in COMPASS[rankdir]) if has_points else ("", "")
        self.departure, self.entrance = points

    def _is_drawn_anyway(self, box: Box) -> bool:
        return box in self.graph.roots or self.graph.role(box) != "constant"

    def clusters(self) -> dict[str, list[Box]]:
        """Return the boxes of each cluster; those of none come first, under the name ""."""
        clusters: dict[str, list[Box]] = {"": []}
        for box in self.ids:
            frame = self.graph.frame(box) if isinstance(box, Value) else ""
            clusters.setdefault(frame, []).append(box)
        return clusters


def _is_module(box: Box) -> bool:
    return isinstance(box, Group) and not box.terms


def _check_size(plan: _Plan, max_nodes: int) -> None:
    if len(plan.ids) > max_nodes:
        raise ValueError(
            f"the graph has {len(plan.ids)} nodes, more than max_nodes={max_nodes}: draw a part "
            "of it, such as one neuron or the loss of one sample, or pass a larger max_nodes"
        )
    edges = len(plan.graph.folding.edges)
    if plan.graph.collapse and edges > MOST_OPERANDS * max_nodes:
        raise ValueError(
            f"the folded graph has {edges} edges, more than {MOST_OPERANDS} for each of "
            f'max_nodes={max_nodes}: write collapse="layer", or pass a larger max_nodes'
        )


def _canvas(plan: _Plan, format: str) -> Drawing:
    drawing = Drawing(format=format)
    drawing.attr("graph", bgcolor="transparent")
    drawing.attr("graph", rankdir=plan.rankdir, fontname=FONT, fontsize="10", fontcolor=MUTED)
    if any(isinstance(box, Group) for box in plan.ids):
        drawing.attr("graph", pad="0.1")  # room for the tab above the topmost folder
    drawing.attr("graph", **(MESH if plan.is_mesh else FAN if plan.has_sum else SPARSE))
    if len(plan.ids) > MAX_NODES_WITH_CURVES:
        drawing.attr("graph", splines="line")
    drawing.attr("node", fontname=FONT, fontsize="11", fontcolor=INK, margin="0,0.03")
    drawing.attr("node", width="0", height="0", penwidth="1.2")
    drawing.attr("edge", fontname=FONT, fontsize="9", fontcolor=GRAD, color=EDGE, arrowsize="0.6")
    return drawing


def _add_cluster(drawing: Drawing, plan: _Plan, name: str, boxes: list[Box]) -> None:
    if name == "":
        for box in boxes:
            _add_box(drawing, plan.graph, box, plan.ids[box])
        return
    with drawing.subgraph(name=f"cluster {plan.ids[boxes[0]]}") as cluster:
        cluster.attr(label=f"<{text(name)}>", style="rounded", color=EDGE, margin="8")
        for box in boxes:
            _add_box(cluster, plan.graph, box, plan.ids[box])


def _add_box(drawing: Any, graph: Graph, box: Box, id: str) -> None:
    role = ROLES[graph.role(box)]
    if isinstance(box, Group):
        shown, said = group_label(box, role), group_details(box)
    else:
        small = role is ROLES["constant"]
        shown = small_label(box, role) if small else label(box, graph.short_label(box), role)
        said = details(box, graph.label(box))
    looks = {"fillcolor": role.fill, "color": role.line, **role.attributes}
    if isinstance(box, Group) and box.terms:
        looks["ordering"] = "in"  # the terms
    if isinstance(box, Group) and not set(graph.roots).isdisjoint(box.outputs):
        looks["peripheries"] = ROLES["result"].attributes["peripheries"]
    drawing.node(id, label=shown, tooltip=tooltip(said), **looks)


def _add_edges(drawing: Drawing, plan: _Plan, node: Value, edge_gradients: bool) -> None:
    slopes = slopes_of(node) if edge_gradients else [""] * len(node.operands)
    ends = arrivals(node, plan.rankdir, first_line=0 if node.requires_grad else 1)
    for operand, slope, end in zip(node.operands, slopes, ends, strict=True):
        tail = plan.graph.folding.box_of[operand]
        if tail in plan.ids:
            start = plan.departure if isinstance(tail, Group) else ""
            drawing.edge(
                plan.ids[tail] + start,
                plan.ids[node] + end,
                label=slope if operand.requires_grad else "",
            )


def _add_edges_into_groups(drawing: Drawing, plan: _Plan, edge_gradients: bool) -> None:
    looks = MESH_EDGES if plan.is_mesh else {}
    folding = plan.graph.folding
    for (tail, head), count in folding.edges.items():
        if isinstance(head, Group) and tail in plan.ids:
            label = {"label": f"×{count}" if count > 1 else "", "fontcolor": MUTED}
            if edge_gradients and head.terms and count == 1:
                label = {"label": slope_of_term(folding.box_of, tail, head)}
            ends = plan.ids[tail] + plan.departure, plan.ids[head] + plan.entrance
            drawing.edge(*ends, **label, **looks)
