"""Arrays of floats, made of what was given."""

from typing import TYPE_CHECKING, Any

from engine.node import Node
from engine.number import shortened, to_float
from engine.tables import in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["checked_array", "to_floats"]


def to_floats(name: str, given: Any) -> "NDArray[Any]":
    """Convert what NumPy converts to an array of floats of the same shape.

    A Value counts as its number. Raises OverflowError, which names the number, for an int beyond
    the largest float, ValueError for a mapping, a masked number, rows of different lengths, and
    for what is no number, such as text and None.
    """
    import numpy as np

    given = in_order(name, given)
    try:
        numbers = np.asarray(given)
    except (TypeError, ValueError, OverflowError):  # of no one shape, or too large for NumPy's ints
        numbers = np.asarray(given, dtype=object)
    if numbers.dtype.kind in "biuf":
        return numbers.astype(np.float64)
    try:
        return np.asarray(np.vectorize(_number, otypes=[np.float64])(numbers))
    except (ValueError, OverflowError) as error:
        raise type(error)(f"{name}: {error}") from None


def _number(thing: Any) -> float:
    try:
        return float(thing.data) if isinstance(thing, Node) else to_float(thing)
    except TypeError:
        given = f"{type(thing).__name__} {shortened(thing)}"
        raise ValueError(f"given {given}; allowed: numbers, in lists of one length") from None


def checked_array(name: str, given: Any) -> Any:
    """Return an array of floats of something's shape; raise ValueError or TypeError for none.

    Raises OverflowError for an int beyond the largest float.
    """
    import numpy as np

    given = in_order(name, given)
    try:
        array = np.asarray(given)
    except ValueError:  # NumPy calls it inhomogeneous
        raise ValueError(
            f"{name}: given lists of different lengths; allowed: all of one length"
        ) from None
    if array.dtype == object and all(isinstance(number, (int, float)) for number in array.flat):
        array = to_floats(name, array)  # ints of more than 64 bits are objects to NumPy
    if array.dtype.kind not in "biuf":
        remedy = "; write [v.data for v in …]" if array.dtype == object else ""
        raise TypeError(f"{name}: given {array.dtype}; allowed: int, float, bool{remedy}")
    return np.ascontiguousarray(array, dtype=np.float64).reshape(array.shape)
