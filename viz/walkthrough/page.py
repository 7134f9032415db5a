"""A walk as the data of its page."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine import Value
from viz.graph import Box, Group
from viz.style import number
from viz.walkthrough.folded_boxes import Cell
from viz.walkthrough.layout import Layout
from viz.walkthrough.page_measures import MEASURES, PROPERTIES
from viz.walkthrough.pictures import Edge, Picture
from viz.walkthrough.sizes import chip_lines, chip_size, title_size
from viz.walkthrough.splines import Spline
from viz.walkthrough.steps import Backward, Forward, Seed, Use, WalkStep
from viz.walkthrough.traversals import Traversal
from viz.walkthrough.walk_data import WalkData
from viz.web import build_page

__all__ = ["page"]

WEB = Path(__file__).with_name("web")


def page(data: WalkData, compare: bool, theme: str = "auto") -> str:
    """Write the page of a walk; `compare` begins with the naive order beside the right one."""
    return build_page(WEB, f"Walk: {data.title}", _page_data(data, compare), PROPERTIES, theme)


def _page_data(data: WalkData, compare: bool) -> dict[str, Any]:
    """Return what the script shows: numbers with 4 digits, and exactly as Python writes them.

    A box is known by its number: nodes come first, then groups. A use is known by its number in
    the order of the nodes. Only places, edges and stops depend on the picture.
    """
    json = _Json(data)
    pictures = zip(data.pictures, data.layouts, strict=True)
    return {
        "root": data.names[data.root],
        "nodes": [json.node(node) for node in data.names],
        "uses": json.all_uses(),
        "groups": [json.group(group) for group in data.folded_boxes],
        "pictures": [json.picture(picture, layout) for picture, layout in pictures],
        "traversals": [json.traversal(traversal) for traversal in data.traversals],
        "verdict": data.verdict,
        "compare": compare,
        "measures": MEASURES,
    }


class _Json:
    """What a walk holds, as JSON can hold it.

    ids   the numbers of the boxes
    uses  the numbers of the uses
    """

    def __init__(self, data: WalkData) -> None:
        boxes: list[Box] = [*data.names, *data.folded_boxes]
        uses = [(node, i) for node in data.names for i in range(len(node.operands))]
        self.data = data
        self.ids = {box: k for k, box in enumerate(boxes)}
        self.uses = {use: k for k, use in enumerate(uses)}

    def node(self, node: Value) -> dict[str, Any]:
        data, label = self.data, self.data.labels[node]
        return {
            "name": data.names[node],
            "short": label.name,
            "long": label.is_long,
            "role": label.role,
            "symbol": label.symbol,
            "formula": data.captions.equation(node),
            "value": label.value,
            "exact": repr(node.data),
            "leaf": node.is_leaf,
            "gradient": node.requires_grad,
            **({"whereabouts": data.whereabouts[node]} if node in data.whereabouts else {}),
        }

    def all_uses(self) -> list[dict[str, Any]]:
        steps = (step for step in self.data.right.steps if isinstance(step, Backward))
        flows = {step.use: step for step in steps}
        return [self.use(use, flows.get(use)) for use in self.uses]

    def use(self, use: Use, step: Backward | None) -> dict[str, Any]:
        node, i = use
        return {
            "from": self.ids[node.operands[i]],
            "to": self.ids[node],
            "flows": step is not None,
            "slope": self.data.captions.slope_in_full(step) if step else "",
            "local": number(step.local) if step else "",
        }

    def group(self, group: Group) -> dict[str, Any]:
        folded = self.data.folded_boxes[group]
        return {
            "title": folded.title,
            "short": folded.short,
            "notes": folded.notes,
            "cells": [_cell(cell) for cell in folded.cells],
            "captions": folded.captions,
            "members": [self.ids[node] for node in group.members],
            "outputs": [self.ids[node] for node in group.outputs],
            "parameters": [self.ids[node] for node in group.parameters],
            "result": self.data.root in group.outputs,
            "titleWidth": round(title_size(group)[0], 1),
        }

    def picture(self, picture: Picture, layout: Layout) -> dict[str, Any]:
        edges = zip(picture.edges, layout.splines, strict=True)
        return {
            "width": round(layout.width, 1),
            "height": round(layout.height, 1),
            "boxes": [[self.ids[box], *_rounded(layout.boxes[box])] for box in picture.boxes],
            "edges": [self.edge(edge, spline) for edge, spline in edges],
            "cluster": layout.cluster and _rounded(layout.cluster),
            "stops": picture.stops(self.data.right.steps) if picture.folds else None,
        }

    def edge(self, edge: Edge, spline: Spline) -> list[Any]:
        # Without keys: with many groups there are many edges.
        uses = [self.uses[use] for use in edge.uses]
        ends = [self.ids[edge.tail], self.ids[edge.head], uses]
        return [*ends, _path(spline), _rounded(spline.tip), _angle(spline), _rounded(spline.label)]

    def traversal(self, traversal: Traversal) -> dict[str, Any]:
        steps = zip(traversal.steps, traversal.wrong, strict=True)
        return {
            "title": traversal.title,
            "steps": [self.step(step, wrong) for step, wrong in steps],
            "captions": traversal.captions,
            "diverges": 1 + traversal.wrong.index(True) if True in traversal.wrong else 0,
        }

    def step(self, step: WalkStep, wrong: bool) -> dict[str, Any]:
        if isinstance(step, Forward):
            return {"node": self.ids[step.node]}
        if isinstance(step, Seed):
            gradient = step.gradient
            return {"node": self.ids[step.node], "after": number(gradient), "exact": repr(gradient)}
        folds = bool(self.data.folded_boxes)
        return {
            "use": self.uses[step.use],
            "chip": chip_lines(step, folds),
            "room": _rounded(chip_size(step, folds)),
            "after": number(step.after),
            "exact": repr(step.after),
            "wrong": wrong,
        }


def _cell(cell: Cell) -> dict[str, Any]:
    return {**cell._asdict(), "x": round(cell.x, 1), "shown": round(cell.shown, 1)}


def _rounded(lengths: Iterable[float]) -> list[float]:
    return [round(length, 1) for length in lengths]


def _path(spline: Spline) -> str:
    points = [f"{x:.1f} {y:.1f}" for x, y in spline.points]
    if spline.is_straight:
        return f"M{points[0]}L" + " ".join(points[3::3])
    return f"M{points[0]}C" + " ".join(points[1:])


def _angle(spline: Spline) -> float:
    (x, y), (u, v) = spline.points[-1], spline.tip
    return round(math.degrees(math.atan2(v - y, u - x)), 1)
