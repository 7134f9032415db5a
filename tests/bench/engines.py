"""The scalar engines that are compared, behind the few names that a program needs of them."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Engine:
    """A scalar type with + - * / **, relu and backward, and what not every such type has."""

    number: Callable[[float], Any]
    exp: Callable[[Any], Any]
    log: Callable[[Any], Any]
    operands: Callable[[Any], Iterable[Any]]


def chalkgrad() -> Engine:
    from engine import Value

    return Engine(Value, Value.exp, Value.log, lambda node: node.operands)


def tuples() -> Engine:
    from tests.bench.tuples import Value

    return Engine(Value, Value.exp, Value.log, lambda node: node.children)


def micrograd() -> Engine:
    """Return micrograd, with the two functions that it lacks, written as it writes its own."""
    from micrograd.engine import Value

    def exp(x: Any) -> Any:
        out = Value(math.exp(x.data), (x,), "exp")

        def _backward() -> None:
            x.grad += out.data * out.grad

        out._backward = _backward
        return out

    def log(x: Any) -> Any:
        out = Value(math.log(x.data), (x,), "log")

        def _backward() -> None:
            x.grad += out.grad / x.data

        out._backward = _backward
        return out

    return Engine(Value, exp, log, lambda node: node._prev)


TUPLES = "tuples of local gradients"
ENGINES: dict[str, Callable[[], Engine]] = {
    "micrograd": micrograd,
    TUPLES: tuples,
    "chalkgrad": chalkgrad,
}


def nodes(engine: Engine, root: Any) -> int:
    """Return how many numbers the graph of a root has, the root and constants included."""
    found = {root}
    unvisited = [root]
    while unvisited:
        new = set(engine.operands(unvisited.pop())) - found
        found |= new
        unvisited += new
    return len(found)
