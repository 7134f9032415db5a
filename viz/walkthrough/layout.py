"""Where the boxes and edges of a walk stand: laid out once by Graphviz, in boxes of fixed size."""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from engine import Value
from viz.graph.drawing import COMMUTATIVE, COMPASS, SIDES, add_columns
from viz.graph.folding import Box, Group, columns
from viz.graph.rendering import Drawing, layouts
from viz.walkthrough.pictures import Line, Use, View

__all__ = ["Edge", "Placement", "Rectangle", "Size", "arrivals", "place", "shortened", "text_width"]

POINTS = 72.0  # of an inch, Graphviz's unit of a box's width
MARGIN = 10.0
LONGEST_NAME = 40  # letters of a name in a box
AROUND = 2.0  # of a chip between the ranks of a folded graph
CLOSEST = 30.0  # ranks of a folded graph, where no chip is between them
TAB = 8.0  # of a folded box, with the ring around it, where the ranks are one above the other
FRAME = "cluster"  # Graphviz draws a frame around what has this name

# Beyond these, Graphviz takes longer than a reader waits.
MAX_NODES_WITH_CURVES = 300
MAX_NODES_WITH_LABELS = 300

NARROW, WIDE = set(" .,:;'|!()[]{}ijlrtfI/\"`"), set("mwMWQO@%−+<=>≤≥≠×÷→~_–")

Point = tuple[float, float]
Size = tuple[float, float]


class Rectangle(NamedTuple):
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

    @property
    def is_straight(self) -> bool:
        """Whether every curve is a straight line: its control points stand on it."""
        curves = zip(*(self.points[k::3] for k in range(4)), strict=False)
        return all(_off(a, p, d) < 0.5 and _off(a, q, d) < 0.5 for a, p, q, d in curves)


class Placement(NamedTuple):
    """The size of the whole, the boxes, the view's lines in order, and the frame of a group."""

    width: float
    height: float
    boxes: Mapping[Box, Rectangle]
    edges: Sequence[Edge]
    frame: Rectangle | None


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate the width of a text in the drawings' font, rather too wide than too narrow."""
    return sum(map(_advance, text)) * size * (1.12 if bold else 1.0)


