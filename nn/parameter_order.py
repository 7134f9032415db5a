"""The order of parameters in the arrays of a compiled backend."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from engine import Value

__all__ = ["ParameterOrder"]


class ParameterOrder:
    """The parameters that the optimizer moves, before the others with a gradient.

    params  both of them
    places  of the first in the optimizer
    frozen  parameters of the model that are constants
    """

    def __init__(
        self, names: Collection[Value], optimized: Sequence[Value], trainable: Iterable[Value]
    ) -> None:
        chosen = dict.fromkeys(trainable)
        self.places = [i for i, parameter in enumerate(optimized) if parameter in chosen]
        moved = [optimized[i] for i in self.places]
        self.params = list(dict.fromkeys([*moved, *chosen]))
        self.frozen = [parameter for parameter in names if parameter not in chosen]
        places = {parameter: i for i, parameter in enumerate(names)}
        self._order = np.array([places[parameter] for parameter in self.params])
        self._is_that_of_names = self._order.tolist() == list(range(len(places)))

    def arranged(self, numbers: Any, others: Any) -> Any:
        """Return an array in the order of the names: of numbers, and of others for the frozen."""
        if self._is_that_of_names:
            return numbers.copy()  # an optimizer may change its array in place
        array = others.copy()
        array[self._order] = numbers
        return array
