"""grad and value_and_grad: any order, nested, by any argument."""

import math

import numpy as np
import pytest
from hypothesis import given

from engine import (
    GradcheckError,
    GraphWarning,
    Value,
    exp,
    grad,
    gradcheck,
    no_grad,
    replay,
    sigmoid,
    sin,
    tangents,
    tanh,
    topological_order,
    trace,
    value_and_grad,
    where,
)
from nn import MLP
from tests.numerics import all_close, central_difference, close
from tests.ops import OPS
from tests.test_expressions import expressions, numbers

# ---- higher orders ----


def nth(f, n):
    for _ in range(n):
        f = grad(f)
    return f


TANH = [
    lambda t: t,
    lambda t: 1 - t**2,
    lambda t: -2 * t * (1 - t**2),
    lambda t: (6 * t**2 - 2) * (1 - t**2),
    lambda t: (16 * t - 24 * t**3) * (1 - t**2),
    lambda t: (16 - 120 * t**2 + 120 * t**4) * (1 - t**2),
]


@pytest.mark.parametrize("at", [-2.0, -0.7, 0.0, 0.3, 1.0, 3.0])
@pytest.mark.parametrize("order", range(6))
def test_derivatives_of_tanh_up_to_the_fifth(order, at):
    assert abs(float(nth(tanh, order)(at)) - TANH[order](math.tanh(at))) < 1e-10


@pytest.mark.parametrize(("order", "at"), [(n, 0.4) for n in range(1, 5)])
def test_derivatives_of_known_functions(order, at):
    wave = [math.sin, math.cos, lambda x: -math.sin(x), lambda x: -math.cos(x)]
    assert close(nth(sin, order)(at), wave[order % 4](at), 1e-12)
    assert close(nth(lambda x: exp(2 * x), order)(at), 2**order * math.exp(2 * at), 1e-12)
    reciprocal = (-1) ** order * math.factorial(order) / at ** (order + 1)
    assert close(nth(lambda x: 1 / x, order)(at), reciprocal)


SECOND = [
    pytest.param(op, i, j, id=f"{op.name} by {i} and {j}")
    for op in OPS
    for i in range(op.arity)
    for j in range(op.fixed, op.arity)
]


@pytest.mark.parametrize(("op", "i", "j"), SECOND)
def test_a_second_derivative_equals_the_difference_of_the_first(op, i, j):
    first = grad(op.of_values, i)
    second = grad(first, j)
    for point in op.some_points():
        slope = central_difference(lambda *xs: float(first(*xs)), point, j)
        assert close(float(second(*point)), slope, 1e-8)


def of_numbers(f):
    """Lift plain numbers, for the table's comparisons of two floats are no nodes."""

    def lifted(*xs):
        return f(*(x if isinstance(x, Value) else Value(x, requires_grad=False) for x in xs))

    return lifted


@given(expressions, numbers)
def test_a_second_derivative_of_a_random_expression(expression, xs):
    first = grad(of_numbers(expression.of_values), 1)
    slope = central_difference(lambda *at: float(first(*at)), xs, 0)
    assert close(float(grad(first, 0)(*xs)), slope, 1e-6)


@given(expressions, numbers)
def test_mixed_partials_do_not_depend_on_the_order(expression, xs):
    f = of_numbers(expression.of_values)
    one, other = grad(grad(f, 0), 1)(*xs), grad(grad(f, 1), 0)(*xs)
    assert close(float(one), float(other), 1e-9)


# ---- gradients inside gradients ----

NESTED = {
    "an inner sum": (lambda x: x * grad(lambda y: x + y)(1.0), 1.0, 1.0),
    "an inner square": (lambda x: x * grad(lambda y: x * y * y)(3.0), 2.0, 24.0),
    "an inner product": (lambda x: grad(lambda y: x * y)(2.0), 5.0, 1.0),
    "inner at x": (lambda x: 0.5 * grad(lambda y: y * y * y)(x), 2.0, 6.0),
    "inner of both": (lambda x: grad(lambda y: x * y * y)(x), 3.0, 12.0),
    "inner of x alone": (lambda x: x * grad(lambda y: x * x)(1.0), 2.0, 0.0),
    "inner constant": (lambda x: x * grad(lambda y: Value(7.0))(1.0), 2.0, 0.0),
    "inner of y alone": (lambda x: x * grad(lambda y: y * y)(3.0), 2.0, 6.0),
    "three deep": (
        lambda x: grad(lambda y: grad(lambda z: x * y * z * z)(y))(x),
        2.0,
        16.0,
    ),
    "inner identity": (lambda x: x * grad(lambda y: y)(x), 3.0, 1.0),
    "an inner value": (lambda x: value_and_grad(lambda y: x * y)(3.0)[0], 2.0, 3.0),
    "a choice": (lambda x: grad(lambda y: where(y > 0, x * y, y))(1.0), 2.0, 1.0),
}


