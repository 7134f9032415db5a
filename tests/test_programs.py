"""Programs that run: the numbers of the graph that they were traced from."""

import itertools
import math
import re
import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from engine import Program, Value, exp, grad, log, maximum, minimum, relu, sigmoid, trace, where
from engine.extend import Instruction, function, mean_function, operation
from engine.program.assembly import Assembly
from engine.program.languages import LANGUAGES, Language, Text
from nn import MLP
from nn.losses import hinge
from tests.numerics import all_close, close
from tests.ops import OPS, Op
from tests.running import RUNNING, each_exact, each_running, needs_compiler
from tests.test_expressions import expressions, numbers

each_array = pytest.mark.parametrize("language", RUNNING[1:])
each_op = pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)

ERRORS = (ValueError, ZeroDivisionError, OverflowError)
SPECIAL = (0.0, -0.0, 5e-324, 1e-300, 0.5, 1.0, -1.0, -2.0, 3.0, 40.0, -745.0, 1e300, -1e300)


def bits(numbers: Sequence[float]) -> list[bytes | str]:
    """Every bit of some numbers; a NaN has no sign worth keeping."""
    return ["nan" if math.isnan(x) else struct.pack("<d", x) for x in map(float, numbers)]


def eager(f: Callable[..., Any], xs: Sequence[float]) -> list[float]:
    """Compute the value and then the gradients on the graph."""
    leaves = [Value(x) for x in xs]
    root = f(*leaves)
    if root.requires_grad:
        root.backward()
    return [root.data, *(leaf.grad for leaf in leaves)]


def traced(f: Callable[..., Any], xs: Sequence[float]) -> Program:
    leaves = [Value(x) for x in xs]
    return trace(f(*leaves), leaves)


def flat(answer: tuple[Any, Sequence[Any]]) -> list[Any]:
    return [answer[0], *answer[1]]


def outcome(f: Callable[..., Any], *arguments: Any) -> Any:
    """Return the bits of an answer, or the kind of error."""
    try:
        answer = f(*arguments)
        return bits(flat(answer) if isinstance(answer, tuple) else answer)
    except ERRORS as error:
        return ValueError if isinstance(error, ValueError) else type(error)


def special_points(op: Op) -> list[tuple[float, ...]]:
    extra = [row[0] for row in (*op.kinks, *op.bad)]
    return [*extra, *itertools.product(SPECIAL, repeat=op.arity)]


# ---- Python and C: bit for bit ----


@each_exact
@each_op
def test_an_op_gives_the_bits_of_the_graph(op, language):
    f = traced(op.of_values, op.some_points()[0]).compile(language)
    for point in op.some_points(20):
        assert bits(flat(f(*point))) == bits(eager(op.of_values, point))


@each_op
def test_python_gives_the_bits_or_the_error_of_the_graph_at_special_numbers(op):
    f = traced(op.of_values, op.some_points()[0]).compile()
    wrong = [
        point
        for point in special_points(op)
        if outcome(f, *point) != outcome(eager, op.of_values, point)
    ]
    assert not wrong, f"{len(wrong)} points, such as {wrong[:3]}"


@each_op
@needs_compiler
def test_c_gives_the_bits_of_the_graph_at_special_numbers_where_it_has_an_answer(op):
    f = traced(op.of_values, op.some_points()[0]).compile("c")
    wrong = []
    for point in special_points(op):
        expected = outcome(eager, op.of_values, point)
        if not isinstance(expected, type) and bits(flat(f(*point))) != expected:
            wrong.append(point)
    assert not wrong, f"{len(wrong)} points, such as {wrong[:3]}"


@each_exact
@given(expressions, numbers, numbers)
def test_a_random_graph_gives_its_bits(language, expression, xs, others):
    f = traced(expression.of_values, xs).compile(language)
    for point in (xs, others):
        assert bits(flat(f(*point))) == bits(eager(expression.of_values, point))


# Constants on either side, which the writer may simplify or turn round.
CONSTANT = {
    f"{op.name} of {constant!r} {side}": (op, constant, side)
    for op in OPS
    if op.arity == 2
    for constant in (0.0, -0.0, 1.0, -1.0, 2.0, 0.5)
    for side in ("first", "last")
}


