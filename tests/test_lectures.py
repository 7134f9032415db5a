"""The lectures run from a clean kernel, to the numbers that are stored, and check what they ask."""

import re

import pytest
from nbformat.v4 import new_output

from tests.lecture_exercises import executed
from tests.lectures import (
    LECTURES,
    code_cells,
    cover,
    is_compared,
    is_run,
    joined,
    markdown,
    read,
    spoken,
    tagged,
)

NAMES = [
    "01_derivatives",
    "02_graphs",
    "03_backpropagation",
    "04_two_directions",
    "05_neuron_to_mlp",
    "06_training",
    "07_training_that_fails",
    "08_from_scalars_to_batches",
    "09_to_pytorch",
    "10_handwriting",
    "11_a_gpt_of_scalars",
]
LIMIT = 300_000  # bytes
# Pages that are too large to be stored are written beside the lecture, which opens them.
PAGES = {
    "05_neuron_to_mlp": ["05_walk.html"],
    "06_training": ["06_training.html", "06_playground.html"],
    "10_handwriting": ["10_drawing.html"],
    "11_a_gpt_of_scalars": ["11_walk.html", "11_names.html"],
}
FRAME = re.compile(r'<iframe src="([^"]+)"')

each_lecture = pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)


def lengths(cell):
    """How long each picture is: another font or library changes it a little, a blank one much."""
    data = [output.get("data", {}) for output in cell.outputs]
    return [len(d[kind]) for d in data for kind in sorted(d) if kind != "text/plain"]


def spoken_html(path):
    outputs = [output for cell in code_cells(read(path)) for output in cell.outputs]
    return "".join(output.get("data", {}).get("text/html", "") for output in outputs)


def scripts(cell):
    """The hash of the script of each walk, which changes with the code that wrote the page."""
    return re.findall(r"sha256-[\w+/=]+", str(cell.outputs))


def test_what_a_slow_cell_printed_is_one_text():
    pieces = [("stdout", "Exercise 1:"), ("stdout", " correct\n"), ("stderr", "hm\n")]
    streams = [new_output("stream", name=name, text=text) for name, text in pieces]
    picture = new_output("display_data", data={"text/plain": "Figure"})
    outputs = joined([*streams[:2], picture, streams[2]])
    assert [output.get("text") for output in outputs] == ["Exercise 1: correct\n", None, "hm\n"]


def test_the_lectures_are_those_of_the_course():
    assert [path.stem for path in LECTURES] == NAMES


@each_lecture
def test_a_lecture_runs_and_gives_the_numbers_that_are_stored(path):
    notebook = executed(path).notebook
    found = {cell.id: cell for cell in code_cells(notebook)}
    for cell in code_cells(read(path)):
        if is_run(cell):
            assert bool(cell.outputs) == bool(found[cell.id].outputs), cell.source
        if is_compared(cell):
            assert spoken(cell) == spoken(found[cell.id]), cell.source
            assert lengths(cell) == pytest.approx(lengths(found[cell.id]), rel=0.2), cell.source
            assert scripts(cell) == scripts(found[cell.id]), "stored by older code: make lectures"


@each_lecture
def test_only_what_is_measured_may_differ(path):
    allowed = {"08_from_scalars_to_batches": 2, "09_to_pytorch": 1}
    allowed |= {"10_handwriting": 3, "11_a_gpt_of_scalars": 1}
    assert len(tagged(read(path), "timing")) == allowed.get(path.stem, 0)


@each_lecture
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#:]+)\)", markdown(read(path))):
        assert (path.parent / target).exists(), target


@each_lecture
def test_a_lecture_leaves_the_pages_behind_that_it_opens_and_no_other_file(path):
    (frames, pages) = (FRAME.findall(spoken_html(path)), PAGES.get(path.stem, []))
    assert frames == pages
    assert sorted(executed(path).files) == sorted(["lecture.ipynb", *pages])


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
        assert not re.search(r"0x[0-9a-f]{6}|(?<![\w)\]])/[a-z]+/[\w.]|site-packages", text), text
    kinds = [output.get("name") for cell in code_cells(notebook) for output in cell.outputs]
    assert "stderr" not in kinds


@each_lecture
def test_a_lecture_is_small_enough_to_read_on_the_web(path):
    assert path.stat().st_size < LIMIT


