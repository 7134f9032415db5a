"""Toolchain: the machine's C file built with whatever C compiler there is, once per process."""

import ctypes
import functools
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from engine.temporary import remove_folder, temporary_folder

__all__ = ["FLAGS", "SOURCE", "compilers", "library"]

SOURCE = Path(__file__).with_name("machine.c")

# No fast math, whatever $CC says, and no contraction: products and sums round apart, as in Python.
# No errno: nobody reads it, and without it a square root is one instruction.
FLAGS = ("-std=c99", "-O3", "-fno-fast-math", "-ffp-contract=off", "-fno-math-errno")
NATIVE = "-march=native"  # the widest vectors of this processor; not every compiler knows it


@functools.cache
def library() -> ctypes.CDLL:
    """Build the machine and load it.

    It is built in a new directory that belongs to this user alone, and the directory is removed
    once the library is loaded, so nothing that anybody left lying about is ever loaded. Raises
    RuntimeError, with what each compiler said, if none of them builds it.
    """
    complaints = []
    for compiler in compilers():
        for flags in ((*FLAGS, NATIVE), FLAGS):
            try:
                return _built([*compiler, *flags])
            except (OSError, AttributeError, subprocess.CalledProcessError) as error:
                complaints.append(f"{shlex.join(compiler)}: {_reason(error)}")
    tried = "\n".join(["", *dict.fromkeys(complaints)])
    raise RuntimeError(
        "the C machine needs a C compiler: set $CC, install cc (gcc or clang), or write "
        f"pip install 'chalkgrad[c]' for zig's; without any, use backend=\"numpy\" or "
        f'compile("numpy"){tried}'
    )


def compilers() -> Iterator[list[str]]:
    """Yield the start of the command of each C compiler that there seems to be."""
    command = os.environ.get("CC", "").strip()
    if command:
        yield _split(command)
    if shutil.which("cc"):
        yield ["cc"]
    if find_spec("ziglang"):
        yield [sys.executable, "-m", "ziglang", "cc"]


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # an open quotation mark: then it is no command, and the next is tried
        return [command]


def _built(command: list[str]) -> ctypes.CDLL:
    folder = temporary_folder("chalkgrad-")
    path = folder / "machine.so"
    try:
        subprocess.run(
            [*command, "-shared", "-fPIC", str(SOURCE), "-o", str(path), "-lm"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            errors="replace",  # and so the output is text
            check=True,
        )
        built = _loaded(path)
    finally:
        remove_folder(folder)
    assert built.machine_run  # AttributeError if this is another library
    return built


def _loaded(path: Path) -> ctypes.CDLL:
    """Load a library. Raises RuntimeError, for all compilers, if none can be loaded from there."""
    try:
        return ctypes.CDLL(str(path))
    except OSError as error:
        if not _is_noexec(path):
            raise
        raise RuntimeError(
            f"the C machine was built in the temporary folder {path.parent.parent}, and nothing "
            f"can be run from there: it is mounted noexec ({error}). Set the environment variable "
            'TMPDIR to a folder of yours before Python starts, or use backend="numpy" or '
            'compile("numpy")'
        ) from None


def _is_noexec(path: Path) -> bool:
    flag = getattr(os, "ST_NOEXEC", 0)  # Linux tells
    return flag != 0 and bool(os.statvfs(path).f_flag & flag)


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = error.stderr.strip().splitlines()
        return lines[0] if lines else f"exit status {error.returncode}"
    return str(error)
