"""An MLP as a PyTorch model, and back: the same numbers on both sides."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from engine import Value
from nn.layers import MLP, Layer, Neuron

if TYPE_CHECKING:
    import torch

__all__ = ["from_torch", "to_torch"]

# PyTorch's softplus goes over to x itself where x is above a threshold, by default at 20, which
# leaves out 2e-9; e^-40 is less than the last digit of 40.
SOFTPLUS_THRESHOLD = 40.0

NAMES = {"tanh": "Tanh", "relu": "ReLU", "sigmoid": "Sigmoid", "softplus": "Softplus"}


def to_torch(model: MLP) -> "torch.nn.Sequential":
    """Return the network as a `torch.nn.Sequential` in double precision.

    Outputs are the same to 1e-12; a batch of shape (n, nin) gives (n, nout), also where nout is 1.
    Weights are copied, and a layer that is frozen (`requires_grad_(False)`) stays frozen.

    Raises TypeError for anything but an MLP; ValueError if a layer mixes activations or frozen and
    trained weights, if two places share one weight, or if a layer does not fit the one before it;
    ModuleNotFoundError without PyTorch.
    """
    torch = _torch()
    _check_calls(model)
    _check_layers(model)
    modules: list[Any] = []
    for i, layer in enumerate(model.layers):
        modules.append(_linear(torch, layer, f"layers.{i}"))
        modules += _activation(torch, layer, f"layers.{i}")
    return torch.nn.Sequential(*modules)


def from_torch(model: "torch.nn.Sequential") -> MLP:
    """Return a `torch.nn.Sequential` of Linear layers and activations as an MLP.

    Weights are copied as doubles, and what is frozen stays frozen; a Linear without a bias gets a
    frozen one of 0. Outputs are the same to 1e-12 if the weights were doubles already.

    Raises TypeError for anything but a Sequential; ValueError for a module with no equal here;
    ModuleNotFoundError without PyTorch.
    """
    torch = _torch()
    sequential = torch.nn.Sequential
    if not isinstance(model, sequential) or type(model).forward is not sequential.forward:
        raise TypeError(
            f"from_torch: given {type(model).__name__}; allowed: a torch.nn.Sequential of Linear "
            f"layers, each followed by one of {', '.join(NAMES.values())} or by nothing"
        )
    layers = _layers(torch, list(model))
    nouts = [linear.out_features for linear, _ in layers]
    network = MLP(layers[0][0].in_features, nouts, seed=0)
    network.layers = [_layer(linear, activation) for linear, activation in layers]
    return network


def _check_calls(model: Any) -> None:
    strangers = [model]
    if isinstance(model, MLP):
        known = [kind.__call__ for kind in (MLP, Layer, Neuron)]
        strangers = [module for module in model.modules() if type(module).__call__ not in known]
    if strangers:
        raise TypeError(
            f"to_torch: given {type(strangers[0]).__name__}; allowed: an MLP whose parts compute "
            "as MLP, Layer and Neuron do. Write another model in PyTorch and copy its weights from "
            "state_dict()"
        )


def _check_layers(model: MLP) -> None:
    sizes = [(len(layer.neurons[0].w), len(layer.neurons)) for layer in model.layers]
    for (_, outputs), (inputs, _) in pairwise(sizes):
        if outputs != inputs:
            raise ValueError(
                f"to_torch: given a layer of {inputs} inputs after one of {outputs} outputs; "
                "allowed: as many"
            )
    places = sum(outputs * (inputs + 1) for inputs, outputs in sizes)
    if len(model.parameters()) != places:
        raise ValueError(
            f"to_torch: given {len(model.parameters())} parameters for {places} places; allowed: a "
            "Value of its own for each weight and bias"
        )


def _torch() -> Any:
    try:
        import torch
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise ModuleNotFoundError(
            'PyTorch is not installed; write: pip install "chalkgrad[torch]"', name="torch"
        ) from None
    return torch


def _linear(torch: Any, layer: Layer, name: str) -> Any:
    neurons = layer.neurons
    sizes = len(neurons[0].w), len(neurons)
    linear = torch.nn.utils.skip_init(torch.nn.Linear, *sizes, dtype=torch.float64)
    with torch.no_grad():
        linear.weight.copy_(_doubles(torch, [[w.data for w in neuron.w] for neuron in neurons]))
        linear.bias.copy_(_doubles(torch, [neuron.b.data for neuron in neurons]))
    weights = [weight for neuron in neurons for weight in neuron.w]
    linear.weight.requires_grad_(_trained(weights, f"the weights of {name}"))
    linear.bias.requires_grad_(_trained([neuron.b for neuron in neurons], f"the biases of {name}"))
    return linear


def _doubles(torch: Any, numbers: list[Any]) -> Any:
    return torch.tensor(numbers, dtype=torch.float64)


def _trained(parameters: list[Value], name: str) -> bool:
    trained = [parameter.requires_grad for parameter in parameters]
    if len(set(trained)) > 1:
        raise ValueError(
            f"to_torch: {sum(trained)} of {len(trained)} numbers in {name} require a gradient; "
            "allowed: all or none, because PyTorch keeps them in one tensor"
        )
    return trained[0]


def _activation(torch: Any, layer: Layer, name: str) -> list[Any]:
    activations = list(dict.fromkeys(neuron.activation for neuron in layer.neurons))
    if len(activations) > 1:
        raise ValueError(
            f"to_torch: the neurons of {name} have the activations {', '.join(activations)}; "
            "allowed: one for the whole layer"
        )
    if activations == ["linear"]:
        return []
    settings = {"threshold": SOFTPLUS_THRESHOLD} if activations == ["softplus"] else {}
    return [getattr(torch.nn, NAMES[activations[0]])(**settings)]


def _layers(torch: Any, modules: list[Any]) -> list[tuple[Any, str]]:
    layers: list[tuple[Any, str]] = []
    for i, module in enumerate(modules):
        if type(module) is torch.nn.Linear and not module.weight.is_complex():
            layers.append((module, "linear"))
            continue
        activation = _name(torch, module)
        if activation is None or not layers or layers[-1][1] != "linear":
            raise ValueError(
                f"from_torch: module {i} is {module}; allowed: Linear layers, each followed by one "
                f"of {', '.join(NAMES.values())} or by nothing, where Softplus has beta=1 and "
                f"threshold={SOFTPLUS_THRESHOLD:g} or more"
            )
        layers[-1] = layers[-1][0], activation
    linears = [linear for linear, _ in layers]
    if len(set(linears)) < len(linears):
        raise ValueError(
            "from_torch: one Linear stands in two places; allowed: a Linear for each place"
        )
    _check_sizes(linears)
    return layers


def _check_sizes(linears: list[Any]) -> None:
    if not linears:
        raise ValueError("from_torch: given an empty Sequential; allowed: one with a Linear layer")
    for before, linear in pairwise(linears):
        if before.out_features != linear.in_features:
            raise ValueError(
                f"from_torch: {linear} takes {linear.in_features} inputs; allowed: the "
                f"{before.out_features} outputs of {before} before it"
            )


def _name(torch: Any, module: Any) -> str | None:
    if type(module) is torch.nn.Identity:
        return "linear"
    if type(module) is torch.nn.Softplus:
        exact = module.beta == 1 and module.threshold >= SOFTPLUS_THRESHOLD
        return "softplus" if exact else None
    kinds = ((ours, getattr(torch.nn, theirs)) for ours, theirs in NAMES.items())
    return next((ours for ours, theirs in kinds if type(module) is theirs), None)


def _layer(linear: Any, activation: str) -> Layer:
    layer = Layer(linear.in_features, linear.out_features, activation)
    has_bias = linear.bias is not None
    biases = linear.bias.tolist() if has_bias else [0.0] * linear.out_features
    for neuron, weights, bias in zip(layer.neurons, linear.weight.tolist(), biases, strict=True):
        for weight, number in zip(neuron.w, weights, strict=True):
            weight.data = number
            weight.requires_grad_(linear.weight.requires_grad)
        neuron.b.data = bias
        neuron.b.requires_grad_(has_bias and linear.bias.requires_grad)
    return layer