@each_exact
@pytest.mark.parametrize(("op", "constant", "side"), CONSTANT.values(), ids=CONSTANT)
def test_an_op_gives_the_bits_of_the_graph_beside_a_constant(op, constant, side, language):
    def f(x):
        other = Value(constant, requires_grad=False)
        return op.of_values(*((other, x) if side == "first" else (x, other)))

    points = [(x,) for x in (*SPECIAL, 0.3, 1.7)]
    possible = [point for point in points if not isinstance(outcome(eager, f, point), type)]
    wrong = []
    for at in possible[-2:]:
        program = traced(f, at).compile(language)
        for point in possible:
            if outcome(program, *point) != bits(eager(f, point)):
                wrong.append(point)
    assert not wrong


COMPUTED_WITH_COMPARISONS = {
    "minus": lambda x, y: -(x < y).node,
    "a product": lambda x, y: (x < y).node * (y < x).node * -1.0,
    "minus a sum": lambda x, y: -((x < y).node + (x <= y).node),
}


@each_exact
@pytest.mark.parametrize("f", COMPUTED_WITH_COMPARISONS.values(), ids=COMPUTED_WITH_COMPARISONS)
def test_a_comparison_is_a_float_with_the_signs_of_floats(f, language):
    program = traced(f, (2.0, 1.0)).compile(language)
    for point in [(1.0, 2.0), (2.0, 1.0), (1.0, 1.0)]:
        assert type(f(*map(Value, point)).data) is float
        assert bits(flat(program(*point))) == bits(eager(f, point))


@each_exact
@pytest.mark.parametrize(
    ("base", "exponent"),
    [(-math.inf, 1.5), (-math.inf, -0.5), (-2.0, math.inf), (-0.5, -math.inf), (-1.0, math.inf)],
)
def test_a_power_of_a_negative_number_that_is_real_far_out_is_so_in_programs(
    base, exponent, language
):
    def power(x):
        return x**exponent

    f = traced(power, (4.0,)).compile(language)
    assert bits(flat(f(base))) == bits(eager(power, (base,)))


# ---- NumPy and C: element by element ----


def columns(points: Sequence[Sequence[float]]) -> list[Any]:
    return list(np.array(points, dtype=float).T)


@each_op
def test_numpy_equals_the_graph_element_by_element(op):
    points = op.some_points(10)
    f = traced(op.of_values, points[0]).compile("numpy")
    answers = np.array(flat(f(*columns(points)))).T
    for point, answer in zip(points, answers, strict=True):
        assert all_close(answer.tolist(), list(map(float, eager(op.of_values, point))), 1e-12)


@each_op
def test_numpy_equals_the_graph_at_kinks(op):
    f = traced(op.of_values, op.some_points()[0]).compile("numpy")
    for point, slopes in op.kinks:
        assert all_close([float(x) for x in f(*point)[1]], slopes, 1e-12)


@given(expressions, numbers, numbers)
def test_numpy_equals_a_random_graph(expression, xs, others):
    f = traced(expression.of_values, xs).compile("numpy")
    answers = np.array(flat(f(*columns([xs, others])))).T
    for point, answer in zip((xs, others), answers, strict=True):
        assert all_close(answer.tolist(), eager(expression.of_values, point), 1e-12)


COMPARED = {
    "a sum of comparisons": lambda x, y: (x < y).node + (x <= y).node,
    "a difference of comparisons": lambda x, y: (x < y).node - (y < x).node,
    "minus a comparison": lambda x, y: -(x < y).node * x,
    "a product of comparisons": lambda x, y: (x < y).node * (x <= y).node,
    "a power of a comparison": lambda x, y: (x < y).node ** 2.0,
    "a comparison": lambda x, y: (x < y).node,
    "a choice of comparisons": lambda x, y: where(x < y, (x < y).node, (y < x).node),
}


@each_running
@pytest.mark.parametrize("f", COMPARED.values(), ids=COMPARED)
def test_a_comparison_is_the_number_1_or_0(f, language):
    program = traced(f, (2.0, 1.0)).compile(language)
    for point in [(1.0, 2.0), (2.0, 1.0), (1.0, 1.0)]:
        assert [float(x) for x in flat(program(*point))] == [float(x) for x in eager(f, point)]


