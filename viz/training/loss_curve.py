"""The loss curve: loss and accuracy of a history over its steps.

`plot_loss` takes a record, draws on Axes and returns them, and leaves showing and saving to you.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from viz.style import CLASS_COLORS, number
from viz.training.axes import axes_or_new
from viz.training.showable import check_history

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.ticker import Formatter

__all__ = ["LossHistory", "plot_loss"]

FAINT = 0.25  # of a colour in the numbers under their running mean


class LossHistory(Protocol):
    """A training history: the loss that each step saw and, where it means something, accuracy."""

    loss: list[float]
    accuracy: list[float | None]


def plot_loss(history: LossHistory, ax: "Axes | None" = None) -> "Axes":
    """Plot the loss over the steps, and the accuracy on an axis of its own; return the Axes.

    Each stands over the number of steps that had been made when it was seen: the first over 0.

    Raises ValueError for a history without steps, TypeError for what is no history.
    """
    check_history(history)
    ax = axes_or_new(ax)
    lines = [_curve(ax, history.loss, CLASS_COLORS[0], "-", "loss")]
    ax.set(xlabel="step", ylabel="loss")
    if min(history.loss) > 0.0:
        ax.set_yscale("log")
        formatter = _plain_formatter()
        ax.yaxis.set_major_formatter(formatter)
        ax.yaxis.set_minor_formatter(formatter)
    if any(share is not None for share in history.accuracy):
        right = ax.twinx()
        shares = [np.nan if share is None else share for share in history.accuracy]
        lines.append(_curve(right, shares, CLASS_COLORS[1], "--", "accuracy"))
        right.set(ylabel="accuracy", ylim=(0.0, 1.05))
    ax.legend(handles=lines, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
    return ax


def _plain_formatter() -> "Formatter":
    from matplotlib.ticker import LogFormatterSciNotation

    class PlainFormatter(LogFormatterSciNotation):
        """Writes 1.6 for 1.6 × 10⁰, and whatever else has few digits."""

        def __call__(self, x: float, pos: int | None = None) -> str:
            text = super().__call__(x, pos)
            return number(x) if text and 1e-4 <= x < 1e5 else text

    return PlainFormatter()


def _curve(ax: "Axes", numbers: Sequence[float], color: str, style: str, label: str) -> "Line2D":
    # Mini-batches are noisy: the numbers are drawn faintly, their running mean over them.
    steps = np.arange(len(numbers))
    half = len(numbers) // 40
    (line,) = ax.plot(steps, numbers, style, color=color, label=label)
    if half:
        line.set(alpha=FAINT, linewidth=1.0)
        label = f"{label}, mean of {2 * half + 1} steps"
        (line,) = ax.plot(steps, _means(numbers, half), style, color=color, label=label)
    return line


def _means(numbers: Sequence[float], half: int) -> list[float]:
    """Return the mean around each step, of so many on either side: it is not late.

    At the ends there are fewer, as many on one side as on the other.
    """
    last = len(numbers) - 1
    sides = (min(half, i, last - i) for i in range(len(numbers)))
    return [float(np.mean(numbers[i - side : i + side + 1])) for i, side in enumerate(sides)]
