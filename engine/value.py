"""Value: a number that remembers how it was computed.

Every op is one method marked `@operation`, which makes Values of plain numbers. It returns the
result and a closure of numbers only: from g, the gradient of the result, to what each operand gets.
"""

from collections.abc import Iterable
from typing import Any

from engine.checks import checked_flag, checked_label, checked_number, checked_start, told_float
from engine.comparison import Comparable, no_slopes, truth
from engine.condition import choose, maximum, minimum, to_chosen, to_place, to_winner, where
from engine.elementary import Elementary
from engine.functions import exp, log, power, relu, sigmoid, softplus, sqrt, tanh
from engine.graph import copied, passing, topological_order, unchanged_on_error
from engine.operation import Outcome, operation, reflected

__all__ = ["Value"]


class Value(Elementary, Comparable):
    """One number of a computation, which remembers how it came about.

    data, label    the number, a float, and a name for messages and drawings
    grad           the derivative of the root of `backward` by it; a leaf adds them up
    requires_grad  whether it gets one; a result does if any operand does
    op, operands   "" and () of a leaf; else "+", "*", … and what it was applied to, in order
    """

    @operation("+")
    def __add__(self, other: "Value") -> Outcome:
        return self._data + other._data, lambda g: (g, g)

    @operation("-")
    def __sub__(self, other: "Value") -> Outcome:
        return self._data - other._data, lambda g: (g, -g)

    @operation("*")
    def __mul__(self, other: "Value") -> Outcome:
        x, y = self._data, other._data
        # x=x, y=y: the commonest closure keeps its numbers as defaults, not in cells, which leaves
        # the garbage collector half as much to walk.
        return x * y, lambda g, x=x, y=y: (g * y, g * x)

    @operation("/")
    def __truediv__(self, other: "Value") -> Outcome:
        y = other._data
        z = self._data / y
        return z, lambda g: (g / y, -g * (z / y))  # z / y where x / (y * y) would overflow

    @operation("**")
    def __pow__(self, other: "Value") -> Outcome:
        x, n, z = self._data, other._data, power(self._data, other._data)
        of_base, of_exponent = self.requires_grad, other.requires_grad
        return z, lambda g: (
            _to_base(g, x, n, of_base, of_exponent),
            _to_exponent(g, x, z, of_exponent),
        )

    @operation("neg")
    def __neg__(self) -> Outcome:
        return -self._data, lambda g: (-g,)

    @operation("abs")
    def __abs__(self) -> Outcome:
        x = self._data
        # where, not if: rules run on symbols too, whose signs are not known yet.
        return abs(x), lambda g: (where(x > 0.0, g, where(x < 0.0, -g, 0.0)),)

    @operation("exp")
    def exp(self) -> Outcome:
        """e^x, which is its own derivative."""
        z = exp(self._data)
        return z, lambda g: (g * z,)

    @operation("log")
    def log(self) -> Outcome:
        """Natural logarithm; the derivative is 1/x."""
        x = self._data
        return log(x), lambda g: (g / x,)

    @operation("sqrt")
    def sqrt(self) -> Outcome:
        """Square root; the derivative is 1 / (2 sqrt x)."""
        z = sqrt(self._data)
        return z, lambda g: (g / (2.0 * z),)

    @operation("tanh")
    def tanh(self) -> Outcome:
        """Hyperbolic tangent; the derivative is 1 - tanh² x."""
        z = tanh(self._data)
        return z, lambda g: (g * (1.0 - z * z),)

    @operation("sigmoid")
    def sigmoid(self) -> Outcome:
        """Sigmoid s = 1 / (1 + e^-x); the derivative is s (1 - s)."""
        z = sigmoid(self._data)
        return z, lambda g: (g * z * (1.0 - z),)

    @operation("softplus")
    def softplus(self) -> Outcome:
        """log(1 + e^x); the derivative is the sigmoid."""
        x = self._data
        return softplus(x), lambda g: (g * sigmoid(x),)

    @operation("relu")
    def relu(self) -> Outcome:
        """Rectifier: x above 0, else 0; the derivative is 1 above 0, else 0."""
        x = self._data
        return relu(x), lambda g: (where(x > 0.0, g, 0.0),)

    @operation("maximum")
    def maximum(self, other: "Value") -> Outcome:
        """The larger of two; the gradient goes there, half to each in a tie."""
        x, y = self._data, other._data
        return maximum(x, y), lambda g: to_winner(g, x > y, x < y)

    @operation("minimum")
    def minimum(self, other: "Value") -> Outcome:
        """The smaller of two; the gradient goes there, half to each in a tie."""
        x, y = self._data, other._data
        return minimum(x, y), lambda g: to_winner(g, x < y, x > y)

    @operation("where", flat=(0,))
    def where(self, a: "Value", b: "Value") -> Outcome:
        """Choose a where this number is not 0, else b; the gradient goes to the chosen one."""
        condition = self._data
        return where(condition, a._data, b._data), lambda g: to_chosen(condition, g)

    @operation("choose", flat=(0,))
    def choose(self, *numbers: "Value") -> Outcome:
        """Choose the number at this place, counted from 0; the gradient goes to it."""
        place, count = self._data, len(numbers)
        chosen = choose(place, [number._data for number in numbers])
        return chosen, lambda g: to_place(place, g, count)

    # A comparison does not change when its operands change a little.

    @operation("<", flat=(0, 1))
    def _less(self, other: "Value") -> Outcome:
        return truth(self._data < other._data), no_slopes

    @operation("<=", flat=(0, 1))
    def _less_equal(self, other: "Value") -> Outcome:
        return truth(self._data <= other._data), no_slopes

    # ---- the chain rule ----

    def backward(self, gradient: float | None = None) -> None:
        """Compute the derivative of this number with respect to every node it depends on.

        `gradient` is the derivative of whatever comes after with respect to this node, 1 if not
        given. Results on the way start again from 0; leaves add to the grad they have, as in
        PyTorch. So between two calls write model.zero_grad() or optimizer.zero_grad(), or, for all
        that this depends on, engine.zero_grad(L); for one leaf w.grad = 0.0.

        Raises RuntimeError if nothing here requires a gradient, TypeError for an array as gradient:
        backward starts from one number, so sum an array first.
        """
        start = checked_start(self, gradient)
        order = topological_order(self)
        with unchanged_on_error(order):
            for node in order:
                if node.operands:
                    node._grad = None
            nodes = passing(order)
            self._grad = start if self._grad is None else self._grad + start
            _chain_rule(nodes)

    __slots__ = ()

    operands: tuple["Value", ...]

    def _pass_on(self) -> None:
        _chain_rule([self])

    # ---- a number like any other ----

    def __init__(
        self, data: Any, label: str = "", *others: Any, requires_grad: bool = True
    ) -> None:
        """Hold a number.

        Raises TypeError unless it is an int, float, bool or NumPy scalar, the label a string and
        requires_grad a bool, OverflowError for an int beyond the largest float.
        """
        if others or label.__class__ is not str:
            label = checked_label(label, others)
        number = data if data.__class__ is float else checked_number(data)
        if requires_grad.__class__ is not bool:
            requires_grad = checked_flag(requires_grad)
        self._begin(number, label, requires_grad)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Value":
        return copied(self, memo)

    __radd__ = reflected(__add__)
    __rsub__ = reflected(__sub__)
    __rmul__ = reflected(__mul__)
    __rtruediv__ = reflected(__truediv__)
    __rpow__ = reflected(__pow__)
    _rmaximum = reflected(maximum)
    _rminimum = reflected(minimum)

    def __pos__(self) -> "Value":
        return self

    def conjugate(self) -> "Value":
        """Return this real number itself; NumPy asks for it in `var` and `std`."""
        return self

    def item(self) -> float:
        """Return the number, without the graph."""
        return float(self._data)

    def __float__(self) -> float:
        """Return the plain number. `math.exp(v)` comes through here, which cuts the graph."""
        return told_float(self)

    def __int__(self) -> int:
        return int(told_float(self))

    def __bool__(self) -> bool:
        return bool(self._data)

    def __round__(self, ndigits: int | None = None) -> float:
        return round(told_float(self), ndigits)

    def __format__(self, spec: str) -> str:
        return format(self._data, spec) if spec else repr(self)

    def __repr__(self) -> str:
        grad = repr(self.grad) if self.has_grad else "–"
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self._data!r}, grad={grad}{label})"


