"""Tracing: a graph replayed on symbols writes the program for it and for its gradients.

The forward lines come from replaying what was recorded on leaves that hold Symbols; the derivative
lines from `backward`, by the same closures that compute on floats. Neither the graph nor its leaves
are written to.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Any

from engine.collector import paused_collector
from engine.detached import followed, warn_of_frozen
from engine.graph import ordered, replayed, topological_order
from engine.kind import refusal, remedy
from engine.number import shortened
from engine.program.listing import Instruction, Operand
from engine.program.program import Program
from engine.program.symbol import Symbol, Tape, operand_of
from engine.recording import recording
from engine.value import Value

__all__ = ["Tracer", "checked_leaves", "trace"]


def trace(root: Value, inputs: Sequence[Value], params: Sequence[Value] = ()) -> Program:
    """Write down the computation of a value and its gradients as a program.

    inputs  leaves of the graph that become arguments; their labels become their names
    params  leaves that stay the same from row to row, such as a network's weights

    Other leaves become constants. The graph is what was recorded: a Python `if` on a number was
    decided when it ran, so `x if x > 0 else -x` traces as the branch taken; write
    `where(x > 0, x, -x)` for a choice that the program makes anew. `x.detach()` of an input or a
    parameter stops the gradient in the program too; what was detached from a result is a constant,
    and a GraphWarning tells of it.

    Raises ValueError for an input or a parameter that is not a leaf, or given twice; TypeError if
    the root is no Value.
    """
    if not isinstance(root, Value):
        raise refusal(root, "trace")
    tracer = Tracer(inputs, params)
    leaves = (node for node in topological_order(root) if node.is_leaf)
    warn_of_frozen(leaves, tracer.unknown)
    return tracer.program(root)


class Tracer:
    """Writes down as a program what is computed from some leaves.

    inputs   leaves that become arguments
    params   leaves that stay the same from row to row
    unknown  {leaf: a leaf like it whose number is not known yet} for all of them

    `trace` takes the branch that was recorded. To find such branches, record the computation on the
    unknown leaves: a decision by a number raises TypeError there, with what to write instead, and
    so does whatever asks for the number itself, such as float(v). In the program a leaf and its
    unknown one are the same.

    Raises ValueError for an input or a parameter that is not a leaf, or given twice.
    """

    def __init__(self, inputs: Iterable[Value], params: Iterable[Value] = ()) -> None:
        self.inputs, self.params = _listed("inputs", inputs), _listed("params", params)
        leaves = checked_leaves(self.inputs, self.params)
        self._tape = Tape(len(leaves))
        self.unknown = {
            leaf: leaf.with_data(Symbol(self._tape, i)) for i, leaf in enumerate(leaves)
        }

    @property
    def refusals(self) -> list[str]:
        """What was said where a number was asked for, also where somebody caught the TypeError."""
        return self._tape.refusals

    def program(
        self, value: Any, metrics: Sequence[Any] = (), *, differentiate: bool = True
    ) -> Program:
        """Write the program of a value, its gradients unless told not to, and further results.

        value    a Value, or a number that depends on nothing
        metrics  further ones that a function of the program answers after the gradients
        """
        wanted = (self.params or self.inputs) if differentiate else []
        with recording(True), paused_collector():
            roots = [_lifted(number) for number in (value, *metrics)]
            leaves = self._fresh_leaves(wanted)
            new = replayed(roots, _constants(roots, leaves) | leaves)
            root, *others = (new[root] for root in roots)
            if root.requires_grad:
                root.backward()
            return self._listed(root, [leaves[leaf] for leaf in wanted], others)

    def _fresh_leaves(self, wanted: Collection[Value]) -> dict[Value, Value]:
        """Return a new leaf, of which a gradient is wanted or not, for each leaf and unknown one.

        What `backward` leaves in it is nobody else's.
        """
        requires_grad, leaves = set(wanted), {}
        for leaf, unknown in self.unknown.items():
            new = unknown.with_data(unknown.data).requires_grad_(leaf in requires_grad)
            leaves[leaf] = leaves[unknown] = new
        return leaves

    def _listed(self, root: Value, wanted: list[Value], metrics: list[Value]) -> Program:
        """List the lines that the value, the gradients and the metrics need."""
        results = [root.data, *(leaf.grad for leaf in wanted), *(node.data for node in metrics)]
        outputs = list(map(operand_of, results))
        lines, moved = _alive(self._tape, outputs)
        value, *others = (_moved(output, moved) for output in outputs)
        return Program(
            input_labels=tuple(leaf.label for leaf in self.inputs),
            param_labels=tuple(leaf.label for leaf in self.params),
            instructions=lines,
            value=value,
            gradients=tuple(others[: len(wanted)]),
            metrics=tuple(others[len(wanted) :]),
            suggested_names=_moved_names(_suggested_names(root), moved),
            is_reached=tuple(leaf.has_grad for leaf in wanted),
        )


def _listed(name: str, leaves: Any) -> list[Value]:
    if isinstance(leaves, Set) or not hasattr(leaves, "__iter__"):
        raise TypeError(
            f"trace: given {shortened(leaves)} as {name}; allowed: leaves in an order, as [x, y]"
        )
    return list(leaves)


def _lifted(number: Any) -> Value:
    return number if isinstance(number, Value) else Value(number)


def _constants(roots: Iterable[Value], leaves: Collection[Value]) -> dict[Value, Value]:
    """Return a constant, which holds its number, for each leaf that follows none of some leaves."""
    own = (node for node in ordered(roots) if node.is_leaf)
    return {node: node.detach() for node in own if followed(node, leaves) is None}


def checked_leaves(inputs: Sequence[Value], params: Sequence[Value] = ()) -> list[Value]:
    """Return inputs and params, or raise ValueError if one is no leaf or is given twice."""
    leaves = [*_listed("inputs", inputs), *_listed("params", params)]
    for leaf in leaves:
        if not isinstance(leaf, Value) or not leaf.is_leaf:
            told = remedy(leaf)
            raise ValueError(
                f"trace: given {leaf!r}; allowed: leaves, as inputs and params"
                f"{told and ', each a Value' + told}"
            )
    twice = [leaf for leaf, count in Counter(leaves).items() if count > 1]
    if twice:
        raise ValueError(f"trace: given {twice[0]!r} twice; allowed: once")
    return leaves


def _alive(
    tape: Tape, outputs: Sequence[Operand]
) -> tuple[tuple[Instruction, ...], dict[int, int]]:
    """Return the lines that the outputs need, and {old number: new number} of what is left."""
    first, lines = tape.leaves, tape.instructions
    alive = {output for output in outputs if type(output) is int}
    for i, line in reversed([*enumerate(lines, first)]):
        if i in alive:
            alive.update(o for o in line.operands if type(o) is int)
    kept = [i for i in range(first, first + len(lines)) if i in alive]
    moved = dict(enumerate(range(first)))
    moved.update((i, first + k) for k, i in enumerate(kept))
    return tuple(
        Instruction(line.op, tuple([_moved(o, moved) for o in line.operands]))
        for line in (lines[i - first] for i in kept)
    ), moved


def _moved(operand: Operand, moved: Mapping[int, int]) -> Operand:
    return moved[operand] if type(operand) is int else operand


def _moved_names(
    names: Mapping[int, tuple[str, int | None]], moved: Mapping[int, int]
) -> dict[int, tuple[str, int | None]]:
    return {
        moved[i]: (label, of if of is None else moved.get(of))
        for i, (label, of) in names.items()
        if i in moved
    }


def _suggested_names(root: Value) -> dict[int, tuple[str, int | None]]:
    """Return for some results a label, or "d" and the result whose gradient they are."""
    names: dict[int, tuple[str, int | None]] = {}
    numbers: list[tuple[str, Any, Any]] = [
        (node.label, node.data, node.grad) for node in topological_order(root)
    ]
    for label, data, _ in numbers:
        if label and isinstance(data, Symbol):
            names.setdefault(data.index, (label, None))
    for _, data, grad in numbers:
        if isinstance(data, Symbol) and isinstance(grad, Symbol):
            names.setdefault(grad.index, ("d", data.index))
    return names
