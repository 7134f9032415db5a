"""What Graphviz makes of a drawing: a picture in any of its formats, or where everything stands."""

import json
import re
import sys
from collections.abc import Sequence
from typing import Any

import graphviz

from viz.graph.dot_program import NEXT
from viz.graph.placing import with_placed_labels
from viz.graph.themes import follow_screen

if sys.platform == "emscripten":  # where no process can be started
    from viz.graph.in_browser import run
else:
    from viz.graph.process import run

__all__ = ["DPI", "graphviz_json", "picture"]

DPI = 144  # of PNG: twice the screen's 72, so that letters are sharp
PNG_INCHES = 22  # a larger PNG is scaled down to this width and height
OPAQUE = ["-Gbgcolor=white"]  # for formats that have no transparent ground, which would be black
SETTINGS = {
    "png": lambda dpi: [f"-Gdpi={dpi}", f"-Gsize={PNG_INCHES}"],
    "jpg": lambda dpi: OPAQUE,
    "jpeg": lambda dpi: OPAQUE,
}

OPENED_TEXT = re.compile(rb"<text [^>]*>")
SHARED = re.compile(rb' (?:font-family|xml:space)="[^"]*"')
FITTING = b' style="max-width:100%;height:auto"'

LABELLED = re.compile(r"^\s*n\d+\S* -> n\d+\S* \[.*\blabel=(?:\"[^\"]|[^\"<\s])", re.MULTILINE)

PDF_DATE = re.compile(rb"(/CreationDate \(D:)\d{14}")  # the same graph gives the same bytes


def picture(source: str, engine: str, format: str, dpi: int, quiet: bool = False) -> bytes:
    """Return the picture of a text in DOT; labels of edges are placed anew.

    Raises what `run` raises; ValueError for an unknown format or engine.
    """
    _check_names(format, engine)
    if engine == "dot" and LABELLED.search(source):
        laid_out = run(source, engine, ["json0", "dot"], quiet=quiet).decode("utf-8")
        told, end = json.JSONDecoder().raw_decode(laid_out)
        source, engine, quiet = with_placed_labels(laid_out[end:], told), "nop2", True
    settings = SETTINGS.get(format, lambda dpi: [])(dpi)
    drawn = PDF_DATE.sub(rb"\g<1>20000101000000", run(source, engine, [format], settings, quiet))
    return _for_pages(drawn) if format == "svg" else drawn


def graphviz_json(sources: Sequence[str]) -> list[dict[str, Any]]:
    """Lay several texts in DOT out in one process; return what Graphviz tells of each in JSON."""
    text = run(NEXT.join(sources), "dot", ["json0"]).decode("utf-8").strip()
    told = []
    while text:
        one, end = json.JSONDecoder().raw_decode(text)
        told.append(one)
        text = text[end:].lstrip()
    return told


def _check_names(format: str, engine: str) -> None:
    for name, given, allowed in (
        ("format", format, graphviz.FORMATS),
        ("engine", engine, graphviz.ENGINES),
    ):
        if given not in allowed:
            raise ValueError(f"{name}: given {given!r}; allowed: {', '.join(sorted(allowed))}")


def _for_pages(svg: bytes) -> bytes:
    """Let a wide drawing shrink to its page, and say once what every text repeats.

    Notebooks store many drawings, and this is a sixth of each.
    """
    first = OPENED_TEXT.search(svg)
    shared = SHARED.findall(first[0]) if first else []
    svg = follow_screen(OPENED_TEXT.sub(lambda text: _without(text[0], shared), svg))
    return svg.replace(b"<svg", b"".join([b"<svg", FITTING, *shared]), 1)


def _without(text: bytes, attributes: list[bytes]) -> bytes:
    for attribute in attributes:
        text = text.replace(attribute, b"")
    return text
