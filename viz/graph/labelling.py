"""Where the labels of edges stand: each beside its own edge and nearest to it, off all else."""

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Line", "Point", "Rectangle", "Size", "flattened", "free_place", "label_places"]

Point = tuple[float, float]  # in points, the unit of Graphviz
Size = tuple[float, float]  # width and height

PIECES = 10  # of a curve, as straight lines
STRAIGHT = 0.1  # how far off a straight line its control points are at most
ARROW, HALF = 11.0, 4.0  # the length of an arrow's head, and half its width
GAP, FARTHER = 2.5, 7.5  # between an edge and its label, if it is crowded farther off
# Where a place is looked for: so far off the middle of an edge, as a share of its length.
OFF = [0.02 * i for i in range(25)]
AT_ONCE = 24  # places that are judged together; most labels find theirs among the first

# What is wrong with a place, the worst first, measured by the way along the edge.
OVERLAP, NEARER, CROSSED, CLOSE = 100.0, 40.0, 10.0, 0.2
LEAST = 1.1  # times farther another edge has to be than a label's own
REACH = 1.5  # times farther it does not disturb any more


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
        is_straight = max(_from_segment(b, a, d), _from_segment(c, a, d)) < STRAIGHT
        for i in range(PIECES if is_straight else 1, PIECES + 1):
            t = i / PIECES
            u, v, w, z = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            x = u * a[0] + v * b[0] + w * c[0] + z * d[0]
            line.append((x, u * a[1] + v * b[1] + w * c[1] + z * d[1]))
    return (*line, tip)


def label_places(
    lines: Sequence[Line], sizes: Sequence[Size | None], boxes: Sequence[Rectangle]
) -> list[Point | None]:
    """Return the middle of each edge's label, None for an edge without, and where there is no room.

    Of the places along its edge, on either side, each label takes the best that is left. One that
    is misplaced so moves again, now that all have a place; if it still is, it is left out.
    """
    labelled = [(k, size) for k, size in enumerate(sizes) if size]
    if not labelled:
        return [None] * len(lines)
    scene = _Scene(lines, boxes)
    for k, size in sorted(labelled, key=lambda one: scene.lengths[one[0]]):
        scene.place(k, size)
    for k, size in labelled + labelled:
        if scene.faults[k] >= CROSSED:
            scene.place(k, size)
    places = {k: scene.middle(k) for k, _ in labelled if scene.faults[k] < NEARER}
    return [places.get(k) for k in range(len(lines))]


def free_place(lines: Sequence[Line], places: Sequence[Rectangle]) -> Rectangle:
    """Return the first of some places of one size that no line runs through, else the first."""
    ends = [ends for line in lines for ends in pairwise(line)]
    if not ends:
        return places[0]
    starts, tips = (np.array(some) for some in zip(*ends, strict=True))
    corners = np.array(places)
    half = corners[0, 2:] / 2
    crossed = _cross(corners[:, :2] + half, half, starts, tips).any(axis=1)
    return places[int(np.argmin(crossed))]


