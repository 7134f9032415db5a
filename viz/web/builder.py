"""A page from a folder of templates and modules, and from data."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from viz.web.modules import join
from viz.web.palette import palette, rule

__all__ = ["build_page"]

HERE = Path(__file__).parent
MARK = re.compile(r"\{\{([a-z]+)\}\}")


def build_page(
    folder: Path,
    title: str,
    data: Any,
    properties: Mapping[str, str] | None = None,
    theme: str = "auto",
    *,
    main: str = "main.js",
) -> str:
    """Return a page as text.

    folder      with body.html, style.css, and the file of main
    title       of the document; in body.html it stands for {{title}}
    data        what JSON can hold; the script gets it from `readData` of dom.js
    properties  custom properties of CSS by name, such as {"gap": "12px"}
    theme       "light", "dark", or "auto": as the notebook around is, else as the screen
    main        file of the script; pages of one folder have one body and one style

    Raises ValueError for numbers in the data that are not finite, and for modules that cannot be
    joined.
    """
    script = join(folder / main)
    texts = {
        "title": html.escape(title),
        "theme": "" if theme == "auto" else f' data-theme="{theme}"',
        "policy": _policy(script),
        "palette": palette(),
        "properties": rule(":root", properties or {}),
        "style": _text(HERE / "page.css") + _text(folder / "style.css"),
        "data": _json(data),
        "script": script,
    }
    # The body has marks of its own; what fills a mark, labels among it, is not looked through.
    template = _text(HERE / "page.html").replace("{{body}}", _text(folder / "body.html"))
    return MARK.sub(lambda mark: texts[mark[1]], template)


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _policy(script: str) -> str:
    """Return the content security policy: no network, and no script but this one."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def _json(data: Any) -> str:
    # < could end the script element, and a lone surrogate has no place in UTF-8; JSON has an escape
    # for either.
    return json.dumps(data, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
