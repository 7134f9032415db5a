"""A training step of one network, by us and by our peers: the same numbers, a process each.

MLP 2-16-16-1 with relu, 100 moons, hinge loss + L2, one full-batch SGD step, double precision.
"""

import gc
import itertools
import statistics
import time
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np

from tests.bench.memory import megabytes

SIZES = [2, 16, 16, 1]
SAMPLES, LEARNING_RATE, L2 = 100, 0.1, 1e-4
COMPARED = 8  # the step whose loss must be the same for all

Loop = Callable[[int], tuple[list[float], list[float]]]  # steps → losses, seconds of each step


def data() -> tuple[list[list[float]], list[int]]:
    from nn.data import moons

    X, y = moons(SAMPLES, seed=0)
    return X.tolist(), y.tolist()


def weights() -> list[list[list[float]]]:
    rng = Random(0)
    shapes = itertools.pairwise(SIZES)
    return [[[rng.uniform(-1, 1) for _ in range(n + 1)] for _ in range(m)] for n, m in shapes]


def own_loop(number: Any) -> Loop:
    """Return the loop of micrograd's demo, written with either engine's Value."""
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

    return timed(step)


def timed(step: Callable[[], float]) -> Loop:
    """Return a loop that times each step."""

    def loop(steps: int) -> tuple[list[float], list[float]]:
        losses, seconds = [], []
        for _ in range(steps):
            start = time.perf_counter()
            losses.append(step())
            seconds.append(time.perf_counter() - start)
        return losses, seconds

    return loop


def micrograd() -> Loop:
    from micrograd.engine import Value

    return own_loop(Value)


def chalkgrad() -> Loop:
    from engine import Value

    return own_loop(Value)


def chalkgrad_fit(backend: str, record: bool = False) -> Callable[[], Loop]:
    """Return the loop inside `fit`, with everything that it records."""

    def competitor() -> Loop:
        from nn import MLP, SGD, fit

        model = MLP(SIZES[0], SIZES[1:], "relu")
        numbers = [w for rows in weights() for row in rows for w in row]
        model.load_state_dict(dict(zip(model.state_dict(), numbers, strict=True)))
        sgd = SGD(model.parameters(), LEARNING_RATE)
        X, y = data()

        def loop(steps: int) -> tuple[list[float], list[float]]:
            settings: dict[str, Any] = {"l2": L2, "backend": backend, "record": record}
            history = fit(model, X, y, optimizer=sgd, steps=steps, progress=False, **settings)
            return history.loss, [b - a for a, b in itertools.pairwise(history.seconds)]

        return loop

    return competitor


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

    return timed(step)


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
        return float(loss)

    return timed(step)


COMPETITORS: dict[str, tuple[Callable[[], Loop], int]] = {
    "micrograd": (micrograd, 8),
    "chalkgrad, micrograd's own loop": (chalkgrad, 8),
    "chalkgrad, fit, eager": (chalkgrad_fit("eager"), 8),
    "chalkgrad, fit, python": (chalkgrad_fit("python"), 100),
    "chalkgrad, fit, numpy": (chalkgrad_fit("numpy"), 200),
    "chalkgrad, fit, c": (chalkgrad_fit("c"), 5000),
    "chalkgrad, fit, c, recorded": (chalkgrad_fit("c", record=True), 5000),
    "NumPy by hand": (numpy_by_hand, 2000),
    "PyTorch eager, one thread": (pytorch, 1000),
}


def measure_steps(name: str) -> dict[str, Any]:
    competitor, steps = COMPETITORS[name]
    loop = competitor()
    before = megabytes()
    losses, seconds = loop(steps)
    gc.collect()
    return {
        "seconds": statistics.median(seconds),
        "megabytes": megabytes() - before,
        "loss": losses[COMPARED - 1],
    }
