"""Building: each part of the site, one after the other."""

import time
from collections.abc import Callable
from pathlib import Path

from .formulas import write_fonts
from .front import write_front
from .gallery import write_gallery
from .lectures import write_lectures
from .pages import Site
from .reference import write_reference
from .try_it import write_try_it

__all__ = ["build"]

PARTS: dict[str, Callable[[Site], None]] = {
    "style": Site.style,
    "fonts of formulas": write_fonts,
    "lectures": write_lectures,
    "gallery": write_gallery,
    "reference": write_reference,
    "try it": write_try_it,
    "front page": write_front,
}


def build(folder: Path, say: Callable[[str], None] = print) -> None:
    """Write the site to a folder, made anew; say what took how long.

    Raises FileExistsError for a folder with files that are none of a site's.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "style.css").exists():
        raise FileExistsError(
            f"out: given {str(folder)!r}, which holds other files; allowed: a new folder, or one that "
            "holds a site"
        )
    site = Site(folder)
    for name, write in PARTS.items():
        start = time.perf_counter()
        write(site)
        say(f"{name}: {time.perf_counter() - start:.1f} s")
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    say(f"{folder}: {len(files)} files, {size / 1e6:.1f} MB; open {folder / 'index.html'}")
