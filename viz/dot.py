"""A graph of Values as a Graphviz drawing: pure text, no Graphviz needed."""

import html
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from engine import Value, local_gradients, topological_order
from viz.render import Drawing
from viz.style import EDGE, FONT, GRAD, INK, MUTED, ROLES, SYMBOLS, Role, number

__all__ = ["draw"]

Names = Mapping[str, Value] | Iterable[tuple[str, Value]]

# Beyond this many nodes curved edges take Graphviz longer than the rest of the drawing.
MAX_NODES_WITH_CURVES = 300

LONG_LABEL = 9  # letters, beyond which a label is set smaller


def draw(
    root: Value,
    *,
    rankdir: str = "LR",
    names: Names | None = None,
    edge_gradients: bool = False,
    constants: bool = True,
    max_nodes: int = 2000,
    format: str = "svg",
) -> Drawing:
    """Draw the graph of a Value: a box per number, with its op, label, data and grad.

    rankdir         "LR" left to right, "TB" top down, or "RL", "BT"
    names           parameters by name, as `model.named_parameters()`; each is labelled with its
                    name, and what belongs to one neuron stands in a frame
    edge_gradients  write the local derivative on each edge
    constants       show the constants, such as the 2 of x**2
    max_nodes       refuse to draw more
    format          of `render` and `pipe` when they are given none

    An operation has round corners, an input square ones, a parameter cut ones; a constant is small
    and the result has a double line. Leaves that require a gradient count as parameters, unless
    `names` says which are. A grad of – has not been computed yet; a node without grad requires
    none. The first operand's edge arrives above the second's, or left of it. The same graph gives
    the same text.

    Raises ValueError for a graph beyond `max_nodes`, TypeError for anything but a Value.
    """
    if rankdir not in ("LR", "TB", "RL", "BT"):
        raise ValueError(f"rankdir: given {rankdir!r}; allowed: 'LR', 'TB', 'RL', 'BT'")
    if not isinstance(root, Value):
        raise TypeError(
            f"draw: given {type(root).__name__}; allowed: a Value. For a list or an array draw "
            "one element, or the sum"
        )
    graph = _Graph(root, names, constants)
    if len(graph.ids) > max_nodes:
        raise ValueError(
            f"the graph has {len(graph.ids)} nodes, more than max_nodes={max_nodes}: draw a part "
            "of it, such as one neuron or the loss of one sample, or pass a larger max_nodes"
        )
    drawing = _canvas(rankdir, format, len(graph.ids))
    for group, nodes in graph.groups().items():
        _add_nodes(drawing, graph, group, nodes)
    for node in graph.ids:
        _add_edges(drawing, graph, node, edge_gradients)
    return drawing


class _Graph:
    """What the drawing needs to know of a graph: identities, names, roles, frames."""

    def __init__(self, root: Value, names: Names | None, constants: bool) -> None:
        self.root = root
        self.has_names = names is not None
        pairs = names.items() if isinstance(names, Mapping) else names or ()
        self.names = {parameter: name for name, parameter in pairs}
        nodes = [
            node
            for node in topological_order(root)
            if constants or node is root or self.role(node) != "constant"
        ]
        self.ids = {node: f"n{i}" for i, node in enumerate(nodes)}
        self.uses = Counter(operand for node in nodes for operand in node.operands)

    def role(self, node: Value) -> str:
        if node is self.root and not node.is_leaf:
            return "result"
        if not node.is_leaf:
            return "operation"
        if node in self.names or (node.requires_grad and not self.has_names):
            return "parameter"
        return "input" if node.requires_grad or node.label else "constant"

    def label(self, node: Value) -> str:
        return self.names.get(node, node.label)

    def groups(self) -> dict[str, list[Value]]:
        """Return the nodes of each frame; those of no frame come first, under the name ""."""
        frames: dict[Value, str] = {}
        groups: dict[str, list[Value]] = {"": []}
        for node in self.ids:
            frames[node] = self._frame(node, frames)
            groups.setdefault(frames[node], []).append(node)
        return groups

    def _frame(self, node: Value, frames: Mapping[Value, str]) -> str:
        # A neuron is its parameters, what they are combined with, the sum, and the activation.
        if node.is_leaf:
            return self.names.get(node, "").rpartition(".")[0]
        parameters = [operand for operand in node.operands if operand in self.names]
        if parameters:
            return frames[parameters[-1]]
        is_sum = node.op == "+"
        is_activation = len(node.operands) == 1 and self.uses[node.operands[0]] == 1
        inside = {frames.get(operand, "") for operand in node.operands}
        return inside.pop() if len(inside) == 1 and (is_sum or is_activation) else ""


