"""Files: whoever reads one while it is written anew gets the old one or the new one, whole."""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO

__all__ = ["ending", "write_file"]


def ending(path: str | os.PathLike[str]) -> str:
    """Return how the name of a file ends, ".svg" of neuron.SVG, "" if it has no ending."""
    return Path(path).suffix.lower()


def write_file(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file: a new one beside it takes its place in one step, and is on disk by then.

    A symbolic link stays one, and the file keeps its mode and, where that is allowed, its owner.
    What is no file, such as a pipe or a device, and what standard output goes to are written into.
    Raises OSError, with the path in it; then the old file is there, and nothing else. A process
    that is killed meanwhile leaves the new one beside it, as `.chalkgrad-….tmp`. Nobody removes it
    for you: it cannot be told from one that another process, or machine, is about to put in place.
    """
    with _naming(path):
        old = _status(path)
        stream = old and _standard_stream(old)
        if old is None or (stat.S_ISREG(old.st_mode) and stream is None):
            _replace(Path(os.path.realpath(path)), content, old)
        else:
            _write_into(path if stream is None else stream, content)


@contextmanager
def _naming(path: str | os.PathLike[str]) -> Iterator[None]:
    """Raise an OSError again with the path that was given: a full disk tells none."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None


def _status(path: str | os.PathLike[str]) -> os.stat_result | None:
    try:
        return Path(path).stat()
    except FileNotFoundError:
        return None


def _standard_stream(file: os.stat_result) -> int | None:
    """Return the descriptor of standard output or error if it goes to this file."""
    for descriptor in (1, 2):
        with suppress(OSError):  # closed
            if os.path.samestat(file, os.fstat(descriptor)):
                return descriptor
    return None


def _write_into(file: str | os.PathLike[str] | int, content: bytes) -> None:
    if sys.stdout:
        sys.stdout.flush()  # what was printed comes first
    with open(file, "wb", closefd=not isinstance(file, int)) as opened:
        opened.write(content)


def _replace(path: Path, content: bytes, old: os.stat_result | None) -> None:
    if old and not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    # A name that no other thread, process or machine draws.
    temporary = path.with_name(f".chalkgrad-{os.urandom(8).hex()}.tmp")
    try:
        with _created(temporary, old) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if old:
            _keep_owner_and_mode(temporary, old)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _created(temporary: Path, old: os.stat_result | None) -> IO[bytes]:
    # Never more open than the old file is: else a secret could be read meanwhile.
    mode = stat.S_IMODE(old.st_mode) if old else 0o666
    try:
        return open(temporary, "xb", opener=partial(os.open, mode=mode))
    except OSError as error:
        where = f"{error.strerror}; no file can be made in its folder"
        raise OSError(error.errno, where) from None


def _keep_owner_and_mode(path: Path, old: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with suppress(PermissionError):  # only root gives files away
            os.chown(path, old.st_uid, old.st_gid)
    path.chmod(stat.S_IMODE(old.st_mode))
