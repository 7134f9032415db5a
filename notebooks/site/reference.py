"""The reference: every public name from its docstring and its types, by pdoc."""

from pathlib import Path

import pdoc

from .pages import Site

__all__ = ["write_reference"]

MODULES = ("chalkgrad", "engine", "engine.extend", "nn", "nn.data", "viz")


def write_reference(site: Site) -> None:
    """Write a page for each door."""
    pdoc.render.configure(docformat="markdown", search=True, show_source=True)
    pdoc.pdoc(*MODULES[1:], output_directory=Path(site.folder, "reference"))
