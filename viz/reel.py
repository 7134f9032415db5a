"""What a film shows of one track: boxes, edges and captions as matplotlib's artists."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine import Value
from viz.placement import Box, Edge
from viz.scene import Scene, Track, chip_lines, chip_width
from viz.steps import Backward, Forward, Seed, Step
from viz.style import THEMES, number

__all__ = ["CAPTION", "COLORS", "LEAST_WIDTH", "TITLE", "Reel"]

COLORS = THEMES["light"]
FONT = "DejaVu Sans"
CAPTION = 118.0  # points, the height of the caption below a graph
TITLE = 22.0
LEAST_WIDTH = 430.0  # for the lines of the caption
LETTER = 6.4  # points, of the caption's font
DASHES = (0, (4, 3))
FLOW = (0, (3, 1.5))


class Reel:
    """The frames of one track, drawn forward only."""

    def __init__(self, axes: Any, scene: Scene, track: Track, title: str) -> None:
        self.axes = axes
        self.scene = scene
        self.track = track
        self.position = 0
        self.edges = {key: self._edge(edge) for key, edge in scene.placement.edges.items()}
        self.cells = {node: self._node(node) for node in scene.names}
        self._text(12.0, -8.0, title, size=10.0, weight="bold", ha="left")

    def draw_lasting(self, position: int) -> None:
        """Draw what the steps up to a position leave behind, over what was there."""
        while self.position < min(position, len(self.track.steps)):
            step, wrong = self.track.steps[self.position], self.track.wrong[self.position]
            self.position += 1
            if isinstance(step, Forward):
                self._compute(self.cells[step.node])
            elif isinstance(step, Seed):
                self._receive(step.node, number(step.gradient))
            else:
                self._pass(step)
                self._receive(step.operand, f"{'≠ ' if wrong else ''}{number(step.after)}")

    def draw_passing(self, position: int) -> None:
        """Draw what is seen at a position only."""
        position = min(position, len(self.track.steps))
        if position:
            self._draw_step(self.track.steps[position - 1])
        self._draw_caption(position)

    def _draw(self, artists: Iterable[Any]) -> None:
        for artist in artists:
            self.axes.draw_artist(artist)

    def _draw_once(self, artist: Any) -> None:
        self.axes.draw_artist(artist)
        artist.remove()

    # ---- what stays ----

    def _node(self, node: Value) -> "_Cells":
        look, box = self.scene.looks[node], self.scene.placement.boxes[node]
        line, middle = COLORS[f"{look.role}-line"], box.x + box.width / 2
        artists = self._shape(look.role, box)
        if look.role == "constant":
            y = box.y + box.height / 2
            artists.append(self._text(middle, y, look.value, size=9.5, color=line))
            return _Cells(artists, artists[0], None, None, "")
        style = {"weight": "bold"} if node.is_leaf else {"style": "italic"}
        head = f"{look.symbol} {look.name}".lstrip()
        size = 8.5 if look.is_long else 12.0
        artists.append(self._text(middle, box.y + 13, head, size=size, color=line, **style))
        data = self._row(box, "data", 30.0, COLORS["ink"], artists)
        grad = None
        if node.requires_grad:
            grad = self._row(box, "grad", 46.0, COLORS["grad"], artists)
            grad.set_text("–")
        if node.is_leaf:
            data.set_text(look.value)
        else:
            artists[0].set_linestyle(DASHES)
        return _Cells(artists, artists[0], data, grad, look.value)

    def _row(self, box: Box, name: str, y: float, color: str, artists: list[Any]) -> Any:
        muted = {"size": 8.0, "color": COLORS["muted"], "ha": "left"}
        cell = self._text(box.x + box.width - 8, box.y + y, "", size=10.0, color=color, ha="right")
        artists += [self._text(box.x + 8, box.y + y, name, **muted), cell]
        return cell

    def _shape(self, role: str, box: Box) -> list[Any]:
        line = {"edgecolor": COLORS[f"{role}-line"], "linewidth": 1.1}
        patches = [_patch(role, box, facecolor=COLORS[f"{role}-fill"], **line)]
        if role == "parameter":
            patches.append(_fold(box, **line))
        if role == "result":
            inner = Box(box.x + 3, box.y + 3, box.width - 6, box.height - 6)
            patches.append(_patch(role, inner, fill=False, **line))
        return [self.axes.add_patch(patch) for patch in patches]

    def _edge(self, edge: Edge) -> tuple[Any, Any, Any]:
        from matplotlib.patches import Polygon

        curve = self.axes.add_patch(_curve(edge, edgecolor=COLORS["edge"], linewidth=0.9))
        arrow = Polygon(_arrow(edge), facecolor=COLORS["edge"], edgecolor="none")
        self.axes.add_patch(arrow)
        return curve, arrow, self._text(*edge.label, "", size=9.0, color=COLORS["grad"])

    def _text(self, x: float, y: float, text: str, **style: Any) -> Any:
        settings = {"ha": "center", "va": "center", "family": FONT, "parse_math": False}
        return self.axes.text(x, y, text, **{**settings, "color": COLORS["ink"], **style})

    # ---- what changes ----

    def _compute(self, cells: "_Cells") -> None:
        # The dashes are painted over, or they would show through the soft edge of the line.
        line = cells.shape.get_edgecolor(), cells.shape.get_linewidth()
        cells.shape.set(edgecolor=COLORS["paper"], linewidth=2.4, linestyle="-")
        self._draw([cells.shape])
        cells.shape.set(edgecolor=line[0], linewidth=line[1])
        cells.data.set_text(cells.value)
        self._draw(cells.artists)

    def _receive(self, node: Value, gradient: str) -> None:
        cells = self.cells[node]
        if cells.grad is not None:
            cells.grad.set_text(gradient)
        self._draw(cells.artists)

    def _pass(self, step: Backward) -> None:
        curve, arrow, label = self.edges[step.node, step.i]
        curve.set(edgecolor=COLORS["grad"], linewidth=1.4)
        arrow.set_facecolor(COLORS["grad"])
        if not label.get_text():
            label.set_text(number(step.local))
            self._draw([curve, arrow, label])

    def _draw_step(self, step: Step) -> None:
        self._ring(step.node, "-")
        if isinstance(step, Backward):
            self._ring(step.operand, FLOW)
            edge = self.scene.placement.edges[step.node, step.i]
            self._draw_once(
                self.axes.add_patch(
                    _curve(edge, edgecolor=COLORS["grad"], linewidth=3.0, linestyle=FLOW)
                )
            )
            self._chip(step)

    def _ring(self, node: Value, line: Any) -> None:
        x, y, width, height = self.scene.placement.boxes[node]
        box = Box(x - 4, y - 4, width + 8, height + 8)
        ring = _patch("result", box, fill=False, edgecolor=COLORS["grad"], linewidth=2.4)
        ring.set_linestyle(line)
        self._draw_once(self.axes.add_patch(ring))

    def _chip(self, step: Backward) -> None:
        x, y = self.scene.placement.edges[step.node, step.i].label
        width = chip_width(step)
        box = Box(x - width / 2, y - 15, width, 30.0)
        chip = _patch("operation", box, facecolor=COLORS["paper"], edgecolor=COLORS["grad"])
        factors, product = chip_lines(step)
        style = {"size": 9.0, "color": COLORS["grad"]}
        self._draw_once(self.axes.add_patch(chip))
        self._draw_once(self._text(x, y - 6, factors, **style))
        self._draw_once(self._text(x, y + 7, product, weight="bold", **style))

    def _draw_caption(self, position: int) -> None:
        caption = self.track.captions[position]
        width = max(self.scene.placement.width, LEAST_WIDTH) - 24.0
        top = self.scene.placement.height + 8.0
        words = textwrap.wrap(caption.words, int(width / LETTER))[:2]
        lines = [(caption.heading, "bold", "ink"), *((line, "normal", "ink") for line in words)]
        lines += [
            (line, "normal", "grad" if i == 0 else "ink") for i, line in enumerate(caption.lines)
        ]
        for i, (line, weight, color) in enumerate(lines):
            fitting = _fitting(line, width)
            text = self._text(
                12.0, top + 16.0 * i, fitting, size=10.0, weight=weight, ha="left", va="top"
            )
            text.set_color(COLORS[color])
            self._draw_once(text)


@dataclass
class _Cells:
    """The artists of a node's box, and those of them that change."""

    artists: list[Any]
    shape: Any
    data: Any
    grad: Any
    value: str


