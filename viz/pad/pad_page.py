"""A drawing pad: the student's own network, which answers to what one draws in a page."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viz.pad.pad_data import pad_data
from viz.style import check_theme
from viz.web import build_page, framed, save_page

if TYPE_CHECKING:
    from nn import Module

__all__ = ["DrawingPad", "drawing_pad"]

WEB = Path(__file__).with_name("web")
TITLE = "Drawing pad"
HEIGHT = 640  # of the frame in a notebook
WITHOUT_SCRIPTS = "Here one draws, and a network answers; that needs scripts."


def drawing_pad(
    model: "Module",
    X: Any = None,
    y: Any = None,
    *,
    shape: Sequence[int] | None = None,
    classes: Sequence[str] | None = None,
    levels: int = 17,
    ink: Sequence[float] = (0.0, 1.0),
    theme: str = "auto",
) -> "DrawingPad":
    """Make a page on which one draws, and a model of yours answers at once.

    It shows the probability of each class, and the gradient of the score of one of them with
    respect to each pixel.

    model    takes a row of pixels, row after row from the top left, and has a score for each class
    X, y     samples to begin with, the first 20 of which are shown; y: the number of their classes
    shape    (rows, columns) of the pixels; by default a square of as many as X has columns
    classes  names of the classes; by default their numbers, 0, 1, …
    levels   of ink that drawing knows, the empty pixel and the full one among them
    ink      numbers of an empty pixel and of a full one
    theme    "light", "dark", or "auto", as the notebook or else the screen is

    The model is left as it is. Raises TypeError for what is no model, and ValueError, with what to
    write instead, for one that cannot be traced, as the page runs its program, and for samples,
    names and settings that do not fit.
    """
    check_theme(theme)
    data = pad_data(model, X, y, shape=shape, classes=classes, levels=levels, ink=ink)
    return DrawingPad(build_page(WEB, TITLE, data, theme=theme), data["rows"], data["columns"])


class DrawingPad:
    """A page to draw on, which shows itself in a notebook and saves itself."""

    def __init__(self, text: str, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns
        self._text = text

    def page(self) -> str:
        """Return the page, which needs nothing else."""
        return self._text

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page to an .html file.

        Raises ValueError for another ending, OSError if the file cannot be written.
        """
        save_page(path, self._text)

    def __repr__(self) -> str:
        return f"Drawing pad of {self.rows} × {self.columns} pixels"

    def _repr_html_(self) -> str:
        return framed(self._text, TITLE, HEIGHT, grows=True, rest=WITHOUT_SCRIPTS)
