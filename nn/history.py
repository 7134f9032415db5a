"""The records of training: a Step each, and the History of a run."""

from dataclasses import dataclass, field
from typing import Any

__all__ = ["History", "Step"]


@dataclass(frozen=True)
class Step:
    """What one step of training saw, before it moved the parameters.

    step        1 for the first
    loss        mean over the batch, with the L2 penalty
    accuracy    share of the batch that was right; None if the loss has no notion of it
    seconds     since training began
    parameters  an array in the order of model.named_parameters(); None unless recorded
    gradients   the same for the gradients of the loss; nan where a parameter has none, because it
                is frozen or the loss does not depend on it
    """

    step: int
    loss: float
    accuracy: float | None
    seconds: float
    parameters: Any = field(default=None, repr=False, compare=False)
    gradients: Any = field(default=None, repr=False, compare=False)


@dataclass
class History:
    """The records of a training run, a list for each quantity.

    accuracy    None for each loss that is given without one
    names       of the parameters, in the order of the arrays; empty unless recorded
    parameters  an array for each step, gradients likewise; empty unless recorded
    """

    loss: list[float] = field(default_factory=list)
    accuracy: list[float | None] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list, compare=False)
    gradients: list[Any] = field(default_factory=list, compare=False)

    def __post_init__(self) -> None:
        self.accuracy = [*self.accuracy, *[None] * (len(self.loss) - len(self.accuracy))]

    def append(self, step: Step) -> None:
        """Add the record of one step."""
        self.add(step.loss, step.accuracy, step.seconds, step.parameters, step.gradients)

    def add(
        self,
        loss: float,
        accuracy: float | None,
        seconds: float,
        parameters: Any = None,
        gradients: Any = None,
    ) -> None:
        """Add what one step saw, as `Step` describes it."""
        self.loss.append(loss)
        self.accuracy.append(accuracy)
        self.seconds.append(seconds)
        if parameters is not None:
            self.parameters.append(parameters)
            self.gradients.append(gradients)

    def even_out(self) -> int:
        """Drop what an interruption left of a step half added; return the number of steps."""
        lists: list[list[Any]] = [self.loss, self.accuracy, self.seconds]
        lists += [self.parameters, self.gradients] if self.names else []
        steps = min(map(len, lists))
        for quantity in lists:
            del quantity[steps:]
        return steps

    def __len__(self) -> int:
        return len(self.loss)

    def __repr__(self) -> str:
        if not self.loss:
            return "History of 0 steps"
        right = self.accuracy[-1]
        accuracy = "" if right is None else f", accuracy {right:.3f}"
        return f"History of {len(self)} steps, last loss {self.loss[-1]:.4g}{accuracy}"
