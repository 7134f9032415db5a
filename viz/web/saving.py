"""A page as a file."""

import os
from pathlib import Path

from engine.extend import ending, write_file

__all__ = ["save_page"]


def save_page(path: str | os.PathLike[str], text: str) -> None:
    """Write a page to an .html file.

    Raises ValueError for another ending, OSError if the file cannot be written.
    """
    path = Path(path)
    if ending(path) != ".html":
        raise ValueError(f"path: given {str(path)!r}; allowed: a name ending in .html")
    write_file(path, text.encode("utf-8"))
