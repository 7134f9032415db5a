"""The frames of a training animation: decision boundary, loss curve and gradients side by side."""

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from viz.gif import blended, palette_of
from viz.style import CLASS_COLORS, MUTED
from viz.training.choices import MOST_CLASSES
from viz.training.loss_curve import plot_loss
from viz.training.plane import (
    PALE,
    answers,
    grid,
    paint_regions,
    paint_samples,
    region_colors,
)
from viz.training.recording import Recording, neurons_of
from viz.training.regions import SHARE, hatch_regions, margins

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from PIL.Image import Image

__all__ = ["Frames", "frame_palette"]

HEIGHT, PLANE, LOSS, GRADIENTS = 3.4, 3.9, 3.6, 3.6  # inches
WHITE, BLACK = "#ffffff", "#000000"  # what matplotlib draws on, and with
RESOLUTION = 80  # points of the grid along each side
MOST_LETTERS = 14  # of a label
LEGEND_LETTERS = 40  # that fit side by side above the plane, with 4 for each marker
BAND = 0.12  # of a colour in the band behind a layer
DECADES = 4  # powers of ten below the largest gradient that the scale tells apart


class Panel(NamedTuple):
    """How a panel changes from frame to frame, and what it draws anew, the lowest first."""

    update: Callable[[int], None]
    moving: "list[Artist]"


class Frames:
    """Pictures of equal size, one for each frame of a recording."""

    def __init__(self, recording: Recording, dpi: int) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        widths = [PLANE] * recording.is_plane + [LOSS, GRADIENTS]
        figure = Figure((sum(widths), HEIGHT), dpi=dpi, layout="constrained")
        self.canvas = cast(Any, FigureCanvasAgg(figure))  # most of it comes without types
        axes = figure.subplots(1, len(widths), width_ratios=widths, squeeze=False)[0]
        panels = [_plane] * recording.is_plane + [_loss, _gradients]
        self.panels = [panel(ax, recording) for panel, ax in zip(panels, axes, strict=True)]
        self.panels.append(_summary(figure, recording))
        for panel in self.panels:
            for artist in panel.moving:
                artist.set_animated(True)  # left out when the figure is drawn
        self.canvas.draw()
        # Ticks and texts are most of the work, and stay the same.
        self.background = self.canvas.copy_from_bbox(figure.bbox)

    def image(self, frame: int) -> "Image":
        """Draw a frame."""
        from PIL import Image

        self.canvas.restore_region(self.background)
        renderer = self.canvas.get_renderer()
        for panel in self.panels:
            panel.update(frame)  # some put others into the place of what moved
            for artist in panel.moving:
                artist.draw(renderer)
        return Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB")


def frame_palette() -> "Image":
    """Return the colours of all frames: matplotlib's black on white, and the style's."""
    pale = [blended(color, WHITE, PALE) for color in CLASS_COLORS]
    hatched = [
        blended(color, ground, SHARE) for color, ground in zip(CLASS_COLORS, pale, strict=True)
    ]
    grounds = [WHITE, *pale, blended(MUTED, WHITE, BAND), *hatched]
    return palette_of(grounds, [BLACK, MUTED, *CLASS_COLORS])


def _summary(figure: "Figure", recording: Recording) -> Panel:
    title = figure.suptitle(recording.summary(0), x=0.02, ha="left", fontsize=11)
    return Panel(lambda frame: title.set_text(recording.summary(frame)), [title])


def _plane(ax: "Axes", recording: Recording) -> Panel:
    across, up = grid(recording.points, RESOLUTION)
    rows = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)

    def scores(frame: int) -> Any:
        return recording.scores(frame, rows).reshape(len(up), len(across), -1)

    mesh = paint_regions(ax, across, up, answers(scores(0)))
    paint_samples(ax, recording.points, recording.labels, scores(0).shape[-1])
    ax.set(xlabel="$x_0$", ylabel="$x_1$", aspect="equal")
    _legend_above(ax)
    above = [*ax.collections[1:], *ax.spines.values()]
    regions: list[Any] = []
    moving: list[Any] = [mesh, *above]

    def update(frame: int) -> None:
        for artist in regions:
            artist.remove()
        shown = scores(frame)
        mesh.set_array(region_colors(answers(shown)))
        regions[:] = hatch_regions(ax, across, up, margins(shown, 0.0))
        moving[:] = [mesh, *regions, *above]

    return Panel(update, moving)


