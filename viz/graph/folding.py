"""A graph with each neuron, each layer, or long sums folded into one box: as data, not drawn."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import chain

from engine import Value
from viz.graph.ownership import Application, applications_of, is_constant, owners
from viz.graph.paths import LEVELS, shows_level
from viz.graph.sums import Sum, terms_of

__all__ = ["Box", "Folding", "Group", "fold", "unfolded"]

SUM = "Σ"  # the name of each sum


@dataclass(frozen=True, eq=False)
class Group:
    """A neuron or a layer, computed once, or a sum: what one folded box stands for.

    name        of the neuron or layer, such as layers.0.neurons.2; Σ for a sum
    members     the nodes inside, operands before results
    outputs     the members that the rest of the graph reads, or that the graph ends in
    parameters  those it computes with, whether they are members or stand outside
    turn        1 for the first box of this name, 2 for the second, …
    turns       how many boxes have this name: how often the neuron or layer was applied
    terms       of a sum; 0 for a neuron or layer
    """

    name: str
    members: tuple[Value, ...]
    outputs: tuple[Value, ...]
    parameters: tuple[Value, ...]
    turn: int
    turns: int
    terms: int = 0

    @property
    def requires_grad(self) -> bool:
        """Whether a parameter requires a gradient."""
        return any(parameter.requires_grad for parameter in self.parameters)

    @property
    def gradient(self) -> float | None:
        """The Euclidean norm of the parameters' gradients; None until all of them are computed."""
        trained = [parameter for parameter in self.parameters if parameter.requires_grad]
        if not trained or not all(parameter.has_grad for parameter in trained):
            return None
        try:
            return math.hypot(*(parameter.grad for parameter in trained))
        except TypeError:  # symbols, or another kind of number, have no size
            return None


Box = Value | Group


@dataclass(frozen=True)
class Folding:
    """A graph in boxes.

    boxes   groups and the nodes that are in none, operands before results, of one root its box last
    edges   (tail, head) of boxes: how many operands inside the head come from the tail
    box_of  the box in which each node is; a parameter of several groups is in the first of them
    """

    boxes: tuple[Box, ...]
    edges: dict[tuple[Box, Box], int]
    box_of: dict[Value, Box]


def unfolded(nodes: Sequence[Value]) -> Folding:
    """Return a graph with a box for each node."""
    edges: dict[tuple[Box, Box], int] = dict(_edges(nodes, {}).items())
    return Folding(tuple(nodes), edges, {node: node for node in nodes})


def fold(
    nodes: Sequence[Value],
    names: Mapping[Value, str],
    level: str | None,
    roots: Collection[Value] | None = None,
    sums: Sequence[Sum] = (),
) -> Folding:
    """Fold each neuron, or each layer, of a graph, and sums.

    nodes  all of them, operands before results
    names  of the parameters, as `by_parameter` gives them
    level  "neuron" or "layer", None for sums alone
    sums   none of which is part of a neuron
    roots  what the graph ends in; the last node alone if none are given

    A neuron that was applied to several inputs becomes a group for each: each has an output and
    a gradient of its own, and merged they would join paths that the graph keeps apart. The
    parameters are then members of all of them, and their gradient is the sum over all. The k-th
    applications of a layer's neurons make the k-th application of the layer.

    A parameter that is also read outside the groups stays a box of its own, so that its other use
    is seen. A constant that a single group reads is inside it.

    If a group would be its own ancestor, as a layer is that feeds itself, it is split into
    the neurons' applications, and a neuron that still is remains unfolded: the folded graph never
    has a cycle.

    Raises ValueError if the names have no such level, or if none of them is in the graph.
    """
    owner: dict[Value, str] = {}
    if level:
        _check(nodes, names, level)
        owner = owners(names, level)
    applications = applications_of(nodes, owner) if level else []
    while True:
        homes = _homes(nodes, owner, applications, sums)
        edges = _edges(nodes, homes)
        try:
            order = _order(nodes, homes, edges)
        except CycleError as error:
            applications = _split(applications, set(error.args[1]))
        else:
            break
    groups = _groups(nodes, owner, applications, sums, homes, roots or nodes[-1:])
    boxes = {node: groups.get(node, node) for node in order}
    return Folding(
        tuple(boxes.values()),
        {(boxes[tail], boxes[head]): count for (tail, head), count in edges.items()},
        {node: boxes[homes.get(node, node)] for node in nodes},
    )


