"""What a GIF shows of one traversal, frame by frame: boxes, edges and captions."""

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from engine import Value
from viz.graph import Box, Group, Rectangle
from viz.style import number
from viz.walkthrough.captions import Caption
from viz.walkthrough.gif_boxes import Painter
from viz.walkthrough.gif_shapes import COLORS, curve, grown, outline
from viz.walkthrough.mathematics import shown_sum
from viz.walkthrough.sizes import chip_lines, chip_size
from viz.walkthrough.splines import Spline
from viz.walkthrough.steps import AllGradients, Backward, Forward, Seed, WalkStep
from viz.walkthrough.traversals import Traversal
from viz.walkthrough.walk_data import WalkData

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

__all__ = ["CAPTION", "LEAST_WIDTH", "TITLE", "TraversalFrames"]

CAPTION = 134.0  # points, the height of the caption below a graph
TITLE = 22.0
LEAST_WIDTH = 430.0  # for the lines of the caption
LETTER = 6.4  # points, of the caption's font
LINES = 3  # of mathematics in a caption
FLOW = (0, (3, 1.5))


class TraversalFrames:
    """The frames of one traversal in the picture that a walk begins with, drawn forward only."""

    def __init__(self, axes: "Axes", data: WalkData, traversal: Traversal, title: str) -> None:
        self.axes = axes
        self.data = data
        self.traversal = traversal
        self.picture = data.pictures[0]
        self.stops = self.picture.stops(traversal.steps)
        self.done = 0  # steps
        self.painter = Painter(axes, data)
        for frame, place in data.layout.frames.items():
            # In the picture of the start all frames are neurons'.
            self.painter.frame(str(frame), place, data.layout.titles[frame])
        nodes = [box for box in self.picture.boxes if isinstance(box, Value)]
        edges = zip(data.layout.splines, data.layout.labels, strict=True)
        self.edges = [self.painter.edge(*edge) for edge in edges]
        self.nodes = {node: self.painter.node(node) for node in nodes}
        self.folded = {group: self.painter.folded_box(group) for group in self.picture.inside}
        self.painter.text(12.0, -8.0, title, size=10.0, weight="bold", ha="left")

    def draw_lasting(self, position: int) -> None:
        """Draw what the steps up to a stop leave behind, over what was there."""
        stop = self._stop(position)
        while self.done < stop:
            step, wrong = self.traversal.steps[self.done], self.traversal.wrong[self.done]
            self.done += 1
            if isinstance(step, Forward):
                self._compute(step.node)
            elif isinstance(step, Seed):
                self._receive(step.node, number(step.gradient))
            elif isinstance(step, Backward):
                self._pass_on(step)
                self._receive(step.receiver, shown_sum(step, wrong))
        for group in self.folded:
            self._fill_cells(group)

    def draw_passing(self, position: int) -> None:
        """Draw what is seen at a stop only."""
        stop = self._stop(position)
        if stop:
            self._draw_step(self.traversal.steps[stop - 1])
        self._draw_caption(self._caption(stop))

    def _stop(self, position: int) -> int:
        return self.stops[min(position, len(self.stops) - 1)]

    def _draw(self, artists: "Iterable[Artist]") -> None:
        for artist in artists:
            self.axes.draw_artist(artist)

    def _draw_once(self, artist: "Artist") -> None:
        self.axes.draw_artist(artist)
        artist.remove()

    # ---- what stays ----

    def _compute(self, node: Value) -> None:
        if node not in self.nodes:
            return
        artists, shape, data, _ = self.nodes[node]
        # The dashes are painted over, or they would show through the soft edge of the line.
        line = shape.get_edgecolor(), shape.get_linewidth()
        shape.set(edgecolor=COLORS["paper"], linewidth=2.4, linestyle="-")
        self._draw([shape])
        shape.set(edgecolor=line[0], linewidth=line[1])
        if data:
            data.set_text(self.data.labels[node].value)
        self._draw(artists)

    def _receive(self, node: Value, gradient: str) -> None:
        if node not in self.nodes:
            return
        artists, _, _, grad = self.nodes[node]
        if grad:
            grad.set_text(gradient)
        self._draw(artists)

    def _fill_cells(self, group: Group) -> None:
        artists, numbers = self.folded[group]
        texts = [cell.text(self.done) for cell in self.data.folded_boxes[group].cells]
        if texts != [artist.get_text() for artist in numbers]:
            for artist, text in zip(numbers, texts, strict=True):
                artist.set_text(text)
            self._draw(artists)

    def _pass_on(self, step: Backward) -> None:
        place = self.picture.edge_of.get(step.use)
        if place is None:
            return
        line, arrow, label = self.edges[place]
        line.set(edgecolor=COLORS["grad"], linewidth=1.4)
        arrow.set_facecolor(COLORS["grad"])
        if not label.get_text():
            is_many = isinstance(self.picture.edges[place].head, Group)
            label.set_text("" if is_many else number(step.local))
            self._draw([line, arrow, label])

    # ---- what passes ----

    def _draw_step(self, step: WalkStep) -> None:
        if isinstance(step, AllGradients):
            for box in filter(_is_trained, self.picture.boxes):
                self._draw_ring(box, "-")
            return
        self._draw_ring(self.picture.box_of[step.node], "-")
        if not isinstance(step, Backward) or self.picture.group_of(step):
            return
        place = self.picture.edge_of[step.use]
        self._draw_ring(self.picture.edges[place].tail, FLOW)
        spline = self.data.layout.splines[place]
        style = {"edgecolor": COLORS["grad"], "linewidth": 3.0, "linestyle": FLOW}
        self._draw_once(self.axes.add_patch(curve(spline, **style)))
        self._draw_chip(step, spline)

    def _draw_ring(self, box: Box, line: Any) -> None:
        around = grown(self.data.layout.boxes[box], 4.0)
        ring = outline("result", around, fill=False, edgecolor=COLORS["grad"], linewidth=2.4)
        ring.set_linestyle(line)
        self._draw_once(self.axes.add_patch(ring))

    def _draw_chip(self, step: Backward, spline: Spline) -> None:
        (x, y), folds = spline.label, self.picture.folds
        width, height = chip_size(step, folds)
        box = Rectangle(x - width / 2, y - height / 2, width, height)
        chip = outline("operation", box, facecolor=COLORS["paper"], edgecolor=COLORS["grad"])
        self._draw_once(self.axes.add_patch(chip))
        *factors, product = chip_lines(step, folds)
        style = {"size": 9.0, "color": COLORS["grad"]}
        for i, line in enumerate(factors):
            self._draw_once(self.painter.text(x, box.y + 9.5 + 13.0 * i, line, **style))
        low = box.y + height - 9.0
        self._draw_once(self.painter.text(x, low, product, weight="bold", **style))

    def _caption(self, stop: int) -> Caption:
        step = self.traversal.steps[stop - 1] if stop else None
        group = self.picture.group_of(step) if step else None
        if group is None:
            return self.traversal.captions[stop]
        forward, backward = self.data.folded_boxes[group].captions
        return forward if isinstance(step, Forward) else backward

    def _draw_caption(self, caption: Caption) -> None:
        width = max(self.data.layout.width, LEAST_WIDTH) - 24.0
        top = self.data.layout.height + 8.0
        words = textwrap.wrap(caption.words, int(width / LETTER))[:3]
        lines = [(caption.heading, "bold", "ink"), *((line, "normal", "ink") for line in words)]
        mathematics = list(caption.lines)
        if len(mathematics) > LINES:
            mathematics = textwrap.wrap(", ".join(mathematics), int(width / LETTER))[:LINES]
        lines += [
            (line, "normal", "grad" if i == 0 else "ink") for i, line in enumerate(mathematics)
        ]
        for i, (line, weight, color) in enumerate(lines):
            style = {"size": 10.0, "weight": weight, "ha": "left", "va": "top"}
            fitting = textwrap.shorten(line, int(width / LETTER), placeholder=" …")
            text = self.painter.text(12.0, top + 16.0 * i, fitting, color=COLORS[color], **style)
            self._draw_once(text)


def _is_trained(box: Box) -> bool:
    return box.requires_grad and (isinstance(box, Group) or box.is_leaf)
