"""A scene as a GIF: one frame for the start, and one after each step."""

import textwrap
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from engine import Value
from viz.placement import Box, Edge
from viz.scene import Scene, Track, chip_lines, chip_width
from viz.steps import Backward, Forward, Seed
from viz.style import THEMES, number

__all__ = ["MAX_FILM_STEPS", "save_film"]

MAX_FILM_STEPS = 200
FRAMES_PER_SECOND = 1
LAST_FRAMES = 4  # how often the last frame is repeated, so that there is time to look

COLORS = THEMES["light"]
FONT = "DejaVu Sans"
CAPTION = 118.0  # points, the height of the caption below a graph
TITLE = 22.0
LEAST_WIDTH = 430.0  # for the lines of the caption
LETTER = 6.4  # points, of the caption's font
WIDEST = 1600  # pixels of a frame, before it is drawn smaller
SHARPEST, COARSEST = 120.0, 60.0  # dots per inch


def save_film(scene: Scene, path: Path, compare: bool) -> None:
    """Write the GIF; with `compare` the naive order beside the right one.

    Raises ValueError for more than 200 steps.
    """
    from matplotlib.animation import PillowWriter
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    tracks = [scene.right, scene.naive] if compare and scene.naive else [scene.right]
    last = max(len(track.steps) for track in tracks)
    if last > MAX_FILM_STEPS:
        raise ValueError(
            f"the walk has {last} steps, more than the {MAX_FILM_STEPS} of a GIF: walk through a "
            "part of the graph, such as one neuron, or save it as .html"
        )
    width = max(scene.placement.width, LEAST_WIDTH)
    height = TITLE + scene.placement.height + CAPTION
    total = width * len(tracks)
    dpi = min(SHARPEST, max(COARSEST, WIDEST * 72.0 / total))
    figure = Figure(figsize=(total / 72.0, height / 72.0), dpi=dpi, facecolor=COLORS["paper"])
    FigureCanvasAgg(figure)
    reels = []
    for i, track in enumerate(tracks):
        axes = _canvas(figure, i, len(tracks), width, height)
        reels.append(_Reel(axes, scene, track, track.title if compare else scene.title))
    writer: Any = PillowWriter(fps=FRAMES_PER_SECOND)
    with warnings.catch_warnings(), writer.saving(figure, path, dpi):
        warnings.simplefilter("ignore", UserWarning)  # of letters that the font lacks
        for position in [*range(last + 1), *[last] * LAST_FRAMES]:
            for reel in reels:
                reel.show(position)
            writer.grab_frame()


def _canvas(figure: Any, i: int, count: int, width: float, height: float) -> Any:
    axes = figure.add_axes((i / count, 0.0, 1.0 / count, 1.0))
    axes.set(xlim=(0.0, width), ylim=(height - TITLE, -TITLE))
    axes.axis("off")
    return axes


