"""Speed and memory beside micrograd and PyTorch, measured in one run: python -m tests.bench.

Each measurement is a fresh process, and the competitors take turns, so that a change in the speed
of the machine meets all of them. The table gives the median of the rounds.
"""

import argparse
import gc
import importlib.util
import itertools
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any

SIZES = [2, 16, 16, 1]
SAMPLES, STEPS, LEARNING_RATE, L2 = 100, 8, 0.1, 1e-4


def data() -> tuple[list[list[float]], list[int]]:
    from nn.data import moons

    X, y = moons(SAMPLES, seed=0)
    return X.tolist(), y.tolist()


def weights() -> list[list[list[float]]]:
    rng = Random(0)
    shapes = itertools.pairwise(SIZES)
    return [[[rng.uniform(-1, 1) for _ in range(n + 1)] for _ in range(m)] for n, m in shapes]


def own_loop(number: Any) -> Callable[[], float]:
    """Return one step of micrograd's demo, written with either engine's Value."""
    layers = [
        [([number(w) for w in row[:-1]], number(row[-1])) for row in rows] for rows in weights()
    ]
    parameters = [p for layer in layers for w, b in layer for p in (*w, b)]
    X, y = data()

    def neuron(w: list[Any], b: Any, x: list[Any], is_last: bool) -> Any:
        total = sum((wi * xi for wi, xi in zip(w, x, strict=True)), b)
        return total if is_last else total.relu()

    def score(x: list[Any]) -> Any:
        for layer in layers:
            x = [neuron(w, b, x, layer is layers[-1]) for w, b in layer]
        return x[0]

    def step() -> float:
        losses = [
            (1 + -target * score([number(v) for v in row])).relu()
            for row, target in zip(X, y, strict=True)
        ]
        loss = sum(losses) * (1.0 / len(losses)) + L2 * sum(p * p for p in parameters)
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        for p in parameters:
            p.data -= LEARNING_RATE * p.grad
        return float(loss.data)

    return step


def micrograd() -> Callable[[], float]:
    from micrograd.engine import Value

    return own_loop(Value)


def chalkgrad() -> Callable[[], float]:
    from engine import Value

    return own_loop(Value)


def chalkgrad_fit() -> Callable[[], float]:
    from nn import MLP, SGD, train

    model = MLP(SIZES[0], SIZES[1:], "relu")
    numbers = [w for rows in weights() for row in rows for w in row]
    model.load_state_dict(dict(zip(model.state_dict(), numbers, strict=True)))
    sgd = SGD(model.parameters(), LEARNING_RATE)
    X, y = data()
    records = train(model, X, y, optimizer=sgd, steps=10**9, l2=L2)
    gc.disable()  # as fit does
    return lambda: next(records).loss


def pytorch() -> Callable[[], float]:
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    matrices = [torch.tensor(rows).requires_grad_() for rows in weights()]
    X, y = (torch.tensor(part, dtype=torch.float64) for part in data())

    def step() -> float:
        x = X
        for matrix in matrices:
            x = x @ matrix[:, :-1].T + matrix[:, -1]
            x = x if matrix is matrices[-1] else torch.relu(x)
        loss = torch.relu(1 - y * x[:, 0]).mean() + L2 * sum((m * m).sum() for m in matrices)
        loss.backward()
        with torch.no_grad():
            for matrix in matrices:
                matrix -= LEARNING_RATE * matrix.grad
                matrix.grad = None
        return float(loss)

    return step


COMPETITORS = {f.__name__: f for f in (micrograd, chalkgrad, chalkgrad_fit, pytorch)}


def megabytes() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measure_steps(name: str) -> dict[str, Any]:
    step = COMPETITORS[name]()
    before = megabytes()
    losses, times = [], []
    for _ in range(STEPS):
        start = time.perf_counter()
        losses.append(step())
        times.append(time.perf_counter() - start)
    return {
        "seconds": statistics.median(times),
        "megabytes": megabytes() - before,
        "last_loss": losses[-1],
    }


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


KINDS = {"steps": measure_steps, "graph": measure_graph, "chain": measure_chain}


def in_fresh_process(kind: str, what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench", "--measure", kind, what]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def compared(rounds: int) -> list[tuple[str, ...]]:
    names = [name for name in COMPETITORS if name != "pytorch" or importlib.util.find_spec("torch")]
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            runs[name].append(in_fresh_process("steps", name))
    medians = {
        name: {key: statistics.median(run[key] for run in some) for key in some[0]}
        for name, some in runs.items()
    }
    base = medians["micrograd"]
    rows = []
    for name, figures in medians.items():
        assert abs(figures["last_loss"] - base["last_loss"]) < 1e-9, "not the same computation"
        ratios = [
            a["seconds"] / b["seconds"] for a, b in zip(runs["micrograd"], runs[name], strict=True)
        ]
        rows.append(
            (
                name.replace("_", " "),
                f"{figures['seconds'] * 1e3:.1f} ms",
                f"{statistics.median(ratios):.2f} ×",
                f"{figures['megabytes']:.1f} MB",
                f"{figures['megabytes'] / base['megabytes']:.2f}",
            )
        )
    return rows


def scaled(rounds: int) -> list[tuple[str, ...]]:
    sizes = ("1e3", "1e4", "1e5", "1e6")
    runs: dict[str, list[dict[str, float]]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            runs[size].append(in_fresh_process("graph", size))
    rows = []
    for size, some in runs.items():
        slowdowns = [runs["1e3"][i]["paused"] / some[i]["paused"] for i in range(rounds)]
        speeds = [statistics.median(run[key] for run in some) for key in ("paused", "running")]
        rows.append(
            (size, f"{speeds[0]:,.0f}", f"{statistics.median(slowdowns):.2f}", f"{speeds[1]:,.0f}")
        )
    return rows


def printed(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = [head, *rows]
    widths = [max(len(row[i]) for row in table) for i in range(len(head))]
    print(f"\n{title}")
    for row in table:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", nargs=2, metavar=("KIND", "WHAT"), help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts")
    options = parser.parse_args()
    if options.measure:
        kind, what = options.measure
        print(json.dumps(KINDS[kind](what)))
        return
    printed(
        "A training step of MLP 2-16-16-1 on 100 moons, hinge + L2",
        ("", "time", "faster than micrograd", "peak memory of the steps", "of micrograd's"),
        compared(options.rounds),
    )
    printed(
        "Nodes per second, forward and backward, by size of the graph",
        ("nodes", "collector paused", "slower than 1e3", "collector running"),
        scaled(options.rounds),
    )
    chain = in_fresh_process("chain", "1e6")
    printed(
        "A chain 1,000,000 nodes deep",
        ("forward", "backward", "drop"),
        [tuple(f"{chain[part]:.2f} s" for part in ("forward", "backward", "drop"))],
    )


if __name__ == "__main__":
    main()
