"""Structures: numbers in lists, tuples, dicts and arrays, taken out and put back.

An array is known by what it can do, so that none of this imports NumPy.
"""

from collections.abc import Callable, Iterator
from typing import Any

from engine.number import is_array
from engine.tables import without_names

__all__ = ["numbers_in", "rebuilt"]


def numbers_in(structure: Any) -> Iterator[Any]:
    """Yield the numbers of a structure in order, a number's own for a number alone."""
    if _is_array(structure):
        yield from _unmasked(structure).reshape(-1).tolist()
    elif isinstance(structure, (list, tuple, dict)):
        for part in structure.values() if isinstance(structure, dict) else structure:
            yield from numbers_in(part)
    else:
        yield structure


def rebuilt(structure: Any, numbers: Iterator[Any]) -> Any:
    """Return a structure like the given one of the next numbers.

    Arrays hold floats if all numbers are, else objects.
    """
    if _is_array(structure):
        return _array_like(structure, numbers)
    if isinstance(structure, dict):
        return {key: rebuilt(part, numbers) for key, part in structure.items()}
    if isinstance(structure, (list, tuple)):
        parts = [rebuilt(part, numbers) for part in structure]
        return _made(type(structure))(parts)
    return next(numbers)


def _is_array(structure: Any) -> bool:
    # Data frames and tensors of other libraries have a shape too.
    return is_array(structure) and hasattr(structure, "astype") and hasattr(structure, "reshape")


def _unmasked(array: Any) -> Any:
    array = without_names("argument", array)
    return array.filled() if hasattr(array, "filled") else array


def _array_like(array: Any, numbers: Iterator[Any]) -> Any:
    objects = _unmasked(array).astype(object)
    # The range goes first: at its end zip takes no number, which would belong to what follows.
    for i, number in zip(range(objects.size), numbers, strict=False):
        objects.flat[i] = number
    is_of_floats = all(isinstance(number, float) for number in objects.flat)
    return objects.astype(float) if is_of_floats else objects


def _made(kind: type) -> Callable[[list[Any]], Any]:
    """Return what makes a list or tuple of its parts, which for a namedtuple is `_make`."""
    return getattr(kind, "_make", kind)
