"""Plots of training: the loss curve and the decision boundary.

They take records, callables and numbers, never models, draw on Axes and return them, and leave
showing and saving to you.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from viz.style import CLASS_COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_decision_boundary", "plot_loss"]

MARKERS = "osD^vP"  # so that classes differ by shape as well as by colour


class History(Protocol):
    """A training history: the loss after each step and, where it means something, the accuracy."""

    loss: list[float]
    accuracy: list[float | None]


def plot_loss(history: History, ax: "Axes | None" = None) -> "Axes":
    """Plot the loss over the steps, and the accuracy on an axis of its own; return the Axes.

    Raises ValueError for a history without steps.
    """
    if not history.loss:
        raise ValueError("history: given no steps; allowed: at least one, so call fit first")
    ax = _axes(ax)
    lines = [_curve(ax, history.loss, CLASS_COLORS[0], "-", "loss")]
    ax.set(xlabel="step", ylabel="loss")
    if min(history.loss) > 0.0:
        ax.set_yscale("log")
    if any(share is not None for share in history.accuracy):
        right = ax.twinx()
        shares = [np.nan if share is None else share for share in history.accuracy]
        lines.append(_curve(right, shares, CLASS_COLORS[1], "--", "accuracy"))
        right.set(ylabel="accuracy", ylim=(0.0, 1.05))
    ax.legend(handles=lines, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
    return ax


def _curve(ax: "Axes", numbers: Sequence[float], color: str, style: str, label: str) -> Any:
    # Mini-batches are noisy: the numbers are drawn faintly, their running mean over them.
    steps = np.arange(1, len(numbers) + 1)
    window = max(1, len(numbers) // 20)
    (line,) = ax.plot(steps, numbers, style, color=color, label=label)
    if window > 1:
        line.set(alpha=0.25, linewidth=1.0)
        means = np.convolve(numbers, np.full(window, 1.0 / window), mode="valid")
        label = f"{label}, mean of {window} steps"
        (line,) = ax.plot(steps[window - 1 :], means, style, color=color, label=label)
    return line


def plot_decision_boundary(
    predict: Callable[[Sequence[float]], Any],
    X: Any,
    y: Any,
    ax: "Axes | None" = None,
    *,
    resolution: int = 100,
) -> "Axes":
    """Colour the plane by what `predict` answers, with the samples on top; return the Axes.

    predict     a model, or any function of one row of two numbers: one score, whose sign decides
                between the smaller and the larger label, or a list of scores, the largest of which
                decides
    X           n × 2 numbers
    y           n labels
    resolution  points of the grid along each side

    Raises ValueError unless X is n × 2 and y has n labels.
    """
    points, labels = np.asarray(X, dtype=float), np.asarray(y)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0:
        raise ValueError(f"X: given shape {points.shape}; allowed: n × 2 with n above 0")
    if labels.shape != (len(points),):
        raise ValueError(f"y: given shape {labels.shape}; allowed: ({len(points)},), as X has rows")
    from matplotlib.colors import to_rgba

    ax = _axes(ax)
    across, up = (_grid(points[:, column], resolution) for column in (0, 1))
    scores = [[_scores(predict([a, b])) for a in across] for b in up]
    answers = np.array([[_answer(some) for some in row] for row in scores])
    classes = np.unique(labels)
    # Labels 0, 1, 2, … number the scores, even if one has no samples; others stand in their order.
    count = len(scores[0][0])
    numbers = classes if set(classes) <= set(range(count)) else np.arange(len(classes))
    # A colour for each point of the grid: contours would draw class 1 between classes 0 and 2.
    colors = np.array([to_rgba(_color(i), alpha=0.25) for i in range(int(answers.max()) + 1)])
    ax.pcolormesh(across, up, colors[answers], shading="nearest", linewidth=0, rasterized=True)
    for label, i in zip(classes, map(int, numbers), strict=True):
        chosen = points[labels == label]
        ax.scatter(
            chosen[:, 0],
            chosen[:, 1],
            c=_color(i),
            marker=MARKERS[i % len(MARKERS)],
            s=22,
            edgecolors="white",
            label=f"{label:g}" if labels.dtype.kind in "biuf" else str(label),
        )
    ax.set(xlabel="$x_0$", ylabel="$x_1$", title="Decision boundary", aspect="equal")
    ax.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
    ax.legend(title="label", loc="upper right")
    return ax


def _color(i: int) -> str:
    return CLASS_COLORS[i % len(CLASS_COLORS)]


def _scores(prediction: Any) -> list[float]:
    return [float(score) for score in np.ravel(np.asarray(prediction, dtype=object))]


def _answer(scores: list[float]) -> int:
    return int(np.argmax(scores)) if len(scores) > 1 else int(scores[0] > 0.0)


def _grid(column: Any, resolution: int) -> Any:
    margin = 0.15 * (np.ptp(column) or 1.0)
    return np.linspace(column.min() - margin, column.max() + margin, resolution)


def _axes(ax: "Axes | None") -> "Axes":
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(layout="constrained")[1]
