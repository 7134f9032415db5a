"""A walk as one self-contained HTML page: template, style and script, with the data as JSON."""

import base64
import hashlib
import html
import json
import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine import Value
from viz.graph import Box, Group
from viz.style import THEMES, number
from viz.walkthrough.captions import product
from viz.walkthrough.folded_boxes import Cell
from viz.walkthrough.layout import Layout
from viz.walkthrough.pictures import Edge, Picture
from viz.walkthrough.sizes import chip_size, title_size
from viz.walkthrough.splines import Spline
from viz.walkthrough.steps import Backward, Forward, Operand, Seed, WalkStep
from viz.walkthrough.traversals import Traversal
from viz.walkthrough.walk_data import WalkData

__all__ = ["page", "page_data"]

SCRIPTS = (
    *("walk_graph.js", "walk_fold.js", "walk_picture.js", "walk_view.js"),
    *("walk_details.js", "walk_places.js", "walk_lane.js", "walk.js"),
)

MARK = re.compile(r"\{\{([a-z ]+)\}\}")


def page(data: WalkData, compare: bool) -> str:
    """Write the page; it asks nothing of a network.

    Labels stand in it as data only, and the one script that may run is known by its hash.
    """
    script = "\n".join(_file(name) for name in SCRIPTS)
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    parts = {
        "title": html.escape(f"Walk: {data.title}"),
        "colors": _colors(),
        "style": _file("walk.css"),
        "script": script,
        "script hash": f"sha256-{digest}",
        "data": _json(page_data(data, compare)),
    }
    return MARK.sub(lambda mark: parts[mark[1]], _file("walk.html"))


@cache
def _file(name: str) -> str:
    return Path(__file__).with_name("web").joinpath(name).read_text("utf-8")


def _colors() -> str:
    light, dark = (
        "".join(f"--{name}:{color};" for name, color in THEMES[theme].items())
        for theme in ("light", "dark")
    )
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )


def _json(data: Any) -> str:
    # < could end the script element, and a lone surrogate has no place in UTF-8; JSON has an escape
    # for either.
    return json.dumps(data, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def page_data(data: WalkData, compare: bool) -> dict[str, Any]:
    """Return what the script shows: numbers with 4 digits, and exactly as Python writes them.

    A box is known by its number: nodes come first, then groups. Only places, lines and stops
    depend on the view.
    """
    boxes: list[Box] = [*data.names, *data.folded_boxes]
    ids = {box: i for i, box in enumerate(boxes)}
    keys = [(node, i) for node in data.names for i in range(len(node.operands))]
    edges = {key: k for k, key in enumerate(keys)}
    flows = {s.operand: s for s in data.right.steps if isinstance(s, Backward)}
    return {
        "root": data.names[data.root],
        "nodes": [_node(data, node) for node in data.names],
        "edges": [_edge(data, ids, key, flows.get(key)) for key in keys],
        "groups": [_group(data, ids, group) for group in data.folded_boxes],
        "views": [
            _picture(data, picture, layout, ids, edges)
            for picture, layout in zip(data.pictures, data.layouts, strict=True)
        ],
        "walks": [
            _walk(traversal, ids, edges, bool(data.folded_boxes)) for traversal in data.traversals
        ],
        "verdict": data.verdict,
        "compare": compare,
    }


def _node(data: WalkData, node: Value) -> dict[str, Any]:
    label = data.labels[node]
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
        **({"place": data.whereabouts[node]} if node in data.whereabouts else {}),
    }


def _edge(
    data: WalkData, ids: Mapping[Box, int], operand: Operand, step: Backward | None
) -> dict[str, Any]:
    node, i = operand
    return {
        "from": ids[node.operands[i]],
        "to": ids[node],
        "flows": step is not None,
        "slope": data.captions.slope_in_full(step) if step else "",
        "local": number(step.local) if step else "",
    }


def _group(data: WalkData, ids: Mapping[Box, int], group: Group) -> dict[str, Any]:
    folded = data.folded_boxes[group]
    return {
        "title": folded.title,
        "short": folded.short,
        "notes": folded.notes,
        "facts": [_cell(cell) for cell in folded.cells],
        "captions": folded.captions,
        "members": [ids[node] for node in group.members],
        "outputs": [ids[node] for node in group.outputs],
        "parameters": [ids[node] for node in group.parameters],
        "result": data.root in group.outputs,
        "frame": round(title_size(group)[0], 1),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {**cell._asdict(), "x": round(cell.x, 1), "shown": round(cell.shown, 1)}


def _picture(
    data: WalkData,
    picture: Picture,
    layout: Layout,
    ids: Mapping[Box, int],
    edges: Mapping[Operand, int],
) -> dict[str, Any]:
    lines = zip(picture.edges, layout.splines, strict=True)
    return {
        "width": round(layout.width, 1),
        "height": round(layout.height, 1),
        "boxes": [[ids[box], *_rounded(layout.boxes[box])] for box in picture.boxes],
        "lines": [_line(edge, spline, ids, edges) for edge, spline in lines],
        "frame": layout.cluster and _rounded(layout.cluster),
        "stops": picture.stops(data.right.steps) if picture.folds else None,
    }


def _line(
    edge: Edge, spline: Spline, ids: Mapping[Box, int], edges: Mapping[Operand, int]
) -> list[Any]:
    # Without names: with many groups there are many lines.
    ends = [ids[edge.tail], ids[edge.head], [edges[operand] for operand in edge.operands]]
    return [*ends, _path(spline), _rounded(spline.tip), _angle(spline), _rounded(spline.label)]


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


def _walk(
    traversal: Traversal, ids: Mapping[Box, int], edges: Mapping[Operand, int], folds: bool
) -> dict[str, Any]:
    steps = zip(traversal.steps, traversal.wrong, strict=True)
    return {
        "title": traversal.title,
        "steps": [_step(step, wrong, ids, edges, folds) for step, wrong in steps],
        "captions": traversal.captions,
        "parts": 1 + traversal.wrong.index(True) if True in traversal.wrong else 0,
    }


def _step(
    step: WalkStep,
    wrong: bool,
    ids: Mapping[Box, int],
    edges: Mapping[Operand, int],
    folds: bool,
) -> dict[str, Any]:
    if isinstance(step, Forward):
        return {"node": ids[step.node]}
    if isinstance(step, Seed):
        gradient = step.gradient
        return {"node": ids[step.node], "after": number(gradient), "exact": repr(gradient)}
    return {
        "edge": edges[step.operand],
        "factors": product(step),
        "contribution": number(step.contribution),
        "added": repr(step.contribution),
        "after": number(step.after),
        "exact": repr(step.after),
        "room": round(chip_size(step, folds)[0], 1),
        "wrong": wrong,
    }