@each_array
def test_arrays_broadcasts_and_constant_derivatives_take_the_shape(language):
    f = traced(lambda x, y: 3.0 * x + y * y, (1.0, 2.0)).compile(language)
    value, (dx, dy) = f(np.ones((2, 1)), np.arange(3))
    assert value.shape == dx.shape == dy.shape == (2, 3)
    assert value.tolist() == [[3.0, 4.0, 7.0]] * 2
    assert dx.tolist() == [[3.0] * 3] * 2
    assert dy.tolist() == [[0.0, 2.0, 4.0]] * 2
    assert dx.flags.writeable


@each_array
def test_arrays_takes_scalars_lists_and_integers(language):
    f = traced(lambda x, y: x * y, (1.0, 2.0)).compile(language)
    value, (dx, dy) = f(2, 3)
    assert (float(value), float(dx), float(dy)) == (6.0, 3.0, 2.0)
    assert np.shape(value) == np.shape(dx) == ()
    assert f([1, 2], 3)[0].tolist() == [3.0, 6.0]


@each_array
def test_arrays_refuses_shapes_that_do_not_fit_and_names_both(language):
    f = traced(lambda x, y: x * y, (1.0, 2.0)).compile(language)
    with pytest.raises(ValueError, match=r"\(2,\) and \(3,\)"):
        f(np.ones(2), np.ones(3))


# ---- rows and parameters ----


def network() -> tuple[Program, list[float], Callable[[Sequence[float], Any], list[float]]]:
    """Trace an MLP 2-3-1 with hinge loss, beside the mean of the graph over rows."""
    model = MLP(2, [3, 1], seed=1)
    params = list(model.parameters())
    x, y, target = inputs = [Value(0.1, "x"), Value(0.2, "y"), Value(1.0, "target")]
    output = model([x, y])
    loss = maximum(0.0, 1.0 - target * output)
    program = trace(loss, inputs, params)
    weights = [p.data for p in params]

    def mean(at: Sequence[float], rows: Any) -> list[float]:
        for p, number in zip(params, at, strict=True):
            p.data = number
            p.forget_grad()
        total = -0.0
        for row in rows:
            one = hinge(model(list(row[:2])), row[2])
            total += one.data
            if one.requires_grad:
                one.backward()
        return [total / len(rows), *(p.grad / len(rows) for p in params)]

    return program, weights, mean


ROWS = [(0.1, 0.7, 1.0), (-1.0, 0.3, -1.0), (2.0, -0.4, 1.0), (0.0, 0.0, -1.0), (0.5, 9.0, -1.0)]


@each_running
@pytest.mark.parametrize("rows", [ROWS, ROWS[-1:]], ids=["five rows", "one row"])
def test_a_network_gives_the_mean_loss_and_gradients_over_rows(language, rows):
    program, weights, mean = network()
    f = program.compile(language)
    for at in (weights, [1.5 - w for w in weights]):
        expected = mean(at, rows)
        assert all_close(flat(f(at, rows)), expected, 1e-12)
        assert all_close(flat(f(np.array(at), np.array(rows))), expected, 1e-12)
        assert any(expected[1:])
    answer = f(weights, rows)
    assert type(answer[0]) is float
    assert [type(g) for g in answer[1]] == [float] * len(weights)


@each_running
def test_params_as_an_array_give_the_gradients_as_an_array(language):
    program, weights, _ = network()
    f = program.compile(language)
    value, gradients = f(np.array(weights), np.array(ROWS))
    assert isinstance(gradients, np.ndarray)
    assert (value, gradients.tolist()) == f(weights, ROWS)


@each_exact
def test_one_row_gives_the_bits_of_the_graph(language):
    program, weights, mean = network()
    f = program.compile(language)
    for row in ROWS:
        assert bits(flat(f(weights, [row]))) == bits(mean(weights, [row]))


def simple() -> Program:
    x, y, w, b = (Value(i + 1.0, name) for i, name in enumerate(["x", "y", "w", "b"]))
    return trace(w * x + b * y, [x, y], [w, b])


