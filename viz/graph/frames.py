"""Frames around neurons: in the order of their layer, and after all that they read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import chain, pairwise
from typing import Any

from engine import Value
from viz.graph.folding import Box, Group
from viz.graph.ownership import is_constant
from viz.graph.paths import layer_of

__all__ = ["name_within", "order_frames"]

MOST_FRAMES = 40  # Graphviz takes longer where they are in order


def name_within(frame: str, name: str) -> str:
    """Return what is left of a parameter's name in a frame that says the beginning."""
    return name.removeprefix(f"{frame}.")


def order_frames(drawing: Any, ids: Mapping[Any, str], frames: Mapping[str, Sequence[Any]]) -> None:
    """Keep frames in order, and other edges out of them.

    An invisible point stands before each frame: after all that the neuron reads, so that edges come
    in from the side, and below the point of the neuron before it in the layer. Graphviz itself
    keeps frames in no order. Frames that read each other, as of a recurrent network, stay as they
    are.
    """
    if not 1 < len(frames) <= MOST_FRAMES or _read_each_other(ids, frames):
        return
    drawing.attr("graph", newrank="true")
    points = {name: f"before {ids[boxes[0]]}" for name, boxes in frames.items()}
    for name, boxes in frames.items():
        drawing.node(points[name], label="", shape="point", width="0.01", style="invis")
        for source in _read(boxes, ids):
            drawing.edge(ids[source], points[name], style="invis")
        for leaf in (box for box in boxes if box.is_leaf):
            drawing.edge(points[name], ids[leaf], style="invis")
    for neurons in filter(lambda neurons: len(neurons) > 1, _layers(frames)):
        with drawing.subgraph() as rank:
            rank.attr(rank="same")
            for above, below in pairwise(neurons):
                rank.edge(points[above], points[below], style="invis")


def _read(boxes: Iterable[Value], ids: Mapping[Any, str]) -> list[Value]:
    inside = set(boxes)
    read = dict.fromkeys(operand for box in boxes for operand in box.operands)
    return [box for box in read if box in ids and box not in inside and not is_constant(box)]


def _read_each_other(ids: Iterable[Box], frames: Mapping[str, Sequence[Value]]) -> bool:
    homes: dict[Value, Any] = {box: name for name, boxes in frames.items() for box in boxes}
    order: TopologicalSorter[Any] = TopologicalSorter()
    for node in chain.from_iterable(_nodes(box) for box in ids):
        heads = homes.get(node, node)
        order.add(heads, *({homes.get(operand, operand) for operand in node.operands} - {heads}))
    try:
        order.prepare()
    except CycleError:
        return True
    return False


def _nodes(box: Box) -> Iterable[Value]:
    return box.members if isinstance(box, Group) else [box]


def _layers(frames: Iterable[str]) -> list[list[str]]:
    layers: dict[str, list[str]] = defaultdict(list)
    for name in frames:
        layer = layer_of(name)
        if layer is not None:
            layers[layer].append(name)
    return list(layers.values())
