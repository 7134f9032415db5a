"""Lists, tuples, dicts and arrays of numbers as arguments of what is differentiated."""

from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine import GradcheckError, Value, grad, gradcheck, sin, value_and_grad
from engine.structure import numbers_in, rebuilt

Pair = namedtuple("Pair", ["a", "b"])

finite = st.floats(-10.0, 10.0)
structures = st.recursive(
    finite | arrays(float, st.sampled_from([(2,), (2, 2), (0,)]), elements=finite),
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.tuples(parts, parts)
        | st.builds(Pair, parts, parts)
        | st.dictionaries(st.text(max_size=2), parts, max_size=3)
    ),
    max_leaves=6,
)


@given(structures)
def test_the_numbers_of_a_structure_make_it_again(structure):
    again = rebuilt(structure, numbers_in(structure))
    np.testing.assert_equal(again, structure)
    assert type(again) is type(structure)


@given(structures)
def test_a_derivative_has_the_shape_of_its_argument(structure):
    def f(argument):
        return sum((number * number for number in numbers_in(argument)), Value(0.0))

    expected = rebuilt(structure, (2.0 * number for number in numbers_in(structure)))
    np.testing.assert_equal(grad(f)(structure), expected)


W = np.array([[1.0, -2.0], [0.5, 3.0]])

DERIVATIVES = {
    "list": (lambda x: x[0] * x[1], [2.0, 3.0], [3.0, 2.0]),
    "tuple": (lambda x: x[0] * x[1], (2.0, 3), (3.0, 2.0)),
    "names": (lambda p: p["w"] * 3.0 + p["b"][0], {"w": 2.0, "b": [1]}, {"w": 3.0, "b": [1.0]}),
    "namedtuple": (lambda p: p.a * p.b, Pair(2.0, 3.0), Pair(3.0, 2.0)),
    "array": (lambda x: (x**2).sum(), np.array([1, 2]), np.array([2.0, 4.0])),
    "matrix": (lambda w: (w @ np.ones(2)).sum(), W, np.ones((2, 2))),
    "what does not count": (lambda x: x[0], [2.0, 3.0], [1.0, 0.0]),
    "constant": (lambda x: Value(5.0), [2.0, 3.0], [0.0, 0.0]),
    "0-d array": (lambda x: x * x, np.array(3.0), 6.0),
}


@pytest.mark.parametrize(("f", "x", "expected"), DERIVATIVES.values(), ids=DERIVATIVES)
def test_derivatives_by_all_numbers_of_a_structure(f, x, expected):
    derivative = grad(f)(x)
    np.testing.assert_equal(derivative, expected)
    assert {type(number) for number in numbers_in(derivative)} == {float}


def test_derivatives_by_several_arguments_are_a_tuple():
    def f(x, y, z):
        return x * y[0] + z

    assert value_and_grad(f, (0, 1))(2.0, [3.0], 4.0) == (10.0, (3.0, [2.0]))
    assert value_and_grad(f, [2])(2.0, [3.0], 4.0) == (10.0, (1.0,))
    assert grad(f, (-1, -2))(2.0, [3.0], 4.0) == (1.0, [2.0])
    assert grad(f, -3)(2.0, [3.0], 4.0) == 3.0


def test_f_is_called_once_for_all_derivatives():
    calls = []
    value_and_grad(lambda x: calls.append(x) or (x * x).sum())(np.ones(5))
    assert len(calls) == 1


def test_arguments_given_by_name_go_to_f():
    assert grad(lambda x, *, k: k * x)(2.0, k=5.0) == 5.0


def test_the_second_derivatives_of_an_array_are_rows_of_its_hessian():
    def f(x):
        return x[0] ** 2 * x[1] + sin(x[1])

    point = np.array([2.0, 3.0])
    rows = [grad(lambda x, i=i: grad(f)(x)[i])(point) for i in range(2)]
    np.testing.assert_allclose(rows, [[6.0, 4.0], [4.0, -np.sin(3.0)]])
    assert all(row.dtype == float for row in rows)


def test_a_derivative_within_another_is_of_values_in_the_same_shape():
    x = Value(3.0)
    slope, other = grad(lambda pair: pair[0] ** 2 * pair[1])([x, 2.0])
    slope.backward()
    assert (slope.data, float(other), x.grad) == (12.0, 9.0, 4.0)


