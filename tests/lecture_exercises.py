"""The exercises of a lecture: the answers of its folded cells, and answers that do harm."""

import ast
import random
import re
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tests.lecture_tables import STILL_TO_DO
from tests.lectures import read, run, tagged

CHECK_CELL = (Path(__file__).parent / "lecture_check.py").read_text("utf-8")
CHECK_CELL = CHECK_CELL.partition('"""\n\n')[2].rstrip()
MISTAKES = re.compile(r"^.*[Mm]istakes? that (?:is|are) often made.*$", re.MULTILINE)
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)

# What no check may be kept busy by: each is put where the answer stands.
HOSTILE = {
    "hanging": "while True:\n    pass",
    "sleeping": "__import__('time').sleep(60)",
    "endless": "return __import__('itertools').count()",
    "huge": "return 10**9999",
    "long": "return list(range(10**6))",
    "text": "return 'one' * 10**5",
    "words": "return ('42', '28')",
    "set": "return {42.0, 28.0}",
    "nan": "return float('nan')",
    "nans": "return (float('nan'), float('nan'))",
    "circle": "circle = []\ncircle.append(circle)\nreturn circle",
    "leaving": "raise SystemExit",
}


class Exercise(NamedTuple):
    """An exercise: the cell of the answer, its check, and the answers of the folded cell."""

    stub: NotebookNode
    check: NotebookNode
    right: list[str]
    wrong: list[str]


def exercises(notebook: NotebookNode) -> list[Exercise]:
    """Find the exercises by their cells' tags exercise-1, check-1, solution-1 and so on.

    The cell of the solution has blocks of Python: right answers, and, after the line that tells of
    mistakes that are often made, wrong ones.
    """
    return list(_exercises(notebook))


def _exercises(notebook: NotebookNode) -> Iterator[Exercise]:
    for k in range(1, 4):
        stub, check, folded = (
            cell
            for part in ("exercise", "check", "solution")
            for cell in tagged(notebook, f"{part}-{k}")
        )
        right, wrong = MISTAKES.split(folded.source)
        yield Exercise(stub, check, BLOCK.findall(right), BLOCK.findall(wrong))


def with_answers(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with all answers to each exercise, each of them checked.

    The cells that are new have the tags wrong-1, right-1 and so on.
    """
    tried = deepcopy(notebook)
    for k, exercise in enumerate(exercises(tried), 1):
        kinds = (("wrong", exercise.wrong), ("right", exercise.right))
        answers = [
            cell
            for kind, texts in kinds
            for text in texts
            for cell in _checked(text, exercise, f"{kind}-{k}")
        ]
        _insert(tried, exercise, answers)
    return tried


def with_hostile_answers(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with hostile answers, checked in a shorter time; tags hostile-1, …"""
    tried = deepcopy(notebook)
    for k, exercise in enumerate(exercises(tried), 1):
        answers = [new_code_cell("SECONDS = 0.2")]
        for kind, body in HOSTILE.items():
            answers += _checked(hostile(exercise.stub.source, body), exercise, f"hostile-{k}", kind)
        answers += [new_code_cell("SECONDS = 1.5")]
        _insert(tried, exercise, answers)
    return tried


def hostile(stub: str, body: str) -> str:
    """Return an answer that does what it should not, under each name that the stub defines."""
    lines = []
    for statement in ast.parse(stub).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            lines += [_hostile_function(statement.name, body)]
        elif isinstance(statement, ast.Assign):
            # A number has no body that could hang: the name is given what the body returns.
            returned = body if "return" in body else "return ..."
            names = ast.unparse(statement.targets[0])
            lines += [_hostile_function("_answer", returned), f"{names} = _answer()"]
    return "\n".join(lines)


def _hostile_function(name: str, body: str) -> str:
    return f"def {name}(*numbers, **options):\n    " + body.replace("\n", "\n    ")


def _checked(answer: str, exercise: Exercise, *tags: str) -> list[NotebookNode]:
    check = new_code_cell(exercise.check.source, metadata={"tags": list(tags)})
    return [new_code_cell(answer), check]


def _insert(notebook: NotebookNode, exercise: Exercise, cells: list[NotebookNode]) -> None:
    place = notebook.cells.index(exercise.check) + 1
    notebook.cells[place:place] = cells


def sections(notebook: NotebookNode) -> list[list[NotebookNode]]:
    """Return the code cells, section by section; what stands before the first is one of its own."""
    found: list[list[NotebookNode]] = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found[-1].append(cell)
        elif re.search(r"^##? ", cell.source, re.MULTILINE) and found[-1]:
            found.append([])
    return [cells for cells in found if cells]


def run_twice(notebook: NotebookNode, original: NotebookNode) -> NotebookNode:
    """Return the notebook and below it every code cell once more, its sections in another order.

    A cell that is there again has the tag again-ID.
    """
    again = sections(original)
    random.Random(1).shuffle(again)
    twice = deepcopy(notebook)
    for cell in (cell for section in again for cell in section):
        tags = [f"again-{cell.id}"]
        source = cell.source.replace("%load_ext", "%reload_ext")  # which says nothing
        twice.cells.append(new_code_cell(source, metadata={"tags": tags}))
    return twice


class Execution(NamedTuple):
    """A lecture that was run, all answers included, and the files that it left behind."""

    notebook: NotebookNode
    files: list[str]


@cache
def executed(path: Path) -> Execution:
    """Run a lecture once for all tests."""
    original = read(path)
    tried = with_answers(original)
    if path.stem not in STILL_TO_DO:
        tried = run_twice(with_hostile_answers(tried), original)
    with tempfile.TemporaryDirectory() as folder:
        done = run(tried, Path(folder))
        return Execution(done, [file.name for file in Path(folder).iterdir()])
