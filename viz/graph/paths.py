"""The paths of parameters, such as layers.0.neurons.2.w1, and what they tell of a network.

Before the last dot stands the neuron, after it the suffix, and before `.neurons.` the layer.
"""

from collections.abc import Iterable

__all__ = ["LEVELS", "layer_of", "neuron_and_suffix", "shows_level"]

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
    before, neurons, _ = f".{neuron}".rpartition(".neurons.")
    return before[1:] if neurons else None


def shows_level(paths: Iterable[str], level: str) -> bool:
    """Tell whether parameters belong to neurons or to layers, by their paths."""
    return any(path.count(".") >= DOTS[level] for path in paths)
