"""Settings: how to train."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from engine import Value
from engine.extend import check_whole, shortened
from nn.bounded import in_range
from nn.optim import Optimizer

__all__ = ["BACKENDS", "Settings"]

BACKENDS = ("eager", "python", "numpy", "c")


@dataclass(frozen=True)
class Settings:
    """How to train, as `train` describes.

    Raises ValueError for a backend that there is not, and for a number that does not fit; TypeError
    for a schedule that is no function.
    """

    loss: str | Callable[[Any, Any], Value]
    optimizer: Optimizer | None
    steps: int
    batch_size: int | None
    l2: float
    backend: str
    seed: int
    accuracy: bool
    record: bool
    shuffle: bool
    schedule: Callable[[int], float] | None

    @classmethod
    def among(cls, arguments: Mapping[str, Any]) -> "Settings":
        """Pick the settings from all arguments of a function."""
        return cls(**{field.name: arguments[field.name] for field in fields(cls)})

    def __post_init__(self) -> None:
        if self.backend not in BACKENDS:
            raise ValueError(f"backend: given {self.backend!r}; allowed: {', '.join(BACKENDS)}")
        check_whole("steps", self.steps, least=0)
        if self.batch_size is not None:
            check_whole("batch_size", self.batch_size, least=1)
        if self.schedule is not None and not callable(self.schedule):
            raise TypeError(
                f"schedule: given {shortened(self.schedule)}; allowed: a function of the number of "
                "steps made that returns a learning rate, as lambda k: 0.1 * 0.99**k"
            )
        object.__setattr__(self, "l2", in_range("l2", self.l2))  # frozen to everybody else