def _legend_above(ax: "Axes") -> None:
    classes = ax.collections[1:]
    if len(classes) > MOST_CLASSES:
        return
    labels = [_short(str(samples.get_label())) for samples in classes]
    labels[0] = f"label {labels[0]}"
    place: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0)}
    columns = max(1, LEGEND_LETTERS // (max(map(len, labels)) + 4))
    # Written afterwards: matplotlib leaves out labels that begin with "_", and reads "$" as math.
    legend = ax.legend(
        classes, ["?"] * len(labels), ncols=columns, frameon=False, handletextpad=0.1, **place
    )
    for text, label in zip(legend.get_texts(), labels, strict=True):
        text.set_parse_math(False)
        text.set_text(label)


def _short(text: str) -> str:
    """Return the beginning of a text that would leave the drawing no room."""
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


def _loss(ax: "Axes", recording: Recording) -> Panel:
    plot_loss(recording.history, ax)
    _shorten_legend(ax)
    both = ax.get_shared_x_axes().get_siblings(ax)  # that of accuracy too
    curves = [(line, *line.get_data()) for axes in both for line in axes.get_lines()]
    (dot,) = ax.plot([], [], "o", color=CLASS_COLORS[0], markersize=6)

    def update(frame: int) -> None:
        step = recording.steps[frame]
        for line, steps, numbers in curves:
            line.set_data(steps[steps <= step], numbers[: (steps <= step).sum()])
        dot.set_data([step], [recording.history.loss[step]])

    return Panel(update, [*(line for line, _, _ in curves), dot])


def _shorten_legend(ax: "Axes") -> None:
    # "loss, mean of 10 steps" twice is too wide for a panel: the axis says it once.
    legend = ax.get_legend()
    for text in legend.get_texts() if legend else []:
        name, _, mean = text.get_text().partition(", ")
        text.set_text(name)
        ax.set_xlabel(f"step (bold: {mean})" if mean else "step")


def _gradients(ax: "Axes", recording: Recording) -> Panel:
    from matplotlib.collections import LineCollection

    limit, count = _gradient_limit(recording.gradients), recording.gradients.shape[1]
    ax.set_yscale("symlog", linthresh=limit / 10.0**DECADES)
    ax.set(xlim=(-1, count), ylim=(-limit, limit), xlabel="parameters of each layer")
    ax.set_title("gradients", fontsize=10)
    _bands(ax, recording.history.names)
    ax.axhline(0.0, color=MUTED, linewidth=0.8)
    width = np.clip(0.6 * 72 * (GRADIENTS - 0.8) / count, 0.9, 6.0)  # points
    bars = LineCollection([], linewidths=width)
    ax.add_collection(bars)
    (missing,) = ax.plot([], [], "x", color=MUTED, markersize=4)

    def update(frame: int) -> None:
        gradients = recording.gradients[frame]
        known = np.flatnonzero(~np.isnan(gradients)).tolist()
        bars.set_segments([[(i, 0.0), (i, gradients[i])] for i in known])
        bars.set_color([CLASS_COLORS[int(gradients[i] > 0.0)] for i in known])
        absent = np.flatnonzero(np.isnan(gradients))
        missing.set_data(absent, np.zeros(len(absent)))

    return Panel(update, [bars, missing])


def _gradient_limit(gradients: Any) -> float:
    """Return the power of ten at or above the largest gradient, the same for all frames."""
    sizes = np.abs(gradients[np.isfinite(gradients)])
    largest = sizes.max(initial=0.0)
    # Far below it an axis has no room for its decades.
    return float(10.0 ** np.ceil(np.log10(max(largest, 1e-200)))) if largest > 0.0 else 1.0


def _bands(ax: "Axes", names: list[str]) -> None:
    """Shade every other layer, and name the layers below."""
    layers = [neuron.layer for neuron in neurons_of(names) for _ in neuron.places]
    start, centres = 0, {}
    for k, (layer, parameters) in enumerate(itertools.groupby(layers)):
        end = start + len(list(parameters))
        if k % 2:
            ax.axvspan(start - 0.5, end - 0.5, color=MUTED, alpha=BAND, linewidth=0)
        centres[(start + end - 1) / 2] = _short(layer)
        start = end
    ax.set_xticks(list(centres), list(centres.values()), fontsize=8, parse_math=False)
    ax.tick_params(axis="x", length=0)
