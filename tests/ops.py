"""The one table of ops: a row for each drives the tests of its numbers, slopes and limits."""

import inspect
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import hypothesis.strategies as st

from engine import Value

Numbers = tuple[float, ...]
Box = tuple[tuple[float, float], ...]  # a range for each operand


@dataclass(frozen=True)
class Op:
    """One op: `smooth` boxes keep away from kinks and from the edges of the domain.

    Where a box has one number only, there is none beside it, as of the place of a choice.
    """

    method: str  # the attribute of Value
    name: str  # what a node calls it
    of_values: Callable[..., Value]
    of_floats: Callable[..., float]
    smooth: tuple[Box, ...]
    kinks: tuple[tuple[Numbers, Numbers], ...] = ()  # operands, gradients as PyTorch has them
    bad: tuple[tuple[Numbers, type[Exception]], ...] = ()

    @property
    def arity(self) -> int:
        return len(self.smooth[0])

    @property
    def fixed(self) -> int:
        """How many operands, the first ones, no difference quotient can vary."""
        return sum(low == high for low, high in self.smooth[0])

    def points(self) -> st.SearchStrategy[Numbers]:
        return st.one_of(
            [st.tuples(*(st.floats(low, high) for low, high in box)) for box in self.smooth]
        )

    def some_points(self, count: int = 4) -> list[Numbers]:
        rng = random.Random(self.name)
        return [
            tuple(rng.uniform(low, high) for low, high in box)
            for box in self.smooth
            for _ in range(count)
        ]


ANY = (-3.0, 3.0)
BELOW, ABOVE = (-3.0, -0.1), (0.1, 3.0)
APART = ((BELOW, ABOVE), (ABOVE, BELOW))  # two operands that are never equal
INFINITE = (((math.inf,), ValueError), ((-math.inf,), ValueError))