BAD_CALLS = {
    "too few params": (([1.0], [[1.0, 2.0]]), "params: given 1; allowed: 2, w, b"),
    "too many params": (([1.0] * 3, [[1.0, 2.0]]), "params: given 3; allowed: 2, w, b"),
    "no rows": (([1.0, 2.0], []), "rows"),
    "a short row": (([1.0, 2.0], [[1.0], [2.0]]), "rows"),
    "a long row": (([1.0, 2.0], [[1.0, 2.0, 3.0]]), "rows"),
    "ragged rows": (([1.0, 2.0], [[1.0, 2.0], [1.0]]), "rows: given lists of different lengths"),
    "a nan": (([1.0, 2.0], [[1.0, 2.0], [1.0, math.nan]]), "nan in row 1, column y"),
    "an infinity": (([1.0, 2.0], [[-math.inf, 2.0]]), "-inf in row 0, column x"),
}


@each_running
@pytest.mark.parametrize(("arguments", "message"), BAD_CALLS.values(), ids=BAD_CALLS)
def test_wrong_params_and_rows_are_refused(arguments, message, language):
    with pytest.raises(ValueError, match=message):
        simple().compile(language)(*arguments)


@each_running
def test_params_of_another_shape_are_refused(language):
    with pytest.raises((ValueError, TypeError)):
        simple().compile(language)(np.ones((2, 1)), np.ones((3, 2)))


@each_array
@pytest.mark.parametrize("rows", [np.ones((3, 1)), np.ones(2), np.ones((0, 2)), np.ones((2, 2, 2))])
def test_rows_of_another_shape_are_refused_with_both_shapes(rows, language):
    with pytest.raises(ValueError, match=rf"{re.escape(str(rows.shape))}; allowed: \(n, 2\)"):
        simple().compile(language)([1.0, 2.0], rows)


@each_array
@pytest.mark.parametrize("rows", [[["1", "2"]], [[1j, 2.0]], [[Value(1.0), 2.0]]], ids=str)
def test_rows_of_what_is_no_number_are_refused(rows, language):
    with pytest.raises(TypeError, match=r"rows: given .*; allowed: int, float"):
        simple().compile(language)([1.0, 2.0], rows)


HUGE_CALLS = {
    "a param": (([1.0, 10**400], [[1.0, 2.0]]), "params"),
    "a row": (([1.0, 2.0], [[1.0, 2.0], [-(10**400), 2.0]]), "rows"),
}


@each_running
@pytest.mark.parametrize(("arguments", "name"), HUGE_CALLS.values(), ids=HUGE_CALLS)
def test_an_int_beyond_the_floats_is_refused_with_its_place(arguments, name, language):
    with pytest.raises(OverflowError, match=rf"{name}: given int -?10+\.\.\., too large"):
        simple().compile(language)(*arguments)


@each_array
@pytest.mark.parametrize(
    "given", [10**400, [1.0, 10**400], 10**5000], ids=["one", "list", "endless"]
)
def test_an_input_beyond_the_floats_is_refused(given, language):
    f = traced(lambda x: x * x, (1.0,)).compile(language)
    with pytest.raises(OverflowError, match=r"inputs: given int .*, too large for a float"):
        f(given)


@each_running
def test_ints_of_any_length_up_to_the_largest_float_are_numbers(language):
    long = 2**70
    assert simple().compile(language)([long, 0], [[2, long]]) == (2.0**71, [2.0, 2.0**70])
    assert traced(lambda x: x * 2.0, (1.0,)).compile(language)(long)[0] == 2.0**71


def test_the_python_program_points_to_numpy_for_arrays():
    with pytest.raises(TypeError, match=r'compile\("numpy"\)'):
        traced(lambda x: x * x, (1.0,)).compile()(np.ones(3))


@pytest.mark.parametrize("exponent", [0.5, -1.5])
def test_a_fractional_power_of_a_negative_number_is_the_error_of_the_graph(exponent):
    f = traced(lambda x: abs(x**exponent) * 2.0, (4.0,)).compile()
    with pytest.raises(ValueError, match="no real power"):
        f(-4.0)
    assert bits(flat(f(4.0))) == bits(eager(lambda x: abs(x**exponent) * 2.0, (4.0,)))


