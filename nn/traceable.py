"""What a compiled backend needs: the loss of one row as a program, and the data as a table.

Where it cannot be had, UntraceableError says why.
"""

import math
import random
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from itertools import cycle, islice
from typing import Any, NoReturn

import numpy as np

from engine import Program, Value, no_grad
from engine.extend import DomainError, to_float, trace_call
from nn.eager import Eager
from nn.module import Module, attributes_kept
from nn.optim import Optimizer, states_as_arrays, states_as_list

__all__ = [
    "UntraceableError",
    "check_labels",
    "check_losses",
    "check_update",
    "prediction_of",
    "program_of",
    "table_of",
]


class UntraceableError(ValueError):
    """Why there is no program for a model, its loss and its data."""


def prediction_of(eager: Eager) -> Any:
    """Return the prediction of the first row as a graph, None where its loss is not finite."""
    with suppress(ArithmeticError, DomainError):
        prediction, loss = eager.forward(0)
        if not loss.requires_grad:
            loss.backward()  # raises the error that the first step would raise
        return prediction
    return None


def table_of(eager: Eager) -> list[list[float]]:
    """Return the numbers of each row, and after them those of its label."""
    is_list, width = _is_list(eager.targets[0]), len(_label_numbers(eager.targets, 0))
    table = []
    for i, row in enumerate(eager.rows):
        label = _label_numbers(eager.targets, i)
        if len(label) != width:
            raise UntraceableError(f"y: row {i} has {len(label)} numbers, row 0 has {width}")
        if _is_list(eager.targets[i]) != is_list:
            raise UntraceableError(f"y: row {i} has a list or a number, row 0 has the other")
        table.append([*(number.data for number in row), *label])
    return table


def _is_list(target: Any) -> bool:
    return isinstance(target, (list, tuple))


def _label_numbers(targets: list[Any], row: int) -> list[float]:
    target = targets[row]
    given = target if _is_list(target) else [target]
    try:
        numbers = [float(n) if isinstance(n, Value) else to_float(n) for n in given]
    except TypeError:
        numbers = [math.nan]
    if not all(map(math.isfinite, numbers)):
        raise UntraceableError(f"y: given {target!r} in row {row}; allowed: finite numbers")
    return numbers


def program_of(eager: Eager, params: list[Value]) -> Program:
    """Trace the loss of a row, and as a measure whether its prediction is right."""
    loss, target = eager.loss, eager.targets[0]
    inputs = [Value(0.0, f"x{i}", requires_grad=False) for i in range(len(eager.rows[0]))]
    count = len(_label_numbers(eager.targets, 0))
    labels = [_Label(0.0, f"y{i}", requires_grad=False) for i in range(count)]
    label: Any = labels if _is_list(target) else labels[0]

    def compute() -> list[Any]:
        prediction = eager.model(inputs)
        results = [loss.function(prediction, label)]
        if loss.is_right is not None:
            results.append(loss.is_right(prediction, label))
        return results

    try:
        with attributes_kept(eager.model):
            before = _random_states(eager.model)
            program = trace_call(compute, [*inputs, *labels], params)
            if _random_states(eager.model) != before:
                raise UntraceableError("it draws random numbers, which a program would repeat")
            return program
    except UntraceableError:
        raise
    except Exception as error:  # on numbers it ran, so whatever fails now fails on symbols
        kind = "" if isinstance(error, (TypeError, ValueError)) else f"{type(error).__name__}: "
        raise UntraceableError(f"{kind}{error}") from None


def _random_states(model: Module) -> list[str]:
    """Return the states of the random generators that a model may draw from."""
    own = [thing for module in model.modules() for thing in vars(module).values()]
    states: list[Any] = [random.getstate(), np.random.get_state()]
    states += [thing.getstate() for thing in own if isinstance(thing, random.Random)]
    states += [thing.bit_generator.state for thing in own if isinstance(thing, np.random.Generator)]
    return list(map(repr, states))


class _Label(Value):
    """A target that stands for all rows: `target == 1`, which a number answers, is an error."""

    __slots__ = ()
    __hash__ = Value.__hash__

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError(
            "a target differs from row to row and has no number for ==; "
            "write where(abs(target - 1) < 0.5, a, b)"
        )


CHECKED = 8  # losses, of rows with different labels as far as there are such


def check_losses(eager: Eager, traced: Callable[[int], float]) -> None:
    """Refuse a program with another loss than the graph, as after a random choice.

    traced  returns the program's loss of a row
    """
    rows = {_text(target): row for row, target in reversed(list(enumerate(eager.targets)))}
    for row in islice(cycle(sorted(rows.values())), CHECKED):
        try:
            loss, expected = traced(row), eager.forward(row)[1].data
        except (ArithmeticError, ValueError):  # a step that meets this row will say it
            continue
        if not math.isclose(loss, expected, rel_tol=1e-6, abs_tol=1e-6):
            raise UntraceableError(
                f"the loss in row {row} is {loss!r} when traced and {expected!r} on numbers; "
                "it changes from call to call, or asks for the type or the text of a number"
            )


def _text(target: Any) -> str:
    return f"{type(target)} {target}"


def check_labels(eager: Eager, prediction: Any) -> None:
    """Show each label to the loss, which raises for one that does not fit a prediction."""
    distinct = {_text(target): target for target in eager.targets}
    for target in distinct.values() if prediction is not None else ():
        with no_grad(), suppress(ArithmeticError, DomainError):
            eager.loss.function(prediction, target)


def check_update(optimizer: Optimizer, places: list[int]) -> None:
    """Refuse an optimizer whose update has other results on arrays than on numbers."""
    if not places:  # it moves nothing, and is not asked to
        return
    data = [optimizer.params[place].data for place in places]
    gradients = [0.5 - i % 3 for i in range(len(places))]
    states = [optimizer.states[place] for place in places]
    kind = type(optimizer).__name__
    try:
        # On copies of the optimizer, so that whatever it counts for itself stays as it is.
        moved, after = copy(optimizer).update(
            np.array(data), np.array(gradients), states_as_arrays(states)
        )
        together = zip(moved.tolist(), states_as_list(after), strict=True)
        apart = map(copy(optimizer).update, data, gradients, states)
        pairs = islice(zip(together, apart, strict=True), CHECKED)
        is_same = all(np.allclose(_flat(a), _flat(b), 1e-9, 0.0, True) for a, b in pairs)
    except (TypeError, ValueError, AttributeError) as error:
        raise UntraceableError(f"{kind}.update fails on arrays: {error}") from None
    if not is_same:
        raise UntraceableError(f"{kind}.update has other results on arrays than on numbers")


def _flat(moved: tuple[float, Any]) -> list[float]:
    number, state = moved
    return [number, *(state if isinstance(state, tuple) else [state])]
