"""Numbers: what may enter the engine as one."""

import math
from numbers import Integral, Real
from typing import Any

__all__ = [
    "check_whole",
    "float_or_nan",
    "has_items",
    "holds_objects",
    "is_array",
    "is_lone",
    "is_masked",
    "is_time",
    "shortened",
    "to_flag",
    "to_float",
    "unwrapped",
]


def to_float(number: Any, each: str = "Value(v)") -> float:
    """Convert an int, a float, a bool or a NumPy scalar to a float.

    Raises TypeError for anything else, a string, an array, a masked number and a time of NumPy
    included; `each` is what the message proposes to write for each number v of a list. Raises
    OverflowError for an int beyond the largest float.
    """
    try:
        if isinstance(number, (int, float)):
            return float(number)
        if is_lone(number):
            item = number.item()
            if isinstance(item, Real) and not (is_masked(number) or is_time(number)):
                return float(item)
    except OverflowError:
        raise OverflowError(
            f"given {_shown(number)}, too large for a float; allowed: up to 1.797e308; write it in "
            "a larger unit, as n / 10**300"
        ) from None
    raise TypeError(
        f"given {_shown(number)}; allowed: int, float, bool, NumPy scalar{_advice(number, each)}"
    )


def to_flag(name: str, given: Any) -> bool:
    """Convert True or False, of NumPy too, and 1 or 0, to a bool. Raises TypeError otherwise."""
    if float_or_nan(given) in (0.0, 1.0):
        return bool(given)
    raise TypeError(f"{name}: given {_shown(given)}; allowed: True, False")


def check_whole(name: str, number: Any, least: int) -> None:
    """Raise ValueError unless a setting is an int from a least one up, and no bool."""
    if not isinstance(number, Integral) or isinstance(number, bool) or number < least:
        raise ValueError(f"{name}: given {shortened(number)}; allowed: an int from {least} up")


def float_or_nan(number: Any) -> float:
    """Convert what `to_float` converts; NaN, which is in no range, for anything else."""
    try:
        return to_float(number)
    except (TypeError, OverflowError):
        return math.nan


def shortened(thing: Any) -> str:
    """Return the text of something that was given, for a message: a line of at most 40 letters."""
    try:
        text = repr(thing)
    except ValueError:  # Python writes no int of more than 4300 digits
        return "(more digits than Python writes)"
    line, _, more = text.partition("\n")
    return line if len(line) <= 40 and not more else line[:37] + "..."


def _shown(thing: Any) -> str:
    return f"{type(thing).__name__} {shortened(thing)}"


def _advice(thing: Any, each: str) -> str:
    if isinstance(thing, str):
        return "; write Value(float(text))"
    if is_masked(thing):
        return "; leave masked numbers out, or write array.filled(0.0)"
    if is_time(thing):
        return "; write (time - start) / np.timedelta64(1, 's')"
    if hasattr(thing, "__iter__"):
        return f"; write [{each} for v in numbers]"
    if isinstance(thing, complex):
        return "; write z.real"
    is_value = hasattr(thing, "detach")
    return "; write v.item() for the number of a Value v, or v.detach() for a copy" * is_value


def is_masked(thing: Any) -> bool:
    """Tell whether something is an array, or a number, of NumPy with masked numbers."""
    return hasattr(thing, "filled") and bool(thing.mask.any())


def is_time(thing: Any) -> bool:
    """Tell whether something is a time, a time span or an array of them, of NumPy."""
    return getattr(getattr(thing, "dtype", None), "kind", "") in ("m", "M")


def holds_objects(thing: Any) -> bool:
    """Tell whether something is an array of objects, as NumPy's arrays of Values are."""
    return getattr(getattr(thing, "dtype", None), "kind", "") == "O"


def is_array(thing: Any) -> bool:
    """Tell whether something has a shape to it, as NumPy's arrays have but its scalars have not."""
    return getattr(thing, "shape", ()) != ()


def is_lone(thing: Any) -> bool:
    """Tell whether something is an array or a tensor without a shape, or a scalar of NumPy."""
    return getattr(thing, "shape", None) == ()


def has_items(thing: Any) -> bool:
    """Tell whether something can be iterated over, which an array without a shape cannot."""
    return hasattr(thing, "__iter__") and not is_lone(thing)


def unwrapped(thing: Any) -> Any:
    """Return what an array of objects without a shape holds, which NumPy makes of a lone Value."""
    return thing.item() if is_lone(thing) and holds_objects(thing) else thing
