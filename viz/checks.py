"""What the pages of several rooms are given, checked."""

from collections.abc import Sequence
from typing import Any

from engine.extend import shortened

__all__ = ["checked_names"]


def checked_names(argument: str, names: Any, count: int) -> list[str]:
    """Return names as a list. Raises ValueError unless there are as many as are needed."""
    is_list = isinstance(names, Sequence) and not isinstance(names, str)
    if not is_list or len(names) != count or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{argument}: given {shortened(names)}; allowed: a list of {count} names")
    return list(names)
