"""A scene as one self-contained HTML page: template, style and script, with the data as JSON."""

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
from viz.graph.folding import Box, Group
from viz.style import THEMES, number
from viz.walkthrough.captions import product
from viz.walkthrough.folded_boxes import Fact
from viz.walkthrough.layout import Edge, Placement
from viz.walkthrough.pictures import Line, Use, View
from viz.walkthrough.steps import Backward, Forward, Seed, Step
from viz.walkthrough.walk_data import Scene, Track, chip_size, title_width

__all__ = ["page", "page_data"]

SCRIPTS = (
    *("walk_graph.js", "walk_fold.js", "walk_picture.js", "walk_view.js"),
    *("walk_details.js", "walk_places.js", "walk_lane.js", "walk.js"),
)

MARK = re.compile(r"\{\{([a-z ]+)\}\}")


def page(scene: Scene, compare: bool) -> str:
    """Write the page; it asks nothing of a network.

    Labels stand in it as data only, and the one script that may run is known by its hash.
    """
    script = "\n".join(_file(name) for name in SCRIPTS)
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    parts = {
        "title": html.escape(f"Walk: {scene.title}"),
        "colors": _colors(),
        "style": _file("walk.css"),
        "script": script,
        "script hash": f"sha256-{digest}",
        "data": _json(page_data(scene, compare)),
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


def page_data(scene: Scene, compare: bool) -> dict[str, Any]:
    """Return what the script shows: numbers with 4 digits, and exactly as Python writes them.

    A box is known by its number: nodes come first, then groups. Only places, lines and stops
    depend on the view.
    """
    boxes: list[Box] = [*scene.names, *scene.insides]
    ids = {box: i for i, box in enumerate(boxes)}
    keys = [(node, i) for node in scene.names for i in range(len(node.operands))]
    edges = {key: k for k, key in enumerate(keys)}
    tracks = [scene.right, scene.naive] if scene.naive else [scene.right]
    flows = {(s.node, s.i): s for s in scene.right.steps if isinstance(s, Backward)}
    return {
        "root": scene.names[scene.root],
        "nodes": [_node(scene, node) for node in scene.names],
        "edges": [_edge(scene, ids, key, flows.get(key)) for key in keys],
        "groups": [_group(scene, ids, group) for group in scene.insides],
        "views": [
            _view(scene, view, placement, ids, edges)
            for view, placement in zip(scene.views, scene.placements, strict=True)
        ],
        "walks": [_walk(track, ids, edges, bool(scene.insides)) for track in tracks],
        "verdict": scene.verdict,
        "compare": compare,
    }


def _node(scene: Scene, node: Value) -> dict[str, Any]:
    look = scene.looks[node]
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
        **({"place": scene.places[node]} if node in scene.places else {}),
    }


def _edge(scene: Scene, ids: Mapping[Box, int], use: Use, step: Backward | None) -> dict[str, Any]:
    node, i = use
    return {
        "from": ids[node.operands[i]],
        "to": ids[node],
        "flows": step is not None,
        "slope": scene.captions.slope_in_full(node, i) if step else "",
        "local": number(step.local) if step else "",
    }


def _group(scene: Scene, ids: Mapping[Box, int], group: Group) -> dict[str, Any]:
    inside = scene.insides[group]
    return {
        "title": inside.title,
        "short": inside.short,
        "notes": inside.notes,
        "facts": [_fact(fact) for fact in inside.facts],
        "captions": inside.captions,
        "members": [ids[node] for node in group.members],
        "outputs": [ids[node] for node in group.outputs],
        "parameters": [ids[node] for node in group.parameters],
        "result": scene.root in group.outputs,
        "frame": round(title_width(group), 1),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {**fact._asdict(), "x": round(fact.x, 1), "shown": round(fact.shown, 1)}


def _view(
    scene: Scene,
    view: View,
    placement: Placement,
    ids: Mapping[Box, int],
    edges: Mapping[Use, int],
) -> dict[str, Any]:
    lines = zip(view.lines, placement.edges, strict=True)
    return {
        "width": round(placement.width, 1),
        "height": round(placement.height, 1),
        "boxes": [[ids[box], *_rounded(placement.boxes[box])] for box in view.boxes],
        "lines": [_line(line, drawn, ids, edges) for line, drawn in lines],
        "frame": placement.frame and _rounded(placement.frame),
        "stops": view.stops(scene.right.steps) if view.folds else None,
    }


def _line(line: Line, drawn: Edge, ids: Mapping[Box, int], edges: Mapping[Use, int]) -> list[Any]:
    # Without names: with many groups there are many lines.
    ends = [ids[line.tail], ids[line.head], [edges[use] for use in line.uses]]
    return [*ends, _path(drawn), _rounded(drawn.tip), _angle(drawn), _rounded(drawn.label)]


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


def _walk(
    track: Track, ids: Mapping[Box, int], edges: Mapping[Use, int], folds: bool
) -> dict[str, Any]:
    steps = zip(track.steps, track.wrong, strict=True)
    return {
        "title": track.title,
        "steps": [_step(step, wrong, ids, edges, folds) for step, wrong in steps],
        "captions": track.captions,
        "parts": 1 + track.wrong.index(True) if True in track.wrong else 0,
    }


def _step(
    step: Step,
    wrong: bool,
    ids: Mapping[Box, int],
    edges: Mapping[Use, int],
    folds: bool,
) -> dict[str, Any]:
    if isinstance(step, Forward):
        return {"node": ids[step.node]}
    if isinstance(step, Seed):
        gradient = step.gradient
        return {"node": ids[step.node], "after": number(gradient), "exact": repr(gradient)}
    return {
        "edge": edges[step.node, step.i],
        "factors": product(step),
        "contribution": number(step.contribution),
        "added": repr(step.contribution),
        "after": number(step.after),
        "exact": repr(step.after),
        "room": round(chip_size(step, folds)[0], 1),
        "wrong": wrong,
    }
