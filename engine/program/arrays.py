"""Arrays of floats, made of what was given."""

from typing import TYPE_CHECKING, Any

from engine.number import to_float
from engine.tables import in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["checked_array", "to_floats"]


def to_floats(name: str, given: Any) -> "NDArray[Any]":
    """Convert what NumPy converts to an array of floats of the same shape.

    Raises OverflowError, which names the number, for an int beyond the largest float, ValueError
    for a mapping, a masked number, text or rows of different lengths, TypeError for what else is no
    number.
    """
    import numpy as np

    given = in_order(name, given)
    try:
        return np.asarray(given, dtype=np.float64)
    except OverflowError:  # NumPy does not say of which number
        numbers = np.asarray(given, dtype=object)
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{name}: {error}; allowed: numbers, in lists of one length") from None
    try:
        return np.asarray(np.vectorize(to_float, otypes=[np.float64])(numbers))
    except OverflowError as error:
        raise OverflowError(f"{name}: {error}") from None


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
