"""Seeds: where random numbers begin."""

from numbers import Integral
from random import Random
from typing import Any

from engine.extend import shortened

__all__ = ["seeded"]


def seeded(seed: Any) -> Random:
    """Return a generator that begins at a seed, a whole number, or anywhere for None.

    Raises ValueError for any other seed.
    """
    if seed is None:
        return Random()
    if not isinstance(seed, Integral):
        raise ValueError(f"seed: given {shortened(seed)}; allowed: an int, or None for any")
    return Random(int(seed))
