"""A page in the frame that a notebook shows at the end of a cell."""

import html
from functools import cache
from pathlib import Path

__all__ = ["framed"]

HERE = Path(__file__).parent
MARKS = {"&": "&amp;", "'": "&#39;", "<": "&lt;", "\n": "&#10;"}  # & first, as it is in the others


def framed(
    page: str,
    title: str,
    height: float,
    *,
    grows: bool = False,
    downloads: bool = False,
    rest: str = "",
) -> str:
    """Return HTML that shows a page as a document of its own, which nothing around can disturb.

    height     of the frame, in pixels
    grows      whether the frame becomes as high as the page says that it is
    downloads  whether the page offers files to keep
    rest       what is left of it where a page is shown without scripts

    A script beside the frame tells the page whether the notebook is light or dark. It reads
    nothing of the notebook but that.
    """
    allowed = "allow-scripts allow-downloads" if downloads else "allow-scripts"
    return (
        f'<iframe title="{html.escape(title)}" sandbox="{allowed}" '
        f"{'data-grows=true ' if grows else ''}srcdoc='{_quoted(page)}' "
        f'style="width:100%;height:{height:.0f}px;border:0">{html.escape(rest)}</iframe>'
        f"<script>{_host()}</script>"
    )


def _quoted(page: str) -> str:
    """Return a page as an attribute in single quotes, as short as a notebook can store it.

    There the end of a line costs more than the letters that stand for it, and so does a double
    quote that is escaped for HTML.
    """
    for mark, written in MARKS.items():
        page = page.replace(mark, written)
    return page


@cache
def _host() -> str:
    return (HERE / "host.js").read_text("utf-8")
