"""What the nodes of a walk are called, each by a name of its own."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from engine import Value
from viz.graph import is_constant
from viz.style import number

__all__ = ["is_simple", "names_of", "names_on_screen", "quoted"]

SIMPLE = re.compile(r"[^\W\d][\w.]*[′\w]*|[\d.]+")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def names_of(order: Iterable[Value], label: Callable[[Value], str]) -> dict[Value, str]:
    """Name every node of a topological order.

    A node goes by its label, with an index if the label is taken; a constant without a label goes
    by its number, a root without one by L, and the others by v1, v2, …
    """
    nodes = list(order)
    names: dict[Value, str] = {}
    used: set[str] = set()
    for node in nodes:
        if label(node):
            names[node] = _unused(label(node), used)
    for node in nodes:
        if is_constant(node) and not label(node):
            names[node] = number(node.data)
        elif not label(node):
            names[node] = _unused("L" if node is nodes[-1] else "v", used)
    return {node: names[node] for node in nodes}


def _unused(name: str, used: set[str]) -> str:
    counted = name == "v"
    unused, count = f"{name}1" if counted else name, 1
    while unused in used:
        count += 1
        unused = f"{name}{count}" if counted else name + str(count).translate(LOWERED)
    used.add(unused)
    return unused


def names_on_screen(
    nodes: Iterable[Value], names: Mapping[Value, str], framed: Mapping[Value, str]
) -> dict[Value, str]:
    """Name the nodes of a caption as their boxes do.

    names   the whole ones
    framed  what a box says inside the frame of a neuron or layer, which says the beginning; of two
            nodes that would be called the same, both have their whole names
    """
    own = {node: framed.get(node, names[node]) for node in nodes}
    count = Counter(own.values())
    return {node: names[node] if count[name] > 1 else name for node, name in own.items()}


def quoted(name: str) -> str:
    """Write a name so that it stands in a formula as one thing."""
    return name if is_simple(name) else f"({name})"


def is_simple(name: str) -> bool:
    """Tell whether a name stands in a formula as one thing: a word or digits."""
    return bool(SIMPLE.fullmatch(name))
