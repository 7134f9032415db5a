"""What a film shows of one track: boxes, edges and captions as matplotlib's artists."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine import Value
from viz.graph.folding import Box, Group
from viz.style import THEMES, number
from viz.walkthrough.captions import Caption
from viz.walkthrough.layout import Edge, Rectangle
from viz.walkthrough.steps import Backward, Forward, Seed, Step
from viz.walkthrough.walk_data import Scene, Track, chip_lines, chip_size

__all__ = ["CAPTION", "COLORS", "LEAST_WIDTH", "TITLE", "Reel"]

COLORS = THEMES["light"]
FONT = "DejaVu Sans"
CAPTION = 134.0  # points, the height of the caption below a graph
TITLE = 22.0
LEAST_WIDTH = 430.0  # for the lines of the caption
LETTER = 6.4  # points, of the caption's font
DASHES = (0, (4, 3))
FLOW = (0, (3, 1.5))


class Reel:
    """The frames of one track in the view that a walk begins with, drawn forward only."""

    def __init__(self, axes: Any, scene: Scene, track: Track, title: str) -> None:
        self.axes = axes
        self.scene = scene
        self.track = track
        self.view = scene.views[0]
        self.stops = self.view.stops(track.steps)
        self.done = 0  # steps
        self.edges = [self._edge(edge) for edge in scene.placement.edges]
        self.cells = {node: self._node(node) for node in self.view.boxes if isinstance(node, Value)}
        self.facts = {group: self._group(group) for group in self.view.inside}
        self._text(12.0, -8.0, title, size=10.0, weight="bold", ha="left")

    def draw_lasting(self, position: int) -> None:
        """Draw what the steps up to a stop leave behind, over what was there."""
        stop = self._stop(position)
        while self.done < stop:
            step, wrong = self.track.steps[self.done], self.track.wrong[self.done]
            self.done += 1
            if isinstance(step, Forward):
                self._compute(step.node)
            elif isinstance(step, Seed):
                self._receive(step.node, number(step.gradient))
            else:
                self._pass(step)
                self._receive(step.operand, f"{'≠ ' if wrong else ''}{number(step.after)}")
        for group in self.facts:
            self._tell(group)

    def draw_passing(self, position: int) -> None:
        """Draw what is seen at a stop only."""
        stop = self._stop(position)
        if stop:
            self._draw_step(self.track.steps[stop - 1])
        self._draw_caption(self._caption(stop))

    def _stop(self, position: int) -> int:
        return self.stops[min(position, len(self.stops) - 1)]

    def _caption(self, stop: int) -> Caption:
        step = self.track.steps[stop - 1] if stop else None
        group = self.view.group_of(step) if step else None
        if group is None:
            return self._seen(self.track.captions[stop], step)
        forward, backward = self.scene.insides[group].captions
        return forward if isinstance(step, Forward) else backward

    def _seen(self, caption: Caption, step: Step | None) -> Caption:
        """Add to a caption where the nodes are that stand in folded boxes."""
        places = (self.scene.places.get(node, "") for node in _concerned(step))
        return caption._replace(words=" ".join(filter(None, [caption.words, *places])))

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

    def _group(self, group: Group) -> "_Facts":
        inside, box = self.scene.insides[group], self.scene.placement.boxes[group]
        line, muted = COLORS["group-line"], {"color": COLORS["muted"], "ha": "left", "size": 8.0}
        head = f"{inside.short} {inside.notes}".rstrip()
        artists = self._shape("group", box)
        if self.scene.root in group.outputs:
            inner = Rectangle(box.x + 2.5, box.y + 2.5, box.width - 5, box.height - 5)
            artists.append(self.axes.add_patch(_patch("input", inner, fill=False, edgecolor=line)))
        style = {"size": 9.0, "color": line, "weight": "bold", "ha": "left"}
        artists.append(self._text(box.x + 7.0, box.y + 9.0, head, **style))
        shown = []
        for fact in inside.facts:
            y = box.y + fact.y - 4.0
            color = COLORS["ink" if fact.kind == "data" else "grad"]
            artists.append(self._text(box.x + fact.x, y, fact.key, **muted))
            shown.append(self._text(box.x + fact.shown, y, "", color=color, ha="left", size=10.0))
            shown[-1].set_text(fact.text(0))
        return _Facts([*artists, *shown], shown)

    def _row(self, box: Rectangle, name: str, y: float, color: str, artists: list[Any]) -> Any:
        muted = {"size": 8.0, "color": COLORS["muted"], "ha": "left"}
        cell = self._text(box.x + box.width - 8, box.y + y, "", size=10.0, color=color, ha="right")
        artists += [self._text(box.x + 8, box.y + y, name, **muted), cell]
        return cell

    def _shape(self, role: str, box: Rectangle) -> list[Any]:
        line = {"edgecolor": COLORS[f"{role}-line"], "linewidth": 1.1}
        patches = [_patch(role, box, facecolor=COLORS[f"{role}-fill"], **line)]
        if role == "parameter":
            patches.append(_fold(box, **line))
        if role == "result":
            inner = Rectangle(box.x + 3, box.y + 3, box.width - 6, box.height - 6)
            patches.append(_patch(role, inner, fill=False, **line))
        return [self.axes.add_patch(patch) for patch in patches]

    def _edge(self, edge: Edge) -> tuple[Any, Any, Any]:
        from matplotlib.patches import Polygon
        from matplotlib.patheffects import withStroke

        curve = self.axes.add_patch(_curve(edge, edgecolor=COLORS["edge"], linewidth=0.9))
        arrow = Polygon(_arrow(edge), facecolor=COLORS["edge"], edgecolor="none")
        self.axes.add_patch(arrow)
        halo = [withStroke(linewidth=3.0, foreground=COLORS["paper"])]  # no line crosses the number
        text = self._text(*edge.label, "", size=9.0, color=COLORS["grad"], path_effects=halo)
        return curve, arrow, text

    def _text(self, x: float, y: float, text: str, **style: Any) -> Any:
        settings = {"ha": "center", "va": "center", "family": FONT, "parse_math": False}
        return self.axes.text(x, y, text, **{**settings, "color": COLORS["ink"], **style})

    # ---- what changes ----

    def _compute(self, node: Value) -> None:
        cells = self.cells.get(node)
        if cells is None:
            return
        # The dashes are painted over, or they would show through the soft edge of the line.
        line = cells.shape.get_edgecolor(), cells.shape.get_linewidth()
        cells.shape.set(edgecolor=COLORS["paper"], linewidth=2.4, linestyle="-")
        self._draw([cells.shape])
        cells.shape.set(edgecolor=line[0], linewidth=line[1])
        cells.data.set_text(cells.value)
        self._draw(cells.artists)

    def _receive(self, node: Value, gradient: str) -> None:
        cells = self.cells.get(node)
        if cells is None:
            return
        if cells.grad is not None:
            cells.grad.set_text(gradient)
        self._draw(cells.artists)

    def _tell(self, group: Group) -> None:
        artists, shown = self.facts[group]
        texts = [fact.text(self.done) for fact in self.scene.insides[group].facts]
        if texts != [artist.get_text() for artist in shown]:
            for artist, text in zip(shown, texts, strict=True):
                artist.set_text(text)
            self._draw(artists)

    def _pass(self, step: Backward) -> None:
        place = self.view.line_of.get((step.node, step.i))
        if place is None:
            return
        curve, arrow, label = self.edges[place]
        curve.set(edgecolor=COLORS["grad"], linewidth=1.4)
        arrow.set_facecolor(COLORS["grad"])
        if not label.get_text():
            is_many = isinstance(self.view.lines[place].head, Group)
            label.set_text("" if is_many else number(step.local))
            self._draw([curve, arrow, label])

    def _draw_step(self, step: Step) -> None:
        self._ring(self.view.homes[step.node], "-")
        if not isinstance(step, Backward) or self.view.group_of(step):
            return
        place = self.view.line_of[step.node, step.i]
        self._ring(self.view.lines[place].tail, FLOW)
        edge = self.scene.placement.edges[place]
        style = {"edgecolor": COLORS["grad"], "linewidth": 3.0, "linestyle": FLOW}
        self._draw_once(self.axes.add_patch(_curve(edge, **style)))
        self._chip(step, edge)

    def _ring(self, box: Box, line: Any) -> None:
        x, y, width, height = self.scene.placement.boxes[box]
        around = Rectangle(x - 4, y - 4, width + 8, height + 8)
        ring = _patch("result", around, fill=False, edgecolor=COLORS["grad"], linewidth=2.4)
        ring.set_linestyle(line)
        self._draw_once(self.axes.add_patch(ring))

    def _chip(self, step: Backward, edge: Edge) -> None:
        (x, y), folds = edge.label, self.view.folds
        width, height = chip_size(step, folds)
        box = Rectangle(x - width / 2, y - height / 2, width, height)
        chip = _patch("operation", box, facecolor=COLORS["paper"], edgecolor=COLORS["grad"])
        self._draw_once(self.axes.add_patch(chip))
        *factors, product = chip_lines(step, folds)
        style = {"size": 9.0, "color": COLORS["grad"]}
        for i, line in enumerate(factors):
            self._draw_once(self._text(x, box.y + 9.5 + 13.0 * i, line, **style))
        self._draw_once(self._text(x, box.y + height - 9.0, product, weight="bold", **style))

    def _draw_caption(self, caption: Caption) -> None:
        width = max(self.scene.placement.width, LEAST_WIDTH) - 24.0
        top = self.scene.placement.height + 8.0
        words = textwrap.wrap(caption.words, int(width / LETTER))[:3]
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


class _Facts(NamedTuple):
    """The artists of a folded box, and those of them that change."""

    artists: list[Any]
    shown: list[Any]


def _concerned(step: Step | None) -> Iterable[Value]:
    """Return the nodes that the caption of a step names."""
    if isinstance(step, Forward):
        return dict.fromkeys([step.node, *step.node.operands])
    return [step.node, step.operand] if isinstance(step, Backward) else []


def _fitting(line: str, width: float) -> str:
    return textwrap.shorten(line, int(width / LETTER), placeholder=" …")


def _patch(role: str, box: Rectangle, **style: Any) -> Any:
    from matplotlib.patches import Ellipse, FancyBboxPatch, Polygon, Rectangle

    x, y, width, height = box
    if role == "constant":
        return Ellipse((x + width / 2, y + height / 2), width, height, **style)
    if role == "input":
        return Rectangle((x, y), width, height, **style)
    right, low = x + width, y + height
    if role == "group":
        tab = [(right - 34, y), (right - 29, y - 4), (right - 5, y - 4), (right, y)]
        return Polygon([(x, y), *tab, (right, low), (x, low)], closed=True, **style)
    if role == "parameter":
        corners = [(x, y), (right - 8, y), (right, y + 8), (right, low), (x, low)]
        return Polygon(corners, closed=True, **style)
    return FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=8", **style)


def _fold(box: Rectangle, **style: Any) -> Any:
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
