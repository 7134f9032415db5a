"""Lectures to run: JupyterLite, whose kernel is Python in the browser."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from .distribution import Wheel, closure, downloaded, lock, package_file
from .lectures import NOTEBOOKS
from .packages import PYODIDE, fetched
from .pages import Site
from .python_wheel import DEPENDENCIES, IMPORTS, entry, wheel_of_ours

__all__ = ["write_lite"]

KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
RUNTIME = (
    *("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm"),
    "python_stdlib.zip",
)
# What a kernel imports, beside what the lectures do.
WANTED = ("ipython", "micropip", "ssl", "sqlite3", "jedi", "matplotlib-inline", "chalkgrad", "comm")
PURE = (
    Wheel("comm", "0.2.2", "e6fb86cb70ff661ee8c9c14e7d36d6de3b4066f1441be4063df9c5009f0a64d3"),
    Wheel("tqdm", "4.67.1", "26445eca388f82e72884e0d580d5464cd801a3ea01e63e5601bdff9ba6a48de2"),
    Wheel("graphviz", "0.21", "54f33de9f4f911d7e84e4191749cac8cc5653f815b06738c54db9a15ab8b1e42"),
)
CONFIGURATION = {
    "appName": "chalkgrad lectures",
    "exposeAppInBrowser": True,
    "litePluginSettings": {
        KERNEL: {
            "pyodideUrl": "./static/pyodide/pyodide.js",
            "loadPyodideOptions": {
                "lockFileURL": "./static/pyodide/pyodide-lock.json",
                "packages": ["chalkgrad", "comm"],
            },
            "disablePyPIFallback": True,
        }
    },
}


def write_lite(site: Site, pyodide: Path | None = None) -> None:
    """Write JupyterLite anew with all lectures; a folder or archive of Pyodide may be given.

    Raises FileNotFoundError where Pyodide's packages are not to be had.
    """
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch)
        _write_python(source / "static" / "pyodide", pyodide)
        contents = source / "contents"
        contents.mkdir()
        for path in NOTEBOOKS.glob("*.ipynb"):
            (contents / path.name).write_bytes(path.read_bytes())
        told = {"jupyter-lite-schema-version": 0, "jupyter-config-data": CONFIGURATION}
        (source / "jupyter-lite.json").write_text(json.dumps(told), "utf-8")
        _build(source, site.folder / "lite")


def _write_python(folder: Path, pyodide: Path | None) -> None:
    """Write the runtime, the packages that lectures need, and a lock that knows no others."""
    folder.mkdir(parents=True)
    for name in RUNTIME:
        (folder / name).write_bytes((fetched(PYODIDE) / name).read_bytes())
    told = lock()
    packages, own = told["packages"], _own_wheels()
    packages |= {name: package for name, (package, _) in own.items()}
    names = closure(packages, WANTED)
    for name in names:
        package = packages[name]
        content = own[name][1] if name in own else package_file(package, pyodide)
        (folder / package["file_name"]).write_bytes(content)
    told["packages"] = {name: packages[name] for name in names}
    (folder / "pyodide-lock.json").write_text(json.dumps(told), "utf-8")


def _own_wheels() -> dict[str, tuple[Any, bytes]]:
    """Return wheels of no machine's code: what the lock says of each, and its content."""
    file_name, content = wheel_of_ours()
    wheels = {"chalkgrad": (entry("chalkgrad", file_name, content, IMPORTS, DEPENDENCIES), content)}
    for wheel in PURE:
        path = downloaded(wheel)
        content = path.read_bytes()
        wheels[wheel.name] = entry(wheel.name, path.name, content, [wheel.name], []), content
    return wheels


def _build(source: Path, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(source)]
    command += ["--contents", str(source / "contents"), "--output-dir", str(out.absolute())]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"JupyterLite could not be built: {done.stderr.strip()[-500:]}")
    for unused in out.rglob("*.map"):
        unused.unlink()
