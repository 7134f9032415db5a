"""gradcheck believes only what is right: it is tried on rules that are wrong on purpose."""

import math
import re

import pytest

from engine import DomainError, GradcheckError, Value, exp, gradcheck, log, no_grad, sqrt
from engine.extend import operation


def wrong_square(slope):
    # A square whose slope is not 2x but whatever `slope` says; its number is right.
    class Wrong(Value):
        @operation("square")
        def square(self):
            x = self.data
            return x * x, lambda g: (g * slope(x),)

    zero = Wrong(0.0, requires_grad=False)
    return lambda x: (zero + x).square()


@pytest.mark.parametrize("x", [-3.0, 0.7, 1.0, 250.0])
def test_the_right_rule_passes(x):
    assert gradcheck(wrong_square(lambda x: 2.0 * x), x) is True


@pytest.mark.parametrize(
    "slope",
    [
        lambda x: 2.0 * x * 1.001,
        lambda x: 2.0 * x * 0.999,
        lambda x: 2.0 * x + 1e-3,
        lambda x: -2.0 * x,
        lambda x: 0.0,
        lambda x: x,
        lambda x: math.nan,
        lambda x: math.inf,
    ],
    ids=[
        "times 1.001",
        "times 0.999",
        "plus 0.001",
        "wrong sign",
        "zero",
        "half",
        "NaN",
        "infinite",
    ],
)
@pytest.mark.parametrize("x", [-3.0, 0.7, 1.0])
def test_a_wrong_rule_is_caught(slope, x):
    with pytest.raises(GradcheckError):
        gradcheck(wrong_square(slope), x)


def test_a_rule_wrong_for_one_operand_is_caught_and_named():
    class Wrong(Value):
        @operation("product")
        def product(self, other):
            x, y = self.data, other.data
            return x * y, lambda g: (g * y, g * x * 1.001)

    zero = Wrong(0.0, requires_grad=False)
    with pytest.raises(GradcheckError, match=r"argument 1 at 5\.0"):
        gradcheck(lambda x, y: (zero + x).product(y), 3.0, 5.0)


def test_the_error_names_argument_analytic_and_numeric():
    with pytest.raises(GradcheckError) as raised:
        gradcheck(lambda x, y: x * wrong_square(lambda y: 3.0 * y)(y), 2.0, 0.5)
    found = re.search(r"argument (\d) at (\S+): analytic (\S+), numeric (\S+),", str(raised.value))
    argument, at, analytic, numeric = map(float, found.groups())
    assert (argument, at, analytic) == (1.0, 0.5, 3.0)
    assert numeric == pytest.approx(2.0, rel=1e-8)


def test_the_error_is_an_assertion_error():
    assert issubclass(GradcheckError, AssertionError)


def test_a_graph_that_was_cut_is_caught():
    with pytest.raises(GradcheckError, match=r"analytic 0\.0"):
        gradcheck(lambda x: Value(float(x) ** 2), 3.0)


def test_a_graph_cut_in_one_of_two_paths_is_caught():
    with pytest.raises(GradcheckError):
        gradcheck(lambda x: x * math.exp(x), 1.0)


def test_a_plain_number_passes_where_it_is_constant_only():
    assert gradcheck(lambda x: 4.0, 1.0)
    with pytest.raises(GradcheckError):
        gradcheck(float, 1.0)


def test_a_kink_is_caught():
    with pytest.raises(GradcheckError):
        gradcheck(Value.relu, 0.0)


def test_a_jump_is_caught():
    with pytest.raises(GradcheckError):
        gradcheck(lambda x: (x > 1.0).where(1.0, 0.0), 1.0)


def test_the_tolerance_is_relative_to_the_larger_slope_and_one():
    wrong = wrong_square(lambda x: 2.0 * x * 1.001)
    assert gradcheck(wrong, 3.0, tolerance=2e-3)
    with pytest.raises(GradcheckError):
        gradcheck(wrong, 3.0, tolerance=5e-4)


def test_the_step_is_the_distance_of_the_difference():
    # At 0 the cube has slope 0 and difference quotient h².
    assert gradcheck(lambda x: x**3, 0.0)
    with pytest.raises(GradcheckError, match=r"numeric 0\.0[01]"):
        gradcheck(lambda x: x**3, 0.0, step=0.1)


def test_large_arguments_pass():
    assert gradcheck(lambda x, y: x * y + x / y, 1e6, -2e5)
    assert gradcheck(exp, 50.0)


@pytest.mark.parametrize(("f", "at"), [(sqrt, 1e-9), (log, 1e-7), (lambda x: log(1.0 - x), 1.0)])
def test_next_to_the_end_of_a_domain_the_error_is_that_of_the_op(f, at):
    with pytest.raises(DomainError, match="takes numbers"):
        gradcheck(f, at)


def test_next_to_the_end_of_a_domain_a_smaller_step_stays_inside():
    assert gradcheck(log, 1e-7, step=1e-13)


@pytest.mark.parametrize("number", ["1", None, [1.0]])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(TypeError, match="given"):
        gradcheck(exp, number)


def test_gradcheck_records_again_after_its_differences():
    gradcheck(exp, 1.0)
    assert not exp(Value(1.0)).is_leaf


@pytest.mark.parametrize(("error", "passes"), [(0.9e-6, True), (1.1e-6, False)])
def test_the_tolerance_is_a_millionth_unless_told_otherwise(error, passes):
    @operation("tilted")
    def tilted(self):
        return self.data, lambda g: (g * (1.0 + error),)

    if passes:
        assert gradcheck(tilted, 0.5)
    else:
        with pytest.raises(GradcheckError):
            gradcheck(tilted, 0.5)
    assert gradcheck(tilted, 0.5, tolerance=1e-5)


def test_the_check_records_where_nothing_else_does():
    with no_grad():
        assert gradcheck(lambda x: x * x, 3.0)


@pytest.mark.parametrize(("at", "h"), [(0.5, 1e-6), (-0.5, 1e-6), (3.0, 3e-6), (-3.0, 3e-6)])
def test_the_step_is_a_millionth_of_the_number_or_of_one(at, h):
    seen = []
    gradcheck(lambda x: seen.append(x.data) or x * x, at)
    assert seen == [at, at + h, at - h]


def test_a_tolerance_of_zero_is_met_by_an_exact_difference():
    assert gradcheck(lambda x: 4.0 * x, 0.0, tolerance=0.0)
