"""Python's cyclic garbage collector, while graphs grow.

A graph of Values has no reference cycles: it is freed the moment it is dropped, and the collector
finds nothing in it. But it is many objects, and the collector walks all of them again and again
while they become more. So while ops are recorded it waits for more new objects than usual, as if
`gc.set_threshold` had been called; it still runs, and what else there is to collect is collected.
The first collection with no op recorded since the one before sets the threshold back. A threshold
that somebody else sets meanwhile stays, and the collector is left alone from then on.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["patience", "paused_collector"]

PATIENT = 50_000  # new objects, about 5 MB of graph


class _Patience:
    """Whether the collector waits, and what its thresholds were before.

    is_fresh  whether an op has been recorded since the last collection
    is_over   whether somebody else has set the threshold, which then stays
    """

    def __init__(self) -> None:
        self.is_fresh = False
        self.is_over = False
        self.before: tuple[int, int, int] | None = None

    def renew(self) -> None:
        """Let the collector wait, for an op is recorded.

        One with more patience is left alone, and so is one that never runs by itself, at 0.
        """
        self.is_fresh = True
        thresholds = gc.get_threshold()
        if not self.is_over and 0 < thresholds[0] < PATIENT:
            self.before = thresholds
            gc.set_threshold(PATIENT, *thresholds[1:])

    def end(self) -> None:
        """Set the threshold back, unless somebody else has set it since."""
        if self._is_ours() and self.before:
            gc.set_threshold(*self.before)
        self.before = None

    def _is_ours(self) -> bool:
        if self.before and gc.get_threshold() != (PATIENT, *self.before[1:]):
            self.is_over = True
        return not self.is_over

    def after_collection(self, phase: str, _: dict[str, Any]) -> None:
        """Keep waiting after a collection if ops were recorded before it, else end."""
        if phase == "stop":
            if not (self._is_ours() and self.is_fresh):
                self.end()
            self.is_fresh = False


if "patience" not in globals():  # a module that is loaded again, as in notebooks, keeps its names
    patience = _Patience()
    gc.callbacks.append(patience.after_collection)


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collector, for a stretch that makes graphs and nothing with cycles."""
    enabled = gc.isenabled()
    try:
        gc.disable()
        yield
    finally:
        if enabled:
            gc.enable()