def test_gradcheck_takes_structures_as_well():
    assert gradcheck(lambda x, y: (x * x).sum() * y[0], W, [2.0])
    with pytest.raises(GradcheckError, match=r"^number 1 at 3\.0: analytic 0\.0, numeric 2"):
        gradcheck(lambda x: x[0] * x[1].data, [2.0, 3.0])


@pytest.mark.parametrize("differentiate", [grad, value_and_grad])
def test_a_value_in_the_place_of_f_is_told_what_to_write(differentiate):
    x = Value(2.0)
    with pytest.raises(TypeError, match=r"^f: given Value\(.*write L\.backward\(\) and then x\.g"):
        differentiate(x * x, x)


@pytest.mark.parametrize("x", [["a"], np.array(["a"]), [None], {"w": [1.0, "a"]}], ids=repr)
def test_what_is_no_number_in_a_structure_is_refused(x):
    with pytest.raises(TypeError, match=r"^a Value holds one number: given (str|NoneType) "):
        grad(lambda x: 0.0)(x)


def test_a_place_given_twice_has_its_derivative_twice():
    assert grad(lambda x, y: x * y, (0, 0))(2.0, 3.0) == (3.0, 3.0)
    assert value_and_grad(lambda x: x * x, (0, -1))(3.0) == (9.0, (6.0, 6.0))
    assert grad(lambda x, y: x * y, [1, 0, -1])(2.0, [3.0][0]) == (2.0, 3.0, 2.0)


@pytest.mark.parametrize(
    "argument", ["y", (), 0.0, None, {0, 1}, np.array([0, 1]), ("x",)], ids=repr
)
def test_what_is_no_place_is_refused(argument):
    told = r"^argument: given .*; allowed: the place of an argument of f, .* grad\(f\)\(x\)$"
    with pytest.raises(TypeError, match=told):
        grad(lambda x, y: x * y, argument)


def test_arguments_given_by_name_alone_have_no_place():
    told = r"^argument 0: given 0 arguments and x, y by name; allowed: .*, f\(x\), not f\(x=x\)$"
    with pytest.raises(ValueError, match=told):
        grad(lambda x, y: x * y)(x=2.0, y=3.0)


RETURNED = {
    "nothing": (lambda x: None, r"None; allowed: one number; write return"),
    "a list": (lambda x: [x, x], r"list \[.*; write sum\(y\) for a result y"),
    "a tuple": (lambda x: (x, x), r"tuple \(.*; write sum\(y\) for a result y"),
    "an array": (lambda x: np.array([x, x]), r"ndarray array.*; write y\.sum\(\) for a result y"),
    "a text": (lambda x: "x", r"str 'x'; allowed: one number"),
}


@pytest.mark.parametrize("differentiate", [lambda f: grad(f)(2.0), lambda f: gradcheck(f, 2.0)])
@pytest.mark.parametrize(("f", "told"), RETURNED.values(), ids=RETURNED)
def test_a_function_that_returns_no_number_is_told(differentiate, f, told):
    with pytest.raises(TypeError, match=rf"^f: returned (NoneType )?{told}"):
        differentiate(f)


def test_an_array_without_a_shape_is_a_result():
    assert grad(lambda x: np.array(x * x))(3.0) == 6.0
    assert gradcheck(lambda x: np.array(x * x), 3.0)


def test_numbers_that_are_masked_are_no_argument_and_an_array_without_any_is():
    def f(x):
        return (x**2).sum()

    np.testing.assert_equal(grad(f)(np.ma.array([1.0, 2.0])), [2.0, 4.0])
    with pytest.raises(ValueError, match=r"^argument: given an array with 1 masked numbers"):
        grad(f)(np.ma.array([1.0, 2.0], mask=[True, False]))


def test_gradcheck_takes_values_and_leaves_all_gradients_as_they_were():
    w, x = Value(3.0), Value(2.0)
    (w * x).backward()
    assert gradcheck(lambda x: w * x * x, x)
    assert (w.grad, x.grad, w.data) == (2.0, 3.0, 3.0)


@pytest.mark.parametrize("step", [0.0, -1e-6, np.inf, np.nan, "a", None], ids=repr)
def test_a_step_that_is_none_is_refused(step):
    with pytest.raises(ValueError, match=r"^step: given .*; allowed: a finite number above 0$"):
        gradcheck(lambda x: x, 2.0, step=step)


def test_gradcheck_of_no_function_is_told_what_to_write():
    with pytest.raises(TypeError, match=r"^f: given 3; allowed: a function of numbers"):
        gradcheck(3, 2.0)
