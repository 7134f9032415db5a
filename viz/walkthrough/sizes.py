"""What stands in a node's box and beside an edge, and how much room it takes, in points."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine import Value
from viz.graph import Box, group_notes
from viz.style import AFTER, number
from viz.walkthrough.mathematics import product, shown_sum
from viz.walkthrough.pictures import Frame
from viz.walkthrough.sentences import said
from viz.walkthrough.steps import Backward, Use, WalkStep
from viz.walkthrough.text_size import WIDEST, Size, shortened, text_width
from viz.walkthrough.traversals import Traversal

__all__ = [
    "NodeLabel",
    "chip_lines",
    "chip_size",
    "chip_sizes",
    "head_widths",
    "node_sizes",
    "slopes",
    "title_size",
]

LONG_NAME = 9  # letters, from which on a name is set smaller

HEAD, ROW, KEY, PADDING = 13.0, 11.0, 10.0, 8.0
TITLE, NEURON_TITLE = 24.0, 16.0  # heights of the titles of frames


class NodeLabel(NamedTuple):
    """What stands in a node's box."""

    role: str
    symbol: str
    name: str
    value: str

    @property
    def is_long(self) -> bool:
        """Whether the name is set smaller."""
        return len(self.name) >= LONG_NAME


def node_sizes(
    labels: Mapping[Value, NodeLabel], traversals: Iterable[Traversal]
) -> dict[Box, Size]:
    """Return the sizes of the nodes' boxes, with room for every gradient that they will show."""
    shown: defaultdict[Value, set[str]] = defaultdict(lambda: {"–"})
    for traversal in traversals:
        for step, wrong in zip(traversal.steps, traversal.wrong, strict=True):
            if isinstance(step, Backward):
                shown[step.receiver].add(shown_sum(step, wrong))
                if wrong:
                    shown[step.receiver].add(said(f"sum {wrong}", sum=WIDEST))
    return {node: _node_size(node, label, shown[node]) for node, label in labels.items()}


def _node_size(node: Value, label: NodeLabel, gradients: Iterable[str]) -> Size:
    if label.role == "constant":
        return text_width(label.value, 10.0) + 14.0, 20.0
    numbers = max(text_width(text, ROW) for text in (WIDEST, label.value, *gradients))
    return max(
        sum(head_widths(label, node.is_leaf)), 33.0 + numbers
    ) + 2 * PADDING, 58.0 if node.requires_grad else 42.0


def head_widths(label: NodeLabel, is_leaf: bool) -> tuple[float, float]:
    """Return the widths of what heads a box: of the op and what stands after it, of the name."""
    op = text_width(f"{label.symbol}{AFTER}", HEAD, bold=True) if label.symbol else 0.0
    return op, text_width(label.name, KEY if label.is_long else HEAD, bold=is_leaf)


def chip_sizes(traversals: Iterable[Traversal], folds: bool) -> dict[Use, Size]:
    """Return the size of the largest chip at the edge of each use."""
    sizes: dict[Use, Size] = {}
    for traversal in traversals:
        for step in traversal.steps:
            if isinstance(step, Backward):
                before = sizes.get(step.use, (0.0, 0.0))[0]
                width, height = chip_size(step, folds)
                sizes[step.use] = max(before, width), height
    return sizes


def slopes(steps: Iterable[WalkStep]) -> dict[Use, str]:
    """Return what stands beside the edge of each use once a gradient was passed along it."""
    return {step.use: number(step.local) for step in steps if isinstance(step, Backward)}


def chip_size(step: Backward, folds: bool) -> Size:
    """Return the size of the chip that shows a step's product at its edge."""
    lines = chip_lines(step, folds)
    around = 8.0 if folds else 12.0
    return max(text_width(text, 10.0) for text in lines) + around, 13.0 * len(lines) + 6.0


def chip_lines(step: Backward, folds: bool) -> tuple[str, ...]:
    """Write upstream times local, and below it the product; between folded boxes in three lines."""
    factors = product(step)
    first = factors.replace(" × ", "\n× ").split("\n") if folds else [factors]
    return *first, f"= {number(step.contribution)}"


def title_size(frame: Frame) -> Size:
    """Return the room for the title of a frame; an unfolded group has a word to fold it again."""
    if isinstance(frame, str):
        return text_width(shortened(frame), KEY) + 12.0, NEURON_TITLE
    group = frame
    words = text_width(f" {group_notes(group)} fold", KEY)
    return text_width(shortened(group.name), HEAD, bold=True) + words + 44.0, TITLE