@pytest.mark.parametrize(("f", "at", "slope"), NESTED.values(), ids=NESTED)
def test_a_gradient_inside_a_function_is_differentiated(f, at, slope):
    assert float(grad(f)(at)) == slope


# ---- arguments and answers ----


def three(x, y, z):
    return x * y + y * z * z


@pytest.mark.parametrize(("argument", "slope"), [(0, 3.0), (1, 18.0), (2, 24.0)])
def test_the_argument_is_chosen_by_number(argument, slope):
    assert grad(three, argument)(2.0, 3.0, 4.0) == slope
    assert value_and_grad(three, argument)(2.0, 3.0, 4.0) == (54.0, slope)


@pytest.mark.parametrize("argument", [-4, 3, 10, (0, 3)])
def test_an_argument_that_is_not_there_is_refused(argument):
    with pytest.raises(ValueError, match=r"argument (-4|3|10): given 3"):
        grad(three, argument)(2.0, 3.0, 4.0)


@pytest.mark.parametrize("number", [2, 2.0, True, np.float64(2.0), np.int64(2)], ids=repr)
def test_numbers_in_plain_floats_out(number):
    value, slope = value_and_grad(lambda x: x * x)(number)
    assert (type(value), type(slope)) == (float, float)
    assert (value, slope) == (float(number) ** 2, 2 * float(number))


CONSTANTS = {
    "a constant": lambda x: Value(5.0, requires_grad=False),
    "a leaf": lambda x: Value(5.0),
}


@pytest.mark.parametrize("f", CONSTANTS.values(), ids=CONSTANTS)
def test_a_constant_has_derivative_zero(f):
    value, slope = value_and_grad(f)(2.0)
    assert (float(value), slope) == (5.0, 0.0)
    assert grad(grad(f))(2.0) == 0.0


def into_an_array_of_floats(x):
    array = np.zeros(2)
    array[0] = x
    return array.sum() * x


CUT = {
    "math": (math.sin, 0.0, "float of Value"),
    "float": (float, 0.0, "float of Value"),
    "data": (lambda x: x.data, 0.0, r"f\(x\) is 2.0, no Value"),
    "a number": (lambda x: 5.0, 0.0, r"f\(x\) is 5.0, no Value"),
    "a part": (lambda x: x * math.exp(x), math.exp(2.0), "float of Value"),
    "a part of a result": (lambda x: x * math.exp(x * x), math.exp(4.0), "float of Value"),
    "an array of floats": (into_an_array_of_floats, 2.0, r"np.zeros\(n, dtype=object\)"),
}


@pytest.mark.parametrize(("f", "slope", "words"), CUT.values(), ids=CUT)
def test_a_number_that_leaves_the_graph_of_a_derivative_is_told_once(f, slope, words):
    for differentiate in (grad, lambda f: lambda x: value_and_grad(f)(x)[1]):
        with pytest.warns(GraphWarning, match=words) as warned:
            assert differentiate(f)(2.0) == slope
        assert [warning.filename for warning in warned] == [__file__]
        assert "engine.exp(v), not math.exp(v)" in str(warned[0].message)


def test_it_is_told_in_an_inner_derivative_too():
    with pytest.warns(GraphWarning, match="float of Value"):
        assert grad(lambda x: x * grad(lambda y: y * math.exp(x))(1.0))(0.0) == 1.0


NOT_CUT = {
    "item": lambda x: x * x.item(),
    "detach": lambda x: x * x.detach(),
    "text": lambda x: x * len(f"{x:.2f} {x}"),
    "a constant": lambda x: x * float(Value(2.0, requires_grad=False)),
    "what is closed over": lambda x: x * float(CLOSED_OVER),
    "a linear function": grad(lambda y: 3.0 * y),
}
CLOSED_OVER = Value(2.0)


@pytest.mark.parametrize("f", NOT_CUT.values(), ids=NOT_CUT)
def test_what_is_meant_to_be_constant_is_not_told(f):
    grad(f)(2.0)
    float(Value(2.0) * 3.0)


def test_printing_where_nothing_is_recorded_is_not_told():
    def f(x):
        with no_grad():
            float(x)
        return x * x

    assert grad(f)(2.0) == 4.0


@pytest.mark.parametrize("f", [math.sin, float, lambda x: x.data], ids=["math", "float", "data"])
def test_what_is_computed_of_plain_numbers_is_constant_and_gradcheck_says_so(f):
    with pytest.warns(GraphWarning):
        assert value_and_grad(f)(2.0) == (f(Value(2.0)), 0.0)
    with pytest.raises(GradcheckError, match=r"analytic 0\.0"):
        gradcheck(f, 2.0)


