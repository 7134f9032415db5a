"""Value: a number that remembers how it was computed.

Read it from top to bottom: what a Value holds, the ops with the derivative beside each, the chain
rule that connects them, and last how a Value behaves as a Python number.

Every op is one method marked `@operation`. It takes the numbers out of its operands and returns two
things: the result, and a closure that answers, given g, the gradient of the result, with one
contribution to the gradient of each operand. The closure captures numbers and changes nothing.
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

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

__all__ = ["Condition", "Value", "no_grad", "operation"]

Contributions = tuple[float, ...]
Rule = Callable[[float], Contributions]

ARITHMETIC_ERRORS = (ValueError, ZeroDivisionError, OverflowError)

_recording: ContextVar[bool] = ContextVar("recording", default=True)


@contextmanager
def no_grad() -> Iterator[None]:
    """Record nothing: results are leaves that require no gradient.

    A context manager, `with no_grad():`, and a decorator, `@no_grad()`.
    """
    token = _recording.set(False)
    try:
        yield
    finally:
        _recording.reset(token)


class NoGradient(float):
    """The 0.0 that `grad` starts with, told apart from a gradient that came out as 0."""

    def __reduce__(self) -> str:
        return "NO_GRADIENT"


NO_GRADIENT: Final = NoGradient(0.0)


Step = tuple[Any, Rule]  # what an op's method returns: the result, and the closure beside it


def operation(op: str) -> Callable[[Callable[..., Step]], Callable[..., Any]]:
    """Make an op of a method that returns (result, closure): record the node, named `op`.

    Operands that are plain numbers become constants. The result requires a gradient if any operand
    does. Arithmetic errors are raised again with the op, the numbers and their labels.
    """

    def decorate(method: Callable[..., Step]) -> Callable[..., Any]:
        @functools.wraps(method)
        def apply(*operands: Any) -> Any:
            requires_grad = False
            for operand in operands:
                if not isinstance(operand, Value):
                    if _is_array(operand) and not op.isidentifier():
                        return NotImplemented  # NumPy then applies the op to each element
                    return apply(*_lifted(op, operands))
                if operand.requires_grad:
                    requires_grad = True
            try:
                data, rule = method(*operands)
            except ARITHMETIC_ERRORS as error:
                raise _located(error, op, operands) from None
            kind = type(operands[0])
            if _recording.get():
                return _node(kind, data, "", requires_grad, op, operands, rule)
            return _node(kind, data, "", False, "", (), _no_contributions)

        return apply

    return decorate


def _node(
    kind: type["Value"],
    data: Any,
    label: str,
    requires_grad: bool,
    op: str,
    operands: tuple["Value", ...],
    rule: Rule,
) -> "Value":
    node = object.__new__(kind)
    node.data = data
    node.grad = NO_GRADIENT
    node.label = label
    node.requires_grad = requires_grad
    node.op = op
    node.operands = operands
    node._rule = rule
    return node


def _unpickled(
    kind: type["Value"], data: Any, label: str, requires_grad: bool, grad: float
) -> "Value":
    leaf = _node(kind, data, label, requires_grad, "", (), _no_contributions)
    leaf.grad = grad
    return leaf


def _reflected(operator: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, other: operator(other, self)


def _is_array(thing: Any) -> bool:
    return getattr(thing, "shape", ()) != ()


def _lifted(op: str, operands: tuple[Any, ...]) -> list["Value"]:
    kind = next(type(operand) for operand in operands if isinstance(operand, Value))
    try:
        return [
            operand if isinstance(operand, Value) else kind(operand, requires_grad=False)
            for operand in operands
        ]
    except TypeError as error:
        shown = " and ".join(repr(operand) for operand in operands)
        raise TypeError(f"op {op!r} on {shown}: {error}") from None


def _checked(data: Any) -> float:
    try:
        return to_float(data)
    except TypeError as error:
        raise TypeError(f"a Value holds one number: {error}") from None


def _located(error: Exception, op: str, operands: tuple["Value", ...]) -> Exception:
    shown = " and ".join(
        f"{operand.data!r} {f'labelled {operand.label!r}' if operand.label else '(no label)'}"
        for operand in operands
    )
    return type(error)(f"{error.args[-1]}; op {op!r} on {shown}")


def _real(number: Any) -> Any:
    if isinstance(number, complex):
        raise ValueError("a negative number has no real power with a fractional exponent")
    return number


def _chain_rule(nodes: Iterable["Value"]) -> None:
    # The one place where gradients add up. Each node's own gradient is complete when its turn
    # comes, because every result stands before its operands.
    for node in nodes:
        if node.requires_grad:
            contributions = node.contributions(node.grad)
            for operand, contribution in zip(node.operands, contributions, strict=True):
                if operand.requires_grad:
                    operand.grad += contribution


def _to_the_winner(g: float, first_wins: Any, second_wins: Any) -> Contributions:
    # A tie gives half to each, as in PyTorch.
    half = g * 0.5
    return (
        where(first_wins, g, where(second_wins, 0.0, half)),
        where(second_wins, g, where(first_wins, 0.0, half)),
    )


def _no_contributions(_: float) -> Contributions:
    return ()


class Value:
    """One number of a computation: its data, its gradient, and how it came about.

    data           the number, a float
    grad           the derivative of the root of the last `backward` with respect to this number
    label          a name for messages and drawings
    requires_grad  whether `backward` computes `grad`; a result does if any operand does
    op             "" for a leaf, else "+", "*", "tanh", …
    operands       () for a leaf, else the Values the op was applied to, in order, repeats kept

    Raises TypeError if `data` is not an int, a float, a bool or a NumPy scalar.
    """

    __slots__ = (
        "__weakref__",
        "_rule",
        "data",
        "grad",
        "label",
        "op",
        "operands",
        "requires_grad",
    )

    data: float
    grad: float
    operands: tuple["Value", ...]
    _rule: Rule

    def __init__(self, data: Any, label: str = "", *, requires_grad: bool = True) -> None:
        if type(data) is not float:
            data = _checked(data)
        if not isinstance(label, str):
            raise TypeError(f"label: given {label!r}; allowed: a string, as in Value(2.0, 'x')")
        self.data = data
        self.grad = NO_GRADIENT
        self.label = label
        self.requires_grad = requires_grad
        self.op = ""
        self.operands = ()
        self._rule = _no_contributions

    # ---- the ops: each a result and, beside it, its derivative ----

    @operation("+")
    def __add__(self, other: "Value") -> Step:
        return self.data + other.data, lambda g: (g, g)

    @operation("-")
    def __sub__(self, other: "Value") -> Step:
        return self.data - other.data, lambda g: (g, -g)

    @operation("*")
    def __mul__(self, other: "Value") -> Step:
        x, y = self.data, other.data
        return x * y, lambda g: (g * y, g * x)

    @operation("/")
    def __truediv__(self, other: "Value") -> Step:
        x, y = self.data, other.data
        return x / y, lambda g: (g / y, -g * x / (y * y))

    @operation("**")
    def __pow__(self, other: "Value") -> Step:
        x, n = self.data, other.data
        z = _real(x**n)

        def base(g: float) -> float:
            return g * (n * x ** (n - 1.0)) if n != 0.0 else 0.0

        if not other.requires_grad:  # no logarithm for a constant exponent: x may be negative
            return z, lambda g: (base(g), 0.0)
        return z, lambda g: (base(g), g * z * log(where(abs(x) > 0.0, x, 1.0)))

    @operation("neg")
    def __neg__(self) -> Step:
        return -self.data, lambda g: (-g,)

    @operation("abs")
    def __abs__(self) -> Step:
        x = self.data
        return abs(x), lambda g: (where(x > 0.0, g, where(x < 0.0, -g, 0.0)),)

    @operation("exp")
    def exp(self) -> Step:
        """e^x, which is its own derivative."""
        z = exp(self.data)
        return z, lambda g: (g * z,)

    @operation("log")
    def log(self) -> Step:
        """Natural logarithm; the derivative is 1/x."""
        x = self.data
        return log(x), lambda g: (g / x,)

    @operation("sqrt")
    def sqrt(self) -> Step:
        """Square root; the derivative is 1 / (2 sqrt x)."""
        z = sqrt(self.data)
        return z, lambda g: (g / (2.0 * z),)

    @operation("sin")
    def sin(self) -> Step:
        """Sine; the derivative is cos x."""
        x = self.data
        return sin(x), lambda g: (g * cos(x),)

    @operation("cos")
    def cos(self) -> Step:
        """Cosine; the derivative is -sin x."""
        x = self.data
        return cos(x), lambda g: (-g * sin(x),)

    @operation("tan")
    def tan(self) -> Step:
        """Tangent; the derivative is 1 + tan² x."""
        z = tan(self.data)
        return z, lambda g: (g * (1.0 + z * z),)

    @operation("tanh")
    def tanh(self) -> Step:
        """Hyperbolic tangent; the derivative is 1 - tanh² x."""
        z = tanh(self.data)
        return z, lambda g: (g * (1.0 - z * z),)

    @operation("sigmoid")
    def sigmoid(self) -> Step:
        """Sigmoid s = 1 / (1 + e^-x); the derivative is s (1 - s)."""
        z = sigmoid(self.data)
        return z, lambda g: (g * z * (1.0 - z),)

    @operation("softplus")
    def softplus(self) -> Step:
        """log(1 + e^x); the derivative is the sigmoid."""
        x = self.data
        return softplus(x), lambda g: (g * sigmoid(x),)

    @operation("relu")
    def relu(self) -> Step:
        """Rectifier: x above 0, else 0; the derivative is 1 above 0, else 0."""
        x = self.data
        return relu(x), lambda g: (where(x > 0.0, g, 0.0),)

    @operation("maximum")
    def maximum(self, other: "Value") -> Step:
        """The larger of two; the gradient goes there, half to each in a tie."""
        x, y = self.data, other.data
        return maximum(x, y), lambda g: _to_the_winner(g, x > y, x < y)

    @operation("minimum")
    def minimum(self, other: "Value") -> Step:
        """The smaller of two; the gradient goes there, half to each in a tie."""
        x, y = self.data, other.data
        return minimum(x, y), lambda g: _to_the_winner(g, x < y, x > y)

    @operation("where")
    def where(self, a: "Value", b: "Value") -> Step:
        """Choose a where this number is not 0, else b; the gradient goes to the chosen one."""
        condition = self.data
        return (
            where(condition, a.data, b.data),
            lambda g: (0.0, where(condition, g, 0.0), where(condition, 0.0, g)),
        )

    @operation("<")
    def _less(self, other: "Value") -> Step:
        return self.data < other.data, lambda g: (0.0, 0.0)

    @operation("<=")
    def _less_equal(self, other: "Value") -> Step:
        return self.data <= other.data, lambda g: (0.0, 0.0)

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
            raise TypeError(f"given an array or {type(self).__name__}; write L.sum().backward()")
        if getattr(gradient, "shape", ()) != ():
            raise TypeError("gradient: given an array; write (L * gradient).sum().backward()")
        if not self.requires_grad:
            raise RuntimeError(f"{self!r} requires no gradient: it was computed from constants")
        gradient = to_float(gradient)
        order = topological_order(self)
        before = [node.grad for node in order]
        try:
            for node in order:
                if node.operands:
                    node.grad = 0.0
            self.grad += gradient
            _chain_rule(reversed(order))
        except BaseException:  # an infinite slope, or Ctrl-C: leave every gradient as it was
            for node, grad in zip(order, before, strict=True):
                node.grad = grad
            raise

    def contributions(self, gradient: float) -> Contributions:
        """Return what this node adds to the gradient of each operand, given its own gradient."""
        try:
            return self._rule(gradient)
        except ARITHMETIC_ERRORS as error:
            raise _located(error, f"gradient of {self.op}", self.operands) from None

    @property
    def has_grad(self) -> bool:
        """Whether `backward` has reached this node; if not, `grad` is 0.0 and means nothing."""
        return self.grad is not NO_GRADIENT

    def forget_grad(self) -> None:
        """Set `grad` back to the 0.0 of a node that `backward` has not reached."""
        self.grad = NO_GRADIENT

    # ---- leaves ----

    @property
    def is_leaf(self) -> bool:
        """Whether this number was given, not computed."""
        return not self.operands

    def requires_grad_(self, requires_grad: bool = True) -> "Value":
        """Set `requires_grad` of a leaf and return it. Raises RuntimeError for a result."""
        if self.operands:
            raise RuntimeError(
                f"{self!r} is the result of {self.op!r}, which requires a gradient if an operand "
                "does; write v.detach() for a leaf that does not"
            )
        self.requires_grad = requires_grad
        return self

    def detach(self) -> "Value":
        """Return a constant leaf with the same number and label: no graph, no gradient."""
        return _node(type(self), self.data, self.label, False, "", (), _no_contributions)

    def holding(self, number: Any) -> "Value":
        """Return a leaf like this one that holds another number, of any kind."""
        kind, label = type(self), self.label
        return _node(kind, number, label, self.requires_grad, "", (), _no_contributions)

    # ---- a number like any other ----

    __radd__ = _reflected(__add__)
    __rsub__ = _reflected(__sub__)
    __rmul__ = _reflected(__mul__)
    __rtruediv__ = _reflected(__truediv__)
    __rpow__ = _reflected(__pow__)

    def __pos__(self) -> "Value":
        return self

    def __lt__(self, other: Any) -> "Condition":
        return Condition.of(self._less(other))

    def __le__(self, other: Any) -> "Condition":
        return Condition.of(self._less_equal(other))

    def __gt__(self, other: Any) -> "Condition":
        return Condition.of(_reflected(Value._less)(self, other))

    def __ge__(self, other: Any) -> "Condition":
        return Condition.of(_reflected(Value._less_equal)(self, other))

    def item(self) -> float:
        """Return the number, without the graph."""
        return float(self.data)

    def __float__(self) -> float:
        # math.exp(v) comes through here: its answer is a float, and the graph ends.
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

    # ---- copies ----

    def __copy__(self) -> "Value":
        return self._like(self.operands)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Value":
        for node in topological_order(self):
            if id(node) not in memo:
                memo[id(node)] = node._like(tuple(memo[id(operand)] for operand in node.operands))
        copied: Value = memo[id(self)]
        return copied

    def _like(self, operands: tuple["Value", ...]) -> "Value":
        # The closure captured only numbers, so the copy can share it.
        kind, label = type(self), self.label
        copy = _node(kind, self.data, label, self.requires_grad, self.op, operands, self._rule)
        copy.grad = self.grad
        return copy

    def __reduce__(self) -> tuple[Any, ...]:
        if self.operands:
            raise TypeError(
                f"cannot pickle {self!r}: it is the result of {self.op!r} and its closures cannot "
                "be saved; write v.detach() for the number alone"
            )
        return _unpickled, (type(self), self.data, self.label, self.requires_grad, self.grad)

    # ---- the names that micrograd gave ----

    def _backward(self) -> None:
        _chain_rule([self])

    @property
    def _prev(self) -> tuple["Value", ...]:
        return self.operands

    @property
    def _op(self) -> str:
        return self.op


class Condition(int):
    """The truth of a comparison: prints and counts as True or False.

    It also keeps the comparison as a node, which `where` needs to record the choice.
    """

    node: Value

    @classmethod
    def of(cls, node: Any) -> "Condition":
        """Make a condition of the node of a comparison."""
        if node is NotImplemented:
            return node  # type: ignore[no-any-return]
        condition = cls(bool(node.data))
        condition.node = node
        return condition

    def where(self, a: Any, b: Any) -> Any:
        """Choose a if the condition holds, else b, as a node of the graph."""
        return self.node.where(a, b)

    def __repr__(self) -> str:
        return repr(bool(self))
