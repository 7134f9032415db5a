"""The boxes and edges of a GIF as matplotlib's artists, with those apart that change in play."""

from typing import TYPE_CHECKING, Any, NamedTuple

from engine import Value
from viz.graph import Group, Point, Rectangle
from viz.walkthrough.gif_shapes import COLORS, arrow, curve, grown, outline, shape
from viz.walkthrough.splines import Spline
from viz.walkthrough.text_size import shortened
from viz.walkthrough.walk_data import WalkData

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch
    from matplotlib.text import Text

__all__ = ["Painter"]

FONT = "DejaVu Sans"
DASHES = (0, (4, 3))
GAP = 10.0  # points, between an op and a name


class NodeArtists(NamedTuple):
    """Of a node's box; its data and its grad change, if it has them, and once its outline."""

    artists: "list[Artist]"
    outline: "Patch"
    data: "Text | None"
    grad: "Text | None"


class FoldedBoxArtists(NamedTuple):
    """Of a folded box; the numbers of its cells change."""

    artists: "list[Artist]"
    numbers: "list[Text]"


class EdgeArtists(NamedTuple):
    """Of an edge; its colour changes, and its label, which is empty at first."""

    curve: "Patch"
    arrow: "Patch"
    label: "Text"


class Painter:
    """Puts artists on axes, as they are before the first step."""

    def __init__(self, axes: "Axes", data: WalkData) -> None:
        self.axes = axes
        self.data = data

    def frame(self, title: str, place: Rectangle, head: Rectangle) -> None:
        """Put the frame of a neuron, with its name."""
        look = {"facecolor": "none", "edgecolor": COLORS["edge"], "linewidth": 0.9}
        self.axes.add_patch(outline("operation", place, **look))
        style = {"size": 8.5, "color": COLORS["muted"], "ha": "left"}
        self.text(head.x + 6.0, head.y + 8.0, shortened(title), **style)

    def node(self, node: Value) -> NodeArtists:
        """Put the box of a node."""
        label, box = self.data.labels[node], self.data.layout.boxes[node]
        color, middle = COLORS[f"{label.role}-line"], box.x + box.width / 2
        patches = [self.axes.add_patch(patch) for patch in shape(label.role, box)]
        if label.role == "constant":
            value = self.text(middle, box.y + box.height / 2, label.value, size=9.5, color=color)
            return NodeArtists([*patches, value], patches[0], None, None)
        artists = [*patches, *self._head(node, box, middle)]
        data = self._row(box, "data", 30.0, COLORS["ink"], artists)
        grad = self._row(box, "grad", 46.0, COLORS["grad"], artists) if node.requires_grad else None
        if grad:
            grad.set_text("–")
        if node.is_leaf:
            data.set_text(label.value)
        else:
            patches[0].set_linestyle(DASHES)
        return NodeArtists(artists, patches[0], data, grad)

    def _head(self, node: Value, box: Rectangle, middle: float) -> "list[Text]":
        """Put the op, upright, and beside it the name."""
        label = self.data.labels[node]
        color, y = COLORS[f"{label.role}-line"], box.y + 13
        # The slanted font lacks letters that the upright one has, Arabic ones among them.
        slant = "italic" if label.name.isascii() and label.symbol else "normal"
        weight = "bold" if node.is_leaf else "normal"
        size = 8.5 if label.is_long else 12.0
        name = self.text(middle, y, label.name, color=color, style=slant, weight=weight)
        op = self.text(middle, y, label.symbol, color=color, size=12.0, weight="bold")
        before = self._width(op) + GAP if label.symbol else 0.0
        self._fit(name, size, box.width - 8.0 - before)
        whole = before + self._width(name)
        op.set(x=middle - whole / 2, ha="left")
        name.set(x=middle + whole / 2, ha="right")
        return [op, name]

    def _fit(self, text: "Text", size: float, room: float) -> None:
        """Set a text as large as its room allows: fonts have letters of any width."""
        text.set_fontsize(size)
        width = self._width(text)
        if width > room:
            text.set_fontsize(size * room / width)

    def _width(self, text: "Text") -> float:
        return text.get_window_extent().transformed(self.axes.transData.inverted()).width

    def _row(
        self, box: Rectangle, name: str, y: float, color: str, artists: "list[Artist]"
    ) -> "Text":
        muted = {"size": 8.0, "color": COLORS["muted"], "ha": "left"}
        right = box.x + box.width - 8
        number = self.text(right, box.y + y, "", size=10.0, color=color, ha="right")
        artists += [self.text(box.x + 8, box.y + y, name, **muted), number]
        return number

    def folded_box(self, group: Group) -> FoldedBoxArtists:
        """Put the box of a folded group."""
        folded, box = self.data.folded_boxes[group], self.data.layout.boxes[group]
        color, muted = COLORS["group-line"], {"color": COLORS["muted"], "ha": "left", "size": 8.0}
        patches = shape("group", box)
        if self.data.root in group.outputs:
            patches.append(outline("input", grown(box, -2.5), fill=False, edgecolor=color))
        artists: list[Artist] = [self.axes.add_patch(patch) for patch in patches]
        head = f"{folded.short} {folded.notes}".rstrip()
        style = {"size": 9.0, "color": color, "weight": "bold", "ha": "left"}
        artists.append(self.text(box.x + 7.0, box.y + 9.0, head, **style))
        numbers = []
        for cell in folded.cells:
            y = box.y + cell.y - 4.0
            style = {"color": COLORS["ink" if cell.kind == "data" else "grad"], "ha": "left"}
            artists.append(self.text(box.x + cell.x, y, cell.key, **muted))
            numbers.append(self.text(box.x + cell.shown, y, cell.text(0), size=10.0, **style))
        return FoldedBoxArtists([*artists, *numbers], numbers)

    def edge(self, spline: Spline, place: Point | None) -> EdgeArtists:
        """Put an edge, with room for its label."""
        from matplotlib.patheffects import withStroke

        line = self.axes.add_patch(curve(spline, edgecolor=COLORS["edge"], linewidth=0.9))
        head = self.axes.add_patch(arrow(spline, facecolor=COLORS["edge"]))
        halo = [withStroke(linewidth=3.0, foreground=COLORS["paper"])]  # no line crosses the number
        label = self.text(
            *(place or spline.label), "", size=9.0, color=COLORS["grad"], path_effects=halo
        )
        label.set_visible(place is not None)
        return EdgeArtists(line, head, label)

    def text(self, x: float, y: float, text: str, **style: Any) -> "Text":
        """Put a text, centred unless the style says otherwise."""
        settings = {"ha": "center", "va": "center", "family": FONT, "parse_math": False}
        return self.axes.text(x, y, text, **{**settings, "color": COLORS["ink"], **style})
