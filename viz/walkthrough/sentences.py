"""The sentences of a walk, with holes for names and numbers.

Python fills them for a GIF, the page fills them anew whenever a number changes; so they stand here
alone. A hole is a word in braces.
"""

from typing import Any

__all__ = ["SENTENCES", "said"]

SENTENCES = {
    "start": "Start",
    "start words": (
        "The leaves hold their numbers. Forward, every operation computes its value; backward, "
        "every edge passes a gradient on."
    ),
    "forward": "Forward: {node}",
    "computed": "The value of {node} is computed from {operands}.",
    "seed": "Backward: {node}",
    "seeded": "Backward starts here: {node} changes by 1 for each 1 that {node} changes.",
    "backward": "Backward: {node} → {receiver}",
    "passes": "{node} passes its gradient on to {receiver}, times the local derivative. {rest}",
    "one more": "1 more contribution to {receiver} will be added.",
    "more": "{count} more contributions to {receiver} will be added.",
    "complete": "Now the gradient of {receiver} is complete.",
    "rule": "{target} += {upstream} · {slope} = {product} = {contribution}",
    "first": "{target}: – → {contribution}",
    "sum": "{target} = {before} + {addend} = {after}",
    # of the naive order
    "again": "{node} passes its gradient on again: what it passed on before counts twice.",
    "early": (
        "{node} passes on {upstream} too early: its gradient is not complete, it should be {right}."
    ),
    "in time": "{node} passes on its gradient, which is complete.",
    "agree": ("Here both orders end with the same gradients: no operation's result is used twice."),
    "instead": "{node} gets {naive} instead of {right}",
    "diverge": (
        "The naive order ends with wrong gradients: {instead}. It passes a gradient on before all "
        "contributions to it have arrived, and again when more arrive; topological order waits."
    ),
    "quiz": "The naive order is left out of a quiz.",
    # of a folded box
    "inside": "Inside {title}: {count}. {rest}",
    "one output": "The output is {numbers}. {unfold}",
    "outputs": "The outputs are {numbers}. {unfold}",
    "inside backward": "Inside {title}: {count} of the chain rule{norm}. {unfold}",
    "norm": "; |∇| = {norm}",
    "shared": "; |∇| = –, as its parameters have more to receive elsewhere",
    "unfold one": "Unfold it to see it.",
    "unfold": "Unfold it to see them.",
}


def said(sentence: str, **holes: Any) -> str:
    """Fill a sentence."""
    return SENTENCES[sentence].format(**holes)