class _Reel:
    """The frames of one track. What stays is drawn once; what changes is changed."""

    def __init__(self, axes: Any, scene: Scene, track: Track, title: str) -> None:
        self.axes = axes
        self.scene = scene
        self.track = track
        self.passing: list[Any] = []  # what the last frame showed and the next does not
        self.edges = {key: self._edge(edge) for key, edge in scene.placement.edges.items()}
        self.cells = {node: self._node(node) for node in scene.names}
        self._text(12.0, -8.0, title, size=10.0, weight="bold", ha="left")

    def show(self, position: int) -> None:
        for artist in self.passing:
            artist.remove()
        self.passing = []
        position = min(position, len(self.track.steps))
        done = self.track.steps[:position]
        self._show_numbers(done)
        if done:
            self._show_current(done[-1])
        self._show_caption(position)

    # ---- what stays ----

    def _node(self, node: Value) -> dict[str, Any]:
        look, box = self.scene.looks[node], self.scene.placement.boxes[node]
        line, middle = COLORS[f"{look.role}-line"], box.x + box.width / 2
        shape = self._shape(look.role, box)
        if look.role == "constant":
            self._text(middle, box.y + box.height / 2, look.value, size=9.5, color=line)
            return {"shape": shape}
        size = 8.5 if look.is_long else 12.0
        style = {} if node.is_leaf else {"style": "italic"}
        weight = "bold" if node.is_leaf else "normal"
        symbol = f"{look.symbol} " if look.symbol else ""
        self._text(
            middle, box.y + 13, symbol + look.name, size=size, color=line, weight=weight, **style
        )
        cells = {"shape": shape, "data": self._row(box, "data", 30.0, COLORS["ink"])}
        if node.requires_grad:
            cells["grad"] = self._row(box, "grad", 46.0, COLORS["grad"])
        return cells

    def _row(self, box: Box, name: str, y: float, color: str) -> Any:
        self._text(box.x + 8, box.y + y, name, size=8.0, color=COLORS["muted"], ha="left")
        return self._text(box.x + box.width - 8, box.y + y, "", size=10.0, color=color, ha="right")

    def _shape(self, role: str, box: Box) -> Any:
        fill, line = COLORS[f"{role}-fill"], COLORS[f"{role}-line"]
        shape = _patch(role, box, facecolor=fill, edgecolor=line, linewidth=1.1)
        self.axes.add_patch(shape)
        if role == "parameter":
            x, y = box.x + box.width - 8, box.y
            self.axes.plot([x, x, x + 8], [y, y + 8, y + 8], color=line, linewidth=1.1)
        if role == "result":
            inner = Box(box.x + 3, box.y + 3, box.width - 6, box.height - 6)
            self.axes.add_patch(_patch(role, inner, fill=False, edgecolor=line, linewidth=1.1))
        return shape

    def _edge(self, edge: Edge) -> Any:
        from matplotlib.patches import PathPatch, Polygon
        from matplotlib.path import Path as Curve

        codes = [Curve.MOVETO] + [Curve.CURVE4] * (len(edge.points) - 1)
        curve = PathPatch(Curve(edge.points, codes), fill=False, edgecolor=COLORS["edge"])
        curve.set_linewidth(0.9)
        arrow = Polygon(_arrow(edge), facecolor=COLORS["edge"], edgecolor="none")
        self.axes.add_patch(curve)
        self.axes.add_patch(arrow)
        return curve, arrow, self._text(*edge.label, "", size=9.0, color=COLORS["grad"])

    def _text(self, x: float, y: float, text: str, **style: Any) -> Any:
        settings = {"ha": "center", "va": "center", "family": FONT, "parse_math": False}
        return self.axes.text(x, y, text, **{**settings, "color": COLORS["ink"], **style})

    # ---- what changes ----

    def _show_numbers(self, done: Sequence[Any]) -> None:
        computed = {step.node for step in done if isinstance(step, Forward)}
        for node, cells in self.cells.items():
            known = node.is_leaf or node in computed
            cells["shape"].set_linestyle("-" if known else (0, (4, 3)))
            if "data" in cells:
                cells["data"].set_text(self.scene.looks[node].value if known else "")
            if "grad" in cells:
                cells["grad"].set_text("–")
        for step, wrong in zip(done, self.track.wrong, strict=False):
            if isinstance(step, Seed):
                self.cells[step.node]["grad"].set_text(number(step.gradient))
            elif isinstance(step, Backward):
                mark = "≠ " if wrong else ""
                self.cells[step.operand]["grad"].set_text(mark + number(step.after))
        self._show_passed(step for step in done if isinstance(step, Backward))

    def _show_passed(self, done: Iterable[Backward]) -> None:
        passed = {(step.node, step.i): number(step.local) for step in done}
        for key, (curve, arrow, label) in self.edges.items():
            color = COLORS["grad" if key in passed else "edge"]
            curve.set(edgecolor=color, linewidth=1.4 if key in passed else 0.9, linestyle="-")
            arrow.set_facecolor(color)
            label.set_text(passed.get(key, ""))

    def _show_current(self, step: Any) -> None:
        self._ring(step.node, "-")
        if isinstance(step, Backward):
            self._ring(step.operand, (0, (3, 1.5)))
            curve, _, label = self.edges[step.node, step.i]
            curve.set(linewidth=3.0, linestyle=(0, (3, 1.5)))
            label.set_text("")
            self._chip(step)

    def _ring(self, node: Value, line: Any) -> None:
        x, y, width, height = self.scene.placement.boxes[node]
        box = Box(x - 4, y - 4, width + 8, height + 8)
        ring = _patch("result", box, fill=False, edgecolor=COLORS["grad"], linewidth=2.4)
        ring.set_linestyle(line)
        self.passing.append(self.axes.add_patch(ring))

    def _chip(self, step: Backward) -> None:
        x, y = self.scene.placement.edges[step.node, step.i].label
        width = chip_width(step)
        box = Box(x - width / 2, y - 15, width, 30.0)
        chip = _patch("operation", box, facecolor=COLORS["paper"], edgecolor=COLORS["grad"])
        chip.set_zorder(4)
        factors, product = chip_lines(step)
        style = {"size": 9.0, "color": COLORS["grad"], "zorder": 5}
        self.passing += [
            self.axes.add_patch(chip),
            self._text(x, y - 6, factors, **style),
            self._text(x, y + 7, product, weight="bold", **style),
        ]

    def _show_caption(self, position: int) -> None:
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
            self.passing.append(text)


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


def _arrow(edge: Edge) -> list[tuple[float, float]]:
    """Return the corners of an edge's arrow, 10 points long."""
    (x, y), (u, v) = edge.points[-1], edge.tip
    length = ((u - x) ** 2 + (v - y) ** 2) ** 0.5 or 1.0
    along, across = ((u - x) / length, (v - y) / length), 3.8
    a, b = u - 11.0 * along[0], v - 11.0 * along[1]
    side = -along[1] * across, along[0] * across
    return [(u, v), (a + side[0], b + side[1]), (a - side[0], b - side[1])]
