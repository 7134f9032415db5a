"""Tracing: a computation run on symbols writes the program for it and for its gradients.

The forward lines come from replaying a graph, or from running a function, on leaves that hold
Symbols; the derivative lines from `backward`, by the same closures that compute on floats.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from engine.graph import replayed, topological_order
from engine.node import NO_GRADIENT, paused_collector, recording
from engine.program.listing import Instruction, Operand, Program
from engine.program.symbol import Symbol, Writer, operand_of
from engine.value import Value

__all__ = ["Program", "checked_leaves", "trace", "trace_call"]


def trace(root: Value, inputs: Sequence[Value], params: Sequence[Value] = ()) -> Program:
    """Write down the computation of a value and its gradients as a program.

    inputs  leaves of the graph that become arguments; their labels become their names
    params  leaves that stay the same from row to row, such as a network's weights

    Other leaves become constants. The graph is what was recorded: a Python `if` on a number was
    decided when it ran, so `x if x > 0 else -x` traces as the branch taken; write
    `where(x > 0, x, -x)` for a choice that the program makes anew.

    Raises ValueError for an input or a parameter that is not a leaf, or given twice; TypeError if
    the root is no Value.
    """
    if not isinstance(root, Value):
        raise TypeError(f"trace: given {type(root).__name__}; allowed: a Value")
    inputs, params = list(inputs), list(params)
    leaves = checked_leaves(inputs, params)
    writer = Writer(len(leaves))
    present = set(topological_order(root))
    symbols = {leaf: Symbol(writer, i) for i, leaf in enumerate(leaves) if leaf in present}
    with recording(True), paused_collector():
        new = replayed(root, symbols, differentiate=set(params or inputs))
        return _program(writer, inputs, params, [new[root]], new)


def trace_call(
    compute: Callable[[], Sequence[Any]], inputs: Sequence[Value], params: Sequence[Value] = ()
) -> Program:
    """Write down what a function computes from leaves that hold symbols while it runs.

    compute  returns the value and, if wanted, further numbers that become the program's measures

    Where `trace` writes down the branch that was taken, here a decision by a number that differs
    from row to row is found: it raises TypeError, with what to write instead, and so does whatever
    asks for the number itself, such as float(v). Leaves keep their numbers and gradients.
    """
    leaves = checked_leaves(inputs, params)
    writer = Writer(len(leaves))
    with recording(True), paused_collector(), _holding_symbols(leaves, writer):
        results = compute()
        with _gradients_kept(topological_order(results[0])):
            return _program(writer, inputs, params, results, {leaf: leaf for leaf in leaves})


@contextmanager
def _holding_symbols(leaves: Sequence[Value], writer: Writer) -> Iterator[None]:
    before = [(leaf, leaf.data, leaf.grad) for leaf in leaves]
    try:
        for i, leaf in enumerate(leaves):
            symbol: Any = Symbol(writer, i)
            leaf.data, leaf.grad = symbol, NO_GRADIENT
        yield
    finally:
        for leaf, data, grad in before:
            leaf.data, leaf.grad = data, grad


@contextmanager
def _gradients_kept(nodes: Sequence[Value]) -> Iterator[None]:
    # Leaves that the function brought along itself may require a gradient too.
    before = [(node, node.grad) for node in nodes if node.is_leaf]
    try:
        yield
    finally:
        for node, grad in before:
            node.grad = grad


def checked_leaves(inputs: Sequence[Value], params: Sequence[Value] = ()) -> list[Value]:
    """Return inputs and params, or raise ValueError if one is no leaf or is given twice."""
    leaves = [*inputs, *params]
    for leaf in leaves:
        if not isinstance(leaf, Value) or not leaf.is_leaf:
            raise ValueError(f"trace: given {leaf!r}; allowed: leaves, as inputs and params")
    twice = [leaf for leaf, count in Counter(leaves).items() if count > 1]
    if twice:
        raise ValueError(f"trace: given {twice[0]!r} twice; allowed: once")
    return leaves


def _program(
    writer: Writer,
    inputs: Sequence[Value],
    params: Sequence[Value],
    results: Sequence[Any],
    holders: Mapping[Value, Value],
) -> Program:
    """Write the derivative lines below the forward lines, and keep the lines that are needed.

    results  the value and the measures, computed on symbols
    holders  for each leaf the leaf that held its symbol
    """
    root, *measures = results
    if root.requires_grad:
        root.backward()
    wanted = [holders[leaf].grad if leaf in holders else NO_GRADIENT for leaf in params or inputs]
    outputs = [operand_of(root.data), *map(operand_of, wanted)]
    outputs += [operand_of(getattr(measure, "data", measure)) for measure in measures]
    lines, moved = _alive(writer, outputs)
    end = len(outputs) - len(measures)
    hints = {
        moved[i]: (label, of if of is None else moved.get(of))
        for i, (label, of) in _hints(root).items()
        if i in moved
    }
    value, *others = (_moved(output, moved) for output in outputs)
    return Program(
        input_labels=tuple(leaf.label for leaf in inputs),
        param_labels=tuple(leaf.label for leaf in params),
        instructions=lines,
        value=value,
        gradients=tuple(others[: end - 1]),
        measures=tuple(others[end - 1 :]),
        hints=hints,
        is_reached=tuple(gradient is not NO_GRADIENT for gradient in wanted),
    )


def _alive(
    writer: Writer, outputs: Sequence[Operand]
) -> tuple[tuple[Instruction, ...], dict[int, int]]:
    """Return the lines that the outputs need, and {old number: new number} of what is left."""
    first, lines = writer.leaves, writer.instructions
    alive = {output for output in outputs if type(output) is int}
    for i in range(first + len(lines) - 1, first - 1, -1):
        if i in alive:
            alive.update(o for o in lines[i - first].operands if type(o) is int)
    kept = [i for i in range(first, first + len(lines)) if i in alive]
    moved = dict(enumerate(range(first)))
    moved.update((i, first + k) for k, i in enumerate(kept))
    return tuple(
        Instruction(line.op, tuple([_moved(o, moved) for o in line.operands]))
        for line in (lines[i - first] for i in kept)
    ), moved


def _moved(operand: Operand, moved: Mapping[int, int]) -> Operand:
    return moved[operand] if type(operand) is int else operand


def _hints(root: Value) -> dict[int, tuple[str, int | None]]:
    """Return for some results a label, or "d" and the result whose gradient they are."""
    hints: dict[int, tuple[str, int | None]] = {}
    numbers: list[tuple[str, Any, Any]] = [
        (node.label, node.data, node.grad) for node in topological_order(root)
    ]
    for label, data, _ in numbers:
        if label and isinstance(data, Symbol):
            hints.setdefault(data.index, (label, None))
    for _, data, grad in numbers:
        if isinstance(data, Symbol) and isinstance(grad, Symbol):
            hints.setdefault(grad.index, ("d", data.index))
    return hints
