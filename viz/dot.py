"""A graph of Values as a Graphviz drawing: pure text, no Graphviz needed."""

import html
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine import Value, local_gradients, topological_order
from viz.render import Drawing
from viz.style import EDGE, FONT, GRAD, INK, MUTED, ROLES, SYMBOLS, Role, number

__all__ = ["draw"]

Names = Mapping[str, Value] | Iterable[tuple[str, Value]]

# Beyond this many nodes curved edges take Graphviz longer than the rest of the drawing.
MAX_NODES_WITH_CURVES = 300

LONG_LABEL = 9  # letters, from which on a label is set smaller

# At every other op the edges arrive in the order of the operands: from the top at the side of the
# box, where its lines have ports, or from the left along its upper or lower edge.
COMMUTATIVE = {"+", "*", "maximum", "minimum"}
SIDES = {"LR": ("l", "w"), "RL": ("r", "e"), "TB": ("nw", "n", "ne"), "BT": ("sw", "s", "se")}


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

    An operation has round corners, an input square ones, a parameter a folded one; a constant is
    small and the result has a double line. Leaves that require a gradient count as parameters,
    unless `names` says which are. A grad of – has not been computed yet; a node without grad
    requires none. At a −, ÷, xⁿ, <, ≤ or where the operands' edges arrive in order, from top to
    bottom or from left to right. The same graph gives the same text.

    Raises ValueError for a graph beyond `max_nodes`, TypeError for anything but a Value.
    """
    if rankdir not in SIDES:
        raise ValueError(f"rankdir: given {rankdir!r}; allowed: 'LR', 'TB', 'RL', 'BT'")
    if not isinstance(root, Value):
        raise TypeError(
            f"draw: given {type(root).__name__}; allowed: a Value. For a list or an array draw "
            "one element, or the sum"
        )
    graph = _Graph(root, names, constants, SIDES[rankdir])
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

    def __init__(
        self, root: Value, names: Names | None, constants: bool, sides: tuple[str, ...]
    ) -> None:
        self.root = root
        self.sides = sides
        self.has_names = names is not None
        self.names = _by_parameter(names)
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

    def groups(self) -> dict[str, list[Value]]:
        """Return the nodes of each frame; those of no frame come first, under the name ""."""
        frames: dict[Value, str] = {}
        groups: dict[str, list[Value]] = {"": []}
        for node in self.ids:
            frames[node] = self._frame(node, frames)
            groups.setdefault(frames[node], []).append(node)
        return groups

    def _frame(self, node: Value, frames: Mapping[Value, str]) -> str:
        # A neuron is its parameters, their products with something else, the sum that takes those
        # in one by one, and an activation that alone follows the sum.
        if node.is_leaf:
            return self.names.get(node, "").rpartition(".")[0]
        inside = {frames.get(operand, "") for operand in node.operands}
        if self._is_product(node):
            return next(frames[operand] for operand in node.operands if operand in self.names)
        takes_in = any(
            operand in self.names or self._is_product(operand) for operand in node.operands
        )
        is_sum = node.op == "+" and takes_in
        first = node.operands[0]
        follows_sum = first.op in ("+", "*") and self.uses[first] == 1
        is_activation = len(node.operands) == 1 and follows_sum and node.op != "neg"
        return inside.pop() if len(inside) == 1 and (is_sum or is_activation) else ""

    def _is_product(self, node: Value) -> bool:
        return node.op == "*" and len({operand in self.names for operand in node.operands}) == 2


def labels_and_roles(
    root: Value, names: Names | None
) -> tuple[Callable[[Value], str], Callable[[Value], str]]:
    """Return what tells a node's label, as it can be shown, and its role."""
    graph = _Graph(root, names, True, SIDES["LR"])
    return lambda node: _plain(graph.label(node)), graph.role


def _by_parameter(names: Names | None) -> dict[Value, str]:
    pairs = names.items() if isinstance(names, Mapping) else names or ()
    try:
        return {parameter: name for name, parameter in pairs}
    except (TypeError, ValueError):
        raise TypeError(
            f"names: given {names!r}; allowed: pairs of a name and a Value, such as "
            "model.named_parameters()"
        ) from None


