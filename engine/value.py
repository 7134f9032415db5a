"""Value: a number that remembers how it was computed.

Read it from top to bottom: what a Value holds, the ops with the derivative beside each, the chain
rule that connects them, and last how a Value behaves as a Python number.

Every op is one method marked `@operation`. It takes the numbers out of its operands and returns two
things: the result, and a closure that answers, given g, the gradient of the result, with one
contribution to the gradient of each operand. The closure captures numbers and changes nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any

from engine.functions import (
    cos,
    exp,
    log,
    maximum,
    minimum,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    tan,
    tanh,
    to_float,
    where,
)
from engine.graph import topological_order
from engine.node import (
    NO_GRADIENT,
    Contributions,
    Node,
    Outcome,
    is_array,
    no_contributions,
    operation,
)

__all__ = ["Condition", "Value"]


def _reflected(operator: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, other: operator(other, self)


class Value(Node):
    """One number of a computation: its data, its gradient, and how it came about.

    data           the number, a float
    grad           the derivative of the root of the last `backward` with respect to this number
    label          a name for messages and drawings
    requires_grad  whether `backward` computes `grad`; a result does if any operand does
    op             "" for a leaf, else "+", "*", "tanh", …
    operands       () for a leaf, else the Values the op was applied to, in order, repeats kept

    Raises TypeError if `data` is not an int, a float, a bool or a NumPy scalar.
    """

    __slots__ = ()

    def __init__(self, data: Any, label: str = "", *, requires_grad: bool = True) -> None:
        if not isinstance(label, str):
            raise TypeError(f"label: given {label!r}; allowed: a string, as in Value(2.0, 'x')")
        try:
            self.data = to_float(data, "Value(v)")
        except TypeError as error:
            raise TypeError(f"a Value holds one number: {error}") from None
        self.grad = NO_GRADIENT
        self.label = label
        self.requires_grad = requires_grad
        self.op = ""
        self.operands = ()
        self._rule = no_contributions

    # ---- the ops: each a result and, beside it, its derivative ----

    @operation("+")
    def __add__(self, other: "Value") -> Outcome:
        return self.data + other.data, lambda g: (g, g)

    @operation("-")
    def __sub__(self, other: "Value") -> Outcome:
        return self.data - other.data, lambda g: (g, -g)

    @operation("*")
    def __mul__(self, other: "Value") -> Outcome:
        x, y = self.data, other.data
        # x=x, y=y: the commonest closure keeps its numbers as defaults, not in cells, which leaves
        # the garbage collector half as much to walk.
        return x * y, lambda g, x=x, y=y: (g * y, g * x)

    @operation("/")
    def __truediv__(self, other: "Value") -> Outcome:
        y = other.data
        z = self.data / y
        return z, lambda g: (g / y, -g * (z / y))  # z / y where x / (y * y) would overflow

    @operation("**")
    def __pow__(self, other: "Value") -> Outcome:
        x, n = self.data, other.data
        z = _real(x**n)

        # x ** (n - 1) is not asked for at n = 0, where the slope is 0; for a variable exponent only
        # at x = 0 too, because elsewhere the slope at n = 0 has a slope of its own by n, 1/x.
        size = abs(n) + abs(x) if other.requires_grad else abs(n)
        is_zero = size <= 0.0
        power = where(is_zero, 1.0, n) - 1.0

        def base(g: float) -> Any:
            return where(is_zero, 0.0, g * (n * x**power))

        if not other.requires_grad:  # no logarithm for a constant exponent: x may be negative
            return z, lambda g: (base(g), 0.0)
        return z, lambda g: (base(g), g * z * log(where(abs(x) > 0.0, x, 1.0)))

    @operation("neg")
    def __neg__(self) -> Outcome:
        return -self.data, lambda g: (-g,)

    @operation("abs")
    def __abs__(self) -> Outcome:
        x = self.data
        return abs(x), lambda g: (where(x > 0.0, g, where(x < 0.0, -g, 0.0)),)

    @operation("exp")
    def exp(self) -> Outcome:
        """e^x, which is its own derivative."""
        z = exp(self.data)
        return z, lambda g: (g * z,)

    @operation("log")
    def log(self) -> Outcome:
        """Natural logarithm; the derivative is 1/x."""
        x = self.data
        return log(x), lambda g: (g / x,)

    @operation("sqrt")
    def sqrt(self) -> Outcome:
        """Square root; the derivative is 1 / (2 sqrt x)."""
        z = sqrt(self.data)
        return z, lambda g: (g / (2.0 * z),)

    @operation("sin")
    def sin(self) -> Outcome:
        """Sine; the derivative is cos x."""
        x = self.data
        return sin(x), lambda g: (g * cos(x),)

    @operation("cos")
    def cos(self) -> Outcome:
        """Cosine; the derivative is -sin x."""
        x = self.data
        return cos(x), lambda g: (-g * sin(x),)

    @operation("tan")
    def tan(self) -> Outcome:
        """Tangent; the derivative is 1 + tan² x."""
        z = tan(self.data)
        return z, lambda g: (g * (1.0 + z * z),)

    @operation("tanh")
    def tanh(self) -> Outcome:
        """Hyperbolic tangent; the derivative is 1 - tanh² x."""
        z = tanh(self.data)
        return z, lambda g: (g * (1.0 - z * z),)

    @operation("sigmoid")
    def sigmoid(self) -> Outcome:
        """Sigmoid s = 1 / (1 + e^-x); the derivative is s (1 - s)."""
        z = sigmoid(self.data)
        return z, lambda g: (g * z * (1.0 - z),)

    @operation("softplus")
    def softplus(self) -> Outcome:
        """log(1 + e^x); the derivative is the sigmoid."""
        x = self.data
        return softplus(x), lambda g: (g * sigmoid(x),)

    @operation("relu")
    def relu(self) -> Outcome:
        """Rectifier: x above 0, else 0; the derivative is 1 above 0, else 0."""
        x = self.data
        return relu(x), lambda g: (where(x > 0.0, g, 0.0),)

    @operation("maximum")
    def maximum(self, other: "Value") -> Outcome:
        """The larger of two; the gradient goes there, half to each in a tie."""
        x, y = self.data, other.data
        return maximum(x, y), lambda g: _to_the_winner(g, x > y, x < y)

    @operation("minimum")
    def minimum(self, other: "Value") -> Outcome:
        """The smaller of two; the gradient goes there, half to each in a tie."""
        x, y = self.data, other.data
        return minimum(x, y), lambda g: _to_the_winner(g, x < y, x > y)

    @operation("where")
    def where(self, a: "Value", b: "Value") -> Outcome:
        """Choose a where this number is not 0, else b; the gradient goes to the chosen one."""
        condition = self.data
        return (
            where(condition, a.data, b.data),
            lambda g: (NO_GRADIENT, where(condition, g, 0.0), where(condition, 0.0, g)),
        )

    @operation("<")
    def _less(self, other: "Value") -> Outcome:
        return self.data < other.data, lambda g: (NO_GRADIENT, NO_GRADIENT)

    @operation("<=")
    def _less_equal(self, other: "Value") -> Outcome:
        return self.data <= other.data, lambda g: (NO_GRADIENT, NO_GRADIENT)

    # ---- the chain rule ----

    def backward(self, gradient: float = 1.0) -> None:
        """Compute the derivative of this number with respect to every node it depends on.

        `gradient` is the derivative of whatever comes after with respect to this node. Results on
        the way start again from 0; leaves add to the grad they have, as in PyTorch, so call
        `zero_grad` between steps.

        Raises RuntimeError if nothing here requires a gradient, TypeError for an array: backward
        starts from one number, so sum the array first.
        """
        if not isinstance(self, Value):
            raise TypeError(f"given {type(self).__name__}; write L.sum().backward()")
        if is_array(gradient) or isinstance(gradient, (list, tuple)):
            raise TypeError("gradient: given an array; write (L * gradient).sum().backward()")
        if not self.requires_grad:
            raise RuntimeError(
                f"{self!r} requires no gradient: it came from constants or no_grad(). To "
                "update a weight, write w.data -= lr * w.grad"
            )
        gradient = to_float(gradient)
        order = topological_order(self)
        before = [node.grad for node in order]
        try:
            for node in order:
                if node.operands:
                    node.forget_grad()
            _add_to_grad(self, gradient)
            _chain_rule(reversed(order))
        except BaseException:  # an infinite slope, or Ctrl-C: leave every gradient as it was
            for node, grad in zip(order, before, strict=True):
                node.grad = grad
            raise

    def _backward(self) -> None:
        _chain_rule([self])

    # The names that micrograd gave.
    _prev = property(lambda self: self.operands)
    _op = property(lambda self: self.op)

    # ---- a number like any other ----

    __radd__ = _reflected(__add__)
    __rsub__ = _reflected(__sub__)
    __rmul__ = _reflected(__mul__)
    __rtruediv__ = _reflected(__truediv__)
    __rpow__ = _reflected(__pow__)
    _rmaximum = _reflected(maximum)
    _rminimum = _reflected(minimum)

    def __pos__(self) -> "Value":
        return self

    def __lt__(self, other: Any) -> Any:
        return _condition(self._less(other))

    def __le__(self, other: Any) -> Any:
        return _condition(self._less_equal(other))

    def __gt__(self, other: Any) -> Any:
        return _condition(Value._less(other, self))

    def __ge__(self, other: Any) -> Any:
        return _condition(Value._less_equal(other, self))

    def conjugate(self) -> "Value":
        """Return this real number itself; NumPy asks for it in `var` and `std`."""
        return self

    def item(self) -> float:
        """Return the number, without the graph."""
        return float(self.data)

    def __float__(self) -> float:
        """Return the plain number. `math.exp(v)` comes through here, which cuts the graph."""
        return float(self.data)

    def __int__(self) -> int:
        return int(self.data)

    def __bool__(self) -> bool:
        return bool(self.data)

    def __round__(self, ndigits: int | None = None) -> float:
        return round(self.data, ndigits)

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data!r}, grad={self.grad!r}{label})"


def _chain_rule(nodes: Iterable[Value]) -> None:
    # A node's own gradient is complete when its turn comes, because every result has had its turn
    # before its operands.
    for node in nodes:
        if node.operands and node.requires_grad and node.grad is not NO_GRADIENT:
            contributions = node.contributions(node.grad)
            for operand, contribution in zip(node.operands, contributions, strict=True):
                if operand.requires_grad and contribution is not NO_GRADIENT:
                    _add_to_grad(operand, contribution)


def _add_to_grad(node: Value, contribution: float) -> None:
    # The one place where gradients add up. The first contribution is taken as it is: 0.0 + x would
    # lose the sign of a -0.0 and write a needless line when x is a symbol.
    node.grad = contribution if node.grad is NO_GRADIENT else node.grad + contribution


def _real(number: Any) -> Any:
    if isinstance(number, complex):
        raise ValueError("a negative number has no real power with a fractional exponent")
    return number


def _to_the_winner(g: float, first_wins: Any, second_wins: Any) -> Contributions:
    # A tie gives half to each, as in PyTorch.
    half = g * 0.5
    return (
        where(first_wins, g, where(second_wins, 0.0, half)),
        where(second_wins, g, where(first_wins, 0.0, half)),
    )


class Condition(int):
    """The truth of a comparison: prints and counts as True or False.

    It also keeps the comparison as a node, which `where` needs to record the choice. To NumPy it is
    an int; for a mask compare the array, `A > 0`.
    """

    node: Value

    def where(self, a: Any, b: Any) -> Any:
        """Choose a if the condition holds, else b, as a node of the graph."""
        return self.node.where(a, b)

    def __repr__(self) -> str:
        return repr(bool(self))


def _condition(comparison: Any) -> Any:
    if comparison is NotImplemented:  # an array, whose elements NumPy compares
        return comparison
    try:
        truth = Condition(bool(comparison.data))
    except TypeError:  # of a symbol: true in one row, false in another, so only `where` can choose
        return comparison
    truth.node = comparison
    return truth
