"""Long use: what is repeated thousands of times in one process must not grow, nor leave files."""

import gc
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine import Value, trace
from nn import MLP, train
from nn.data import moons
from viz import draw, walk

BACKENDS = ("eager", "python", "numpy", "c")
PARTS = 4  # of a long use; after each it is measured


def steps(backend: str) -> Callable[[int], None]:
    X, y = moons(20, seed=0)

    def use(count: int) -> None:
        model = MLP(2, [4, 1], "relu", seed=0)
        for _ in train(model, X, y, steps=count, batch_size=4, backend=backend):
            pass

    return use


def neuron() -> tuple[Value, Any, Any]:
    model = MLP(2, [2, 1], seed=0)
    inputs = [Value(0.5, "x0"), Value(-1.0, "x1")]
    root = model(inputs)
    root.backward()
    return root, inputs, model


def drawings(count: int) -> None:
    for _ in range(count):
        root, _, model = neuron()
        draw(root, names=model.named_parameters()).pipe("svg")


def walks(count: int) -> None:
    for _ in range(count):
        root, _, model = neuron()
        assert walk(root, names=model.named_parameters()).html


def programs(count: int) -> None:
    for _ in range(count):
        root, inputs, _ = neuron()
        program = trace(root, inputs)
        for language in ("python", "numpy", "c"):
            program.compile(language)(0.5, -1.0)


USES: dict[str, tuple[int, Callable[[int], None]]] = {
    **{f"steps, {backend}": (20_000, steps(backend)) for backend in BACKENDS},
    "drawings": (2_000, drawings),
    "walks": (300, walks),
    "compiled programs": (300, programs),
}


def objects() -> int:
    """Return how many objects are alive that Python's collector knows."""
    gc.collect()
    return len(gc.get_objects())


def megabytes() -> float:
    """Return the memory of this process now or, where that cannot be told, the most so far."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return pages * resource.getpagesize() / 1e6


def files() -> int:
    """Return how many files there are in the temporary folder."""
    return sum(1 for path in Path(tempfile.gettempdir()).rglob("*") if path.is_file())


def measure_long_use(what: str) -> dict[str, Any]:
    """Return objects, megabytes and files after each part of a use."""
    count, use = USES[what]
    start = time.perf_counter()
    figures: dict[str, Any] = {"count": count, "objects": [], "megabytes": [], "files": []}
    for _ in range(PARTS):
        use(count // PARTS)
        for name, figure in (("objects", objects), ("megabytes", megabytes), ("files", files)):
            figures[name].append(figure())
    return {**figures, "seconds": time.perf_counter() - start}
