"""The reference: every public name from its docstring and its types, by pdoc."""

import warnings
from importlib import import_module
from pathlib import Path

import pdoc

from .pages import Site

__all__ = ["write_reference"]

DOORS = ("engine", "engine.extend", "nn", "nn.data", "viz")


def write_reference(site: Site) -> None:
    """Write a page for each door."""
    for door in map(import_module, DOORS):
        for name in dir(door):
            getattr(door, name)  # some are imported when they are asked for
    pdoc.render.configure(docformat="markdown")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*torch", UserWarning)  # need not be there
        pdoc.pdoc(*DOORS, output_directory=Path(site.folder, "reference"))