def _fitting(line: str, width: float) -> str:
    return textwrap.shorten(line, int(width / LETTER), placeholder=" …")


def _patch(role: str, box: Box, **style: Any) -> Any:
    from matplotlib.patches import Ellipse, FancyBboxPatch, Polygon, Rectangle

    x, y, width, height = box
    if role == "constant":
        return Ellipse((x + width / 2, y + height / 2), width, height, **style)
    if role == "input":
        return Rectangle((x, y), width, height, **style)
    if role == "parameter":
        right, low = x + width, y + height
        corners = [(x, y), (right - 8, y), (right, y + 8), (right, low), (x, low)]
        return Polygon(corners, closed=True, **style)
    return FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=8", **style)


def _fold(box: Box, **style: Any) -> Any:
    from matplotlib.patches import Polygon

    x, y = box.x + box.width - 8, box.y
    return Polygon([(x, y), (x, y + 8), (x + 8, y + 8)], closed=False, fill=False, **style)


def _curve(edge: Edge, **style: Any) -> Any:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Curve

    codes = [Curve.MOVETO] + [Curve.CURVE4] * (len(edge.points) - 1)
    return PathPatch(Curve(edge.points, codes), fill=False, **style)


def _arrow(edge: Edge) -> list[tuple[float, float]]:
    """Return the corners of an edge's arrow, 10 points long."""
    (x, y), (u, v) = edge.points[-1], edge.tip
    length = ((u - x) ** 2 + (v - y) ** 2) ** 0.5 or 1.0
    along, across = ((u - x) / length, (v - y) / length), 3.8
    a, b = u - 11.0 * along[0], v - 11.0 * along[1]
    side = -along[1] * across, along[0] * across
    return [(u, v), (a + side[0], b + side[1]), (a - side[0], b - side[1])]
