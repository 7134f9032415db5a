"""Every op, driven by the table of ops: numbers, slopes, kinks and limits."""

import inspect
import math
import pydoc
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import (
    Value,
    arccos,
    arcsin,
    arctan,
    arctan2,
    cos,
    cosh,
    exp,
    expm1,
    gradcheck,
    local_gradients,
    log,
    log1p,
    log2,
    log10,
    maximum,
    minimum,
    no_grad,
    relu,
    replay,
    sigmoid,
    sin,
    sinh,
    softplus,
    sqrt,
    tan,
    tangents,
    tanh,
    where,
)
from engine.extend import FUNCTIONS, function
from tests.numerics import all_close, central_differences, close, gradient
from tests.ops import OPS, Numbers, Op, methods_marked_as_operation

NAN = float("nan")

each_op = pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)


def rows(field: str) -> list[object]:
    return [
        pytest.param(op, *row, id=f"{op.name} at {', '.join(map(repr, row[0]))}")
        for op in OPS
        for row in getattr(op, field)
    ]


def test_every_op_has_exactly_one_row():
    assert sorted(op.method for op in OPS) == sorted(methods_marked_as_operation())


@each_op
@given(draw=st.data())
def test_an_op_computes_the_true_function(op: Op, draw: st.DataObject):
    numbers = draw.draw(op.points())
    root = op.of_values(*map(Value, numbers))
    assert math.isclose(root.data, op.of_floats(*numbers), rel_tol=4e-15, abs_tol=1e-300)
    assert root.op == op.name
    assert [operand.data for operand in root.operands] == list(numbers)


@each_op
@given(draw=st.data())
def test_a_gradient_equals_the_central_difference_of_the_true_function(op: Op, draw: st.DataObject):
    numbers = draw.draw(op.points())
    slopes = central_differences(op.of_floats, numbers)
    assert all_close(gradient(op.of_values, numbers), slopes, 1e-9)


@each_op
def test_gradcheck_passes(op: Op):
    for numbers in op.some_points():
        fixed, others = numbers[: op.fixed], numbers[op.fixed :]
        assert gradcheck(partial(op.of_values, *fixed), *others) is True


@each_op
def test_forward_mode_and_local_gradients_equal_backward(op: Op):
    for numbers in op.some_points():
        leaves = [Value(number) for number in numbers]
        root = op.of_values(*leaves)
        root.backward()
        backward = [leaf.grad for leaf in leaves]
        assert list(local_gradients(root)) == backward
        assert [tangents(root, leaf)[root] for leaf in leaves] == backward


@each_op
def test_a_replay_on_new_numbers_equals_computing_anew(op: Op):
    first, *others = op.some_points()
    for numbers in others:
        leaves = [Value(number, f"operand {i}") for i, number in enumerate(first)]
        root = op.of_values(*leaves)
        root.label = "result"
        again = replay(root, dict(zip(leaves, numbers, strict=True)))
        anew = op.of_values(*map(Value, numbers))
        assert (again.data, again.op, again.label) == (anew.data, op.name, "result")
        assert [leaf.label for leaf in again.operands] == [leaf.label for leaf in leaves]
        assert local_gradients(again) == local_gradients(anew)
        assert [leaf.data for leaf in leaves] == list(first)


@each_op
def test_a_rule_runs_on_values_and_so_gives_the_second_derivative(op: Op):
    def slope_in(i: int, fixed: Numbers, *others: float) -> float:
        return gradient(op.of_values, [*fixed, *others])[i]

    for numbers in op.some_points(2):
        outer = [Value(number) for number in numbers]
        inner = [Value(number) for number in numbers]
        # Each new leaf holds a Value, so that even its gradient is recorded.
        again = replay(op.of_values(*outer), dict(zip(outer, inner, strict=True)))
        for i, slope in enumerate(local_gradients(again)):
            for leaf in inner:
                leaf.forget_grad()
            if isinstance(slope, Value) and slope.requires_grad:
                slope.backward()
            fixed, others = numbers[: op.fixed], numbers[op.fixed :]
            expected = central_differences(partial(slope_in, i, fixed), others)
            assert all_close([leaf.grad for leaf in inner[op.fixed :]], expected, 1e-8)
            assert all(leaf.grad == 0.0 for leaf in inner[: op.fixed])


