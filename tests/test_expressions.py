"""Random expressions, built from the table of ops: several ways to the same gradient."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from engine import Value, replay, sigmoid, tangents, topological_order
from tests.numerics import all_close, central_differences, gradient
from tests.ops import OPS, Box, Op

VARIABLES = 3

numbers = st.tuples(*[st.floats(-2.0, 2.0)] * VARIABLES)


@dataclass(frozen=True)
class Step:
    """An op on earlier results, each squeezed into a box where the op is smooth."""

    op: Op
    box: Box
    picks: tuple[int, ...]  # how many results back each operand is

    def __repr__(self) -> str:
        return f"{self.op.name}{self.picks}"


boxes = [(op, box) for op in OPS for box in op.smooth]
steps = st.sampled_from(boxes).flatmap(
    lambda chosen: st.tuples(*[st.integers(0, 5)] * chosen[0].arity).map(
        lambda picks: Step(*chosen, picks)
    )
)


@dataclass(frozen=True)
class Expression:
    """A few variables, some steps, and the sum of everything: results are shared a lot."""

    steps: list[Step]

    def compute(self, op_on: Callable[[Op], Callable[..., Any]], xs: Sequence[Any]) -> Any:
        results = list(xs)
        for step in self.steps:
            operands = [
                low + (high - low) * sigmoid(results[-1 - pick % len(results)])
                for pick, (low, high) in zip(step.picks, step.box, strict=True)
            ]
            results.append(op_on(step.op)(*operands))
        return sum(results[1:], results[0])

    def of_values(self, *xs: Value) -> Value:
        return self.compute(lambda op: op.of_values, xs)

    def of_floats(self, *xs: float) -> float:
        return self.compute(lambda op: op.of_floats, xs)


expressions = st.builds(Expression, st.lists(steps, min_size=4, max_size=12))


@given(expressions, numbers)
def test_backward_equals_central_differences(expression, xs):
    slopes = central_differences(expression.of_floats, xs)
    assert all_close(gradient(expression.of_values, xs), slopes, 1e-8)


@given(expressions, numbers)
def test_forward_mode_equals_backward_for_every_node(expression, xs):
    root = expression.of_values(*map(Value, xs))
    root.backward()
    nodes = [node for node in topological_order(root) if node.requires_grad]
    forward = [tangents(root, node)[root] for node in nodes]
    assert all_close(forward, [node.grad for node in nodes], 1e-12)


@given(expressions, numbers, numbers)
def test_a_replay_equals_computing_anew(expression, xs, others):
    leaves = [Value(x) for x in xs]
    again = replay(expression.of_values(*leaves), dict(zip(leaves, others, strict=True)))
    assert again.data == expression.of_values(*map(Value, others)).data


def counting() -> tuple[type[Value], list[Value]]:
    calls: list[Value] = []

    class Counted(Value):
        def contributions(self, gradient: float) -> tuple[float, ...]:
            calls.append(self)
            return super().contributions(gradient)

    return Counted, calls


@given(expressions, numbers)
def test_backward_asks_each_rule_once(expression, xs):
    counted, calls = counting()
    root = expression.of_values(*map(counted, xs))
    root.backward()
    assert len(calls) == len(set(calls))
    results = {node for node in topological_order(root) if not node.is_leaf}
    assert set(calls) == {node for node in results if node.requires_grad and node.has_grad}
