"""A student's own engine.py, nn.py or viz.py, which Python finds before ours."""

import shutil
from pathlib import Path

import pytest

import engine
from engine.extend import check_name
from tests.test_chalkgrad import run

USES_ENGINE = {
    "nn": ["-c", "from nn import MLP"],
    "viz": ["-c", "from viz import draw"],
    "chalkgrad": ["-c", "import chalkgrad as cg; cg.Value"],
    "python -m nn": ["-m", "nn", "--help"],
    "python -m viz": ["-m", "viz", "x", "x=1"],
    "chalkgrad draw": ["-m", "chalkgrad", "draw", "x", "x=1"],
}
USES = [
    *[pytest.param("engine", use, id=f"engine, {name}") for name, use in USES_ENGINE.items()],
    pytest.param("viz", ["-c", "import chalkgrad as cg; cg.draw"], id="viz, chalkgrad"),
    pytest.param("viz", ["-m", "nn", "--help"], id="viz, python -m nn"),
    pytest.param("viz", ["-m", "chalkgrad", "draw", "x", "x=1"], id="viz, chalkgrad draw"),
    pytest.param("nn", ["-c", "import chalkgrad as cg; cg.MLP"], id="nn, chalkgrad"),
    pytest.param("nn", ["-m", "chalkgrad", "train", "--help"], id="nn, chalkgrad train"),
]
MICROGRAD = "class Value:\n    pass\n\n\nclass MLP:\n    pass\n"


@pytest.mark.parametrize(("name", "use"), USES)
def test_the_message_names_the_file_and_the_remedy(name, use, tmp_path):
    file = tmp_path / f"{name}.py"
    file.write_text(MICROGRAD, "utf-8")
    done = run(*use, folder=tmp_path)
    assert done.returncode != 0
    assert f"`import {name}` finds {file} and not chalkgrad's {name}: " in done.stderr
    assert "rename that file, or work in another folder" in done.stderr.splitlines()[-1]


def test_a_folder_is_named_as_one(tmp_path):
    folder = tmp_path / "engine"
    folder.mkdir()
    (folder / "__init__.py").write_text(MICROGRAD, "utf-8")
    said = run("-c", "from nn import MLP", folder=tmp_path).stderr
    assert f"finds {folder} and not chalkgrad's engine: rename that folder" in said


@pytest.mark.parametrize("use", ["from nn import MLP", "from viz import draw"])
def test_a_script_that_has_the_name_itself_is_told_as_well(use, tmp_path):
    script = tmp_path / "engine.py"
    script.write_text(f"{use}\n", "utf-8")
    assert f"finds {script} and not" in run(script, folder=tmp_path).stderr.splitlines()[-1]


def test_what_fails_for_another_reason_says_so_itself(tmp_path):
    (tmp_path / "graphviz.py").write_text("raise ImportError('no library')", "utf-8")
    said = run("-c", "from viz import draw", folder=tmp_path).stderr
    assert said.splitlines()[-1] == "ImportError: no library"


def test_networks_of_a_students_own_may_stand_on_our_engine(tmp_path):
    (tmp_path / "nn.py").write_text("from engine import Value\nx = Value(3.0)\n", "utf-8")
    done = run(
        "-c", "import nn, chalkgrad; print(repr(chalkgrad.draw(nn.x * 2.0)))", folder=tmp_path
    )
    assert done.stdout.startswith("Drawing of ")


@pytest.mark.parametrize("optimized", [[], ["-OO"]], ids=["plain", "-OO"])
def test_a_changed_copy_of_our_engine_is_one_of_ours(optimized, tmp_path):
    shutil.copytree(Path(engine.__file__).parent, tmp_path / "engine")
    with (tmp_path / "engine" / "value.py").open("a", encoding="utf-8") as file:
        file.write("print('changed')\n")
    done = run(*optimized, "-c", "import chalkgrad as cg; cg.MLP(2, [1])", folder=tmp_path)
    assert (done.stdout, done.stderr) == ("changed\n", "")


@pytest.mark.parametrize("name", ["engine", "nn", "viz"])
def test_our_own_are_ours(name):
    check_name(name)
