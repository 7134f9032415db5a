"""What is said beside each step of a walk: the rule in words and mathematics, with its numbers."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from engine import Value
from viz.style import number
from viz.walkthrough.formula import formulas, unless_by_cases
from viz.walkthrough.mathematics import equal, in_product, product, slope_sign
from viz.walkthrough.names import names_on_screen, quoted
from viz.walkthrough.sentences import said
from viz.walkthrough.steps import Backward, Forward, Seed, Use, WalkStep, last_sums, same

__all__ = ["Caption", "Captions", "all_gradients"]

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

    names   of all nodes
    framed  of those that stand in a frame, what their boxes say
    hidden  nodes inside folded boxes, which go by the name of their box
    """

    def __init__(
        self,
        root: Value,
        names: Mapping[Value, str],
        framed: Mapping[Value, str],
        hidden: Collection[Value] = (),
    ) -> None:
        self.root = root
        self.names = names
        self.framed = framed
        self.hidden = hidden
        self.around = cache(lambda node: self.named([node, *node.operands]))
        self.shown = {node: number(node.data) for node in names}
        self.uses = Counter(operand for node in names for operand in node.operands)
        self.in_names = cache(lambda node: formulas(node, self.around(node)))
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

    def named(self, nodes: Iterable[Value]) -> dict[Value, str]:
        """Name the nodes that one caption speaks of, and the root, as on the screen."""
        return names_on_screen([self.root, *nodes], self.names, self.framed)

    def slope_in_full(self, step: Backward) -> str:
        """Write the local derivative of a step: what it is called, formula and numbers."""
        sides = (local(step.use) for local in (self._slope_in_names, self._slope_in_numbers))
        return equal(self._local(step), *sides, number(step.local))

    def _slope_in_names(self, use: Use) -> str:
        node, i = use
        return "" if node in self.hidden else self.in_names(node).local[i]

    def _slope_in_numbers(self, use: Use) -> str:
        node, i = use
        return unless_by_cases(self.in_numbers(node).local[i])

    def _local(self, step: Backward) -> str:
        """Call a local derivative ∂c/∂a, unless that is more than what this one edge adds to it."""
        node, receiver = step.node, step.receiver
        is_repeated = node.operands.count(receiver) > 1
        is_whole = node is self.root and self.uses[receiver] > 1
        if node in self.hidden or is_repeated or is_whole:
            return said("along")
        return slope_sign(node, receiver, self.around(node))

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
        leaves = [node for node in self.names if node.is_leaf and node.requires_grad]
        names = self.named(leaves)
        lines = [self._end(leaf, names, sums, complete) for leaf in leaves]
        return all_gradients(names[self.root], lines)

    def _forward(self, node: Value) -> Caption:
        name = self.around(node)[node]
        formula = "" if node in self.hidden else self.in_names(node).value
        numbers = unless_by_cases(self.in_numbers(node).value)
        sides = quoted(name), formula, numbers, self.shown[node]
        return Caption(said("forward", node=name), self._computed(node), (equal(*sides),))

    def _computed(self, node: Value) -> str:
        if node.op == "where":
            return self._chosen(node)
        names = self.around(node)
        words = said("computed", node=names[node], operands=_listed(node.operands, names))
        return f"{words} {said('compared')}" if node.op in COMPARISONS else words

    def _chosen(self, node: Value) -> str:
        condition, a, b = node.operands
        holds, names = condition.data != 0, self.around(node)
        return said(
            "chosen" if holds else "chosen other",
            condition=names[condition],
            number=self.shown[condition],
            node=names[node],
            operand=names[a if holds else b],
        )

    def _seed(self, step: Seed) -> Caption:
        name = self.names[step.node]
        sign = slope_sign(self.root, step.node, self.names)
        line = equal(sign, number(step.gradient))
        return Caption(said("seed", node=name), said("seeded", node=name), (line,))

    def _end(
        self,
        leaf: Value,
        names: Mapping[Value, str],
        sums: Mapping[Value, float],
        complete: Mapping[Value, float] | None,
    ) -> str:
        target = slope_sign(self.root, leaf, names)
        gradient = number(sums[leaf]) if leaf in sums else "–"
        right = complete[leaf] if complete and leaf in sums else None
        if right is None or same(sums[leaf], right):
            return said("all of a leaf", target=target, gradient=gradient)
        return said("all wrong", target=target, gradient=gradient, right=number(right))

    def _backward(self, step: Backward, words: str) -> Caption:
        node, receiver = step.node, step.receiver
        names = self.around(node)
        target = slope_sign(self.root, receiver, names)
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
            said("backward", node=names[node], receiver=names[receiver]),
            words,
            (rule, self.slope_in_full(step), self._running(step, target, contribution)),
        )

    def _upstream(self, node: Value) -> str:
        if node in self.hidden:
            return said("inside gradient", node=self.names[node])
        return slope_sign(self.root, node, self.around(node))

    def _running(self, step: Backward, target: str, c: str) -> str:
        if step.before is None:
            return said("first", target=target, contribution=c)
        before, after = number(step.before), number(step.after)
        return said("sum", target=target, before=before, addend=in_product(c), after=after)

    def _sum(self, step: Backward, rest: int) -> str:
        node, names = step.node, self.around(step.node)
        receiver = names[step.receiver]
        kind = "complete" if rest == 0 else "one more" if rest == 1 else "more"
        more = said(kind, receiver=receiver, count=rest)
        passes = " root" if node is self.root else " inside" if node in self.hidden else ""
        return said(f"passes{passes}", node=names[node], receiver=receiver, rest=more)

    def _fault(self, step: Backward, fault: str, complete: Mapping[Value, float]) -> str:
        return said(
            fault or "in time",
            node=self.around(step.node)[step.node],
            upstream=number(step.upstream),
            right=number(complete[step.node]),
        )


def all_gradients(root: str, lines: Sequence[str]) -> Caption:
    """Write the caption of the last stop: a line for each leaf, and how many more there are."""
    shown = lines if len(lines) <= MOST_LINES else lines[: MOST_LINES - 1]
    rest = len(lines) - len(shown)
    more = [said("all others", count=rest)] if rest else []
    return Caption(said("all"), said("all words", root=root), (*shown, *more))


def _received(steps: Iterable[WalkStep]) -> Counter[Value]:
    return Counter(step.receiver for step in steps if isinstance(step, Backward))


def _listed(operands: Iterable[Value], names: Mapping[Value, str]) -> str:
    return " and ".join(names[operand] for operand in dict.fromkeys(operands))
