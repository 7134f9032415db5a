"""Which nodes of a graph are a neuron's or a layer's own.

A neuron is found by the names of its parameters and by what is done with them: each is multiplied
with something or added, the products are added up one by one, an activation may follow the sum.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from engine import Value
from engine.extend import shortened
from viz.graph.paths import layer_of, lineage, neuron_and_suffix

__all__ = [
    "Application",
    "Names",
    "applications_of",
    "by_parameter",
    "is_constant",
    "node_owners",
    "owners",
]

Names = Mapping[str, Value] | Iterable[tuple[str, Value]]

PAIRS = "allowed: pairs of a name and a Value, such as model.named_parameters()"

Unit = list[Value]  # the computed nodes of one neuron on one input
Bundle = list[Unit]  # the units of one neuron or layer on one input
Application = tuple[str, Bundle]  # the name of a neuron or layer, and its computed nodes


def by_parameter(names: Names | None) -> dict[Value, str]:
    """Return {parameter: name}. Raises TypeError for anything but pairs of a name and a Value."""
    try:
        pairs = [*(names.items() if isinstance(names, Mapping) else names or ())]
        by_value = {parameter: name for name, parameter in pairs}
    except (TypeError, ValueError):
        raise TypeError(f"names: given {shortened(names)}; {PAIRS}") from None
    for parameter, name in by_value.items():
        if not (isinstance(name, str) and isinstance(parameter, Value)):
            first = "; the name comes first" if isinstance(parameter, str) else ""
            raise TypeError(f"names: given {shortened((name, parameter))}; {PAIRS}{first}")
    return by_value


def owners(names: Mapping[Value, str], level: str) -> dict[Value, str]:
    """Return the neuron or the layer that each parameter belongs to, "" for none.

    A neuron is what stands before the last dot: layers.0.neurons.2 owns layers.0.neurons.2.w1. Its
    layer is what stands before `.neurons.`; failing that the nearest path above that owns
    parameters too, as layers.0 of layers.0.w.2.5 and layers.0.b2; failing that, one level up.
    """
    neurons = {parameter: neuron_and_suffix(name)[0] for parameter, name in names.items()}
    if level == "neuron":
        return neurons
    paths = set(neurons.values()) - {""}
    above = {parent for path in paths for parent in lineage(path)[1:]} & paths
    return {parameter: _layer(path, above) or path for parameter, path in neurons.items()}


def _layer(path: str, above: set[str]) -> str:
    layer = layer_of(path)
    if layer:
        return layer
    return next((a for a in lineage(path) if a in above), neuron_and_suffix(path)[0])


def is_constant(node: Value) -> bool:
    """Tell whether a node is a plain number, such as the 2 of x**2; parameters have names."""
    return node.is_leaf and not node.requires_grad and not node.label


def node_owners(nodes: Sequence[Value], owner: Mapping[Value, str]) -> dict[Value, str]:
    """Return for each node the neuron or layer whose own it is, "" for none.

    nodes: all of a graph, operands before results; owner: of each parameter, as `owners` gives it.
    """
    uses = Counter(operand for node in nodes for operand in node.operands)
    found: dict[Value, str] = {}
    for node in nodes:
        found[node] = owner.get(node, "") if node.is_leaf else _result(node, owner, uses, found)
    return found


def _result(
    node: Value, owner: Mapping[Value, str], uses: Counter[Value], found: Mapping[Value, str]
) -> str:
    """Return whose own a computed node is; `found` tells it of the operands.

    A product with a parameter has the parameter's owner. A sum that takes in a parameter or such a
    product, and an activation of a sum, have the owner that all their operands share.
    """
    if _is_product(node, owner):
        return next(owner[operand] for operand in node.operands if operand in owner)
    if not (_is_sum(node, owner) or _is_activation(node, uses)):
        return ""
    inside = {found[operand] for operand in node.operands if not _is_start(operand, owner)}
    return inside.pop() if len(inside) == 1 else ""


def _is_sum(node: Value, owner: Mapping[Value, str]) -> bool:
    takes_in = (operand in owner or _is_product(operand, owner) for operand in node.operands)
    return node.op == "+" and any(takes_in)


def _is_activation(node: Value, uses: Counter[Value]) -> bool:
    first = node.operands[0]
    follows_sum = first.op in ("+", "*") and uses[first] == 1
    return len(node.operands) == 1 and follows_sum and node.op != "neg"


def _is_product(node: Value, owner: Mapping[Value, str]) -> bool:
    return node.op == "*" and len({operand in owner for operand in node.operands}) == 2


def _is_start(node: Value, owner: Mapping[Value, str]) -> bool:
    # Python's sum(...) begins with a 0.
    return node not in owner and is_constant(node) and node.data == 0


def applications_of(nodes: Sequence[Value], owner: Mapping[Value, str]) -> list[Application]:
    """Return each neuron or layer as often as it was applied: its name and its computed nodes.

    A neuron is one unit each time. The k-th applications of the neurons of a layer make the k-th
    application of the layer.
    """
    found = node_owners(nodes, owner)
    used: dict[Value, int] = {}
    bundles: dict[tuple[str, int], Bundle] = defaultdict(list)
    for unit in _units(nodes, found, owner):
        parameters = {o for node in unit for o in node.operands if o in owner}
        turn = max(used.get(parameter, 0) for parameter in parameters)
        used |= dict.fromkeys(parameters, turn + 1)
        bundles[found[unit[0]], turn].append(unit)
    return [(name, bundle) for (name, _), bundle in bundles.items()]


def _units(
    nodes: Sequence[Value], found: Mapping[Value, str], owner: Mapping[Value, str]
) -> list[Unit]:
    unit_of: dict[Value, Unit] = {}
    for node in nodes:
        if node.is_leaf or not found[node]:
            continue
        unit_of[node] = [node]
        # What a parameter is multiplied with came from outside, even if the same neuron computed
        # it: that was an earlier application.
        for operand in () if _is_product(node, owner) else node.operands:
            if operand in unit_of and unit_of[operand] is not unit_of[node]:
                _join(unit_of, unit_of[operand], unit_of[node])
    # In the order of their last nodes: a unit may have begun before one that it depends on.
    last_first = {id(unit_of[node]): unit_of[node] for node in reversed(nodes) if node in unit_of}
    return list(reversed(last_first.values()))


def _join(unit_of: dict[Value, Unit], one: Unit, other: Unit) -> None:
    large, small = (one, other) if len(one) >= len(other) else (other, one)
    large += small
    unit_of.update(dict.fromkeys(small, large))