@pytest.mark.parametrize(("op", "numbers", "expected"), rows("kinks"))
def test_a_kink_has_the_gradient_that_pytorch_gives(op: Op, numbers, expected):
    assert gradient(op.of_values, numbers) == list(expected)
    assert op.of_values(*map(Value, numbers)).data == op.of_floats(*numbers)


@pytest.mark.parametrize(("op", "numbers", "error"), rows("bad"))
def test_outside_its_domain_an_op_raises_naming_itself_numbers_and_labels(op: Op, numbers, error):
    labels = ["spam", "eggs", "ham"][: op.arity]
    with pytest.raises(error) as raised:
        op.of_values(*map(Value, numbers, labels))
    for word in (f"op {op.name!r}", *map(repr, numbers), *map(repr, labels)):
        assert word in str(raised.value)


@pytest.mark.parametrize(
    ("op", "f", "numbers", "error"),
    [
        ("sqrt", Value.sqrt, [0.0], ZeroDivisionError),
        ("**", lambda x: x**0.5, [0.0], ZeroDivisionError),
        ("**", lambda x, n: x**n, [-2.0, 3.0], ValueError),
    ],
    ids=["sqrt at 0", "a root at 0", "the exponent of a negative number"],
)
def test_an_infinite_or_undefined_slope_raises_in_backward_only(op, f, numbers, error):
    root = f(*map(Value, numbers, ["spam", "eggs"]))
    assert math.isfinite(root.data)
    with pytest.raises(error, match="gradient of ") as raised:
        root.backward()
    for word in (op, repr(numbers[0]), "'spam'"):
        assert word in str(raised.value)


@pytest.mark.parametrize(
    "exponent",
    [3, 3.0, Value(3.0, requires_grad=False)],
    ids=["an int", "a float", "a Value that requires no gradient"],
)
def test_a_constant_exponent_never_computes_a_logarithm(exponent):
    x = Value(-2.0)
    root = x**exponent
    root.backward()
    assert root.data == -8.0
    assert (x.grad, root.operands[1].grad) == (12.0, 0.0)


@pytest.mark.parametrize(
    ("x", "exponent", "slope"),
    [
        (0.0, 0, 0.0),
        (-2.0, 0, 0.0),
        (5.0, 0, 0.0),
        (0.0, 1, 1.0),
        (0.0, 2, 0.0),
        (0.0, 3, 0.0),
        (-2.0, 1, 1.0),
        (-2.0, 2, -4.0),
        (-2.0, -1, -0.25),
        (-2.0, -2, 0.25),
        (4.0, 0.5, 0.25),
    ],
)
def test_the_slope_of_a_power_with_a_constant_exponent(x, exponent, slope):
    assert gradient(lambda x: x**exponent, [x]) == [slope]


@pytest.mark.parametrize(
    ("f", "x", "value", "slope"),
    [
        (tanh, 1000.0, 1.0, 0.0),
        (tanh, -1000.0, -1.0, 0.0),
        (sigmoid, 1000.0, 1.0, 0.0),
        (sigmoid, -1000.0, 0.0, 0.0),
        (softplus, 1000.0, 1000.0, 1.0),
        (softplus, -1000.0, 0.0, 0.0),
        (softplus, -40.0, math.exp(-40.0), math.exp(-40.0)),
        (sigmoid, -40.0, math.exp(-40.0), math.exp(-40.0)),
    ],
)
def test_saturated_functions_neither_overflow_nor_lose_digits(f, x, value, slope):
    leaf = Value(x)
    root = f(leaf)
    root.backward()
    assert math.isclose(root.data, value, rel_tol=1e-15)
    assert math.isclose(leaf.grad, slope, rel_tol=1e-15)
    assert f(x) == root.data


@pytest.mark.parametrize(
    ("x", "y", "slopes"),
    [(1e-200, 1e-200, (1e200, -1e200)), (1e300, 1e200, (1e-200, -1e-100))],
    ids=["whose square is 0", "whose square is infinite"],
)
def test_the_gradient_of_a_quotient_survives_a_divisor(x, y, slopes):
    assert gradient(lambda x, y: x / y, [x, y]) == pytest.approx(slopes, rel=1e-15, abs=0.0)


