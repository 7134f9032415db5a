"""Temporary folders: who removes them, and when."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import Value
from engine.temporary import remove_folder, temporary_folder
from viz import draw
from viz.graph import fonts

ROOT = Path(__file__).resolve().parents[1]
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

FORKED = """
import os, sys, tempfile
from engine import Value
from engine.temporary import temporary_folder
from viz import draw

def there():
    return sorted(name[:16] for name in os.listdir(tempfile.gettempdir()))

drawing = draw(Value(1.0, "a"))
picture = drawing.pipe()
temporary_folder("chalkgrad-another-")
child = os.fork()
if not child:
    assert drawing.pipe() == picture
    sys.exit(7)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
print(there())
assert drawing.pipe() == picture
"""


@needs_fork
def test_a_forked_child_that_exits_leaves_the_folders_of_its_parent_alone(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", FORKED], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout == "['chalkgrad-anothe', 'chalkgrad-fonts-']\n"
    assert list(tmp_path.iterdir()) == []


def test_settings_of_fonts_that_are_gone_are_written_again(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(fonts, "_configurations", {})
    drawing = draw(Value(1.0, "a"))
    picture = drawing.pipe()
    (folder,) = tmp_path.iterdir()
    remove_folder(folder)  # as those do who clear the temporary folder
    assert list(tmp_path.iterdir()) == []
    assert drawing.pipe() == picture
    (again,) = tmp_path.iterdir()
    remove_folder(again)


def test_a_folder_is_removed_once_and_by_its_maker(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ours, of_the_parent = temporary_folder("a"), temporary_folder("b")
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: -1)
        remove_folder(of_the_parent)
    for folder in (ours, ours, tmp_path):
        remove_folder(folder)
    assert list(tmp_path.iterdir()) == [of_the_parent]
