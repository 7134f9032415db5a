"""Detached leaves: what they follow in a graph that is made again with other numbers.

A leaf that was detached from a leaf follows it there, as long as both hold the same number: a
frozen copy of a weight that has moved since is a number of its own. One that was detached from a
result has the number that it had: to compute it anew would take the graph that is gone.
"""

from collections.abc import Container, Iterable
from typing import Any
from weakref import ref

from engine.caller import warn_caller
from engine.errors import GraphWarning

__all__ = ["Detached", "followed", "warn_of_frozen"]


class Detached:
    """The rule of a detached leaf, which passes nothing on and knows what it came from."""

    __slots__ = ("is_of_result", "sources")

    is_of_result: bool
    sources: tuple[ref[Any], ...]  # the nearest first; weak, so that none is kept alive

    def __init__(self, origin: Any) -> None:
        before = _rule_of(origin)
        self.is_of_result = bool(origin.operands) or (before is not None and before.is_of_result)
        earlier = [source for source in before.sources if source() is not None] if before else []
        self.sources = () if origin.operands else (ref(origin), *earlier)

    def __call__(self, gradient: Any) -> tuple[Any, ...]:
        """Return nothing, as every leaf does."""
        return ()


def _rule_of(leaf: Any) -> Detached | None:
    rule = getattr(leaf._rule, "rule", leaf._rule)  # hooks stand around a rule
    return rule if isinstance(rule, Detached) else None


def followed(leaf: Any, leaves: Container[Any]) -> Any:
    """Return the one of some leaves that a leaf was detached from, or None."""
    rule = _rule_of(leaf)
    for source in (source() for source in rule.sources) if rule else ():
        if source is not None and source in leaves and _have_one_number(leaf, source):
            return source
    return None


def _have_one_number(leaf: Any, source: Any) -> bool:
    x, y = leaf._data, source._data
    while hasattr(x, "_data") and hasattr(y, "_data"):  # inside a derivative
        x, y = x._data, y._data
    return x is y or (isinstance(x, float) and isinstance(y, float) and x == y)


def warn_of_frozen(nodes: Iterable[Any], leaves: Container[Any]) -> None:
    """Warn of leaves that keep their number, having been detached from results."""
    for node in nodes:
        rule = _rule_of(node)
        if rule and rule.is_of_result and node not in leaves and followed(node, leaves) is None:
            warn_caller(
                f"{node!r} was detached from a result and keeps this number, whatever it is "
                "computed of; give it as an input, or write Value(v.item()) for a constant",
                GraphWarning,
            )