@pytest.mark.parametrize(
    ("f", "x", "value", "slope"),
    [
        (log1p, 1e-20, 1e-20, 1.0),
        (expm1, 1e-20, 1e-20, 1.0),
        (expm1, -50.0, -1.0, math.exp(-50.0)),
        (arcsin, 1.0 - 2.0**-53, math.pi / 2.0 - 2.0**-26, 2.0**26),
        (arctan, 1e200, math.pi / 2.0, 0.0),
        (log10, 1e308, 308.0, 1e-308 / math.log(10.0)),
        (log2, 2.0**-1022, -1022.0, 2.0**1022 / math.log(2.0)),
    ],
)
def test_functions_keep_their_digits_at_the_ends(f, x, value, slope):
    leaf = Value(x)
    root = f(leaf)
    root.backward()
    assert math.isclose(root.data, value, rel_tol=1e-14)
    assert math.isclose(leaf.grad, slope, rel_tol=1e-14)


@pytest.mark.parametrize("unit", [1.0, 1e-200, 1e200, -1e-308, 1e307])
def test_the_gradient_of_an_angle_survives_any_distance(unit):
    slopes = gradient(arctan2, [3.0 * unit, 4.0 * unit])
    assert slopes == pytest.approx((0.16 / unit, -0.12 / unit), rel=1e-15, abs=0.0)


def test_an_angle_takes_values_and_numbers_on_both_sides():
    pairs = [(1.0, -2.0), (1, Value(-2.0)), (Value(1.0), -2), (Value(1.0), Value(-2.0))]
    for y, x in pairs:
        assert float(arctan2(y, x)) == math.atan2(1.0, -2.0)


def test_an_angle_at_the_origin_has_no_slope():
    with pytest.raises(ZeroDivisionError, match="gradient of arctan2"):
        gradient(arctan2, [0.0, 0.0])


@pytest.mark.parametrize(
    ("f", "numbers"),
    [
        (relu, [NAN]),
        (maximum, [NAN, 1.0]),
        (maximum, [1.0, NAN]),
        (minimum, [NAN, 1.0]),
        (minimum, [1.0, NAN]),
    ],
)
def test_nan_comes_through(f, numbers):
    assert math.isnan(f(*map(Value, numbers)).data)
    assert math.isnan(f(*numbers))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("exp", 0.7),
        ("log", 0.7),
        ("sqrt", 0.7),
        ("sin", 0.7),
        ("cos", 0.7),
        ("tan", 0.7),
        ("tanh", 0.7),
        ("sigmoid", 0.7),
        ("sigmoid", -0.7),
        ("relu", 0.7),
        ("relu", -0.7),
        ("softplus", 0.7),
        *((name, 0.7) for name in ("log2", "log10", "log1p", "expm1", "sinh", "cosh")),
        *((name, 0.7) for name in ("arcsin", "arccos", "arctan")),
    ],
)
def test_a_function_takes_floats_ints_values_and_anything_with_its_method(name, number):
    class Symbol:
        def __getattr__(self, name):
            return lambda: f"{name} of a symbol"

    function = getattr(engine, name)
    true = next(op.of_floats for op in OPS if op.name == name)
    assert type(function(number)) is float
    assert math.isclose(function(number), true(number), rel_tol=1e-15)
    assert function(1) == function(1.0)
    assert function(Value(number)).data == function(number)
    assert function(Symbol()) == f"{name} of a symbol"


@pytest.mark.parametrize(
    ("f", "expected"), [(maximum, 5.0), (minimum, 2.0)], ids=["maximum", "minimum"]
)
def test_maximum_and_minimum_take_values_and_numbers_on_both_sides(f, expected):
    for pair in [(2.0, 5.0), (2, 5), (Value(2.0), 5), (5, Value(2.0)), (Value(5.0), Value(2.0))]:
        assert float(f(*pair)) == float(f(*reversed(pair))) == expected


def test_where_on_a_plain_condition_chooses_without_a_node():
    a, b = Value(1.0), Value(2.0)
    assert where(True, a, b) is a
    assert where(0, a, b) is b


def test_where_records_the_choice_and_a_replay_chooses_anew():
    x = Value(3.0, "x")
    root = where(x > 0, x * x, -x)
    assert root.op == "where"
    assert root.operands[0].op == "<"
    root.backward()
    assert (root.data, x.grad) == (9.0, 6.0)
    again = replay(root, {x: -3.0})
    assert again.data == 3.0
    (other,) = [node for node in engine.topological_order(again) if node.label == "x"]
    again.backward()
    assert other.grad == -1.0


