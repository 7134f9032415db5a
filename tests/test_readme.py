"""The README's Python runs, and prints what it says."""

import re
import shlex
from contextlib import redirect_stdout
from io import StringIO

import matplotlib as mpl
import pytest

from tests.lectures import LECTURES, ROOT, cover, read

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()  # as `make demo` leaves it
    mpl.use("Agg")
    yield
    from matplotlib import pyplot

    pyplot.close("all")


def test_the_examples_print_what_the_comments_say(tmp_path):
    assert len(BLOCKS) >= 4
    code = "\n".join(BLOCKS)
    expected = re.findall(r"^print\(.*\)  +# (.*)$", code, re.MULTILINE)
    assert len(expected) == code.count("print(")
    printed = StringIO()
    namespace = {}
    with redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), namespace)
    assert printed.getvalue().splitlines() == expected
    (listing,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    assert namespace["listing"] == listing
    assert (tmp_path / "out" / "neuron.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]  # nothing is left in the clone


def test_the_command_that_draws_an_expression_works(tmp_path, capsys):
    from viz.__main__ import main

    (command,) = re.findall(r"^python -m viz (.*)$", README, re.MULTILINE)
    assert main(shlex.split(command)) == 0
    assert (tmp_path / "out" / "neuron.svg").exists()
    assert "wrote out/neuron.svg" in capsys.readouterr().out


def test_whatever_a_command_or_a_call_writes_goes_to_out():
    written = re.findall(r"(?:(?:save|savefig)\(|outfile=)\"(.*?)\"", README)
    written += re.findall(r"\s(?:-o|--\w+)\s+([\w/]+\.\w+)", README)
    assert len(written) >= 10
    assert {path.partition("/")[0] for path in written} == {"out"}


def test_the_environment_is_activated_before_the_first_program():
    assert README.index(". .venv/bin/activate") < README.index("```python")


def test_every_make_target_is_described():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    for target in targets.split():
        assert f"`make {target}`" in README


def test_no_figure_is_left_open():
    assert not re.findall(r"\b[A-Z]+_[A-Z]+\b|^FIGURES$", README, re.MULTILINE)


def test_every_picture_is_there():
    pictures = re.findall(r"!\[.*?\]\((.*?)\)|<img src=\"(.*?)\"", README)
    pictures = ["".join(found) for found in pictures]
    assert len(pictures) >= 10
    for picture in pictures:
        assert (ROOT / picture).is_file()


def test_each_lecture_has_a_line_and_its_picture():
    for path in LECTURES:
        (line,) = [line for line in README.splitlines() if f"(notebooks/{path.name})" in line]
        kind, _ = cover(read(path))
        assert f'src="notebooks/pictures/{path.stem}.{kind}"' in line


def test_links_within_the_project_lead_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
