"""Tracing a model: the one way in which it becomes a program, for training and for prediction."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine import Program, Value
from engine.extend import Tracer, operand_of, recording
from nn.module import contents, has_attributes
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

    The Values that the thing holds are others in its twin: inputs and params are unknown there, and
    what else was given keeps its number. Where the computation comes by an input or a param in
    another way, as a function does that knows the model, it is the same leaf in the program.
    Nobody's numbers, gradients and attributes are written to, and the random generators are put
    back where they stood.

    Raises UntraceableError where Python would decide by a number, or by which parameter or target
    it has before it; for a model that computes something else when it is called again, as one that
    draws random numbers or counts its calls, or that writes to its parameters; and for whatever
    else fails on numbers that are not known.
    """
    generators = Generators(thing)
    tracer = Tracer(inputs, params)
    looked_up: list[str] = []
    try:
        leaves = _Leaves(tracer.unknown)
        copied, numbers = twin(thing, leaves), [tracer.unknown[leaf] for leaf in inputs]
        before = _plain_attributes(copied)
        with recording(True), asked(looked_up):
            value, *metrics = compute(copied, list(numbers))
            again = compute(copied, list(numbers))
        if looked_up or tracer.refusals:  # and the model caught the error
            raise TypeError
        is_same = _operands([value, *metrics]) == _operands(again)
        after = _plain_attributes(copied)
        program = tracer.program(value, metrics, differentiate=differentiate)
    except Exception as error:  # on numbers it ran, so whatever fails now fails on symbols
        raise UntraceableError(_reason(error, [*looked_up, *tracer.refusals])) from None
    finally:
        has_drawn = generators.restore()
    if has_drawn:
        raise UntraceableError("it draws random numbers, which a program would repeat")
    leaves.check()
    if not is_same:
        raise UntraceableError(
            "called again it computes something else, as a model does that draws random numbers, "
            "counts its calls or remembers a result"
        )
    for key in before.keys() & after.keys():
        if before[key] != after[key]:
            raise UntraceableError(
                f"called twice it sets its attribute {key[1]!r} from {before[key]!r} to "
                f"{after[key]!r}, as a model does that counts its calls"
            )
    return program


def _plain_attributes(thing: Any) -> dict[tuple[int, str], Any]:
    """Return the attributes of a thing, and of all in it, that are plain numbers or texts."""
    return {
        (id(holder), name): item
        for holder in filter(has_attributes, contents(thing))
        for name, item in getattr(holder, "__dict__", {}).items()
        if isinstance(item, (int, float, str))
    }


def _reason(error: Exception, refusals: Sequence[str]) -> str:
    """Say why something failed: what was refused first, for Python may add words of its own."""
    if refusals:
        return refusals[0]
    kind = "" if isinstance(error, (TypeError, ValueError)) else f"{type(error).__name__}: "
    return f"{kind}{error}"


def _operands(results: Sequence[Any]) -> list[str]:
    """Say what results are: on one tape the same computation has the same lines."""
    numbers = [result.data if isinstance(result, Value) else result for result in results]
    return [repr(operand_of(number)) for number in numbers]


class _Leaves:
    """The leaves that a twin holds: the unknown ones, and copies of what else was given."""

    def __init__(self, unknown: Mapping[Value, Value]) -> None:
        self.others = dict(unknown)
        self.numbers: dict[Value, Any] = {}

    def __call__(self, value: Value) -> Value:
        """Return the leaf in the place of a leaf; a result is what it is."""
        if not value.is_leaf:
            return value
        if value not in self.others:
            self.others[value] = value.with_data(value.data)
        leaf = self.others[value]
        self.numbers[leaf] = leaf.data
        made_unknown(leaf)
        return leaf

    def check(self) -> None:
        """Raise UntraceableError if somebody wrote to a leaf."""
        for leaf, number in self.numbers.items():
            if leaf.data is not number:
                name = f" {leaf.label!r}" if leaf.label else ""
                raise UntraceableError(
                    f"it writes to the number of its parameter{name} when it is called"
                )
