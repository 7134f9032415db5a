"""The compiled ways: a program as a function in Python, in NumPy or on the C machine."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import Program as Listing
from engine.extend import array_function, mean_function
from engine.program.machine import Machine
from tests.fuzz.answers import Answer
from tests.fuzz.programs import Program

__all__ = ["Compiled"]

# What NumPy computes by itself, to other last digits; the rest is of IEEE 754, to the bit.
SAME_DIGITS = {"+", "-", "*", "/", "neg", "abs", "sqrt", "relu", "maximum", "minimum", "where"}


class Compiled:
    """A program that was traced at a point, in one language."""

    def __init__(self, program: Program, listing: Listing, language: str) -> None:
        self.params = list(program.params)
        self.listing = listing
        self.language = language
        self.function = listing.compile(language)

    @property
    def is_exact(self) -> bool:
        """Whether every op gives the same bits in this language."""
        ops = {line.op for line in self.listing.instructions}
        return self.language != "numpy" or ops <= {*SAME_DIGITS, "<", "<="}

    def at(self, point: Sequence[float]) -> Answer:
        """Return the answer at one point, as a batch of one row if there are parameters."""
        return self.of_rows([point]) if self.params else _flat(self.function(*point))

    def at_all(self, points: Sequence[Sequence[float]]) -> list[Answer]:
        """Return the answers of one call with arrays."""
        value, slopes = self.function(*np.array(points).T)
        return [tuple(map(float, answer)) for answer in zip(value, *slopes, strict=True)]

    def of_rows(self, rows: Sequence[Sequence[float]]) -> Answer:
        """Return the mean over some rows."""
        return _flat(self.function(self.params, rows))

    def is_flagged(self, point: Sequence[float]) -> bool:
        """Tell whether NumPy or the machine saw a number leave a domain, or overflow."""
        params, rows = np.array(self.params), np.array([point], dtype=float)
        if self.params:
            return mean_function(self.listing, self.language)(params, rows)[1]
        if self.language == "c":
            return Machine(self.listing)(params, rows)[1]
        seen: list[Any] = []
        with np.errstate(all="call", under="ignore", call=lambda *kinds: seen.append(kinds)):
            array_function(self.listing)(*rows.T)
        return bool(seen)


def _flat(answer: tuple[float, Sequence[float]]) -> Answer:
    return tuple(map(float, (answer[0], *answer[1])))