def _canvas(rankdir: str, format: str, size: int) -> Drawing:
    drawing = Drawing(format=format)
    splines = "spline" if size <= MAX_NODES_WITH_CURVES else "line"
    drawing.attr(
        "graph",
        rankdir=rankdir,
        nodesep="0.18",
        ranksep="0.42",
        splines=splines,
        fontname=FONT,
        fontsize="10",
        fontcolor=MUTED,
    )
    drawing.attr("node", fontname=FONT, fontsize="11", fontcolor=INK, margin="0,0.03")
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
        tooltip=_tooltip(_details(graph, node)),
        fillcolor=role.fill,
        color=role.line,
        **role.attributes,
    )


def _details(graph: _Graph, node: Value) -> str:
    grad = f" grad={node.grad!r}" if node.has_grad else " grad=–" if node.requires_grad else ""
    return f"{graph.label(node)} data={node.data!r}{grad}".strip()


def _add_edges(drawing: Drawing, graph: _Graph, node: Value, edge_gradients: bool) -> None:
    slopes = _slopes(node) if edge_gradients else [""] * len(node.operands)
    for i, (operand, slope) in enumerate(zip(node.operands, slopes, strict=True)):
        if operand in graph.ids:
            label = slope if operand.requires_grad else ""
            drawing.edge(graph.ids[operand], graph.ids[node] + graph.arrival(node, i), label=label)


def _slopes(node: Value) -> list[str]:
    try:
        return [number(slope) for slope in local_gradients(node)]
    except (ArithmeticError, ValueError):  # sqrt at 0 has no finite slope
        return ["undefined"] * len(node.operands)


def _small_label(node: Value, role: Role) -> str:
    return f'<<FONT COLOR="{role.line}" POINT-SIZE="10">{_text(number(node.data))}</FONT>>'


def _label(graph: _Graph, node: Value, role: Role) -> str:
    rows = [_head(SYMBOLS.get(node.op, node.op), graph.label(node), role)]
    rows.append(_row("data", _text(number(node.data))))
    if node.requires_grad:
        grad = _text(number(node.grad)) if node.has_grad else "–"
        rows.append(_row("grad", f'<FONT COLOR="{GRAD}">{grad}</FONT>'))
    lines = [_line(row, port) for port, row in enumerate(rows, 3 - len(rows)) if row]
    table = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">'
    return f"<{table}{''.join(lines)}</TABLE>>"


def _line(cells: str, port: int) -> str:
    # The lines of a box have ports at either side, the last of them l2 and r2.
    pads = [f'<TD WIDTH="5" PORT="{side}{port}"></TD>' for side in "lr"]
    return f"<TR>{pads[0]}{cells}{pads[1]}</TR>"


def _head(op: str, label: str, role: Role) -> str:
    size = 13 if len(label) < LONG_LABEL else 9
    words = [f"<B>{_text(op or label)}</B>"] if op or label else []
    if op and label:
        words.append(f"<I>{_text(label)}</I>")
    font = f'<FONT COLOR="{role.line}" POINT-SIZE="{size}">{" ".join(words)}</FONT>'
    return f'<TD COLSPAN="2">{font}</TD>' if words else ""


def _row(name: str, shown: str) -> str:
    muted = f'<FONT COLOR="{MUTED}" POINT-SIZE="9">{name} </FONT>'
    return f'<TD ALIGN="LEFT">{muted}</TD><TD ALIGN="RIGHT">{shown}</TD>'


def _text(label: str) -> str:
    """Write a label so that an HTML-like label shows it letter by letter."""
    return html.escape(_plain(label)).replace("\\", "\\\\")


def _tooltip(text: str) -> str:
    """Write a text so that a tooltip shows it; there Graphviz looks for escapes more than once."""
    return html.escape(_plain(text)).replace("\\", "&#92;" * 4)


def _plain(text: str) -> str:
    # XML has no place for control characters, lone surrogates and the two noncharacters.
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_unprintable(c) else c for c in text)


def _is_unprintable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in "\ufffe\uffff"
