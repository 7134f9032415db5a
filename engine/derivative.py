"""Derivatives of functions, of any order, and the check that a gradient is right."""

import math
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from engine.errors import GradcheckError
from engine.graph import replayed, topological_order
from engine.node import LITERAL
from engine.number import shortened, to_float
from engine.recording import no_grad, recording
from engine.structure import numbers_in, rebuilt
from engine.value import Value

__all__ = ["grad", "gradcheck", "value_and_grad"]

_depth: ContextVar[int] = ContextVar("depth", default=0)


def grad(f: Callable[..., Any], argument: int | Sequence[int] = 0) -> Callable[..., Any]:
    """Return the derivative of f by one of its arguments, a function of the same arguments.

    f takes numbers and returns one, written with operators and the engine's functions. The
    derivative is again such a function: grad(grad(f)) is the second derivative, and a gradient
    inside f differentiates with respect to what it closes over as well.

    argument  the place of the argument, from the end if negative; of several places, such as
              (0, 1), the derivatives are a tuple

    An argument may be a list, a tuple, a dict or an array of numbers; its derivative has the same
    shape. Arguments given by name go to f as they are.

    What f computes of plain numbers counts as constant: `math.sin(x)`, `float(x)` and `x.data` end
    the graph, so the derivative of `lambda x: math.sin(x)` is 0.0, as that of `lambda x: 3.0` is.
    Write `engine.sin(x)`; `gradcheck` finds the places where a graph was cut.

    Raises TypeError if f is no function, ValueError if there is no such argument.
    """
    both = value_and_grad(f, argument)
    return lambda *arguments, **named: both(*arguments, **named)[1]


def value_and_grad(f: Callable[..., Any], argument: int | Sequence[int] = 0) -> Callable[..., Any]:
    """Return a function that answers (f, the derivative of f by one argument); see `grad`.

    It is what `scipy.optimize.minimize(value_and_grad(f), x0, jac=True)` asks for.
    """
    if not callable(f):
        raise TypeError(
            f"f: given {shortened(f)}; allowed: a function of numbers, as in grad(f)(2.0); for the "
            "gradient of a Value L by a leaf x write L.backward() and then x.grad"
        )

    def both(*arguments: Any, **named: Any) -> tuple[Any, Any]:
        places = _places(argument, len(arguments))
        by = tuple(arguments[place] for place in places)
        numbers = list(numbers_in(by))
        given = [*numbers_in([*arguments, *named.values()])]
        kinds = [type(number) for number in given if isinstance(number, Value)]
        kind = kinds[0] if kinds else Value  # a subclass may have ops of its own
        plain = (float(x) if isinstance(x, Value) else Value(x).data for x in numbers)
        leaves = [kind._leaf(number, requires_grad=True) for number in plain]
        taken = dict(zip(places, rebuilt(by, iter(leaves)), strict=True))
        arguments = tuple(taken.get(i, given) for i, given in enumerate(arguments))
        is_inner = _depth.get() > 0 or bool(kinds)
        token = _depth.set(_depth.get() + 1)
        try:
            with recording(True):
                root = f(*arguments, **named)
        finally:
            _depth.reset(token)
        value, slopes = _differentiated(root, dict(zip(leaves, numbers, strict=True)), is_inner)
        derivatives = rebuilt(by, iter(slopes))
        return value, derivatives if isinstance(argument, Sequence) else derivatives[0]

    return both


def _places(argument: int | Sequence[int], count: int) -> tuple[int, ...]:
    """Return the places of arguments, counted from the first. Raises ValueError if one is none."""
    places = tuple(argument) if isinstance(argument, Sequence) else (argument,)
    for place in places:
        if not -count <= place < count:
            raise ValueError(f"argument {place}: given {count} arguments")
    return tuple(place % count for place in places)


def _differentiated(
    root: Any, leaves: Mapping[Value, Any], is_inner: bool
) -> tuple[Any, list[Any]]:
    """Return the number of a root and its derivatives by leaves, given with what they stand for.

    Inside another derivative all of them are Values.
    """
    if not isinstance(root, Value):
        return to_float(root, "f(x)"), [0.0 for _ in leaves]
    order = topological_order(root)
    if leaves.keys().isdisjoint(order):
        return root if is_inner else root.item(), [0.0 for _ in leaves]
    again: dict[Value, Value] = {}
    if is_inner:
        # Replayed on Values, the closures record the derivative as a graph of its own, in what
        # f was given and in what it closes over, constants as well: what is traced or replayed
        # later gives them other numbers. A number that stands in f itself stays as it is.
        numbers = {node: node for node in order if node.is_leaf and node.op is not LITERAL}
        again = {leaf: leaf.with_data(number) for leaf, number in (numbers | {**leaves}).items()}
    with recording(True):
        new = replayed([root], again)
        new[root].backward()
    return new[root].data, [new[leaf].grad if leaf in new else 0.0 for leaf in leaves]


def gradcheck(
    f: Callable[..., Any], *arguments: Any, step: float = 1e-6, tolerance: float = 1e-6
) -> bool:
    """Check the gradient of f at some numbers against central differences; return True.

    f takes Values, or lists, tuples, dicts and arrays of Values where such are given, and returns
    one Value. The difference quotient (f(x + h) - f(x - h)) / 2h, with h = step * max(1, |x|), must
    agree with `backward` to `tolerance`, relative to the larger of the two and 1.

    Raises GradcheckError, which names the argument, the analytic and the numeric derivative; and
    what an op raises, such as DomainError, where f leaves its domain at the numbers or within h of
    one, as sqrt does at 1e-9: give other numbers or a smaller step.
    """
    points = [to_float(number) for number in numbers_in(arguments)]
    word = "argument" if len(points) == len(arguments) else "number"
    leaves = [Value(point, f"{word} {i}") for i, point in enumerate(points)]
    with recording(True):
        root = f(*rebuilt(arguments, iter(leaves)))
    if isinstance(root, Value) and root.requires_grad:
        root.backward()

    def f_of(numbers: list[float]) -> float:
        return float(f(*rebuilt(arguments, map(Value, numbers))))

    for i, leaf in enumerate(leaves):
        numeric = _central_difference(f_of, points, i, step)
        scale = max(1.0, abs(leaf.grad), abs(numeric))
        if not abs(leaf.grad - numeric) <= tolerance * scale < math.inf:  # NaN fails too
            raise GradcheckError(
                f"{leaf.label} at {points[i]!r}: analytic {leaf.grad!r}, numeric {numeric!r}, "
                f"which differ by more than {tolerance:g} of {scale:g}"
            )
    return True


def _central_difference(
    f: Callable[[list[float]], float], points: list[float], i: int, step: float
) -> float:
    h = step * max(1.0, abs(points[i]))
    above, below = ([*points[:i], points[i] + shift, *points[i + 1 :]] for shift in (h, -h))
    with no_grad():
        rise = f(above) - f(below)
    return rise / (above[i] - below[i])
