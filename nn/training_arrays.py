"""What a compiled backend computes with: parameters, gradients and states, in arrays."""

import math
from typing import Any

import numpy as np

from engine.extend import forget_gradients
from nn.eager import EagerBackend
from nn.optim import states_as_arrays, states_as_list
from nn.parameter_order import ParameterOrder

__all__ = ["TrainingArrays"]


class TrainingArrays:
    """The numbers of a training, taken from model and optimizer, and put back where they rest.

    numbers  of the parameters, in their order
    slopes   their gradients of the last step, None before the first
    states   of the optimizer
    """

    numbers: Any
    slopes: Any
    states: Any
    _taken: Any  # where the eager backend stands until the first step

    def __init__(self, order: ParameterOrder, eager: EagerBackend) -> None:
        self.order = order
        self.eager = eager
        self.names, self.optimizer = eager.names, eager.optimizer
        self.take()

    def take(self) -> None:
        """Take the numbers and the states; the gradients stay where the Values have them."""
        self._taken, self.slopes = None, None
        self.numbers = np.array([parameter.data for parameter in self.order.params])
        self.states = states_as_arrays([self.optimizer.states[i] for i in self.order.places])
        self._constants = np.array([parameter.data for parameter in self.names])

    def store(self) -> None:
        """Put the numbers, the gradients of the last step and the states back."""
        self.store_numbers()
        for place, state in zip(self.order.places, states_as_list(self.states), strict=True):
            self.optimizer.states[place] = state
        if self.slopes is not None:
            forget_gradients(self.names)
            for parameter, gradient in zip(self.order.params, self.slopes.tolist(), strict=True):
                parameter.grad = gradient

    def store_numbers(self) -> None:
        """Put only the numbers back."""
        for parameter, number in zip(self.order.params, self.numbers.tolist(), strict=True):
            parameter.data = number

    def standing(self) -> Any:
        """Return where numbers, gradients and the optimizer's states stand, for `restore`."""
        if self.slopes is not None:
            return self.numbers.copy(), self.states, self.slopes, None
        # The gradients are still where the Values have them, as when they were asked for before.
        self._taken = self._taken or self.eager.standing()
        return self.numbers.copy(), self.states, None, self._taken

    def restore(self, standing: Any) -> None:
        """Put them back, into the model and the optimizer."""
        self.numbers[:], self.states, self.slopes, values = standing
        if values is not None:
            self.eager.restore(values)
        else:
            self.store()

    def parameters(self) -> Any:
        """Return the numbers of all parameters, in the order of their names, as an array."""
        return self.order.arranged(self.numbers, self._constants)

    def gradients(self) -> Any:
        """Return the gradients of the last step likewise, nan where a parameter has none."""
        return self.order.arranged(self.slopes, np.full(len(self.names), math.nan))
