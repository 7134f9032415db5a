"""Which things are near a place, found by a grid, however many there are in all."""

from collections import defaultdict
from collections.abc import Iterator

from viz.graph.shapes import Point, Rectangle

__all__ = ["Neighbours"]

SIDE = 24.0  # of a cell of the grid: about a label
Cell = tuple[int, int]


class Neighbours:
    """Things, known by their numbers, in the cells of a grid that they touch."""

    def __init__(self) -> None:
        self._things: defaultdict[Cell, set[int]] = defaultdict(set)

    def add(self, thing: int, room: Rectangle) -> None:
        """Add a thing that takes a rectangle."""
        for cell in _cells(room):
            self._things[cell].add(thing)

    def remove(self, thing: int, room: Rectangle) -> None:
        """Take a thing away again."""
        for cell in _cells(room):
            self._things[cell].remove(thing)

    def add_along(self, thing: int, a: Point, b: Point) -> None:
        """Add a thing that is a straight line between two points."""
        for cell in _cells_along(*sorted((a, b))):
            self._things[cell].add(thing)

    def near(self, room: Rectangle) -> set[int]:
        """Return the things in all cells that a rectangle touches."""
        return set().union(*(self._things[cell] for cell in _cells(room) if cell in self._things))


def _cells(room: Rectangle) -> Iterator[Cell]:
    x, y, width, height = room
    rows = range(int(y // SIDE), int((y + height) // SIDE) + 1)
    return ((i, j) for i in range(int(x // SIDE), int((x + width) // SIDE) + 1) for j in rows)


def _cells_along(left: Point, right: Point) -> Iterator[Cell]:
    """Return the cells that a straight line runs through, column by column."""
    (x, y), (end, _) = left, right
    slope = (right[1] - y) / (end - x) if end > x else 0.0
    for i in range(int(x // SIDE), int(end // SIDE) + 1):
        enters, leaves = max(x, i * SIDE), min(end, (i + 1) * SIDE)
        heights = (y + slope * (enters - x), y + slope * (leaves - x)) if end > x else (y, right[1])
        low, high = sorted(heights)
        yield from ((i, j) for j in range(int(low // SIDE), int(high // SIDE) + 1))
