"""Callers: the line of a user's program that a warning names."""

import sys
import warnings
from types import FrameType

__all__ = ["warn_caller"]

OURS = {"chalkgrad", "engine", "nn", "viz"}
LIBRARIES = {"matplotlib", "numpy", "pandas", "scipy", "torch", "tqdm"}  # that call back
BETWEEN = OURS | LIBRARIES | sys.stdlib_module_names


def warn_caller(text: str, kind: type[Warning]) -> None:
    """Warn at the innermost line that is neither ours nor of Python's or another library."""
    frame, level = sys._getframe(), 1
    while frame.f_back is not None and _package(frame) in BETWEEN:
        frame, level = frame.f_back, level + 1
    warnings.warn(text, kind, stacklevel=level)


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]
