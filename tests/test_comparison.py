"""Comparisons: what joins conditions, and what == of a Value means."""

import itertools
import operator
import re

import numpy as np
import pytest

from engine import GraphWarning, Value, grad, replay, trace, where
from engine.extend import operation
from tests.running import each_running

JOINED = {
    "&": (operator.and_, lambda x: (x > 1) & (x < 9)),
    "|": (operator.or_, lambda x: (x < 1) | (x > 9)),
    "^": (operator.xor, lambda x: (x > 1) ^ (x < 9)),
    "~": (None, lambda x: ~(x > 1)),
    "~ of &": (None, lambda x: ~((x > 1) & (x < 9))),
    "& of three": (None, lambda x: (x > 1) & (x < 9) & ~(x > 4)),
}
POINTS = (-3.0, 1.0, 3.0, 5.0, 9.0, 12.0)
each_joined = pytest.mark.parametrize("condition", [row[1] for row in JOINED.values()], ids=JOINED)


def chosen(condition):
    return lambda x: where(condition(x), x * x, -x)


def expected(condition, x):
    """Return the value and the derivative, decided by Python's own bools."""
    holds = bool(condition(np.array([x]))[0])
    return (x * x, 2.0 * x) if holds else (-x, -1.0)


@each_joined
@pytest.mark.parametrize("x", POINTS)
def test_joined_conditions_choose_as_those_of_numpy_do(condition, x):
    leaf = Value(x)
    root = chosen(condition)(leaf)
    root.backward()
    assert (root.data, leaf.grad) == expected(condition, x)
    assert condition(leaf) == condition(np.array([x]))[0]


@each_joined
def test_a_replay_joins_the_conditions_anew(condition):
    x = Value(3.0)
    root = chosen(condition)(x)
    for point in POINTS:
        assert replay(root, {x: point}).data == expected(condition, point)[0]


@each_running
@each_joined
def test_a_program_joins_the_conditions_anew(condition, language):
    x = Value(3.0)
    f = trace(chosen(condition)(x), [x]).compile(language)
    for point in POINTS:
        value, (slope,) = f(point)
        assert (value, slope) == expected(condition, point)


@each_joined
def test_a_second_derivative_joins_them_too(condition):
    for point in POINTS:
        second = 2.0 if expected(condition, point)[0] == point * point else 0.0
        assert grad(grad(chosen(condition)))(point) == second


@pytest.mark.parametrize("sign", "&|^")
@pytest.mark.parametrize(
    ("first", "second"), [*itertools.product([True, False], repeat=2)], ids=str
)
def test_a_condition_joins_with_another_and_with_a_plain_truth(sign, first, second):
    join, x = JOINED[sign][0], Value(2.0)
    condition = {True: x > 1, False: x > 3}
    for other in (condition[second], second, np.bool_(second)):
        joined = join(condition[first], other)
        assert repr(joined) == repr(join(first, second))
        assert joined.node.data == float(join(first, second))


def test_an_op_of_ones_own_may_join_conditions():
    class Mine(Value):
        @operation("bump")
        def bump(self):
            x = self.data
            inside = (x > -1.0) & (x < 1.0)
            return where(inside, x * x, 1.0), lambda g: (where(inside, 2.0 * g * x, 0.0),)

    x = Mine(0.5)
    f = trace(x.bump(), [x]).compile()
    assert [f(point) for point in (0.5, 2.0)] == [(0.25, (1.0,)), (1.0, (0.0,))]


@pytest.mark.parametrize(
    ("join", "words"),
    [
        (lambda x: (x > 1) & x, r"&: given Value\(.*\); allowed: conditions, as in \(x > 1\) & "),
        (lambda x: x | (x > 1), r"\|: given Value\("),
        (lambda x: (x > 1) ^ 3, r"\^: given 3; "),
        (lambda x: x > 1 & x, r"&: given "),
        (lambda x: ~x, r"~: given Value\(.*\); allowed: conditions, as in ~\(x > 1\)$"),
        (lambda x: (x > 1) & "yes", r"&: given 'yes'; "),
        (lambda x: x ^ 2, r"\^: given Value\(.*; a power is written x \*\* 2"),
        (lambda x: 2 ^ x, r"\^: given .*; a power is written x \*\* 2"),
        (lambda x: x ^ x, r"a power is written x \*\* 2"),
        (lambda x: (x > 1) ^ 2.5, r"\^: given 2.5; .*a power is written x \*\* 2"),
        (grad(lambda x: x ^ 2), r"a power is written x \*\* 2"),
        (lambda x: np.array([x]) ^ 2, r"a power is written x \*\* 2"),
        (lambda x: x ^ np.array([1, 2]), r"a power is written x \*\* 2"),
        (lambda x: ~x, r"~: given Value\(.*\); allowed: conditions, as in ~\(x > 1\)"),
    ],
)
def test_what_is_no_condition_is_refused_with_what_to_write(join, words):
    with pytest.raises(TypeError, match=words):
        join(Value(2.0))


MASKS = [np.array([True, False]), np.array([[1, 0]]), np.array([1.0]), np.array([])]


