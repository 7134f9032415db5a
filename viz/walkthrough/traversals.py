"""The two orders of a walk: the topological one, and the naive one with what is wrong in it."""

from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from engine import Value
from viz.style import number
from viz.walkthrough.captions import Caption, Captions
from viz.walkthrough.layers import in_layers
from viz.walkthrough.sentences import said
from viz.walkthrough.steps import Backward, ChainRule, WalkStep, faults, last_sums, same

__all__ = ["MAX_NAIVE_STEPS", "Traversal", "naive_traversal", "right_traversal"]

MAX_NAIVE_STEPS = 500  # the naive order may take exponentially many

FOLDED = (
    "The naive order is left out of a folded walk: leave collapse out and write fold_sums=False to "
    "see it."
)
NO_GRADIENTS = "Nothing here requires a gradient, so there is no backward pass."


class Traversal(NamedTuple):
    """One order of steps to play.

    captions  one for the start, and one after each step
    wrong     of the sum at the receiver after each step: "early" or "again" if it is wrong, else ""
    """

    title: str
    steps: Sequence[WalkStep]
    captions: Sequence[Caption]
    wrong: Sequence[str]


def right_traversal(rule: ChainRule, captions: Captions, layers: Mapping[Value, int]) -> Traversal:
    """Return the walk in topological order, layer by layer."""
    steps = in_layers(rule.steps(), layers)
    return Traversal("Topological order", steps, captions.of(steps), [""] * len(steps))


def naive_traversal(
    rule: ChainRule, captions: Captions, complete: Mapping[Value, float], folds: bool
) -> tuple[Traversal | None, str]:
    """Return the naive walk, and in a sentence how it ends or why it is left out.

    complete  the gradients that the right order ends with
    folds     whether the walk is through folded boxes
    """
    reason = FOLDED if folds else _reason_to_leave_out(rule)
    if reason:
        return None, reason
    steps = rule.naive_steps()
    found = faults(steps, complete)
    ends = last_sums(steps)
    diverging = [node for node in complete if not same(ends[node], complete[node])]
    wrong = _wrong(steps, found, set(diverging))
    spoken = captions.of_naive(steps, found, complete)
    verdict = _verdict(diverging, captions.named(diverging), complete, ends)
    return Traversal("Naive recursion", steps, spoken, wrong), verdict


def _reason_to_leave_out(rule: ChainRule) -> str:
    if not rule.root.requires_grad:
        return NO_GRADIENTS
    length = rule.naive_length()
    if length > MAX_NAIVE_STEPS:
        return (
            f"The naive order is left out: it takes {length:,} steps, more than {MAX_NAIVE_STEPS}."
        )
    return ""


def _wrong(
    steps: Sequence[WalkStep], found: Sequence[str], diverging: Container[Value]
) -> list[str]:
    """Tell of the sums of nodes that end wrongly the last faulty contribution."""
    astray: dict[Value, str] = {}
    wrong = []
    for step, fault in zip(steps, found, strict=True):
        if fault and isinstance(step, Backward) and step.receiver in diverging:
            astray[step.receiver] = fault
        wrong.append(astray.get(step.receiver, "") if isinstance(step, Backward) else "")
    return wrong


def _verdict(
    diverging: Sequence[Value],
    names: Mapping[Value, str],
    right: Mapping[Value, float],
    naive: Mapping[Value, float],
) -> str:
    if not diverging:
        return said("agree")
    shown = (
        said("instead", node=names[node], naive=number(naive[node]), right=number(right[node]))
        for node in reversed(diverging)
    )
    return said("diverge", instead=", ".join(shown))
