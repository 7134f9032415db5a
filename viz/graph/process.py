"""Graphviz, which lays out and draws, as a process of its own.

It is the Graphviz libraries in pygraphviz's wheel or, where only that exists, a `dot` program.
Either has a font configuration of ours, so that text is set in the DejaVu fonts that matplotlib
carries, the same on every machine.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from viz.graph.dot_program import NO_LIBRARY
from viz.graph.fonts import environment

__all__ = ["run"]

# The wheel's fontconfig reads the system's font settings, whatever file it is told to use, and
# warns of elements that came after it. They do not concern our fonts.
NEWER_FONT_SETTINGS = re.compile(r"^Fontconfig warning: .*unknown element .*$\n?", re.MULTILINE)

# With the libraries that pygraphviz's wheel expects of a Linux system, and a minimal one lacks.
DEBIAN_PACKAGES = ("libglib2.0-0", "libx11-6", "libxext6", "libxrender1")


def run(
    source: str,
    engine: str,
    formats: Sequence[str],
    settings: Sequence[str] = (),
    quiet: bool = False,
) -> bytes:
    """Lay a text in DOT out once; return it in several formats, one after the other.

    settings  more arguments, such as -Gdpi=144
    quiet     without what Graphviz warns of

    Raises RuntimeError where there is no Graphviz, or for what it cannot draw.
    """
    unloaded = ""
    for program in _programs():
        done = subprocess.run(
            [*program, f"-K{engine}", *(f"-T{format}" for format in formats), *settings],
            input=source.encode("utf-8"),
            capture_output=True,
            env=environment(source),
            check=False,
        )
        if done.returncode != NO_LIBRARY:
            return _checked(done, quiet)
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
