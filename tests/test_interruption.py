"""Ctrl-C ends a command in one line; whatever else nobody handles is shown as ever."""

import sys

import pytest

from engine.interruption import end_quietly


@pytest.fixture
def hook(monkeypatch):
    """The hook that a command sets, taken back after the test."""
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    end_quietly("chalkgrad draw")
    return sys.excepthook


def test_an_interrupted_command_says_so_in_one_line_and_ends_with_the_status_of_ctrl_c(
    hook, capsys
):
    error = KeyboardInterrupt()
    with pytest.raises(SystemExit) as ending:
        hook(type(error), error, None)
    assert ending.value.code == 130
    assert capsys.readouterr() == ("", "chalkgrad draw: interrupted\n")


def test_any_other_error_is_shown_as_python_shows_it(hook, capsys):
    error = ZeroDivisionError("division by zero")
    hook(type(error), error, None)
    assert capsys.readouterr() == ("", "ZeroDivisionError: division by zero\n")