def _check(nodes: Sequence[Value], names: Mapping[Value, str], level: str) -> None:
    if not shows_level(names.values(), level):
        given = ", ".join(list(names.values())[:3]) or "none"
        raise ValueError(
            f"collapse: given {level!r} and names that show no {level} ({given}); allowed: paths "
            f"such as {LEVELS[level]}, which the named_parameters() of an MLP gives"
        )
    if not any(node in names for node in nodes):
        raise ValueError(
            f"names: given {len(names)} parameters, of which the graph holds none; write the "
            "named_parameters() of the model that computed it"
        )


def _homes(
    nodes: Sequence[Value],
    owner: Mapping[Value, str],
    applications: Sequence[Application],
    sums: Sequence[Sum],
) -> dict[Value, Value]:
    """Return for each node that goes into a box the one that stands for the box."""
    homes = {node: bundle[0][0] for _, bundle in applications for unit in bundle for node in unit}
    homes |= {node: one[0] for one in sums for node in one}
    of_sums = {one[0] for one in sums}
    own: dict[Value, Value] = {}
    for leaf, readers in _readers(nodes, homes).items():
        is_own = (leaf in owner and of_sums.isdisjoint(readers)) or (
            is_constant(leaf) and len(readers) == 1
        )
        first = readers[0]
        if is_own and first is not None and None not in readers:
            own[leaf] = first
    return homes | own


def _readers(
    nodes: Sequence[Value], homes: Mapping[Value, Value]
) -> dict[Value, list[Value | None]]:
    """Return the homes in which each leaf is read, each once, None for outside of all."""
    readers: dict[Value, dict[Value | None, None]] = defaultdict(dict)
    for node in nodes:
        for operand in node.operands:
            if operand.is_leaf:
                readers[operand][homes.get(node)] = None
    return {leaf: list(found) for leaf, found in readers.items()}


def _edges(nodes: Sequence[Value], homes: Mapping[Value, Value]) -> Counter[tuple[Value, Value]]:
    edges: Counter[tuple[Value, Value]] = Counter()
    for node in nodes:
        head = homes.get(node, node)
        for operand in node.operands:
            tail = homes.get(operand, operand)
            # A leaf with a home is inside every box that reads it.
            if tail is not head and not (operand.is_leaf and operand in homes):
                edges[tail, head] += 1
    return edges


def _order(
    nodes: Sequence[Value], homes: Mapping[Value, Value], edges: Iterable[tuple[Value, Value]]
) -> list[Value]:
    order: TopologicalSorter[Value] = TopologicalSorter({homes.get(n, n): () for n in nodes})
    for tail, head in edges:
        order.add(head, tail)
    return list(order.static_order())


def _split(applications: Sequence[Application], cycle: set[Value]) -> list[Application]:
    """Take apart what is on a cycle: layers into neurons or, if no layer is on it, neurons."""
    on_cycle = [bundle for _, bundle in applications if bundle[0][0] in cycle]
    layers = any(len(bundle) > 1 for bundle in on_cycle)
    split: list[Application] = []
    for name, bundle in applications:
        if bundle[0][0] not in cycle:
            split.append((name, bundle))
        elif layers:
            split += [(name, [unit]) for unit in bundle]
    return split


def _groups(
    nodes: Sequence[Value],
    owner: Mapping[Value, str],
    applications: Sequence[Application],
    sums: Sequence[Sum],
    homes: Mapping[Value, Value],
    roots: Iterable[Value],
) -> dict[Value, Group]:
    place = {node: i for i, node in enumerate(nodes)}
    read = {o for node in nodes for o in node.operands if homes.get(o) is not homes.get(node)}
    read.update(roots)
    applications = [*applications, *((SUM, [one]) for one in sums)]
    turns = Counter(name for name, _ in applications)
    turn: Counter[str] = Counter()
    groups: dict[Value, Group] = {}
    for name, bundle in applications:
        turn[name] += 1
        computed = sorted(chain(*bundle), key=place.__getitem__)
        leaves = dict.fromkeys(filter(_is_leaf, chain(*(node.operands for node in computed))))
        members = sorted([*computed, *filter(homes.__contains__, leaves)], key=place.__getitem__)
        groups[bundle[0][0]] = Group(
            name,
            tuple(members),
            tuple(filter(read.__contains__, computed)),
            () if name == SUM else tuple(filter(owner.__contains__, leaves)),
            turn[name],
            turns[name],
            terms_of(computed) if name == SUM else 0,
        )
    return groups


def _is_leaf(node: Value) -> bool:
    return node.is_leaf