def shortened(name: str) -> str:
    """Return as much of a name as a box has room for; the rest is told beside the graph."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in NARROW:
        return 0.42
    return 0.88 if character in WIDE else 0.72 if character.isupper() else 0.645


def place(
    views: Sequence[View],
    sizes: Mapping[Box, Size],
    rooms: Mapping[Use, Size],
    title: Size,
    rankdir: str,
) -> list[Placement]:
    """Lay out the views of a graph, all at once.

    sizes  width and height of each box, in points
    rooms  width and height of the room that is kept free at an edge, by node and operand
    title  of the frame's title
    """
    drawings = [_drawing(view, sizes, rooms, title, rankdir) for view in views]
    return [_read(view, found) for view, found in zip(views, layouts(drawings), strict=True)]


def _drawing(
    view: View,
    sizes: Mapping[Box, Size],
    rooms: Mapping[Use, Size],
    title: Size,
    rankdir: str,
) -> Drawing:
    drawing = Drawing()
    ids = _ids(view)
    _set_up(drawing, view, rooms, rankdir)
    for box, name in ids.items():
        drawing.node(name, label=_table(sizes[box], ports=True))
    if view.opened:
        with drawing.subgraph(name=FRAME) as frame:
            frame.attr(label=_table(title), labeljust="l", margin="14")
            for node in view.opened.members:
                frame.node(ids[node])
    few = not view.folds and len(ids) <= MAX_NODES_WITH_LABELS
    for k, line in enumerate(view.lines):
        room = _table(rooms[line.uses[0]]) if few and line.uses[0] in rooms else ""
        start, end = _ports(line, rankdir)
        drawing.edge(ids[line.tail] + start, ids[line.head] + end, label=room, id=str(k))
    add_columns(drawing, ids, columns(ids, ((line.tail, line.head) for line in view.lines)))
    return drawing


def _ids(view: View) -> dict[Box, str]:
    return {box: f"n{i}" for i, box in enumerate(view.boxes)}


def _set_up(drawing: Drawing, view: View, rooms: Mapping[Use, Size], rankdir: str) -> None:
    level = rankdir in ("LR", "RL")
    few = len(view.boxes) <= MAX_NODES_WITH_LABELS
    # Without room beside the edges the chip of a step needs it between the ranks.
    wide, high = ("0.3", "0.3") if few else ("1.4", "0.5")
    space = {"nodesep": "0.2", "ranksep": wide if level else high}
    if view.folds:
        uses = (use for line in view.lines for use in line.uses if use in rooms)
        chip = max([CLOSEST, *(rooms[use][0 if level else 1] for use in uses)])
        apart = "0.2" if view.opened else "0.1"
        tabs = 0.0 if level else TAB
        space = {"nodesep": apart, "ranksep": f"{(chip + AROUND + tabs) / POINTS:.2f}"}
    curves = "polyline" if view.folds else "spline"
    splines = curves if len(view.boxes) <= MAX_NODES_WITH_CURVES else "line"
    drawing.attr("graph", rankdir=rankdir, splines=splines, **space)
    if view.opened:
        drawing.attr("graph", newrank="true")  # or an edge out of the frame may run backwards
    drawing.attr("node", shape="box", margin="0", width="0", height="0")


def _ports(line: Line, rankdir: str) -> tuple[str, str]:
    """Return where a line starts and ends: at folded boxes in the middle of a side."""
    start, end = (f":{point}" for point in COMPASS[rankdir])
    if isinstance(line.head, Group):
        return start, end
    node, i = line.uses[0]
    return start if isinstance(line.tail, Group) else "", arrivals(node, SIDES[rankdir])[i]


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


def _read(view: View, found: Mapping[str, Any]) -> Placement:
    left, low, right, high = _corners(found)
    things = {thing["name"]: thing for thing in found.get("objects", [])}
    boxes = {box: _box(things[name], high) for box, name in _ids(view).items()}
    edges = {int(edge["id"]): _edge(edge, high) for edge in found.get("edges", []) if "id" in edge}
    return Placement(
        right - left + 2 * MARGIN,
        high - low + 2 * MARGIN,
        boxes,
        [edges[k] for k in range(len(view.lines))],
        _frame(things[FRAME], high) if view.opened else None,
    )


def _corners(thing: Mapping[str, Any]) -> tuple[float, ...]:
    return tuple(map(float, thing["bb"].split(",")))


def _frame(thing: Mapping[str, Any], high: float) -> Rectangle:
    left, low, right, top = _corners(thing)
    return Rectangle(left + MARGIN, high - top + MARGIN, right - left, top - low)


def _box(thing: Mapping[str, str], high: float) -> Rectangle:
    x, y = _point(thing["pos"], high)
    width, height = float(thing["width"]) * POINTS, float(thing["height"]) * POINTS
    return Rectangle(x - width / 2, y - height / 2, width, height)


def _edge(edge: Mapping[str, str], high: float) -> Edge:
    # pos is "e,x,y x,y x,y …": the tip of the arrow, then the control points.
    tip, *points = (_point(pair.removeprefix("e,"), high) for pair in edge["pos"].split())
    drawn = Edge(tuple(points), tip, tip)
    return drawn._replace(label=_point(edge["lp"], high) if "lp" in edge else _middle(drawn))


def _point(pair: str, high: float) -> Point:
    x, y = map(float, pair.split(","))
    return x + MARGIN, high - y + MARGIN


def _middle(edge: Edge) -> Point:
    if edge.is_straight:
        return _halfway([*edge.points[:-1:3], edge.tip])
    # At t = ½ of the middle curve.
    start = (len(edge.points) - 1) // 3 // 2 * 3
    a, b, c, d = edge.points[start : start + 4]
    return (a[0] + 3 * b[0] + 3 * c[0] + d[0]) / 8, (a[1] + 3 * b[1] + 3 * c[1] + d[1]) / 8


def _off(start: Point, point: Point, end: Point) -> float:
    """Return how far a point is from the line through two others."""
    x, y = end[0] - start[0], end[1] - start[1]
    u, v = point[0] - start[0], point[1] - start[1]
    return abs(x * v - y * u) / (math.hypot(x, y) or 1.0)


def _halfway(corners: Sequence[Point]) -> Point:
    rest = sum(map(math.dist, corners, corners[1:])) / 2
    for (x, y), (u, v) in pairwise(corners):
        length = math.dist((x, y), (u, v))
        if rest <= length:
            break
        rest -= length
    share = rest / length if length else 0.0
    return x + share * (u - x), y + share * (v - y)
