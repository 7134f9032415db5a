"""A walk as the data of its page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine import Value
from viz.graph import Box, Group, Point, is_constant
from viz.style import number
from viz.walkthrough.folded_boxes import Cell, read_by
from viz.walkthrough.formula import (
    Formulas,
    formulas,
    live_name,
    live_number,
    unless_by_cases,
    with_names,
)
from viz.walkthrough.layout import Layout
from viz.walkthrough.live import Numbers, Unfolded, fixed, unfolded
from viz.walkthrough.names import quoted
from viz.walkthrough.page_lengths import angle, given, path, rounded
from viz.walkthrough.page_measures import MEASURES, PROPERTIES
from viz.walkthrough.pictures import Edge, Picture
from viz.walkthrough.sentences import SENTENCES
from viz.walkthrough.sizes import title_size
from viz.walkthrough.splines import Spline
from viz.walkthrough.steps import AllGradients, Backward, Seed, Use, WalkStep
from viz.walkthrough.text_size import shortened
from viz.walkthrough.traversals import Traversal
from viz.walkthrough.walk_data import WalkData
from viz.web import build_page

__all__ = ["page"]

WEB = Path(__file__).with_name("web")


def page(data: WalkData, compare: bool, quiz: bool = False, theme: str = "auto") -> str:
    """Write the page of a walk.

    compare  begin with the naive order beside the right one
    quiz     hide each contribution until it is found; the naive order, which tells it, is left out
    """
    if quiz:
        data = data._replace(naive=None, verdict="")
    shown = {**_page_data(data, compare), "quiz": quiz}
    return build_page(WEB, f"Walk: {data.title}", shown, PROPERTIES, theme)


def _page_data(data: WalkData, compare: bool) -> dict[str, Any]:
    """Return what the script shows: structure, sentences to fill, and what computes the numbers.

    A box is known by its number: nodes come first, then groups. A use is known by its number in
    the order of the nodes, a number of the walk by its place. Only places, edges and stops depend
    on the picture.
    """
    naive = data.naive.steps if data.naive else ()
    try:
        return _with_numbers(data, compare, unfolded(data.layers.of, data.right.steps, naive))
    except ValueError:  # an op that the page's machine does not have
        return _with_numbers(data, compare, fixed(data.names, data.right.steps, naive))


def _with_numbers(data: WalkData, compare: bool, walk: Unfolded) -> dict[str, Any]:
    json = _Json(data, walk)
    pictures = zip(data.pictures, data.layouts, strict=True)
    traversals = zip(data.traversals, (walk.right, walk.naive), strict=False)
    found = {
        "root": data.names[data.root],
        "sentences": SENTENCES,
        "nodes": [json.node(node) for node in data.names],
        "uses": json.all_uses(),
        "groups": [json.group(group) for group in data.folded_boxes],
        "pictures": [json.picture(picture, layout) for picture, layout in pictures],
        "narrow": [
            json.picture(picture, layout)
            for picture, layout in zip(data.pictures, data.narrow, strict=False)
        ],
        "traversals": [json.traversal(traversal, steps) for traversal, steps in traversals],
        "layers": data.layers.names,
        "left": "" if data.naive else data.verdict,
        "compare": compare,
        "measures": MEASURES,
    }
    return {**found, "numbers": json.all_numbers()}


class _Json:
    """What a walk holds, as JSON can hold it.

    ids      the numbers of the boxes
    uses     the numbers of the uses
    numbers  the places of the numbers
    """

    def __init__(self, data: WalkData, walk: Unfolded) -> None:
        boxes: list[Box] = [*data.names, *data.folded_boxes]
        uses = [(node, i) for node in data.names for i in range(len(node.operands))]
        self.data = data
        self.walk = walk
        self.numbers = Numbers()
        self.ids = {box: k for k, box in enumerate(boxes)}
        self.uses = {use: k for k, use in enumerate(uses)}
        self.shown = {
            node: number(node.data) if is_constant(node) else live_number(self.ids[node])
            for node in data.names
        }
        self.named = {
            node: name if is_constant(node) else live_name(self.ids[node])
            for node, name in data.names.items()
        }

    def node(self, node: Value) -> dict[str, Any]:
        data, label = self.data, self.data.labels[node]
        name = data.names[node]
        more = {
            "quoted": "" if quoted(name) == name else quoted(name),
            "framed": data.captions.framed.get(node, ""),
        }
        if not node.is_leaf:
            more |= _both(self.in_names(node).value, self.in_numbers(node).value)
        return {
            "name": name,
            "short": label.name,
            "long": label.is_long,
            "role": label.role,
            "symbol": label.symbol,
            "op": str(node.op),
            "data": self.numbers.place(self.walk.data[node]),
            "layer": data.layers.of[node],
            "leaf": node.is_leaf,
            "gradient": node.requires_grad,
            **{key: text for key, text in more.items() if text},
        }

    def in_names(self, node: Value) -> Formulas:
        return formulas(node, self.named)

    def in_numbers(self, node: Value) -> Formulas:
        return formulas(node, self.shown, " × ")

    def all_uses(self) -> list[dict[str, Any]]:
        steps = (step for step in self.walk.right if isinstance(step, Backward))
        flows = {self.use_of(step): step for step in steps}
        return [self.use(use, flows.get(k)) for use, k in self.uses.items()]

    def use_of(self, step: Backward) -> int:
        return self.uses[self.walk.old[step.node], step.i]

    def use(self, use: Use, step: Backward | None) -> dict[str, Any]:
        node, i = use
        ends = {"from": self.ids[node.operands[i]], "to": self.ids[node]}
        if step is None:
            return ends
        return {
            **ends,
            "local": self.numbers.place(step.local),
            **_both(self.in_names(node).local[i], self.in_numbers(node).local[i]),
        }

    def all_numbers(self) -> dict[str, Any]:
        """Return what computes the numbers, the leaves that it takes, and what they hold."""
        leaves = [[self.ids[leaf], *given([leaf.data])] for leaf in self.walk.leaves]
        program = self.numbers.program(self.walk)
        return {"program": program} | (
            {"leaves": leaves} if program else {"leaves": [], "given": given(self.numbers.numbers)}
        )

    def group(self, group: Group) -> dict[str, Any]:
        folded = self.data.folded_boxes[group]
        return {
            "title": folded.title,
            "short": folded.short,
            "notes": folded.notes,
            "cells": [_cell(cell) for cell in folded.cells],
            "members": [self.ids[node] for node in group.members],
            "reads": [self.ids[node] for node in read_by(group)],
            "terms": group.terms,
            "outputs": [self.ids[node] for node in group.outputs],
            "parameters": [self.ids[node] for node in group.parameters],
            "result": self.data.root in group.outputs,
            "titleWidth": round(title_size(group)[0], 1),
        }

    def picture(self, picture: Picture, layout: Layout) -> dict[str, Any]:
        edges = zip(picture.edges, layout.splines, layout.labels, strict=True)
        return {
            "width": round(layout.width, 1),
            "height": round(layout.height, 1),
            "boxes": [[self.ids[box], *rounded(layout.boxes[box])] for box in picture.boxes],
            "edges": [self.edge(*edge) for edge in edges],
            "cluster": rounded(layout.frames[picture.opened]) if picture.opened else None,
            "frames": [
                [shortened(frame), *rounded(place), *rounded(layout.titles[frame][:2])]
                for frame, place in layout.frames.items()
                if isinstance(frame, str)
            ],
            "stops": picture.stops(self.steps_of_nodes()) if picture.folds else None,
        }

    def steps_of_nodes(self) -> list[WalkStep]:
        """Return the steps in topological order as steps between nodes of the graph itself."""
        return [step._replace(node=self.walk.old[step.node]) for step in self.walk.right]

    def edge(self, edge: Edge, spline: Spline, label: Point | None) -> list[Any]:
        # Without keys: with many groups there are many edges.
        uses = [self.uses[use] for use in edge.uses]
        ends = [self.ids[edge.tail], self.ids[edge.head], uses]
        arrow = [rounded(spline.tip), angle(spline)]
        return [*ends, path(spline), *arrow, rounded(spline.label), label and rounded(label)]

    def traversal(self, traversal: Traversal, steps: Sequence[WalkStep]) -> dict[str, Any]:
        return {"title": traversal.title, "steps": [self.step(step) for step in steps]}

    def step(self, step: WalkStep) -> dict[str, Any]:
        place = self.numbers.place
        if not isinstance(step, Backward):
            node = {"node": self.ids[self.walk.old[step.node]]}
            if isinstance(step, Seed):
                return {**node, "after": place(step.gradient)}
            return node | ({"all": True} if isinstance(step, AllGradients) else {})
        flows = {} if type(step.flows) is float else {"flows": place(step.flows)}
        by, after = place(step.contribution), place(step.after)
        return {"use": self.use_of(step), "by": by, "after": after, **flows}


def _both(names: str, numbers: str) -> dict[str, str]:
    """Return a formula in numbers, and in names where the one in numbers does not tell it."""
    told = unless_by_cases(numbers)
    return {"numbers": told} if with_names(told) == names else {"numbers": told, "formula": names}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "kind": cell.kind,
        "key": cell.key,
        "x": round(cell.x, 1),
        "y": cell.y,
        "shown": round(cell.shown, 1),
    }
