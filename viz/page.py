"""A scene as one self-contained HTML page: template, style and script, with the data as JSON."""

import base64
import hashlib
import html
import json
import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine import Value
from viz.placement import Edge
from viz.scene import Scene, Track, chip_width, product
from viz.steps import Backward, Forward, Seed, Step
from viz.style import THEMES, number

__all__ = ["page", "page_data"]

SCRIPTS = ("walk_graph.js", "walk_view.js", "walk_lane.js", "walk.js")

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
    return Path(__file__).with_name(name).read_text("utf-8")


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
    """Return what the script shows: numbers with 4 digits, and exactly as Python writes them."""
    ids = {node: i for i, node in enumerate(scene.names)}
    keys = [(node, i) for node in ids for i in range(len(node.operands))]
    edges = {key: k for k, key in enumerate(keys)}
    tracks = [scene.right, scene.naive] if scene.naive else [scene.right]
    flows = {(s.node, s.i): s for s in scene.right.steps if isinstance(s, Backward)}
    return {
        "root": scene.names[scene.root],
        "width": round(scene.placement.width, 1),
        "height": round(scene.placement.height, 1),
        "nodes": [_node(scene, node) for node in ids],
        "edges": [_edge(scene, ids, key, flows.get(key)) for key in keys],
        "walks": [_walk(track, ids, edges) for track in tracks],
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
        "box": [round(length, 1) for length in scene.placement.boxes[node]],
    }


def _edge(
    scene: Scene, ids: Mapping[Value, int], key: tuple[Value, int], step: Backward | None
) -> dict[str, Any]:
    node, i = key
    drawn = scene.placement.edges[key]
    return {
        "from": ids[node.operands[i]],
        "to": ids[node],
        "path": _path(drawn),
        "tip": [round(length, 1) for length in drawn.tip],
        "angle": _angle(drawn),
        "label": [round(length, 1) for length in drawn.label],
        "flows": step is not None,
        "slope": scene.captions.slope_in_full(node, i) if step else "",
        "local": number(step.local) if step else "",
    }


def _path(edge: Edge) -> str:
    (x, y), *rest = edge.points
    return f"M{x:.1f} {y:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in rest)


def _angle(edge: Edge) -> float:
    (x, y), (u, v) = edge.points[-1], edge.tip
    return round(math.degrees(math.atan2(v - y, u - x)), 1)


def _walk(
    track: Track, ids: Mapping[Value, int], edges: Mapping[tuple[Value, int], int]
) -> dict[str, Any]:
    steps = zip(track.steps, track.wrong, strict=True)
    return {
        "title": track.title,
        "steps": [_step(step, wrong, ids, edges) for step, wrong in steps],
        "captions": track.captions,
        "parts": 1 + track.wrong.index(True) if True in track.wrong else 0,
    }


def _step(
    step: Step,
    wrong: bool,
    ids: Mapping[Value, int],
    edges: Mapping[tuple[Value, int], int],
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
        "room": round(chip_width(step), 1),
        "wrong": wrong,
    }
