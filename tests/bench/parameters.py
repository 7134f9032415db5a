"""What each parameter costs where there are many: the microseconds should not grow with them."""

import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

ROWS = 2
STEPS = 3


def measure_parameters(what: str) -> dict[str, Any]:
    """Return seconds for each parameter of a network of so many inputs, 10 neurons and 1."""
    from nn import MLP, SGD, train

    inputs = int(float(what))
    model = MLP(inputs, [10, 1], "relu", seed=0)
    count = len(model.parameters())
    optimizer = SGD(model.parameters(), lr=1e-6)
    data = {
        "X": np.random.default_rng(0).normal(size=(ROWS, inputs)),
        "y": np.ones(ROWS),
        "loss": "mse",
        "optimizer": optimizer,
    }

    def steps(backend: str) -> Callable[[], Any]:
        """Return a function that makes steps of a training that has begun."""
        running = train(model, **data, steps=2 + STEPS, backend=backend)
        list(islice(running, 2))
        return lambda: list(islice(running, STEPS))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.json"
        uses = {
            "names": model.named_parameters,
            "save": lambda: model.save(path),
            "load": lambda: model.load(path),
            "zero_grad": model.zero_grad,
            "optimizer": lambda: SGD(model.parameters(), lr=0.1),
        }
        seconds = {name: seconds_of(use) / count for name, use in uses.items()}
    seconds["step"] = seconds_of(optimizer.step) / count
    for backend in ("eager", "numpy"):
        seconds[backend] = seconds_of(steps(backend)) / STEPS / count
    return {"parameters": count, **seconds}


def seconds_of(use: Callable[[], Any]) -> float:
    start = time.process_time()
    use()
    return time.process_time() - start