@pytest.mark.parametrize("mask", MASKS, ids=repr)
@pytest.mark.parametrize("sign", ["&", "|", "^"])
def test_a_condition_joins_no_array_of_plain_truths(sign, mask):
    condition = Value(2.0) > 1
    join = {"&": operator.and_, "|": operator.or_, "^": operator.xor}[sign]
    told = re.escape(f"allowed: one condition; write [(x > 1) {sign} m for m in mask]")
    with pytest.raises(TypeError, match=rf"^\{sign}: given ndarray array\(.*{told}"):
        join(condition, mask)
    assert [bool(join(condition, m)) for m in (True, False)] == [join(True, m) for m in (1, 0)]


def test_a_condition_joins_each_of_an_array_of_conditions():
    x, y = Value(2.0), Value(5.0)
    joined = (x > 1) & np.array([y > 1, y > 9, True], dtype=object)
    assert list(joined) == [True, False, True]
    assert [hasattr(one, "where") for one in joined] == [True] * 3


# ---- == ----


@pytest.mark.parametrize("number", [5.0, 5, True, np.float32(5.0), np.int64(5)])
@pytest.mark.parametrize("compare", [operator.eq, operator.ne])
def test_comparing_with_a_number_by_equality_warns_and_says_what_to_write(number, compare):
    for operands in [(Value(5.0), number), (number, Value(5.0))]:
        with pytest.warns(GraphWarning, match=r"write v.data == x, or for where \(v <= x\) & "):
            assert compare(*operands) is (compare is operator.ne)


def test_the_warning_points_at_the_line_that_compares():
    with pytest.warns(GraphWarning) as warned:
        where(Value(0.0) == 0.0, 1.0, 2.0)
    assert warned[0].filename == __file__


def test_a_value_is_equal_to_itself_alone_and_may_be_a_key():
    x, y = Value(5.0), Value(5.0)
    assert [x == other for other in (x, y, None, "5.0")] == [True, False, False, False]
    assert {x: "x", y: "y"}[x] == "x"
    assert [x, y].index(y) == 1


def test_an_equality_may_be_recorded_by_two_comparisons():
    x = Value(0.0)
    root = where((x <= 0.0) & (x >= 0.0), 1.0, x)
    assert [replay(root, {x: point}).data for point in (0.0, 2.0)] == [1.0, 2.0]


class Scalar:
    """A number of another library without a shape, as a tensor of PyTorch, which has a `where`."""

    shape = ()

    def __init__(self, number):
        self.number = number

    def item(self):
        return self.number

    def where(self, condition, other):
        raise NotImplementedError


@pytest.mark.parametrize(
    ("condition", "chosen"),
    [
        (True, 1.0),
        (1, 1.0),
        (0, 2.0),
        (np.int64(1), 1.0),
        (0.0, 2.0),
        (np.bool_(True), 1.0),
        (np.array(0.0), 2.0),
        (np.array(Value(3.0) > 4.0), 2.0),
        (np.array(Value(3.0)), 1.0),
        (Scalar(True), 1.0),
        (Scalar(0.0), 2.0),
    ],
    ids=repr,
)
def test_where_takes_one_condition_of_any_kind(condition, chosen):
    assert float(where(condition, Value(1.0), Value(2.0))) == chosen


@pytest.mark.parametrize(
    "condition", [np.array([True, False]), np.array([Value(1.0)]), [True], "yes", ()], ids=repr
)
def test_where_refuses_several_conditions_and_says_what_to_write(condition):
    told = r"^where: given \w+ .*; allowed: one condition; write \[where\(v > 0, v, 0\.0\) for v"
    with pytest.raises(TypeError, match=told):
        where(condition, Value(1.0), Value(2.0))


@pytest.mark.parametrize(
    "condition",
    [
        lambda x: ~int(True),  # Python 3.12 warns of ~True
        lambda x: ~(True & (x > 1.0)),
        lambda x: ~(False | (x < 1.0)),
        lambda x: np.int64(-2),
    ],
    ids=["~", "~ and &", "~ and |", "NumPy's int"],
)
def test_where_refuses_an_int_which_python_makes_of_plain_truths(condition):
    with pytest.raises(TypeError, match=r"^where: given -?\d+; allowed: a condition, .* not t in"):
        where(condition(Value(2.0)), 1.0, 2.0)


def masked(x):
    return (x > 0.0) * x


def counted(x):
    return x * 0.0 + (x > 0.0) + (x > 1.0)


def unless(x):
    return x * (1.0 - 1.0 * (x * 0.0 + (x > 0.0)))


@pytest.mark.parametrize("f", [masked, counted, unless], ids=lambda f: f.__name__)
@pytest.mark.parametrize("language", ["python", "numpy", "c"])
def test_a_condition_among_values_stays_a_condition_in_a_program(f, language):
    x = Value(2.0)
    program = trace(f(x), [x]).compile(language)
    for number in (-3.0, 0.0, 0.5, 2.0):
        y = Value(number)
        (root := f(y)).backward()
        assert program(number) == (root.data, (y.grad,))
        assert replay(f(x), {x: number}).data == root.data


def test_the_warning_of_equality_says_word_for_word_what_to_write():
    with pytest.warns(GraphWarning) as caught:
        assert Value(2.0, "x") != 2.0
    assert str(caught[0].message) == (
        "== and != of Value(data=2.0, grad=–, label='x') and 2.0 compare no numbers, for a Value "
        "equals itself alone; write v.data == x, or for where (v <= x) & (v >= x)"
    )
