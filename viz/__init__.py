"""chalkgrad's pictures: graphs and walks through them, loss curves, boundaries, training runs.

drawing    a graph of Values as a picture, `draw`
walk       backpropagation on such a graph step by step, `walk`
animation  a training run to watch, `animate_training`
playground  a network that trains in a page, `playground`
pad        a page on which one draws what a network is asked, `drawing_pad`
completion  a page in which a language model goes on with what one types, `completion`
page       one HTML file that needs nothing else: of a walk, a training, a pad, a language model
theme      the colours of a page on a light or on a dark screen
role       how a kind of node looks, in every picture

The rooms: style, and on it graph/; on these walkthrough/, training/, pad/ and text/, which do not
meet.
"""

import importlib
import sys
import typing

if typing.TYPE_CHECKING:
    from viz.pad import drawing_pad
    from viz.text import completion
    from viz.training import (
        animate_training,
        check_page_size,
        playground,
        plot_decision_boundary,
        plot_loss,
    )


def _by_path(file: str, function: str, package: str) -> None:
    # Of our engine, which takes long to import, and may not be the one that Python finds.
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "engine" / file))[function](package)


if sys.argv[:1] == ["-m"]:  # as Python has it while it imports the package for `python -m viz`
    _by_path("interruption.py", "end_quietly", "viz")

try:
    from viz.graph import Drawing, draw
    from viz.notebook import load_ipython_extension, unload_ipython_extension
    from viz.style import FONT
    from viz.walkthrough import walk
except ImportError:  # where a student's engine.py stands before ours
    _by_path("namesakes.py", "check_name", "engine")
    raise

draw_dot = draw  # micrograd's name

__all__ = [
    "FONT",
    "Drawing",
    "animate_training",
    "check_page_size",
    "completion",
    "draw",
    "draw_dot",
    "drawing_pad",
    "load_ipython_extension",
    "playground",
    "plot_decision_boundary",
    "plot_loss",
    "unload_ipython_extension",
    "walk",
]


def __getattr__(name: str) -> typing.Any:
    # What shows networks needs NumPy and nn; graphs and walks run in a page that has neither.
    if name == "drawing_pad":
        room = importlib.import_module("viz.pad")
    elif name == "completion":
        room = importlib.import_module("viz.text")
    elif name in __all__:
        room = importlib.import_module("viz.training")
    else:
        raise AttributeError(f"module 'viz' has no attribute {name!r}")
    return globals().setdefault(name, getattr(room, name))


def __dir__() -> list[str]:
    return sorted(__all__)
