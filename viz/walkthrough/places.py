"""Where Graphviz puts boxes, edges and frames: read from its JSON, in points; y points down."""

from collections.abc import Mapping
from typing import Any

from viz.graph import Point, Rectangle
from viz.walkthrough.splines import Spline, middle

__all__ = ["MARGIN", "POINTS", "box_at", "corners", "frame_at", "spline_at"]

POINTS = 72.0  # of an inch, Graphviz's unit of a box's width
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
    x, y = _point(thing["pos"], high)
    width, height = float(thing["width"]) * POINTS, float(thing["height"]) * POINTS
    return Rectangle(x - width / 2, y - height / 2, width, height)


def spline_at(edge: Mapping[str, str], high: float) -> Spline:
    """Return how an edge runs, and where the room for its chip is."""
    # pos is "e,x,y x,y x,y …": the tip of the arrow, then the control points.
    tip, *points = (_point(pair.removeprefix("e,"), high) for pair in edge["pos"].split())
    spline = Spline(tuple(points), tip, tip)
    return spline._replace(label=_point(edge["lp"], high) if "lp" in edge else middle(spline))


def _point(pair: str, high: float) -> Point:
    x, y = map(float, pair.split(","))
    return x + MARGIN, high - y + MARGIN
