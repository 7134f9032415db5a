"""The gallery: programs, each with the live page and the picture that it makes."""

import ast
from pathlib import Path
from runpy import run_path
from typing import Any, NamedTuple

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .pages import HERE, Site

__all__ = ["Exhibit", "exhibits", "write_gallery"]

# In the order of what a class meets first.
NAMES = ("neuron", "twice", "network", "moons", "spirals", "sine", "digits", "names")


class Exhibit(NamedTuple):
    """A program that leaves a `page` and a `picture`; its docstring says what they show."""

    name: str
    about: str
    code: str

    @property
    def address(self) -> str:
        """Return where its page is."""
        return f"gallery/{self.name}.html"

    @property
    def live(self) -> str:
        """Return where its live page is."""
        return f"gallery/{self.name}-live.html"

    @property
    def picture(self) -> str:
        """Return where its picture is."""
        return f"gallery/{self.name}.svg"

    @property
    def colored(self) -> str:
        """Return the program as HTML."""
        return str(highlight(self.code, PythonLexer(), HtmlFormatter(nobackground=True)))


def exhibits() -> list[Exhibit]:
    """Return all exhibits in their order."""
    return [_exhibit(HERE / "gallery" / f"{name}.py") for name in NAMES]


def write_gallery(site: Site) -> None:
    """Run each program; write a page of it, its live page and its picture."""
    for exhibit in exhibits():
        made = run_path(str(HERE / "gallery" / f"{exhibit.name}.py"))
        (site.folder / "gallery").mkdir(exist_ok=True)
        made["page"].save(site.folder / exhibit.live)
        _save_picture(made["picture"], site.folder / exhibit.picture)
        site.page(exhibit.address, "exhibit.html.j2", exhibit=exhibit)
    site.page("gallery/index.html", "gallery.html.j2", exhibits=exhibits())


def _exhibit(path: Path) -> Exhibit:
    code = path.read_text("utf-8")
    about = ast.get_docstring(ast.parse(code)) or ""
    return Exhibit(path.stem, about, code)


def _save_picture(picture: Any, path: Path) -> None:
    """Save a drawing, or the figure of axes."""
    if hasattr(picture, "pipe"):
        path.write_bytes(picture.pipe("svg"))
    else:
        picture.figure.savefig(path)
