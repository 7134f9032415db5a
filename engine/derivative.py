"""Derivatives of functions, of any order, and the check that a gradient is right."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.cuts import is_differentiated, tell_constant, watched
from engine.detached import followed
from engine.differentiable import (
    check_function,
    check_places,
    checked_result,
    checked_step,
    places_of,
)
from engine.errors import GradcheckError
from engine.graph import replayed, topological_order
from engine.node import LITERAL
from engine.recording import no_grad, recording
from engine.structure import numbers_in, rebuilt
from engine.value import Value

__all__ = ["grad", "gradcheck", "value_and_grad"]


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
    Write `engine.sin(x)`. A GraphWarning tells of float(x), which math and np.zeros(n) ask for, and
    of an f that returns no Value; `gradcheck` finds all places where a graph was cut.

    Raises TypeError if f is no function or returns no number, ValueError if there is no such
    argument.
    """
    both = value_and_grad(f, argument)
    return lambda *arguments, **named: both(*arguments, **named)[1]


def value_and_grad(f: Callable[..., Any], argument: int | Sequence[int] = 0) -> Callable[..., Any]:
    """Return a function that answers (f, the derivative of f by one argument); see `grad`.

    It is what `scipy.optimize.minimize(value_and_grad(f), x0, jac=True)` asks for.
    """
    check_function(f)
    check_places(argument)

    def both(*arguments: Any, **named: Any) -> tuple[Any, Any]:
        places = places_of(argument, arguments, named)
        by = {place: arguments[place] for place in places}  # each once
        numbers = list(numbers_in(by))
        values = (x for x in numbers_in([*arguments, *named.values()]) if isinstance(x, Value))
        first = next(values, None)
        kind = Value if first is None else type(first)  # a subclass may have ops of its own
        leaves = [kind._leaf(_plain(x), requires_grad=True) for x in numbers]
        taken = rebuilt(by, iter(leaves))
        is_inner = is_differentiated() or first is not None
        with watched(leaves) as watch, recording(True):
            result = f(*[taken.get(i, x) for i, x in enumerate(arguments)], **named)
        root = checked_result(result)
        if not isinstance(root, Value):
            tell_constant(watch, root)
            root = kind._leaf(root)
        value, slopes = _differentiated(root, dict(zip(leaves, numbers, strict=True)), is_inner)
        derivatives = rebuilt(by, iter(slopes))
        is_one = not isinstance(argument, Sequence)
        return value, derivatives[places[0]] if is_one else tuple(derivatives[i] for i in places)

    return both


def _plain(number: Any) -> float:
    return number.item() if isinstance(number, Value) else Value(number).data


def _differentiated(
    root: Value, leaves: Mapping[Value, Any], is_inner: bool
) -> tuple[Any, list[Any]]:
    """Return the number of a root and its derivatives by leaves, given with what they stand for.

    Inside another derivative all of them are Values.
    """
    order = topological_order(root)
    is_reached = not leaves.keys().isdisjoint(order)
    follows = is_inner and any(followed(node, leaves) is not None for node in order)
    if not is_reached and not follows:
        return root if is_inner else root.item(), [_like(root, 0.0, is_inner) for _ in leaves]
    again: dict[Value, Value] = {}
    if is_inner:
        # Replayed on Values, the closures record the derivative as a graph of its own, in what
        # f was given and in what it closes over, constants as well: what is traced or replayed
        # later gives them other numbers. A number that stands in f itself stays as it is.
        own = {node: node for node in order if node.is_leaf and node.op is not LITERAL}
        numbers = {**own, **leaves}
        again = {
            leaf: leaf.with_data(number)
            for leaf, number in numbers.items()
            if followed(leaf, numbers) is None
        }
    with recording(True):
        new = replayed([root], again)
        if is_reached:
            new[root].backward()
    slopes = [new[leaf].grad if leaf in new else 0.0 for leaf in leaves]
    return new[root].data, [_like(root, slope, is_inner) for slope in slopes]


def _like(root: Value, slope: Any, is_inner: bool) -> Any:
    """Return a derivative as it is, or as a Value inside another derivative."""
    return root._leaf(slope) if is_inner and not isinstance(slope, Value) else slope


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
    check_function(f)
    step = checked_step(step)
    points = [_plain(number) for number in numbers_in(arguments)]
    word = "argument" if len(points) == len(arguments) else "number"
    leaves = [Value(point, f"{word} {i}") for i, point in enumerate(points)]
    with recording(True):
        slopes = _slopes(checked_result(f(*rebuilt(arguments, iter(leaves)))), leaves)

    def f_of(numbers: list[float]) -> float:
        return float(checked_result(f(*rebuilt(arguments, map(Value, numbers)))))

    for i, (leaf, analytic) in enumerate(zip(leaves, slopes, strict=True)):
        numeric = _central_difference(f_of, points, i, step)
        scale = max(1.0, abs(analytic), abs(numeric))
        if not abs(analytic - numeric) <= tolerance * scale < math.inf:  # NaN fails too
            raise GradcheckError(
                f"{leaf.label} at {points[i]!r}: analytic {analytic!r}, numeric {numeric!r}, "
                f"which differ by more than {tolerance:g} of {scale:g}"
            )
    return True


def _slopes(root: Any, leaves: Sequence[Value]) -> list[float]:
    """Return the derivatives by leaves, and leave every gradient as it was."""
    if not isinstance(root, Value) or not root.requires_grad:
        return [0.0 for _ in leaves]
    order = topological_order(root)
    before = [node._grad for node in order]
    root.backward()
    slopes = [leaf.grad for leaf in leaves]
    for node, gradient in zip(order, before, strict=True):
        node._grad = gradient
    return slopes


def _central_difference(
    f: Callable[[list[float]], float], points: list[float], i: int, step: float
) -> float:
    h = step * max(1.0, abs(points[i]))
    above, below = ([*points[:i], points[i] + shift, *points[i + 1 :]] for shift in (h, -h))
    with no_grad():
        rise = f(above) - f(below)
    return rise / (above[i] - below[i])
