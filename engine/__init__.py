"""chalkgrad's engine: scalar automatic differentiation, one node per number.

value         a number that remembers how it was computed; a node of a graph
leaf          a value that was given, not computed
op            what a result came from: "+", "tanh", …; it applies itself
operand       a value that an op was applied to
rule          the closure beside an op: from the gradient of the result to a contribution for each
              operand
contribution  what an operand receives of the gradient of one result; contributions add up
gradient      the derivative of the root with respect to a node
condition     the truth of a comparison, or of several; `where` chooses by it
recording     making nodes of results; off inside `no_grad`, on again inside `enable_grad`
hook          a function that sees the gradient of a node as `backward` passes it
program       the same computation without a graph, compiled; see engine.program
"""

from engine.condition import choose, maximum, minimum, where
from engine.derivative import grad, gradcheck, value_and_grad
from engine.errors import DomainError, GradcheckError, GraphWarning
from engine.functions import (
    arccos,
    arcsin,
    arctan,
    arctan2,
    cos,
    cosh,
    exp,
    expm1,
    log,
    log1p,
    log2,
    log10,
    relu,
    sigmoid,
    sin,
    sinh,
    softplus,
    sqrt,
    tan,
    tanh,
)
from engine.graph import local_gradients, replay, tangents, topological_order, zero_grad
from engine.program.counting import OperationCounts, operation_counts
from engine.program.program import Program
from engine.program.tracing import trace
from engine.recording import enable_grad, no_grad
from engine.value import Value

__all__ = [
    "DomainError",
    "GradcheckError",
    "GraphWarning",
    "OperationCounts",
    "Program",
    "Value",
    "arccos",
    "arcsin",
    "arctan",
    "arctan2",
    "choose",
    "cos",
    "cosh",
    "enable_grad",
    "exp",
    "expm1",
    "grad",
    "gradcheck",
    "local_gradients",
    "log",
    "log1p",
    "log2",
    "log10",
    "maximum",
    "minimum",
    "no_grad",
    "operation_counts",
    "relu",
    "replay",
    "sigmoid",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "tan",
    "tangents",
    "tanh",
    "topological_order",
    "trace",
    "value_and_grad",
    "where",
    "zero_grad",
]


def __dir__() -> list[str]:
    return __all__
