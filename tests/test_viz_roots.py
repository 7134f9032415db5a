"""One picture of several results."""

import numpy as np
import pytest

from engine import Value
from nn import MLP
from tests.test_viz_dot import Picture, leaves
from viz import draw


def two():
    a, b, c = leaves("abc")
    shared = a * b
    shared.label = "shared"
    first, second = shared + c, shared.tanh()
    first.label, second.label = "first", "second"
    return first, second


def test_several_results_are_in_one_picture_and_what_they_share_once():
    picture = Picture(draw([*two()]))
    assert sorted(picture.names) == sorted(["a", "b", "c", "shared", "first", "second"])
    assert sorted((tail, head) for tail, head, *_ in picture.edges) == [
        *(("a", "shared"), ("b", "shared"), ("c", "first")),
        *(("shared", "first"), ("shared", "second")),
    ]


def test_each_of_them_looks_like_a_result_also_where_another_depends_on_it():
    first, second = two()
    source = draw([first, first + second]).source
    assert source.count("peripheries=2") == 2
    assert draw(first + second).source.count("peripheries=2") == 1


@pytest.mark.parametrize(
    "given",
    [
        lambda a, b: (a, b),
        lambda a, b: np.array([a, b]),
        lambda a, b: np.array([[a], [b]]),
        lambda a, b: [a, b, a],
    ],
    ids=["tuple", "array", "matrix", "one twice"],
)
def test_lists_tuples_and_arrays_give_the_same_picture(given):
    first, second = two()
    assert draw(given(first, second)).source == draw([first, second]).source


def test_of_one_result_the_picture_is_that_of_the_value():
    first, _ = two()
    assert draw([first]).source == draw(np.array(first)).source == draw(first).source


@pytest.mark.parametrize("level", ["neuron", "layer"])
def test_folded_boxes_show_each_output_that_is_a_result(level):
    model = MLP(2, [2, 3], seed=0)
    hidden = model.layers[0]([Value(0.5, "x"), Value(-1.0, "y")])
    outputs = model.layers[1](hidden)
    drawing = draw([*outputs, hidden[0]], names=model.named_parameters(), collapse=level)
    assert drawing.source.count("peripheries=2") == {"neuron": 4, "layer": 2}[level]
    assert drawing.pipe("svg").startswith(b"<?xml")


WRONG = {
    "no element": ([], r"draw: given none, \[\]; allowed: a Value or a list of them"),
    "an empty array": (np.array([]), r"draw: given none, array\(\[\]"),
    "a number among them": ([Value(1.0), 2.0], "draw: element 1: given float; allowed: a Value"),
    "an array of numbers": (np.ones(3), "draw: element 0: given float"),
    "a list in the list": ([[Value(1.0)]], "draw: element 0: given list; allowed: a Value"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_list_of_values_is_refused(name):
    given, words = WRONG[name]
    with pytest.raises(TypeError, match=words):
        draw(given)


def test_all_of_them_count_for_the_largest_size():
    first, second = two()
    assert draw([first, second], max_nodes=6)
    with pytest.raises(ValueError, match="6 nodes, more than max_nodes=5"):
        draw([first, second], max_nodes=5)
