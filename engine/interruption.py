"""Interruption: Ctrl-C ends a command in one line, from its first import on.

A command's package runs this file by its path, before it imports anything that takes time.
"""

import signal
import sys
from types import TracebackType

__all__ = ["end_quietly"]


def end_quietly(command: str) -> None:
    """Let a KeyboardInterrupt that nobody handles end this process: one line, exit status 130."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        print(f"{command}: interrupted", file=sys.stderr)
        raise SystemExit(128 + signal.SIGINT)

    sys.excepthook = hook
