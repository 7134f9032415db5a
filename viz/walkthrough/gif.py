"""A scene as a GIF: one frame for the start, and one after each step."""

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from viz.walkthrough.gif_frames import CAPTION, COLORS, LEAST_WIDTH, TITLE, Reel
from viz.walkthrough.walk_data import Scene, Track

__all__ = ["MAX_FILM_STEPS", "save_film"]

MAX_FILM_STEPS = 150
STEP_MILLISECONDS = 1000
END_MILLISECONDS = 5000  # the last frame stays, so that there is time to look

WIDEST = 1600  # pixels of a frame, before it is drawn smaller
SHARPEST, COARSEST = 120.0, 64.0  # dots per inch


def save_film(scene: Scene, path: Path, compare: bool) -> None:
    """Write the GIF; with `compare` the naive order beside the right one.

    Raises ValueError for more than 150 steps.
    """
    tracks = [scene.right, scene.naive] if compare and scene.naive else [scene.right]
    last = max(len(scene.views[0].stops(track.steps)) for track in tracks) - 1
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
    titles = [track.title for track in tracks] if len(tracks) > 1 else [scene.title]
    reels = [
        Reel(_canvas(figure, i, len(tracks), size), scene, track, title)
        for i, (track, title) in enumerate(zip(tracks, titles, strict=True))
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
        name: [int(color[i : i + 2], 16) for i in (1, 3, 5)]
        for name, color in COLORS.items()
        if name not in ("panel", "focus")
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
