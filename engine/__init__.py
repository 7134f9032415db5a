"""chalkgrad's engine: scalar automatic differentiation, one node per number."""

from engine.condition import maximum, minimum, where
from engine.derivative import grad, gradcheck, value_and_grad
from engine.errors import DomainError, GradcheckError
from engine.functions import cos, exp, log, relu, sigmoid, sin, softplus, sqrt, tan, tanh
from engine.graph import local_gradients, replay, tangents, topological_order, zero_grad
from engine.operation import no_grad
from engine.program.counting import OperationCounts, operation_counts
from engine.program.program import Program
from engine.program.tracing import trace
from engine.value import Value

__all__ = [
    "DomainError",
    "GradcheckError",
    "OperationCounts",
    "Program",
    "Value",
    "cos",
    "exp",
    "grad",
    "gradcheck",
    "local_gradients",
    "log",
    "maximum",
    "minimum",
    "no_grad",
    "operation_counts",
    "relu",
    "replay",
    "sigmoid",
    "sin",
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
