"""Randomness: the generators that a model may draw from, and where they stand."""

import random
from collections.abc import Callable, Iterator
from numbers import Integral
from types import BuiltinMethodType, MethodType
from typing import Any

import numpy as np

from engine.extend import shortened
from nn.module import contents

__all__ = ["Generators", "random_from"]


def random_from(seed: Any) -> random.Random:
    """Return a generator for a seed: an int, also one of NumPy, a text, or None for any.

    Raises ValueError for anything else.
    """
    try:
        return random.Random(int(seed) if isinstance(seed, Integral) else seed)
    except TypeError:
        raise ValueError(f"seed: given {shortened(seed)}; allowed: an int, or None") from None


Access = tuple[Callable[[], Any], Callable[[Any], None]]  # how to read a state, how to write it


class Generators:
    """The states of Python's random generator, of NumPy's, and of those that a model holds."""

    def __init__(self, model: Any) -> None:
        accesses: list[Access] = [
            (random.getstate, random.setstate),
            (np.random.get_state, np.random.set_state),
            *map(_access, filter(_is_generator, _owners(model))),
        ]
        self._before = [(read, write, read()) for read, write in accesses]

    def restore(self) -> bool:
        """Put every state back; return whether one had moved."""
        moved = [
            (write, state) for read, write, state in self._before if repr(read()) != repr(state)
        ]
        for write, state in moved:
            write(state)
        return bool(moved)


def _owners(model: Any) -> Iterator[Any]:
    """Yield everything that a model holds, for a method what it is the method of."""
    for thing in contents(model):
        yield thing.__self__ if isinstance(thing, (MethodType, BuiltinMethodType)) else thing


def _is_generator(thing: Any) -> bool:
    if isinstance(thing, random.SystemRandom):  # it has no state
        return False
    return isinstance(thing, (random.Random, np.random.Generator, np.random.RandomState))


def _access(generator: Any) -> Access:
    if isinstance(generator, random.Random):
        return generator.getstate, generator.setstate
    if isinstance(generator, np.random.RandomState):
        return generator.get_state, generator.set_state
    bits = generator.bit_generator
    return lambda: bits.state, lambda state: setattr(bits, "state", state)
