"""Where Graphviz puts boxes, edges and frames: read from its JSON, in points; y points down."""

from collections.abc import Mapping
from typing import Any

from viz.graph import Point, Rectangle, course, point, size
from viz.walkthrough.splines import Spline, middle

__all__ = ["MARGIN", "box_at", "corners", "frame_at", "spline_at"]

MARGIN = 10.0


def corners(thing: Mapping[str, Any]) -> tuple[float, ...]:
    """Return the left, lower, right and upper end of the whole, or of a frame."""
    return tuple(map(float, thing["bb"].split(",")))


def frame_at(thing: Mapping[str, Any], high: float) -> Rectangle:
    """Return where a frame stands; high: the upper end of the whole."""
    left, low, right, top = corners(thing)
    return Rectangle(left + MARGIN, high - top + MARGIN, right - left, top - low)


def box_at(thing: Mapping[str, str], high: float) -> Rectangle:
    """Return where a box stands."""
    (x, y), (width, height) = _placed(point(thing["pos"]), high), size(thing)
    return Rectangle(x - width / 2, y - height / 2, width, height)


def spline_at(edge: Mapping[str, str], high: float) -> Spline:
    """Return how an edge runs, and where the room for its chip is."""
    tip, points = course(edge["pos"])
    placed = tuple(_placed(one, high) for one in points)
    end = _placed(tip, high)
    spline = Spline(placed, end, end)
    has_room = "lp" in edge
    return spline._replace(label=_placed(point(edge["lp"]), high) if has_room else middle(spline))


def _placed(told: Point, high: float) -> Point:
    x, y = told
    return x + MARGIN, high - y + MARGIN
