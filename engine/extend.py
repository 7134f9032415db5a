"""The door for new ops, and for the rooms that are built on the engine.

`engine` is what a user imports; this is what nn, viz and an op of your own need beside it.
"""

from engine.functions import to_float
from engine.graph import applied as reapply
from engine.node import (
    NO_GRADIENT,
    Contributions,
    DomainError,
    is_array,
    operation,
    paused_collector,
    recording,
)
from engine.program.compilation import array_function, mean_function
from engine.program.listing import PARTS, Instruction, Operand
from engine.program.symbol import Symbol, operand_of
from engine.program.symbol import Writer as Tape
from engine.program.tracing import Tracer

__all__ = [
    "NO_GRADIENT",
    "PARTS",
    "Contributions",
    "DomainError",
    "Instruction",
    "Operand",
    "Symbol",
    "Tape",
    "Tracer",
    "array_function",
    "is_array",
    "mean_function",
    "operand_of",
    "operation",
    "paused_collector",
    "reapply",
    "recording",
    "to_float",
]
