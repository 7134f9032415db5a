"""Where the boxes and edges of a walk stand: laid out once by Graphviz, in boxes of fixed size."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from engine import Value
from viz.dot import COMMUTATIVE, SIDES
from viz.render import Drawing

__all__ = ["Box", "Edge", "Placement", "arrivals", "place", "text_width"]

POINTS = 72.0  # of an inch, Graphviz's unit of a box's width
MARGIN = 10.0

# Beyond these, Graphviz takes longer than a reader waits.
MAX_NODES_WITH_CURVES = 300
MAX_NODES_WITH_LABELS = 300

NARROW, WIDE = set(" .,:;'|!()[]{}ijlrtfI/\"`"), set("mwMWQO@%−+<=>≤≥≠×÷→~_–")

Point = tuple[float, float]
Size = tuple[float, float]


class Box(NamedTuple):
    """The upper left corner and the size of a box, in points; y points down."""

    x: float
    y: float
    width: float
    height: float


class Edge(NamedTuple):
    """An edge: control points of Bézier curves, the arrow's tip, the place of the label."""

    points: tuple[Point, ...]
    tip: Point
    label: Point


class Placement(NamedTuple):
    """The size of the whole, the boxes, and the edges by node and operand."""

    width: float
    height: float
    boxes: Mapping[Value, Box]
    edges: Mapping[tuple[Value, int], Edge]


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate the width of a text in the drawings' font, rather too wide than too narrow."""
    return sum(map(_advance, text)) * size * (1.12 if bold else 1.0)


def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in NARROW:
        return 0.42
    return 0.88 if character in WIDE else 0.72 if character.isupper() else 0.645


def place(
    sizes: Mapping[Value, Size], rooms: Mapping[tuple[Value, int], Size], rankdir: str
) -> Placement:
    """Lay the graph out.

    sizes  width and height of each node's box, in points
    rooms  width and height of the room that is kept free beside an edge, by node and operand
    """
    ids = {node: f"n{i}" for i, node in enumerate(sizes)}
    drawing = _canvas(rankdir, len(ids))
    for node, size in sizes.items():
        drawing.node(ids[node], label=_table(size, ports=True))
    few = len(ids) <= MAX_NODES_WITH_LABELS
    keys = [(node, i) for node in ids for i in range(len(node.operands))]
    for k, (node, i) in enumerate(keys):
        head = ids[node] + arrivals(node, SIDES[rankdir])[i]
        room = _table(rooms[node, i]) if few and (node, i) in rooms else ""
        drawing.edge(ids[node.operands[i]], head, label=room, id=str(k))
    found = json.loads(drawing.pipe("json0"))
    return _read(found, {name: node for node, name in ids.items()}, keys)


def _canvas(rankdir: str, size: int) -> Drawing:
    drawing = Drawing()
    splines = "spline" if size <= MAX_NODES_WITH_CURVES else "line"
    # Without room beside the edges the chip of a step needs it between the ranks.
    wide, high = ("0.3", "0.3") if size <= MAX_NODES_WITH_LABELS else ("1.4", "0.5")
    ranksep = wide if rankdir in ("LR", "RL") else high
    drawing.attr("graph", rankdir=rankdir, nodesep="0.2", ranksep=ranksep, splines=splines)
    drawing.attr("node", shape="box", margin="0", width="0", height="0")
    return drawing


def _table(size: Size, *, ports: bool = False) -> str:
    # Graphviz sizes a box by its label; the lines of a table have the ports where edges arrive.
    width, height = (round(length) for length in size)
    cell = f'WIDTH="{width // 2}" HEIGHT="{height // 3}"'
    rows = "".join(
        f'<TR><TD PORT="l{i}" {cell}></TD><TD PORT="r{i}" {cell}></TD></TR>' for i in range(3)
    )
    rows = rows if ports else "<TR><TD></TD></TR>"
    return (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
        f'WIDTH="{width}" HEIGHT="{height}">{rows}</TABLE>>'
    )


def arrivals(node: Value, sides: tuple[str, ...]) -> list[str]:
    """Return where the edge of each operand ends at the box, "" for anywhere."""
    count = len(node.operands)
    if count == 1 or node.op in COMMUTATIVE:
        return [""] * count
    if len(sides) == 2:
        side, compass = sides
        return [f":{side}{3 - count + i}:{compass}" for i in range(count)]
    corners = (sides[0], sides[2]) if count == 2 else sides
    return [f":{corner}" for corner in corners]


def _read(
    found: dict[str, Any], nodes: Mapping[str, Value], keys: list[tuple[Value, int]]
) -> Placement:
    left, low, right, high = map(float, found["bb"].split(","))
    boxes = {nodes[thing["name"]]: _box(thing, high) for thing in found["objects"]}
    edges = {keys[int(edge["id"])]: _edge(edge, high) for edge in found.get("edges", [])}
    return Placement(right - left + 2 * MARGIN, high - low + 2 * MARGIN, boxes, edges)


def _box(thing: Mapping[str, str], high: float) -> Box:
    x, y = _point(thing["pos"], high)
    width, height = float(thing["width"]) * POINTS, float(thing["height"]) * POINTS
    return Box(x - width / 2, y - height / 2, width, height)


def _edge(edge: Mapping[str, str], high: float) -> Edge:
    # pos is "e,x,y x,y x,y …": the tip of the arrow, then the control points.
    tip, *points = (_point(pair.removeprefix("e,"), high) for pair in edge["pos"].split())
    middle = _middle(points)
    return Edge(tuple(points), tip, _point(edge["lp"], high) if "lp" in edge else middle)


def _point(pair: str, high: float) -> Point:
    x, y = map(float, pair.split(","))
    return x + MARGIN, high - y + MARGIN


def _middle(points: list[Point]) -> Point:
    # At t = ½ of the middle curve.
    start = (len(points) - 1) // 3 // 2 * 3
    a, b, c, d = points[start : start + 4]
    return (a[0] + 3 * b[0] + 3 * c[0] + d[0]) / 8, (a[1] + 3 * b[1] + 3 * c[1] + d[1]) / 8
