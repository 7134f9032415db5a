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
    "chosen": "{condition} is {number}, not 0, so {node} takes the value of {operand}.",
    "chosen other": "{condition} is 0, so {node} takes the value of {operand}.",
    "compared": "No gradient passes a comparison.",
    "seed": "Backward: {node}",
    "seeded": "Backward starts here: {node} changes by 1 for each 1 that {node} changes.",
    "backward": "Backward: {node} → {receiver}",
    "passes": "{node} passes its gradient on to {receiver}, times the local derivative. {rest}",
    "one more": "1 more contribution to {receiver} will be added.",
    "more": "{count} more contributions to {receiver} will be added.",
    "complete": "Now the gradient of {receiver} is complete.",
    "passes root": (
        "{node}'s own gradient is 1, so {receiver} receives the local derivative itself. {rest}"
    ),
    "passes inside": (
        "A gradient inside {node} passes on to {receiver}, times the local derivative. {rest}"
    ),
    "along": "local derivative along this edge",
    "inside gradient": "gradient inside {node}",
    "rule": "{target} += {upstream} · {slope} = {product} = {contribution}",
    "rule root": "{target} += {product} = {contribution}",
    "first": "{target}: – → {contribution}",
    "sum": "{target} = {before} + {addend} = {after}",
    # of the last stop
    "all": "All gradients",
    "all words": (
        "Every contribution has been added. A leaf's gradient tells by how much {root} changes for "
        "each 1 that the leaf changes, while the change is small."
    ),
    "all of a leaf": "{target} = {gradient}",
    "all wrong": "{target} = {gradient}, should be {right}",
    "all of a box": "{box}: |∇| = {gradient}",
    "all others": "… and {count} more",
    # of the naive order
    "sum early": "{sum}, too early",
    "sum again": "{sum}, again",
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
    # of several steps at once
    "values": "{count} boxes are computed.",
    "edges": "Along {counts} a gradient passes on, times the local derivative.",
    # of a folded box
    "output": "output {place} of {box}",
    "inside": "Inside {title}: {count}. {rest}",
    "computed by a box": "{given} → {box} = {numbers}",
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
