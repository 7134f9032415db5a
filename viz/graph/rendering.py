"""A Digraph that renders itself without a `dot` program.

Pictures are made by the Graphviz libraries in pygraphviz's wheel or, where only that exists, by a
`dot` program. Either runs as a process of its own with a font configuration of ours, so that text
is set in the DejaVu fonts that matplotlib carries, the same on every machine.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, overload

import graphviz

from engine.extend import ending, write_file
from viz.graph.dot_program import NEXT, NO_LIBRARY
from viz.graph.fonts import environment
from viz.graph.labelling import MOST_EDGES
from viz.graph.placing import with_placed_labels
from viz.graph.themes import follow_screen

__all__ = ["Drawing", "graphviz_json"]

DPI = 144  # of PNG: twice the screen's 72, so that letters are sharp
PNG_INCHES = 22  # a larger PNG is scaled down to this width and height
OPAQUE = ["-Gbgcolor=white"]  # for formats that have no transparent ground, which would be black
SETTINGS = {
    "png": lambda dpi: [f"-Gdpi={dpi}", f"-Gsize={PNG_INCHES}"],
    "jpg": lambda dpi: OPAQUE,
    "jpeg": lambda dpi: OPAQUE,
}

# The wheel's fontconfig reads the system's font settings, whatever file it is told to use, and
# warns of elements that came after it. They do not concern our fonts.
NEWER_FONT_SETTINGS = re.compile(r"^Fontconfig warning: .*unknown element .*$\n?", re.MULTILINE)

# A file of such a name holds a picture, whatever method writes it. `graphviz` puts text into it.
PICTURES = (".svg", ".png", ".pdf", ".jpg", ".jpeg", ".gif")

OPENED_TEXT = re.compile(rb"<text [^>]*>")
SHARED = re.compile(rb' (?:font-family|xml:space)="[^"]*"')
FITTING = b' style="max-width:100%;height:auto"'

# With the libraries that pygraphviz's wheel expects of a Linux system, and a minimal one lacks.
DEBIAN_PACKAGES = ("libglib2.0-0", "libx11-6", "libxext6", "libxrender1")

LABELLED = re.compile(r"^\s*n\d+\S* -> n\d+\S* \[.*\blabel=(?:\"[^\"]|[^\"<\s])", re.MULTILINE)

PDF_DATE = re.compile(rb"(/CreationDate \(D:)\d{14}")  # the same graph gives the same bytes


class Drawing(graphviz.Digraph):
    """A directed graph in DOT: `.source`, `.pipe`, `.render`, and itself at the end of a cell."""

    def __repr__(self) -> str:
        return f"Drawing of {len(self.body)} lines of DOT"

    @overload
    def pipe(
        self,
        format: str | None = None,
        *,
        engine: str | None = None,
        encoding: None = None,
        dpi: int = DPI,
        quiet: bool = False,
    ) -> bytes: ...

    @overload
    def pipe(
        self,
        format: str | None = None,
        *,
        engine: str | None = None,
        encoding: str,
        dpi: int = DPI,
        quiet: bool = False,
    ) -> str: ...

    def pipe(
        self,
        format: str | None = None,
        *,
        engine: str | None = None,
        encoding: str | None = None,
        dpi: int = DPI,
        quiet: bool = False,
    ) -> bytes | str:
        """Return the picture as bytes, or as text if an encoding is given.

        format: "svg" (the default), "png", "pdf", or another that Graphviz knows, in capitals too;
        dpi counts for "png". `quiet`: without what Graphviz warns of. Raises ValueError for an
        unknown format, RuntimeError if there is no Graphviz.
        """
        format = (format or self.format).lower()
        picture = _picture(self.source, engine or self.engine, format, dpi, quiet)
        return picture.decode(encoding) if encoding else picture

    def render(
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        view: bool = False,
        cleanup: bool = False,
        format: str | None = None,
        *,
        outfile: str | os.PathLike[str] | None = None,
        engine: str | None = None,
        dpi: int = DPI,
        quiet: bool = False,
        quiet_view: bool = False,
    ) -> str:
        """Write the picture, and unless `cleanup` the DOT text beside it; return the path.

        `outfile="neuron.svg"` names the picture, and the format with it; `filename="neuron"` names
        the text, and the picture becomes neuron.svg. A filename that ends in .svg, .png, .pdf, .jpg
        or .gif names the picture too, and with another `format` is a ValueError. `view` opens it,
        `quiet_view` without what the program that shows it says. With `cleanup` no text is written,
        and a file that has its name stays as it is. Raises what `pipe` raises; RuntimeError if no
        program can be found to open the picture, which is written then.
        """
        if outfile is None and filename is not None and ending(filename) in PICTURES:
            _check_format(filename, format)
            outfile, filename, directory = Path(directory or "", filename), None, None
        if outfile is not None:
            format = format or ending(outfile)[1:] or None
            text = Path(outfile).with_suffix(".gv")
            is_text = ending(outfile) == ".gv"
            filename = filename or (f"{outfile}.gv" if is_text else text)
        format = (format or self.format).lower()
        picture = self.pipe(format, engine=engine, dpi=dpi, quiet=quiet)
        source = self._source_path(filename, directory)
        rendered = Path(outfile) if outfile is not None else Path(f"{source}.{format}")
        rendered.parent.mkdir(parents=True, exist_ok=True)
        write_file(rendered, picture)
        if not cleanup:
            self.save()
        if view:
            _show(rendered, quiet_view)
        return str(rendered)

    def save(
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        *,
        skip_existing: bool = False,
    ) -> str:
        """Write the DOT text, or the picture for a name as `neuron.svg`; return the path.

        Pictures are .svg, .png, .pdf, .jpg and .gif; any other name, such as `neuron.gv`, gets the
        text. With `skip_existing` a file that is there stays. Raises what `pipe` raises.
        """
        if filename is None or ending(filename) not in PICTURES:
            return str(super().save(filename, directory=directory, skip_existing=skip_existing))
        path = Path(directory or "", filename)
        if not (skip_existing and path.exists()):
            self.render(outfile=path, cleanup=True)
        return str(path)

    def view(
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        cleanup: bool = False,
        quiet: bool = False,
        quiet_view: bool = False,
    ) -> str:
        """Write picture and text as `render` does, and open the picture; return its path."""
        return self.render(filename, directory, True, cleanup, quiet=quiet, quiet_view=quiet_view)

    def _source_path(
        self,
        filename: str | os.PathLike[str] | None,
        directory: str | os.PathLike[str] | None,
    ) -> str:
        """Remember where the text belongs, as `save` does; return its path."""
        if filename is not None:
            self.filename = os.fspath(filename)
        if directory is not None:
            self.directory = os.fspath(directory)
        return str(self.filepath)


def graphviz_json(drawings: Iterable[Drawing]) -> list[dict[str, Any]]:
    """Lay several graphs out in one process; return what Graphviz tells of each in JSON."""
    sources = NEXT.join(drawing.source for drawing in drawings)
    text = _picture(sources, "dot", "json0", DPI).decode("utf-8").strip()
    told = []
    while text:
        one, end = json.JSONDecoder().raw_decode(text)
        told.append(one)
        text = text[end:].lstrip()
    return told


def _show(picture: Path, quiet: bool) -> None:
    try:
        graphviz.view(str(picture), quiet=quiet)
    except OSError as error:
        raise RuntimeError(
            f"wrote {picture}, and found no program to open it with ({error}): open it yourself, "
            "such as in a browser, or leave out view"
        ) from None


def _check_format(filename: str | os.PathLike[str], format: str | None) -> None:
    if format is not None and f".{format.lower()}" != ending(filename):
        bare = str(Path(filename).with_suffix(""))
        raise ValueError(
            f"filename: given {os.fspath(filename)!r} with format {format!r}; allowed: the same "
            f"ending; write render({bare!r}, format={format!r})"
        )


def _check_names(format: str, engine: str) -> None:
    for name, given, allowed in (
        ("format", format, graphviz.FORMATS),
        ("engine", engine, graphviz.ENGINES),
    ):
        if given not in allowed:
            raise ValueError(f"{name}: given {given!r}; allowed: {', '.join(sorted(allowed))}")


def _picture(source: str, engine: str, format: str, dpi: int, quiet: bool = False) -> bytes:
    _check_names(format, engine)
    if engine == "dot" and LABELLED.search(source) and source.count(" -> ") <= MOST_EDGES:
        laid_out = _run(source, engine, "dot", dpi, quiet).decode("utf-8")
        told = json.loads(_run(source, engine, "json0", dpi, quiet=True))
        source, engine, quiet = with_placed_labels(laid_out, told), "nop2", True
    picture = _run(source, engine, format, dpi, quiet)
    return _for_pages(picture) if format == "svg" else picture


def _run(source: str, engine: str, format: str, dpi: int, quiet: bool) -> bytes:
    settings = SETTINGS.get(format, lambda dpi: [])(dpi)
    unloaded = ""
    for program in _programs():
        done = subprocess.run(
            [*program, f"-K{engine}", f"-T{format}", *settings],
            input=source.encode("utf-8"),
            capture_output=True,
            env=environment(source),
            check=False,
        )
        if done.returncode != NO_LIBRARY:
            return PDF_DATE.sub(rb"\g<1>20000101000000", _checked(done, quiet))
        unloaded = done.stderr.decode("utf-8", "replace").strip()
    raise RuntimeError(_no_graphviz(unloaded))


def _no_graphviz(unloaded: str) -> str:
    """Say what to install; unloaded: why pygraphviz, if it is there, cannot be loaded."""
    library = "`pip install pygraphviz` brings its libraries"
    if unloaded:
        library = (
            f"pygraphviz is installed, and cannot be loaded: {unloaded}. On Debian and Ubuntu "
            f"`apt install {' '.join(DEBIAN_PACKAGES)}` brings what it needs of the system"
        )
    return (
        f"found no Graphviz to draw with: {library}, or install the `dot` program from "
        "https://graphviz.org/download. Without either, the drawing's .source is text that any "
        "Graphviz can draw"
    )


def _for_pages(svg: bytes) -> bytes:
    """Let a wide drawing shrink to its page, and say once what every text repeats.

    Notebooks store many drawings, and this is a sixth of each.
    """
    first = OPENED_TEXT.search(svg)
    shared = SHARED.findall(first[0]) if first else []
    svg = follow_screen(OPENED_TEXT.sub(lambda text: _without(text[0], shared), svg))
    return svg.replace(b"<svg", b"".join([b"<svg", FITTING, *shared]), 1)


def _without(text: bytes, attributes: list[bytes]) -> bytes:
    for attribute in attributes:
        text = text.replace(attribute, b"")
    return text


def _programs() -> Iterator[list[str]]:
    if find_spec("pygraphviz") is not None and sys.executable:
        yield [sys.executable, "-P", str(Path(__file__).with_name("dot_program.py"))]
    dot = shutil.which("dot")
    if dot is not None:
        yield [dot]


def _checked(done: subprocess.CompletedProcess[bytes], quiet: bool) -> bytes:
    message = NEWER_FONT_SETTINGS.sub("", done.stderr.decode("utf-8", "replace")).strip()
    if done.returncode != 0:
        raise RuntimeError(f"Graphviz could not draw this: {message or done.returncode}")
    if message and not quiet:
        print(message, file=sys.stderr)
    return done.stdout
