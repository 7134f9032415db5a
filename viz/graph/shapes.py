"""Shapes on the plane, in points, the unit of Graphviz: rectangles, and edges as straight lines."""

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

__all__ = [
    "Line",
    "Point",
    "Rectangle",
    "Size",
    "crosses",
    "distance",
    "flattened",
    "meet",
    "point_at",
]

Point = tuple[float, float]
Size = tuple[float, float]  # width and height

PIECES = 10  # of a curve, as straight lines
STRAIGHT = 0.1  # how far off a straight line its control points are at most


class Rectangle(NamedTuple):
    """The corner with the least coordinates, and the size."""

    x: float
    y: float
    width: float
    height: float


Line = tuple[Point, ...]  # an edge as straight lines, the tip of its arrow last


def flattened(points: Sequence[Point], tip: Point) -> Line:
    """Return Bézier curves, given by their control points, as straight lines."""
    line = [points[0]]
    for k in range(0, len(points) - 3, 3):
        a, b, c, d = points[k : k + 4]
        is_straight = max(distance(b, a, d), distance(c, a, d)) < STRAIGHT
        for i in range(PIECES if is_straight else 1, PIECES + 1):
            t = i / PIECES
            u, v, w, z = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            x = u * a[0] + v * b[0] + w * c[0] + z * d[0]
            line.append((x, u * a[1] + v * b[1] + w * c[1] + z * d[1]))
    return (*line, tip)


def point_at(line: Line, length: float) -> tuple[Point, Point]:
    """Return the point so far along a line, and the direction there."""
    ends = accumulate(math.dist(*ends) for ends in pairwise(line))
    before = 0.0
    for k, end in enumerate(ends):
        a, b = line[k : k + 2]
        if end >= length and end > before:
            break
        before = end
    apart = math.dist(a, b) or 1.0
    direction = (b[0] - a[0]) / apart, (b[1] - a[1]) / apart
    on = min(max(length - before, 0.0), apart)
    return (a[0] + on * direction[0], a[1] + on * direction[1]), direction


def distance(point: Point, a: Point, b: Point) -> float:
    """Return how far a point is from the straight line between two others."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    u, v = point[0] - a[0], point[1] - a[1]
    square = dx * dx + dy * dy
    share = min(1.0, max(0.0, (u * dx + v * dy) / square)) if square else 0.0
    return math.hypot(u - share * dx, v - share * dy)


def meet(one: Rectangle, other: Rectangle) -> bool:
    """Tell whether two rectangles overlap."""
    x, y, width, height = one
    u, v, across, up = other
    return x < u + across and u < x + width and y < v + up and v < y + height


def crosses(middle: Point, half: Size, a: Point, b: Point) -> bool:
    """Tell whether the straight line between two points runs through a rectangle.

    Their extents overlap, and the corners of the rectangle are not all on one side of the line.
    """
    (x, y), (across, up) = middle, half
    if min(a[0], b[0]) >= x + across or max(a[0], b[0]) <= x - across:
        return False
    if min(a[1], b[1]) >= y + up or max(a[1], b[1]) <= y - up:
        return False
    dx, dy = b[0] - a[0], b[1] - a[1]
    return abs(dx * (y - a[1]) - dy * (x - a[0])) < abs(dx) * up + abs(dy) * across
