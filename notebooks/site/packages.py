"""Packages of npm that pages need: one version each, checked by its hash, kept between builds."""

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

__all__ = ["ACE", "GRAPHVIZ", "KATEX", "PYODIDE", "Package", "cache", "fetched"]


class Package(NamedTuple):
    """A version of a package, and the SHA-512 of its archive as npm writes it."""

    name: str
    version: str
    integrity: str


KATEX = Package(
    "katex",
    "0.16.22",
    "XCHRdUw4lf3SKBaJe4EvgqIuWwkPSo9XoeO8GjQW94Bp7TWv9hNhzZjZ+OH9yf1UmLygb7DIT5GSFQiyt16zYg==",
)


PYODIDE = Package(
    "pyodide",
    "0.27.7",
    "RUSVJlhQdfWfgO9hVHCiXoG+nVZQRS5D9FzgpLJ/VcgGBLSAKoPL8kTiOikxbHQm1kRISeWUBdulEgO26qpSRA==",
)
GRAPHVIZ = Package(
    "@viz-js/viz",
    "3.31.0",
    "r7zlQdRvcwvIpjHGgs+KNWHeE/P5/Dq7k8ZAKaMCbZqomxCBJV78gVuQYaHzFVca+kB0mX0fMW9UFevCOBG50A==",
)
ACE = Package(
    "ace-builds",
    "1.43.3",
    "MCl9rALmXwIty/4Qboijo/yNysx1r6hBTzG+6n/TiOm5LFhZpEvEIcIITPFiEOEFDfgBOEmxu+a4f54LEFM6Sg==",
)


def fetched(package: Package) -> Path:
    """Return the folder of a package's files, which is filled the first time.

    Raises ValueError for an archive with another hash, RuntimeError where npm is not to be had.
    """
    folder = cache() / f"{package.name.replace('/', '-')}-{package.version}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=cache()) as scratch:
            archive = _packed(package, Path(scratch))
            with tarfile.open(archive) as files:
                files.extractall(scratch, filter="data")
            Path(scratch, "package").rename(folder)
    return folder


def _packed(package: Package, folder: Path) -> Path:
    if not shutil.which("npm"):
        raise RuntimeError(
            f"found no npm to fetch {package.name} with: it comes with Node.js, "
            "https://nodejs.org; `apt install npm` on Debian and Ubuntu"
        )
    wanted = f"{package.name}@{package.version}"
    done = subprocess.run(
        ["npm", "pack", "--silent", wanted], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"npm could not fetch {wanted}: {done.stderr.strip()}")
    archive = folder / done.stdout.split()[-1]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.integrity:
        raise ValueError(
            f"{wanted}: given an archive with SHA-512 {digest}; allowed: {package.integrity}"
        )
    return archive


def cache() -> Path:
    """Return the folder in which packages are kept between builds."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "chalkgrad-site"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
