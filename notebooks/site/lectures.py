"""Lectures to read: each notebook as a page, beside the live pages that it writes."""

import re
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbclient import NotebookClient

from .notebook_pages import body, title
from .pages import HERE, Site

__all__ = ["Lecture", "lectures", "write_lectures"]

NOTEBOOKS = HERE.parent
WRITTEN = re.compile(r'src="([\w.]+\.html)"')  # in a frame that a cell shows
SECONDS = 300  # that a lecture takes at most


class Lecture(NamedTuple):
    """A notebook, and what the pages say of it."""

    path: Path
    title: str
    about: str
    picture: str  # its file, "" without

    @property
    def address(self) -> str:
        """Return where its page is."""
        return f"lectures/{self.path.stem}.html"


def lectures() -> list[Lecture]:
    """Return the lectures in their order."""
    return [_lecture(path) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]


def write_lectures(site: Site) -> None:
    """Write the page of each lecture, its notebook to take along, and the pages that it writes."""
    every = lectures()
    for before, lecture, after in zip([None, *every], every, [*every[1:], None], strict=False):
        notebook = nbformat.read(lecture.path, as_version=4)
        text = body(notebook)
        site.write(f"lectures/{lecture.path.name}", lecture.path.read_bytes())
        if WRITTEN.search(text):
            _write_live_pages(site, notebook)
        site.page(
            lecture.address,
            "lecture.html.j2",
            lecture=lecture,
            body=text,
            before=before,
            after=after,
            can_run=site.has("lite/index.html"),
        )


def _write_live_pages(site: Site, notebook: nbformat.NotebookNode) -> None:
    """Run a lecture in the folder of the lectures, where it writes its pages."""
    folder = site.folder / "lectures"
    NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": folder}}).execute()


def _lecture(path: Path) -> Lecture:
    notebook = nbformat.read(path, as_version=4)
    about = notebook.cells[0].source.split("\n\n")[1].replace("\n", " ").removesuffix(" You will")
    picture = NOTEBOOKS / "pictures" / f"{path.stem}.svg"
    return Lecture(path, title(notebook), about, picture.name if picture.exists() else "")
