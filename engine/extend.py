"""The door for ops and functions of one's own, and for the rooms that are built on the engine.

`engine` is what a user imports; this is what nn, viz and an op of your own need beside it:

    from engine.extend import function, operation

    asinh = function("asinh", math.asinh, python="math.asinh({})", numpy="np.arcsinh({})")

    @operation(asinh)
    def inverse_hyperbolic_sine(self):
        x = self.data
        return asinh(x), lambda g: (g / (x * x + 1.0) ** 0.5,)

Every result of the op is a node like any other. An op that is made of known functions needs no
function of its own: `@operation("cube")` above a method is all.
"""

from engine.caller import warn_caller
from engine.collector import paused_collector
from engine.errors import ARITHMETIC_ERRORS, DomainError, GradcheckError
from engine.files import ending, write_file
from engine.functions import FUNCTIONS, function
from engine.graph import forget_gradients, reached, reapply, taken_gradients
from engine.kind import refusal, remedy
from engine.namesakes import check_name
from engine.node import Contributions
from engine.number import (
    check_whole,
    float_or_nan,
    has_items,
    holds_objects,
    is_array,
    is_lone,
    shortened,
    to_float,
)
from engine.operation import Operation
from engine.own_ops import operation
from engine.program.arrays import to_floats
from engine.program.compilation import array_function, mean_function
from engine.program.listing import PARTS, Instruction, Operand
from engine.program.pages import page_program
from engine.program.symbol import Symbol, Tape, operand_of
from engine.program.tracing import Tracer
from engine.recording import recording
from engine.tables import flattened, in_order, items_of
from engine.temporary import temporary_folder

__all__ = [
    "ARITHMETIC_ERRORS",
    "FUNCTIONS",
    "PARTS",
    "Contributions",
    "DomainError",
    "GradcheckError",
    "Instruction",
    "Operand",
    "Operation",
    "Symbol",
    "Tape",
    "Tracer",
    "array_function",
    "check_name",
    "check_whole",
    "ending",
    "flattened",
    "float_or_nan",
    "forget_gradients",
    "function",
    "has_items",
    "holds_objects",
    "in_order",
    "is_array",
    "is_lone",
    "items_of",
    "mean_function",
    "operand_of",
    "operation",
    "page_program",
    "paused_collector",
    "reached",
    "reapply",
    "recording",
    "refusal",
    "remedy",
    "shortened",
    "taken_gradients",
    "temporary_folder",
    "to_float",
    "to_floats",
    "warn_caller",
    "write_file",
]
