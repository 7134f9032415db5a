"""Node: a number's place in a graph, apart from all arithmetic.

A node knows its op, its operands and its rule; it can be copied, saved, and given another number.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Self

from engine.detached import Detached
from engine.errors import ARITHMETIC_ERRORS, explained
from engine.hooks import Hook, remove_hooks
from engine.label import to_label
from engine.micrograd import name_to_read
from engine.number import to_flag, to_float

__all__ = ["LITERAL", "Contributions", "Node", "Operation", "Rule"]

Contributions = tuple[Any, ...]  # a number for each operand, None where no gradient flows
Rule = Callable[[Any], Contributions]


def no_contributions(_: float) -> Contributions:
    """Return nothing: the rule of a leaf."""
    return ()


class Operation(str):
    """An op: a string, its symbol or name, that knows how to apply itself.

    apply  from operands to the node that records it
    flat   the places of operands that never get a gradient: the result does not change with them
    """

    __slots__ = ("apply", "flat")

    apply: Callable[..., Any]
    flat: tuple[int, ...]


NO_OPERATION = Operation("")  # of a leaf
LITERAL = Operation("")  # of a leaf that holds a plain number which an op was given


class Node:
    """A number's place in a graph; what each field holds is told in `engine.value.Value`.

    _data  the number: a float, or what a graph was replayed on
    _grad  None until `backward` reaches the node; `grad` then reads 0.0
    _rule  from the gradient of this node to what each operand receives of it
    """

    __slots__ = (
        "__weakref__",
        "_data",
        "_grad",
        "_label",
        "_rule",
        "op",
        "operands",
        "requires_grad",
    )

    requires_grad: bool
    op: Operation
    operands: tuple[Any, ...]
    _data: Any
    _grad: float | None
    _label: str
    _rule: Rule

    _prev = name_to_read(lambda self: self.operands)
    _op = name_to_read(lambda self: self.op)
    _backward = name_to_read(lambda self: self._pass_on)

    def _begin(self, data: Any, label: str, requires_grad: bool) -> None:
        """Become a leaf."""
        self._data = data
        self._label = label
        self.requires_grad = requires_grad
        self.op = NO_OPERATION
        self.operands = ()
        self._grad = None
        self._rule = no_contributions

    @classmethod
    def _leaf(cls, data: Any, label: str = "", requires_grad: bool = False) -> Self:
        # Past the checks of __init__: `data` may be any kind of number. Past a subclass's __init__
        # too, so that it may take what it likes; a result has no attributes that it would set.
        node = object.__new__(cls)
        node._begin(data, label, requires_grad)
        return node

    def _set_data(self, number: Any) -> None:
        is_alike = number.__class__ is self._data.__class__  # floats, or symbols in a trace
        self._data = number if is_alike else _set_to("data", number)

    # A getter written in C: `data` is read more often than anything else.
    data = property(attrgetter("_data"), _set_data, doc="The number, a float; it may be set.")

    @property
    def is_leaf(self) -> bool:
        """Whether this number was given, not computed."""
        return not self.operands

    @property
    def label(self) -> str:
        """The name for messages and drawings; TypeError for anything but a string."""
        return self._label

    @label.setter
    def label(self, label: str) -> None:
        self._label = to_label(label)

    @property
    def grad(self) -> float:
        """The gradient; 0.0 as long as `backward` has not reached this node."""
        return 0.0 if self._grad is None else self._grad

    @grad.setter
    def grad(self, gradient: float | None) -> None:
        is_one = gradient is None or gradient.__class__ is float
        self._grad = gradient if is_one else _set_to("grad", gradient)

    @property
    def has_grad(self) -> bool:
        """Whether `backward` has reached this node; if not, `grad` is 0.0 and means nothing."""
        return self._grad is not None

    def forget_grad(self) -> None:
        """Set `grad` back to the 0.0 of a node that `backward` has not reached."""
        self._grad = None

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set `requires_grad` of a leaf and return it.

        Raises RuntimeError for a result, unless it has it as it is to be, TypeError for no bool.
        """
        wanted = to_flag("requires_grad", requires_grad)
        if self.operands and wanted != self.requires_grad:
            raise RuntimeError(
                f"{self!r} is the result of {self.op!r}, which requires a gradient if an operand "
                "does; write v.detach() for a leaf that does not"
            )
        self.requires_grad = wanted
        return self

    def detach(self) -> Self:
        """Return a constant leaf with the same number and label: no graph, no gradient.

        In a program and a replay that of a leaf follows the leaf; that of a result keeps its
        number, for the graph is gone, and `trace` and `replay` warn of it.
        """
        leaf = self._leaf(_detached(self._data), self.label)
        leaf._rule = Detached(self)
        return leaf

    def detach_(self) -> Self:
        """Become a constant leaf, with the same number and label, and return it.

        No gradient passes here from now on, not even from what was computed of it before; its own
        gradient and its hooks are gone.
        """
        remove_hooks(self)
        rule = Detached(self) if self.operands else no_contributions
        self._begin(self.data, self.label, False)
        self._rule = rule
        return self

    def register_hook(self, hook: Callable[[float], None]) -> Hook:
        """Call `hook` with the gradient of this node each time `backward` passes it; see `print`.

        The gradient is complete then, and of this `backward` alone. `.remove()` of what is returned
        ends it. Graphs that are made of this one, as `grad` and programs do, have no hooks.
        """
        return Hook(self, hook)

    def with_data(self, number: Any) -> Self:
        """Return a leaf like this one that holds another number, of any kind."""
        try:
            number = to_float(number)
        except TypeError:  # what is no float may still have the arithmetic of a number
            if hasattr(number, "__iter__") or not hasattr(type(number), "__add__"):
                raise
        leaf = self._leaf(number, self.label, self.requires_grad)
        if not self.operands:
            leaf.op = self.op
        return leaf

    def contributions(self, gradient: Any) -> Contributions:
        """Return what each operand receives of this node's gradient, None where none flows.

        Raises what the rule raises, such as ZeroDivisionError where a slope is infinite, and
        TypeError for a rule that does not answer with one for each operand.
        """
        try:
            contributions = self._rule(gradient)
        except ARITHMETIC_ERRORS as error:
            raise explained(error, f"gradient of {self.op}", self.operands) from None
        if contributions.__class__ is tuple and len(contributions) == len(self.operands):
            return contributions
        if isinstance(contributions, list) and len(contributions) == len(self.operands):
            return tuple(contributions)
        raise TypeError(
            f"the rule of op {self.op!r} answered with {contributions!r}; allowed: a tuple of one "
            f"contribution for each operand, {len(self.operands)} here"
        )

    def with_operands(self, operands: tuple[Any, ...]) -> Self:
        """Return a copy of this node with other operands, which hold the same numbers."""
        copy = self._leaf(self.data, self.label, self.requires_grad)
        copy.op = self.op
        copy.operands = operands
        copy._grad = self._grad
        copy._rule = self._rule  # it captured only numbers, so the copy can share it
        return copy

    def __copy__(self) -> Self:
        return self.with_operands(self.operands)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.operands:
            raise TypeError(
                f"cannot pickle {self!r}: it is the result of {self.op!r} and its closures cannot "
                "be saved; write v.detach() for the number alone"
            )
        return _unpickled, (type(self), self.data, self.label, self.requires_grad, self._grad)


def _detached(number: Any) -> Any:
    # A derivative that is a graph is made of nodes that hold nodes.
    return number.detach() if isinstance(number, Node) else number


def _set_to(field: str, number: Any) -> float:
    """Return the float that a field of a node is set to, or raise an error that says why not."""
    if isinstance(number, Node):
        raise TypeError(
            f"{field}: given {number!r}; allowed: a plain number, such as its .data or its .grad; "
            "a step is written w.data -= lr * w.grad"
        )
    try:
        return to_float(number)
    except (TypeError, OverflowError) as error:
        raise type(error)(f"{field}: {error}") from None


def _unpickled(kind: type[Node], data: Any, label: str, requires_grad: bool, grad: Any) -> Node:
    leaf = kind._leaf(data, label, requires_grad)
    leaf._grad = grad
    return leaf