class _Scene:
    """Boxes, edges, and the labels that are placed already, by the number of their edge.

    Corners are arrays of x and y, the lowest and the highest of each thing.
    """

    def __init__(self, lines: Sequence[Line], boxes: Sequence[Rectangle]) -> None:
        self.lines = lines
        self.lengths = [sum(math.dist(*ends) for ends in pairwise(line)) for line in lines]
        self.faults: dict[int, float] = {}  # of each label that is placed
        solids = np.array([*boxes, *map(_head, lines)])
        self.solids = solids[:, :2], solids[:, :2] + solids[:, 2:]
        # Those that are not placed are no numbers, and so meet nothing.
        self.labels = np.full((len(lines), 2), np.nan), np.full((len(lines), 2), np.nan)
        segments = [(k, *ends) for k, line in enumerate(lines) for ends in pairwise(line)]
        self.edges = np.array([k for k, _, _ in segments])
        self.starts, self.ends = (np.array([one[i] for one in segments]) for i in (1, 2))
        self.extents = np.minimum(self.starts, self.ends), np.maximum(self.starts, self.ends)

    def middle(self, k: int) -> Point:
        """Return the middle of a label that is placed."""
        low, high = self.labels
        x, y = (low[k] + high[k]) / 2
        return float(x), float(y)

    def place(self, k: int, size: Size) -> None:
        """Take the first place without faults, or else the best."""
        low, high = self.labels
        low[k] = high[k] = np.nan
        best = self._best(k, size, GAP)
        if best[0] >= NEARER:
            best = min(best, self._best(k, size, FARTHER), key=lambda found: found[0])
        self.faults[k], middle = best
        low[k], high[k] = middle - np.divide(size, 2), middle + np.divide(size, 2)

    def _best(self, k: int, size: Size, gap: float) -> tuple[float, Any]:
        offs, away, middles = self._places(k, size, gap)
        least, best = math.inf, middles[0]
        for i in range(0, len(offs), AT_ONCE):
            if offs[i] >= least:  # as are those that follow
                break
            some = slice(i, i + AT_ONCE)
            costs = offs[some] + self._faults(k, size, middles[some], away[some])
            first = int(np.argmin(costs))
            if costs[first] < least:
                least, best = float(costs[first]), middles[some][first]
        return least, best

    def _places(self, k: int, size: Size, gap: float) -> tuple[Any, Any, Any]:
        """Return places from the middle of an edge to its ends: how far off, how far, where."""
        room = max(0.0, self.lengths[k] - ARROW)
        found = []
        for off in OFF:
            for share in dict.fromkeys((0.5 - off, 0.5 + off)):
                (x, y), (dx, dy) = _at(self.lines[k], share * room)
                away = (abs(dy) * size[0] + abs(dx) * size[1]) / 2 + gap
                for side in (1.0, -1.0):
                    found.append((off, away, x + side * dy * away, y - side * dx * away))
        places = np.array(found)
        return places[:, 0], places[:, 1], places[:, 2:]

    def _faults(self, k: int, size: Size, middles: Any, away: Any) -> Any:
        """Return what is wrong with places, by their middles."""
        half = np.divide(size, 2)
        reach = max(float(half.max()) + 1.0, REACH * float(away.max()))
        around = middles.min(axis=0) - reach, middles.max(axis=0) + reach
        room = middles - half - 1.0, middles + half + 1.0
        overlaps = sum(
            _meet(*room, *(corners[_near(around, things)] for corners in things)).sum(axis=1)
            for things in (self.solids, self.labels)
        )
        near = _near(around, self.extents) | (self.edges == k)
        return OVERLAP * overlaps + self._mistakes(k, half, middles, away, near)

    def _mistakes(self, k: int, half: Any, middles: Any, away: Any, near: Any) -> Any:
        """Tell how far each place is from being nearest to its own edge, and off all edges.

        near: which segments count
        """
        edges, starts, ends = self.edges[near], self.starts[near], self.ends[near]
        first = np.flatnonzero(np.diff(edges, prepend=-1))  # segment of each edge
        nearest = np.minimum.reduceat(_distances(middles, starts, ends), first, axis=1)
        crossed = np.logical_or.reduceat(_cross(middles, half, starts, ends), first, axis=1)
        is_own = edges[first] == k
        own = np.minimum(nearest[:, is_own], away[:, None])
        times = (nearest / own)[:, ~is_own]
        closer = NEARER * (times < LEAST) + CLOSE * np.maximum(REACH - times, 0.0)
        return closer.sum(axis=1) + CROSSED * crossed.sum(axis=1)


def _near(around: tuple[Any, Any], things: tuple[Any, Any]) -> Any:
    low, high = around
    return _meet(low[None], high[None], *things)[0]


def _meet(low: Any, high: Any, lows: Any, highs: Any) -> Any:
    """Tell which of some rectangles overlap which of others, given by their corners."""
    x, y = ((low[:, None, i] < highs[:, i]) & (lows[:, i] < high[:, None, i]) for i in (0, 1))
    return x & y


def _distances(points: Any, starts: Any, ends: Any) -> Any:
    """Return how far each point is from each segment."""
    along_x, along_y = (ends - starts).T
    x, y = (points[:, None, i] - starts[:, i] for i in (0, 1))
    square = np.maximum(along_x**2 + along_y**2, 1e-12)
    shares = np.clip((x * along_x + y * along_y) / square, 0.0, 1.0)
    return np.hypot(x - shares * along_x, y - shares * along_y)


def _cross(middles: Any, half: Any, starts: Any, ends: Any) -> Any:
    """Tell which rectangles, of one size, which segments run through.

    Those whose extents overlap, if the corners of the rectangle are not all on one side.
    """
    along_x, along_y = (ends - starts).T
    x, y = (middles[:, None, i] - starts[:, i] for i in (0, 1))
    is_between = np.abs(along_x * y - along_y * x) < np.abs(ends - starts)[:, ::-1] @ half
    extents = np.minimum(starts, ends), np.maximum(starts, ends)
    return _meet(middles - half, middles + half, *extents) & is_between


def _head(line: Line) -> Rectangle:
    """Return the room of an arrow's head."""
    (x, y), tip = _back(line, ARROW), line[-1]
    left, low = min(x, tip[0]) - HALF, min(y, tip[1]) - HALF
    return Rectangle(left, low, abs(x - tip[0]) + 2 * HALF, abs(y - tip[1]) + 2 * HALF)


def _back(line: Line, length: float) -> Point:
    return _at(line[::-1], length)[0]


def _at(line: Line, length: float) -> tuple[Point, Point]:
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


def _from_segment(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square if square else 0.0
    share = min(1.0, max(0.0, share))
    return math.hypot(point[0] - a[0] - share * dx, point[1] - a[1] - share * dy)
