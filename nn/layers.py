"""Neuron, Layer, MLP: the multilayer perceptron, one Value per weight."""

import math
from collections.abc import Sequence
from numbers import Integral
from operator import mul
from random import Random
from typing import Any

from engine import Value, relu, sigmoid, softplus, tanh
from nn.module import Module
from nn.rows import row_of
from nn.seeds import seeded

__all__ = ["ACTIVATIONS", "MLP", "Layer", "Neuron", "check_sizes"]


def linear(x: Any) -> Any:
    """Return x itself."""
    return x


ACTIVATIONS = {
    "linear": linear,
    "tanh": tanh,
    "relu": relu,
    "sigmoid": sigmoid,
    "softplus": softplus,
}


class Neuron(Module):
    """One neuron: activation(w · x + b), for an x of `nin` numbers or Values.

    Weights start uniform with variance 1 / nin (LeCun et al. 1998), 2 / nin before relu (He et al.
    2015), so that a signal keeps its size from layer to layer. The bias starts at 0.

    rng: the source of the weights; without it they differ from run to run.

    Raises ValueError for a size that is no int above 0, and for an activation that there is not.
    """

    def __init__(self, nin: int, activation: str = "tanh", *, rng: Random | None = None) -> None:
        check_sizes([nin])
        check_activation(activation)
        rng = rng or Random()
        bound = math.sqrt((6.0 if activation == "relu" else 3.0) / nin)
        self.w = [Value(rng.uniform(-bound, bound), f"w{i}") for i in range(nin)]
        self.b = Value(0.0, "b")
        self.activation = activation

    def __call__(self, x: Sequence[Any]) -> Value:
        """Return the neuron's output.

        Raises ValueError if x has another length than w, or is no row of numbers.
        """
        x = row_of(x)
        if len(x) != len(self.w):
            raise ValueError(f"given {len(x)} inputs; this neuron takes {len(self.w)}")
        total = self.b
        for product in map(mul, self.w, x):
            total = total + product
        output: Value = ACTIVATIONS[self.activation](total)
        return output

    def __repr__(self) -> str:
        return f"Neuron({len(self.w)}, {self.activation!r})"


class Layer(Module):
    """`nout` neurons side by side, each looking at the same `nin` inputs.

    It makes `nout` outputs of `nin` numbers or Values. Raises ValueError for a size that is no int
    above 0, and for an activation that there is not.
    """

    def __init__(
        self, nin: int, nout: int, activation: str = "tanh", *, rng: Random | None = None
    ) -> None:
        check_sizes([nin, nout])
        self.neurons = [Neuron(nin, activation, rng=rng) for _ in range(nout)]

    def __call__(self, x: Sequence[Any]) -> list[Value]:
        """Return the outputs of all neurons, a list even if there is one.

        Raises ValueError if x is no row of `nin` numbers.
        """
        row = row_of(x)
        return [neuron(row) for neuron in self.neurons]

    def __repr__(self) -> str:
        first = self.neurons[0]
        return f"Layer({len(first.w)}, {len(self.neurons)}, {first.activation!r})"


class MLP(Module):
    """A multilayer perceptron: layers one after the other.

    nin         number of inputs
    nouts       number of neurons in each layer, the output layer last
    activation  of the hidden layers
    output      activation of the last layer
    seed        of the initial weights; without it they differ from run to run

    Raises ValueError for a size that is no int above 0, for no layers, and for an activation that
    there is not.
    """

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        activation: str = "tanh",
        output: str = "linear",
        *,
        seed: int | None = None,
    ) -> None:
        if not hasattr(nouts, "__len__") or len(nouts) == 0:
            raise ValueError(f"nouts: given {nouts!r}; allowed: a list of sizes, such as [4, 4, 1]")
        sizes = [nin, *nouts]
        check_sizes(sizes)
        check_activation(activation)  # also where no layer is hidden
        activations = [activation] * (len(nouts) - 1) + [output]
        rng = seeded(seed)
        self.layers = [
            Layer(inputs, outputs, name, rng=rng)
            for inputs, outputs, name in zip(sizes, sizes[1:], activations, strict=False)
        ]

    def __call__(self, x: Sequence[Any]) -> Any:
        """Return the output of the last layer: one Value if it has one neuron, else a list.

        That is micrograd's convention, and it holds for the network alone: a layer always returns
        a list. Raises ValueError if x is no row of `nin` numbers.
        """
        outputs: Any = row_of(x)
        for layer in self.layers:
            outputs = layer(outputs)
        return outputs[0] if len(outputs) == 1 else outputs

    def __repr__(self) -> str:
        rows = [("layer", "inputs", "outputs", "activation", "parameters")]
        for i, layer in enumerate(self.layers):
            neurons = layer.neurons
            inputs, outputs = len(neurons[0].w), len(neurons)
            count = str(outputs * (inputs + 1))
            rows.append((str(i), str(inputs), str(outputs), neurons[0].activation, count))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        ]
        return "\n".join([f"MLP with {len(self.parameters())} parameters", *lines])


def check_activation(activation: Any) -> None:
    """Raise ValueError for an activation that there is not."""
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        allowed = ", ".join(ACTIVATIONS)
        raise ValueError(f"activation: given {activation!r}; allowed: {allowed}")


def check_sizes(sizes: Sequence[int]) -> None:
    """Raise ValueError unless every size is an int above 0."""
    for size in sizes:
        if not isinstance(size, Integral) or isinstance(size, bool) or size < 1:
            raise ValueError(f"size of a layer: given {size!r}; allowed: an int above 0")
