"""What scripts of either library are written in, as this engine has it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import engine
from engine import Value


class Ours:
    """The few names that scripts use, where ours and PyTorch's differ, and the functions."""

    enable_grad, no_grad = staticmethod(engine.enable_grad), staticmethod(engine.no_grad)

    def __getattr__(self, name: str) -> Any:
        return getattr(engine, name)

    def leaf(self, number: float, requires_grad: bool = True) -> Value:
        return Value(number, requires_grad=requires_grad)

    def grad(self, leaf: Value) -> float | None:
        return leaf.grad if leaf.has_grad else None

    def change(self, leaf: Value, number: float) -> None:
        leaf.data = number

    def again(self, root: Value, gradient: float | None = None) -> None:
        """Go backward and keep the graph."""
        root.backward(gradient)

    def records(self) -> bool:
        return (Value(1.0) + 1.0).requires_grad

    def derivative(self, f: Callable[[Any], Any], x: Any) -> Any:
        return engine.grad(f)(x)

    def derivative_of(
        self, f: Callable[..., Any], by: tuple[int, ...], at: tuple[float, ...]
    ) -> float:
        of_numbers = partial(f, self)
        for argument in by:
            of_numbers = engine.grad(of_numbers, argument)
        return float(of_numbers(*at))
