"""Any text: `python -m viz` and files of weights read it, or refuse it by a clear, short error."""

import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz.__main__ as command
from tests.text.checks import Numbers, outcome_of_arguments, outcome_of_weights
from tests.text.generating import TOKENS, arguments, weights
from viz.expression import Expression

SEEDS = range(250)


def test_random_expressions_are_computed_or_refused():
    outcomes = {outcome_of_arguments(arguments(seed)) for seed in SEEDS}
    assert outcomes == {"computed", "refused"}


def test_random_files_of_weights_are_read_or_refused(tmp_path):
    outcomes = {outcome_of_weights(weights(seed), tmp_path / "w.json") for seed in SEEDS}
    assert outcomes == {"read", "refused"}


texts = st.text(max_size=20) | st.lists(st.sampled_from(TOKENS), max_size=8).map("".join)


@given(texts, st.lists(texts, max_size=2))
@settings(max_examples=100, deadline=None)
def test_any_expression_is_computed_or_refused(text, numbers):
    assert outcome_of_arguments(["--", text, *numbers]) in ("computed", "refused")


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9**9",
        "(" * 100_000 + "1" + ")" * 100_000,
        "1+" * 500_000 + "1",
        "[" * 100_000,
        "-" * 19_000 + "1",
        "1+" * 9_000 + "1",
        "1**" * 6_000 + "1",
        "f(" * 9_000,
        "1," * 9_000,
        "1<" * 9_000 + "1",
        "9" * 19_000,
        "0x" + "f" * 19_000,
        "1e" + "9" * 19_000,
        "x" * 19_000,
        "_" * 19_000 + "1",
        "1 " * 9_000,
        "1\n" * 9_000,
        "#" * 19_000,
        "'" + "\\" * 19_000,
    ],
    ids=lambda text: text[:8],
)
def test_what_is_large_or_deep_is_refused(text):
    assert outcome_of_arguments(["--", text]) == "refused"


# The checks themselves, on faults that are planted.


def evaluating(text, numbers):
    eval(text, {})
    return Expression(text, numbers)


def opening(text, numbers):
    Path("/dev/null").read_bytes()
    return Expression(text, numbers)


def importing(text, numbers):
    with suppress(ImportError):
        __import__("a_module_that_is_not_there")
    return Expression(text, numbers)


def starting(text, numbers):
    subprocess.run(["true"], check=True)
    return Expression(text, numbers)


def telling_all(text, _):
    raise ValueError(text * 1000)


def telling_nothing(*_):
    raise SystemExit(2)


FAULTS = [evaluating, opening, importing, starting, telling_all, telling_nothing]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_of_expressions_is_found(fault, monkeypatch):
    assert outcome_of_arguments(["--", "1+1"]) == "computed"
    monkeypatch.setattr(command, "Expression", fault)
    with pytest.raises(AssertionError):
        outcome_of_arguments(["--", "1+1"])


def half_loaded(model, path):
    model.w[0].data = 1.5
    raise ValueError(f"{path}: no")


def without_the_path(model, path):
    raise ValueError("no")


def telling_the_file(model, path):
    raise ValueError(f"{path}: {path.read_text('utf-8') * 1000}")


def wrong(model, path):
    model.w[1].data = 7.0


@pytest.mark.parametrize("fault", [half_loaded, without_the_path, telling_the_file, wrong])
def test_a_planted_fault_of_weights_is_found(fault, monkeypatch, tmp_path):
    monkeypatch.setattr(Numbers, "load", fault)
    with pytest.raises(AssertionError):
        outcome_of_weights(b'{"w0": 1.5, "w1": 2}', tmp_path / "w.json")
