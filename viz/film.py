"""A scene as a GIF: one frame for the start, and one after each step."""

import textwrap
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine import Value
from viz.placement import Box, Edge
from viz.scene import Scene, Track, chip_lines, chip_width
from viz.steps import Backward, Forward, Seed, Step
from viz.style import THEMES, number

__all__ = ["MAX_FILM_STEPS", "save_film"]

MAX_FILM_STEPS = 150
STEP_MILLISECONDS = 1000
END_MILLISECONDS = 5000  # the last frame stays, so that there is time to look

COLORS = THEMES["light"]
FONT = "DejaVu Sans"
CAPTION = 118.0  # points, the height of the caption below a graph
TITLE = 22.0
LEAST_WIDTH = 430.0  # for the lines of the caption
LETTER = 6.4  # points, of the caption's font
WIDEST = 1600  # pixels of a frame, before it is drawn smaller
SHARPEST, COARSEST = 120.0, 54.0  # dots per inch


def save_film(scene: Scene, path: Path, compare: bool) -> None:
    """Write the GIF; with `compare` the naive order beside the right one.

    Raises ValueError for more than 150 steps.
    """
    tracks = [scene.right, scene.naive] if compare and scene.naive else [scene.right]
    last = max(len(track.steps) for track in tracks)
    if last > MAX_FILM_STEPS:
        raise ValueError(
            f"the walk has {last} steps, more than the {MAX_FILM_STEPS} of a GIF: walk through a "
            "part of the graph, such as one neuron, or save it as .html"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of letters that the font lacks
        first, *others = _frames(scene, tracks, last + 1)
    durations = [*[STEP_MILLISECONDS] * last, END_MILLISECONDS]
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0)


def _frames(scene: Scene, tracks: Sequence[Track], count: int) -> Iterator[Any]:
    from PIL import Image

    width = max(scene.placement.width, LEAST_WIDTH)
    size = width * len(tracks), TITLE + scene.placement.height + CAPTION
    figure = _figure(size)
    reels = [
        _Reel(_canvas(figure, i, len(tracks), size), scene, track, track.title)
        for i, track in enumerate(tracks)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette(_palette())
    canvas = figure.canvas
    canvas.draw()
    # Of a frame only what changes is drawn: lasting things on the frame before, then passing ones.
    for position in range(count):
        for reel in reels:
            reel.draw_lasting(position)
        lasting = canvas.copy_from_bbox(figure.bbox)
        for reel in reels:
            reel.draw_passing(position)
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])
        yield picture.quantize(palette=palette, dither=Image.Dither.NONE)
        canvas.restore_region(lasting)


def _palette() -> list[int]:
    """List the colours of all frames as red, green, blue, ...: the theme's and the soft edges'.

    One palette for all frames, so that what does not change costs no room in the file.
    """
    colors = {
        name: [int(color[i : i + 2], 16) for i in (1, 3, 5)] for name, color in COLORS.items()
    }
    grounds = [color for name, color in colors.items() if name.endswith(("paper", "fill"))]
    drawn = [color for name, color in colors.items() if not name.endswith(("paper", "fill"))]
    blends = [
        round(a + (b - a) * share)
        for ground in grounds
        for line in drawn
        for share in (0.25, 0.5, 0.75)
        for a, b in zip(ground, line, strict=True)
    ]
    return [*(channel for color in colors.values() for channel in color), *blends][: 3 * 256]


def _figure(size: tuple[float, float]) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    inches = size[0] / 72.0, size[1] / 72.0
    dpi = min(SHARPEST, max(COARSEST, WIDEST / inches[0]))
    figure = Figure(figsize=inches, dpi=dpi, facecolor=COLORS["paper"])
    FigureCanvasAgg(figure)
    return figure


def _canvas(figure: Any, i: int, count: int, size: tuple[float, float]) -> Any:
    axes = figure.add_axes((i / count, 0.0, 1.0 / count, 1.0))
    axes.set(xlim=(0.0, size[0] / count), ylim=(size[1] - TITLE, -TITLE))
    axes.axis("off")
    return axes


class _Reel:
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
                self.cells[step.node].compute()
                self._draw(self.cells[step.node].artists)
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
        cells = _Cells(artists, artists[0], data, grad, look.value)
        if node.is_leaf:
            cells.compute()
        else:
            cells.shape.set_linestyle((0, (4, 3)))
        return cells

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
            self._ring(step.operand, (0, (3, 1.5)))
            edge = self.scene.placement.edges[step.node, step.i]
            self._draw_once(
                self.axes.add_patch(
                    _curve(edge, edgecolor=COLORS["grad"], linewidth=3.0, linestyle=(0, (3, 1.5)))
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

    def compute(self) -> None:
        self.shape.set_linestyle("-")
        if self.data is not None:
            self.data.set_text(self.value)


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
