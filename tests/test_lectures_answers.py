"""Each exercise's check tells right answers from wrong, hints at the fault, and comes to an end."""

import re
import time
from itertools import count

import pytest

from tests.lecture_check import check, floats
from tests.lecture_exercises import CHECK_CELL, executed, exercises, hostile
from tests.lecture_tables import HINTS, STILL_TO_DO, TERMS
from tests.lectures import LECTURES, code_cells, is_run, read, spoken, tagged

DONE = [path for path in LECTURES if path.stem not in STILL_TO_DO]
each_done = pytest.mark.parametrize("path", DONE, ids=lambda path: path.stem)


def tried(path):
    """The exercises that can be tried here, with their numbers; one may need PyTorch."""
    return [(k, e) for k, e in enumerate(exercises(read(path)), 1) if is_run(e.check)]


def said(path, kind, k):
    """What the check of exercise k said to each answer of a kind."""
    notebook = executed(path).notebook
    return [spoken(cell).strip() for cell in tagged(notebook, f"{kind}-{k}")]


def test_what_is_still_to_do_is_what_the_tables_do_not_hold():
    held = HINTS.keys() & TERMS.keys()
    assert [path.stem for path in LECTURES if path.stem not in held] == STILL_TO_DO


@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_a_check_knows_right_from_wrong_and_from_nothing(path):
    for k, exercise in tried(path):
        untouched = spoken(exercise.check).strip()
        for text in said(path, "right", k):
            assert text.startswith(f"Exercise {k}: correct")
        for text in [untouched, *said(path, "wrong", k)]:
            assert text.startswith(f"Exercise {k}: ")
            assert "correct" not in text
        for text in said(path, "wrong", k):
            assert text != untouched
            assert len(text) > 40, "the check says what is wrong"


@each_done
def test_the_folded_cell_has_an_unusual_right_answer_and_three_mistakes(path):
    for exercise in exercises(read(path)):
        assert len(exercise.right) >= 2
        assert len(exercise.wrong) >= 3
        assert len({*exercise.right, *exercise.wrong}) == len(exercise.right + exercise.wrong)


@each_done
def test_a_hint_fits_its_fault(path):
    assert len(HINTS[path.stem]) == 3
    for k, _ in tried(path):
        hints = HINTS[path.stem][k - 1]
        assert len(set(hints)) == len(hints)
        for text, hint in zip(said(path, "wrong", k), hints, strict=True):
            assert hint in text


@each_done
def test_a_check_ends_whatever_it_is_given(path):
    for k, _ in tried(path):
        texts = said(path, "hostile", k)
        assert len(texts) > 5
        for text in texts:
            assert text.startswith(f"Exercise {k}: ")
            assert "correct" not in text
            assert len(text) < 500


@each_done
def test_a_check_is_folded_and_shows_no_answer(path):
    notebook = read(path)
    (helper,) = (cell for cell in code_cells(notebook) if cell.id == "check")
    assert helper.source == CHECK_CELL
    for cell in [helper, *(exercise.check for exercise in exercises(notebook))]:
        assert cell.metadata.get("jupyter", {}).get("source_hidden"), cell.id
    for exercise in exercises(notebook):
        body = "\n".join(lines(exercise.check.source))
        for answer in exercise.right:
            new = set(lines(answer)) - set(lines(exercise.stub.source))
            assert [line for line in new if line in body] == []


def lines(source):
    return [line.partition("#")[0].strip() for line in source.splitlines() if line.strip(" )]}")]


def never():
    while True:
        pass


@pytest.mark.parametrize("wait", [never, lambda: time.sleep(60)], ids=["busy", "asleep"])
def test_a_check_that_does_not_end_is_stopped(capsys, monkeypatch, interruptible, wait):
    monkeypatch.setattr("tests.lecture_check.SECONDS", 0.05)
    check(1, "an end")(wait)
    assert re.match(r"Exercise 1: stopped after 0\.05 seconds", capsys.readouterr().out)


def test_a_check_that_is_late_before_it_starts_is_stopped_too(capsys, monkeypatch, interruptible):
    monkeypatch.setattr("tests.lecture_check.SECONDS", 0)
    for _ in range(50):  # the time is over while the thread that watches it is still being started
        check(1, "time")(lambda: time.sleep(0.001))
        assert capsys.readouterr().out.startswith("Exercise 1: stopped after 0 seconds")


@pytest.mark.parametrize("answer", [(1, 2.0), [1, 2], iter([1.0, 2.0]), count(1)])
def test_numbers_of_an_answer_are_read_in_order_and_no_more_than_asked_for(answer):
    assert floats(answer, 2) == [1.0, 2.0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (("42", "28"), "'42' is no number; write numbers, without quotation marks"),
        ("42", "'4' is no number"),
        ({42.0, 28.0}, "a set keeps no order; write the numbers in a list"),
        ({"x": 42.0}, "a dict keeps no order"),
        ([1.0, None], "None is no number$"),
        ([[1.0]], r"\[1\.0\] is no number$"),
        ([1.0, float("nan")], "nan is no number"),
    ],
)
def test_what_is_no_number_is_refused_with_a_hint(answer, said):
    with pytest.raises((TypeError, ValueError), match=said):
        floats(answer)


def test_a_check_says_what_it_expected_of_an_answer_that_fails(capsys):
    @check(2, "a number")
    def _():
        return f"correct: {1 / 0}"

    said = "Exercise 2: expected a number; it ended with ZeroDivisionError: division by zero\n"
    assert capsys.readouterr().out == said


def test_whoever_stops_a_check_stops_the_notebook():
    with pytest.raises(KeyboardInterrupt):

        @check(3, "patience")
        def _():
            raise KeyboardInterrupt


def test_a_hostile_answer_takes_the_names_of_the_stub():
    names = {}
    exec(hostile("a = None\ndef f(x): ...", "return 7"), names)
    assert (names["a"], names["f"](1, 2)) == (7, 7)
