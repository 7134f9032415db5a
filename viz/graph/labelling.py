"""Where the labels of edges stand: each beside its own edge and nearest to it, off all else."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, product
from typing import Any, NamedTuple

__all__ = ["MOST_EDGES", "Line", "Point", "Rectangle", "Size", "flattened", "label_places"]

Point = tuple[float, float]  # in points, the unit of Graphviz
Size = tuple[float, float]  # width and height

MOST_EDGES = 340  # of a picture; with more of them it takes longer than a reader waits
PIECES = 10  # of a curve, as straight lines
ARROW, HALF = 11.0, 4.0  # the length of an arrow's head, and half its width
GAP, FARTHER = 2.5, 7.5  # between an edge and its label, if it is crowded farther off
# Where a place is looked for: so far off the middle of an edge, as a share of its length.
OFF = [0.02 * i for i in range(25)]
SQUARE = 30.0  # the side of the squares by which things are found

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

    def meets(self, other: "Rectangle", apart: float = 0.0) -> bool:
        """Tell whether two rectangles overlap, or are nearer than so much to each other."""
        return (
            self.x < other.x + other.width + apart
            and other.x < self.x + self.width + apart
            and self.y < other.y + other.height + apart
            and other.y < self.y + self.height + apart
        )


Line = tuple[Point, ...]  # an edge as straight lines, the tip of its arrow last


def flattened(points: Sequence[Point], tip: Point) -> Line:
    """Return Bézier curves, given by their control points, as straight lines."""
    line = [points[0]]
    for k in range(0, len(points) - 3, 3):
        a, b, c, d = points[k : k + 4]
        for i in range(1, PIECES + 1):
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
    scene = _Scene(lines, boxes)
    labelled = [(k, size) for k, size in enumerate(sizes) if size]
    for k, size in sorted(labelled, key=lambda one: scene.lengths[one[0]]):
        scene.place(k, size)
    for k, size in labelled + labelled:
        if scene.faults[k] >= CROSSED:
            scene.place(k, size)
    places = {k: _middle(scene.labels[k]) for k, _ in labelled if scene.faults[k] < NEARER}
    return [places.get(k) for k in range(len(lines))]


class _Near:
    """Finds what is near a rectangle: things by the squares of the plane that they touch."""

    def __init__(self) -> None:
        self.squares: dict[tuple[int, int], list[Any]] = defaultdict(list)

    def add(self, thing: Any, extent: Rectangle) -> None:
        for square in _squares(extent, 0.0):
            self.squares[square].append(thing)

    def remove(self, thing: Any, extent: Rectangle) -> None:
        for square in _squares(extent, 0.0):
            self.squares[square].remove(thing)

    def to(self, extent: Rectangle, apart: float) -> set[Any]:
        return {
            thing for square in _squares(extent, apart) for thing in self.squares.get(square, ())
        }


def _squares(extent: Rectangle, apart: float) -> Iterator[tuple[int, int]]:
    x, y, width, height = extent
    across = range(int((x - apart) // SQUARE), int((x + width + apart) // SQUARE) + 1)
    up = range(int((y - apart) // SQUARE), int((y + height + apart) // SQUARE) + 1)
    return product(across, up)


class _Scene:
    """Boxes, edges, and the labels that are placed already, by the number of their edge."""

    def __init__(self, lines: Sequence[Line], boxes: Sequence[Rectangle]) -> None:
        self.lines = lines
        self.lengths = [sum(math.dist(*ends) for ends in pairwise(line)) for line in lines]
        self.labels: dict[int, Rectangle] = {}
        self.faults: dict[int, float] = {}  # of each label that is placed
        self.segments, self.solids, self.placed = _Near(), _Near(), _Near()
        for solid in (*boxes, *map(_head, lines)):
            self.solids.add(solid, solid)
        for k, line in enumerate(lines):
            for a, b in pairwise(line):
                self.segments.add((k, a, b), _extent((a, b)))

    def place(self, k: int, size: Size) -> None:
        """Take the first place without faults, or else the best."""
        if k in self.labels:
            self.placed.remove(k, self.labels.pop(k))
        best = self._best(k, size, GAP)
        if best[0] >= NEARER:
            best = min(best, self._best(k, size, FARTHER))
        self.faults[k], self.labels[k] = best
        self.placed.add(k, self.labels[k])

    def _best(self, k: int, size: Size, gap: float) -> tuple[float, Rectangle]:
        least, best = math.inf, Rectangle(0.0, 0.0, *size)
        for off, away, place in self._places(k, size, gap):
            if off >= least:  # as are those that follow
                break
            cost = off + self._overlaps(place)
            if cost < least:
                cost += self._mistakes(k, place, away)
            if cost < least:
                least, best = cost, place
        return least, best

    def _places(self, k: int, size: Size, gap: float) -> Iterator[tuple[float, float, Rectangle]]:
        """Yield places from the middle of an edge to its ends: how far off, and from the edge."""
        room = max(0.0, self.lengths[k] - ARROW)
        for off in OFF:
            for share in dict.fromkeys((0.5 - off, 0.5 + off)):
                (x, y), (dx, dy) = _at(self.lines[k], share * room)
                away = (abs(dy) * size[0] + abs(dx) * size[1]) / 2 + gap
                for side in (1.0, -1.0):
                    middle = x + side * dy * away, y - side * dx * away
                    yield off, away, _around(middle, size)

    def _overlaps(self, place: Rectangle) -> float:
        solids = self.solids.to(place, 1.0)
        labels = map(self.labels.__getitem__, self.placed.to(place, 1.0))
        return OVERLAP * sum(place.meets(other, 1.0) for other in (*solids, *labels))

    def _mistakes(self, k: int, place: Rectangle, away: float) -> float:
        """Tell how far the place is from being nearest to its own edge, and off all edges."""
        middle, crossed, nearest = _middle(place), set(), {k: away}
        for i, a, b in self.segments.to(_around(middle, (2 * REACH * away,) * 2), 0.0):
            distance = _from_segment(middle, a, b)
            if distance < nearest.get(i, REACH * away):
                nearest[i] = distance
        for i, a, b in self.segments.to(place, 0.0):
            if _meets_segment(place, a, b):
                crossed.add(i)
        own = nearest.pop(k)
        times = [distance / own for distance in nearest.values() if distance < REACH * own]
        near = sum(NEARER * (many < LEAST) + CLOSE * (REACH - many) for many in times)
        return near + CROSSED * len(crossed)


def _around(middle: Point, size: Size) -> Rectangle:
    return Rectangle(middle[0] - size[0] / 2, middle[1] - size[1] / 2, *size)


def _middle(place: Rectangle) -> Point:
    return place.x + place.width / 2, place.y + place.height / 2


def _extent(line: Line) -> Rectangle:
    (left, right), (low, high) = ((min(c), max(c)) for c in zip(*line, strict=True))
    return Rectangle(left, low, right - left, high - low)


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


def _meets_segment(place: Rectangle, a: Point, b: Point) -> bool:
    """Tell whether a part of a segment is inside, by the share of it where it goes in and out."""
    first, last = 0.0, 1.0
    for start, end, low, size in zip(a, b, place[:2], place[2:], strict=True):
        by = end - start
        if by == 0.0:
            if not low <= start <= low + size:
                return False
            continue
        enters, leaves = sorted(((low - start) / by, (low + size - start) / by))
        first, last = max(first, enters), min(last, leaves)
    return first < last
