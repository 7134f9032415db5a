"""Operations: the decorator that makes an op of a method, and the switch of recording.

The method of an op takes Values and returns two things: the result, and the rule, a closure that
answers, given the gradient of the result, with one contribution for each operand.
"""

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import CodeType, FunctionType
from typing import Any

from engine.collector import patience
from engine.errors import ARITHMETIC_ERRORS, explained
from engine.node import Node, Operation, Rule
from engine.number import is_array, to_float

__all__ = ["Operation", "Outcome", "no_grad", "operation", "recording", "reflected"]

Outcome = tuple[Any, Rule]  # what an op's method returns

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


def operation(
    op: str | Callable[[Any], Any], *, flat: tuple[int, ...] = ()
) -> Callable[[Callable[..., Outcome]], Callable[..., Any]]:
    """Make an op of a method that returns (result, rule): record a node that points to it.

    op    the op's symbol or name, or a function made by `engine.extend.function`, which then serves
          Values as well
    flat  the places of operands by which the result has no slope, such as a condition

    Operands that are plain numbers become constants. The result requires a gradient if any operand
    does. Arithmetic errors are raised again with the op, the numbers and their labels.
    """

    def decorate(method: Callable[..., Outcome]) -> Callable[..., Any]:
        named = Operation(op if isinstance(op, str) else op.__name__)
        named.flat = flat
        apply: Callable[..., Any] = functools.wraps(method)(_applier(named, method))
        named.apply = apply
        if not isinstance(op, str):
            vars(op)["of_values"] = apply
        return apply

    return decorate


def reflected(method: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return the method with its operands swapped: what Python calls for 2.0 - v."""
    return lambda self, other: method(other, self)


def _applier(op: Operation, method: Callable[..., Outcome]) -> Callable[..., Any]:
    of_several = _of_several(op, method)
    kinds = {parameter.kind for parameter in inspect.signature(method).parameters.values()}
    defaults = method.__defaults__ or method.__kwdefaults__
    if defaults or kinds != {inspect.Parameter.POSITIONAL_OR_KEYWORD}:
        return of_several
    shared, count = _shared_rule(method), len(inspect.signature(method).parameters)
    if count == 1:
        return _of_one(op, method, shared)
    return _of_two(op, method, shared, of_several) if count == 2 else of_several


def _of_several(op: Operation, method: Callable[..., Outcome]) -> Callable[..., Any]:
    def apply(*operands: Any) -> Any:
        if is_operator and any(map(is_array, operands)):
            return NotImplemented  # NumPy then applies the op to each element
        nodes = _nodes(op, operands)
        try:
            data, rule = method(*nodes)
        except ARITHMETIC_ERRORS as error:
            raise explained(error, op, nodes) from None
        kind = type(nodes[0])
        if not _recording.get():
            return kind._leaf(data)
        node = kind._leaf(data, "", any(operand.requires_grad for operand in nodes))
        node.op, node.operands, node._rule = op, nodes, rule
        return node

    is_operator = not op.isidentifier()
    return apply


# With one and two operands an op is written out, for this is where a forward pass spends its time.


def _of_one(
    op: Operation, method: Callable[..., Outcome], shared: Rule | None
) -> Callable[..., Any]:
    def apply(x: Any) -> Any:
        try:
            data, rule = method(x)
        except ARITHMETIC_ERRORS as error:
            raise explained(error, op, (x,)) from None
        except AttributeError:
            _nodes(op, (x,))  # which complains if x is no Value
            raise
        if not is_recording():
            return x._leaf(data)
        if not patience.is_fresh:
            patience.renew()
        node = new(x.__class__)
        node.data = data
        node.label = ""
        node.requires_grad = x.requires_grad
        node.op = op
        node.operands = (x,)
        node._grad = None
        node._rule = shared if shared and rule.__code__ is code else rule
        return node

    new, is_recording, code = object.__new__, _recording.get, getattr(shared, "__code__", None)
    return apply


def _of_two(
    op: Operation,
    method: Callable[..., Outcome],
    shared: Rule | None,
    of_several: Callable[..., Any],
) -> Callable[..., Any]:
    def apply(x: Any, y: Any) -> Any:
        if x.__class__ is not y.__class__:
            return of_several(x, y)
        try:
            data, rule = method(x, y)
        except ARITHMETIC_ERRORS as error:
            raise explained(error, op, (x, y)) from None
        except AttributeError:
            _nodes(op, (x, y))
            raise
        if not is_recording():
            return x._leaf(data)
        if not patience.is_fresh:
            patience.renew()
        node = new(x.__class__)
        node.data = data
        node.label = ""
        node.requires_grad = x.requires_grad or y.requires_grad
        node.op = op
        node.operands = (x, y)
        node._grad = None
        node._rule = shared if shared and rule.__code__ is code else rule
        return node

    new, is_recording, code = object.__new__, _recording.get, getattr(shared, "__code__", None)
    return apply


def _shared_rule(method: Callable[..., Outcome]) -> Rule | None:
    """Return the rule of an op whose one rule captures nothing, the same for all its nodes."""
    rules = [constant for constant in method.__code__.co_consts if isinstance(constant, CodeType)]
    if len(rules) != 1 or rules[0].co_freevars or rules[0].co_argcount != 1:
        return None
    return FunctionType(rules[0], method.__globals__)


def _nodes(op: Operation, operands: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the operands with constants in the place of plain numbers."""
    kind = next((type(operand) for operand in operands if isinstance(operand, Node)), None)
    if kind is None:
        raise TypeError(f"op {op!r} on {_shown(operands)}; allowed: at least one Value, Value(x)")
    try:
        return tuple([x if isinstance(x, Node) else kind._leaf(to_float(x)) for x in operands])
    except TypeError as error:
        raise TypeError(
            f"op {op!r} on {_shown(operands)}: a Value holds one number: {error}"
        ) from None


def _shown(operands: tuple[Any, ...]) -> str:
    return " and ".join(map(repr, operands))
