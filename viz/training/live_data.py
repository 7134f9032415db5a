"""What the page of a playground is given: programs, numbers, samples, and what they mean."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.extend import float_or_nan, page_program, shortened
from viz.checks import checked_names
from viz.style import number
from viz.training.plane import grid

__all__ = ["limits_of", "live_data", "wiring_data"]

CLASSES = {"hinge": [-1.0, 1.0], "binary_cross_entropy": [0.0, 1.0]}
UNITS = {"binary_cross_entropy": 2.0, "cross_entropy": 2.0}  # tanh(score / 2) is 2 p - 1


def live_data(
    training: Any,
    columns: Sequence[str],
    *,
    batch: int = 0,
    seed: int = 0,
    threshold: float | None = None,
    classes: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Return what JSON can hold of a training, an `nn.extend.PortableTraining`."""
    names = list(columns) or [f"x{i}" for i in range(training.inputs)]
    return {
        "names": training.names,
        "numbers": training.numbers,
        "moved": training.moved,
        "reached": training.reached,
        "bounds": training.bounds,
        "inputs": names[: training.inputs],
        "outputs": training.outputs,
        "rows": training.rows,
        "test": training.test_rows,
        "countsRight": training.counts_right,
        "programs": _programs(training),
        "rules": [_rule(rule) for rule in training.rules],
        "states": [list(column) for column in zip(*training.states, strict=True)],
        "l2": training.l2,
        "batch": batch,
        "seed": seed,
        "wiring": wiring_data(training.wiring),
        **_meaning(training, threshold, classes),
    }


def _programs(training: Any) -> dict[str, Any]:
    return {
        "step": _program(training.step),
        "measure": _program(training.measure),
        "answers": _program(training.answers, averaged=False),
        "penalty": _program(training.penalty),
    }


def _program(program: Any, *, averaged: bool = True) -> dict[str, Any]:
    try:
        return page_program(program, averaged=averaged)
    except ValueError as error:
        op = str(error).partition(";")[0]
        raise ValueError(
            f"playground: {op}, so a page cannot run it; write it with the engine's own functions, "
            "or train it by fit, and show it by plot_loss and plot_decision_boundary"
        ) from None


def _rule(rule: Any) -> dict[str, Any]:
    return {
        "name": rule.name,
        "settings": rule.settings,
        "bounds": rule.bounds,
        "initial": rule.initial,
        "program": _program(rule.update),
    }


def wiring_data(wiring: Any) -> dict[str, Any]:
    """Return what JSON can hold of an `nn.extend.Wiring`."""
    return {
        "neurons": [
            {
                "column": neuron.column,
                "weights": [[weight.place, weight.source] for weight in neuron.weights],
                "biases": neuron.biases,
                "ops": neuron.ops,
            }
            for neuron in wiring.neurons
        ],
        "outputs": wiring.outputs,
    }


def _meaning(training: Any, threshold: float | None, named: Sequence[str] | None) -> dict[str, Any]:
    """Say what scores and labels stand for: classes, with a boundary, or numbers to be learned."""
    labels = _labels(training)
    numbers = _classes(training, labels)
    texts = [number(label, 6) for label in numbers]
    if named is not None:
        texts = checked_names("classes", named, len(numbers))
    is_middle = training.loss_name == "mse" and len(numbers) == 2 and training.outputs == 1
    middle = sum(numbers) / 2.0 if is_middle else 0.0
    unit = abs(numbers[1] - numbers[0]) / 2.0 if is_middle else UNITS.get(training.loss_name, 1.0)
    return {
        "classes": [
            {"text": text, "label": label} for text, label in zip(texts, numbers, strict=True)
        ],
        "labelWidth": len(training.rows[0]) - training.inputs,
        "threshold": middle if threshold is None else _checked_threshold(threshold),
        "unit": unit,
        "limits": limits_of(
            [row[: training.inputs] for row in (*training.rows, *training.test_rows)]
        ),
        "labelLimits": [min(labels), max(labels)] if labels else [0.0, 1.0],
    }


def _labels(training: Any) -> list[float]:
    """Return all labels, where each is one number."""
    rows = [*training.rows, *training.test_rows]
    is_one = len(rows[0]) == training.inputs + 1
    return [row[-1] for row in rows] if is_one else []


def _classes(training: Any, labels: Sequence[float]) -> list[float]:
    """Return the label of each class, in the order of their numbers, if there are classes."""
    distinct = sorted(set(labels))
    numbers = [float(k) for k in range(training.outputs)]
    if training.outputs > 1:
        are_classes = set(distinct) <= set(numbers) and distinct
        distinct = numbers if are_classes else []
    elif training.loss_name in CLASSES:
        distinct = CLASSES[training.loss_name]
    elif len(distinct) != 2:
        distinct = []
    return distinct


def limits_of(rows: Any) -> list[list[float]]:
    """Return from where to where each input is shown; of more than two inputs none is."""
    points = np.asarray(rows, dtype=float)
    inputs = points.shape[1]
    if inputs > 2:
        return []
    both = points if inputs == 2 else np.repeat(points, 2, axis=1)
    return [[float(tick) for tick in axis] for axis in grid(both, 2)[:inputs]]


def _checked_threshold(threshold: Any) -> float:
    checked = float_or_nan(threshold)
    if not np.isfinite(checked):
        raise ValueError(f"threshold: given {shortened(threshold)}; allowed: a finite number")
    return checked
