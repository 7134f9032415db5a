"""Strangers: leaves with a gradient that a loss uses, and that nobody trains."""

from collections.abc import Iterable

from engine import Value, topological_order
from engine.extend import warn_caller

__all__ = ["Strangers"]

LOOKS = 2  # at losses: a leaf that is in each was not made for one of them, as a constant is


class Strangers:
    """Looks for them in the first losses, and warns.

    known  leaves that are parameters, inputs or labels
    """

    def __init__(self, known: Iterable[Value]) -> None:
        self.known = set(known)
        self.looks = 0
        self.found: dict[Value, None] = {}

    def look(self, loss: Value) -> None:
        """Look at a loss as long as it takes; warn of what is in all of them."""
        if self.looks == LOOKS:
            return
        leaves = dict.fromkeys(filter(self._is_strange, topological_order(loss)))
        self.found = {leaf: None for leaf in leaves if self.looks == 0 or leaf in self.found}
        self.looks += 1
        if self.looks == LOOKS and self.found:
            warn_caller(_told(list(self.found)), UserWarning)

    def _is_strange(self, node: Value) -> bool:
        return node.is_leaf and node.requires_grad and node not in self.known


def _told(strangers: list[Value]) -> str:
    more = f" and {len(strangers) - 1} more like it" if strangers[1:] else ""
    return (
        f"the loss uses {strangers[0]!r}{more}, which requires a gradient and is a parameter "
        "neither of the model nor of the optimizer, so nobody trains it; hold it in an attribute "
        "of the model, or, for a constant, write Value(number, requires_grad=False)"
    )
