"""The door for rooms that show a network: what viz needs beside `nn`."""

from nn.portable import PortableAnswers, PortableTraining, portable, portable_answers
from nn.portable_classifier import PortableClassifier, portable_classifier
from nn.portable_text import PortableText, portable_text
from nn.rules import Rule
from nn.wiring import Neuron, Weight, Wiring

__all__ = [
    "Neuron",
    "PortableAnswers",
    "PortableClassifier",
    "PortableText",
    "PortableTraining",
    "Rule",
    "Weight",
    "Wiring",
    "portable",
    "portable_answers",
    "portable_classifier",
    "portable_text",
]
