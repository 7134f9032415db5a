"""A notebook as HTML: words with formulas set, code in colours, outputs as they are stored."""

import html
import re
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .formulas import typeset

__all__ = ["body", "title"]

# The richest that a cell shows, first. Drawings stand in the page: their texts can be found.
SHOWN = ("text/html", "image/svg+xml", "image/png", "text/plain")
PROLOGUE = re.compile(r"^.*?(?=<svg)", re.DOTALL)
LECTURE, LINK = re.compile(r'(href="[\w./-]*?)\.ipynb'), r"\1.html"
TABLE = '<div class="table" tabindex="0" role="region" aria-label="Table"><table>'  # it may scroll
MARK = re.compile("\0([0-9]+)\0")
COLORS = re.compile("\x1b\\[[0-9;]*m")


class _Renderer(IPythonRenderer):
    """Markdown, with a mark in the place of each formula, for all are set together."""

    def __init__(self) -> None:
        super().__init__(escape=False, anchor_link_text="#")
        self.formulas: list[tuple[str, bool]] = []

    def inline_math(self, body: str) -> str:
        return self._marked(body, False)

    def block_math(self, body: str) -> str:
        return f'<div class="formula">{self._marked(body, True)}</div>'

    def _marked(self, formula: str, stands_alone: bool) -> str:
        self.formulas.append((formula, stands_alone))
        return f"\0{len(self.formulas) - 1}\0"


def title(notebook: NotebookNode) -> str:
    """Return the first heading."""
    return str(notebook.cells[0].source.splitlines()[0].lstrip("# "))


def body(notebook: NotebookNode) -> str:
    """Return the cells of a notebook."""
    renderer = _Renderer()
    text = "\n".join(_cell(cell, renderer) for cell in notebook.cells)
    formulas = typeset(renderer.formulas)
    return MARK.sub(lambda found: formulas[int(found[1])], text)


def _cell(cell: NotebookNode, renderer: _Renderer) -> str:
    if cell.cell_type == "markdown":
        words = MarkdownWithMath(renderer=renderer).render(cell.source)
        words = words.replace("<table>", TABLE).replace("</table>", "</table></div>")
        return f'<div class="words">{LECTURE.sub(LINK, words)}</div>'
    code = highlight(cell.source, PythonLexer(), HtmlFormatter(nobackground=True))
    if cell.metadata.get("jupyter", {}).get("source_hidden"):
        first = cell.source.splitlines()[0].lstrip("# ")
        code = f"<details><summary>{html.escape(first)}</summary>{code}</details>"
    outputs = "".join(_output(output) for output in cell.outputs)
    return f'<div class="code">{code}</div>' + (outputs and f'<div class="outputs">{outputs}</div>')


def _output(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return _text(output.text)
    if output.output_type == "error":
        return _text("\n".join(output.traceback))
    kind = next(kind for kind in SHOWN if kind in output.data)
    return RENDER[kind](output.data[kind])


def _text(text: str) -> str:
    return f"<pre tabindex=0>{html.escape(COLORS.sub('', text))}</pre>"


def _svg(picture: str) -> str:
    return f"<figure>{PROLOGUE.sub('', picture)}</figure>"


RENDER: dict[str, Any] = {
    "text/html": lambda text: f"<div>{text}</div>",
    "image/svg+xml": _svg,
    "image/png": lambda data: f'<figure><img alt="" src="data:image/png;base64,{data}"></figure>',
    "text/plain": _text,
}
