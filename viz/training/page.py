"""A training run as the data of its page."""

import base64
from pathlib import Path
from typing import Any

import numpy as np

from viz.graph import ordinal_of
from viz.training.plots import class_numbers, grid, label_text
from viz.training.recording import NeuronParameters, Recording, neurons_of
from viz.web import build_page

__all__ = ["in_base64", "page"]

RESOLUTION = 40  # points of the grid along each side; the page interpolates between them
MOST = 1e300  # of a score, so that differences are numbers
WEB = Path(__file__).with_name("web")


def page(recording: Recording, theme: str = "auto") -> str:
    """Return the page as HTML."""
    return build_page(WEB, "Training, step by step", _run(recording), theme=theme)


def _run(recording: Recording) -> dict[str, Any]:
    history = recording.history
    neurons = neurons_of(history.names)
    return {
        "loss": [_short(loss) for loss in history.loss],
        "accuracy": [None if share is None else _short(share) for share in history.accuracy],
        "shown": [i + 1 for i in recording.steps],
        "names": list(history.names),
        "neurons": [_neuron(neuron) for neuron in neurons],
        "zeros": _zero_lines(neurons) if recording.is_plane else [],
        "parameters": in_base64(recording.parameters, "<f4"),
        "gradients": in_base64(recording.gradients, "<f4"),
        "plane": _plane(recording) if recording.is_plane else None,
    }


def _neuron(neuron: NeuronParameters) -> dict[str, Any]:
    return {
        "name": neuron.name,
        "layer": neuron.layer,
        "ordinal": ordinal_of(neuron.name),
        "places": neuron.places,
    }


def _zero_lines(neurons: list[NeuronParameters]) -> list[dict[str, int]]:
    """Return where w0, w1 and b of the first layer's neurons are, if they have just these."""
    return [
        {"neuron": i, **dict(zip(neuron.suffixes, neuron.places, strict=True))}
        for i, neuron in enumerate(neurons)
        if neuron.layer == neurons[0].layer and sorted(neuron.suffixes) == ["b", "w0", "w1"]
    ]


def _plane(recording: Recording) -> dict[str, Any]:
    across, up = grid(recording.points, RESOLUTION)
    rows = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    scores = [_margins(recording.scores(i, rows)).T for i in range(len(recording.steps))]
    outputs = len(scores[0])
    classes = class_numbers(recording.labels, outputs)
    numbers = dict(classes)
    return {
        "x": [across[0], across[-1]],
        "y": [up[0], up[-1]],
        "aspect": _aspect(across, up),
        "resolution": RESOLUTION,
        "outputs": outputs,
        "scores": in_base64(np.concatenate(scores), "i1"),
        "classes": [{"text": label_text(label), "number": number} for label, number in classes],
        "points": [
            [_short(x), _short(y), numbers[label]]
            for (x, y), label in zip(recording.points, recording.labels, strict=True)
        ],
    }


def _aspect(across: Any, up: Any) -> float:
    """Return height by width: that of the plane, unless it would be too narrow to read."""
    return float(np.clip((up[-1] - up[0]) / (across[-1] - across[0]), 0.5, 1.25))


def _margins(scores: Any) -> Any:
    """Return scores in a byte each that decide alike: 0 where two classes meet.

    Several scores are measured from the middle of the two largest. The byte is the root of the
    margin: it is finest near 0, which alone decides where the boundary runs.
    """
    scores = np.clip(np.nan_to_num(scores), -MOST, MOST)
    if scores.shape[1] > 1:
        scores = scores - np.sort(scores, axis=1)[:, -2:].mean(axis=1, keepdims=True)
    scale = np.quantile(np.abs(scores.max(axis=1)), 0.9) or 1.0
    roots = np.sqrt(np.abs(scores / scale).clip(0.0, 1.0))
    return np.sign(scores) * np.ceil(roots * 127.0)  # up, so that no answer turns to 0


def in_base64(numbers: Any, kind: str) -> str:
    """Write numbers as text, of a kind of NumPy's such as "<f4"."""
    return base64.b64encode(np.ascontiguousarray(numbers, dtype=kind).tobytes()).decode("ascii")


def _short(number: Any) -> float:
    return float(f"{number:.5g}")