def _canvas(rankdir: str, format: str, size: int) -> Drawing:
    drawing = Drawing(format=format)
    splines = "spline" if size <= MAX_NODES_WITH_CURVES else "line"
    drawing.attr(
        "graph",
        rankdir=rankdir,
        nodesep="0.18",
        ranksep="0.42",
        splines=splines,
        ordering="in",
        fontname=FONT,
        fontsize="10",
        fontcolor=MUTED,
    )
    drawing.attr("node", fontname=FONT, fontsize="11", fontcolor=INK, margin="0.06,0.03")
    drawing.attr("node", width="0", height="0", penwidth="1.2")
    drawing.attr("edge", fontname=FONT, fontsize="9", fontcolor=GRAD, color=EDGE, arrowsize="0.6")
    return drawing


def _add_nodes(drawing: Drawing, graph: _Graph, group: str, nodes: list[Value]) -> None:
    if group == "":
        for node in nodes:
            _add_node(drawing, graph, node)
        return
    with drawing.subgraph(name=f"cluster {graph.ids[nodes[0]]}") as frame:
        frame.attr(label=f"<{_text(group)}>", style="rounded", color=EDGE, margin="8")
        for node in nodes:
            _add_node(frame, graph, node)


def _add_node(drawing: Any, graph: _Graph, node: Value) -> None:
    role = ROLES[graph.role(node)]
    drawing.node(
        graph.ids[node],
        label=_small_label(node, role) if role is ROLES["constant"] else _label(graph, node, role),
        tooltip=_plain(f"{graph.label(node)} data={node.data!r} grad={node.grad!r}".strip()),
        fillcolor=role.fill,
        color=role.line,
        **role.attributes,
    )


def _add_edges(drawing: Drawing, graph: _Graph, node: Value, edge_gradients: bool) -> None:
    slopes = _slopes(node) if edge_gradients else [""] * len(node.operands)
    for operand, slope in zip(node.operands, slopes, strict=True):
        if operand in graph.ids:
            label = slope if operand.requires_grad else ""
            drawing.edge(graph.ids[operand], graph.ids[node], label=label)


def _slopes(node: Value) -> list[str]:
    try:
        return [number(slope) for slope in local_gradients(node)]
    except (ArithmeticError, ValueError):  # sqrt at 0 has no finite slope
        return ["undefined"] * len(node.operands)


def _small_label(node: Value, role: Role) -> str:
    return f'<<FONT COLOR="{role.line}" POINT-SIZE="10">{number(node.data)}</FONT>>'


def _label(graph: _Graph, node: Value, role: Role) -> str:
    rows = [_head(SYMBOLS.get(node.op, node.op), graph.label(node), role)]
    rows.append(_row("data", number(node.data)))
    if node.requires_grad:
        grad = number(node.grad) if node.has_grad else "–"
        rows.append(_row("grad", f'<FONT COLOR="{GRAD}">{grad}</FONT>'))
    table = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">'
    return f"<{table}{''.join(f'<TR>{row}</TR>' for row in rows if row)}</TABLE>>"


def _head(op: str, label: str, role: Role) -> str:
    size = 13 if len(label) < LONG_LABEL else 9
    words = [f"<B>{_text(op or label)}</B>"] if op or label else []
    if op and label:
        words.append(f"<I>{_text(label)}</I>")
    font = f'<FONT COLOR="{role.line}" POINT-SIZE="{size}">{" ".join(words)}</FONT>'
    return f'<TD COLSPAN="2">{font}</TD>' if words else ""


def _row(name: str, shown: str) -> str:
    return (
        f'<TD ALIGN="LEFT"><FONT COLOR="{MUTED}" POINT-SIZE="9">{name} </FONT></TD>'
        f'<TD ALIGN="RIGHT">{shown}</TD>'
    )


def _text(label: str) -> str:
    """Write a label so that Graphviz shows it letter by letter."""
    return html.escape(_plain(label)).replace("\\", "\\\\")


def _plain(text: str) -> str:
    # XML has no place for control characters and lone surrogates.
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
