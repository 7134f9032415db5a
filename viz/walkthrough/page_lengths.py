"""Numbers, lengths and curves as the data of a page holds them."""

import math
from collections.abc import Iterable

from viz.walkthrough.splines import Spline

__all__ = ["angle", "given", "path", "rounded"]


def given(numbers: Iterable[float]) -> list[float | str]:
    """Return numbers as JSON can hold them; JavaScript's names of what is not finite are text."""
    return [x if math.isfinite(x) else INFINITE[repr(x)] for x in numbers]


INFINITE = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


def rounded(lengths: Iterable[float]) -> list[float]:
    """Return lengths as a page needs them, in points."""
    return [round(length, 1) for length in lengths]


def path(spline: Spline) -> str:
    """Return the curve of an edge as the path of a drawing."""
    points = [f"{x:.1f} {y:.1f}" for x, y in spline.points]
    if spline.is_straight:
        return f"M{points[0]}L" + " ".join(points[3::3])
    return f"M{points[0]}C" + " ".join(points[1:])


def angle(spline: Spline) -> float:
    """Return where the arrow of an edge points, in degrees."""
    (x, y), (u, v) = spline.points[-1], spline.tip
    return round(math.degrees(math.atan2(v - y, u - x)), 1)
