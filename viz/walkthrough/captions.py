"""What is said beside each step of a walk: the rule in words and mathematics, with its numbers."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from engine import Value
from viz.style import number
from viz.walkthrough.formula import formulas, unless_by_cases
from viz.walkthrough.names import quoted
from viz.walkthrough.sentences import said
from viz.walkthrough.steps import Backward, Forward, Seed, Use, WalkStep, last_sums, same

__all__ = ["Caption", "Captions", "all_gradients", "product", "shown_sum"]

MOST_LINES = 8  # of the last caption
COMPARISONS = ("<", "<=")


class Caption(NamedTuple):
    """A heading, a sentence, and lines of mathematics."""

    heading: str
    words: str
    lines: tuple[str, ...]


START = Caption(said("start"), said("start words"), ())


class Captions:
    """Writes captions in the names of a graph's nodes.

    names   of all nodes, as they are on the screen
    hidden  nodes inside folded boxes, which go by the name of their box
    """

    def __init__(
        self, root: Value, names: Mapping[Value, str], hidden: Collection[Value] = ()
    ) -> None:
        self.root = root
        self.names = names
        self.hidden = hidden
        self.shown = {node: number(node.data) for node in names}
        self.uses = Counter(operand for node in names for operand in node.operands)
        self.in_names = cache(lambda node: formulas(node, self.names))
        self.in_numbers = cache(lambda node: formulas(node, self.shown, " × "))

    def of(self, steps: Sequence[WalkStep]) -> list[Caption]:
        """Write the captions of a walk in topological order, and one for its start before them."""
        needed = _received(steps)
        seen: Counter[Value] = Counter()
        sums = last_sums(steps)
        captions = [START]
        for step in steps:
            if isinstance(step, Backward):
                seen[step.receiver] += 1
                rest = needed[step.receiver] - seen[step.receiver]
                captions.append(self._backward(step, self._sum(step, rest)))
            else:
                captions.append(self._other(step, sums))
        return captions

    def of_naive(
        self, steps: Sequence[WalkStep], found: Iterable[str], complete: Mapping[Value, float]
    ) -> list[Caption]:
        """Write the captions of a walk in naive order.

        found     what is wrong with each step
        complete  the gradients that the right order ends with
        """
        captions, sums = [START], last_sums(steps)
        for step, fault in zip(steps, found, strict=True):
            if isinstance(step, Backward):
                captions.append(self._backward(step, self._fault(step, fault, complete)))
            else:
                captions.append(self._other(step, sums, complete))
        return captions

    def equation(self, node: Value) -> str:
        """Write what an operation computes, "" for a leaf or if it is not known."""
        formula = "" if node.is_leaf else self.in_names(node).value
        return _equal(quoted(self.names[node]), formula) if formula else ""

    def slope_in_full(self, step: Backward) -> str:
        """Write the local derivative of a step: what it is called, formula and numbers."""
        sides = (local(step.use) for local in (self._slope_in_names, self._slope_in_numbers))
        return _equal(self._local(step), *sides, number(step.local))

    def _slope_in_names(self, use: Use) -> str:
        node, i = use
        return "" if self._hides(node) else self.in_names(node).local[i]

    def _slope_in_numbers(self, use: Use) -> str:
        node, i = use
        return unless_by_cases(self.in_numbers(node).local[i])

    def _hides(self, node: Value) -> bool:
        """Whether a formula of a node would name what is inside a folded box."""
        return any(one in self.hidden for one in (node, *node.operands))

    def slope(self, node: Value, operand: Value) -> str:
        """Write the sign of a derivative, such as ∂c/∂a."""
        return f"∂{quoted(self.names[node])}/∂{quoted(self.names[operand])}"

    def _local(self, step: Backward) -> str:
        """Call a local derivative ∂c/∂a, unless that is more than what this one edge adds to it."""
        node, receiver = step.node, step.receiver
        is_repeated = node.operands.count(receiver) > 1
        is_whole = node is self.root and self.uses[receiver] > 1
        if node in self.hidden or is_repeated or is_whole:
            return said("along")
        return self.slope(node, receiver)

    def _other(
        self,
        step: WalkStep,
        sums: Mapping[Value, float],
        complete: Mapping[Value, float] | None = None,
    ) -> Caption:
        if isinstance(step, Forward):
            return self._forward(step.node)
        if isinstance(step, Seed):
            return self._seed(step)
        leaves = (node for node in self.names if node.is_leaf and node.requires_grad)
        return all_gradients(
            self.names[self.root], [self._end(leaf, sums, complete) for leaf in leaves]
        )

    def _forward(self, node: Value) -> Caption:
        name = self.names[node]
        formula = "" if self._hides(node) else self.in_names(node).value
        numbers = unless_by_cases(self.in_numbers(node).value)
        sides = quoted(name), formula, numbers, self.shown[node]
        return Caption(said("forward", node=name), self._computed(node), (_equal(*sides),))

    def _computed(self, node: Value) -> str:
        if node.op == "where":
            return self._chosen(node)
        operands = _listed(node.operands, self.names)
        words = said("computed", node=self.names[node], operands=operands)
        return f"{words} {said('compared')}" if node.op in COMPARISONS else words

    def _chosen(self, node: Value) -> str:
        condition, a, b = node.operands
        holds = condition.data != 0
        return said(
            "chosen" if holds else "chosen other",
            condition=self.names[condition],
            number=self.shown[condition],
            node=self.names[node],
            operand=self.names[a if holds else b],
        )

    def _seed(self, step: Seed) -> Caption:
        name = self.names[step.node]
        line = _equal(self.slope(self.root, step.node), number(step.gradient))
        return Caption(said("seed", node=name), said("seeded", node=name), (line,))

    def _end(
        self, leaf: Value, sums: Mapping[Value, float], complete: Mapping[Value, float] | None
    ) -> str:
        target = self.slope(self.root, leaf)
        gradient = number(sums[leaf]) if leaf in sums else "–"
        right = complete[leaf] if complete and leaf in sums else None
        if right is None or same(sums[leaf], right):
            return said("all of a leaf", target=target, gradient=gradient)
        return said("all wrong", target=target, gradient=gradient, right=number(right))

    def _backward(self, step: Backward, words: str) -> Caption:
        node, receiver = step.node, step.receiver
        target = self.slope(self.root, receiver)
        contribution = number(step.contribution)
        rule = said(
            "rule root" if node is self.root else "rule",
            target=target,
            upstream=self._upstream(node),
            slope=self._local(step),
            product=product(step),
            contribution=contribution,
        )
        return Caption(
            said("backward", node=self.names[node], receiver=self.names[receiver]),
            words,
            (rule, self.slope_in_full(step), self._running(step, target, contribution)),
        )

    def _upstream(self, node: Value) -> str:
        if node in self.hidden:
            return said("inside gradient", node=self.names[node])
        return self.slope(self.root, node)

    def _running(self, step: Backward, target: str, c: str) -> str:
        if step.before is None:
            return said("first", target=target, contribution=c)
        before, after = number(step.before), number(step.after)
        return said("sum", target=target, before=before, addend=_in_product(c), after=after)

    def _sum(self, step: Backward, rest: int) -> str:
        node, receiver = step.node, self.names[step.receiver]
        kind = "complete" if rest == 0 else "one more" if rest == 1 else "more"
        more = said(kind, receiver=receiver, count=rest)
        passes = " root" if node is self.root else " inside" if node in self.hidden else ""
        return said(f"passes{passes}", node=self.names[node], receiver=receiver, rest=more)

    def _fault(self, step: Backward, fault: str, complete: Mapping[Value, float]) -> str:
        return said(
            fault or "in time",
            node=self.names[step.node],
            upstream=number(step.upstream),
            right=number(complete[step.node]),
        )


def all_gradients(root: str, lines: Sequence[str]) -> Caption:
    """Write the caption of the last stop: a line for each leaf, and how many more there are."""
    shown = lines if len(lines) <= MOST_LINES else lines[: MOST_LINES - 1]
    rest = len(lines) - len(shown)
    more = [said("all others", count=rest)] if rest else []
    return Caption(said("all"), said("all words", root=root), (*shown, *more))


def shown_sum(step: Backward, wrong: str) -> str:
    """Write the sum at the receiver, and in a naive walk what is wrong with it."""
    total = number(step.after)
    return said(f"sum {wrong}", sum=total) if wrong else total


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
