"""A recorded run without its training: the data of a page that replays it."""

from typing import Any

import numpy as np

from engine.extend import page_program
from viz.training.choices import POINTS
from viz.training.live_data import limits_of, wiring_data
from viz.training.live_record import in_base64, record_data
from viz.training.plane import class_numbers, label_text
from viz.training.portable import answers_of
from viz.training.recording import Recording
from viz.training.showable import LARGEST

__all__ = ["replay_data"]


def replay_data(recording: Recording, names: list[str]) -> dict[str, Any]:
    """Return what JSON can hold of a recorded run.

    names  of the inputs; none for x0, x1, …

    A model that can be traced comes as the program of its answers, with its neurons. Of any other
    function the scores are kept that the page would ask for.
    """
    inputs = recording.points.shape[1]
    last = recording.scores(len(recording.steps) - 1, recording.points)
    limits = limits_of(recording.points)
    record = record_data(recording.history, recording.steps, exact=False)
    program, wiring = _program(recording)
    if program is None:
        record["scores"] = _scores(recording, limits)
    return {
        "names": list(recording.history.names),
        "inputs": names[:inputs] or [f"x{i}" for i in range(inputs)],
        "outputs": last.shape[1],
        "test": [],
        "countsRight": any(share is not None for share in recording.history.accuracy),
        "answers": program,
        "wiring": wiring,
        "limits": limits,
        "record": record,
        **_meaning(recording, last),
    }


def _program(recording: Recording) -> tuple[Any, Any]:
    """Return program and wiring of the model that predicts, None and no neurons without one."""
    answers = answers_of(recording.predict, recording.points.shape[1])
    try:
        program = answers and page_program(answers.program, averaged=False)
    except ValueError:  # of an op that pages do not have
        program = None
    if program is None:
        return None, {"neurons": [], "outputs": []}
    return program, wiring_data(answers.wiring)


def _scores(recording: Recording, limits: list[list[float]]) -> str:
    """Return all scores that the page shows, frame after frame: output after output."""
    rows = _lattice(limits) if limits else recording.points
    frames = range(len(recording.steps))
    scores = [np.nan_to_num(recording.scores(frame, rows)).T for frame in frames]
    return in_base64(np.clip(scores, -LARGEST, LARGEST), "<f4")


def _lattice(limits: list[list[float]]) -> Any:
    """Return the points that the page asks for, the first input changing fastest."""
    ticks = [np.linspace(low, high, POINTS[len(limits)]) for low, high in limits]
    return np.stack(np.meshgrid(*ticks), axis=-1).reshape(-1, len(limits))


def _meaning(recording: Recording, scores: Any) -> dict[str, Any]:
    """Say what scores and labels stand for: classes, by sign or largest, or numbers."""
    labels, outputs = recording.labels, scores.shape[1]
    known = class_numbers(labels, outputs)
    is_number = labels.dtype.kind in "biuf"
    are_classes = outputs > 1 or len(known) <= 2
    numbers = {label: float(label) if is_number else float(k) for label, k in known}
    classes = {k: {"text": label_text(label), "label": numbers[label]} for label, k in known}
    for k in range(max(2, outputs)):  # a class without a sample
        classes.setdefault(k, {"text": str(k) if outputs > 1 else "other", "label": float(-1 - k)})
    own = list(numbers.values())
    return {
        "rows": [
            [*map(float, row), numbers[label]]
            for row, label in zip(recording.points, labels, strict=True)
        ],
        "classes": [classes[k] for k in sorted(classes)] if are_classes else [],
        "labelWidth": 1,
        "labelLimits": [min(own), max(own)],
        "threshold": 0.0,
        "unit": _unit(scores),
    }


def _unit(scores: Any) -> float:
    """Return the margin of a rather sure answer: half of what few of the last ones exceed."""
    scores = np.clip(np.nan_to_num(scores), -LARGEST, LARGEST)
    if scores.shape[1] == 1:
        margins = np.abs(scores[:, 0])
    else:
        ordered = np.sort(scores, axis=1)
        margins = ordered[:, -1] - ordered[:, -2]
    return float(np.quantile(margins, 0.9)) / 2.0 or 1.0
