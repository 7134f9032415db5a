"""Walks over a graph of Values: order, replay, forward mode.

A node brings its operands and its rule along; of ops nothing is known here but how to apply them.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from engine.detached import Detached, followed, warn_of_frozen
from engine.errors import ARITHMETIC_ERRORS
from engine.hooks import hooked
from engine.kind import has_operands, refusal
from engine.node import Node
from engine.number import shortened

__all__ = [
    "copied",
    "forget_gradients",
    "local_gradients",
    "ordered",
    "passing",
    "reached",
    "reapply",
    "replay",
    "replayed",
    "taken_gradients",
    "tangents",
    "topological_order",
    "unchanged_on_error",
    "zero_grad",
]

V = TypeVar("V", bound=Node)


def topological_order(root: V) -> list[V]:
    """List every node that `root` depends on, operands before results, `root` last.

    Depth first, first operand first, so the order is the same every run. Iterative: a chain of a
    million nodes is no deeper for Python than a chain of one. Takes whatever has operands, such as
    a Tensor of one's own; raises TypeError for anything else.
    """
    return ordered([root])


def ordered(roots: Iterable[V]) -> list[V]:
    """List every node that some roots depend on likewise, each once."""
    order: list[V] = []
    visited: set[V] = set()
    for root in roots:
        if not has_operands(root):
            raise refusal(root, "root")
        if root not in visited:
            visited.add(root)
            _append_all(order, root, visited)
    return order


def _append_all(order: list[V], root: V, visited: set[V]) -> None:
    """Append what a root depends on, as far as it was not visited, and the root."""
    path, unseen = [root], iter(root.operands)
    later: list[Iterator[V]] = []  # the operands still unseen of each node on the path but the last
    while path:
        for operand in unseen:
            if operand not in visited:
                visited.add(operand)
                if operand.operands:
                    path.append(operand)
                    later.append(unseen)
                    unseen = iter(operand.operands)
                    break
                order.append(operand)
        else:  # every operand is in order, so this node comes next
            order.append(path.pop())
            if path:
                unseen = later.pop()


def unchanged_on_error(nodes: Sequence[Node]) -> AbstractContextManager[None]:
    """Leave every gradient as it was if something fails: an infinite slope, or Ctrl-C."""
    return _Unchanged(nodes)


class _Unchanged(AbstractContextManager[None]):
    # No generator: where Ctrl-C comes before the first line of the body, Python would end one much
    # later, when it is collected, and write old gradients over newer ones.

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self.before = [node._grad for node in nodes]

    def __exit__(self, error: object, *_: object) -> None:
        if error is not None:
            for node, grad in zip(self.nodes, self.before, strict=True):
                node._grad = grad


def passing(order: Sequence[Any]) -> Iterable[Any]:
    """Return nodes in the order in which gradients pass, last first; hooks see them on the way."""
    return reversed(order) if not hooked else _seen(order, _set_aside(order))


def _set_aside(order: Sequence[Any]) -> dict[Any, float]:
    # What a leaf has from earlier is no part of what passes now.
    earlier = {node: node._grad for node in order if node in hooked and node._grad is not None}
    for node in earlier:
        node._grad = None
    return earlier


def _seen(order: Sequence[Any], earlier: dict[Any, float]) -> Iterator[Any]:
    for node in reversed(order):
        if node in hooked and node._grad is not None:
            for hook in tuple(node._rule.hooks):
                hook.see(node._grad)
        if node in earlier:
            node._grad = earlier[node] if node._grad is None else earlier[node] + node._grad
        yield node


def zero_grad(root: Node) -> None:
    """Forget the gradient of every node that `root` depends on."""
    forget_gradients(topological_order(root))


def forget_gradients(nodes: Iterable[Node]) -> None:
    """Forget the gradients of nodes."""
    for node in nodes:
        node.forget_grad()


def taken_gradients(nodes: Iterable[Node]) -> list[float]:
    """Return the gradients of nodes, 0.0 where `backward` has not come, and forget them."""
    gradients = []
    for node in nodes:
        gradients.append(0.0 if node._grad is None else node._grad)
        node._grad = None
    return gradients


def local_gradients(node: Node) -> tuple[float, ...]:
    """Return the derivative of a node with respect to each operand, in operand order.

    A leaf has no operands, hence no local gradients. Raises as the node's rule does, for example
    ZeroDivisionError for sqrt at 0, where the slope is infinite; TypeError for no Value.
    """
    if not isinstance(node, Node):
        raise refusal(node, "node")
    return tuple([0.0 if slope is None else slope for slope in node.contributions(1.0)])


def tangents(root: V, x: V) -> dict[V, float]:
    """Return {node: d node / d x} for every node that `root` depends on: forward mode.

    One sweep in topological order: d node = sum of local gradient times d operand. It answers for
    one x and every node, where `backward` answers for one root and every node; so all n
    derivatives of a graph of m nodes cost n sweeps here, O(n m), and one there, O(m).

    The tangent of a node is nan if a slope on the way to it has no number, such as that of sqrt at
    0. For the root that is an error, as in `backward`; in a branch that `where` did not choose it
    is none.

    Raises ValueError if `root` does not depend on `x`, or if `x` requires no gradient; TypeError
    for anything but Values; what a rule on the way to the root raises.
    """
    if not isinstance(x, Node):
        raise refusal(x, "x")
    if not x.requires_grad:
        raise ValueError(f"given {x!r}, which requires no gradient; write x.requires_grad_() first")
    order = topological_order(root)
    if x not in set(order):
        raise ValueError(f"given {x!r}, which {root!r} does not depend on; give one of its nodes")
    tangent: dict[V, float] = {}
    errors: dict[V, Exception] = {}  # of the nodes whose tangent has no number
    for node in order:
        try:
            tangent[node] = 1.0 if node is x else _tangent(node, tangent, errors)
        except ARITHMETIC_ERRORS as error:
            tangent[node], errors[node] = math.nan, error
    if root in errors:
        raise errors[root]
    return tangent


def _tangent(node: V, tangent: Mapping[V, float], errors: Mapping[V, Exception]) -> float:
    rates = [tangent[operand] for operand in node.operands]
    if all(map(_is_zero, rates)):  # x does not come in, so slopes do not matter, infinite or not
        return 0.0
    terms = []
    for operand, slope, rate in zip(node.operands, node.contributions(1.0), rates, strict=True):
        if slope is not None and not _is_zero(rate):
            if operand in errors:
                raise errors[operand]
            terms.append(slope * rate)
    return sum(terms[1:], terms[0]) if terms else 0.0


def _is_zero(rate: Any) -> bool:
    return isinstance(rate, float) and rate == 0.0  # what is no float is not known to be zero


def replay(root: V, numbers: Mapping[V, Any]) -> V:
    """Record the graph again, on other numbers, and return the new root.

    `numbers` maps leaves to what they hold this time: floats, or any kind of number that has the
    arithmetic of one. Leaves that it leaves out keep their number. The old graph is untouched.

    Raises ValueError for a key that is not a leaf of the graph.
    """
    if not isinstance(numbers, Mapping):
        raise TypeError(
            f"numbers: given {shortened(numbers)}; allowed: a dict of leaves, as {{x: 2.0}}"
        )
    own = [node for node in topological_order(root) if node.is_leaf]
    strangers = numbers.keys() - set(own) - {followed(node, numbers) for node in own}
    if strangers:
        raise ValueError(f"given {strangers.pop()!r}; allowed: the leaves of the graph of {root!r}")
    warn_of_frozen(own, numbers)
    leaves = {leaf: leaf.with_data(number) for leaf, number in numbers.items()}
    return replayed([root], leaves)[root]


def replayed(roots: Iterable[V], leaves: Mapping[V, V]) -> dict[V, V]:
    """Record graphs again on other leaves; return the new node of every old one.

    A leaf that `leaves` leaves out is replaced by one like it, or, if it was detached from one of
    them, by one detached from the new one.
    """
    new = dict(leaves)
    for node in ordered(roots):
        if node not in new:
            new[node] = _again(node, new)
    return new


def _again(node: V, new: Mapping[V, V]) -> V:
    if node.is_leaf:
        source = followed(node, new)
        return node.with_data(node.data) if source is None else _following(node, new[source])
    again: V = reapply(node, [new[operand] for operand in node.operands])
    again._label = node._label
    return again


def _following(node: V, source: V) -> V:
    leaf = source.detach()
    leaf.label, leaf.requires_grad = node.label, node.requires_grad
    return leaf


def reapply(node: Node, operands: Sequence[Node]) -> Any:
    """Apply the op of a node to other operands. Raises TypeError for a leaf, which has none."""
    if not node.operands:
        raise TypeError(f"given {node!r}, a leaf; allowed: the result of an op")
    return node.op.apply(*operands)


def reached(root: V) -> set[V]:
    """Return the nodes that a gradient may flow to from `root`, whatever the numbers are.

    Those are all that it depends on by ops that change with it, hence no operand of a comparison,
    and both branches of every `where`.
    """
    found = {root} if root.requires_grad else set()
    for node in reversed(topological_order(root)):
        if node in found and node.operands:
            for i, operand in enumerate(node.operands):
                if operand.requires_grad and i not in node.op.flat:
                    found.add(operand)
    return found


def copied(root: V, memo: dict[int, Any]) -> V:
    """Copy the graph of a node, as `copy.deepcopy` asks for it."""
    order = topological_order(root)
    for node in order:
        if id(node) not in memo:
            memo[id(node)] = node.with_operands(tuple(memo[id(o)] for o in node.operands))
    leaves = {node for node in order if node.is_leaf}
    for node in leaves:
        if (source := followed(node, leaves)) is not None:
            memo[id(node)]._rule = Detached(memo[id(source)])
    copy: V = memo[id(root)]
    return copy
