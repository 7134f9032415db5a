"""Optimizers: what to do with a gradient.

Each states its rule once, in `update`, as arithmetic on one parameter that works elementwise on
arrays as well. State lives in the optimizer, never on a parameter.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from types import MethodType
from typing import Any

import numpy as np

from engine import Value
from engine.extend import forget_gradients, remedy, shortened
from nn.bounded import Bounded, in_range

__all__ = ["SGD", "Adam", "Optimizer", "states_as_arrays", "states_as_list"]


class Optimizer(ABC):
    """Base class: holds the parameters, the learning rate and the state of each parameter."""

    initial_state: Any
    lr = Bounded()
    weight_decay = Bounded()

    def __init__(self, params: Iterable[Value], lr: float, weight_decay: float) -> None:
        if not hasattr(params, "__iter__"):
            raise TypeError(f"params: given {shortened(params)}; write model.parameters()")
        self.params = list(params)
        _check_params(self.params)
        self.lr = lr
        self.weight_decay = weight_decay
        self.states = [self.initial_state for _ in self.params]

    def step(self) -> None:
        """Move every parameter that `backward` has reached, by the rule.

        Raises FloatingPointError if a new number is not finite. All new numbers are computed before
        the first is written, so an error changes nothing.
        """
        moves = [
            (i, *self._move(parameter, self.states[i]))
            for i, parameter in enumerate(self.params)
            if parameter.has_grad and parameter.requires_grad
        ]
        for i, data, state in moves:
            self.params[i].data = data
            self.states[i] = state

    def _move(self, parameter: Value, state: Any) -> tuple[float, Any]:
        try:
            data, state = self.update(parameter.data, parameter.grad, state)
        except ArithmeticError as error:
            raise FloatingPointError(
                f"the step of parameter {parameter!r} failed: {error}"
            ) from None
        if not math.isfinite(data):
            raise FloatingPointError(f"the step of parameter {parameter!r} would lead to {data!r}")
        return data, state

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters; do it before each `backward`."""
        forget_gradients(self.params)

    @property
    def has_own_step(self) -> bool:
        """Whether a step does anything else than to update each parameter by itself."""
        own = [MethodType(Optimizer.step, self), MethodType(Optimizer._move, self)]
        return [self.step, self._move] != own

    @abstractmethod
    def update(self, data: Any, grad: Any, state: Any) -> tuple[Any, Any]:
        """Return the new number and state of one parameter, or of n parameters at once.

        data   the number, or an array (n,)
        grad   its gradient likewise
        state  what the last update returned, at first `initial_state`: a number or a tuple of
               numbers, or an array (n,) or a tuple of such

        It is arithmetic element by element and changes no array in place. May raise
        ArithmeticError, which `step` raises again as FloatingPointError with the parameter.
        """


class SGD(Optimizer):
    """Stochastic gradient descent: p -= lr · v, with v = momentum · v + grad.

    The gradient includes weight_decay · p. PyTorch's rule and numbers (without its dampening and
    Nesterov's variant). Raises ValueError for a negative rate or a momentum outside [0, 1).
    """

    initial_state = 0.0  # the velocity v
    momentum = Bounded(below=1.0)

    def __init__(
        self,
        params: Iterable[Value],
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.momentum = momentum

    def update(self, data: Any, grad: Any, state: Any) -> tuple[Any, Any]:
        """Return the new number and the new velocity."""
        # Settings of 0 are left out, as in PyTorch: most steps are a product and a difference.
        if self.weight_decay:
            grad = grad + self.weight_decay * data
        velocity = self.momentum * state + grad if self.momentum else grad
        return data - self.lr * velocity, velocity


class Adam(Optimizer):
    """Adam: steps of about lr, whatever the size of the gradients (Kingma and Ba 2015).

    Running means of the gradient and of its square, each corrected for having started at 0. The
    gradient includes weight_decay · p. PyTorch's rule and numbers. Raises ValueError for a negative
    rate or eps, or for betas outside [0, 1).
    """

    initial_state = (0.0, 0.0, 0)  # mean, mean of squares, number of steps
    eps = Bounded()

    def __init__(
        self,
        params: Iterable[Value],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.betas = betas
        self.eps = eps

    @property
    def betas(self) -> tuple[float, float]:
        """How much of each running mean is kept, as two floats."""
        return self._betas

    @betas.setter
    def betas(self, betas: tuple[float, float]) -> None:
        if not hasattr(betas, "__len__") or len(betas) != 2:
            given = shortened(betas)
            raise ValueError(f"betas: given {given}; allowed: two numbers from 0 to below 1")
        first, second = (in_range(f"betas[{i}]", beta, below=1.0) for i, beta in enumerate(betas))
        self._betas = first, second

    def update(self, data: Any, grad: Any, state: Any) -> tuple[Any, Any]:
        """Return the new number and the new means."""
        mean, square, steps = state
        beta1, beta2 = self.betas
        grad = grad + self.weight_decay * data
        steps = steps + 1  # not +=, which would change an array in place
        mean = beta1 * mean + (1.0 - beta1) * grad
        square = beta2 * square + (1.0 - beta2) * grad * grad
        corrected_mean = mean / (1.0 - beta1**steps)
        corrected_square = square / (1.0 - beta2**steps)
        step = self.lr * corrected_mean / (corrected_square**0.5 + self.eps)
        return data - step, (mean, square, steps)


def _check_params(params: list[Value]) -> None:
    if not params:
        raise ValueError(
            "params: given none; allowed: at least one, as model.parameters(); a model holds its "
            "parameters as Values, as self.w = Value(0.0)"
        )
    for parameter in params:
        if not isinstance(parameter, Value) or not parameter.is_leaf:
            told = remedy(parameter)
            raise ValueError(
                f"params: given {parameter!r}; allowed: leaf Values, as model.parameters()"
                f"{told and ', each a Value' + told}"
            )
    if len(set(params)) < len(params):
        raise ValueError("params: given a Value twice; allowed: once, as in model.parameters()")


def states_as_arrays(states: list[Any]) -> Any:
    """Turn one state for each parameter, a number or a tuple of numbers, into arrays."""
    if states and isinstance(states[0], tuple):
        return tuple(np.array(column) for column in zip(*states, strict=True))
    return np.array(states)


def states_as_list(states: Any) -> list[Any]:
    """Turn arrays back into one state for each parameter."""
    if isinstance(states, tuple):
        return list(zip(*(column.tolist() for column in states), strict=True))
    return list(states.tolist())
