"""The plane of two inputs: what a function answers at each point of a grid, and the samples.

`plot_decision_boundary` takes callables and numbers, never models, draws on Axes and returns them,
and leaves showing and saving to you.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.extend import float_or_nan, shortened
from viz.style import CLASS_COLORS, number
from viz.training.axes import axes_or_new
from viz.training.regions import hatch_regions, margins, refined
from viz.training.scores import (
    check_outputs,
    check_takes,
    scores_of,
    votes,
    warn_of_the_sign,
)
from viz.training.showable import column_names, samples

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh

__all__ = [
    "PALE",
    "Array",
    "answers",
    "class_numbers",
    "grid",
    "label_text",
    "paint_regions",
    "paint_samples",
    "plot_decision_boundary",
    "region_colors",
]

Array = NDArray[Any]

PALE = 0.25  # of a colour in its region
FINER = 4  # times the grid, so that regions have no stairs
MARKERS = "osD^vP"  # so that classes differ by shape as well as by colour


def plot_decision_boundary(
    predict: Callable[[Sequence[float]], Any],
    X: ArrayLike,
    y: ArrayLike,
    ax: "Axes | None" = None,
    *,
    resolution: int = 100,
    threshold: float = 0.0,
) -> "Axes":
    """Colour the plane by what `predict` answers, with the samples on top; return the Axes.

    predict     a model, or any function of one row of two numbers: one score, which above the
                threshold means the larger of two labels, or a list of scores, the largest of which
                decides; or one of the labels, which is the class
    X           n × 2 numbers; names of its columns become those of the axes
    y           n labels
    resolution  points of the grid along each side
    threshold   0, the sign, for scores that hinge or binary_cross_entropy has trained; 0.5 for
                probabilities, as of sigmoid, and for labels of 0 and 1 that mse has learned

    A UserWarning tells of scores that look as if they wanted 0.5. Raises ValueError unless X is
    n × 2, of numbers up to 1e38, and y has n labels that have an order, and for one score where
    there are more than two classes, that is different words or whole numbers; TypeError for a
    function of another kind.
    """
    allowed = "a model, or a function of one row, such as lambda row: model(row)"
    check_takes(predict, [[0.0, 0.0]], allowed)
    points, labels = samples(X, y, columns=2)
    _check_threshold(threshold)
    ax = axes_or_new(ax)
    across, up = grid(points, resolution)
    answered = [[predict([a, b]) for a in across] for b in up]
    scores = votes(answered, labels)
    if scores is None:
        scores = np.array([[scores_of(answer) for answer in row] for row in answered])
        check_outputs(scores.shape[-1], labels)
        if threshold == 0.0:
            warn_of_the_sign(scores, scores[_nearest(points, across, up)], labels)
    else:
        threshold = 0.0
    _paint(ax, points, refined(scores, FINER), threshold)
    paint_samples(ax, points, labels, outputs=scores.shape[-1])
    ax.set(xlabel="$x_0$", ylabel="$x_1$", title="Decision boundary", aspect="equal")
    if names := column_names(X):
        ax.set_xlabel(names[0], parse_math=False)
        ax.set_ylabel(names[1], parse_math=False)
    ax.legend(title="label", loc="upper left", bbox_to_anchor=(1.0, 1.0))  # beside the samples
    return ax


def _paint(ax: "Axes", points: Array, scores: Array, threshold: float) -> None:
    across, up = grid(points, len(scores))
    paint_regions(ax, across, up, answers(scores, threshold))
    hatch_regions(ax, across, up, margins(scores, threshold))


def _check_threshold(threshold: Any) -> None:
    if not np.isfinite(float_or_nan(threshold)):
        raise ValueError(f"threshold: given {shortened(threshold)}; allowed: a finite number")


def _nearest(points: Array, across: Array, up: Array) -> tuple[Array, Array]:
    """Return which point of the grid is next to each sample: its row and its column."""
    column, row = (
        np.abs(ticks - points[:, [i]]).argmin(axis=1) for i, ticks in enumerate((across, up))
    )
    return row, column


def grid(points: Array, resolution: int) -> tuple[Array, Array]:
    """Return the ticks of a grid over the plane of the points, across and up."""
    across, up = (_ticks(points[:, column], resolution) for column in (0, 1))
    return across, up


def answers(scores: Array, threshold: float = 0.0) -> Array:
    """Return which class the scores along the last axis stand for, counted from 0."""
    is_one = scores.shape[-1] == 1
    numbers: Array = scores[..., 0] > threshold if is_one else scores.argmax(axis=-1)
    return numbers.astype(int)


def class_numbers(labels: Array, outputs: int) -> list[tuple[Any, int]]:
    """Return each distinct label with the number of its class.

    Labels 0, 1, 2, … number the scores, even if one has no samples; others stand in their order.
    """
    classes = np.unique(labels)
    are_numbers = set(classes) <= set(range(outputs))
    return [(label, int(label) if are_numbers else i) for i, label in enumerate(classes)]


def label_text(label: Any) -> str:
    """Write a label: a number with 6 significant digits, a word as it is."""
    return number(label, 6) if np.asarray(label).dtype.kind in "biuf" else str(label)


def region_colors(numbers: Array) -> Array:
    """Return the pale colour of each class number, as red, green, blue and alpha."""
    from matplotlib.colors import to_rgba

    table = [to_rgba(_color(i), alpha=PALE) for i in range(int(numbers.max()) + 1)]
    return np.array(table)[numbers]


def paint_regions(ax: "Axes", across: Array, up: Array, numbers: Array) -> "QuadMesh":
    """Colour the plane by the class of each point of the grid; set the limits to the grid."""
    # A colour for each point of the grid: contours would draw class 1 between classes 0 and 2.
    colors = region_colors(numbers)
    mesh = ax.pcolormesh(across, up, colors, shading="nearest", linewidth=0, rasterized=True)
    ax.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
    return mesh


def paint_samples(ax: "Axes", points: Array, labels: Array, outputs: int) -> None:
    """Draw the samples, each class in its colour and shape, with labels for a legend."""
    for label, i in class_numbers(labels, outputs):
        chosen = points[labels == label]
        ax.scatter(
            chosen[:, 0],
            chosen[:, 1],
            c=_color(i),
            marker=MARKERS[i % len(MARKERS)],
            s=22,
            edgecolors="white",
            label=label_text(label),
        )


def _color(i: int) -> str:
    return CLASS_COLORS[i % len(CLASS_COLORS)]


def _ticks(column: Array, resolution: int) -> Array:
    # Never so little that the two ends are one number.
    margin = max(0.15 * (np.ptp(column) or 1.0), 1e-9 * np.abs(column).max(), 1e-300)
    return np.linspace(column.min() - margin, column.max() + margin, resolution)
