"""A process that saves and dies at a moment of our choice."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from engine.extend import write_file
from nn import MLP, weights

__all__ = [
    "MOMENTS",
    "dead_after",
    "endless_saves",
    "killed_at_event",
    "killed_at_time",
    "model_of",
    "what_is_left",
]

Child = Callable[[], Any]

MOMENTS = 1000  # of a save, the last ones after the rename

SIZES = {"old": [5, 1], "new": [60, 1]}  # of two networks: files of one page and of three


@cache
def model_of(name: str) -> MLP:
    return MLP(3, SIZES[name], seed=0)


def what_is_left(path: Path) -> str:
    """Return "old" or "new", which the file holds whole; raise ValueError for anything else."""
    content = path.read_text("utf-8")
    for name in SIZES:
        if json.loads(content) == model_of(name).state_dict():
            return name
    raise ValueError(f"neither the old nor the new weights: {content}")


def dead_after(children: list[Child], parent: Callable[[list[int]], Any] = lambda _: None) -> bool:
    """Run functions in child processes; return whether each was killed before its end."""
    processes = []
    for child in children:
        process = os.fork()
        if process == 0:
            try:
                child()
            finally:
                os._exit(0)
        processes.append(process)
    try:
        parent(processes)
    finally:
        ends = [os.waitpid(process, 0)[1] for process in processes]
    return all(map(os.WIFSIGNALED, ends))


def killed_at_event(path: Path, moment: int) -> bool:
    """Save in a process that kills itself at the n-th line or call of writing the file.

    Calls of C are events too, such as write, fsync and rename. False if there are fewer events.
    """
    events = 0

    def die(frame: FrameType, event: str, _: object) -> Any:
        nonlocal events
        events += 1
        if events == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return die

    def write(*arguments: Any) -> None:
        sys.setprofile(die)
        sys.settrace(die)
        write_file(*arguments)

    def child() -> None:
        weights.write_file = write
        model_of("new").save(path)

    return dead_after([child])


def endless_saves(path: Path) -> NoReturn:
    """Save one network and the other, again and again."""
    old, new = model_of("old"), model_of("new")
    while True:
        new.save(path)
        old.save(path)


def killed_at_time(path: Path, seconds: float) -> bool:
    """Save again and again in a process that is killed after some time."""

    def kill(processes: list[int]) -> None:
        time.sleep(seconds)
        os.kill(processes[0], signal.SIGKILL)

    return dead_after([lambda: endless_saves(path)], kill)