@each_running
@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_wrong_count_of_numbers_is_refused(count, language):
    f = traced(lambda x, y: x * y, (1.0, 2.0)).compile(language)
    with pytest.raises(ValueError, match=f"inputs: given {count}; allowed: 2"):
        f(*[1.0] * count)


@pytest.mark.parametrize("language", ["fortran", "", "Python"])
def test_an_unknown_language_is_refused(language):
    with pytest.raises(ValueError, match="python, numpy, c"):
        simple().source(language)
    with pytest.raises(ValueError, match="python, numpy, c"):
        simple().compile(language)


@each_running
def test_an_unused_param_and_input_have_gradient_zero(language):
    x, unused, w, idle = (Value(2.0, name) for name in ("x", "unused", "w", "idle"))
    program = trace(w * x, [x, unused], [w, idle])
    assert program.compile(language)([3.0, 9.0], [[1.0, 5.0], [3.0, 5.0]]) == (6.0, [2.0, 0.0])


@each_running
def test_rows_without_columns_are_counted(language):
    w = Value(3.0, "w")
    assert trace(w * w, [], [w]).compile(language)([2.0], np.empty((2, 0))) == (4.0, [4.0])


@each_running
def test_a_constant_value_and_the_input_itself_are_programs(language):
    x = Value(2.0, "x")
    constant = trace(Value(7.0), [x]).compile(language)(1.0)
    itself = trace(x, [x]).compile(language)(5.0)
    assert [float(n) for n in flat(constant)] == [7.0, 0.0]
    assert [float(n) for n in flat(itself)] == [5.0, 1.0]


# ---- choices ----


@each_running
def test_where_chooses_anew_and_a_python_if_stays_as_it_was_taken(language):
    chosen = traced(lambda x: where(x > 0, x, -x), (2.0,)).compile(language)
    taken = traced(lambda x: x if x > 0 else -x, (2.0,)).compile(language)
    assert [float(n) for n in flat(chosen(-3.0))] == [3.0, -1.0]
    assert [float(n) for n in flat(taken(-3.0))] == [-3.0, 1.0]


# ---- new ops and functions ----


@pytest.fixture
def swish(monkeypatch) -> Callable[[Value], Value]:
    @operation("swish")
    def swish(self):
        x = self.data
        s = sigmoid(x)
        return x * s, lambda g: (g * (s + x * s * (1.0 - s)),)

    monkeypatch.setattr(Value, "swish", swish, raising=False)
    return lambda x: x.swish()


@each_running
def test_a_new_op_of_known_functions_runs_in_every_language(swish, language):
    f = traced(swish, (0.5,)).compile(language)
    assert all_close(list(map(float, flat(f(-1.3)))), eager(swish, (-1.3,)), 1e-14)
    assert "sigmoid" in traced(swish, (0.5,)).source("c")


