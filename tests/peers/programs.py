"""All programs, with the project that each comes from."""

from tests.peers import AUTOGRAD, JAX, MICROGRAD, MINITORCH, PYTORCH, Program
from tests.peers.autograd import OF_AUTOGRAD
from tests.peers.jax import OF_JAX
from tests.peers.micrograd import OF_MICROGRAD
from tests.peers.minitorch import OF_MINITORCH
from tests.peers.pytorch import OF_PYTORCH

SUITES = {
    MICROGRAD: OF_MICROGRAD,
    MINITORCH: OF_MINITORCH,
    AUTOGRAD: OF_AUTOGRAD,
    JAX: OF_JAX,
    PYTORCH: OF_PYTORCH,
}
PROGRAMS = [Program(source, *row) for source, rows in SUITES.items() for row in rows]
