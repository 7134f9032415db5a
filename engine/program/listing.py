"""Listing: straight-line code for a value and its gradients, as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from engine.functions import FunctionName
from engine.program.identifiers import identifiers

__all__ = ["PARTS", "Instruction", "Listing", "Operand"]

# A mean over rows is added up in this many parts, row i in part i % PARTS, then part after part. A
# processor adds to all parts at once, and in every language the sums come out the same to the bit.
PARTS = 8

WORD = re.compile(r"\w+")

Operand = int | float  # the number of an earlier result, or a constant


class Instruction(NamedTuple):
    """One line of a program: an op, and its operands."""

    op: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True)
class Listing:
    """Straight-line code for a value and its gradients.

    input_labels  labels of the inputs, which differ from row to row
    param_labels  labels of the parameters, which are the same for all rows
    instructions  the lines: results are numbered on from the inputs and parameters
    value         the result (or the constant) that is the value
    gradients     the derivative of the value with respect to each parameter or, without any, to
                  each input; 0.0 where `backward` does not reach it
    metrics       further results that a function of the program answers after the gradients
    suggested_names  for some results a label, or "d" and the result whose gradient they are
    is_reached    for each of the gradients whether `backward` reaches it

    Raises ValueError for an operand, value, gradient or metric that is neither a float nor the
    number of a result that is there by then.
    """

    input_labels: tuple[str, ...]
    param_labels: tuple[str, ...]
    instructions: tuple[Instruction, ...]
    value: Operand
    gradients: tuple[Operand, ...]
    metrics: tuple[Operand, ...] = ()
    suggested_names: Mapping[int, tuple[str, int | None]] = field(default_factory=dict, hash=False)
    is_reached: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        results = self.leaves
        for line in self.instructions:
            for operand in line.operands:
                _check(operand, results, f"line {results}")
            results += 1
        for output in self.outputs:
            _check(output, results, "an output")

    @property
    def leaves(self) -> int:
        """How many inputs and parameters there are; the lines are numbered from here."""
        return len(self.input_labels) + len(self.param_labels)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """An identifier for each input, parameter and result, valid in every language."""
        labels = [*self.input_labels, *self.param_labels]
        own = {line.op for line in self.instructions if isinstance(line.op, FunctionName)}
        taken = {
            word for op in own for text in op.spellings.values() for word in WORD.findall(text)
        }
        return identifiers(labels, len(self.instructions), self.suggested_names, taken | own)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs."""
        return self.names[: len(self.input_labels)]

    @property
    def params(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return self.names[len(self.input_labels) : self.leaves]

    @property
    def outputs(self) -> tuple[Operand, ...]:
        """What a function of the program answers: value, gradients, metrics."""
        return (self.value, *self.gradients, *self.metrics)


def _check(operand: Operand, results: int, where: str) -> None:
    """Raise ValueError for what is no float and no number of one of the results so far."""
    is_there = 0 <= operand < results if type(operand) is int else isinstance(operand, float)
    if not is_there:
        raise ValueError(
            f"{where} of the program: given {operand!r}; allowed: the number of an earlier result, "
            f"0 to {results - 1}, or a float"
        )
