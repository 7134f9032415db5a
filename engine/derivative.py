"""Derivatives of functions, of any order, and the check that a gradient is right."""

import math
from collections.abc import Callable
from typing import Any

from engine.cuts import is_differentiated, tell_constant, watched
from engine.detached import followed
from engine.errors import GradcheckError
from engine.graph import replayed, topological_order
from engine.node import LITERAL
from engine.number import to_float
from engine.recording import no_grad, recording
from engine.value import Value

__all__ = ["grad", "gradcheck", "value_and_grad"]


def grad(f: Callable[..., Any], argument: int = 0) -> Callable[..., Any]:
    """Return the derivative of f by one of its arguments, a function of the same arguments.

    f takes numbers and returns one, written with operators and the engine's functions. The
    derivative is again such a function: grad(grad(f)) is the second derivative, and a gradient
    inside f differentiates with respect to what it closes over as well.

    What f computes of plain numbers counts as constant: `math.sin(x)`, `float(x)` and `x.data` end
    the graph, so the derivative of `lambda x: math.sin(x)` is 0.0, as that of `lambda x: 3.0` is.
    Write `engine.sin(x)`. A GraphWarning tells of float(x), which math and np.zeros(n) ask for, and
    of an f that returns no Value; `gradcheck` finds all places where a graph was cut.

    Raises ValueError if there is no such argument.
    """
    both = value_and_grad(f, argument)
    return lambda *arguments: both(*arguments)[1]


def value_and_grad(f: Callable[..., Any], argument: int = 0) -> Callable[..., Any]:
    """Return a function that answers (f, the derivative of f by one argument); see `grad`."""

    def both(*arguments: Any) -> tuple[Any, Any]:
        if not 0 <= argument < len(arguments):
            raise ValueError(f"argument {argument}: given {len(arguments)} arguments")
        x = arguments[argument]
        is_inner = is_differentiated() or any(isinstance(number, Value) for number in arguments)
        kinds = [type(number) for number in arguments if isinstance(number, Value)]
        kind = kinds[0] if kinds else Value  # a subclass may have ops of its own
        number = x.item() if isinstance(x, Value) else Value(x).data
        leaf = kind._leaf(number, requires_grad=True)
        with watched(leaf) as watch, recording(True):
            root = f(*arguments[:argument], leaf, *arguments[argument + 1 :])
        if not isinstance(root, Value):
            root = kind._leaf(to_float(root, "f(x)"))
            tell_constant(watch, root.data)
        order = topological_order(root)
        is_reached = leaf in set(order)
        if not is_reached and not (is_inner and any(followed(node, {leaf}) for node in order)):
            return (root, kind._leaf(0.0)) if is_inner else (root.item(), 0.0)
        leaves: dict[Value, Value] = {}
        if is_inner:
            # Replayed on Values, the closures record the derivative as a graph of its own, in what
            # f was given and in what it closes over, constants as well: what is traced or replayed
            # later gives them other numbers. A number that stands in f itself stays as it is.
            given = {node for node in order if node.is_leaf and node.op is not LITERAL} | {leaf}
            own = {node for node in given if followed(node, given) is None}
            leaves = {node: node.with_data(x if node is leaf else node) for node in own}
        with recording(True):
            new = replayed([root], leaves)
            if is_reached:
                new[root].backward()
        slope: Any = new[leaf].grad
        if is_inner and not isinstance(slope, Value):  # what f returns is to be a Value
            slope = kind._leaf(slope)
        return new[root].data, slope

    return both


def gradcheck(
    f: Callable[..., Any], *numbers: float, step: float = 1e-6, tolerance: float = 1e-6
) -> bool:
    """Check the gradient of f at some numbers against central differences; return True.

    f takes as many Values as there are numbers and returns one Value. The difference quotient
    (f(x + h) - f(x - h)) / 2h, with h = step * max(1, |x|), must agree with `backward` to
    `tolerance`, relative to the larger of the two and 1.

    Raises GradcheckError, which names the argument, the analytic and the numeric derivative; and
    what an op raises, such as DomainError, where f leaves its domain at the numbers or within h of
    one, as sqrt does at 1e-9: give other numbers or a smaller step.
    """
    points = [to_float(number) for number in numbers]
    leaves = [Value(point, f"argument {i}") for i, point in enumerate(points)]
    with recording(True):
        root = f(*leaves)
    if isinstance(root, Value) and root.requires_grad:
        root.backward()
    for i, leaf in enumerate(leaves):
        numeric = _central_difference(f, points, i, step)
        scale = max(1.0, abs(leaf.grad), abs(numeric))
        if not abs(leaf.grad - numeric) <= tolerance * scale < math.inf:  # NaN fails too
            raise GradcheckError(
                f"argument {i} at {points[i]!r}: analytic {leaf.grad!r}, numeric {numeric!r}, "
                f"which differ by more than {tolerance:g} of {scale:g}"
            )
    return True


def _central_difference(f: Callable[..., Any], points: list[float], i: int, step: float) -> float:
    h = step * max(1.0, abs(points[i]))
    above, below = ([*points[:i], points[i] + shift, *points[i + 1 :]] for shift in (h, -h))
    with no_grad():
        rise = float(f(*map(Value, above))) - float(f(*map(Value, below)))
    return rise / (above[i] - below[i])
