"""What the test suites of micrograd, minitorch, HIPS autograd, JAX and PyTorch ask, in our words.

programs   a function of some numbers, its value, and its gradients
orders     derivatives of functions, of higher orders and inside one another
scripts    a few lines that call `backward` and look at what is left: flags, gradients, errors

Each row names the project and the test that it comes from. What is written down is a fact: it was
worked out from mathematics or from what the peer documents, not with this engine. `tests/live`
gives the same programs to PyTorch.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

MICROGRAD = "micrograd test"
MINITORCH = "minitorch tests"
AUTOGRAD = "HIPS autograd tests"
JAX = "jax tests"
PYTORCH = "pytorch test"
PROJECTS = (MICROGRAD, MINITORCH, AUTOGRAD, JAX, PYTORCH)


SAME = object()  # PyTorch shows what we do


class Program(NamedTuple):
    """A function of a library's namespace and of leaves; `start` is the gradient of its value."""

    source: str
    test: str
    f: Callable[..., Any]
    at: Sequence[float]
    value: float
    gradients: Sequence[float]
    start: float = 1.0


class Derivative(NamedTuple):
    """A function, and one of its derivatives: by argument 0 and then by 1 is (0, 1)."""

    source: str
    test: str
    f: Callable[..., Any]
    by: Sequence[int]
    at: Sequence[float]
    expected: float


class Script(NamedTuple):
    """Lines that return what they saw; `theirs` is what PyTorch shows where it differs."""

    source: str
    test: str
    run: Callable[[Any], Any]
    expected: Any
    theirs: Any = SAME


class Refusal(NamedTuple):
    """Lines that are refused, and with what; `theirs` is PyTorch's error, or what it returns."""

    source: str
    test: str
    run: Callable[[Any], Any]
    error: type[Exception]
    words: str
    theirs: Any


def title(row: Any) -> str:
    """Return the name of a row's test, for the test's own name."""
    return f"{row.source.split()[0]} {row.test}"
