"""Tracing a model: the one way in which it becomes a program, for training and for prediction."""

from collections.abc import Callable, Sequence
from typing import Any

from engine import Program, Value
from engine.extend import Tracer, recording
from nn.module import contents
from nn.randomness import Generators
from nn.twin import twin
from nn.unknown import asked, made_unknown

__all__ = ["UntraceableError", "traced"]

Compute = Callable[[Any, list[Any]], Sequence[Any]]


class UntraceableError(ValueError):
    """Why there is no program for a model, its loss and its data."""


def traced(
    thing: Any,
    compute: Compute,
    inputs: Sequence[Value],
    params: Sequence[Value] = (),
    *,
    differentiate: bool = True,
) -> Program:
    """Trace what is computed with a model, on numbers that are not known.

    thing    the model, or a tuple of it and what goes with it
    compute  function of a twin of the thing and of leaves like the inputs, which hold no numbers;
             it returns the program's value and the further results
    inputs   leaves that differ from row to row
    params   leaves, such as parameters of the model, that the value is differentiated by

    The inputs and params that the thing holds are replaced in its twin; where the computation comes
    by one of them in another way, as a function does that knows the model, it is the same leaf in
    the program. Nobody's numbers, gradients and attributes are written to, and the random
    generators are put back where they stood.

    Raises UntraceableError where Python would decide by a number, or by which parameter or target
    it has before it, for a model that draws random numbers, and for whatever else fails on numbers
    that are not known.
    """
    generators = Generators(thing)
    try:
        tracer = Tracer(inputs, params)
        unknown = tracer.unknown
        for held in contents(thing):
            if isinstance(held, Value) and held in unknown:
                made_unknown(unknown[held])
        copied, numbers = twin(thing, unknown), [unknown[leaf] for leaf in inputs]
        with recording(True), asked():
            value, *metrics = compute(copied, numbers)
        program = tracer.program(value, metrics, differentiate=differentiate)
    except Exception as error:  # on numbers it ran, so whatever fails now fails on symbols
        kind = "" if isinstance(error, (TypeError, ValueError)) else f"{type(error).__name__}: "
        raise UntraceableError(f"{kind}{error}") from None
    finally:
        has_drawn = generators.restore()
    if has_drawn:
        raise UntraceableError("it draws random numbers, which a program would repeat")
    return program
