"""The fuzzer: a short run that finds nothing, and planted faults, each of which it finds."""

import contextlib
import io
import math
import operator
from random import Random

import pytest

from engine import Value, sigmoid
from engine.extend import operation
from engine.program.languages import LANGUAGES
from nn.compiled import CompiledBackend
from tests.fuzz import pytorch
from tests.fuzz.__main__ import found
from tests.fuzz.answers import Graph
from tests.fuzz.arithmetic import UNIT, Bounded, Ieee, UndecidedError
from tests.fuzz.judge import is_within, mismatches
from tests.fuzz.planted import FAULTS
from tests.fuzz.programs import Line, Program, ops, pruned, random_program
from tests.fuzz.shrink import shrunk
from tests.fuzz.snippet import snippet
from tests.fuzz.trainings import random_training, training_mismatches, training_text
from tests.ops import OPS
from tests.running import needs_compiler

pytestmark = needs_compiler

SEED = 0
WITHIN = 2000  # programs


def first_mismatch(count=WITHIN):
    for number in range(count):
        for mismatch in mismatches(random_program(Random(f"{SEED}/{number}"))):
            return mismatch
    return None


def printed(text):
    """Run a text and return the lines that it prints, in words."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "<snippet>", "exec"), {"__name__": "snippet"})
    return [line.split() for line in out.getvalue().splitlines()]


# ---- a short run ----


@pytest.mark.parametrize("part", range(4))
def test_a_short_run_finds_no_mismatch(part):
    assert [text for number in range(part, 160, 4) for text in found(SEED, number)] == []


@pytest.mark.parametrize(
    "number",
    [
        60169,  # where a constant decides, a 0.0 less is added to a -0.0
        69178,  # the slope of arctan2(0, 1e-8), which is steeper than a step
        87178,  # a gradient that underflows, times a slope of 1e200
        92841,  # what is left of y / x - y (1 / x), for two y that differ in the last digit
    ],
)
def test_what_no_way_can_tell_is_no_mismatch(number):
    assert list(found(2711, number)) == []


@pytest.mark.parametrize("number", range(4))
def test_a_few_trainings_find_no_mismatch(number):
    assert list(training_mismatches(random_training(Random(f"{SEED}/{number}")))) == []


def test_random_programs_have_every_op_and_every_kind_of_leaf():
    programs = [random_program(Random(f"{SEED}/{number}")) for number in range(300)]
    used = {line.op for program in programs for line in program.lines}
    assert used == {*ops(), "grad"}
    assert {op.method for op in OPS} == set(ops())
    assert {program.rows for program in programs} == {1, 127, 128, 129, 1000}
    assert {bool(program.params) for program in programs} == {True, False}
    inner = {line.op for p in programs for one in p.lines for line in one.body}
    assert "grad" in inner  # a derivative of a derivative
    numbers = {abs(x) for program in programs for point in program.points for x in point}
    assert {0.0, 5e-324, 1e308} <= numbers


def test_a_program_is_the_same_whenever_it_is_drawn():
    assert random_program(Random("1/2")) == random_program(Random("1/2"))


# ---- planted faults ----


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found_and_shrinks_to_a_snippet_that_shows_it(fault, monkeypatch):
    fault(monkeypatch.setattr)
    mismatch = first_mismatch()
    assert mismatch
    small = shrunk(mismatch)
    assert small.ways == mismatch.ways
    assert len(small.program.lines) <= min(3, len(mismatch.program.lines))
    lines = printed(snippet(small.ways, small.program, small.point))
    assert lines[0][0] == "eager"
    assert [line[1:] for line in lines[1:]] != [line[1:] for line in lines[:1]]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found_without_pytorch(fault, monkeypatch):
    monkeypatch.setattr(pytorch, "is_asked", lambda lines: False)
    fault(monkeypatch.setattr)
    assert first_mismatch()


WRONG_SPELLINGS = {
    "an error that is not raised": ("python", "sqrt", "abs({}) ** 0.5"),
    "a nan that is not told": ("python", "log", "(log({0}) if {0} > 0.0 else float('nan'))"),
    "a choice turned round": ("numpy", "where", "np.where({0}, {2}, {1})"),
    "a tie broken otherwise": ("numpy", "<", "np.where({} <= {}, 1.0, 0.0)"),
}


@pytest.mark.parametrize(
    ("language", "op", "text"), WRONG_SPELLINGS.values(), ids=list(WRONG_SPELLINGS)
)
def test_a_wrong_spelling_is_found(language, op, text, monkeypatch):
    monkeypatch.setitem(LANGUAGES[language].spellings, op, text)
    assert first_mismatch().ways == ("eager", language)


def test_a_new_op_is_taken_in_by_itself(monkeypatch):
    @operation("swish")
    def swish(self):
        x = self.data
        s = sigmoid(x)
        return x * s, lambda g: (g * s,)  # the slope is s + x s (1 - s)

    monkeypatch.setattr(Value, "swish", swish, raising=False)
    assert ops()["swish"] == 1
    mismatch = first_mismatch()
    assert "swish" in {line.op for line in mismatch.program.lines}
    assert mismatch.ways == ("eager", "differences")


def test_gradients_that_are_a_little_wrong_in_training_are_found(monkeypatch):
    means = CompiledBackend._means

    def wrong(self, batch):
        loss, accuracy, gradients = means(self, batch)
        return loss, accuracy, gradients * (1.0 + 1e-9)

    monkeypatch.setattr(CompiledBackend, "_means", wrong)
    trainings = (random_training(Random(f"{SEED}/{number}")) for number in range(100))
    mismatch = next(m for training in trainings for m in training_mismatches(training))
    lines = printed(training_text(mismatch))
    assert {line[0] for line in lines[::2]} == {"eager", mismatch.backend}
    assert lines[1] != lines[3]


# ---- bounds ----


def test_a_bound_grows_with_the_condition_of_a_program():
    lines = (Line("__add__", (0, 1)), Line("__sub__", (2, 1)), Line("log", (3,)))
    near, far = (Program(2, (), (), lines, ((1.0, size),)) for size in (1.0, 1e12))
    bounds = [Graph(p, p.points[0]).bounds(same_value=False)[0].error for p in (near, far)]
    assert UNIT < bounds[0] < 100.0 * UNIT
    assert 1e10 < bounds[1] / bounds[0] < 1e13


def test_the_same_sums_add_nothing_to_the_bound_of_a_value():
    program = Program(2, (), (), (Line("__add__", (0, 1)),), ((0.1, 0.2),))
    assert Graph(program, (0.1, 0.2)).bounds()[0].error == 0.0
    assert Graph(program, (0.1, 0.2)).bounds(same_value=False)[0].error == UNIT * (0.1 + 0.2)


def test_a_choice_within_the_bounds_is_not_decided():
    x = Bounded(1.0, 1e-16)
    assert (Bounded(2.0) > x).number == 1.0
    with pytest.raises(UndecidedError):
        operator.lt(x, Bounded(1.0))
    assert (Bounded(1.0) < Bounded(1.0)).number == 0.0


def test_what_differs_by_more_than_the_slack_is_a_mismatch():
    assert is_within((1.0,), (1.0 + 3e-15,), [1e-15])
    assert not is_within((1.0,), (1.0 + 5e-15,), [1e-15])
    assert not is_within((math.nan,), (1.0,), [1e-15])
    assert is_within((math.nan,), (1.0,), [math.inf])


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda x: x / (x - x), math.inf),
        (lambda x: (x - x) ** -1.0, math.inf),
        (lambda x: (-x) ** 0.5, math.nan),
        (lambda x: (x * 1000.0).write_function("exp"), math.inf),
        (lambda x: (x - x).write_function("log"), -math.inf),
    ],
)
def test_ieee_goes_on_where_python_raises(f, expected):
    Ieee.failed, Ieee.instead = False, None
    answer = f(Ieee(2.0)).number
    assert answer == expected or (math.isnan(answer) and math.isnan(expected))
    assert Ieee.failed


def test_pruned_lines_are_those_that_the_last_one_needs():
    lines = [Line("exp", (0,)), Line("sin", (1,)), Line("cos", (2,)), Line("__mul__", (4, 0))]
    assert pruned(2, lines) == (
        Line("exp", (0,)),
        Line("cos", (2,)),
        Line("__mul__", (3, 0)),
    )
