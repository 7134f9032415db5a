"""Comparisons: conditions that remember how they came about, what joins them, what == means."""

from collections.abc import Callable
from numbers import Real
from typing import Any, ClassVar

from engine.caller import warn_caller
from engine.condition import where
from engine.errors import GraphWarning
from engine.node import Contributions, Node
from engine.number import holds_objects, is_array, is_lone, shortened
from engine.structure import numbers_in, rebuilt

__all__ = ["Comparable", "Condition", "Joinable", "as_condition", "no_slopes", "truth"]

POWER = "; a power is written x ** 2"


class Joinable:
    """What & | ^ and ~ take, if it is a condition: the result is one too, made of choices.

    A plain truth goes second, as in (x > 1) & True: Python answers True & condition by itself.
    """

    __slots__ = ()

    is_unknown: ClassVar[bool] = False  # a symbol is, which has no number yet

    def __and__(self, other: Any) -> Any:
        return _joined("&", self, other, lambda b: (b, 0.0))

    def __or__(self, other: Any) -> Any:
        return _joined("|", self, other, lambda b: (1.0, b))

    def __xor__(self, other: Any) -> Any:
        return _joined("^", self, other, lambda b: (where(b, 0.0, 1.0), b))

    def __invert__(self) -> Any:
        return as_condition(_checked("~", self).where(0.0, 1.0))

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__


class Condition(Joinable, int):
    """The truth of a comparison: prints and counts as True or False.

    It also keeps the comparison as a node, which `where` needs to record the choice. To NumPy it is
    an int; for a mask compare the array, `A > 0`.
    """

    node: Any

    def where(self, a: Any, b: Any) -> Any:
        """Choose a if the condition holds, else b, as a node of the graph."""
        return self.node.where(a, b)

    def __repr__(self) -> str:
        return repr(bool(self))


class Comparable(Joinable):
    """The comparisons of a Value: < <= > >= by its number, == and != by its identity."""

    __slots__ = ()

    _less: Any  # the ops < and <=
    _less_equal: Any

    def __lt__(self, other: Any) -> Any:
        return as_condition(self._less(other))

    def __le__(self, other: Any) -> Any:
        return as_condition(self._less_equal(other))

    def __gt__(self, other: Any) -> Any:
        return as_condition(type(self)._less(other, self))

    def __ge__(self, other: Any) -> Any:
        return as_condition(type(self)._less_equal(other, self))

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        """Compare by identity, so that a Value may be a key; beside a number that is told."""
        if isinstance(other, Real):
            warn_caller(
                f"== and != of {self!r} and {other!r} compare no numbers, for a Value equals "
                "itself alone; write v.data == x, or for where (v <= x) & (v >= x)",
                GraphWarning,
            )
        return NotImplemented


def no_slopes(_: float) -> Contributions:
    """Return what a comparison passes on: nothing to either side."""
    return None, None


def truth(comparison: Any) -> Any:
    """Return a comparison as a number: 1.0 or 0.0, or the node or symbol that it is."""
    if comparison.__class__ is bool:
        return float(comparison)
    return getattr(comparison, "node", comparison)


def as_condition(comparison: Any) -> Any:
    """Return the truth of a comparison, or the comparison itself where its truth is not known."""
    if comparison is NotImplemented:  # an array, whose elements NumPy compares
        return comparison
    if _is_unknown(comparison):  # true in one row, false in another, so only `where` can choose
        return comparison
    condition = Condition(bool(comparison))
    condition.node = comparison
    return condition


def _is_unknown(thing: Any) -> bool:
    """Tell whether something is a symbol, or a Value that holds one."""
    while isinstance(thing, Node):
        thing = thing._data
    return bool(getattr(thing, "is_unknown", False))


def _joined(sign: str, x: Any, y: Any, branches: Callable[[Any], tuple[Any, Any]]) -> Any:
    if is_array(y):
        return _joined_to_each(sign, x, y, branches)
    return as_condition(_checked(sign, x).where(*branches(_checked(sign, y))))


def _joined_to_each(sign: str, x: Any, array: Any, branches: Callable[[Any], Any]) -> Any:
    # NumPy would take the condition for the int that it is as well, and record nothing.
    if holds_objects(array) and hasattr(array, "reshape"):
        return rebuilt(array, (_joined(sign, x, one, branches) for one in numbers_in(array)))
    raise TypeError(
        f"{sign}: given {type(array).__name__} {shortened(array)}; allowed: one condition; write "
        f"[(x > 1) {sign} m for m in mask]{POWER * (sign == '^')}"
    )


def _checked(sign: str, thing: Any) -> Any:
    """Return the node of a condition, or a plain truth as a number; raise TypeError for others."""
    if isinstance(thing, Condition):
        return thing.node
    plain = thing.item() if is_lone(thing) else thing
    if plain.__class__ is bool:
        return float(plain)
    if _is_unknown(thing):
        return thing
    example = "~(x > 1)" if sign == "~" else f"(x > 1) {sign} (x < 9)"
    power = POWER * (sign == "^")
    raise TypeError(
        f"{sign}: given {shortened(thing)}; allowed: conditions, as in {example}{power}"
    )
