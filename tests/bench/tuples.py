"""The peer of newer scalar engines: each node keeps a tuple of local gradients, no closure.

Written for the bench, plainly and with nothing to slow it, as users of that style write it.
"""

import math
from typing import Any

pairs = zip  # without `strict`, which takes time that its users do not spend


class Value:
    """A number, the operands it came from, and its derivative with respect to each of them."""

    __slots__ = ("children", "data", "grad", "local_gradients")

    def __init__(
        self,
        data: float,
        children: tuple["Value", ...] = (),
        local_gradients: tuple[float, ...] = (),
    ) -> None:
        self.data = data
        self.grad: float = 0
        self.children = children
        self.local_gradients = local_gradients

    def __add__(self, other: Any) -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1, 1))

    def __mul__(self, other: Any) -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n: float) -> "Value":
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self) -> "Value":
        return Value(math.exp(self.data), (self,), (math.exp(self.data),))

    def log(self) -> "Value":
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def relu(self) -> "Value":
        return Value(max(0, self.data), (self,), (float(self.data > 0),))

    def __neg__(self) -> "Value":
        return self * -1

    def __sub__(self, other: Any) -> "Value":
        return self + (-other)

    def __rsub__(self, other: Any) -> "Value":
        return other + (-self)

    def __truediv__(self, other: Any) -> "Value":
        return self * other**-1

    def __rtruediv__(self, other: Any) -> "Value":
        return other * self**-1

    def __radd__(self, other: Any) -> "Value":
        return self + other

    def __rmul__(self, other: Any) -> "Value":
        return self * other

    def backward(self) -> None:
        order: list[Value] = []
        visited: set[Value] = set()

        def visit(node: Value) -> None:
            if node not in visited:
                visited.add(node)
                for child in node.children:
                    visit(child)
                order.append(node)

        visit(self)
        self.grad = 1
        for node in reversed(order):
            for child, local_gradient in pairs(node.children, node.local_gradients):
                child.grad += local_gradient * node.grad
