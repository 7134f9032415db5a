"""Hooks: functions that see the gradient of a node as `backward` passes it on.

A node keeps its hooks beside its rule, so that one without hooks has no room for them and the chain
rule does not ask for them.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakSet, ref

__all__ = ["Hook", "hooked", "remove_hooks"]


class Hook:
    """A function that is called with the gradient of a node; `remove` ends that."""

    def __init__(self, node: Any, function: Callable[[float], None]) -> None:
        if not callable(function):
            raise TypeError(
                f"hook: given {function!r}; allowed: a function of a gradient, as print"
            )
        self._node, self._function = ref(node), function  # no cycle: a graph dropped is freed
        if node not in hooked:
            node._rule = _HookedRule(node._rule)
            hooked.add(node)
        node._rule.hooks.append(self)

    def remove(self) -> None:
        """Let the function be called no more."""
        node = self._node()
        if node is not None and node in hooked and self in node._rule.hooks:
            node._rule.hooks.remove(self)
            if not node._rule.hooks:
                remove_hooks(node)

    def see(self, gradient: float) -> None:
        """Call the function. Raises TypeError if it returns something."""
        returned = self._function(gradient)
        if returned is not None:
            raise TypeError(
                f"hook: returned {returned!r}; allowed: None, for a hook sees the gradient and "
                "changes nothing; write an op whose rule returns another, see engine.extend"
            )


class _HookedRule:
    """The rule of a node, and the hooks of the node."""

    def __init__(self, rule: Callable[[Any], Any]) -> None:
        self.rule = rule
        self.hooks: list[Hook] = []

    def __call__(self, gradient: Any) -> Any:
        return self.rule(gradient)


hooked: WeakSet[Any] = WeakSet()


def remove_hooks(node: Any) -> None:
    """Let no hook see the gradient of a node any more."""
    if node in hooked:
        node._rule = node._rule.rule
        hooked.discard(node)
