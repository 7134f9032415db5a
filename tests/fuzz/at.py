"""What the graph of a program answers at a point, with bounds, each computed once."""

import math
from collections.abc import Callable
from functools import cached_property

from engine import local_gradients
from engine.extend import ARITHMETIC_ERRORS
from tests.fuzz.answers import Graph, Outcome, attempted
from tests.fuzz.arithmetic import Bounded, UndecidedError
from tests.fuzz.programs import Program

__all__ = ["At"]


class At:
    """A program at a point.

    eager  the outcome of `backward`
    again  of one more
    both   of `backward` with a gradient of 0.0 that flows into the branches not chosen
    """

    def __init__(self, program: Program, point: tuple[float, ...]) -> None:
        self.program = program
        self.point = point
        self.graph = attempted(Graph, program, point)
        self.is_recorded = isinstance(self.graph, Graph)
        self.chooses = self.is_recorded and self.graph.chooses
        self.eager = self._outcome(Graph.backward)
        self.again = self._outcome(Graph.again)
        self.forward = self._outcome(Graph.forward)  # before the rules are changed
        self.both = self._outcome(Graph.with_both_slopes) if self.chooses else self.eager

    def _outcome(self, way: Callable[[Graph], Outcome]) -> Outcome:
        return attempted(way, self.graph) if self.is_recorded else self.graph

    @property
    def has_answer(self) -> bool:
        return isinstance(self.eager, tuple)

    @cached_property
    def bounds(self) -> list[Bounded] | None:
        """Bounds for a way that does the same ops up to the value, None where they cannot tell."""
        return self._bounds()

    @cached_property
    def bounds_of_another_order(self) -> list[Bounded] | None:
        return self._bounds(same_value=False)

    @cached_property
    def bounds_of_forward(self) -> list[Bounded] | None:
        return self._bounds(forward=True)

    @property
    def is_moderate(self) -> bool:
        """Whether all numbers are so small that no sine of one turns within a step."""
        return all(abs(node.data) < 1000.0 for node in self.graph.order)

    @property
    def has_infinite_slope(self) -> bool:
        slopes = [attempted(local_gradients, node) for node in self.graph.order]
        return any(isinstance(s, type) or not all(map(math.isfinite, s)) for s in slopes)

    def is_smooth_within(self, step: float) -> bool:
        """Tell whether no choice between numbers changes if the leaves move, relatively."""
        return self._bounds(moved=step) is not None

    def _bounds(self, **kind: float) -> list[Bounded] | None:
        try:
            return self.graph.bounds(**kind)
        except (UndecidedError, *ARITHMETIC_ERRORS):
            return None
