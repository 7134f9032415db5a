"""walk: backpropagation step by step on a graph of your own, as a page or as a GIF."""

import os
from functools import cached_property
from pathlib import Path

from engine import Value
from engine.extend import ending, write_file
from viz.gif import milliseconds_of
from viz.graph import Graph, Names, check_collapse, check_rankdir, check_root, is_constant
from viz.style import check_theme
from viz.walkthrough.page import page
from viz.walkthrough.page_measures import iframe_height
from viz.walkthrough.walk_data import WalkData, walk_data_of
from viz.web import framed

__all__ = ["walk"]

FORMATS = (".html", ".gif")
ONE_ROOT = (
    ", for backpropagation begins at one. For a list or an array walk through one element, or "
    "the sum; draw([a, b]) shows several"
)


def walk(
    root: Value,
    *,
    names: Names | None = None,
    collapse: str | None = None,
    fold_sums: bool | None = None,
    compare: bool = False,
    quiz: bool = False,
    rankdir: str | None = None,
    max_nodes: int = 1000,
    theme: str = "auto",
) -> "Walk":
    """Walk through the graph of a Value: values forward, then the chain rule edge by edge.

    names      parameters by name, as `model.named_parameters()`
    collapse   "neuron" or "layer": begin with each, as `names` tell them, folded into one box
    fold_sums  True: fold each sum of four terms or more into one box, Σ; False: none; None: those
               of eight terms or more, if there are at most eight of them; with compare, none
    compare    begin with the naive order beside the right one; the page's box "Why topological
               order?" shows and hides it
    quiz       in the page, hide each contribution until it is typed, within 1 %, or asked for
    rankdir    "LR" left to right, "TB" top down, or "RL", "BT"; None: left to right, and the page
               top down in a window of less than 760 pixels, for up to 600 edges
    max_nodes  refuse to walk through more
    theme      of the page: "light", "dark", or "auto", as the notebook or else the screen is

    `.save("walk.html")` writes a page that needs no network, `.save("walk.gif")` a GIF; at the
    end of a cell the page shows itself. The Values stay as they are, gradients too.

    The page computes its numbers itself: a leaf with a label or a gradient has a slider and a
    number field, and everything follows. It takes steps of gradient descent and checks gradients
    by central differences. A rule that does not run on symbols has a page of fixed numbers.

    A folded box shows its output, the number of its parameters and |∇|, the Euclidean norm of their
    gradients. Play stops once when its inside is done, forward and backward; what goes from box to
    box stays a step each. In the page a click on the box unfolds it, and folds another that was
    unfolded. A GIF shows the folded graph. The naive order is left out.

    Raises ValueError for a graph beyond `max_nodes`, for names that do not show the level to
    collapse or a graph with too many boxes to unfold, and if `compare` is combined with `collapse`
    or `quiz` or asks for a naive order of more than 500 steps; TypeError for anything but a Value;
    what `backward` raises where a slope is infinite.
    """
    check_root(root, "walk", ONE_ROOT)
    check_rankdir(rankdir or "LR")
    check_collapse(collapse, names, "walk")
    check_theme(theme)
    for name, folds in (("collapse", collapse), ("fold_sums", fold_sums)):
        if folds and compare:
            raise ValueError(
                f"compare: given {compare!r} with {name}={folds!r}; allowed: one of the two; "
                "write walk(root, compare=True)"
            )
    if quiz and compare:
        raise ValueError(
            "quiz: given True with compare=True; allowed: one of the two, as the naive order shows "
            "what a quiz asks for; write walk(root, quiz=True)"
        )
    graph = Graph([root], names, collapse, False if compare else fold_sums)
    count = len(graph.nodes)
    if count > max_nodes:
        raise ValueError(
            f"the graph has {count} nodes, more than max_nodes={max_nodes}: walk through a part of "
            "it, such as one neuron or the loss of one sample, or pass a larger max_nodes"
        )
    data = walk_data_of(graph, rankdir)
    if compare and data.naive is None:
        raise ValueError(
            f"compare: {data.verdict} Leave compare=False, or walk through a part of the graph"
        )
    return Walk(data, compare, quiz, theme)


class Walk:
    """A walk that shows itself in a notebook and saves itself as .html or .gif."""

    def __init__(
        self, data: WalkData, compare: bool, quiz: bool = False, theme: str = "auto"
    ) -> None:
        self.data = data
        self.compare = compare
        self.quiz = quiz
        self.theme = theme

    @cached_property
    def html(self) -> str:
        """The page as text."""
        return page(self.data, self.compare, self.quiz, self.theme)

    def save(self, path: str | os.PathLike[str], *, seconds_per_step: float = 1.0) -> str:
        """Write the walk to a file, walk.html or walk.gif; return the path.

        seconds_per_step: how long a GIF stays at each. Raises ValueError for another ending, for
        a GIF of too many steps, and for seconds that are not from 0.02 to 600; OSError if the file
        cannot be written.
        """
        milliseconds = milliseconds_of(seconds_per_step)
        path = Path(path)
        if ending(path) not in FORMATS:
            raise ValueError(f"save: given {str(path)!r}; allowed: a name ending in .html or .gif")
        if ending(path) == ".gif":
            from viz.walkthrough.gif import gif_of_walk

            write_file(path, gif_of_walk(self.data, self.compare, milliseconds))
        else:
            write_file(path, self.html.encode("utf-8"))
        return str(path)

    def __repr__(self) -> str:
        return f"Walk through {self.data.title}"

    def _repr_html_(self) -> str:
        title = f"Walk: {self.data.title}"
        rest = f"{title}. It plays in a notebook that you run or trust."
        return framed(self.html, title, self._height(), grows=True, rest=rest)

    def _height(self) -> float:
        data = self.data
        leaves = sum(node.is_leaf and not is_constant(node) for node in data.names)
        is_folded = data.pictures[0].folds
        is_told = self.compare or not (data.naive or is_folded)
        verdict = data.verdict if is_told and not self.quiz else ""
        return iframe_height(data.layout, leaves, self.compare, self.quiz, is_folded, verdict)
