"""What a compiled backend needs: the loss of one row as a program, and the data as a table.

Where it cannot be had, UntraceableError says why.
"""

import math
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from itertools import cycle, islice
from typing import Any

import numpy as np

from engine import Program, Value, topological_order
from engine.extend import DomainError, shortened
from nn.backend import Objective
from nn.labels import number_of
from nn.optim import Optimizer, states_as_arrays, states_as_list
from nn.tracing import UntraceableError, traced
from nn.unknown import UnknownTarget

__all__ = [
    "check_losses",
    "check_optimizer",
    "check_update",
    "losses_to_check",
    "prediction_of",
    "program_of",
    "table_of",
]


def prediction_of(objective: Objective) -> Any:
    """Return the prediction of the first row as a graph, None where its loss is not finite."""
    with suppress(ArithmeticError, DomainError):
        prediction, loss = objective.forward(0)
        if not loss.requires_grad:
            loss.backward()  # raises the error that the first step would raise
        return prediction
    return None


def table_of(objective: Objective) -> list[list[float]]:
    """Return the numbers of each row, and after them those of its label."""
    is_list, width = _is_list(objective.targets[0]), len(_label_numbers(objective.targets, 0))
    table = []
    for i, row in enumerate(objective.rows):
        label = _label_numbers(objective.targets, i)
        if len(label) != width:
            raise UntraceableError(f"y: row {i} has {len(label)} numbers, row 0 has {width}")
        if _is_list(objective.targets[i]) != is_list:
            raise UntraceableError(f"y: row {i} has a list or a number, row 0 has the other")
        table.append([*(number.data for number in row), *label])
    return table


def _is_list(target: Any) -> bool:
    return isinstance(target, (list, tuple))


def _label_numbers(targets: list[Any], row: int) -> list[float]:
    target = targets[row]
    given = target if _is_list(target) else [target]
    numbers = list(map(number_of, given))
    if not all(map(math.isfinite, numbers)):
        shown = shortened(target)
        raise UntraceableError(f"y: given {shown} in row {row}; allowed: finite numbers")
    return numbers


def program_of(objective: Objective, params: list[Value], *, differentiate: bool = True) -> Program:
    """Trace the loss of a row, and as a further result whether its prediction is right."""
    loss, target = objective.loss, objective.targets[0]
    width, count = len(objective.rows[0]), len(_label_numbers(objective.targets, 0))
    row = [Value(0.0, requires_grad=False) for _ in range(width)]
    labels = [UnknownTarget(0.0, requires_grad=False) for _ in range(count)]

    def compute(twins: Any, unknown: list[Any]) -> list[Any]:
        model, function = twins
        prediction = model(unknown[:width])
        label = unknown[width:] if _is_list(target) else unknown[width]
        results = [function(prediction, label)]
        if loss.is_right is not None:
            results.append(loss.is_right(prediction, label))
        return results

    twins, inputs = (objective.model, loss.function), [*row, *labels]
    return traced(twins, compute, inputs, params, differentiate=differentiate)


CHECKED = 8  # losses, of rows with different labels; and parameters of an optimizer
CHECKED_LINES = 100_000  # compared with graphs at first, a line for a node: a tenth of a second


def losses_to_check(lines: int, rows: int) -> tuple[int, int]:
    """Return how many losses of a program to compare with graphs at first, and later on.

    At first all rows of a small program; fewer of one so large that each takes long.
    """
    most = CHECKED_LINES // (1 + lines)
    few = max(2, min(CHECKED, 10 * most))
    return max(few, min(rows, most)), few


def check_losses(
    objective: Objective, traced: Callable[[int], float], count: int = CHECKED
) -> None:
    """Refuse a program with another loss than the graph, as after a random choice.

    traced  returns the program's loss of a row
    count   losses to compare, of rows with different labels as far as there are such
    """
    last_first = list(reversed(list(enumerate(objective.targets))))
    types = {type(target): row for row, target in last_first}
    texts = {_text(target): row for row, target in last_first}
    distinct = [*sorted(types.values()), *sorted(texts.values())]
    rows = dict.fromkeys([*distinct, *range(len(objective.rows))])
    for row in islice(cycle(rows), count):
        try:
            loss, expected = traced(row), objective.forward(row)[1].data
        except (ArithmeticError, ValueError):  # a step that meets this row will say it
            continue
        if not math.isclose(loss, expected, rel_tol=1e-6, abs_tol=1e-6):
            raise UntraceableError(
                f"the loss in row {row} is {loss!r} when traced and {expected!r} on numbers; "
                "it changes from call to call, asks for the type or the text of a number, or takes "
                "the number out of a parameter"
            )


def _text(target: Any) -> tuple[type, str]:
    return type(target), str(target)


def check_optimizer(optimizer: Optimizer, objective: Objective) -> None:
    """Refuse an optimizer that does more than to update parameters of the model."""
    if optimizer.has_own_step:
        raise UntraceableError(f"{type(optimizer).__name__} has a step of its own")
    strangers = set(optimizer.params).difference(objective.names)
    reached = strangers and topological_order(objective.forward(0)[1])
    for stranger in strangers.intersection(reached):
        raise UntraceableError(f"the optimizer moves {stranger!r}, which is not in the model")


def check_update(optimizer: Optimizer, places: list[int]) -> None:
    """Refuse an optimizer whose update has other results on arrays than on numbers."""
    if not places:  # it moves nothing, and is not asked to
        return
    kind, is_same = type(optimizer).__name__, True
    for size in SIZES:
        try:
            with np.errstate(all="ignore"), suppress(ArithmeticError):  # a step will say that
                is_same = _moves_the_same(optimizer, places, size)
        except (TypeError, ValueError, AttributeError) as error:
            raise UntraceableError(f"{kind}.update fails on arrays: {error}") from None
        if not is_same:
            raise UntraceableError(f"{kind}.update has other results on arrays than on numbers")


SIZES = (1.0, 1e3, 1e-3)  # of gradients; an update may do something else from some size on


def _moves_the_same(optimizer: Optimizer, places: list[int], size: float) -> bool:
    data = [optimizer.params[place].data for place in places]
    gradients = [size * (0.5 - i % 3) for i in range(len(places))]
    states = [optimizer.states[place] for place in places]
    # On copies of the optimizer, so that whatever it counts for itself stays as it is.
    moved, after = copy(optimizer).update(
        np.array(data), np.array(gradients), states_as_arrays(states)
    )
    together = zip(moved.tolist(), states_as_list(after), strict=True)
    apart = map(copy(optimizer).update, data, gradients, states)
    pairs = islice(zip(together, apart, strict=True), CHECKED)
    return all(np.allclose(_flat(a), _flat(b), 1e-9, 0.0, True) for a, b in pairs)


def _flat(moved: tuple[float, Any]) -> list[float]:
    number, state = moved
    return [number, *(state if isinstance(state, tuple) else [state])]
