"""What is said beside each step of a walk: the rule in words and mathematics, with its numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from engine import Value
from viz.style import number
from viz.walkthrough.formula import formulas
from viz.walkthrough.names import quoted
from viz.walkthrough.sentences import said
from viz.walkthrough.steps import Backward, Forward, Seed, WalkStep

__all__ = ["Caption", "Captions", "product"]


class Caption(NamedTuple):
    """A heading, a sentence, and lines of mathematics."""

    heading: str
    words: str
    lines: tuple[str, ...]


START = Caption(said("start"), said("start words"), ())


class Captions:
    """Writes captions in the names of a graph's nodes."""

    def __init__(self, root: Value, names: Mapping[Value, str]) -> None:
        self.root = root
        self.names = names
        self.shown = {node: number(node.data) for node in names}
        self.in_names = cache(lambda node: formulas(node, self.names))
        self.in_numbers = cache(lambda node: formulas(node, self.shown, " × "))

    def of(self, steps: Sequence[WalkStep]) -> list[Caption]:
        """Write the captions of a walk in topological order, and one for its start before them."""
        needed = _received(steps)
        seen: Counter[Value] = Counter()
        captions = [START]
        for step in steps:
            if isinstance(step, Backward):
                seen[step.receiver] += 1
                rest = needed[step.receiver] - seen[step.receiver]
                captions.append(self._backward(step, self._sum(step, rest)))
            else:
                captions.append(self._other(step))
        return captions

    def of_naive(
        self, steps: Sequence[WalkStep], found: Iterable[str], complete: Mapping[Value, float]
    ) -> list[Caption]:
        """Write the captions of a walk in naive order.

        found     what is wrong with each step
        complete  the gradients that the right order ends with
        """
        captions = [START]
        for step, fault in zip(steps, found, strict=True):
            if isinstance(step, Backward):
                captions.append(self._backward(step, self._fault(step, fault, complete)))
            else:
                captions.append(self._other(step))
        return captions

    def equation(self, node: Value) -> str:
        """Write what an operation computes, "" for a leaf or if it is not known."""
        formula = "" if node.is_leaf else self.in_names(node).value
        return _equal(quoted(self.names[node]), formula) if formula else ""

    def slope_in_full(self, step: Backward) -> str:
        """Write the local derivative of a step: sign, formula and numbers."""
        node, i = step.use
        sides = self.in_names(node).local[i], self.in_numbers(node).local[i]
        return _equal(self.slope(node, step.receiver), *sides, number(step.local))

    def slope(self, node: Value, operand: Value) -> str:
        """Write the sign of a derivative, such as ∂c/∂a."""
        return f"∂{quoted(self.names[node])}/∂{quoted(self.names[operand])}"

    def _other(self, step: Forward | Seed) -> Caption:
        return self._forward(step) if isinstance(step, Forward) else self._seed(step)

    def _forward(self, step: Forward) -> Caption:
        node, name = step.node, self.names[step.node]
        chain = (quoted(name), self.in_names(node).value, self.in_numbers(node).value)
        words = said("computed", node=name, operands=_listed(node.operands, self.names))
        return Caption(said("forward", node=name), words, (_equal(*chain, self.shown[node]),))

    def _seed(self, step: Seed) -> Caption:
        name = self.names[step.node]
        line = _equal(self.slope(self.root, step.node), number(step.gradient))
        return Caption(said("seed", node=name), said("seeded", node=name), (line,))

    def _backward(self, step: Backward, words: str) -> Caption:
        node, receiver = step.node, step.receiver
        target, upstream = self.slope(self.root, receiver), self.slope(self.root, node)
        numbers = {"product": product(step), "contribution": number(step.contribution)}
        slope = self.slope(node, receiver)
        return Caption(
            said("backward", node=self.names[node], receiver=self.names[receiver]),
            words,
            (
                said("rule", target=target, upstream=upstream, slope=slope, **numbers),
                self.slope_in_full(step),
                self._running(step, target, numbers["contribution"]),
            ),
        )

    def _running(self, step: Backward, target: str, c: str) -> str:
        if step.before is None:
            return said("first", target=target, contribution=c)
        before, after = number(step.before), number(step.after)
        return said("sum", target=target, before=before, addend=_in_product(c), after=after)

    def _sum(self, step: Backward, rest: int) -> str:
        receiver = self.names[step.receiver]
        kind = "complete" if rest == 0 else "one more" if rest == 1 else "more"
        more = said(kind, receiver=receiver, count=rest)
        return said("passes", node=self.names[step.node], receiver=receiver, rest=more)

    def _fault(self, step: Backward, fault: str, complete: Mapping[Value, float]) -> str:
        return said(
            fault or "in time",
            node=self.names[step.node],
            upstream=number(step.upstream),
            right=number(complete[step.node]),
        )


def _received(steps: Iterable[WalkStep]) -> Counter[Value]:
    return Counter(step.receiver for step in steps if isinstance(step, Backward))


def _listed(operands: Iterable[Value], names: Mapping[Value, str]) -> str:
    return " and ".join(names[operand] for operand in dict.fromkeys(operands))


def _equal(*sides: str) -> str:
    """Join the sides of an equation, without empty ones and repetitions."""
    return " = ".join(dict.fromkeys(side for side in sides if side))


def product(step: Backward) -> str:
    """Write upstream times local with this step's numbers."""
    return f"{number(step.upstream)} × {_in_product(number(step.local))}"


def _in_product(digits: str) -> str:
    return f"({digits})" if digits.startswith("−") else digits
