"""What must hold of any text: it is read, or refused by a clear error, and nothing else happens."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

from engine import Value
from nn import Module
from viz.__main__ import main

MOST_LETTERS = 1000  # of a message


class Numbers(Module):
    """Given numbers as parameters."""

    def __init__(self, *numbers: float) -> None:
        self.w = [Value(number) for number in numbers]


def outcome_of_weights(content: bytes, path: Path) -> str:
    """Load a file into two weights; return "read" or "refused".

    Raises AssertionError for a wrong number, a long message or a refusal that changed something.
    """
    path.write_bytes(content)
    model = Numbers(0.25, 0.75)
    try:
        model.load(path)
    except ValueError as error:
        said = str(error)
        assert said.startswith(f"{path}: "), said
        assert len(said) - len(str(path)) < MOST_LETTERS, said[:MOST_LETTERS]
        assert model.state_dict() == {"w0": 0.25, "w1": 0.75}
        return "refused"
    expected = json.loads(content.decode("utf-8-sig"))
    assert model.state_dict() == expected, (content, model.state_dict())
    return "read"


def outcome_of_arguments(arguments: list[str]) -> str:
    """Run `python -m viz` in this process; return "computed" or "refused".

    Raises AssertionError for a traceback, for a long message and for what an expression has no
    business with: a file, a process, a connection, an import, the execution of code.
    """
    shown, said = StringIO(), StringIO()
    with redirect_stdout(shown), redirect_stderr(said), watched() as events:
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = stop.code
    assert not events, (arguments, events)
    message = said.getvalue()
    assert "Traceback" not in message, (arguments, message)
    if status == 0:
        assert message == "", (arguments, message)
        return "computed"
    assert status == 2, (arguments, status)
    assert message.startswith("python -m viz: "), (arguments, message)
    assert len(message) < MOST_LETTERS, (arguments, message)
    assert shown.getvalue() == "", (arguments, shown.getvalue())
    return "refused"


HARMLESS = ("compile", "object.__getattr__", "sys._getframe", "cpython.", "gc.")
_events: list[str] = []
_is_watching: list[bool] = []


def _hear(event: str, _: object) -> None:
    if _is_watching and not event.startswith(HARMLESS):
        _events.append(event)


@cache
def _ears() -> None:
    sys.addaudithook(_hear)  # for good: none can be taken away


@contextmanager
def watched() -> Iterator[list[str]]:
    """Collect what Python tells of meanwhile: files, processes, imports, code that is executed."""
    _ears()
    _events.clear()
    _is_watching.append(True)
    try:
        yield _events
    finally:
        _is_watching.pop()
