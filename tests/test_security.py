"""What the README's security notes say, where no other file of tests holds it already."""

import ast
import pickle
import re
from pathlib import Path

import pytest

from engine import Value, trace
from nn import MLP, fit, predictor
from tests.test_architecture import ROOMS, imports, package_of
from viz import animate_training, walk

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SECURITY = README.partition("\n## Security\n")[2].partition("\n## ")[0]
HOSTILE = "</script><img src=http://example.com onerror=alert(1)>"

# Who may run what is not written in the project, and why.
RUNNERS = {
    "exec": {"engine.program.compilation"},  # the text of a program, which engine.program writes
    "compile": {"engine.program.compilation"},
    "eval": set(),
    "__import__": set(),
}
LOADERS = {
    "ctypes": {"engine.program.machine", "engine.program.toolchain"},
    "subprocess": {"engine.program.toolchain", "viz.graph.process"},  # compilers and Graphviz
    "runpy": {"chalkgrad", "nn.__init__", "viz.__init__"},  # engine/namesakes.py
    **{name: set() for name in ("pickle", "marshal", "shelve", "dbm", "code", "codeop")},
    **{name: set() for name in ("socket", "ssl", "http", "urllib", "ftplib", "webbrowser")},
}


def called(room):
    """Return the names that a room calls as functions."""
    tree = ast.parse(ROOMS[room].read_text("utf-8"))
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {function.id for function in calls if isinstance(function, ast.Name)}


@pytest.mark.parametrize(("name", "allowed"), RUNNERS.items(), ids=RUNNERS)
def test_text_is_run_as_code_in_one_place(name, allowed):
    assert {room for room in ROOMS if name in called(room)} == allowed


@pytest.mark.parametrize(("name", "allowed"), LOADERS.items(), ids=LOADERS)
def test_what_loads_code_or_opens_a_connection_is_imported_where_it_is_meant(name, allowed):
    assert {room for room in ROOMS if name in map(package_of, imports(room))} == allowed


class Payload:
    """What a pickle may hold: unpickling it makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_pickle_is_refused_as_a_file_of_weights_and_not_read_as_one(tmp_path):
    made, weights = tmp_path / "made", tmp_path / "weights.json"
    weights.write_bytes(pickle.dumps(Payload(made)))
    pickle.loads(weights.read_bytes())
    assert made.exists()
    made.unlink()
    with pytest.raises(ValueError, match="not a JSON file"):
        MLP(2, [1], seed=0).load(weights)
    assert not made.exists()


@pytest.mark.parametrize("language", ["python", "numpy"])
def test_a_label_does_not_become_code(language, tmp_path):
    made = tmp_path / "made"
    for label in (f"x\nopen({str(made)!r}, 'w')\n", f"x=open({str(made)!r}, 'w')", "__import__"):
        x = Value(2.0, label)
        program = trace(x * x, [x])
        assert program.compile(language)(3.0)[0] == 9.0
    assert not made.exists()


def training_page(tmp_path):
    X, y = [[0.0, 1.0], [1.0, 0.0]], [HOSTILE, "other"]
    model = MLP(2, [2], seed=0)
    history = fit(model, X, [0, 1], "cross_entropy", steps=2, progress=False, record=True)
    page = tmp_path / "training.html"
    animate_training(history, predictor(model), X, y).save(page)
    return page.read_text("utf-8")


def walk_page(_tmp_path):
    return walk(Value(1.0, HOSTILE) * 2.0).html


@pytest.mark.parametrize("page_of", [walk_page, training_page])
def test_a_page_escapes_what_it_shows_and_loads_nothing(page_of, tmp_path):
    page = page_of(tmp_path)
    assert "alert(1)" in page
    assert HOSTILE not in page
    assert "<img src=http" not in page
    assert "default-src 'none'" in page
    assert page.count("<script") == page.count("</script>") == 2  # the data and the one script
    assert re.findall(r"<(?:link|img|iframe|script)\b[^>]*(?:src|href)=[\"']?http", page) == []


def test_every_security_note_names_its_tests():
    notes = [line for line in SECURITY.splitlines() if line.startswith("| ")][1:]
    assert len(notes) >= 4
    for note in notes:
        files = re.findall(r"`(tests/\w+\.py)`", note)
        assert files, note
        assert [file for file in files if not (ROOT / file).is_file()] == []
