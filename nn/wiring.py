"""Wiring: the neurons of a network, found in its program, and which of them feed which.

A neuron is a sum of products of a parameter with a signal; an activation may follow, and more that
is computed from the sum alone. So any code that adds up weighted inputs has neurons, whatever its
classes and names are. A signal that is added as it is, as where a layer is skipped, has no
parameter; a sum of such signals alone is a neuron too.

signal   a number that depends on the inputs
source   where a signal comes from: an input, or a neuron, numbered on from the inputs
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine import Program
from engine.extend import Operand

__all__ = ["MIXED", "Neuron", "Weight", "Wiring", "wired"]

MIXED = -1  # the source of a signal that comes from several


@dataclass(frozen=True)
class Weight:
    """A parameter that multiplies a signal.

    place   of the parameter among all; None for a signal that is added as it is
    source  of the signal
    """

    place: int | None
    source: int


@dataclass
class Neuron:
    """A sum of weighted signals, and what is computed from it alone.

    weights, biases  a Weight for each product; the places of the parameters that are added
    output           the line of the program with what others see of it
    column           one more than the largest among its sources, which is 0 for inputs
    ops              what follows the sum
    """

    weights: list[Weight]
    biases: list[int]
    output: int = 0
    column: int = 1
    ops: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Wiring:
    """The neurons of a program in their order, and the source of each of its outputs."""

    neurons: list[Neuron]
    outputs: list[int]


def wired(program: Program) -> Wiring:
    """Find the neurons of a program of a network's scores, with its parameters as params."""
    return _Search(program).wiring()


@dataclass(frozen=True)
class _Sum:
    """What is added up so far: signals, most of them multiplied, and parameters."""

    weights: list[Weight]
    biases: list[int]


class _Search:
    """Goes through the lines of a program once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.inputs = len(program.input_labels)
        self.sources = dict(enumerate(range(self.inputs)))  # of each line that is a signal
        self.sums: dict[int, _Sum] = {}  # of each line that may go on adding up
        self.neurons: list[Neuron] = []

    def wiring(self) -> Wiring:
        """Return what it finds."""
        for line, (op, operands) in enumerate(self.program.instructions, self.program.leaves):
            read = [operand for operand in operands if type(operand) is int]
            added = self._added(op, read)
            if added is not None:
                self.sums[line] = added
            else:
                self._follow(line, op, read)
        return Wiring(self.neurons, [self._source_of(output) for output in self.program.outputs])

    def _source_of(self, output: Operand) -> int:
        source = self._source(output) if type(output) is int else None
        return MIXED if source is None else source

    def _added(self, op: str, operands: Sequence[int]) -> _Sum | None:
        """Return the sum that a line is, if it is one of weighted signals."""
        if op == "*":
            places = [place for o in operands if (place := self._place(o)) is not None]
            signals = [source for o in operands if (source := self._source(o)) is not None]
            if len(places) == len(signals) == 1:
                self._feed(operands)
                return _Sum([Weight(places[0], signals[0])], [])
        if op == "+" and (self._goes_on(operands) or self._meets(operands)):
            parts = [self._summand(o) for o in operands]
            weights = [weight for part in parts for weight in part.weights]
            return _Sum(weights, [place for part in parts for place in part.biases])
        return None

    def _goes_on(self, operands: Sequence[int]) -> bool:
        """Whether a sum is among the operands that nothing else has read."""
        return any(o in self.sums and o not in self.sources for o in operands)

    def _meets(self, operands: Sequence[int]) -> bool:
        """Whether the operands are several signals, one of them of a neuron."""
        sources = {self.sources[o] for o in operands if o in self.sources}
        return len(sources) > 1 and max(sources) >= self.inputs

    def _summand(self, operand: int) -> _Sum:
        """Return what an operand adds to a sum."""
        if operand in self.sources:
            self._feed([operand])
            return _Sum([Weight(None, self.sources[operand])], [])
        if operand in self.sums:
            return self.sums[operand]
        place = self._place(operand)
        return _Sum([], [] if place is None else [place])

    def _place(self, operand: int) -> int | None:
        is_param = self.inputs <= operand < self.program.leaves
        return operand - self.inputs if is_param else None

    def _source(self, operand: int) -> int | None:
        """Return where a signal comes from, None for what is none; a sum ends here."""
        if operand in self.sums and operand not in self.sources:
            self.sources[operand] = self.inputs + len(self.neurons)
            self.neurons.append(self._neuron(operand, self.sums[operand]))
        return self.sources.get(operand)

    def _neuron(self, line: int, added: _Sum) -> Neuron:
        columns = [self._column(weight.source) for weight in added.weights]
        return Neuron(added.weights, added.biases, line, 1 + max(columns))

    def _column(self, source: int) -> int:
        return 0 if source < self.inputs else self.neurons[source - self.inputs].column

    def _follow(self, line: int, op: str, operands: Sequence[int]) -> None:
        """Note the source of what is computed from signals."""
        sources = {source for o in operands if (source := self._source(o)) is not None}
        if len(sources) == 1:
            (source,) = sources
            self.sources[line] = source
            if source >= self.inputs:
                neuron = self.neurons[source - self.inputs]
                neuron.output = line
                neuron.ops.append(op)
        elif sources:
            self.sources[line] = MIXED
            self._feed(operands)

    def _feed(self, operands: Sequence[int]) -> None:
        """Let each neuron's output be what another one takes of it."""
        for operand in operands:
            source = self._source(operand)
            if source is not None and source >= self.inputs:
                self.neurons[source - self.inputs].output = operand
