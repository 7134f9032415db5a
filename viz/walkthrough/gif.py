"""A walk as a GIF: one frame for the start, and one for each stop of play."""

import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from viz.gif import gif_of, palette_of
from viz.walkthrough.gif_frames import CAPTION, LEAST_WIDTH, TITLE, TraversalFrames
from viz.walkthrough.gif_shapes import COLORS
from viz.walkthrough.text_size import Size
from viz.walkthrough.traversals import Traversal
from viz.walkthrough.walk_data import WalkData

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from PIL.Image import Image

__all__ = ["gif_of_walk"]

MAX_GIF_STEPS = 150
END_MILLISECONDS = 5000  # the last frame stays, so that there is time to look

WIDEST = 1600  # pixels of a frame, before it is drawn smaller
SHARPEST, COARSEST = 120.0, 64.0  # dots per inch


def gif_of_walk(data: WalkData, compare: bool, milliseconds: int) -> bytes:
    """Return the GIF; with `compare` the naive order beside the right one.

    milliseconds: that a frame stays.

    Raises ValueError for more than 150 steps.
    """
    traversals = data.traversals if compare else [data.right]
    last = max(len(data.pictures[0].stops(traversal.steps)) for traversal in traversals) - 1
    if last > MAX_GIF_STEPS:
        raise ValueError(
            f"the walk has {last} steps, more than the {MAX_GIF_STEPS} of a GIF: walk through a "
            "part of the graph, such as one neuron, or save it as .html"
        )
    frames = _frames(data, traversals, last + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of letters that the font lacks
        times = {"milliseconds": milliseconds, "rest": max(END_MILLISECONDS, milliseconds)}
        return gif_of(frames, _palette(), **times)


def _frames(data: WalkData, traversals: Sequence[Traversal], count: int) -> Iterator["Image"]:
    from PIL import Image

    width = max(data.layout.width, LEAST_WIDTH)
    size = width * len(traversals), TITLE + data.layout.height + CAPTION
    figure = _figure(size)
    titles = [t.title for t in traversals] if len(traversals) > 1 else [data.title]
    beside_one_another = [
        TraversalFrames(_axes(figure, i, len(traversals), size), data, traversal, title)
        for i, (traversal, title) in enumerate(zip(traversals, titles, strict=True))
    ]
    canvas = cast(Any, figure.canvas)  # most of it comes without types
    canvas.draw()
    # Of a frame only what changes is drawn: lasting things on the frame before, then passing ones.
    for position in range(count):
        for frames in beside_one_another:
            frames.draw_lasting(position)
        lasting = canvas.copy_from_bbox(figure.bbox)
        for frames in beside_one_another:
            frames.draw_passing(position)
        yield Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])
        canvas.restore_region(lasting)


def _palette() -> "Image":
    drawn = {name: color for name, color in COLORS.items() if name not in ("panel", "focus")}
    grounds = [name for name in drawn if name.endswith(("paper", "fill"))]
    lines = [name for name in drawn if name not in grounds]
    return palette_of([drawn[name] for name in grounds], [drawn[name] for name in lines])


def _figure(size: Size) -> "Figure":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    inches = size[0] / 72.0, size[1] / 72.0
    dpi = min(SHARPEST, max(COARSEST, WIDEST / inches[0]))
    figure = Figure(figsize=inches, dpi=dpi, facecolor=COLORS["paper"])
    FigureCanvasAgg(figure)
    return figure


def _axes(figure: "Figure", i: int, count: int, size: Size) -> "Axes":
    axes = figure.add_axes((i / count, 0.0, 1.0 / count, 1.0))
    axes.set(xlim=(0.0, size[0] / count), ylim=(size[1] - TITLE, -TITLE))
    axes.axis("off")
    return axes
