"""How fast eager graphs are, by size and by depth."""

import gc
import itertools
import time
from typing import Any


def measure_graph(size: str) -> dict[str, Any]:
    """Nodes per second, forward and backward, with Python's cyclic collector paused and running."""
    n = int(float(size))
    repeats = max(1, 200_000 // n)
    speeds = {}
    for collector, switch in (("paused", gc.disable), ("running", gc.enable)):
        switch()
        start = time.perf_counter()
        for _ in range(repeats):
            graph_of(n).backward()
        speeds[collector] = n * repeats / (time.perf_counter() - start)
    return speeds


def graph_of(n: int) -> Any:
    """Return the root of about n nodes, sums and products in turn, each used about twice."""
    from engine import Value

    factor = Value(0.499, requires_grad=False)
    recent = [Value(0.5) for _ in range(8)]
    for i in range(n // 2):
        recent[i % 8] = recent[i % 8] * factor + recent[(i + 3) % 8]
    return sum(recent[1:], recent[0])


def measure_chain(size: str) -> dict[str, Any]:
    from engine import Value

    n = int(float(size))
    times = [time.perf_counter()]
    leaf = Value(1.0)
    node = leaf
    for _ in range(n):
        node = node + leaf
    times.append(time.perf_counter())
    node.backward()
    times.append(time.perf_counter())
    assert leaf.grad == n + 1
    del node
    times.append(time.perf_counter())
    forward, backward, drop = (b - a for a, b in itertools.pairwise(times))
    return {"forward": forward, "backward": backward, "drop": drop}
