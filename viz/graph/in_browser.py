"""Graphviz as WebAssembly, in the place of a process, where Python runs in a browser.

The page that runs Python brings `render(source, engine, formats, attributes)` with it, as a module
of the name chalkgrad_graphviz: it returns {format: text} of one graph, and raises RuntimeError.
"""

import importlib
from collections.abc import Sequence

from viz.graph.dot_program import NEXT
from viz.style import FONT

__all__ = ["run"]

FIRST = FONT.partition(",")[0]  # of the fonts: Graphviz has no measures of a list there


def run(
    source: str,
    engine: str,
    formats: Sequence[str],
    settings: Sequence[str] = (),
    quiet: bool = False,
) -> bytes:
    """Lay a text in DOT out; return it in several formats, one after the other.

    As `run` of process.py, but without pictures of pixels. Raises RuntimeError for what Graphviz
    cannot draw, and where it is not to be had.
    """
    try:
        render = importlib.import_module("chalkgrad_graphviz").render
    except ImportError:
        raise RuntimeError("found no Graphviz to draw with: this page has none with it") from None
    attributes = dict(setting.removeprefix("-G").split("=", 1) for setting in settings)
    drawn = []
    for one in source.replace(FONT, FIRST).split(NEXT):
        made = render(one, engine, list(formats), attributes)
        drawn += [made[format].replace(f'"{FIRST}"', f'"{FONT}"') for format in formats]
    return "".join(drawn).encode("utf-8")
