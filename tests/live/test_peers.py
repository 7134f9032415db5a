"""The rows of `tests.peers`, given to PyTorch: it shows the same, or what the row says it shows."""

import pytest

from tests.live.theirs import Theirs
from tests.peers import SAME, title
from tests.peers.orders import DERIVATIVES
from tests.peers.programs import PROGRAMS
from tests.peers.refusals import REFUSALS
from tests.peers.scripts import SCRIPTS
from tests.reference import agrees


@pytest.mark.parametrize("row", PROGRAMS, ids=title)
def test_pytorch_gives_a_program_the_same_value_and_gradients(row):
    m = Theirs()
    leaves = [m.leaf(number) for number in row.at]
    root = row.f(m, *leaves)
    m.again(root, row.start)
    assert agrees(root.item(), row.value)
    for leaf, slope in zip(leaves, row.gradients, strict=True):
        assert agrees(m.grad(leaf) or 0.0, slope)


@pytest.mark.parametrize("row", DERIVATIVES, ids=title)
def test_pytorch_gives_the_same_derivative_of_higher_order(row):
    assert agrees(Theirs().derivative_of(row.f, row.by, row.at), row.expected)


@pytest.mark.parametrize("row", SCRIPTS, ids=title)
def test_pytorch_shows_what_a_script_says(row):
    shown = row.run(Theirs())
    assert shown == (row.expected if row.theirs is SAME else row.theirs)


@pytest.mark.parametrize("row", [row for row in REFUSALS if row.theirs], ids=title)
def test_pytorch_refuses_too_or_answers_what_the_row_says(row):
    if not isinstance(row.theirs, tuple):
        with pytest.raises(row.theirs):
            row.run(Theirs())
    else:
        assert row.run(Theirs()) == pytest.approx(row.theirs, nan_ok=True)
