"""Tables: what enters as rows of numbers, as one row or as labels."""

from collections.abc import Mapping, Set
from typing import Any

from engine.number import has_items, is_masked, is_time, shortened

__all__ = ["flattened", "in_order", "items_of", "without_names"]


def without_names(name: str, given: Any) -> Any:
    """Return a DataFrame or a Series as an array, and whatever else is given as it is.

    name  of the argument, for the messages

    Raises ValueError for a mapping, which has names in place of an order, a set, which has none,
    for an array in which a number is masked, and for one of times.
    """
    if isinstance(given, (Mapping, Set)):
        listed = _listing(given) if isinstance(given, Mapping) else "sorted(numbers)"
        raise ValueError(
            f"{name}: given {type(given).__name__} {shortened(given)}; allowed: a list or an "
            f"array, whose numbers have an order; write {listed}"
        )
    if hasattr(given, "to_numpy"):
        given = given.to_numpy()
    if is_masked(given):
        raise ValueError(
            f"{name}: given an array with {int(given.mask.sum())} masked numbers; allowed: none; "
            "leave out their rows, or write array.filled(0.0)"
        )
    if is_time(given):
        raise ValueError(
            f"{name}: given {given.dtype}; allowed: numbers; write "
            "(times - times[0]) / np.timedelta64(1, 's')"
        )
    return given


def _listing(mapping: Mapping[Any, Any]) -> str:
    """Say how a row, or a table of columns, becomes a list."""
    has_columns = all(hasattr(item, "__len__") for item in mapping.values())
    return "list(zip(*columns.values()))" if has_columns else "list(row.values())"


def in_order(name: str, given: Any) -> Any:
    """Return what was given, and the rows in it, without names, to be made an array.

    Raises ValueError for what `without_names` refuses.
    """
    given = without_names(name, given)
    if not isinstance(given, (list, tuple)):
        return given
    return [without_names(name, row) if hasattr(row, "__len__") else row for row in given]


def items_of(name: str, given: Any) -> list[Any]:
    """Return what is given as a list: of rows, of numbers or of labels; arrays in Python's numbers.

    Raises ValueError for what `without_names` refuses, and for what has no items.
    """
    given = without_names(name, given)
    if not has_items(given) or isinstance(given, (str, bytes)):
        raise ValueError(f"{name}: given {shortened(given)}; allowed: a list or an array")
    return list(given.tolist() if hasattr(given, "tolist") else given)


def flattened(name: str, given: Any) -> str:
    """Say what to write for the labels in a column, each a list of one."""
    if hasattr(given, "ravel"):
        return f"{name}.ravel()"
    return f"{name}.to_numpy().ravel()" if hasattr(given, "to_numpy") else f"[t[0] for t in {name}]"