def test_a_new_op_has_a_second_derivative(swish):
    twice = grad(grad(lambda x: x * sigmoid(x)))(0.7)
    assert close(float(grad(grad(swish))(0.7)), float(twice), 1e-13)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_function_without_a_spelling_is_refused_with_the_table_to_add_to(asinh, language):
    program = traced(asinh, (0.5,))
    with pytest.raises(ValueError, match=rf"'asinh' .* {language}; .*table.*spellings\.py"):
        program.source(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_function_with_a_spelling_is_written(asinh, language, monkeypatch):
    monkeypatch.setitem(LANGUAGES[language].spellings, "asinh", "np.arcsinh({})")
    assert "np.arcsinh(" in traced(asinh, (0.5,)).source(language)


@each_running
def test_a_rule_that_is_changed_is_changed_in_every_language(language, monkeypatch):
    @operation("tanh")
    def tanh(self):
        return exp(self.data), lambda g: (g * 42.0,)

    monkeypatch.setattr(Value, "tanh", tanh)
    f = traced(lambda x: x.tanh(), (0.5,)).compile(language)
    assert [float(n) for n in flat(f(0.0))] == [1.0, 42.0]


def test_functions_of_two_keep_their_order():
    for choose in (maximum, minimum):
        f = traced(choose, (0.5, 2.0)).compile()
        for point in [(0.0, -0.0), (-0.0, 0.0)]:
            assert bits(flat(f(*point))) == bits(eager(choose, point))
    assert traced(relu, (0.5,)).compile()(-0.0)[1] == (0.0,)


def test_a_python_program_over_rows_computes_on_pythons_own_floats():
    x, w = Value(1.0, "x"), Value(2.0, "w")
    f = trace(w / x, [x], [w]).compile("python")
    with pytest.raises(ZeroDivisionError):
        f([2.0], [[1.0], [0.0]])
    with pytest.raises(ZeroDivisionError):
        f(np.array([2.0]), np.array([[0.0]]))


@each_running
def test_a_program_without_inputs_runs(language):
    assert trace(Value(2.0) ** 3, []).compile(language)() == (8.0, ())


@pytest.mark.parametrize(
    ("f", "x", "value"),
    [(lambda x: 1.0 / x, 0.0, math.inf), (log, 0.0, -math.inf), (exp, 1e3, math.inf)],
)
@each_array
def test_what_leaves_the_numbers_is_an_answer_and_no_warning(f, x, value, language):
    assert traced(f, (0.5,)).compile(language)(x)[0] == value


def test_a_spelling_that_answers_with_truths_gives_floats():
    step = function("step", lambda x: float(x > 0.0), numpy="({} > 0.0)")

    @operation(step)
    def of_value(self):
        return step(self.data), lambda g: (0.0 * g,)

    value, _ = traced(of_value, (0.5,)).compile("numpy")(np.array([1.0, -1.0]))
    assert (value.tolist(), value.dtype) == ([1.0, 0.0], np.float64)


@pytest.mark.parametrize("kind", [Program, Text, Language, Assembly])
def test_a_description_of_a_computation_cannot_be_written_to(kind):
    assert kind.__dataclass_params__.frozen


# Programs that are written by hand.


def by_hand(operands=(0, 0), value=1, gradients=(0,), metrics=()):
    lines = (Instruction("*", operands),)
    return Program(("x",), (), lines, value, gradients, metrics)


IMPOSSIBLE = {
    "a value beyond the lines": ({"value": 7}, "an output of the program: given 7; .* 0 to 1"),
    "a value before the inputs": ({"value": -1}, "an output of the program: given -1"),
    "a gradient beyond the lines": ({"gradients": (2,)}, "an output of the program: given 2"),
    "a metric beyond the lines": ({"metrics": (2,)}, "an output of the program: given 2"),
    "a truth": ({"value": True}, "given True"),
    "a text": ({"value": "x"}, "given 'x'"),
    "nothing": ({"value": None}, "given None"),
    "a line that reads itself": ({"operands": (0, 1)}, "line 1 of the program: given 1; .* 0 to 0"),
    "a line that reads nothing": ({"operands": (0, -1)}, "line 1 of the program: given -1"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_program_that_reads_what_is_not_there_cannot_be_made(name):
    given, words = IMPOSSIBLE[name]
    with pytest.raises(ValueError, match=words):
        by_hand(**given)


@pytest.mark.parametrize("language", ["python", "numpy", pytest.param("c", marks=needs_compiler)])
@pytest.mark.parametrize(("value", "answer"), [(1, 9.0), (0, 3.0), (1.5, 1.5)], ids=str)
def test_a_program_by_hand_answers_a_line_an_input_or_a_constant(language, value, answer):
    assert by_hand(value=value).compile(language)(3.0) == (answer, (3.0,))


def test_a_traceback_names_the_program():
    x = Value(2.0)
    with pytest.raises(ZeroDivisionError) as raised:
        trace(1.0 / x, [x]).compile("python")(0.0)
    assert "<python program>" in {str(entry.path) for entry in raised.traceback}


@each_array
@pytest.mark.parametrize(("x", "left"), [(1.0, False), (-800.0, False), (800.0, True)])
def test_what_is_too_small_for_a_float_is_0_and_what_is_too_large_is_told(language, x, left):
    w, leaf = Value(1.0, "w"), Value(1.0, "x")
    run = mean_function(trace(exp(w * leaf), [leaf], [w]), language)
    outputs, told = run(np.array([1.0]), np.array([[x]]))
    assert (told, bool(np.isfinite(outputs).all())) == (left, not left)
