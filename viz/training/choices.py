"""What the pages and the GIF of a training decide alike; a page gets it with its data."""

from typing import Any

__all__ = ["MOST_CLASSES", "PACE", "POINTS", "page_choices"]

POINTS = {0: 0, 1: 120, 2: 32}  # of the lattice along each axis, by the number of axes
PACE = 100  # milliseconds that a step stays where each can be followed
MOST_CLASSES = 12  # that a legend lists; numbers to be learned have as many as there are samples


def page_choices(axes: int) -> dict[str, Any]:
    """Return what JSON can hold of these; axes: inputs that are shown as axes, 0 to 2."""
    return {"points": POINTS[axes], "pace": PACE, "mostClasses": MOST_CLASSES}