def _chain_rule(nodes: Iterable[Any]) -> None:
    # A node's own gradient is complete when its turn comes, because every result has had its turn
    # before its operands. The first contribution is taken as it is: 0.0 + x would lose the sign of
    # a -0.0, and write a needless line where x is a symbol.
    # Two operands are written out: most ops have as many, and a loop takes half as long again.
    for node in nodes:
        gradient, operands = node._grad, node.operands
        if not operands or gradient is None:
            continue
        contributions = node.contributions(gradient)
        if len(operands) == 2:
            (x, y), (of_x, of_y) = operands, contributions
            if of_x is not None and x.requires_grad:
                x._grad = of_x if x._grad is None else x._grad + of_x
            if of_y is not None and y.requires_grad:
                y._grad = of_y if y._grad is None else y._grad + of_y
        else:
            for operand, contribution in zip(operands, contributions, strict=True):
                if contribution is not None and operand.requires_grad:
                    before = operand._grad
                    operand._grad = contribution if before is None else before + contribution


# What ** passes on; nothing to an operand that required no gradient when the op was recorded.


def _to_base(g: Any, x: Any, n: Any, of_base: bool, of_exponent: bool) -> Any:
    if not of_base:
        return None
    # g n x^(n-1). At n = 0 the slope is 0, and x^(n-1), which may be infinite, is not asked for;
    # with a variable exponent only at x = 0 too, for elsewhere it has a slope by n, which is 1/x.
    is_zero = (abs(n) + abs(x) if of_exponent else abs(n)) <= 0.0
    return where(is_zero, 0.0, g * (n * x ** (where(is_zero, 1.0, n) - 1.0)))


def _to_exponent(g: Any, x: Any, z: Any, of_exponent: bool) -> Any:
    return g * z * log(where(abs(x) > 0.0, x, 1.0)) if of_exponent else None
