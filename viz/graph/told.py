"""What Graphviz tells in its JSON, in points; y points up."""

from collections.abc import Mapping
from typing import Any

from viz.graph.shapes import Point, Size

__all__ = ["POINTS", "course", "point", "size"]

POINTS = 72.0  # of an inch, Graphviz's unit of a box's width


def point(pair: str) -> Point:
    """Return where something stands."""
    x, y = map(float, pair.split(","))
    return x, y


def size(thing: Mapping[str, Any]) -> Size:
    """Return width and height of a box."""
    return float(thing["width"]) * POINTS, float(thing["height"]) * POINTS


def course(pos: str) -> tuple[Point, list[Point]]:
    """Return how an edge runs, "e,x,y x,y x,y …": the tip of the arrow, and the control points."""
    tip, *points = (point(pair.removeprefix("e,")) for pair in pos.split())
    return tip, points
