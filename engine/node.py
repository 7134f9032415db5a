"""Node: what a number of a graph is apart from its arithmetic.

A node knows its operands and its rule, can be copied and saved, and is recorded by `operation`.
"""

import functools
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, Self

from engine.functions import to_float
from engine.graph import topological_order

if TYPE_CHECKING:
    from engine.value import Value

__all__ = [
    "NO_GRADIENT",
    "Contributions",
    "DomainError",
    "Node",
    "Outcome",
    "is_array",
    "no_contributions",
    "no_grad",
    "operation",
    "paused_collector",
    "recording",
]

Contributions = tuple[float, ...]
Rule = Callable[[float], Contributions]
Outcome = tuple[Any, Rule]  # what an op's method returns: the result, and the closure beside it

ARITHMETIC_ERRORS = (ValueError, ZeroDivisionError, OverflowError)

_recording: ContextVar[bool] = ContextVar("recording", default=True)


@contextmanager
def recording(switch: bool) -> Iterator[None]:
    """Record results as nodes, or do not."""
    token = _recording.set(switch)
    try:
        yield
    finally:
        _recording.reset(token)


def no_grad() -> Any:
    """Record nothing: results are leaves that require no gradient.

    A context manager, `with no_grad():`, and a decorator, `@no_grad()`.
    """
    return recording(False)


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause Python's cyclic garbage collector, which finds nothing in graphs but walks them all."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class DomainError(ValueError):
    """An op was given a number outside its domain, such as log at 0."""


class NoGradient(float):
    """The 0.0 that `grad` starts with, told apart from a gradient that came out as 0."""

    def __reduce__(self) -> str:
        return "NO_GRADIENT"


NO_GRADIENT: Final = NoGradient(0.0)


def no_contributions(_: float) -> Contributions:
    """Return nothing: the rule of a leaf."""
    return ()


class Node:
    """A number's place in the graph; the fields are described in `Value`."""

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
    label: str
    requires_grad: bool
    op: str
    operands: tuple["Value", ...]
    _rule: Rule

    @classmethod
    def _leaf(cls, data: Any, label: str, requires_grad: bool) -> Self:
        # Past the checks of __init__: `data` may be any kind of number.
        node = object.__new__(cls)
        node.data = data
        node.grad = NO_GRADIENT
        node.label = label
        node.requires_grad = requires_grad
        node.op = ""
        node.operands = ()
        node._rule = no_contributions
        return node

    @property
    def is_leaf(self) -> bool:
        """Whether this number was given, not computed."""
        return not self.operands

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set `requires_grad` of a leaf and return it. Raises RuntimeError for a result."""
        if self.operands:
            raise RuntimeError(
                f"{self!r} is the result of {self.op!r}, which requires a gradient if an operand "
                "does; write v.detach() for a leaf that does not"
            )
        self.requires_grad = requires_grad
        return self

    def detach(self) -> Self:
        """Return a constant leaf with the same number and label: no graph, no gradient."""
        return self._leaf(self.data, self.label, requires_grad=False)

    def holding(self, number: Any) -> Self:
        """Return a leaf like this one that holds another number, of any kind."""
        try:
            number = to_float(number)
        except TypeError:  # what is no float may still have the arithmetic of a number
            if hasattr(number, "__iter__"):
                raise
        return self._leaf(number, self.label, self.requires_grad)

    @property
    def has_grad(self) -> bool:
        """Whether `backward` has reached this node; if not, `grad` is 0.0 and means nothing."""
        return self.grad is not NO_GRADIENT

    def forget_grad(self) -> None:
        """Set `grad` back to the 0.0 of a node that `backward` has not reached."""
        self.grad = NO_GRADIENT

    def contributions(self, gradient: float) -> Contributions:
        """Return what this node adds to the gradient of each operand, given its own gradient."""
        try:
            return self._rule(gradient)
        except ARITHMETIC_ERRORS as error:
            raise located(error, f"gradient of {self.op}", self.operands) from None

    def __copy__(self) -> Self:
        return self._like(self.operands)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        root: Any = self
        for node in topological_order(root):
            if id(node) not in memo:
                memo[id(node)] = node._like(tuple(memo[id(operand)] for operand in node.operands))
        return memo[id(self)]

    def _like(self, operands: tuple["Value", ...]) -> Self:
        copy = self._leaf(self.data, self.label, self.requires_grad)
        copy.grad = self.grad
        copy.op = self.op
        copy.operands = operands
        copy._rule = self._rule  # it captured only numbers, so the copy can share it
        return copy

    def __reduce__(self) -> tuple[Any, ...]:
        if self.operands:
            raise TypeError(
                f"cannot pickle {self!r}: it is the result of {self.op!r} and its closures cannot "
                "be saved; write v.detach() for the number alone"
            )
        return _unpickled, (type(self), self.data, self.label, self.requires_grad, self.grad)


def _unpickled(kind: type[Node], data: Any, label: str, requires_grad: bool, grad: float) -> Node:
    leaf = kind._leaf(data, label, requires_grad)
    leaf.grad = grad
    return leaf


def operation(op: str) -> Callable[[Callable[..., Outcome]], Callable[..., Any]]:
    """Make an op of a method that returns (result, closure): record the node, named `op`.

    Operands that are plain numbers become constants. The result requires a gradient if any operand
    does. Arithmetic errors are raised again with the op, the numbers and their labels.
    """

    def decorate(method: Callable[..., Outcome]) -> Callable[..., Any]:
        @functools.wraps(method)
        def apply(*operands: Any) -> Any:
            requires_grad = False
            for operand in operands:
                if not isinstance(operand, Node):
                    if is_array(operand) and not op.isidentifier():
                        return NotImplemented  # NumPy then applies the op to each element
                    return apply(*_lifted(op, operands))
                if operand.requires_grad:
                    requires_grad = True
            try:
                data, rule = method(*operands)
            except ARITHMETIC_ERRORS as error:
                raise located(error, op, operands) from None
            leaf = type(operands[0])._leaf
            if not _recording.get():
                return leaf(data, "", False)
            node = leaf(data, "", requires_grad)
            node.op = op
            node.operands = operands
            node._rule = rule
            return node

        return apply

    return decorate


def is_array(thing: Any) -> bool:
    """Tell whether something has a shape to it, as NumPy's arrays have but its scalars have not."""
    return getattr(thing, "shape", ()) != ()


def _lifted(op: str, operands: tuple[Any, ...]) -> list[Any]:
    kind: Any = next(type(operand) for operand in operands if isinstance(operand, Node))
    try:
        return [
            operand if isinstance(operand, Node) else kind(operand, requires_grad=False)
            for operand in operands
        ]
    except TypeError as error:
        shown = " and ".join(repr(operand) for operand in operands)
        raise TypeError(f"op {op!r} on {shown}: {error}") from None


def located(error: Exception, op: str, operands: tuple["Value", ...]) -> Exception:
    """Return the same error with the op, the numbers and their labels in its message."""
    shown = " and ".join(
        f"{operand.data!r} {f'labelled {operand.label!r}' if operand.label else '(no label)'}"
        for operand in operands
    )
    kind = DomainError if isinstance(error, ValueError) else type(error)
    return kind(f"{error.args[-1]}; op {op!r} on {shown}")
