"""How steps are timed: one after the other, as a student's own loop in a notebook runs them.

matplotlib is imported first, which leaves Python's collector more objects to walk. The bench leaves
the collector as Python starts it; an engine may not, so how often it collects is counted.
"""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean, median
from typing import Any


def import_as_in_a_notebook() -> None:
    from matplotlib import pyplot

    pyplot.switch_backend("agg")


@dataclass
class Timing:
    """What steps took; `losses` has those of the warm-up too.

    processor    seconds of a step, the mean: the collector works in some steps, but for all of them
    wall         seconds of a step, the median
    collections  of Python's collector in a step, of any generation, the mean
    preparation  seconds of the processor before the first step, where there is something to prepare
    """

    processor: float
    wall: float
    collections: float
    losses: list[float]
    preparation: float = 0.0


def collections() -> int:
    """Return how often Python's collector has run so far."""
    return sum(int(generation["collections"]) for generation in gc.get_stats())


def timed(
    step: Callable[[], Any],
    warm_up: int,
    steps: int,
    *,
    number: Callable[[Any], float] = float,
    keep: bool = False,
    between: Callable[[], Any] = lambda: None,
) -> Timing:
    """Time a step that returns its loss.

    number   makes a float of the loss
    keep     whether the loss, and so its graph, lives on until the next one has been computed, as
             in a loop written into a cell; else it ends with the step, as in a function
    between  is called between the steps, outside their time
    """
    losses, processor, wall, collected = [], [], [], []
    for _ in range(warm_up + steps):
        between()
        before = collections()
        start = time.perf_counter(), time.process_time()
        loss = step()
        losses.append(number(loss))
        if not keep:
            del loss
        processor.append(time.process_time() - start[1])
        wall.append(time.perf_counter() - start[0])
        collected.append(collections() - before)
    timed_steps = slice(warm_up, None)
    return Timing(
        mean(processor[timed_steps]),
        median(wall[timed_steps]),
        mean(collected[timed_steps]),
        losses,
    )
