"""Where the labels of edges stand: each beside its own edge and nearest to it, off all else."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from viz.graph.neighbours import Neighbours
from viz.graph.shapes import Line, Point, Rectangle, Size, crosses, distance, meet, point_at

__all__ = ["free_place", "label_places"]

ARROW, HALF = 11.0, 4.0  # the length of an arrow's head, and half its width
GAP, FARTHER = 2.5, 7.5  # between an edge and its label, if it is crowded farther off
# Where a place is looked for: so far off the middle of an edge, as a share of its length.
OFF = [0.02 * i for i in range(25)]

# What is wrong with a place, the worst first, measured by the way along the edge. Too much is wrong
# where another edge is as near as the own, or four are crossed.
NEARER, CROSSED, CLOSE = 40.0, 10.0, 0.2
LEAST = 1.1  # times farther another edge has to be than a label's own
REACH = 1.5  # times farther it does not disturb any more

Place = tuple[float, float, Point]  # how far off the middle of the edge, how far from it, where
Found = tuple[float, Point]  # what is wrong with a place, and its middle


def label_places(
    lines: Sequence[Line], sizes: Sequence[Size | None], boxes: Sequence[Rectangle]
) -> list[Point | None]:
    """Return the middle of each edge's label, None for an edge without, and where there is no room.

    Of the places along its edge, on either side, each label takes the best that is left. One that
    crosses an edge so, or found none, looks again, now that all have a place.
    """
    labelled = [(k, size) for k, size in enumerate(sizes) if size]
    scene = _Scene(lines, boxes)
    for k, size in sorted(labelled, key=lambda one: scene.lengths[one[0]]):
        scene.place(k, size)
    for k, size in labelled + labelled:
        if k not in scene.found or scene.found[k][0] >= CROSSED:
            scene.place(k, size)
    return [scene.found[k][1] if k in scene.found else None for k in range(len(lines))]


def free_place(lines: Sequence[Line], places: Sequence[Rectangle]) -> Rectangle:
    """Return the first of some places of one size that no line runs through, else the first."""
    for place in places:
        half = place.width / 2, place.height / 2
        middle = place.x + half[0], place.y + half[1]
        if not any(crosses(middle, half, *ends) for line in lines for ends in pairwise(line)):
            return place
    return places[0]


class _Scene:
    """Boxes, edges, and the labels that are placed already, by the number of their edge."""

    def __init__(self, lines: Sequence[Line], boxes: Sequence[Rectangle]) -> None:
        self.lines = lines
        self.lengths = [sum(math.dist(*ends) for ends in pairwise(line)) for line in lines]
        self.found: dict[int, Found] = {}
        # What a label may not cover: other labels, boxes, and the heads of arrows.
        self.labels: dict[int, Rectangle] = {}
        self.solids = dict(enumerate((*boxes, *map(_head, lines))))
        self.segments = [(k, *ends) for k, line in enumerate(lines) for ends in pairwise(line)]
        self.near_labels, self.near_solids, self.near_segments = (Neighbours() for _ in range(3))
        for k, solid in self.solids.items():
            self.near_solids.add(k, solid)
        for k, (_, a, b) in enumerate(self.segments):
            self.near_segments.add_along(k, a, b)
        self.mistakes: dict[tuple[int, Point], float] = {}  # of places, for only labels move

    def place(self, k: int, size: Size) -> None:
        """Take the first place without faults, or else the best, if one is good enough."""
        if k in self.labels:
            self.near_labels.remove(k, self.labels.pop(k))
            del self.found[k]
        found = self._best(k, size, GAP) or self._best(k, size, FARTHER)
        if found:
            self.found[k], self.labels[k] = found, _around(found[1], size)
            self.near_labels.add(k, self.labels[k])

    def _best(self, k: int, size: Size, gap: float) -> Found | None:
        least, best = NEARER, None
        for off, away, middle in self._places(k, size, gap):
            if off >= least:  # as are those that follow
                break
            room = _around(middle, (size[0] + 2.0, size[1] + 2.0))
            if any(meet(room, self.labels[i]) for i in self.near_labels.near(room)):
                continue
            if (k, middle) not in self.mistakes:
                self.mistakes[k, middle] = self._mistakes(k, size, away, middle, room)
            cost = off + self.mistakes[k, middle]
            if cost < least:
                least, best = cost, (cost, middle)
        return best

    def _places(self, k: int, size: Size, gap: float) -> Iterator[Place]:
        """Return places from the middle of an edge to its ends."""
        room = max(0.0, self.lengths[k] - ARROW)
        for off in OFF:
            for share in dict.fromkeys((0.5 - off, 0.5 + off)):
                (x, y), (dx, dy) = point_at(self.lines[k], share * room)
                away = (abs(dy) * size[0] + abs(dx) * size[1]) / 2 + gap
                yield off, away, (x + dy * away, y - dx * away)
                yield off, away, (x - dy * away, y + dx * away)

    def _mistakes(self, k: int, size: Size, away: float, middle: Point, room: Rectangle) -> float:
        """Return what is wrong with a place, other labels aside."""
        if any(meet(room, self.solids[i]) for i in self.near_solids.near(room)):
            return math.inf
        half = size[0] / 2, size[1] / 2
        segments = (self.segments[i] for i in self.near_segments.near(room))
        crossed = {edge for edge, a, b in segments if crosses(middle, half, a, b)}
        mistakes = CROSSED * len(crossed)
        return mistakes if mistakes >= NEARER else mistakes + self._nearness(k, away, middle)

    def _nearness(self, k: int, away: float, middle: Point) -> float:
        """Tell how far a place is from being nearest to its own edge."""
        reach = REACH * away
        nearest = {k: away}
        for i in self.near_segments.near(_around(middle, (2 * reach, 2 * reach))):
            edge, a, b = self.segments[i]
            apart = distance(middle, a, b)
            if apart < nearest.get(edge, reach):
                nearest[edge] = apart
        own = nearest.pop(k)
        times = [apart / own for apart in nearest.values() if apart < REACH * own]
        return sum(NEARER * (t < LEAST) + CLOSE * (REACH - t) for t in times)


def _around(middle: Point, size: Size) -> Rectangle:
    return Rectangle(middle[0] - size[0] / 2, middle[1] - size[1] / 2, *size)


def _head(line: Line) -> Rectangle:
    """Return the room of an arrow's head."""
    (x, y), _ = point_at(line[::-1], ARROW)
    tip = line[-1]
    left, low = min(x, tip[0]) - HALF, min(y, tip[1]) - HALF
    return Rectangle(left, low, abs(x - tip[0]) + 2 * HALF, abs(y - tip[1]) + 2 * HALF)
