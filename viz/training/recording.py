"""What an animation of training shows: a run's record, checked, and the chosen steps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from engine.extend import check_whole
from viz.graph import layer_of, neuron_and_suffix
from viz.training.loss_curve import LossHistory
from viz.training.plane import Array
from viz.training.scores import check_outputs, check_takes
from viz.training.showable import check_history, check_numbers, check_shares, samples

__all__ = [
    "NeuronParameters",
    "Predict",
    "RecordedHistory",
    "Recording",
    "check_recorded",
    "neurons_of",
    "steps_shown",
]

Predict = Callable[[Any, Any], Any]  # scores, n × outputs, of parameters and n × inputs


class RecordedHistory(LossHistory, Protocol):
    """A history with the parameters and gradients of each step, in the order of their names."""

    names: list[str]
    parameters: list[Any]
    gradients: list[Any]


@dataclass(frozen=True)
class NeuronParameters:
    """The parameters that share the beginning of their names, `layers.0.neurons.2` for example.

    layer     the name of the layer, "" if it has none
    name      the beginning of the names
    places    of the parameters among all
    suffixes  the rest of each name: w0, w1, b
    """

    layer: str
    name: str
    places: list[int]
    suffixes: list[str]


@dataclass(frozen=True)
class Recording:
    """A training run to be shown.

    points, labels  n × inputs numbers and n labels
    steps           the indices of the steps that are shown, the first and the last among them
    parameters      shown steps × parameters, gradients likewise
    """

    history: RecordedHistory
    predict: Predict
    points: Array
    labels: Array
    steps: list[int]
    parameters: Array
    gradients: Array

    @classmethod
    def of(
        cls, history: RecordedHistory, predict: Predict, X: ArrayLike, y: ArrayLike, frames: int
    ) -> "Recording":
        """Check what `animate_training` is given."""
        check_recorded(history)
        allowed = "nn.predictor(model), or another function of parameters and rows"
        check_takes(predict, [[], []], allowed)
        points, labels = samples(X, y)
        steps = steps_shown(len(history.loss), frames)
        shown = (
            np.array([numbers[i] for i in steps], dtype=float)
            for numbers in (history.parameters, history.gradients)
        )
        recording = cls(history, predict, points, labels, steps, *shown)
        # So that a predict that does not fit is told at once.
        check_outputs(recording.scores(0, points[:1]).shape[1], labels)
        return recording

    @property
    def is_plane(self) -> bool:
        """Whether the samples lie on a plane, which can be drawn."""
        return bool(self.points.shape[1] == 2)

    def scores(self, frame: int, rows: Array) -> Array:
        """Return the rows' scores, n × outputs, by the parameters of a frame."""
        scores = np.asarray(self.predict(self.parameters[frame], rows), dtype=float)
        if scores.ndim != 2 or len(scores) != len(rows) or scores.shape[1] == 0:
            raise ValueError(
                f"predict: answered shape {scores.shape} for {len(rows)} rows; "
                f"allowed: ({len(rows)}, outputs), as nn.predictor(model) answers"
            )
        return scores

    def summary(self, frame: int) -> str:
        """Say how many steps had been made at a frame, its loss and its accuracy, in a line."""
        i, history = self.steps[frame], self.history
        right = history.accuracy[i]
        accuracy = "" if right is None else f"    accuracy {right:.3f}"
        return f"step {i} of {len(history.loss)}    loss {history.loss[i]:.4f}{accuracy}"


def neurons_of(names: Sequence[str]) -> list[NeuronParameters]:
    """Group parameters by the beginning of their names, in the order of the names."""
    neurons: dict[str, NeuronParameters] = {}
    for place, name in enumerate(names):
        beginning, suffix = neuron_and_suffix(name)
        layer = layer_of(beginning)
        new = NeuronParameters(beginning if layer is None else layer, beginning, [], [])
        neuron = neurons.setdefault(beginning, new)
        neuron.places.append(place)
        neuron.suffixes.append(suffix)
    return list(neurons.values())


def check_recorded(history: RecordedHistory) -> None:
    """Raise for a history that was not recorded, or holds what a picture cannot show."""
    check_history(history)
    for i, loss in enumerate(history.loss):
        check_numbers(f"history: given the loss {{}} in step {i + 1}", loss)
    check_shares(history.accuracy)
    _check_records(history, [getattr(history, name, []) for name in ("parameters", "gradients")])


def _check_records(history: RecordedHistory, records: Sequence[list[Any]]) -> None:
    steps, count = len(history.loss), len(history.names)
    if not any(map(len, records)):
        raise ValueError("history: given one without parameters; write fit(..., record=True)")
    if {len(record) for record in records} != {steps}:
        raise ValueError(
            f"history: given {len(records[0])} parameters and {len(records[1])} gradients for "
            f"{steps} steps; allowed: one of each per step, so record every step"
        )
    sizes = {np.shape(array) for record in records for array in record}
    if count == 0 or sizes != {(count,)}:
        raise ValueError(
            f"history: given {count} names for arrays of shape {min(sizes)}; allowed: a name for "
            "each parameter; write History(names=list(model.state_dict()))"
        )
    for i, (parameters, gradients) in enumerate(zip(*records, strict=True)):
        check_numbers(f"history: given the parameter {{}} in step {i + 1}", parameters)
        check_numbers(f"history: given the gradient {{}} in step {i + 1}", gradients, missing=True)


def steps_shown(count: int, frames: Any) -> list[int]:
    """Return the indices of so many steps, evenly from the first to the last."""
    check_whole("frames", frames, least=1)
    if frames == 1:
        return [count - 1]
    return sorted({round(i) for i in np.linspace(0, count - 1, min(int(frames), count))})
