"""Where the boxes and edges of a walk stand: laid out once by Graphviz, in boxes of fixed size."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from viz.graph import (
    COMPASS,
    POINTS,
    Box,
    Drawing,
    Group,
    Line,
    Point,
    Rectangle,
    add_columns,
    arrivals,
    flattened,
    free_place,
    graphviz_json,
    label_places,
    order_frames,
)
from viz.walkthrough.pictures import Edge, Frame, Picture
from viz.walkthrough.places import MARGIN, box_at, corners, frame_at, spline_at
from viz.walkthrough.splines import Spline
from viz.walkthrough.steps import Use
from viz.walkthrough.text_size import Size, text_width

__all__ = ["Layout", "lay_out"]

AROUND = 2.0  # of a chip between the ranks of a folded graph
CLOSEST = 30.0  # ranks of a folded graph, where no chip is between them
TAB = 8.0  # of a folded box, with the ring around it, where the ranks are one above the other
LETTERS = 10.0  # of the label of an edge
NARROWEST = 26.0  # as a number in a page may change
TITLES = (0.0, 0.5, 1.0, 0.25, 0.75)  # where on its line the title of a neuron's frame may stand
CLUSTER = "cluster"  # Graphviz draws a line around what has this name

# Beyond these, Graphviz takes longer than a reader waits.
MAX_NODES_WITH_CURVES = 300
MAX_NODES_WITH_LABELS = 300


class Layout(NamedTuple):
    """Where everything in a picture stands, in points; y points down.

    width    of the whole, with a margin on every side; height likewise
    boxes    of the picture
    splines  of the picture's edges, in their order
    labels   the middle of the label of each edge, None for one without
    frames   of the picture
    titles   of the frames
    """

    width: float
    height: float
    boxes: Mapping[Box, Rectangle]
    splines: Sequence[Spline]
    labels: Sequence[Point | None]
    frames: Mapping[Frame, Rectangle]
    titles: Mapping[Frame, Rectangle]


def lay_out(
    pictures: Sequence[Picture],
    sizes: Mapping[Box, Size],
    chips: Mapping[Use, Size],
    slopes: Mapping[Use, str],
    titles: Mapping[Frame, Size],
    rankdirs: Sequence[str],
) -> list[list[Layout]]:
    """Lay out the pictures of a graph in each direction, all at once.

    sizes   of the boxes
    chips   sizes of the room that is kept free at the edge of a use
    slopes  what will stand beside the edge of a use
    titles  sizes of the titles of frames
    """
    drawings = [
        _drawing(picture, sizes, chips, titles, rankdir)
        for rankdir in rankdirs
        for picture in pictures
    ]
    told = iter(graphviz_json([drawing.source for drawing in drawings]))
    return [[_read(picture, next(told), slopes, titles) for picture in pictures] for _ in rankdirs]


def _drawing(
    picture: Picture,
    sizes: Mapping[Box, Size],
    chips: Mapping[Use, Size],
    titles: Mapping[Frame, Size],
    rankdir: str,
) -> Drawing:
    drawing = Drawing()
    ids = _ids(picture)
    _set_up(drawing, picture, chips, rankdir)
    for box, name in ids.items():
        terms = {"ordering": "in"} if isinstance(box, Group) and box.terms else {}
        drawing.node(name, label=_table(sizes[box], ports=True), **terms)
    for k, (frame, nodes) in enumerate(picture.frames.items()):
        with drawing.subgraph(name=f"{CLUSTER}{k}") as cluster:
            margin = "14" if frame is picture.opened else "8"
            cluster.attr(label=_table(titles[frame]), labeljust="l", margin=margin)
            for node in nodes:
                cluster.node(ids[node])
    neurons = {frame: nodes for frame, nodes in picture.frames.items() if isinstance(frame, str)}
    order_frames(drawing, ids, neurons)
    few = not picture.folds and len(ids) <= MAX_NODES_WITH_LABELS
    for k, edge in enumerate(picture.edges):
        chip = chips.get(edge.uses[0]) if few else None
        start, end = _ports(edge, rankdir)
        label = _table(chip) if chip else ""
        drawing.edge(ids[edge.tail] + start, ids[edge.head] + end, label=label, id=str(k))
    add_columns(drawing, ids, ((edge.tail, edge.head) for edge in picture.edges))
    return drawing


def _ids(picture: Picture) -> dict[Box, str]:
    return {box: f"n{i}" for i, box in enumerate(picture.boxes)}


def _set_up(drawing: Drawing, picture: Picture, chips: Mapping[Use, Size], rankdir: str) -> None:
    level = rankdir in ("LR", "RL")
    space = _folded_space(picture, chips, level) if picture.folds else _space(picture, level)
    curves = "polyline" if picture.folds else "spline"
    splines = curves if len(picture.boxes) <= MAX_NODES_WITH_CURVES else "line"
    drawing.attr("graph", rankdir=rankdir, splines=splines, **space)
    if picture.opened:
        drawing.attr("graph", newrank="true")  # or an edge out of the cluster may run backwards
    drawing.attr("node", shape="box", margin="0", width="0", height="0")


def _space(picture: Picture, level: bool) -> dict[str, str]:
    # Without room beside the edges the chip of a step needs it between the ranks.
    few = len(picture.boxes) <= MAX_NODES_WITH_LABELS
    return {"nodesep": "0.2", "ranksep": "0.3" if few else "1.4" if level else "0.5"}


def _folded_space(picture: Picture, chips: Mapping[Use, Size], level: bool) -> dict[str, str]:
    uses = (use for edge in picture.edges for use in edge.uses)
    lengths = (chips[use][0 if level else 1] for use in uses if use in chips)
    apart = max([CLOSEST, *lengths]) + AROUND + (0.0 if level else TAB)
    return {"nodesep": "0.2" if picture.opened else "0.1", "ranksep": f"{apart / POINTS:.2f}"}


def _ports(edge: Edge, rankdir: str) -> tuple[str, str]:
    """Return where an edge starts and ends: at folded boxes in the middle of a side."""
    start, end = (f":{point}" for point in COMPASS[rankdir])
    if isinstance(edge.head, Group):
        return start, end
    node, i = edge.uses[0]
    return start if isinstance(edge.tail, Group) else "", arrivals(node, rankdir)[i]


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


def _read(
    picture: Picture,
    told: Mapping[str, Any],
    slopes: Mapping[Use, str],
    titles: Mapping[Frame, Size],
) -> Layout:
    left, low, right, high = corners(told)
    things = {thing["name"]: thing for thing in told.get("objects", [])}
    edges = {int(edge["id"]): edge for edge in told.get("edges", []) if "id" in edge}
    boxes = {box: box_at(things[name], high) for box, name in _ids(picture).items()}
    splines = [spline_at(edges[k], high) for k in range(len(picture.edges))]
    frames = {
        frame: frame_at(things[f"{CLUSTER}{k}"], high) for k, frame in enumerate(picture.frames)
    }
    lines = [flattened(spline.points, spline.tip) for spline in splines]
    heads = {frame: _title(frame, place, titles[frame], lines) for frame, place in frames.items()}
    sizes = [_label_size(_text(edge, slopes)) for edge in picture.edges]
    labels = label_places(lines, sizes, [*boxes.values(), *heads.values()])
    return Layout(
        right - left + 2 * MARGIN,
        high - low + 2 * MARGIN,
        boxes,
        splines,
        labels,
        frames,
        heads,
    )


def _label_size(text: str) -> Size | None:
    return (max(NARROWEST, text_width(text, LETTERS)), LETTERS) if text else None


def _text(edge: Edge, slopes: Mapping[Use, str]) -> str:
    if len(edge.uses) > 1:
        return f"×{len(edge.uses)}"
    # Into a folded box they are too many.
    return "" if isinstance(edge.head, Group) else slopes.get(edge.uses[0], "")


def _title(frame: Frame, place: Rectangle, size: Size, lines: Sequence[Line]) -> Rectangle:
    """Return the room of a title, along the upper line of its frame, where no edge runs."""
    room = max(0.0, place.width - size[0])
    shares = TITLES if isinstance(frame, str) else TITLES[:1]
    return free_place(
        lines, [Rectangle(place.x + share * room, place.y, *size) for share in shares]
    )
