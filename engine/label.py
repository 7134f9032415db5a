"""Labels: the names of nodes, for messages and drawings."""

from typing import Any

from engine.micrograd import HOW_TO_ADD_AN_OP

__all__ = ["to_label"]


def to_label(label: Any) -> str:
    """Return the label. Raises TypeError for anything but a string."""
    if isinstance(label, (tuple, list, set)):  # children, as micrograd has them
        raise TypeError(f"label: given {label!r}; allowed: a string; {HOW_TO_ADD_AN_OP}")
    if not isinstance(label, str):
        raise TypeError(f"label: given {label!r}; allowed: a string, as in Value(2.0, 'x')")
    return label
