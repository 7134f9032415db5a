"""chalkgrad's engine: scalar automatic differentiation, one node per number."""

from engine.derivative import GradcheckError, gradcheck
from engine.functions import (
    cos,
    exp,
    log,
    maximum,
    minimum,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    tan,
    tanh,
    where,
)
from engine.graph import local_gradients, replay, tangents, topological_order, zero_grad
from engine.node import no_grad
from engine.value import Value

__all__ = [
    "GradcheckError",
    "Value",
    "cos",
    "exp",
    "gradcheck",
    "local_gradients",
    "log",
    "maximum",
    "minimum",
    "no_grad",
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
    "where",
    "zero_grad",
]
