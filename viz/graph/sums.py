"""Long sums: additions that feed one another and nothing else, which one box stands for."""

from collections import Counter
from collections.abc import Collection, Sequence

from engine import Value
from viz.graph.ownership import is_constant

__all__ = ["Sum", "sums_of", "terms_of"]

Sum = list[Value]  # additions, operands before results

LONG, MOST = 8, 8  # terms from which on a sum folds unasked, and how many of a graph
SHORTEST = 4  # terms of a sum that folds at all: three additions


def sums_of(
    nodes: Sequence[Value], kept: Collection[Value], fold_sums: bool | None = None
) -> list[Sum]:
    """Return the sums of a graph that fold.

    nodes      operands before results
    kept       nodes that are no part of a sum, as those of a neuron
    fold_sums  True: each of four terms or more; False: none; None: those of eight terms or more if
               there are at most eight of them, as more are neurons, which `collapse` folds

    An addition is part of the next one if that alone reads it and if it has no label.
    """
    if fold_sums is False:
        return []
    uses = Counter(operand for node in nodes for operand in node.operands)
    found: dict[Value, Sum] = {}
    for node in nodes:
        if node.op == "+" and node not in kept:
            parts = [o for o in node.operands if o in found and uses[o] == 1 and not o.label]
            found[node] = [*(one for part in parts for one in found.pop(part)), node]
    least = SHORTEST if fold_sums else LONG
    long = [one for one in found.values() if terms_of(one) >= least]
    return long if fold_sums or len(long) <= MOST else []


def terms_of(additions: Sequence[Value]) -> int:
    """Count what is added up, without the 0 that Python's sum begins with."""
    inside = set(additions)
    terms = [o for node in additions for o in node.operands if o not in inside]
    return sum(not (is_constant(term) and term.data == 0) for term in terms)
