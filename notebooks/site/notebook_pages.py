"""A notebook as HTML: words with formulas set, code in colours, outputs as they are stored."""

import html
import re
from typing import Any

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

__all__ = ["body", "title"]

# The richest that a cell shows, first. Drawings stand in the page, so that their texts can be found.
SHOWN = ("text/html", "image/svg+xml", "image/png", "text/plain")
PROLOGUE = re.compile(r"^.*?(?=<svg)", re.DOTALL)
LECTURE = re.compile(r'(href="[\w./-]*?)\.ipynb')
COLORS = re.compile("\x1b\\[[0-9;]*m")


class _Renderer(IPythonRenderer):
    """Markdown, with formulas as MathML, which browsers set themselves."""

    def inline_math(self, body: str) -> str:
        return str(convert(body))

    def block_math(self, body: str) -> str:
        return f'<div class="formula">{convert(body, display="block")}</div>'


def title(notebook: NotebookNode) -> str:
    """Return the first heading."""
    return str(notebook.cells[0].source.splitlines()[0].lstrip("# "))


def body(notebook: NotebookNode) -> str:
    """Return the cells of a notebook, without what only its kernel needs."""
    return "\n".join(_cell(cell) for cell in notebook.cells)


def _cell(cell: NotebookNode) -> str:
    if cell.cell_type == "markdown":
        return f'<div class="words">{_words(cell.source)}</div>'
    code = highlight(cell.source, PythonLexer(), HtmlFormatter(nobackground=True))
    if cell.metadata.get("jupyter", {}).get("source_hidden"):
        first = cell.source.splitlines()[0].lstrip("# ")
        code = f"<details><summary>{html.escape(first)}</summary>{code}</details>"
    outputs = "".join(_output(output) for output in cell.outputs)
    return f'<div class="code">{code}</div>' + (outputs and f'<div class="outputs">{outputs}</div>')


def _words(source: str) -> str:
    renderer = _Renderer(escape=False, anchor_link_text="#")
    return LECTURE.sub(r"\1.html", MarkdownWithMath(renderer=renderer).render(source))


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
    return f'<figure>{PROLOGUE.sub("", picture)}</figure>'


RENDER: dict[str, Any] = {
    "text/html": lambda text: f"<div>{text}</div>",
    "image/svg+xml": _svg,
    "image/png": lambda data: f'<figure><img alt="" src="data:image/png;base64,{data}"></figure>',
    "text/plain": _text,
}
