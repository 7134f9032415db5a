"""Detached leaves: what they follow in a graph that is made again with other numbers.

A leaf that was detached from a leaf follows it there. One that was detached from a result has the
number that it had: to compute it anew would take the graph that it was to be free of.
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
    sources: tuple[ref[Any], ...]  # weak, so that none is kept alive

    def __init__(self, origin: Any) -> None:
        before = rule_of(origin)
        self.is_of_result = bool(origin.operands) or (before is not None and before.is_of_result)
        # Of a leaf that was detached itself, what it came from first.
        earlier = before.sources[-1:] if before else ()
        self.sources = () if origin.operands else (ref(origin), *earlier)

    def __call__(self, gradient: Any) -> tuple[Any, ...]:
        """Return nothing, as every leaf does."""
        return ()


def rule_of(leaf: Any) -> Detached | None:
    rule = getattr(leaf._rule, "rule", leaf._rule)  # hooks stand around a rule
    return rule if isinstance(rule, Detached) else None


def followed(leaf: Any, leaves: Container[Any]) -> Any:
    """Return the one of some leaves that a leaf was detached from, or None."""
    rule = rule_of(leaf)
    sources = [source() for source in rule.sources] if rule else []
    return next((source for source in sources if source is not None and source in leaves), None)


def warn_of_frozen(nodes: Iterable[Any], leaves: Container[Any]) -> None:
    """Warn of leaves that keep their number, having been detached from results."""
    for node in nodes:
        rule = rule_of(node)
        if rule and rule.is_of_result and node not in leaves and followed(node, leaves) is None:
            warn_caller(
                f"{node!r} was detached from a result and keeps this number, whatever it is "
                "computed of; give it as an input, or write Value(v.item()) for a constant",
                GraphWarning,
            )
