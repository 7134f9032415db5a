"""Pages: templates filled in, in a folder whose files link to one another by relative addresses."""

import os
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.extend import write_file
from viz.style import THEMES

__all__ = ["HERE", "Site"]

HERE = Path(__file__).parent


class Site:
    """The folder of a site, and how its pages are written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def has(self, address: str) -> bool:
        """Tell whether a file of the site has been written."""
        return (self.folder / address).exists()

    def write(self, address: str, content: str | bytes) -> None:
        """Write a file, and the folders that it is in."""
        path = self.folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, content.encode("utf-8") if isinstance(content, str) else content)

    def page(self, address: str, template: str, **variables: Any) -> None:
        """Write a page; in its template `to(address)` is the link to another file of the site."""
        start = Path(address).parent

        def to(other: str) -> str:
            return os.path.relpath(other, start)

        text = self._templates.get_template(template).render(to=to, here=address, **variables)
        self.write(address, text)

    def style(self) -> None:
        """Write the style of all pages, in the colours of the pictures."""
        colors = {
            theme: "".join(f"--{name}:{color};" for name, color in THEMES[theme].items())
            for theme in ("light", "dark")
        }
        self.write(
            "style.css",
            f":root{{color-scheme:light dark;{colors['light']}}}\n"
            f"@media screen and (prefers-color-scheme:dark){{:root{{{colors['dark']}}}}}\n"
            + (HERE / "static" / "style.css").read_text("utf-8"),
        )
