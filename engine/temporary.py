"""Temporary folders: the process that made one removes it, and no other does."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

__all__ = ["remove_folder", "temporary_folder"]

_makers: dict[Path, int] = {}  # the process that made each folder; a forked child inherits them


def temporary_folder(prefix: str) -> Path:
    """Make a folder that belongs to this user alone; it is removed when this process exits.

    A child that was forked of this process leaves it alone.
    """
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    _makers[folder] = os.getpid()
    return folder


def remove_folder(folder: Path) -> None:
    """Remove a temporary folder now, if this process made it."""
    if _makers.pop(folder, None) == os.getpid():
        shutil.rmtree(folder, ignore_errors=True)


@atexit.register
def _remove_all() -> None:
    for folder in [*_makers]:
        remove_folder(folder)
