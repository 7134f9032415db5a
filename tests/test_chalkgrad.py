"""import chalkgrad: the names of three doors under one; and the command chalkgrad."""

import importlib
import os
import signal
import subprocess
import sys
import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.figure import Figure

import chalkgrad as cg
import engine.extend
import nn
import nn.__main__
import viz
import viz.__main__

ROOT = Path(__file__).resolve().parents[1]
DOORS = {"engine": engine, "viz": viz, "nn": nn}
NEURON = ["tanh(w*x + b)", "w=-3", "x=2", "b=6.88"]
LITTLE = ["--data", "sine", "--layers", "2", "--steps", "1"]


def run(*arguments, folder=None):
    """Run Python in a process of its own, and in a folder."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


# Names.


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_every_name_of_a_door_is_offered(door):
    assert set(door.__all__) <= set(dir(door)) <= set(dir(cg))
    assert [name for name in dir(door) if getattr(cg, name) is not getattr(door, name)] == []


def test_no_name_beside_those_of_the_doors_is_offered():
    assert set(dir(cg)) == {name for door in DOORS.values() for name in dir(door)}
    assert cg.__all__ == dir(cg)


def test_no_name_has_two_meanings():
    for one, other in combinations(map(dir, DOORS.values()), 2):
        assert set(one) & set(other) == set()
    fresh = run("-c", "import chalkgrad; print(*vars(chalkgrad))").stdout.split()
    assert "main" in fresh
    assert set(fresh) & set(dir(cg)) == set()


def test_of_a_name_of_two_doors_the_first_is_taken(monkeypatch):
    monkeypatch.setitem(vars(cg), "MLP", None)
    monkeypatch.delitem(vars(cg), "MLP")
    monkeypatch.setattr(viz, "MLP", "of viz", raising=False)
    monkeypatch.setattr(viz, "__all__", [*viz.__all__, "MLP"])
    assert cg.MLP == "of viz"


def test_a_name_that_is_none_is_an_attribute_error_that_python_can_explain():
    with pytest.raises(AttributeError, match="'chalkgrad' has no attribute 'Vallue'") as raised:
        print(cg.Vallue)
    assert (raised.value.name, raised.value.obj) == ("Vallue", cg)


@pytest.mark.parametrize(
    ("use", "imported"),
    [
        ("", set()),
        ("hasattr(chalkgrad, '__path__')", set()),
        ("chalkgrad.Value", {"engine"}),
        ("chalkgrad.draw", {"engine", "viz"}),
        ("from chalkgrad import fit", {"engine", "viz", "nn"}),
    ],
)
def test_a_door_is_imported_when_a_name_is_asked_of_it(use, imported):
    done = run("-c", f"import chalkgrad, sys\n{use}\nprint(*sys.modules)")
    assert set(done.stdout.split()) & set(DOORS) == imported


def test_all_names_are_imported_by_a_star():
    names = {}
    exec("from chalkgrad import *", names)
    assert set(dir(cg)) <= set(names)


def test_the_extension_for_notebooks_is_offered_too():
    assert cg.load_ipython_extension is viz.load_ipython_extension


# The command.


def test_the_command_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    module, _, name = project["scripts"]["chalkgrad"].partition(":")
    assert getattr(importlib.import_module(module), name) is cg.main


@pytest.mark.parametrize(
    ("command", "package", "arguments"),
    [("draw", viz, NEURON), ("draw", viz, ["x"]), ("train", nn, LITTLE)],
    ids=["draw", "draw refused", "train"],
)
def test_a_command_does_what_the_package_does(
    command, package, arguments, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Figure, "savefig", lambda self, *_, **__: None)
    monkeypatch.setattr(viz.Drawing, "pipe", lambda self, *_, **__: b"")
    status, shown = package.__main__.main(arguments), capsys.readouterr().out
    assert cg.main([command, *arguments]) == status
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize("command", ["draw", "train", "lectures"])
def test_the_help_of_a_command_has_its_name(command, capsys):
    with pytest.raises(SystemExit) as raised:
        cg.main([command, "--help"])
    assert raised.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: chalkgrad {command} ")


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]])
def test_help_names_every_command(arguments, capsys):
    assert cg.main(arguments) == 0
    said = capsys.readouterr().out
    assert [name for name in cg.COMMANDS if f"chalkgrad {name} " not in said] == []


def test_an_unknown_command_is_refused_in_one_line(capsys):
    assert cg.main(["paint"]) == 2
    said = capsys.readouterr().err
    assert said == "chalkgrad: given 'paint'; allowed: draw, train, lectures, site, --help\n"


def test_python_runs_it_as_a_module(tmp_path):
    done = run("-m", "chalkgrad", "draw", *NEURON, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0.7064" in done.stdout


# Ctrl-C.


def interrupt(*_arguments, **_settings):
    signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("module", "name", "main", "arguments"),
    [
        (viz.__main__, "Expression", viz.__main__.main, NEURON),
        (nn.__main__, "draw", nn.__main__.main, LITTLE),
        (viz.__main__, "Expression", cg.main, ["draw", *NEURON]),
        (nn.__main__, "draw", cg.main, ["train", *LITTLE]),
        (engine.extend, "write_file", cg.main, ["lectures"]),
    ],
    ids=["viz", "nn", "draw", "train", "lectures"],
)
def test_ctrl_c_ends_a_command_in_one_line(
    module, name, main, arguments, monkeypatch, tmp_path, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, name, interrupt)
    assert main(arguments) == 128 + signal.SIGINT
    assert capsys.readouterr().err.splitlines()[-1].endswith(": interrupted")


IMPORTED = {
    "nn": ("ctypes", "tqdm", "graphviz", "argparse"),
    "viz": ("ctypes", "graphviz", "argparse"),
    "chalkgrad": ("ctypes", "graphviz"),
}


@pytest.mark.parametrize(
    ("package", "module"),
    [(package, name) for package, names in IMPORTED.items() for name in names],
)
def test_ctrl_c_while_a_command_imports_is_told_in_one_line_too(package, module, tmp_path):
    (tmp_path / f"{module}.py").write_text("raise KeyboardInterrupt")
    arguments = ["draw", "x", "x=1"] if package == "chalkgrad" else ["--help"]
    done = subprocess.run(
        [sys.executable, "-m", package, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    told = (done.returncode, done.stderr, done.stdout)
    assert told == (128 + signal.SIGINT, f"{package}: interrupted\n", "")


@pytest.mark.parametrize("package", ["nn", "viz"])
def test_an_import_by_others_leaves_their_handling_of_errors_alone(package):
    code = f"import sys; before = sys.excepthook; import {package}; print(sys.excepthook is before)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "True\n"


# Lectures.


def texts(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


ORIGINALS = {path.name: path.read_bytes() for path in (ROOT / "notebooks").glob("*.ipynb")}


@pytest.mark.parametrize(("arguments", "folder"), [([], "lectures"), (["of/mine"], "of/mine")])
def test_the_lectures_are_copied_to_a_folder(arguments, folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cg.main(["lectures", *arguments]) == 0
    assert f"jupyter lab {folder}\n" in capsys.readouterr().out
    assert texts(Path(folder)) == ORIGINALS
    (Path(folder) / "notes.txt").write_text("mine")
    assert cg.main(["lectures", *arguments]) == 0  # nothing has changed
    assert texts(Path(folder)) == {**ORIGINALS, "notes.txt": b"mine"}


def test_a_lecture_that_was_changed_is_overwritten_only_when_told(tmp_path, capsys):
    assert cg.main(["lectures", str(tmp_path)]) == 0
    changed, missing = tmp_path / "02_graphs.ipynb", tmp_path / "01_derivatives.ipynb"
    changed.write_bytes(b"my answers")
    missing.unlink()
    before = texts(tmp_path)
    assert cg.main(["lectures", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said == f"chalkgrad: {changed}: changed since; allowed: another folder, or --overwrite\n"
    assert texts(tmp_path) == before
    assert cg.main(["lectures", str(tmp_path), "--overwrite"]) == 0
    assert texts(tmp_path) == ORIGINALS


def test_a_folder_that_cannot_be_is_refused_in_one_line(tmp_path, capsys):
    file = tmp_path / "file"
    file.write_bytes(b"mine")
    for folder, words in ((file, "a file; allowed: a folder"), (file / "below", str(file))):
        assert cg.main(["lectures", str(folder)]) == 2
        said = capsys.readouterr().err
        assert words in said
        assert said.count("\n") == 1
    assert file.read_bytes() == b"mine"
