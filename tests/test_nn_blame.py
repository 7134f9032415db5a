"""Blame: the first node of a graph that is not finite."""

import math

import pytest

from engine import Value, tanh
from nn.blame import first_bad_gradient, first_bad_number


@pytest.mark.parametrize("blame", [first_bad_number, first_bad_gradient])
def test_of_finite_numbers_none_is_to_blame(blame):
    root = Value(2.0) * 3.0
    root.backward()
    assert blame(root, {}) == ""


def test_the_first_number_that_is_not_finite_is_to_blame():
    w = Value(math.inf, "w")
    root = tanh(w) * 2.0
    root.backward()
    told = "the leaf 'first weight' became inf"
    assert first_bad_number(root, {w: "first weight"}) == told
    assert first_bad_number(root, {}) == "the leaf 'w' became inf"


def test_the_first_gradient_that_is_not_finite_is_to_blame_where_all_numbers_are_finite():
    x = Value(1e-200, "x")
    root = x * 1e300 * 1e100
    root.backward()
    assert first_bad_gradient(root, {}) == "the gradient of the leaf 'x' is inf"
