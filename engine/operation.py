"""Operations: the decorator that makes an op of a method.

The method of an op takes Values and returns two things: the result, and the rule, a closure that
answers, given the gradient of the result, with one contribution for each operand.
"""

import functools
import inspect
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

from engine.collector import patience
from engine.errors import ARITHMETIC_ERRORS, explained
from engine.kind import no_number
from engine.node import LITERAL, Node, Operation, Rule
from engine.number import is_array, shortened, to_float, unwrapped
from engine.recording import is_recording

__all__ = ["Operation", "Outcome", "operation", "reflected"]

Outcome = tuple[Any, Rule]  # what an op's method returns


def operation(
    op: str | Callable[[Any], Any], *, flat: tuple[int, ...] = ()
) -> Callable[[Callable[..., Outcome]], Callable[..., Any]]:
    """Make an op of a method that returns (result, rule): record a node that points to it.

    The arguments are those of `engine.own_ops.operation`, which checks what the method returns;
    here it is taken as it is.
    """

    def decorate(method: Callable[..., Outcome]) -> Callable[..., Any]:
        named = Operation(op if isinstance(op, str) else op.__name__)
        named.flat = flat
        apply: Callable[..., Any] = functools.wraps(method)(_applier(named, method))
        vars(apply)["__signature__"] = _as_called(method)
        named.apply = apply
        if not isinstance(op, str):
            vars(op)["of_values"] = apply
        return apply

    return decorate


def _as_called(method: Callable[..., Outcome]) -> inspect.Signature:
    """Return the signature that `help` shows: whoever applies an op gets a Value, and no rule."""
    return inspect.signature(method).replace(return_annotation="Value")


def reflected(method: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return the method with its operands swapped: what Python calls for 2.0 - v."""
    return lambda self, other: method(other, self)


def _applier(op: Operation, method: Callable[..., Outcome]) -> Callable[..., Any]:
    parameters = inspect.signature(method).parameters.values()
    is_fixed = all(parameter.kind is parameter.POSITIONAL_OR_KEYWORD for parameter in parameters)
    if not is_fixed or any(parameter.default is not parameter.empty for parameter in parameters):
        return _of_several(op, method)
    makers = {1: _of_one, 2: _of_two}
    return makers.get(len(parameters), _of_several)(op, method)


# With one and two operands the recording of a node is written out, for this is where a forward pass
# spends its time: no call, no loop and no tuple more than needed. `_of_several` says the same in
# general; what changes in one of the three changes in all.


def _of_one(op: Operation, method: Callable[..., Outcome]) -> Callable[..., Any]:
    def apply(x: Any) -> Any:
        try:
            data, rule = method(x)
        except ARITHMETIC_ERRORS as error:
            raise explained(error, op, (x,)) from None
        except AttributeError:
            _with_constants(op, (x,))  # which complains if x is no Value
            raise
        if not records():
            return x._leaf(data)
        if not patience.is_fresh:
            patience.renew()
        node = new(x.__class__)
        node._data = data
        node._label = ""
        node.requires_grad = x.requires_grad
        node.op = op
        node.operands = (x,)
        node._grad = None
        node._rule = shared if code and getattr(rule, "__code__", None) is code else rule
        return node

    new, records, (shared, code) = object.__new__, is_recording, _shared_rule(method)
    return apply


def _of_two(op: Operation, method: Callable[..., Outcome]) -> Callable[..., Any]:
    def apply(x: Any, y: Any) -> Any:
        if x.__class__ is not y.__class__:
            if y.__class__ is float and isinstance(x, Node):  # as below, for most numbers
                y = _literal(x.__class__, y)
            elif x.__class__ is float and isinstance(y, Node):
                x = _literal(y.__class__, x)
            elif is_operator and (is_array(x) or is_array(y)):
                return NotImplemented  # NumPy then applies the op to each element
            else:
                x, y = _with_constants(op, (x, y))
        try:
            data, rule = method(x, y)
        except ARITHMETIC_ERRORS as error:
            raise explained(error, op, (x, y)) from None
        except AttributeError:
            _with_constants(op, (x, y))
            raise
        if not records():
            return x._leaf(data)
        if not patience.is_fresh:
            patience.renew()
        node = new(x.__class__)
        node._data = data
        node._label = ""
        node.requires_grad = x.requires_grad or y.requires_grad
        node.op = op
        node.operands = (x, y)
        node._grad = None
        node._rule = shared if code and getattr(rule, "__code__", None) is code else rule
        return node

    new, records, (shared, code) = object.__new__, is_recording, _shared_rule(method)
    is_operator = not op.isidentifier()
    return apply


def _of_several(op: Operation, method: Callable[..., Outcome]) -> Callable[..., Any]:
    def apply(*operands: Any) -> Any:
        operands = _with_constants(op, operands)
        try:
            data, rule = method(*operands)
        except ARITHMETIC_ERRORS as error:
            raise explained(error, op, operands) from None
        node = operands[0]._leaf(data)
        if is_recording():
            patience.renew()
            node.requires_grad = any(operand.requires_grad for operand in operands)
            node.op, node.operands, node._rule = op, operands, rule
        return node

    return apply


def _shared_rule(method: Callable[..., Outcome]) -> tuple[Any, CodeType | None]:
    """Return the one rule of an op that captures nothing, for all nodes to share, and its code."""
    method = inspect.unwrap(method)
    constants = method.__code__.co_consts if isinstance(method, FunctionType) else ()
    codes = [constant for constant in constants if isinstance(constant, CodeType)]
    if len(codes) != 1 or codes[0].co_freevars or _parameters(codes[0]) != 1:
        return None, None
    return FunctionType(codes[0], method.__globals__), codes[0]


def _parameters(code: CodeType) -> int:
    return code.co_argcount + code.co_kwonlyargcount


def _with_constants(op: Operation, operands: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the operands with constants in the place of plain numbers."""
    for operand in operands:
        if isinstance(operand, Node):
            kind = operand.__class__
            break
    else:
        raise TypeError(f"op {op!r} on {_shown(operands)}; allowed: at least one Value, Value(x)")
    each = _on_each(op, len(operands))
    try:
        return tuple([_operand(kind, x, each) for x in operands])
    except (TypeError, OverflowError) as error:
        lone = tuple(map(unwrapped, operands))
        if any(x is not y for x, y in zip(operands, lone, strict=True)):
            return _with_constants(op, lone)
        raise no_number(error, f"op {op!r} on {_shown(operands)}: ", *operands) from None


def _operand(kind: type[Node], x: Any, each: str) -> Any:
    """Return what records a number: a node, also that of a condition, or a constant."""
    if isinstance(x, Node):
        return x
    node = None if x.__class__ is int else getattr(x, "node", None)
    return node if isinstance(node, Node) else _literal(kind, to_float(x, each))


def _on_each(op: str, count: int) -> str:
    """Write an op of each number v of a list."""
    if not op.isidentifier():
        return f"v {op} y"
    return f"{op}({', '.join(['v', 'y', 'z'][:count])})"


def _literal(kind: type[Node], number: float) -> Any:
    leaf = object.__new__(kind)
    leaf._begin(number, "", requires_grad=False)
    leaf.op = LITERAL
    return leaf


def _shown(operands: tuple[Any, ...]) -> str:
    return " and ".join([repr(x) if isinstance(x, Node) else shortened(x) for x in operands])
