"""Toolchain: the machine's C file built with whatever C compiler there is, once per process."""

import ctypes
import functools
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

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
    with tempfile.TemporaryDirectory(prefix="chalkgrad-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "machine.so"
        subprocess.run(
            [*command, "-shared", "-fPIC", str(SOURCE), "-o", str(path), "-lm"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            errors="replace",  # and so the output is text
            check=True,
        )
        built = ctypes.CDLL(str(path))
        assert built.machine_run  # AttributeError if this is another library
        return built


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = error.stderr.strip().splitlines()
        return lines[0] if lines else f"exit status {error.returncode}"
    return str(error)
