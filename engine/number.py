"""Numbers: what may enter the engine as one."""

from numbers import Real
from typing import Any

__all__ = ["is_array", "to_float", "truth"]


def to_float(number: Any, each: str = "…") -> float:
    """Convert an int, a float, a bool or a NumPy scalar to a float.

    Raises TypeError for anything else, a string and an array included; `each` is what the message
    proposes to write for each number v of a list.
    """
    if isinstance(number, (int, float)):
        return float(number)
    if getattr(number, "shape", None) == ():
        item = number.item()
        if isinstance(item, Real):
            return float(item)
    raise TypeError(
        f"given {_shown(number)}; allowed: int, float, bool, NumPy scalar{_advice(number, each)}"
    )


def _shown(thing: Any) -> str:
    text = repr(thing)
    return f"{type(thing).__name__} {text if len(text) <= 40 else text[:37] + '...'}"


def _advice(thing: Any, each: str) -> str:
    if isinstance(thing, str):
        return "; write Value(float(text))"
    if hasattr(thing, "__iter__"):
        return f"; write [{each} for v in numbers]"
    if isinstance(thing, complex):
        return "; write z.real"
    if hasattr(thing, "detach"):
        return "; use the Value itself, or write v.detach() for a copy without its graph"
    return ""


def truth(comparison: Any) -> Any:
    """Return a comparison as a number: 1.0 or 0.0, or the node or symbol that it is."""
    if comparison.__class__ is bool:
        return float(comparison)
    return getattr(comparison, "node", comparison)


def is_array(thing: Any) -> bool:
    """Tell whether something has a shape to it, as NumPy's arrays have but its scalars have not."""
    return getattr(thing, "shape", ()) != ()
