"""Unknowns: leaves that stand for many numbers, and have none that Python could look up.

A set or a dict finds a Value by its being the same object. An unknown stands for another object, a
parameter or a target, and would be missed in silence; so while a model runs on unknowns it raises
TypeError where it is looked up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, NoReturn

from engine import Value

__all__ = ["UnknownTarget", "asked", "made_unknown"]

_refusals: ContextVar[list[str] | None] = ContextVar("refusals", default=None)


@contextmanager
def asked(refusals: list[str]) -> Iterator[None]:
    """Run a model on unknowns; add to a list what is said where one is looked up or compared."""
    before = _refusals.get()
    _refusals.set(refusals)
    try:
        yield
    finally:
        _refusals.set(before)  # no token: after Ctrl-C this may run in another context


def _check_look_up(value: Any, what: str) -> None:
    if value.is_leaf and _refusals.get() is not None:
        _refuse(
            f"{what} cannot be looked up in a set or a dict while it is traced; "
            "decide by its place or its name, or choose by where"
        )


def _refuse(refusal: str) -> NoReturn:
    refusals = _refusals.get()
    if refusals is not None:
        refusals.append(refusal)
    raise TypeError(refusal)


class UnknownTarget(Value):
    """A target that stands for those of all rows, which were checked before.

    In its place a row has a plain number, which `target == 1` compares and a dict finds.
    """

    __slots__ = ()

    def __hash__(self) -> int:
        _check_look_up(self, "a target differs from row to row and")
        return super().__hash__()

    def __eq__(self, other: object) -> NoReturn:
        _refuse(
            "a target differs from row to row and has no number for ==; "
            "write where(abs(target - 1) < 0.5, a, b)"
        )


def made_unknown(leaf: Any) -> None:
    """Make a leaf one that stands for a parameter: it raises where it is looked up."""
    if not isinstance(leaf, _NotLookedUp):  # a parameter may be held twice
        leaf.__class__ = _unknown(leaf.__class__)


@cache
def _unknown(kind: type[Value]) -> type[Value]:
    return type(kind.__name__, (_NotLookedUp, kind), {"__slots__": ()})


class _NotLookedUp:
    __slots__ = ()

    def __hash__(self) -> int:
        _check_look_up(self, "a parameter")
        return super().__hash__()
