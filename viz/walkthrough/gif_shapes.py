"""The shapes of a GIF: outlines of boxes, curves and arrows of edges, as matplotlib's patches."""

from typing import TYPE_CHECKING, Any

from viz.graph import Point, Rectangle
from viz.style import THEMES
from viz.walkthrough.splines import Spline

if TYPE_CHECKING:
    from matplotlib.patches import Patch

__all__ = ["COLORS", "arrow", "curve", "grown", "outline", "shape"]

COLORS = THEMES["light"]


def shape(role: str, box: Rectangle) -> "list[Patch]":
    """Return the patches of a box, as the style tells its role: fill and lines."""
    line = {"edgecolor": COLORS[f"{role}-line"], "linewidth": 1.1}
    patches = [outline(role, box, facecolor=COLORS[f"{role}-fill"], **line)]
    if role == "parameter":
        patches.append(_folded_corner(box, **line))
    if role == "result":
        patches.append(outline(role, grown(box, -3.0), fill=False, **line))
    return patches


def grown(box: Rectangle, by: float) -> Rectangle:
    """Return a box that is larger on every side."""
    return Rectangle(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)


def outline(role: str, box: Rectangle, **style: Any) -> "Patch":
    """Return the outline of a box: an ellipse, sharp, folded or round corners, or a folder."""
    from matplotlib.patches import Ellipse, FancyBboxPatch, Polygon, Rectangle

    x, y, width, height = box
    if role == "constant":
        return Ellipse((x + width / 2, y + height / 2), width, height, **style)
    if role == "input":
        return Rectangle((x, y), width, height, **style)
    right, low = x + width, y + height
    if role == "group":
        tab = [(right - 34, y), (right - 29, y - 4), (right - 5, y - 4), (right, y)]
        return Polygon([(x, y), *tab, (right, low), (x, low)], closed=True, **style)
    if role == "parameter":
        corners = [(x, y), (right - 8, y), (right, y + 8), (right, low), (x, low)]
        return Polygon(corners, closed=True, **style)
    return FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=8", **style)


def _folded_corner(box: Rectangle, **style: Any) -> "Patch":
    from matplotlib.patches import Polygon

    x, y = box.x + box.width - 8, box.y
    return Polygon([(x, y), (x, y + 8), (x + 8, y + 8)], closed=False, fill=False, **style)


def curve(spline: Spline, **style: Any) -> "Patch":
    """Return the line of an edge, without its arrow."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Curve

    codes = [Curve.MOVETO] + [Curve.CURVE4] * (len(spline.points) - 1)
    return PathPatch(Curve(spline.points, codes), fill=False, **style)


def arrow(spline: Spline, **style: Any) -> "Patch":
    """Return the arrow of an edge, 10 points long."""
    from matplotlib.patches import Polygon

    return Polygon(_corners(spline), edgecolor="none", **style)


def _corners(spline: Spline) -> list[Point]:
    (x, y), (u, v) = spline.points[-1], spline.tip
    length = ((u - x) ** 2 + (v - y) ** 2) ** 0.5 or 1.0
    along, across = ((u - x) / length, (v - y) / length), 3.8
    a, b = u - 11.0 * along[0], v - 11.0 * along[1]
    side = -along[1] * across, along[0] * across
    return [(u, v), (a + side[0], b + side[1]), (a - side[0], b - side[1])]
