"""Rules: an optimizer's update as a program, with its settings as numbers that may change."""

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from inspect import getattr_static
from typing import Any

import numpy as np

from engine import Program, Value
from engine.extend import Tracer, array_function, recording
from nn.bounded import Bounded
from nn.optim import Optimizer
from nn.tracing import UntraceableError

__all__ = ["Rule", "rule_of", "state_numbers"]


@dataclass(frozen=True)
class Rule:
    """How an optimizer moves one parameter.

    name      of its class
    settings  {name: number}, those in a tuple as betas[0], betas[1]
    bounds    {name: number} of settings that must stay below one
    initial   the state of a parameter that was not moved yet
    update    from number, gradient, state and settings, all inputs, to the new number and state
    """

    name: str
    settings: dict[str, float]
    bounds: dict[str, float]
    initial: list[float]
    update: Program


class _Setting(Value):
    """A setting that may become any number: where Python asks whether there is one, there is."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True


def rule_of(optimizer: Optimizer) -> Rule:
    """Trace the update of an optimizer. Raises UntraceableError for one that cannot be traced."""
    settings = _settings(optimizer)
    initial = state_numbers(optimizer.initial_state)
    leaves = [Value(0.0, requires_grad=False) for _ in range(2 + len(initial))]
    unknown = {name: _Setting(0.0, name, requires_grad=False) for name in settings}
    tracer = Tracer([*leaves, *unknown.values()])
    data, grad, *state = (tracer.unknown[leaf] for leaf in leaves)
    stand_in = _with_settings(
        optimizer, {name: tracer.unknown[leaf] for name, leaf in unknown.items()}
    )
    is_tuple, kind = isinstance(optimizer.initial_state, tuple), type(optimizer).__name__
    try:
        with recording(True):
            moved, after = stand_in.update(data, grad, tuple(state) if is_tuple else state[0])
        if tracer.refusals:
            raise TypeError
        program = tracer.program(moved, _items(after), differentiate=False)
    except Exception as error:
        reason = [*tracer.refusals, str(error)][0]
        raise UntraceableError(f"{kind}.update cannot be traced: {reason}") from None
    rule = Rule(kind, settings, _bounds(optimizer, settings), initial, program)
    _check(rule, optimizer)
    return rule


def _items(state: Any) -> list[Any]:
    """List what a state consists of, one number or a tuple of numbers."""
    return list(state) if isinstance(state, tuple) else [state]


def state_numbers(state: Any) -> list[float]:
    """List the numbers of a state."""
    return [float(number) for number in _items(state)]


def _settings(optimizer: Optimizer) -> dict[str, float]:
    settings: dict[str, float] = {}
    for name, item in vars(optimizer).items():
        if isinstance(item, float):
            settings[name] = item
        elif isinstance(item, tuple) and all(isinstance(number, float) for number in item):
            settings.update({f"{name.lstrip('_')}[{i}]": x for i, x in enumerate(item)})
    return settings


def _bounds(optimizer: Optimizer, settings: dict[str, float]) -> dict[str, float]:
    """Return the bounds of settings; those that come as a tuple are shares, as betas are."""
    bounds = {name: 1.0 for name in settings if name.endswith("]")}
    for name in settings.keys() - bounds.keys():
        attribute = getattr_static(type(optimizer), name, None)
        if isinstance(attribute, Bounded) and attribute.below < math.inf:
            bounds[name] = attribute.below
    return bounds


def _with_settings(optimizer: Optimizer, settings: dict[str, Any]) -> Any:
    """Return a copy with other settings, whatever the class says to them."""
    other = copy(optimizer)
    for name, item in vars(optimizer).items():
        if name in settings:
            vars(other)[name] = settings[name]
        elif isinstance(item, tuple) and f"{name.lstrip('_')}[0]" in settings:
            short = name.lstrip("_")
            vars(other)[name] = tuple(settings[f"{short}[{i}]"] for i in range(len(item)))
    return other


TRIED = ((0.5, 0.25), (-1.5, 300.0), (2.0, -1e-3))  # numbers and gradients


def _check(rule: Rule, optimizer: Optimizer) -> None:
    """Refuse a rule with other results than the optimizer, as of one that counts for itself."""
    run = array_function(rule.update)
    other, state = copy(optimizer), optimizer.initial_state
    for data, grad in TRIED:
        arguments = [data, grad, *state_numbers(state), *rule.settings.values()]
        with np.errstate(all="ignore"):
            moved, after = run(*arguments)
        expected, state = other.update(data, grad, state)
        if not _are_close([moved, *after], [expected, *_items(state)]):
            raise UntraceableError(f"{rule.name}.update has other results when traced")


def _are_close(given: Sequence[Any], expected: Sequence[Any]) -> bool:
    return np.allclose([float(x) for x in given], [float(x) for x in expected], 1e-9, 0.0)