@pytest.mark.parametrize(
    ("compare", "name"),
    [
        (lambda a, b: a < b, "<"),
        (lambda a, b: a <= b, "<="),
        (lambda a, b: a > b, "<"),
        (lambda a, b: a >= b, "<="),
    ],
    ids=["<", "<=", ">", ">="],
)
@pytest.mark.parametrize("numbers", [(1.0, 2.0), (2.0, 1.0), (1.0, 1.0), (NAN, 1.0), (1.0, NAN)])
def test_a_comparison_is_by_data_against_values_and_numbers(compare, name, numbers):
    a, b = numbers
    expected = compare(a, b)
    for x, y in [(Value(a), Value(b)), (Value(a), b), (a, Value(b))]:
        outcome = compare(x, y)
        assert bool(outcome) is expected
        assert outcome == expected
        assert repr(outcome) == repr(expected)
        assert outcome.node.op == name
        assert outcome.node.item() == float(expected)


def test_close_tells_numbers_apart():
    assert close(1.0, 1.0 + 1e-10)
    assert not close(1.0, 1.001)
    assert not close(1.0, NAN)


@pytest.mark.parametrize(
    ("f", "number", "domain"),
    [
        (exp, 710.0, "numbers up to 709.78"),
        (log, 0.0, "numbers above 0"),
        (sqrt, -1.0, "numbers from 0 up"),
        (sin, math.inf, "any finite number"),
        (cos, -math.inf, "any finite number"),
        (tan, math.inf, "any finite number"),
        (log2, 0.0, "numbers above 0"),
        (log10, -0.0, "numbers above 0"),
        (log1p, -1.0, "numbers above -1"),
        (expm1, 710.0, "numbers up to 709.78"),
        (arcsin, 1.1, "numbers from -1 to 1"),
        (arccos, -1.1, "numbers from -1 to 1"),
        (sinh, -711.0, "numbers from -710.47 to 710.47"),
        (cosh, 711.0, "numbers from -710.47 to 710.47"),
    ],
)
def test_a_function_says_what_it_takes(f, number, domain):
    name = f.__name__
    with pytest.raises((ValueError, OverflowError)) as failed:
        f(number)
    assert str(failed.value) == f"{name}({number!r}): {name} takes {domain}"


def test_each_function_says_what_it_is():
    assert {name: getattr(engine, name).__doc__ for name in FUNCTIONS} == {
        "exp": "e to the power x.",
        "log": "Natural logarithm.",
        "log2": "Logarithm to base 2.",
        "log10": "Logarithm to base 10.",
        "log1p": "log(1 + x), exact near 0.",
        "expm1": "e^x - 1, exact near 0.",
        "arcsin": "Angle in radians whose sine is x.",
        "arccos": "Angle in radians whose cosine is x.",
        "arctan": "Angle in radians whose tangent is x.",
        "sinh": "Hyperbolic sine.",
        "cosh": "Hyperbolic cosine.",
        "sqrt": "Square root.",
        "sin": "Sine of an angle in radians.",
        "cos": "Cosine of an angle in radians.",
        "tan": "Tangent of an angle in radians.",
        "tanh": "Hyperbolic tangent.",
        "sigmoid": "1 / (1 + e^-x), without overflow.",
        "relu": "x where x is above 0, else 0.",
        "softplus": "log(1 + e^x), without overflow.",
    }


def test_a_function_of_ones_own_takes_any_number_unless_told_otherwise():
    def never(_):
        raise ValueError

    with pytest.raises(ValueError, match=r"^never\(1\.0\): never takes any number$"):
        function("never", never)(1.0)


@each_op
def test_a_result_has_no_label_whether_it_is_recorded_or_not(op: Op):
    point = op.some_points(1)[0]
    assert op.of_values(*map(Value, point)).label == ""
    with no_grad():
        assert op.of_values(*map(Value, point)).label == ""


@pytest.mark.parametrize("x", [0.0, -0.0])
def test_a_sigmoid_of_zero_is_a_half(x):
    assert sigmoid(x) == 0.5


def test_help_shows_an_op_as_it_is_called_and_not_as_it_is_written():
    for name, method in vars(Value).items():
        if name in methods_marked_as_operation():
            signature = inspect.signature(method)
            assert (name, signature.return_annotation) == (name, "Value")
            assert next(iter(signature.parameters)) == "self"
    title = pydoc.plain(pydoc.render_doc(Value.tanh)).splitlines()[2]
    assert title.replace("'", "") == "tanh(self) -> Value"  # Python 3.14 leaves the quotes out
