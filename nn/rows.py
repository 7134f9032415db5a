"""Rows: the numbers of one sample, as models and training take them."""

import math
from typing import Any

from engine import Value
from engine.extend import has_items, is_array, is_lone, items_of, shortened

__all__ = ["Row", "constants", "label_of", "row_of"]


class Row(list[Any]):
    """Inputs of a model that were checked, so that its neurons need not do it again."""


def row_of(x: Any) -> Row:
    """Return the inputs of a model: a list or an array of numbers or Values.

    Raises ValueError for what is no row, such as a mapping, or a table of several rows.
    """
    if isinstance(x, Row):
        return x
    row = Row(x if x.__class__ is list else _numbers("x", x))
    for number in row:
        if number.__class__ is not Value and _is_collection(number):
            rows = "X.to_numpy()" if hasattr(x, "to_numpy") else "X"
            raise ValueError(
                f"x: given {type(number).__name__} {shortened(number)} in the place of a number; "
                f"allowed: one row at a time; write [model(row) for row in {rows}]"
            )
    return row


def constants(X: Any) -> list[list[Value]]:
    """Return the rows of a table as constants; a Value in it counts as the number that it has.

    Raises ValueError for what is no table of finite numbers with rows of one length.
    """
    rows = [_constants(i, row) for i, row in enumerate(items_of("X", X))]
    if not rows:
        raise ValueError("X: given no rows; allowed: at least one")
    for i, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise ValueError(f"X: row {i} has {len(row)} numbers, row 0 has {len(rows[0])}")
    return rows


def label_of(target: Any) -> Any:
    """Return a label that has no shape to it, of NumPy or PyTorch, as Python's number."""
    return target.item() if is_lone(target) else target


def _numbers(name: str, given: Any) -> list[Any]:
    if has_items(given):
        return items_of(name, given)
    shown = shortened(given)
    raise ValueError(f"{name}: given {shown}; allowed: a list of numbers, such as [{shown}]")


def _is_collection(number: Any) -> bool:
    return is_array(number) or isinstance(number, (list, tuple))


def _constants(i: int, row: Any) -> list[Value]:
    numbers = []
    for j, number in enumerate(_numbers(f"X: row {i}", row)):
        data = number.data if isinstance(number, Value) else number
        try:
            numbers.append(Value(data, requires_grad=False))
        except (TypeError, OverflowError) as error:
            raise ValueError(f"X: row {i}, column {j}: {error}") from None
        if not math.isfinite(numbers[-1].data):
            raise ValueError(f"X: given {number!r} in row {i}, column {j}; allowed: finite")
    return numbers
