"""Program: straight-line code for a value and its gradients, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from engine.program.identifiers import identifiers

__all__ = ["PARTS", "Instruction", "Operand", "Program"]

# A mean over rows is added up in this many parts, row i in part i % PARTS, then part after part. A
# processor adds to all parts at once, and in every language the sums come out the same to the bit.
PARTS = 8

Operand = int | float  # the number of an earlier result, or a constant


class Instruction(NamedTuple):
    """One line of a program: an op, and its operands."""

    op: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True)
class Program:
    """Straight-line code for a value and its gradients; prints itself as Python.

    input_labels  labels of the inputs, which differ from row to row
    param_labels  labels of the parameters, which are the same for all rows
    instructions  the lines: results are numbered on from the inputs and parameters
    value         the result (or the constant) that is the value
    gradients     the derivative of the value with respect to each parameter or, without any, to
                  each input; 0.0 where `backward` does not reach it
    measures      further results that a function of the program answers after the gradients
    hints         for some results a label, or "d" and the result whose gradient they are
    is_reached    for each of the gradients whether `backward` reaches it
    """

    input_labels: tuple[str, ...]
    param_labels: tuple[str, ...]
    instructions: tuple[Instruction, ...]
    value: Operand
    gradients: tuple[Operand, ...]
    measures: tuple[Operand, ...] = ()
    hints: Mapping[int, tuple[str, int | None]] = field(default_factory=dict, hash=False)
    is_reached: tuple[bool, ...] = ()

    @property
    def leaves(self) -> int:
        """How many inputs and parameters there are; the lines are numbered from here."""
        return len(self.input_labels) + len(self.param_labels)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """An identifier for each input, parameter and result, valid in every language."""
        labels = [*self.input_labels, *self.param_labels]
        return identifiers(labels, len(self.instructions), self.hints)

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
        """What a function of the program answers: value, gradients, measures."""
        return (self.value, *self.gradients, *self.measures)

    def source(self, language: str = "python") -> str:
        """Write the program in "python", "numpy" or "c"; raises ValueError for another name."""
        from engine.program.languages import source

        return source(self, language)

    def compile(self, language: str = "python") -> Callable[..., Any]:
        """Make a function of the program that runs in "python", in "numpy" or on the "c" machine.

        Without params: f(*numbers) returns (value, (derivative by each input, …)); "numpy" and "c"
        take arrays as well, element by element. With params: f(params, rows) returns (mean value
        over the rows, [mean gradient of each parameter]); params as an array give the gradients as
        an array. In "numpy" and "c" a number outside a function's domain gives nan or inf.

        Raises ValueError for another language and, when called, for counts or shapes that do not
        fit and for rows that are not finite; RuntimeError if "c" finds no C compiler.
        """
        from engine.program.compilation import compiled

        return compiled(self, language)

    def __str__(self) -> str:
        return self.source("python")
