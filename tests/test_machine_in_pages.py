"""The machine of pages: the numbers of the graph, by the same table of ops as the C machine's."""

import itertools
import math
import operator
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from engine import Program, Value, arctan, exp, log, maximum, minimum, relu, sqrt, tanh, where
from engine.extend import Tracer, page_program
from engine.program import toolchain
from engine.program.machine import table_of_ops
from engine.program.pages import script_ops
from tests.numerics import all_close
from tests.ops import OPS
from tests.running import needs_compiler
from tests.scripts import in_chromium, in_node
from tests.test_expressions import expressions, numbers
from tests.test_machine import COUNTS, network, rows_of
from tests.test_programs import bits, eager, flat, outcome, special_points, traced

each_op = pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)

# These have one right answer to the last bit; the others are each library's own.
EXACT = {"+", "-", "*", "/", "neg", "abs", "sqrt", "relu", "maximum", "minimum", "<", "<=", "where"}
ULPS = 4
FAULTS = {ValueError: "domain", ZeroDivisionError: "domain", OverflowError: "overflow"}


@pytest.fixture(scope="module", params=["Chromium", "Node"])
def script(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("script")
    if request.param == "Node":
        manager = in_node(folder)
    else:
        manager = in_chromium(request.getfixturevalue("browser"), folder)
    with manager as script:
        yield script


def value_alone(f: Any, xs: Any) -> Program:
    leaves = [Value(x) for x in xs]
    return Tracer(leaves).program(f(*leaves), differentiate=False)


def columns_of(answer: list[float], n: int) -> list[list[float]]:
    """Return the answers row by row."""
    return [answer[r::n] for r in range(n)]


def units_apart(a: float, b: float) -> float:
    """How many units in the last place lie between two numbers."""
    if bits([a]) == bits([b]):
        return 0.0
    if not (math.isfinite(a) and math.isfinite(b)):
        return math.inf
    return abs(a - b) / math.ulp(max(abs(a), abs(b)))


# ---- the table of ops ----


@needs_compiler
def test_the_two_machines_have_one_table_of_ops():
    assert script_ops() == table_of_ops()


def test_a_page_needs_no_compiler(monkeypatch):
    def none():
        raise AssertionError("the toolchain was asked")

    monkeypatch.setattr(toolchain, "library", none)
    monkeypatch.setattr("engine.program.machine.library", none)
    assert page_program(network()[0])["code"]


def test_an_op_that_no_machine_has_is_refused(asinh):
    with pytest.raises(ValueError, match=r"'asinh' is none of the machine's; .*machine\.js"):
        page_program(traced(asinh, (0.5,)))


# ---- the same numbers ----


@each_op
def test_an_op_has_the_number_of_the_graph(script, op):
    points = op.some_points(20)
    answer, fault = script(value_alone(op.of_values, points[0]), points)
    expected = [op.of_values(*map(Value, point)).data for point in points]
    assert fault == ""
    allowed = 0 if op.name in EXACT else ULPS
    assert max(map(units_apart, answer, expected)) <= allowed


@each_op
def test_an_op_has_the_slopes_of_the_graph(script, op):
    program, points = traced(op.of_values, op.some_points()[0]), op.some_points(20)
    answers = columns_of(script(program, points)[0], len(points))
    for point, answer in zip(points, answers, strict=True):
        expected = eager(op.of_values, point)
        if {line.op for line in program.instructions} <= EXACT:
            assert bits(answer) == bits(expected)
        assert all_close(answer, expected, 1e-12)


@each_op
def test_special_numbers_give_the_number_of_the_graph_or_tell_its_error(script, op):
    program = value_alone(op.of_values, op.some_points()[0])
    wrong = []
    for point in special_points(op):
        (answer,), fault = script(program, [point])
        try:
            expected = op.of_values(*map(Value, point)).data
        except tuple(FAULTS) as error:
            if fault != next(word for kind, word in FAULTS.items() if isinstance(error, kind)):
                wrong.append((point, fault, error))
            continue
        is_told = fault == ("" if math.isfinite(expected) else "overflow")
        if not is_told or units_apart(answer, expected) > (0 if op.name in EXACT else ULPS):
            wrong.append((point, answer, expected, fault))
    assert not wrong, f"{len(wrong)} points, such as {wrong[:3]}"


@given(expression=expressions, xs=numbers, others=numbers)
def test_a_random_graph_has_its_numbers(script, expression, xs, others):
    answers, _ = script(traced(expression.of_values, xs), [xs, others])
    for point, answer in zip((xs, others), columns_of(answers, 2), strict=True):
        assert all_close(answer, eager(expression.of_values, point), 1e-10)


ARITHMETIC = [
    *(operator.add, operator.sub, operator.mul, operator.truediv, maximum, minimum),
    *(lambda a, b: relu(a) - b, lambda a, b: where(a < b, a, a * b), lambda a, b: sqrt(abs(a)) - b),
    *(lambda a, b: where(a <= b, b - a, 3.0 * b), lambda a, b: a + 2.0 * b, lambda a, b: -a * 0.5),
]


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(ARITHMETIC), st.integers(0, 5), st.integers(0, 5)),
        min_size=3,
        max_size=12,
    ),
    xs=numbers,
)
def test_a_random_graph_of_exact_ops_has_its_bits(script, steps, xs):
    def f(*leaves: Value) -> Value:
        results = [*leaves]
        for op, i, k in steps:
            results.append(op(results[-1 - i % len(results)], results[-1 - k % len(results)]))
        return sum(results[1:], results[0])

    expected = outcome(eager, f, xs)
    if not isinstance(expected, type):
        answer, _ = script(traced(f, xs), [xs])
        assert bits(answer) == expected


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, -0.0, 0.1, 5e-324])
def test_a_constant_comes_through_with_every_bit(script, number):
    program = value_alone(lambda x: where(x < 0.0, x, number), (1.0,))
    assert bits(script(program, [(1.0,)])[0]) == bits([number])


