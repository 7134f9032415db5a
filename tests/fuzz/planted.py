"""Planted faults: small changes of the engine, each of which the fuzzer has to find.

A fault is a function that makes one change, with a function like `monkeypatch.setattr`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import engine.value
from engine import Value, cos, sin
from engine.extend import operation
from engine.program import assembly
from engine.program.drafts import NOWHERE, Draft
from engine.value import checked_start, topological_order, unchanged_on_error

__all__ = ["FAULTS", "wrong_sign"]

SetAttribute = Callable[[Any, str, Any], None]


def dropped_addition(put: SetAttribute) -> None:
    """A node that is used twice keeps the contribution of the last use alone."""

    def chain_rule(nodes: Iterable[Any]) -> None:
        for node in nodes:
            if not node.operands or node._grad is None:
                continue
            pairs = zip(node.operands, node.contributions(node._grad), strict=True)
            for operand, contribution in pairs:
                if contribution is not None and operand.requires_grad:
                    operand._grad = contribution

    put(engine.value, "_chain_rule", chain_rule)


def wrong_sign(put: SetAttribute) -> None:
    """The cosine falls where it rises: the minus of its rule is missing."""

    @operation("cos")
    def cosine(self: Value) -> Any:
        x = self.data
        return cos(x), lambda g: (g * sin(x),)

    put(Value, "cos", cosine)


def swapped_operands(put: SetAttribute) -> None:
    """Each factor of a product gets what is the other's."""

    @operation("*")
    def product(self: Value, other: Value) -> Any:
        x, y = self.data, other.data
        return x * y, lambda g: (g * x, g * y)

    put(Value, "__mul__", product)


def late_data(put: SetAttribute) -> None:
    """A rule reads a number when the gradient comes, not when the op is done."""

    @operation("*")
    def product(self: Value, other: Value) -> Any:
        return self.data * other.data, lambda g: (g * other.data, g * self.data)

    put(Value, "__mul__", product)


def stale_gradient(put: SetAttribute) -> None:
    """A second `backward` adds to the gradients that the first left in results."""

    def backward(self: Value, gradient: float = 1.0) -> None:
        start = checked_start(self, gradient)
        order = topological_order(self)
        with unchanged_on_error(order):
            self._grad = start if self._grad is None else self._grad + start
            engine.value._chain_rule(reversed(order))

    put(Value, "backward", backward)


def register_freed_too_early(put: SetAttribute) -> None:
    """A register is used again after the first reader of its number, not the last."""

    def with_registers(drafts: Sequence[Draft]) -> tuple[list[tuple[int, ...]], int]:
        first_reader: dict[int, int] = {}
        for i, draft in enumerate(drafts):
            for result in draft.reads:
                first_reader.setdefault(result, i)
        register: dict[int, int] = {}
        free: list[int] = []
        count, code = 0, []
        for i, (op, result, reads, s, u) in enumerate(drafts):
            target = 0
            if result != NOWHERE:
                free = [one for one in free if one not in {register[read] for read in reads}]
                if not free:
                    free.append(count)
                    count += 1
                target = register[result] = free.pop()
            a, b, c = [*(register[read] for read in reads), 0, 0, 0][:3]
            code.append((op, target, a, b, c, s, u))
            free.extend(register[read] for read in set(reads) if first_reader[read] == i)
        return code, count

    put(assembly, "_with_registers", with_registers)


FAULTS = (
    *(dropped_addition, wrong_sign, swapped_operands, late_data, stale_gradient),
    register_freed_too_early,
)
