"""What scripts of either library are written in, as PyTorch has it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch.nn import functional

from tests.reference.write import tensor


def lifted(number: Any) -> torch.Tensor:
    return number if isinstance(number, torch.Tensor) else tensor(number)


class Theirs:
    """PyTorch in double precision, with the names that `tests.peers.ours` has."""

    enable_grad, no_grad = staticmethod(torch.enable_grad), staticmethod(torch.no_grad)

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)

    def maximum(self, x: Any, y: Any) -> torch.Tensor:
        return torch.maximum(lifted(x), lifted(y))

    def minimum(self, x: Any, y: Any) -> torch.Tensor:
        return torch.minimum(lifted(x), lifted(y))

    def where(self, condition: Any, a: Any, b: Any) -> torch.Tensor:
        return torch.where(condition, lifted(a), lifted(b))

    def softplus(self, x: torch.Tensor) -> torch.Tensor:
        return functional.softplus(x, threshold=700)  # at 20 it is only nearly right

    def leaf(self, number: float, requires_grad: bool = True) -> torch.Tensor:
        return tensor(number).requires_grad_(requires_grad)

    def grad(self, leaf: torch.Tensor) -> float | None:
        return None if leaf.grad is None else float(leaf.grad)

    def change(self, leaf: torch.Tensor, number: float) -> None:
        with torch.no_grad():
            leaf.fill_(number)

    def again(self, root: torch.Tensor, gradient: float | None = None) -> None:
        """Go backward and keep the graph."""
        root.backward(None if gradient is None else tensor(gradient), retain_graph=True)

    def records(self) -> bool:
        return (self.leaf(1.0) + 1.0).requires_grad

    def derivative(self, f: Callable[[Any], Any], x: Any) -> torch.Tensor:
        """Differentiate by a new leaf, or by what a function around this one is given."""
        x = x if isinstance(x, torch.Tensor) else self.leaf(x)
        root = f(x)
        if not root.requires_grad:
            return tensor(0.0)
        (slope,) = torch.autograd.grad(root, x, create_graph=True, allow_unused=True)
        return tensor(0.0) if slope is None else slope

    def derivative_of(
        self, f: Callable[..., Any], by: tuple[int, ...], at: tuple[float, ...]
    ) -> float:
        leaves = [self.leaf(number) for number in at]
        root = partial(f, self)(*leaves)
        for argument in by:
            root = self.derivative(lambda _, root=root: root, leaves[argument])
        return root.item()
