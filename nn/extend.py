"""The door for rooms that show a training: what viz needs beside `nn`."""

from nn.portable import PortableTraining, portable
from nn.rules import Rule
from nn.wiring import Neuron, Weight, Wiring

__all__ = ["Neuron", "PortableTraining", "Rule", "Weight", "Wiring", "portable"]
