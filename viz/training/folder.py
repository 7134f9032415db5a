"""The folder that both pages of training are built from, and the frame that shows them."""

from pathlib import Path
from typing import Any

from viz.training.choices import page_choices
from viz.web import build_page, framed

__all__ = ["built", "in_frame"]

LIVE = Path(__file__).with_name("live")
HEIGHT = 740  # of the frame in a notebook, where everything is in view at once


def built(title: str, data: dict[str, Any], theme: str, *, main: str = "main.js") -> str:
    """Return a page as text; main: file of its script, see `build_page`."""
    data = {**data, **page_choices(len(data["limits"]))}
    return build_page(LIVE, title, data, theme=theme, main=main)


def in_frame(page: str, title: str, *, trains: bool) -> str:
    """Return what shows a page in a notebook; one that trains saves files."""
    return framed(page, title, HEIGHT, grows=True, downloads=trains)
