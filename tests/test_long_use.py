"""Long use in short: what is repeated leaves no objects, and no files, behind."""

import os
import subprocess
import sys
import weakref
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest

from nn import MLP, fit
from tests.bench.long import USES, objects
from tests.running import needs_compiler

ROOT = Path(__file__).resolve().parents[1]
REPEATS = {name: 3 if name in ("drawings", "walks") else 40 for name in USES}

KEPT = []


def is_growing(use, repeats):
    """Tell whether repeats keep objects, once caches are filled, and each time it is tried."""
    alive = []
    for _ in range(3):
        use(repeats)
        alive.append(objects())
    return min(after - before for before, after in pairwise(alive)) > repeats / 2


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=needs_compiler)
        if name in ("steps, c", "compiled programs")
        else name
        for name in USES
    ],
)
def test_no_use_keeps_an_object_for_each_time(name):
    _, use = USES[name]
    assert not is_growing(use, REPEATS[name])


def test_a_use_that_keeps_an_object_each_time_is_noticed():
    try:
        assert is_growing(lambda count: KEPT.extend([] for _ in range(count)), 40)
    finally:
        KEPT.clear()


LEFT = """
import os, tempfile
from tests.bench.long import USES
for name in {names}:
    USES[name][1](2)
print(*os.listdir(tempfile.gettempdir()))
"""


@needs_compiler
def test_nothing_is_left_in_the_temporary_folder(tmp_path):
    names = ["steps, c", "drawings", "walks", "compiled programs"]
    done = subprocess.run(
        [sys.executable, "-c", LEFT.format(names=names)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("chalkgrad-fonts-")
    assert len(done.stdout.split()) == 1  # there while it runs
    assert list(tmp_path.iterdir()) == []


class Memo(list):
    """What a call of a model leaves behind, in a cycle: a list that holds itself and 2,000 more."""

    alive: ClassVar = weakref.WeakSet()
    made = most = 0

    def __init__(self):
        super().__init__([] for _ in range(2_000))
        self.append(self)
        Memo.alive.add(self)
        Memo.made += 1
        Memo.most = max(Memo.most, len(Memo.alive))

    __hash__ = object.__hash__


class Remembering(MLP):
    """A model that leaves a cycle behind at each call, as a recursive inner function does."""

    def __call__(self, row):
        Memo()
        return super().__call__(row)


def test_fit_collects_the_cycles_that_a_model_leaves_behind():
    model = Remembering(2, [1], seed=0)
    fit(model, [[1.0, 2.0]], [1], steps=200, progress=False)
    assert Memo.made >= 200
    assert Memo.most < 60  # some 50,000 new objects, and the collector runs
