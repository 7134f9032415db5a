"""The page on which a student's own program runs: Python and Graphviz as WebAssembly, an editor."""

import gzip
import io
import zipfile
from importlib.util import find_spec
from pathlib import Path

import engine
import viz

from .packages import ACE, GRAPHVIZ, PYODIDE, fetched
from .pages import HERE, Site

__all__ = ["write_try_it"]

RUNTIME = ("pyodide.mjs", "pyodide.asm.js", "python_stdlib.zip", "pyodide-lock.json")
MACHINE = "pyodide.asm.wasm"  # two thirds of all; not every host packs it, so it is packed here
EDITOR = ("ace.js", "mode-python.js", "theme-textmate.js", "theme-tomorrow_night.js")
PROGRAM = """\
from engine import Value

x = Value(2.0, "x")
w = Value(-3.0, "w")
b = Value(6.88, "b")

o = (w * x + b).tanh()
o.label = "o"
o
"""


def write_try_it(site: Site) -> None:
    """Write the page, its editor, and what Python needs to run in it."""
    for name in RUNTIME:
        site.write(f"python/{name}", (fetched(PYODIDE) / name).read_bytes())
    packed = gzip.compress((fetched(PYODIDE) / MACHINE).read_bytes(), mtime=0)
    site.write(f"python/{MACHINE}.packed", packed)
    graphviz = fetched(GRAPHVIZ) / "dist" / "viz-global.js"
    site.write("python/viz-global.js", graphviz.read_bytes())
    site.write("python/chalkgrad.zip", _archive())
    for name in EDITOR:
        site.write(f"try/ace/{name}", (fetched(ACE) / "src-min-noconflict" / name).read_bytes())
    for name in ("try.js", "worker.js"):
        site.write(f"try/{name}", (HERE / "static" / name).read_bytes())
    site.page("try/index.html", "try.html.j2", program=PROGRAM)


def _archive() -> bytes:
    """Return engine, viz and the writer of DOT, with what runs a program, as a ZIP archive."""
    dot = find_spec("graphviz")
    assert dot is not None
    assert dot.origin is not None
    folders = [Path(module.__file__).parent for module in (engine, viz)] + [Path(dot.origin).parent]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    archive.write(path, path.relative_to(folder.parent))
        for path in sorted((HERE / "python").glob("*.py")):
            archive.write(path, path.name)
    return buffer.getvalue()
