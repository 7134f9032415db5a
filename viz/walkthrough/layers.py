"""The layers of a walk: which nodes belong together, and the steps put in order layer by layer."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine import Value
from viz.graph import Graph, node_owners, owners
from viz.walkthrough.steps import AllGradients, Backward, Forward, Use, WalkStep

__all__ = ["Layers", "in_layers", "layers_of"]


class Layers(NamedTuple):
    """In which layer each node is, as a number that grows from the leaves to the root.

    of     the number of each node; an operand's is never larger than its result's
    names  of those layers that have one
    """

    of: Mapping[Value, int]
    names: Mapping[int, str]


def layers_of(graph: Graph) -> Layers:
    """Tell the layers of a graph.

    Where the names of parameters tell the layers of a model, those are meant; what is computed
    before, between and after them, such as a loss, is a layer of its own. Else all nodes are in one
    layer whose longest way from a leaf has so many operations.
    """
    owner = {p: name for p, name in owners(graph.parameters, "layer").items() if name}
    found = node_owners(graph.nodes, owner)
    used = dict.fromkeys(found[node] for node in graph.nodes if not node.is_leaf and found[node])
    places = {name: 2 * k for k, name in enumerate(used, 1)}  # between them is room for the others
    of: dict[Value, int] = {}
    for node in graph.nodes:
        below = max((of[operand] for operand in node.operands), default=0)
        if node.is_leaf:
            of[node] = 0
        elif not places:
            of[node] = below + 1
        else:
            of[node] = max(places.get(found[node], 0), below if found[node] else below | 1)
    return Layers(of, {place: name for name, place in places.items()})


def in_layers(steps: Sequence[WalkStep], of: Mapping[Value, int]) -> list[WalkStep]:
    """Put the steps of a walk in topological order layer by layer.

    The order stays topological, and each node receives its contributions one after the other as
    before, so that no sum changes, not even in its last digit: a contribution waits for those that
    came before it to the same node.
    """
    last = max(of.values())
    turns = _turns(of, last)

    def turn(step: WalkStep) -> int:
        if isinstance(step, Forward):
            return of[step.node]
        if isinstance(step, AllGradients):
            return 2 * last + 2
        return turns[step.use] if isinstance(step, Backward) else 2 * last + 1 - of[step.node]

    return sorted(steps, key=turn)


def _turns(of: Mapping[Value, int], last: int) -> dict[Use, int]:
    """Return when each use is passed back, also that of a branch that is not taken now.

    So the order is the same whatever the numbers are.
    """
    turns: dict[Use, int] = {}
    waits: dict[Value, int] = {}
    for node in reversed(list(of)):
        for i, operand in enumerate(node.operands):
            back = max(2 * last + 1 - of[node], waits.get(operand, 0))
            waits[operand] = turns[node, i] = back
    return turns