@pytest.mark.parametrize("n", COUNTS)
def test_means_over_rows_have_the_bits_of_the_python_program(script, n):
    program, params, *_ = network("relu")
    answer, fault = script(program, rows_of(n), params)
    assert bits(answer) == bits(flat(program.compile("python")(params, rows_of(n))))
    assert fault == ""


@pytest.mark.parametrize("sign", [0.0, -0.0])
def test_the_sign_of_a_zero_comes_through(script, sign):
    w, x = Value(2.0, "w"), Value(3.0, "x")
    program = Tracer([x], [w]).program(w * x)
    assert bits(script(program, [[sign]], [2.0])[0]) == bits([sign, sign])


def test_columns_tell_the_rows_apart_with_the_parameters_of_all(script):
    w, x = Value(2.0, "w"), Value(3.0, "x")
    program = Tracer([x], [w]).program(w * x, [x + 1.0], differentiate=False)
    rows = [[float(i)] for i in range(200)]
    answer, _ = script(program, rows, [-3.0], averaged=False)
    assert answer == [-3.0 * x for (x,) in rows] + [x + 1.0 for (x,) in rows]


# ---- numbers that are not finite ----

LEAVING = {
    "overflow of a product": (lambda x: x * 1e300 * 1e300, 1e-300, 1.0, "overflow"),
    "overflow of exp": (exp, 1.0, 1000.0, "overflow"),
    "overflow that is hidden": (lambda x: tanh(x * 1e308 * 10.0), 1e-300, 1.0, "overflow"),
    "overflows that cancel": (lambda x: x + x * 1e300 + x * -1e300, 1.0, 1e9, "overflow"),
    "division by zero": (lambda x: 1.0 / x, 1.0, 0.0, "domain"),
    "a quotient that is too large": (lambda x: x / 1e-300, 1.0, 1e200, "overflow"),
    "log of zero": (log, 1.0, 0.0, "domain"),
    "log of a negative number": (log, 1.0, -1.0, "domain"),
    "a negative base": (lambda x: x**0.5, 1.0, -1.0, "domain"),
    "log of zero that is hidden": (lambda x: arctan(log(x)), 1.0, 0.0, "domain"),
    "log of what is too large": (lambda x: log(x * 1e308 * 10.0), 1e-300, 1.0, "overflow"),
}


@pytest.mark.parametrize(("f", "inside", "outside", "fault"), LEAVING.values(), ids=LEAVING)
@pytest.mark.parametrize("n", [1, 9, 129])
def test_an_op_outside_its_domain_is_told_from_a_number_that_overflowed(
    script, f, inside, outside, fault, n
):
    program, rows = value_alone(f, (0.5,)), [[inside]] * n
    assert script(program, rows)[1] == ""
    assert script(program, [*rows[:-1], [outside]])[1] == fault


@pytest.mark.parametrize("outside", [1e300, -1e300])
def test_means_that_overflow_are_told_though_no_number_of_a_row_did(script, outside):
    w, x = Value(2.0, "w"), Value(3.0, "x")
    program = Tracer([x], [w]).program(w * x, differentiate=False)
    assert script(program, [[outside]] * 5, [1e8])[1] == "overflow"
    assert script(program, [[outside]] * 5, [1.0])[1] == ""


BEYOND = {
    "inf": lambda x: x * 1e308 * 10.0,
    "-inf": lambda x: x * -1e308 * 10.0,
    "nan": lambda x: x * 1e308 * 10.0 - x * 1e308 * 10.0,
}


@each_op
@pytest.mark.parametrize("beyond", BEYOND.values(), ids=BEYOND)
def test_no_op_hides_that_its_operand_was_not_finite(script, op, beyond):
    for i, rest in itertools.product(range(op.arity), (0.0, -1.0, 2.0)):

        def f(x: Value, i: int = i, rest: float = rest) -> Value:
            operands = (beyond(x) if k == i else x * (rest + k) for k in range(op.arity))
            return getattr(Value, op.method)(*operands)

        tracer = Tracer([x := Value(1.0)])
        program = tracer.program(f(tracer.unknown[x]), differentiate=False)
        assert script(program, [[1.0]])[1] == "overflow"