def test_an_error_inside_leaves_the_next_gradient_right():
    def broken(x):
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        grad(broken)(1.0)
    assert type(grad(tanh)(0.5)) is float


def test_a_gradient_can_be_taken_where_nothing_is_recorded():
    # As in torch.func.grad: an outer no_grad does not reach in.
    with no_grad():
        assert grad(lambda x: x * x)(3.0) == 6.0


def test_values_as_arguments_give_a_result_that_can_be_differentiated():
    x = Value(3.0, "x")
    value, slope = value_and_grad(lambda x: x**3)(x)
    assert (float(value), float(slope)) == (27.0, 27.0)
    assert (x.grad, x.has_grad) == (0.0, False)
    slope.backward()
    assert x.grad == 18.0


def test_a_value_as_another_argument_counts_too():
    y = Value(5.0, "y")
    slope = grad(lambda x, y: x * x * y)(3.0, y)
    slope.backward()
    assert (float(slope), y.grad) == (30.0, 6.0)


# ---- networks ----


def test_the_output_of_a_network_by_its_input():
    model = MLP(2, [3, 1], seed=0)
    point = (0.3, -0.7)

    def output(x, y):
        return model([x, y])

    for i in range(2):
        with no_grad():
            slope = central_difference(lambda *xs: float(output(*map(Value, xs))), point, i)
        assert close(grad(output, i)(*point), slope, 1e-9)


def test_what_is_closed_over_keeps_its_gradient():
    model = MLP(2, [3, 1], seed=0)
    parameters = list(model.parameters())
    model([1.0, 2.0]).backward()
    before = [p.grad for p in parameters]
    grad(lambda x: model([x, 2.0]))(1.0)
    grad(grad(lambda x: model([x, 2.0])))(1.0)
    assert [p.grad for p in parameters] == before
    assert any(before)


# ---- derivatives as graphs ----


@given(expressions, numbers)
def test_forward_mode_equals_reverse_on_the_graph_of_a_derivative(expression, xs):
    leaves = [Value(x) for x in xs]
    slope = grad(expression.of_values)(*leaves)
    if isinstance(slope, Value) and slope.requires_grad:
        slope.backward()
        reached = [leaf for leaf in leaves if leaf.has_grad]
        forward = [tangents(slope, leaf)[slope] for leaf in reached]
        assert all_close(list(map(float, forward)), [float(leaf.grad) for leaf in reached], 1e-10)


def test_a_derivative_can_be_traced():
    x = Value(0.5, "x")
    program = trace(grad(lambda x: sigmoid(x) * x)(x), [x])
    value, (slope,) = program.compile()(1.25)
    assert close(value, float(grad(lambda x: sigmoid(x) * x)(1.25)), 1e-14)
    assert close(slope, float(nth(lambda x: sigmoid(x) * x, 2)(1.25)), 1e-13)


@pytest.mark.parametrize("x", [0.5, 2.0])
@pytest.mark.parametrize("n", [0.0, 1.0, -2.0])
def test_the_mixed_derivative_of_a_power_by_base_and_exponent(x, n):
    def power(base, exponent):
        return base**exponent

    expected = x ** (n - 1) * (1 + n * math.log(x))
    assert close(float(grad(grad(power, 0), 1)(x, n)), expected, 1e-12)
    assert close(float(grad(grad(power, 1), 0)(x, n)), expected, 1e-12)


def test_a_value_that_does_not_depend_on_the_inner_argument_keeps_its_graph():
    assert grad(lambda x: value_and_grad(lambda y: x * x)(1.0)[0])(3.0) == 6.0
    value, slope = value_and_grad(lambda y: Value(2.0) * 3.0)(1.0)
    assert (type(value), value, slope) == (float, 6.0, 0.0)


def test_a_derivative_depends_on_constants_that_are_given_another_number_later():
    def slope(w, x):
        return grad(lambda w: w * w * x)(w) * x

    w, x = Value(2.0), Value(3.0, requires_grad=False)
    root = slope(w, x)
    assert replay(root, {x: 5.0}).data == slope(w, Value(5.0)).data == 100.0
    assert trace(root, [x], [w]).compile()([2.0], [[5.0]]) == (100.0, [50.0])


def test_a_derivative_depends_on_the_number_of_a_comparison():
    x = Value(2.0, "x")
    slope = grad(lambda y: (y < 3.0).node * y)(x)
    assert slope.data == 1.0
    assert replay(slope, {x: 4.0}).data == 0.0
    assert trace(slope, [x]).compile()(4.0) == (0.0, (0.0,))


def test_a_number_written_in_a_function_adds_nothing_to_the_graph_of_its_derivative():
    order = topological_order(grad(lambda x: x**3.0)(Value(2.0)))
    assert [node.data for node in order if node.is_leaf] == [1.0, 3.0, 2.0, 2.0]