OPS = [
    Op("__add__", "+", lambda a, b: a + b, lambda a, b: a + b, ((ANY, ANY),)),
    Op("__sub__", "-", lambda a, b: a - b, lambda a, b: a - b, ((ANY, ANY),)),
    Op("__mul__", "*", lambda a, b: a * b, lambda a, b: a * b, ((ANY, ANY),)),
    Op(
        "__truediv__",
        "/",
        lambda a, b: a / b,
        lambda a, b: a / b,
        smooth=((ANY, (0.3, 3.0)), (ANY, (-3.0, -0.3))),
        bad=(((1.0, 0.0), ZeroDivisionError), ((0.0, -0.0), ZeroDivisionError)),
    ),
    Op(
        "__pow__",
        "**",
        lambda a, b: a**b,
        math.pow,
        smooth=(((0.3, 3.0), ANY),),
        kinks=(
            ((2.0, 0.0), (0.0, math.log(2.0))),
            ((0.0, 2.0), (0.0, 0.0)),
            ((0.0, 1.0), (1.0, 0.0)),
            ((0.0, 0.0), (0.0, 0.0)),
        ),
        bad=(
            ((-8.0, 1.0 / 3.0), ValueError),
            ((0.0, -1.0), ZeroDivisionError),
            ((1e200, 2.0), OverflowError),
        ),
    ),
    Op("__neg__", "neg", lambda a: -a, lambda a: -a, ((ANY,),)),
    Op(
        "__abs__",
        "abs",
        abs,
        abs,
        smooth=((BELOW,), (ABOVE,)),
        kinks=(((0.0,), (0.0,)), ((-0.0,), (0.0,))),
    ),
    Op("exp", "exp", Value.exp, math.exp, ((ANY,),), bad=(((1000.0,), OverflowError),)),
    Op(
        "log",
        "log",
        Value.log,
        math.log,
        smooth=(((0.3, 5.0),),),
        bad=(((0.0,), ValueError), ((-2.0,), ValueError)),
    ),
    Op(
        "log2",
        "log2",
        Value.log2,
        math.log2,
        smooth=(((0.3, 5.0),),),
        bad=(((0.0,), ValueError), ((-2.0,), ValueError)),
    ),
    Op(
        "log10",
        "log10",
        Value.log10,
        math.log10,
        smooth=(((0.3, 5.0),),),
        bad=(((0.0,), ValueError), ((-2.0,), ValueError)),
    ),
    Op(
        "log1p",
        "log1p",
        Value.log1p,
        math.log1p,
        smooth=(((-0.7, 5.0),),),
        bad=(((-1.0,), ValueError), ((-2.0,), ValueError)),
    ),
    Op("expm1", "expm1", Value.expm1, math.expm1, ((ANY,),), bad=(((1000.0,), OverflowError),)),
    Op("sqrt", "sqrt", Value.sqrt, math.sqrt, (((0.3, 5.0),),), bad=(((-1.0,), ValueError),)),
    Op("sin", "sin", Value.sin, math.sin, ((ANY,),), bad=INFINITE),
    Op("cos", "cos", Value.cos, math.cos, ((ANY,),), bad=INFINITE),
    Op("tan", "tan", Value.tan, math.tan, (((-1.1, 1.1),),), bad=INFINITE),
    Op(
        "arcsin",
        "arcsin",
        Value.arcsin,
        math.asin,
        smooth=(((-0.9, 0.9),),),
        bad=(((1.0 + 1e-15,), ValueError), ((-2.0,), ValueError)),
    ),
    Op(
        "arccos",
        "arccos",
        Value.arccos,
        math.acos,
        smooth=(((-0.9, 0.9),),),
        bad=(((1.0 + 1e-15,), ValueError), ((-2.0,), ValueError)),
    ),
    Op("arctan", "arctan", Value.arctan, math.atan, ((ANY,),)),
    Op("arctan2", "arctan2", Value.arctan2, math.atan2, APART),
    Op("sinh", "sinh", Value.sinh, math.sinh, ((ANY,),), bad=(((-1000.0,), OverflowError),)),
    Op("cosh", "cosh", Value.cosh, math.cosh, ((ANY,),), bad=(((-1000.0,), OverflowError),)),
    Op("tanh", "tanh", Value.tanh, math.tanh, ((ANY,),)),
    Op("sigmoid", "sigmoid", Value.sigmoid, lambda a: 1.0 / (1.0 + math.exp(-a)), ((ANY,),)),
    Op("softplus", "softplus", Value.softplus, lambda a: math.log1p(math.exp(a)), ((ANY,),)),
    Op(
        "relu",
        "relu",
        Value.relu,
        lambda a: max(a, 0.0),
        smooth=((BELOW,), (ABOVE,)),
        kinks=(((0.0,), (0.0,)), ((-0.0,), (0.0,))),
    ),
    Op(
        "maximum",
        "maximum",
        Value.maximum,
        max,
        smooth=APART,
        kinks=(((2.0, 2.0), (0.5, 0.5)), ((0.0, -0.0), (0.5, 0.5))),
    ),
    Op(
        "minimum",
        "minimum",
        Value.minimum,
        min,
        smooth=APART,
        kinks=(((2.0, 2.0), (0.5, 0.5)), ((0.0, -0.0), (0.5, 0.5))),
    ),
    Op(
        "where",
        "where",
        Value.where,
        lambda condition, a, b: a if condition else b,
        smooth=((BELOW, ANY, ANY), (ABOVE, ANY, ANY)),
        kinks=(((1.0, 5.0, 7.0), (0.0, 1.0, 0.0)), ((0.0, 5.0, 7.0), (0.0, 0.0, 1.0))),
    ),
    Op(
        "choose",
        "choose",
        Value.choose,
        lambda place, *numbers: numbers[round(place)],
        smooth=tuple(((place, place), ANY, ANY) for place in (0.0, 1.0)),
        kinks=(((1.0, 5.0, 7.0), (0.0, 0.0, 1.0)),),
        bad=(((2.0, 5.0, 7.0), ValueError), ((0.5, 5.0, 7.0), ValueError)),
    ),
    Op(
        "_less",
        "<",
        lambda a, b: (a < b).node,
        lambda a, b: float(a < b),
        smooth=APART,
        kinks=(((1.0, 1.0), (0.0, 0.0)),),
    ),
    Op(
        "_less_equal",
        "<=",
        lambda a, b: (a <= b).node,
        lambda a, b: float(a <= b),
        smooth=APART,
        kinks=(((1.0, 1.0), (0.0, 0.0)),),
    ),
]


def methods_marked_as_operation() -> set[str]:
    # `operation` wraps what it marks, and leaves the original in `__wrapped__`.
    attributes = {name: inspect.getattr_static(Value, name) for name in dir(Value)}
    return {
        name
        for name, attribute in attributes.items()
        if inspect.isfunction(attribute) and hasattr(attribute, "__wrapped__")
    }