@each_lecture
def test_cells_that_are_read_are_short(path):
    for cell in code_cells(read(path)):
        if not cell.metadata.get("jupyter", {}).get("source_hidden") and cell.id != "whole-node":
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


# The worked examples that the course is built on, by what a lecture prints or says.
EXAMPLES = {
    "01_derivatives": [
        r"^0\.25 -0\.25 True$",  # 1 / (y + e^-x) at 0, 1
        r"^value +3\.0\nwith respect to x1 +1\.0+\nwith respect to x2 +1\.0+$",  # x1 + x2 at 1, 2
        r"^constant, 5 +rule +0\.0+ +measured +0\.0+$",
        r"^sum, x1 \+ 4 +rule +1\.0+ +measured +1\.0+$",
        r"^product, x1 · 4 +rule +4\.0+ +measured +4\.0+$",
        r"^constant times x, 5x +rule +5\.0+ +measured +5\.0+$",
        r"^power, 2x³ +rule +54\.0+ +measured +54\.0+$",
        r"^tanh x +rule +0\.00987 +measured +0\.00987$",
        r"^measured: +18\.0+$",  # the chain rule
    ],
    "02_graphs": [
        r"data=6\.0, grad",
        r"^de/db = 5$",
        r"data=63\.0, grad",
        r"claims 126",
    ],  # (a + b)(b + 1)
    "03_backpropagation": [
        r"^34\.0 \(8\.0, 6\.0, 2\.0, 2\.0, 2\.0, 17\.0\)$",  # (x1 x2 + x4) x6
        r"^\(a \+ b\)\(b \+ 1\) +63\.0000 +gradients 7, 16 +True$",
        r"2x \+ 3",  # x² + 3x
    ],
    "04_two_directions": [
        r"^z +6\.9093 +2\.5839 +2\.0000$",  # x1 x2 + sin x1 at 2, 3
        r"O\(n\\,m\), .* = O\(m\)",
    ],
    "05_neuron_to_mlp": [r"7\.0, {'x': 18\.0, 'w': 6\.0, 'y': -6\.0, 'z': 1\.0}"],  # a relu loss
    "06_training": [r"w \\leftarrow w - ", r"p\.data -= lr \* p\.grad"],
    "07_training_that_fails": [r"p\.data -= lr \* p\.grad"],
    "08_from_scalars_to_batches": [
        r"^sum: +\[1.? 1.? 1.? 1.?\]$",
        r"^mean: \[0\.25 0\.25 0\.25 0\.25\]$",
        r"^dA = dC @ B\.T: True$",
        r"^dB = A\.T @ dC: True$",
        r"^same dX, .*True$",
        r"^same dW, .*True$",
        r"np\.max\(P, 0\) +\[2\.0",
        r"^16 ops, equal to central differences: relu; log; exp; sum; .*matmul; conv2d$",
    ],
    "09_to_pytorch": [
        r"^dw1 +engine +0\.0 +PyTorch None$",  # a leaf that requires no gradient
        r"^d +False +'\+' +False +AddBackward0$",
        r"^sum +engine \[-23\.0, -2\.0, 1\.0\] +PyTorch \[-23\.0, -2\.0, 1\.0\]$",
        r"^ones +engine \[-23\.0, -2\.0, 1\.0\] +PyTorch \[-23\.0, -2\.0, 1\.0\]$",
        r"given ndarray; allowed: a Value; write L\.sum\(\)\.backward\(\)",
        r"no_grad",
    ],
    "10_handwriting": [
        r"^1348 to train, 449 held out$",
        r"^2410 parameters, 7270 nodes$",
        r"^training set .*, held out 0\.9[6-9]\d$",
        r"^pixels without ink: 0 32 39$",
        r"^products with one weight 36$",
    ],
    "11_a_gpt_of_scalars": [
        r"^knowing nothing 3\.296$",
        r"^23 nodes$",
        r"^4096 in all, 4\d,\d{3} nodes, loss 3\.",
        r"^held out: pairs 2\.371, best by counting 2\.\d+, GPT 2\.0\d\d$",
        r"^\d+ of 50 are new",
    ],
}


@each_lecture
def test_the_worked_examples_stand_in_their_lectures(path):
    notebook = read(path)
    text = "\n".join(
        spoken(cell) if cell.cell_type == "code" else cell.source for cell in notebook.cells
    )
    missing = [line for line in EXAMPLES[path.stem] if not re.search(line, text, re.MULTILINE)]
    assert missing == []
