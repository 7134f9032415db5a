"""Drawings of graphs, and what every picture of a graph is made of.

graph      the nodes that a Value depends on, their names, their roles, and how they fold
node       a Value: a leaf, or the result of an operation on its operands
role       how a node looks: input, parameter, constant, operation or result
owner      the neuron or layer that a parameter, or what is computed with it, belongs to
group      a neuron or layer, computed once, or a sum, folded into one box
box        what stands in a picture: a node, or a group
edge       what is drawn from one box to another
cluster    the line around the boxes of one neuron, or around an unfolded group
label      the text in a box; cells in rows, a word and a number each
drawing    a graph in Graphviz's language, which renders itself
"""

from viz.graph.columns import add_columns
from viz.graph.drawing import draw
from viz.graph.folding import Box, Group, fold
from viz.graph.frames import name_within, order_frames
from viz.graph.graph import Graph, check_collapse, check_rankdir, check_root
from viz.graph.labelling import free_place, label_places
from viz.graph.labels import group_content, group_notes, group_title, printable, summary
from viz.graph.ownership import Names, is_constant, node_owners, owners
from viz.graph.paths import layer_of, neuron_and_suffix, ordinal_of
from viz.graph.picture import graphviz_json
from viz.graph.ports import COMPASS, arrivals
from viz.graph.rendering import Drawing
from viz.graph.shapes import Line, Point, Rectangle, flattened
from viz.graph.told import POINTS, course, point, size

__all__ = [
    "COMPASS",
    "POINTS",
    "Box",
    "Drawing",
    "Graph",
    "Group",
    "Line",
    "Names",
    "Point",
    "Rectangle",
    "add_columns",
    "arrivals",
    "check_collapse",
    "check_rankdir",
    "check_root",
    "course",
    "draw",
    "flattened",
    "fold",
    "free_place",
    "graphviz_json",
    "group_content",
    "group_notes",
    "group_title",
    "is_constant",
    "label_places",
    "layer_of",
    "name_within",
    "neuron_and_suffix",
    "node_owners",
    "order_frames",
    "ordinal_of",
    "owners",
    "point",
    "printable",
    "size",
    "summary",
]
