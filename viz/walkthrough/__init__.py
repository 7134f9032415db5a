"""Backpropagation step by step on a graph of your own, as a page or as a GIF.

Data runs one way: graph → steps → pictures → layouts → page or GIF.

step        the value of a node, the seed of 1 at the root, or the chain rule along one use
use         a node that uses another one, and as which of its operands; a receiver is the other
traversal   one order of steps with their captions: the topological one, or the naive recursion
caption     what is said of a step: a heading, words, and lines of mathematics
picture     the boxes and edges that are drawn: all folded, one group unfolded, or none folded
stop        after so many steps play halts in a picture: inside a folded box it does not
layout      where a picture's boxes stand, and the spline that each edge follows
folded box  what a group shows while it is folded: cells, a word and a number each
chip        what a step shows at its edge: upstream times local
walk data   all of this, which the page and the GIF show
"""

from viz.walkthrough.walking import walk

__all__ = ["walk"]
