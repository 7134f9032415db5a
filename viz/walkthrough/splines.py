"""The curves of edges: straight or not, and where the middle is."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from viz.graph import Point

__all__ = ["Spline", "middle"]


class Spline(NamedTuple):
    """How an edge runs, in points; y points down.

    points  control points of Bézier curves: the start, then three for each curve
    tip     of the arrow, which begins at the last of the points
    label   the middle of the room for the chip
    """

    points: tuple[Point, ...]
    tip: Point
    label: Point

    @property
    def is_straight(self) -> bool:
        """Whether every curve is a straight line: its control points stand on it."""
        curves = zip(*(self.points[k::3] for k in range(4)), strict=False)
        return all(_off(a, p, d) < 0.5 and _off(a, q, d) < 0.5 for a, p, q, d in curves)


def middle(spline: Spline) -> Point:
    """Return the middle: of the whole where it is straight, else of its middle curve."""
    if spline.is_straight:
        return _halfway([*spline.points[:-1:3], spline.tip])
    # At t = ½ of the middle curve.
    start = (len(spline.points) - 1) // 3 // 2 * 3
    a, b, c, d = spline.points[start : start + 4]
    return (a[0] + 3 * b[0] + 3 * c[0] + d[0]) / 8, (a[1] + 3 * b[1] + 3 * c[1] + d[1]) / 8


def _off(start: Point, point: Point, end: Point) -> float:
    """Return how far a point is from the line through two others."""
    x, y = end[0] - start[0], end[1] - start[1]
    u, v = point[0] - start[0], point[1] - start[1]
    return abs(x * v - y * u) / (math.hypot(x, y) or 1.0)


def _halfway(corners: Sequence[Point]) -> Point:
    rest = sum(map(math.dist, corners, corners[1:])) / 2
    for (x, y), (u, v) in pairwise(corners):
        length = math.dist((x, y), (u, v))
        if rest <= length:
            break
        rest -= length
    share = rest / length if length else 0.0
    return x + share * (u - x), y + share * (v - y)
