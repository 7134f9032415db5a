"""Other projects' programs have the values and the gradients that those projects ask for."""

import pytest

import engine
from engine import Value, tangents, trace
from tests.peers import title
from tests.peers.orders import DERIVATIVES
from tests.peers.ours import Ours
from tests.peers.programs import PROGRAMS
from tests.reference import agrees

each_program = pytest.mark.parametrize("row", PROGRAMS, ids=title)


@each_program
def test_a_program_has_its_value_and_its_gradients(row):
    leaves = [Value(number) for number in row.at]
    root = row.f(engine, *leaves)
    root.backward(row.start)
    assert agrees(root.data, row.value)
    for leaf, slope in zip(leaves, row.gradients, strict=True):
        assert agrees(leaf.grad, slope)


@each_program
def test_forward_mode_gives_the_same(row):
    leaves = [Value(number) for number in row.at]
    root = row.f(engine, *leaves)
    for leaf, slope in zip(leaves, row.gradients, strict=True):
        assert agrees(row.start * tangents(root, leaf)[root], slope)


@each_program
def test_its_compiled_program_gives_the_same(row):
    leaves = [Value(number, f"x{i}") for i, number in enumerate(row.at)]
    value, slopes = trace(row.f(engine, *leaves), leaves).compile("python")(*row.at)
    assert agrees(value, row.value)
    for found, slope in zip(slopes, row.gradients, strict=True):
        assert agrees(row.start * found, slope)


@pytest.mark.parametrize("row", DERIVATIVES, ids=title)
def test_a_derivative_of_higher_order_is_right(row):
    assert agrees(Ours().derivative_of(row.f, row.by, row.at), row.expected)
