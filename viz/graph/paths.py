"""The paths of parameters, such as layers.0.neurons.2.w1, and what they tell of a network.

Before the last dot stands the neuron, after it the suffix; before `.neurons.` the layer, after it
the ordinal of the neuron. All that pictures know of the form of a path is here.
"""

from collections.abc import Iterable

__all__ = ["LEVELS", "layer_of", "lineage", "neuron_and_suffix", "ordinal_of", "shows_level"]

LEVELS = {  # and a parameter's path that shows the level
    "neuron": "neuron.w0",
    "layer": "layer.neurons.0.w0",
}
DOTS = {"neuron": 1, "layer": 2}  # at least, in a path that shows the level


def neuron_and_suffix(path: str) -> tuple[str, str]:
    """Return the neuron of a parameter, "" for none, and what tells it from the neuron's others."""
    neuron, _, suffix = path.rpartition(".")
    return neuron, suffix


def layer_of(neuron: str) -> str | None:
    """Return the layer that a neuron's path names, "" for one without a name, None for no layer."""
    before, neurons, _ = _divided(neuron)
    return before[1:] if neurons else None


def ordinal_of(neuron: str) -> str:
    """Return the number of a neuron in its layer, "" for what is none of a layer."""
    _, neurons, after = _divided(neuron)
    return after if neurons and after.isdecimal() else ""


def _divided(neuron: str) -> tuple[str, str, str]:
    return f".{neuron}".rpartition(".neurons.")


def lineage(path: str) -> list[str]:
    """List a path and all above it, the nearest first: a.b.c, a.b, a."""
    names = path.split(".")
    return [".".join(names[:length]) for length in range(len(names), 0, -1)]


def shows_level(paths: Iterable[str], level: str) -> bool:
    """Tell whether parameters belong to neurons or to layers, by their paths."""
    return any(path.count(".") >= DOTS[level] for path in paths)
