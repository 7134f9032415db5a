"""The plane in regions as on the page: a hatch for each class, and a line where two meet."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viz.style import CLASS_COLORS, INK

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

__all__ = ["SHARE", "hatch_regions", "margins", "refined"]

HATCHES = (None, "//", "\\\\", "--", "||", "..")  # those of the page
SHARE = 0.5  # of a colour in its hatch
MOST = 1e300  # of a score, so that differences are numbers

Array = NDArray[Any]


def refined(scores: Array, times: int) -> Array:
    """Return scores, up × across × outputs, with so many points between two, interpolated."""
    for axis in (0, 1):
        count = scores.shape[axis]
        places = np.linspace(0.0, count - 1.0, (count - 1) * times + 1)
        low = np.minimum(places.astype(int), max(0, count - 2))
        share = (places - low).reshape([-1 if k == axis else 1 for k in range(3)])
        high = np.minimum(low + 1, count - 1)
        scores = (1.0 - share) * scores.take(low, axis) + share * scores.take(high, axis)
    return scores


def margins(scores: Array, threshold: float) -> Array:
    """Return by how much each class wins: 0 where it and the next one meet."""
    scores = np.clip(np.nan_to_num(scores), -MOST, MOST)
    if scores.shape[-1] == 1:
        above = scores[..., 0] - threshold
        return np.stack([-above, above], axis=-1)
    others = np.stack([np.delete(scores, k, -1).max(-1) for k in range(scores.shape[-1])], axis=-1)
    return np.asarray(scores - others)


def hatch_regions(ax: "Axes", across: Array, up: Array, won: Array) -> "list[Artist]":
    """Hatch the regions of the classes, by their margins, and draw the lines where they meet.

    Return what is drawn, the lowest first.
    """
    from matplotlib.colors import to_rgba

    hatches: list[Artist] = []
    lines: list[Artist] = []
    for k in range(won.shape[-1]):
        margin = won[..., k]
        if not margin.min() < 0.0 < margin.max():
            continue
        line = ax.contour(across, up, margin, levels=[0.0], colors=[INK], linewidths=1.0)
        lines.append(line)
        hatch = HATCHES[k % len(HATCHES)]
        if hatch:
            levels = [0.0, float(margin.max()) * 2.0]
            drawn = ax.contourf(across, up, margin, levels=levels, colors="none", hatches=[hatch])
            drawn.set(edgecolor=to_rgba(CLASS_COLORS[k % len(CLASS_COLORS)], SHARE), linewidth=0.0)
            hatches.append(drawn)
    return [*hatches, *lines]
