"""A Value behaves as a Python number, and is compared by data but equal by identity."""

import math

import numpy as np
import pytest

from engine import GraphWarning, Value
from engine.number import has_items, is_lone


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (float, 2.71828),
        (int, 2),
        (round, 3),
        (lambda v: round(v, 2), 2.72),
        (bool, True),
        (math.floor, 2),
        (math.ceil, 3),
        (math.isfinite, True),
        (complex, 2.71828 + 0j),
        (lambda v: f"{v:.3f}", "2.718"),
        (lambda v: f"{v:8.1f}|", "     2.7|"),
        (lambda v: f"{v:e}", "2.718280e+00"),
        (lambda v: f"{v:.2f}", "2.72"),
    ],
    ids=[
        "float",
        "int",
        "round",
        "round to 2 digits",
        "bool",
        "floor",
        "ceil",
        "isfinite",
        "complex",
        "format .3f",
        "format with a width",
        "format e",
        "format .2f",
    ],
)
def test_a_value_converts_as_its_number_does(f, expected):
    assert f(Value(2.71828)) == expected
    assert type(f(Value(2.71828))) is type(expected)


def test_zero_is_false():
    assert not Value(0.0)
    assert not Value(-0.0)
    assert Value(float("nan"))


@pytest.mark.parametrize("f", [math.exp, math.sin, math.sqrt, math.log])
def test_functions_of_math_give_a_plain_float_and_cut_the_graph(f):
    v = Value(2.0)
    assert f(v) == f(2.0)
    assert type(f(v)) is float


def test_equality_and_hash_are_by_identity():
    a, b = Value(2.0), Value(2.0)
    same = a
    assert a == same
    assert a != b
    with pytest.warns(GraphWarning):
        assert a != 2.0
    assert len({a, b, same}) == 2
    assert {a: "first", b: "second"}[a] == "first"
    assert b not in [a]


def test_hash_survives_a_change_of_data():
    a = Value(2.0)
    table = {a: 1}
    a.data = 3.0
    assert table[a] == 1


def test_sorted_max_and_min_order_by_data():
    a, b, c = Value(3.0), Value(1.0), Value(2.0)
    assert sorted([a, b, c]) == [b, c, a]
    assert max([a, b, c]) is a
    assert min([a, b, c]) is b
    assert max(a, 10.0) == 10.0


def test_sum_starts_from_a_plain_zero():
    a, b = Value(1.0), Value(2.0)
    total = sum([a, b, a])
    total.backward()
    assert (total.data, a.grad, b.grad) == (4.0, 2.0, 1.0)


def test_if_and_while_follow_the_comparison():
    v = Value(0.5)
    doublings = 0
    while v < 10.0:
        v = v * 2.0
        doublings += 1
    assert doublings == 5
    assert 3 < v <= 16
    assert not v < 3


def test_a_condition_counts_and_prints_as_true_or_false():
    v = Value(1.0)
    assert sum(x > 0.5 for x in [v, v, Value(0.0)]) == 2
    assert (str(v > 0), repr(v < 0)) == ("True", "False")
    assert [v > 0, v < 0] == [True, False]


@pytest.mark.parametrize(
    ("v", "expected"),
    [
        (Value(2), "Value(data=2.0, grad=–)"),
        (Value(-0.5, "w"), "Value(data=-0.5, grad=–, label='w')"),
        (Value(1e-30, "it's"), 'Value(data=1e-30, grad=–, label="it\'s")'),
    ],
    ids=["no label", "a label", "a label with a quote"],
)
def test_repr_shows_data_grad_and_label(v, expected):
    assert repr(v) == str(v) == f"{v}" == expected


def test_repr_tells_a_gradient_of_0_from_none_yet():
    v = Value(2.0)
    assert repr(v) == "Value(data=2.0, grad=–)"
    (0.0 * v).backward()
    assert repr(v) == "Value(data=2.0, grad=0.0)"


def test_augmented_assignment_makes_a_new_node():
    v = Value(2.0)
    leaf = v
    v += 1
    v *= leaf
    v -= 0.5
    v /= 2
    v **= 2
    v.backward()
    assert leaf.is_leaf
    assert v.data == ((2.0 + 1) * 2.0 - 0.5) ** 2 / 4
    assert leaf.grad == pytest.approx(2 * 2.75 * 5 / 2, rel=1e-15)


@pytest.mark.parametrize(
    ("thing", "is_without_shape", "is_iterable"),
    [
        (np.float64(1.0), True, False),
        (np.array(1.0), True, False),
        (np.array(Value(1.0)), True, False),
        (np.array([1.0]), False, True),
        (np.array([]), False, True),
        ([1.0], False, True),
        ("text", False, True),
        (1.0, False, False),
        (Value(1.0), False, False),
        (None, False, False),
    ],
    ids=repr,
)
def test_what_has_no_shape_is_lone_and_has_no_items(thing, is_without_shape, is_iterable):
    assert is_lone(thing) is is_without_shape
    assert has_items(thing) is is_iterable
