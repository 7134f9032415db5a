"""The door for rooms that show a training: what viz needs beside `nn`."""

from nn.portable import PortableAnswers, PortableTraining, portable, portable_answers
from nn.rules import Rule
from nn.wiring import Neuron, Weight, Wiring

__all__ = [
    "Neuron",
    "PortableAnswers",
    "PortableTraining",
    "Rule",
    "Weight",
    "Wiring",
    "portable",
    "portable_answers",
]
