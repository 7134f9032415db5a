"""A scene as the data of its page."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine import Value
from viz.graph.folding import Box, Group
from viz.style import number
from viz.walkthrough.folded_boxes import Fact
from viz.walkthrough.layout import Edge, Placement
from viz.walkthrough.page_layout import LAYOUT, PROPERTIES
from viz.walkthrough.pictures import Line, Use, View
from viz.walkthrough.steps import Backward, Forward, Seed, Step
from viz.walkthrough.walk_data import Scene, Track, chip_lines, chip_size, title_width
from viz.web import build_page

__all__ = ["page", "page_data"]

WEB = Path(__file__).with_name("web")


def page(scene: Scene, compare: bool) -> str:
    """Write the page of a walk; `compare` begins with the naive order beside the right one."""
    return build_page(WEB, f"Walk: {scene.title}", page_data(scene, compare), PROPERTIES)


def page_data(scene: Scene, compare: bool) -> dict[str, Any]:
    """Return what the script shows: numbers with 4 digits, and exactly as Python writes them.

    A box is known by its number: nodes come first, then groups. An operand is known by its number
    in the order of the nodes. Only places, edges and stops depend on the picture.
    """
    data = _Data(scene)
    tracks = [scene.right, scene.naive] if scene.naive else [scene.right]
    pictures = zip(scene.views, scene.placements, strict=True)
    return {
        "root": scene.names[scene.root],
        "nodes": [data.node(node) for node in scene.names],
        "operands": data.all_operands(),
        "groups": [data.group(group) for group in scene.insides],
        "pictures": [data.picture(view, placement) for view, placement in pictures],
        "traversals": [data.traversal(track) for track in tracks],
        "verdict": scene.verdict,
        "compare": compare,
        "layout": LAYOUT,
    }


class _Data:
    """What a scene holds, as JSON can hold it.

    ids       the numbers of the boxes
    operands  the numbers of the operands
    """

    def __init__(self, scene: Scene) -> None:
        boxes: list[Box] = [*scene.names, *scene.insides]
        uses = [(node, i) for node in scene.names for i in range(len(node.operands))]
        self.scene = scene
        self.ids = {box: k for k, box in enumerate(boxes)}
        self.operands = {use: k for k, use in enumerate(uses)}

    def node(self, node: Value) -> dict[str, Any]:
        scene, look = self.scene, self.scene.looks[node]
        return {
            "name": scene.names[node],
            "short": look.name,
            "long": look.is_long,
            "role": look.role,
            "symbol": look.symbol,
            "formula": scene.captions.equation(node),
            "value": look.value,
            "exact": repr(node.data),
            "leaf": node.is_leaf,
            "gradient": node.requires_grad,
            **({"whereabouts": scene.places[node]} if node in scene.places else {}),
        }

    def all_operands(self) -> list[dict[str, Any]]:
        steps = (step for step in self.scene.right.steps if isinstance(step, Backward))
        flows = {(step.node, step.i): step for step in steps}
        return [self.operand(use, flows.get(use)) for use in self.operands]

    def operand(self, use: Use, step: Backward | None) -> dict[str, Any]:
        node, i = use
        return {
            "from": self.ids[node.operands[i]],
            "to": self.ids[node],
            "flows": step is not None,
            "slope": self.scene.captions.slope_in_full(node, i) if step else "",
            "local": number(step.local) if step else "",
        }

    def group(self, group: Group) -> dict[str, Any]:
        inside = self.scene.insides[group]
        return {
            "title": inside.title,
            "short": inside.short,
            "notes": inside.notes,
            "cells": [_cell(fact) for fact in inside.facts],
            "captions": inside.captions,
            "members": [self.ids[node] for node in group.members],
            "outputs": [self.ids[node] for node in group.outputs],
            "parameters": [self.ids[node] for node in group.parameters],
            "result": self.scene.root in group.outputs,
            "titleWidth": round(title_width(group), 1),
        }

    def picture(self, view: View, placement: Placement) -> dict[str, Any]:
        lines = zip(view.lines, placement.edges, strict=True)
        return {
            "width": round(placement.width, 1),
            "height": round(placement.height, 1),
            "boxes": [[self.ids[box], *_rounded(placement.boxes[box])] for box in view.boxes],
            "edges": [self.edge(line, drawn) for line, drawn in lines],
            "cluster": placement.frame and _rounded(placement.frame),
            "stops": view.stops(self.scene.right.steps) if view.folds else None,
        }

    def edge(self, line: Line, drawn: Edge) -> list[Any]:
        # Without keys: with many groups there are many edges.
        operands = [self.operands[use] for use in line.uses]
        ends = [self.ids[line.tail], self.ids[line.head], operands]
        return [*ends, _path(drawn), _rounded(drawn.tip), _angle(drawn), _rounded(drawn.label)]

    def traversal(self, track: Track) -> dict[str, Any]:
        steps = zip(track.steps, track.wrong, strict=True)
        return {
            "title": track.title,
            "steps": [self.step(step, wrong) for step, wrong in steps],
            "captions": track.captions,
            "diverges": 1 + track.wrong.index(True) if True in track.wrong else 0,
        }

    def step(self, step: Step, wrong: bool) -> dict[str, Any]:
        if isinstance(step, Forward):
            return {"node": self.ids[step.node]}
        if isinstance(step, Seed):
            gradient = step.gradient
            return {"node": self.ids[step.node], "after": number(gradient), "exact": repr(gradient)}
        folds = bool(self.scene.insides)
        return {
            "operand": self.operands[step.node, step.i],
            "chip": chip_lines(step, folds),
            "room": _rounded(chip_size(step, folds)),
            "after": number(step.after),
            "exact": repr(step.after),
            "wrong": wrong,
        }


def _cell(fact: Fact) -> dict[str, Any]:
    return {**fact._asdict(), "x": round(fact.x, 1), "shown": round(fact.shown, 1)}


def _rounded(lengths: Iterable[float]) -> list[float]:
    return [round(length, 1) for length in lengths]


def _path(edge: Edge) -> str:
    points = [f"{x:.1f} {y:.1f}" for x, y in edge.points]
    if edge.is_straight:
        return f"M{points[0]}L" + " ".join(points[3::3])
    return f"M{points[0]}C" + " ".join(points[1:])


def _angle(edge: Edge) -> float:
    (x, y), (u, v) = edge.points[-1], edge.tip
    return round(math.degrees(math.atan2(v - y, u - x)), 1)
