"""Random trainings, run by every backend; which of them disagree, and what is allowed.

- With SGD the backends "eager", "python" and "c" give the same bits: losses, accuracies, parameters
  and gradients. So does "numpy" where nothing is computed but sums, products and relu.
- Elsewhere numbers may differ by `SLACK` times what they differ by if eager starts from parameters
  that are `NUDGE` of themselves away: so the tolerance grows with the condition. Adam divides by
  gradients, which makes it large where they cancel. It is at least `SLACK` times `NUDGE` of the
  largest number and of 1: where tanh is near 1, its slope 1 - tanh² has lost that already.
- All backends fail at the same step, or none.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from nn import MLP, SGD, Adam, fit
from nn.layers import ACTIVATIONS
from nn.losses import LOSSES

__all__ = [
    "Training",
    "TrainingMismatch",
    "random_training",
    "training_mismatches",
    "training_text",
]

BACKENDS = ("python", "numpy", "c")
NUDGE = 2.0**-50
NUDGES = 3
SLACK = 64.0
Run = dict[str, list[float]]


@dataclass(frozen=True)
class Training:
    """What to train, and how; the rows are drawn from `seed`, too."""

    nin: int
    nouts: tuple[int, ...]
    activation: str
    output: str
    loss: str
    optimizer: str
    settings: dict[str, float] = field(hash=False)
    rows: int
    batch_size: int | None
    l2: float
    steps: int
    seed: int

    def model(self) -> MLP:
        return MLP(self.nin, self.nouts, self.activation, self.output, seed=self.seed)

    def data(self) -> tuple[list[list[float]], list[Any]]:
        rng = Random(self.seed)
        X = [
            [rng.choice((rng.gauss(0.0, 1.0), 0.0)) for _ in range(self.nin)]
            for _ in range(self.rows)
        ]
        labels = {
            "mse": lambda: [rng.gauss(0.0, 1.0) for _ in range(self.nouts[-1])],
            "hinge": lambda: rng.choice((-1, 1)),
            "binary_cross_entropy": lambda: rng.choice((0, 1)),
            "cross_entropy": lambda: rng.randrange(self.nouts[-1]),
        }
        return X, [labels[self.loss]() for _ in range(self.rows)]

    def run(self, backend: str, nudge: Random | None = None) -> Run | str:
        """Train, and return all that it leaves, or what it says where it leaves the floats."""
        model = self.model()
        for parameter in model.parameters() if nudge else ():
            parameter.data *= 1.0 + NUDGE * nudge.uniform(-1.0, 1.0)
        kind = {"SGD": SGD, "Adam": Adam}[self.optimizer]
        optimizer = kind(model.parameters(), **self.settings)
        try:
            history = fit(
                *(model, *self.data(), self.loss, optimizer, self.steps),
                **{"batch_size": self.batch_size, "l2": self.l2, "backend": backend},
                **{"progress": False, "seed": self.seed},
            )
        except FloatingPointError as error:
            return str(error).partition(":")[0]
        return {
            "losses": history.loss,
            "accuracies": [share for share in history.accuracy if share is not None],
            "parameters": [p.data for p in model.parameters()],
            "gradients": [p.grad for p in model.parameters()],
        }


@dataclass(frozen=True)
class TrainingMismatch:
    """A backend that disagrees with eager, and about what."""

    backend: str
    what: str
    training: Training
    numbers: tuple[Any, Any]


def random_training(rng: Random) -> Training:
    loss = rng.choice(list(LOSSES))
    last = {"mse": rng.randint(1, 2), "cross_entropy": rng.randint(2, 4)}.get(loss, 1)
    optimizer = rng.choice(("SGD", "Adam"))
    settings = {"lr": rng.choice((0.001, 0.05, 0.5)), "weight_decay": rng.choice((0.0, 0.0, 0.01))}
    if optimizer == "SGD":
        settings["momentum"] = rng.choice((0.0, 0.9))
    rows = rng.choice((1, 5, 12, 127, 128, 129))
    return Training(
        nin=rng.randint(1, 3),
        nouts=(*(rng.randint(1, 4) for _ in range(rng.randint(0, 2))), last),
        activation=rng.choice(list(ACTIVATIONS)),
        output=rng.choice(("linear", *ACTIVATIONS)),
        loss=loss,
        optimizer=optimizer,
        settings=settings,
        rows=rows,
        batch_size=rng.choice((None, 1, 3, rows)),
        l2=rng.choice((0.0, 0.0, 0.01)),
        steps=rng.randint(1, 8),
        seed=rng.randrange(1000),
    )


def training_mismatches(training: Training) -> Iterator[TrainingMismatch]:
    eager = training.run("eager")
    spread = None
    for backend in BACKENDS:
        run = training.run(backend)
        if isinstance(run, str) or isinstance(eager, str):
            if run != eager:
                yield TrainingMismatch(backend, "failure", training, (eager, run))
            continue
        if run == eager:
            continue
        if not is_exact(training, backend):
            spread = spread or spreads(training, eager)
        for what, numbers in eager.items():
            allowed = spread[what] if spread and not is_exact(training, backend) else 0.0
            if not is_within(run[what], numbers, allowed):
                yield TrainingMismatch(backend, what, training, (numbers, run[what]))


def is_exact(training: Training, backend: str) -> bool:
    """Whether the bits are those of eager."""
    plain = {training.activation, training.output} <= {"linear", "relu"}
    return training.optimizer == "SGD" and (
        backend != "numpy" or (plain and training.loss == "hinge")
    )


def spreads(training: Training, eager: Run) -> dict[str, float]:
    """Return how much each kind of number may differ, by what other last digits do to it."""
    allowed = {what: NUDGE * max([1.0, *map(abs, ns)]) for what, ns in eager.items()}
    for seed in range(NUDGES):
        other = training.run("eager", Random(seed))
        for what, numbers in eager.items():
            pairs = zip(numbers, other[what], strict=True) if isinstance(other, dict) else ()
            differences = [abs(a - b) for a, b in pairs] or [math.inf]
            allowed[what] = max(allowed[what], *differences)
    return allowed


def is_within(run: list[float], numbers: list[float], allowed: float) -> bool:
    return len(run) == len(numbers) and all(
        a == b or abs(a - b) <= SLACK * allowed for a, b in zip(run, numbers, strict=True)
    )


def training_text(found: TrainingMismatch) -> str:
    """Return a text that runs by itself and prints what both backends leave."""
    return (
        "from nn import MLP, SGD, Adam, fit\n\n"
        f"X, y = {found.training.data()}\n"
        f'for backend in ("eager", "{found.backend}"):\n'
        f"    model = MLP({found.training.nin}, {list(found.training.nouts)}, "
        f"{found.training.activation!r}, {found.training.output!r}, seed={found.training.seed})\n"
        f"    optimizer = {found.training.optimizer}(model.parameters(), "
        f"**{found.training.settings})\n"
        "    try:\n"
        f"        history = fit(model, X, y, {found.training.loss!r}, optimizer, "
        f"{found.training.steps}, batch_size={found.training.batch_size}, "
        f"l2={found.training.l2}, backend=backend, progress=False, seed={found.training.seed})\n"
        "        print(backend, history.loss, history.accuracy)\n"
        "        print([(p.data, p.grad) for p in model.parameters()])\n"
        "    except FloatingPointError as error:\n"
        "        print(backend, error)\n"
    )
