"""A Digraph that renders itself without a `dot` program."""

import os
from pathlib import Path
from typing import overload

import graphviz

from engine.extend import ending, write_file
from viz.graph.picture import DPI, picture

__all__ = ["Drawing"]

# A file of such a name holds a picture, whatever method writes it. `graphviz` puts text into it.
PICTURES = (".svg", ".png", ".pdf", ".jpg", ".jpeg", ".gif")


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
        drawn = picture(self.source, engine or self.engine, format, dpi, quiet)
        return drawn.decode(encoding) if encoding else drawn

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
        drawn = self.pipe(format, engine=engine, dpi=dpi, quiet=quiet)
        source = self._source_path(filename, directory)
        rendered = Path(outfile) if outfile is not None else Path(f"{source}.{format}")
        rendered.parent.mkdir(parents=True, exist_ok=True)
        write_file(rendered, drawn)
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
