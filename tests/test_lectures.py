"""The lectures run from a clean kernel, to the numbers that are stored, and check what they ask."""

import re

import pytest
from nbformat.v4 import new_output

from tests.lectures import (
    LECTURES,
    cover,
    exercises,
    joined,
    read,
    run,
    spoken,
    tagged,
    with_answers,
)

NAMES = [
    "01_derivatives",
    "02_graphs",
    "03_backpropagation",
    "04_two_directions",
    "05_neuron_to_mlp",
    "06_training",
    "07_from_scalars_to_batches",
    "08_to_pytorch",
]
LIMIT = 300_000  # bytes

each_lecture = pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Run each lecture once, its answers included, and return it with the folder it ran in."""
    done = {}

    def execute(path):
        if path not in done:
            folder = tmp_path_factory.mktemp(path.stem)
            done[path] = run(with_answers(read(path)), folder), folder
        return done[path]

    return execute


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_what_a_slow_cell_printed_is_one_text():
    pieces = [("stdout", "Exercise 1:"), ("stdout", " correct\n"), ("stderr", "hm\n")]
    streams = [new_output("stream", name=name, text=text) for name, text in pieces]
    picture = new_output("display_data", data={"text/plain": "Figure"})
    outputs = joined([*streams[:2], picture, streams[2]])
    assert [output.get("text") for output in outputs] == ["Exercise 1: correct\n", None, "hm\n"]


def test_there_are_eight_lectures():
    assert [path.stem for path in LECTURES] == NAMES


@each_lecture
def test_a_lecture_runs_and_gives_the_numbers_that_are_stored(path, executed):
    notebook, _ = executed(path)
    found = {cell.id: spoken(cell) for cell in code_cells(notebook)}
    for cell in code_cells(read(path)):
        if "timing" not in cell.metadata.get("tags", []):
            assert spoken(cell) == found[cell.id], cell.source


@each_lecture
def test_a_lecture_leaves_no_file_behind(path, executed):
    _, folder = executed(path)
    assert [file.name for file in folder.iterdir()] == ["lecture.ipynb"]


@each_lecture
def test_outputs_are_stored_as_of_one_run_from_top_to_bottom(path):
    cells = code_cells(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert sum(bool(cell.outputs) for cell in cells) > len(cells) / 2


@each_lecture
def test_stored_outputs_say_nothing_of_the_machine_or_the_run(path):
    notebook = read(path)
    for cell in code_cells(notebook):
        assert "execution" not in cell.metadata
        text = spoken(cell)
        assert not re.search(r"0x[0-9a-f]{6}|/work/|/tmp/|/home/|site-packages", text), text
    kinds = [output.get("name") for cell in code_cells(notebook) for output in cell.outputs]
    assert "stderr" not in kinds


@each_lecture
def test_a_lecture_is_small_enough_to_read_on_the_web(path):
    assert path.stat().st_size < LIMIT


@each_lecture
def test_a_lecture_has_three_exercises_whose_checks_know_right_from_wrong(path, executed):
    notebook, _ = executed(path)
    for k, exercise in enumerate(exercises(read(path)), 1):
        (mistaken,) = tagged(notebook, f"mistake-{k}")
        (solved,) = tagged(notebook, f"solved-{k}")
        untouched, mistake, solution = map(spoken, (exercise.check, mistaken, solved))
        assert solution.startswith(f"Exercise {k}: correct")
        for text in (untouched, mistake):
            assert text.startswith(f"Exercise {k}: ")
            assert "correct" not in text
        assert mistake != untouched
        assert len(mistake) > 40, "the check says what is wrong"


@each_lecture
def test_cells_are_short(path):
    for cell in code_cells(read(path)):
        assert len(cell.source.splitlines()) <= 25, cell.source


@each_lecture
def test_a_lecture_asks_before_it_shows(path):
    notebook = read(path)
    asked = [cell for cell in notebook.cells if "**Predict.**" in cell.source]
    assert len(asked) >= 3
    for cell in asked:
        following = notebook.cells[notebook.cells.index(cell) + 1]
        assert following.cell_type == "code", cell.source


@each_lecture
def test_a_lecture_has_a_picture_for_its_ideas(path):
    pictures = [
        output
        for cell in code_cells(read(path))
        for output in cell.outputs
        if set(output.get("data", {})) & {"image/svg+xml", "image/png", "text/html"}
    ]
    assert len(pictures) >= 4


@each_lecture
def test_the_cover_on_the_front_page_is_the_picture_of_the_lecture(path):
    kind, picture = cover(read(path))
    assert (path.parent / "pictures" / f"{path.stem}.{kind}").read_bytes() == picture
