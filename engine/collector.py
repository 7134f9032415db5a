"""Python's cyclic garbage collector, while graphs grow.

A graph of Values has no reference cycles: it is freed the moment it is dropped, and the collector
finds nothing in it. But it is many objects, and the collector walks all of them again and again
while they become more. So while ops are recorded it waits for more new objects than usual, as if
`gc.set_threshold` had been called; it still runs, and what else there is to collect is collected.
The first collection with no op recorded since the one before sets the threshold back.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["Patience", "patience", "paused_collector"]

PATIENT = 200_000  # new objects, about 20 MB of graph


class Patience:
    """Whether the collector waits, and what its thresholds were before.

    is_fresh  whether an op has been recorded since the last collection
    """

    def __init__(self) -> None:
        self.is_fresh = False
        self.before: tuple[int, int, int] | None = None

    def renew(self) -> None:
        """Let the collector wait, for an op is recorded; a collector with more patience stays."""
        self.is_fresh = True
        thresholds = gc.get_threshold()
        if 0 < thresholds[0] < PATIENT:  # 0 is a collector that never runs by itself
            self.before = thresholds
            gc.set_threshold(PATIENT, *thresholds[1:])

    def end(self) -> None:
        """Set the threshold back, unless somebody else has set it since."""
        if self.before and gc.get_threshold() == (PATIENT, *self.before[1:]):
            gc.set_threshold(*self.before)
        self.before = None

    def after_collection(self, phase: str, _: dict[str, Any]) -> None:
        """Keep waiting after a collection if ops were recorded before it, else end."""
        if phase == "stop":
            if not self.is_fresh:
                self.end()
            self.is_fresh = False


patience = Patience()
gc.callbacks.append(patience.after_collection)


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collector, for a stretch that makes graphs and nothing with cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
