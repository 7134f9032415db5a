"""Columns: boxes that Graphviz would shuffle, kept below one another in their order."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import Any

from viz.graph.folding import Box, Group

__all__ = ["add_columns"]


def add_columns(drawing: Any, ids: Mapping[Box, str], edges: Iterable[tuple[Box, Box]]) -> None:
    """Let the boxes stand below one another, in their order, that Graphviz would shuffle."""
    for column in _columns(ids, edges):
        with drawing.subgraph() as rank:
            rank.attr(rank="same")
            for above, below in pairwise(column):
                rank.edge(ids[above], ids[below], style="invis")


def _columns(boxes: Collection[Box], edges: Iterable[tuple[Box, Box]]) -> list[list[Box]]:
    """Return the boxes that Graphviz would shuffle: a layer's neurons, the inputs of a layer."""
    tails, heads = _neighbours(boxes, edges)
    found: dict[tuple[bool, frozenset[Box]], list[Box]] = defaultdict(list)
    for box in boxes:
        if isinstance(box, Group) or (box.is_leaf and heads[box]):
            found[bool(tails[box]), frozenset(tails[box] or heads[box])].append(box)
    return [column for column in found.values() if len(column) > 1]


def _neighbours(
    boxes: Iterable[Box], edges: Iterable[tuple[Box, Box]]
) -> tuple[dict[Box, set[Box]], dict[Box, set[Box]]]:
    """Return what each box reads, and the groups that read it."""
    parameters = {p for box in boxes if isinstance(box, Group) for p in box.parameters}
    tails: dict[Box, set[Box]] = defaultdict(set)
    heads: dict[Box, set[Box]] = defaultdict(set)
    for tail, head in edges:
        if isinstance(head, Group):
            heads[tail].add(head)
        if tail not in parameters:  # as a parameter is that is also read elsewhere
            tails[head].add(tail)
    return tails, heads
