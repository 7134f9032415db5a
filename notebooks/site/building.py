"""Building: each part of the site, one after the other."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from .formulas import write_fonts
from .front import write_front
from .gallery import write_gallery
from .lectures import write_lectures
from .lite import write_lite
from .pages import Site
from .reference import write_reference
from .try_it import write_try_it

__all__ = ["build"]

Part = tuple[str, Callable[[], None]]


def build(folder: Path, pyodide: Path | None = None, say: Callable[[str], None] = print) -> None:
    """Write the site to a folder; say what took how long.

    pyodide  a folder or an archive with the packages of Pyodide's distribution; without it they are
             fetched. Where they are not to be had the lectures can be read, and not run.

    Raises FileExistsError for a folder with files that are none of a site's, RuntimeError where
    Node.js or a package is missing.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "style.css").exists():
        raise FileExistsError(
            f"out: given {str(folder)!r}, which holds other files; allowed: a new folder, or one "
            "that holds a site"
        )
    site = Site(folder)
    for name, write in _parts(site, pyodide, say):
        start = time.perf_counter()
        write()
        say(f"{name}: {time.perf_counter() - start:.1f} s")
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    say(f"{folder}: {len(files)} files, {size / 1e6:.1f} MB; open {folder / 'index.html'}")


def _parts(site: Site, pyodide: Path | None, say: Callable[[str], None]) -> Iterator[Part]:
    yield "style", site.style
    yield "fonts of formulas", lambda: write_fonts(site)
    yield "lectures to run", lambda: _lite_if_possible(site, pyodide, say)
    yield "lectures to read", lambda: write_lectures(site)
    yield "gallery", lambda: write_gallery(site)
    yield "reference", lambda: write_reference(site)
    yield "try it", lambda: write_try_it(site)
    yield "front page", lambda: write_front(site)


def _lite_if_possible(site: Site, pyodide: Path | None, say: Callable[[str], None]) -> None:
    try:
        write_lite(site, pyodide)
    except FileNotFoundError as error:
        if pyodide is not None:
            raise
        say(f"without lectures to run: {error}")
