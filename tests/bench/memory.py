"""The memory of a process, and of a graph."""

import gc
import resource
import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

from tests.bench.engines import Engine, nodes


def megabytes() -> float:
    """Return the most memory that this process has had so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def bytes_of_graph(engine: Engine, loss: Callable[[], Any]) -> dict[str, Any]:
    """Return the bytes per node of what a function builds, before, after and during backward.

    Counted by tracemalloc, which sees every allocation of Python's, headers of the collector
    included: the same numbers on each run, which the memory of a process never gives.
    """
    loss()  # imports and caches are no part of the graph
    gc.collect()
    tracemalloc.start()
    root = loss()
    forward, _ = tracemalloc.get_traced_memory()
    root.backward()
    gc.collect()  # micrograd's and the tuples' backward leave a list of all nodes in a cycle
    backward, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    count = nodes(engine, root)
    sizes = {"forward": forward, "backward": backward, "peak": peak}
    return {"nodes": count, **{when: size / count for when, size in sizes.items()}}
