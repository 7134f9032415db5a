"""A training step of one network, by us and by our peers: the same numbers, a process each.

MLP 2-16-16-1 with relu, 100 moons, hinge loss + L2, one full-batch SGD step, double precision.
"""

import itertools
import statistics
import time
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np

from tests.bench.engines import ENGINES, TUPLES, Engine
from tests.bench.memory import bytes_of_graph, megabytes
from tests.bench.timing import Timing, collections, import_as_in_a_notebook, timed

SIZES = [2, 16, 16, 1]
SAMPLES, LEARNING_RATE, L2 = 100, 0.1, 1e-4
COMPARED = 8  # the step whose loss must be the same for all

Loop = Callable[[int, int], Timing]  # steps to warm up, steps to time


def data() -> tuple[list[list[float]], list[int]]:
    from nn.data import moons

    X, y = moons(SAMPLES, seed=0)
    return X.tolist(), y.tolist()


def weights() -> list[list[list[float]]]:
    rng = Random(0)
    shapes = itertools.pairwise(SIZES)
    return [[[rng.uniform(-1, 1) for _ in range(n + 1)] for _ in range(m)] for n, m in shapes]


class OwnLoop:
    """The loop of micrograd's demo, written with the numbers of any scalar engine."""

    def __init__(self, engine: Engine) -> None:
        number = engine.number
        self.number = number
        self.layers = [
            [([number(w) for w in row[:-1]], number(row[-1])) for row in rows] for rows in weights()
        ]
        self.parameters = [p for layer in self.layers for w, b in layer for p in (*w, b)]
        self.X, self.y = data()

    def score(self, x: list[Any]) -> Any:
        for layer in self.layers:
            x = [neuron(w, b, x, layer is self.layers[-1]) for w, b in layer]
        return x[0]

    def loss(self) -> Any:
        losses = [
            (1 + -target * self.score([self.number(v) for v in row])).relu()
            for row, target in zip(self.X, self.y, strict=True)
        ]
        return sum(losses) * (1.0 / len(losses)) + L2 * sum(p * p for p in self.parameters)

    def step(self) -> Any:
        loss = self.loss()
        for p in self.parameters:
            p.grad = 0.0
        loss.backward()
        for p in self.parameters:
            p.data -= LEARNING_RATE * p.grad
        return loss


def neuron(w: list[Any], b: Any, x: list[Any], is_last: bool) -> Any:
    total = sum((wi * xi for wi, xi in zip(w, x, strict=True)), b)
    return total if is_last else total.relu()


def own_loop(engine: str, keep: bool = False) -> Callable[[], Loop]:
    def competitor() -> Loop:
        step = OwnLoop(ENGINES[engine]()).step
        return looped(step, number=lambda loss: float(loss.data), keep=keep)

    return competitor


def looped(step: Callable[[], Any], **options: Any) -> Loop:
    return lambda warm_up, steps: timed(step, warm_up, steps, **options)


def chalkgrad_fit(backend: str, record: bool = False) -> Callable[[], Loop]:
    """Return the loop inside `fit`, with everything that it records."""

    def run(steps: int) -> tuple[float, int, Any]:
        from nn import MLP, SGD, fit

        model = MLP(SIZES[0], SIZES[1:], "relu")
        numbers = [w for rows in weights() for row in rows for w in row]
        model.load_state_dict(dict(zip(model.state_dict(), numbers, strict=True)))
        sgd = SGD(model.parameters(), LEARNING_RATE)
        X, y = data()
        settings: dict[str, Any] = {"l2": L2, "backend": backend, "record": record}
        collected, start = collections(), time.process_time()
        history = fit(model, X, y, optimizer=sgd, steps=steps, progress=False, **settings)
        return time.process_time() - start, collections() - collected, history

    def loop(warm_up: int, steps: int) -> Timing:
        run(warm_up)
        preparation, *_ = run(0)  # checks, traces and assembles
        processor, collected, history = run(steps)
        wall = statistics.median(b - a for a, b in itertools.pairwise(history.seconds))
        return Timing((processor - preparation) / steps, wall, collected / steps, history.loss)

    return lambda: loop


def numpy_by_hand() -> Loop:
    """Backpropagation as one writes it with arrays, each layer a matrix product."""
    layers = [np.array(rows) for rows in weights()]
    params = [(np.ascontiguousarray(w[:, :-1].T), w[:, -1].copy()) for w in layers]
    X, y = (np.array(part, dtype=float) for part in data())

    def step() -> float:
        (w1, b1), (w2, b2), (w3, b3) = params
        h1 = np.maximum(X @ w1 + b1, 0.0)
        h2 = np.maximum(h1 @ w2 + b2, 0.0)
        score = (h2 @ w3)[:, 0] + b3
        margin = 1.0 - y * score
        penalty = L2 * sum((w * w).sum() + (b * b).sum() for w, b in params)
        loss = np.maximum(margin, 0.0).mean() + penalty
        d3 = (np.where(margin > 0.0, -y, 0.0) / len(X))[:, None]
        d2 = np.where(h2 > 0.0, d3 @ w3.T, 0.0)
        d1 = np.where(h1 > 0.0, d2 @ w2.T, 0.0)
        for (w, b), inputs, d in zip(params, (X, h1, h2), (d1, d2, d3), strict=True):
            w -= LEARNING_RATE * (inputs.T @ d + 2.0 * L2 * w)
            b -= LEARNING_RATE * (d.sum(axis=0) + 2.0 * L2 * b)
        return float(loss)

    return looped(step)


def pytorch() -> Loop:
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
        return loss.item()

    return looped(step)


KEPT = ", each loss kept until the next"
# Of each: what makes its loop, steps to warm up, steps to time.
COMPETITORS: dict[str, tuple[Callable[[], Loop], int, int]] = {
    "micrograd": (own_loop("micrograd"), 2, 6),
    "tuples of local gradients, own loop": (own_loop(TUPLES), 2, 6),
    "chalkgrad, own loop": (own_loop("chalkgrad"), 2, 6),
    "micrograd" + KEPT: (own_loop("micrograd", keep=True), 2, 6),
    "chalkgrad, own loop" + KEPT: (own_loop("chalkgrad", keep=True), 2, 6),
    "chalkgrad, fit, eager": (chalkgrad_fit("eager"), 2, 8),
    "chalkgrad, fit, python": (chalkgrad_fit("python"), 10, 100),
    "chalkgrad, fit, numpy": (chalkgrad_fit("numpy"), 20, 200),
    "chalkgrad, fit, c": (chalkgrad_fit("c"), 500, 5000),
    "chalkgrad, fit, c, recorded": (chalkgrad_fit("c", record=True), 500, 5000),
    "NumPy by hand": (numpy_by_hand, 200, 5000),
    "PyTorch eager, one thread": (pytorch, 100, 2000),
}


def measure_steps(name: str) -> dict[str, Any]:
    import_as_in_a_notebook()
    competitor, warm_up, steps = COMPETITORS[name]
    loop = competitor()
    before = megabytes()
    timing = loop(warm_up, steps)
    return {
        "processor": timing.processor,
        "wall": timing.wall,
        "collections": timing.collections,
        "megabytes": megabytes() - before,
        "loss": timing.losses[COMPARED - 1],
    }


def measure_loss_memory(name: str) -> dict[str, Any]:
    """Bytes per node of the loss over all moons."""
    engine = ENGINES[name]()
    return bytes_of_graph(engine, lambda: OwnLoop(engine).loss())
