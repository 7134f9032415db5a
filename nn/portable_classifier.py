"""A classifier as data: what another machine, such as a page, answers with, and differentiates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import Program, Value, choose
from nn.losses import softmax
from nn.module import Module, check_model
from nn.tracing import UntraceableError, traced

__all__ = ["PortableClassifier", "portable_classifier"]


@dataclass(frozen=True)
class PortableClassifier:
    """What a model answers to a row of inputs, and how much each input counts.

    program  of a row of inputs and, after them, the number of a class: the score of that class, its
             gradient with respect to them all, all scores, their probabilities; parameters are
             constants
    classes  how many there are, each with a score
    """

    program: Program
    classes: int


def portable_classifier(model: Module, inputs: int) -> PortableClassifier:
    """Write down what a model answers to rows of so many inputs.

    Raises TypeError for what is no model, ValueError for one without a score for each class, and
    for one that cannot be traced.
    """
    check_model(model)
    row = [Value(0.0, f"x{i}") for i in range(inputs)]
    try:
        program = traced(model, _answers, [*row, Value(0.0, "class")])
    except UntraceableError as reason:
        raise ValueError(
            f"model: given one that cannot be traced for rows of {inputs} numbers: {reason}"
        ) from None
    classes = len(program.metrics) // 2
    if classes < 2:
        raise ValueError(
            f"model: given one with {classes} score; allowed: one for each class, at least 2, as "
            f"MLP({inputs}, [32, 10]) has"
        )
    return PortableClassifier(program, classes)


def _answers(model: Any, unknown: list[Any]) -> Sequence[Any]:
    *row, chosen = unknown
    outputs = model(row)
    scores = outputs if isinstance(outputs, (list, tuple)) else np.ravel(outputs).tolist()
    return [choose(chosen, scores), *scores, *softmax(scores)]
