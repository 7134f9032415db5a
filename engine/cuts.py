"""Cuts: where a number leaves its graph while a derivative is asked, and the warning of it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from engine.caller import warn_caller
from engine.errors import GraphWarning
from engine.number import shortened
from engine.recording import is_recording

__all__ = ["is_differentiated", "tell_constant", "tell_cut", "watched"]

WRITE = "write operators and functions of engine: engine.exp(v), not math.exp(v)"


class Watch:
    """A run of a function that is differentiated by leaves, and whether a cut was told in it."""

    def __init__(self, leaves: Iterable[Any]) -> None:
        self.leaves = set(leaves)
        self.is_told = False


_watches: ContextVar[tuple[Watch, ...]] = ContextVar("watches", default=())


@contextmanager
def watched(leaves: Iterable[Any]) -> Iterator[Watch]:
    """Run a function that is differentiated by leaves."""
    watch = Watch(leaves)
    before = _watches.get()
    _watches.set((*before, watch))
    try:
        yield watch
    finally:
        _watches.set(before)  # no token: after Ctrl-C this may run in another context


def is_differentiated() -> bool:
    """Tell whether a function that runs here and now is differentiated."""
    return bool(_watches.get())


def tell_cut(node: Any) -> None:
    """Warn that a node becomes a plain number, if it may be one that a derivative is asked by."""
    watches = _watches.get()
    if not watches or not node.requires_grad or not is_recording():
        return
    if node.operands or any(node in watch.leaves for watch in watches):
        for watch in watches:
            watch.is_told = True
        warn_caller(
            f"float of {node!r} in a function that is differentiated: what is computed of it "
            f"counts as constant; {WRITE}, np.zeros(n, dtype=object), not np.zeros(n); or v.item() "
            "if a constant is meant",
            GraphWarning,
        )


def tell_constant(watch: Watch, result: Any) -> None:
    """Warn that a function which is differentiated returned a plain number."""
    if not watch.is_told:
        warn_caller(
            f"f(x) is {shortened(result)}, no Value, so its derivative is 0.0; {WRITE}; or "
            "Value(c) if a constant is meant",
            GraphWarning,
        )
