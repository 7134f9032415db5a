"""A drawing whose labels of edges stand beside their own edges: laid out once, then mended."""

import re
from collections.abc import Mapping
from typing import Any

from viz.graph.labelling import label_places
from viz.graph.shapes import Line, Rectangle, flattened
from viz.graph.told import course, point, size

__all__ = ["with_placed_labels"]

CHARACTER, HEIGHT = 0.66, 1.05  # of a label, by the size of its letters

# In laid-out DOT attributes stand in the order of the alphabet, between these two only simple ones.
LABEL = re.compile(
    r'\blabel=("[^"]*"|[^",\s]*),\s*lp="[^"]*"(?=(?:,\s*\w+=[^,"]*)*,\s*pos="([^"]*)")'
)


def with_placed_labels(dot: str, told: Mapping[str, Any]) -> str:
    """Return laid-out DOT with labels in better places, without those that have no room.

    told: the same graph as Graphviz tells it in JSON
    """
    edges = [edge for edge in told.get("edges", []) if "pos" in edge]
    things = told.get("objects", [])
    boxes = [_box(thing) for thing in things if _is_shown(thing)]
    boxes += [_title(thing) for thing in things if "lp" in thing]
    sizes = [_size(edge) if "lp" in edge else None for edge in edges]
    places = label_places([_line(edge["pos"]) for edge in edges], sizes, boxes)
    found = {edge["pos"]: place for edge, place in zip(edges, places, strict=True) if place}

    def placed(label: re.Match[str]) -> str:
        place = found.get(label[2])
        return f'label={label[1]}, lp="{place[0]:.2f},{place[1]:.2f}"' if place else 'label=""'

    return LABEL.sub(placed, dot.replace("\\\n", ""))


def _is_shown(thing: Mapping[str, Any]) -> bool:
    return "pos" in thing and "width" in thing and thing.get("style") != "invis"


def _box(thing: Mapping[str, Any]) -> Rectangle:
    (x, y), (width, height) = point(thing["pos"]), size(thing)
    return Rectangle(x - width / 2, y - height / 2, width, height)


def _title(frame: Mapping[str, Any]) -> Rectangle:
    width, height = frame["lwidth"], frame["lheight"]
    return _box({"pos": frame["lp"], "width": width, "height": height})


def _line(pos: str) -> Line:
    tip, points = course(pos)
    return flattened(points, tip)


def _size(edge: Mapping[str, Any]) -> tuple[float, float]:
    letters = float(edge.get("fontsize", 9.0))
    return CHARACTER * letters * len(edge["label"]), HEIGHT * letters
