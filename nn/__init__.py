"""chalkgrad's networks: neurons, losses, optimizers and training, on the engine's Values."""

from nn import data as data
from nn.history import History, Step
from nn.layers import MLP, Layer, Neuron
from nn.losses import binary_cross_entropy, cross_entropy, hinge, mse
from nn.module import Module
from nn.optim import SGD, Adam
from nn.prediction import predictor
from nn.pytorch import from_torch, to_torch
from nn.training import fit, train

__all__ = [
    "MLP",
    "SGD",
    "Adam",
    "History",
    "Layer",
    "Module",
    "Neuron",
    "Step",
    "binary_cross_entropy",
    "cross_entropy",
    "fit",
    "from_torch",
    "hinge",
    "mse",
    "predictor",
    "to_torch",
    "train",
]


def __dir__() -> list[str]:
    # What completion offers.
    return [*__all__, "data"]
