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
    steps = range(1, len(history.loss) + 1)
    ax.plot(steps, history.loss, color=CLASS_COLORS[0], label="loss")
    ax.set(xlabel="step", ylabel="loss", title="Training")
    if min(history.loss) > 0.0:
        ax.set_yscale("log")
    lines = ax.get_lines()
    if any(share is not None for share in history.accuracy):
        right = ax.twinx()
        shares = [np.nan if share is None else share for share in history.accuracy]
        lines = lines + right.plot(
            steps, shares, color=CLASS_COLORS[1], linestyle="--", label="accuracy"
        )
        right.set(ylabel="accuracy", ylim=(0.0, 1.05))
    ax.legend(handles=lines, loc="center right")
    return ax


def plot_decision_boundary(
    predict: Callable[[Sequence[float]], Any],
    X: Any,
    y: Any,
    ax: "Axes | None" = None,
    *,
    resolution: int = 80,
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
    ax = _axes(ax)
    classes = np.unique(labels)
    across, up = (_grid(points[:, column], resolution) for column in (0, 1))
    answers = np.array([[_class(predict([a, b])) for a in across] for b in up])
    colors = [CLASS_COLORS[i % len(CLASS_COLORS)] for i in range(max(len(classes), 2))]
    levels = np.arange(len(colors) + 1) - 0.5
    ax.contourf(across, up, answers, levels=levels, colors=colors, alpha=0.25)
    for label, color, marker in zip(classes, colors, MARKERS, strict=False):
        chosen = points[labels == label]
        ax.scatter(
            chosen[:, 0],
            chosen[:, 1],
            c=color,
            marker=marker,
            s=22,
            edgecolors="white",
            label=f"{label:g}",
        )
    ax.set(xlabel="$x_0$", ylabel="$x_1$", title="Decision boundary", aspect="equal")
    ax.legend(title="label", loc="upper right")
    return ax


def _class(prediction: Any) -> int:
    if hasattr(prediction, "__len__"):
        return int(np.argmax([float(score) for score in prediction]))
    return int(float(prediction) > 0.0)


def _grid(column: Any, resolution: int) -> Any:
    margin = 0.15 * (np.ptp(column) or 1.0)
    return np.linspace(column.min() - margin, column.max() + margin, resolution)


def _axes(ax: "Axes | None") -> "Axes":
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(layout="constrained")[1]
