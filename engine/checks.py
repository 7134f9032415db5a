"""What enters a Value or `backward`, and what leaves, as a float, or told what it is to be."""

from typing import Any

from engine.cuts import tell_cut
from engine.kind import no_number, refusal
from engine.label import to_label
from engine.node import Node
from engine.number import is_array, to_flag, to_float

__all__ = ["checked_flag", "checked_label", "checked_number", "checked_start", "told_float"]


def checked_number(data: Any) -> float:
    """Return the number for a Value. Raises what `to_float` raises of what it does not take."""
    try:
        return to_float(data, "Value(v)")
    except (TypeError, OverflowError) as error:
        raise no_number(error, "", data) from None


def checked_flag(requires_grad: Any) -> bool:
    """Return whether a Value gets a gradient. Raises TypeError for no bool."""
    return to_flag("requires_grad", requires_grad)


def checked_label(label: Any, others: tuple[Any, ...]) -> str:
    """Return the label. Raises TypeError for no string, and for what is given after it."""
    text = to_label(label)
    if others:
        raise TypeError(f"given {others!r} after the label; allowed: requires_grad, given by name")
    return text


def checked_start(root: Any, gradient: Any) -> float:
    """Return the gradient that `backward` starts from, 1 for None."""
    if not isinstance(root, Node):
        raise refusal(root, "backward", "; write L.sum().backward()")
    if is_array(gradient) or isinstance(gradient, (list, tuple)):
        raise TypeError("gradient: given an array; write (L * gradient).sum().backward()")
    if not root.requires_grad:
        raise RuntimeError(
            f"{root!r} requires no gradient: it came from constants or no_grad(). To "
            "update a weight, write w.data -= lr * w.grad"
        )
    return 1.0 if gradient is None else to_float(gradient)


def told_float(value: Any) -> float:
    """Return the number of a Value; warn where that cuts the graph of a derivative."""
    number = float(value._data)
    tell_cut(value)
    return number
