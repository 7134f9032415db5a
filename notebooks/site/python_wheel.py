"""chalkgrad and Graphviz as a wheel for Python in a browser, made of the files that are in use."""

import hashlib
import io
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import engine
import nn
import viz

from .packages import GRAPHVIZ, fetched
from .pages import HERE
from .synchronous import synchronous

__all__ = ["DEPENDENCIES", "IMPORTS", "entry", "wheel_of_ours"]

IMPORTS = ["chalkgrad", "engine", "nn", "viz", "chalkgrad_graphviz"]
DEPENDENCIES = ["numpy", "matplotlib", "pillow", "graphviz", "tqdm"]
METADATA = "Metadata-Version: 2.1\nName: chalkgrad\nVersion: {version}\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: chalkgrad\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
# Graphviz is started when the first drawing is made; a worker has no other way to wait for it.
STARTING = """

def _started():
    from pathlib import Path

    from pyodide.code import run_js

    run_js(Path(__file__).with_name("chalkgrad_graphviz.js").read_text(encoding="utf-8"))
    js.chalkgradGraphviz = js.Viz.instance()


_started()
"""


def wheel_of_ours() -> tuple[str, bytes]:
    """Return name and content of the wheel."""
    release = version("chalkgrad")
    stem = f"chalkgrad-{release}"
    graphviz = (fetched(GRAPHVIZ) / "dist" / "viz-global.js").read_bytes().decode("utf-8")
    module = (HERE / "python" / "chalkgrad_graphviz.py").read_text("utf-8")
    files: dict[str, bytes] = {
        **_modules(),
        "chalkgrad_graphviz.py": (module + STARTING).encode("utf-8"),
        "chalkgrad_graphviz.js": synchronous(graphviz).encode("utf-8"),
        f"{stem}.dist-info/METADATA": METADATA.format(version=release).encode("utf-8"),
        f"{stem}.dist-info/WHEEL": WHEEL.encode("utf-8"),
    }
    names = "".join(f"{name},,\n" for name in files)
    files[f"{stem}.dist-info/RECORD"] = names.encode("utf-8")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return f"{stem}-py3-none-any.whl", buffer.getvalue()


def entry(name: str, file_name: str, content: bytes, imports: list[str], depends: list[str]) -> Any:
    """Return what a lock of Pyodide says of a wheel."""
    return {
        "name": name,
        "version": file_name.split("-")[1],
        "file_name": file_name,
        "install_dir": "site",
        "package_type": "package",
        "sha256": hashlib.sha256(content).hexdigest(),
        "unvendored_tests": False,
        "imports": imports,
        "depends": depends,
    }


def _modules() -> dict[str, bytes]:
    root = Path(engine.__file__).parents[1]
    folders = [Path(module.__file__).parent for module in (engine, nn, viz)]
    paths = [root / "chalkgrad.py", *(path for folder in folders for path in folder.rglob("*"))]
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(paths)
        if path.is_file() and not {"__pycache__", "lectures"} & set(path.parts)
    }
