"""All that a walk shows: names and labels of the nodes, traversals, pictures and their layouts.

The page and the GIF are two ways to show this data; neither computes a number.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine import Value
from viz.graph import Graph, Group, name_within, printable
from viz.style import SYMBOLS, number
from viz.walkthrough.captions import Captions
from viz.walkthrough.folded_boxes import FoldedBox, followed
from viz.walkthrough.layers import Layers, layers_of
from viz.walkthrough.layout import Layout, lay_out
from viz.walkthrough.names import names_of, quoted
from viz.walkthrough.on_screen import captions_on_screen, gradients_on_screen
from viz.walkthrough.pictures import Picture, pictures_of
from viz.walkthrough.sizes import NodeLabel, chip_sizes, node_sizes, slopes, title_size
from viz.walkthrough.steps import ChainRule, last_sums
from viz.walkthrough.text_size import shortened
from viz.walkthrough.traversals import Traversal, naive_traversal, right_traversal

__all__ = ["WalkData", "walk_data_of"]

MOST_TWICE = 600  # edges of all pictures, up to which a page holds two layouts


class WalkData(NamedTuple):
    """A walk to show.

    root          of the graph
    names         of all nodes, operands before results
    labels        what stands in the nodes' boxes
    pictures      the first is what a walk begins with: all folded, or nothing
    layouts       of the pictures
    narrow        layouts of the pictures for narrow windows, none where they are the same
    folded_boxes  what each group shows while it is folded
    layers        in which layer each node is
    captions      writes formulas in the nodes' names
    right         the walk in topological order
    naive         the same walk in naive order, None where it is left out
    verdict       a sentence: how the naive order ends, or why it is left out
    """

    root: Value
    names: Mapping[Value, str]
    labels: Mapping[Value, NodeLabel]
    pictures: Sequence[Picture]
    layouts: Sequence[Layout]
    narrow: Sequence[Layout]
    folded_boxes: Mapping[Group, FoldedBox]
    layers: Layers
    captions: Captions
    right: Traversal
    naive: Traversal | None
    verdict: str

    @property
    def title(self) -> str:
        """The root and its value."""
        return f"{quoted(self.names[self.root])} = {number(self.root.data)}"

    @property
    def traversals(self) -> list[Traversal]:
        """The orders that can be played, the right one first."""
        return [self.right, self.naive] if self.naive else [self.right]

    @property
    def layout(self) -> Layout:
        """Of the picture that a walk begins with."""
        return self.layouts[0]


def walk_data_of(graph: Graph, rankdir: str | None) -> WalkData:
    """Name the nodes, take the steps and lay out the pictures.

    rankdir: None for left to right and, unless there are many edges, top down in narrow windows
    """
    (root,) = graph.roots
    names = names_of(graph.nodes, lambda node: printable(graph.label(node)))
    labels = {node: _label(graph, node, names[node]) for node in graph.nodes}
    pictures = pictures_of(graph)
    folds = pictures[0].folds
    own = {node: name_within(graph.frame(node), name) for node, name in names.items()}
    framed = {node: name for node, name in own.items() if name != names[node]}
    captions = Captions(root, names, framed)
    seen = captions_on_screen(captions, pictures[0])
    layers = layers_of(graph)
    rule = ChainRule(graph.nodes)
    right = right_traversal(rule, seen, layers.of)
    sums = last_sums(right.steps)
    naive, verdict = naive_traversal(rule, captions, sums, folds)
    traversals = [right, naive] if naive else [right]
    folded_boxes = followed(pictures[0].inside, right.steps, seen)
    if folds and root.requires_grad:
        end = gradients_on_screen(captions, pictures[0], folded_boxes, sums)
        right = right._replace(captions=[*right.captions[:-1], end])
    sizes = node_sizes(labels, traversals)
    sizes.update((group, box.size) for group, box in folded_boxes.items())
    chips = chip_sizes(traversals, folds)
    titles = {frame: title_size(frame) for picture in pictures for frame in picture.frames}
    edges = sum(len(picture.edges) for picture in pictures)
    directions = [rankdir] if rankdir else ["LR", "TB"] if edges <= MOST_TWICE else ["LR"]
    layouts, *narrow = lay_out(pictures, sizes, chips, slopes(right.steps), titles, directions)
    return WalkData(
        root=root,
        names=names,
        labels=labels,
        pictures=pictures,
        layouts=layouts,
        narrow=narrow[0] if narrow else (),
        folded_boxes=folded_boxes,
        layers=layers,
        captions=captions,
        right=right,
        naive=naive,
        verdict=verdict,
    )


def _label(graph: Graph, node: Value, name: str) -> NodeLabel:
    symbol = SYMBOLS.get(node.op, node.op)
    short = shortened(name_within(graph.frame(node), name))
    return NodeLabel(graph.role(node), symbol, short, number(node.data))
