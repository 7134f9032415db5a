"""Tracing: the lines of a program, their names, and what is refused."""

import ast
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from engine import (
    Program,
    Value,
    exp,
    log,
    maximum,
    minimum,
    no_grad,
    relu,
    sigmoid,
    softplus,
    tanh,
    topological_order,
    trace,
    where,
)
from engine.extend import Tracer, operation
from nn import MLP
from tests.test_expressions import expressions, numbers

GOLDEN = Path(__file__).parent / "golden"
SUFFIXES = {"python": "py", "numpy": "numpy.py", "c": "c"}

each_language = pytest.mark.parametrize("language", SUFFIXES)


def labelled(value: Value, label: str) -> Value:
    value.label = label
    return value


# ---- the lectures' exercises, to the letter ----


def one_over() -> Program:
    x, y = Value(0.0, "x"), Value(1.0, "y")
    a = labelled(-x, "a")
    b = labelled(exp(a), "b")
    c = labelled(y + b, "c")
    return trace(labelled(1 / c, "d"), [x, y])


def product_of_sums() -> Program:
    a, b = Value(2.0, "a"), Value(1.0, "b")
    c, d = labelled(a + b, "c"), labelled(b + 1, "d")
    return trace(labelled(c * d, "e"), [a, b])


def rectified() -> Program:
    leaves = [Value(1.0, "w"), Value(2.0, "x"), Value(3.0, "y"), Value(4.0, "z")]
    w, x, y, z = leaves
    return trace(labelled((maximum(w * x, 0) - y) ** 2 + z, "t"), leaves)


def polynomial() -> Program:
    x = Value(2.0, "x")
    return trace(labelled(x**2 + 3 * x, "w"), [x])


def two_paths() -> Program:
    x1, x2, x4, x6 = leaves = [Value(float(i), f"x{i}") for i in (1, 2, 4, 6)]
    return trace(labelled((x1 * x2 + x4) * x6, "L"), leaves)


def neuron() -> Program:
    w, b = params = [Value(0.5, "w"), Value(0.25, "b")]
    x, y = inputs = [Value(1.0, "x"), Value(-1.0, "y")]
    loss = labelled((tanh(w * x + b) - y) ** 2, "loss")
    return trace(loss, inputs, params)


def constant() -> Program:
    return trace(Value(-7.0), [])


def without_columns() -> Program:
    w = Value(0.5, "w")
    return trace(w**0.5, [], [w])


def with_unused() -> Program:
    x, idle, w, spare = (Value(2.0, name) for name in ("x", "idle", "w", "spare"))
    return trace(labelled(softplus(w * x), "s") + sigmoid(w), [x, idle], [w, spare])


def of_floats() -> Program:
    x, idle = Value(2.0, "x"), Value(1.0, "idle")
    return trace(minimum(abs(x), math.inf) + abs(-2.0 * x) ** 1.5, [x, idle])


EXERCISES = [one_over, product_of_sums, rectified, polynomial, two_paths, neuron]


def of_power() -> Program:
    x, y = leaves = [Value(2.0, "x"), Value(3.0, "y")]
    return trace(x**y, leaves)


CORNERS = [constant, without_columns, with_unused, of_floats, of_power]


@each_language
@pytest.mark.parametrize("exercise", EXERCISES + CORNERS, ids=lambda exercise: exercise.__name__)
def test_a_program_is_written_as_in_the_golden_file(exercise, language):
    golden = GOLDEN / f"{exercise.__name__}.{SUFFIXES[language]}.txt"
    assert exercise().source(language) == golden.read_text("utf-8")


def test_every_golden_file_belongs_to_an_exercise():
    expected = {
        f"{e.__name__}.{suffix}.txt" for e in EXERCISES + CORNERS for suffix in SUFFIXES.values()
    }
    assert {path.name for path in GOLDEN.iterdir()} == expected


def test_the_repr_of_a_program_is_its_size_however_long_it_is():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    assert repr(trace(a * b, [a, b])) == "Program(inputs=2, params=0, lines=1, outputs=3)"
    assert repr(trace(a * b, [a], [b])) == "Program(inputs=1, params=1, lines=1, outputs=2)"
    model = MLP(2, [16, 16, 1], seed=0)
    inputs = [Value(0.5), Value(-1.0)]
    assert len(repr(trace(model(inputs), inputs, model.parameters()))) < 80


def test_a_program_prints_itself_as_python():
    program = one_over()
    assert str(program) == program.source("python") == program.source()


# ---- the lines ----


def is_operation_on_names(node: ast.expr) -> bool:
    parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
    return all(isinstance(part, ast.Name | ast.Constant | ast.UnaryOp) for part in parts)


def body(program: Program) -> list[ast.Assign]:
    function = ast.parse(str(program)).body[-1]
    assert isinstance(function, ast.FunctionDef)
    return [line for line in function.body if isinstance(line, ast.Assign)]


@given(expressions, numbers)
def test_a_line_is_one_operation_that_is_written_once_and_needed(expression, xs):
    leaves = [Value(x) for x in xs]
    program = trace(expression.of_values(*leaves), leaves)
    assert len(body(program)) == len(program.instructions)
    assert all(is_operation_on_names(line.value) for line in body(program))
    lines = [(op, *map(repr, operands)) for op, operands in program.instructions]
    assert len(lines) == len(set(lines))
    first = len(program.inputs)
    results = set(range(first, first + len(lines)))
    used = {o for line in program.instructions for o in line.operands if isinstance(o, int)}
    used |= {o for o in (program.value, *program.gradients) if isinstance(o, int)}
    assert results <= used
    for i, line in enumerate(program.instructions):
        assert all(o < first + i for o in line.operands if isinstance(o, int))


LINES = {
    "twice the same": (lambda x: exp(x) * exp(x), ["exp", "*", "+"]),
    "a square": (lambda x: x * x, ["*", "+"]),
    "times 1": (lambda x: 1.0 * x * 1.0, []),
    "times -1": (lambda x: x * -1.0, ["neg"]),
    "over 1": (lambda x: x / 1.0, []),
    "to the 1": (lambda x: exp(x / 1.0), ["exp"]),
    "a sum of three": (lambda x: x + x + x, ["+", "+"]),
    "minus 0": (lambda x: exp(x - 0.0), ["exp"]),
    "plus -0": (lambda x: exp(-0.0 + x + -0.0), ["exp"]),
    "constants alone": (lambda x: Value(2.0) * Value(3.0), []),
    "itself": (lambda x: x, []),
}


@pytest.mark.parametrize(("f", "ops"), LINES.values(), ids=LINES)
def test_lines_are_not_repeated_and_not_needless(f, ops):
    x = Value(0.5, "x")
    program = trace(f(x), [x])
    assert [line.op for line in program.instructions if line.op != "neg" or ops == ["neg"]] == ops


NO_ZEROS = {
    "relu": lambda x, y: relu(x) * y,
    "maximum": lambda x, y: maximum(x, y) * x,
    "square": lambda x, y: (x - y) ** 2,
    "quotient": lambda x, y: (x / y + y) * x,
    "abs": lambda x, y: abs(x) + y,
    "where": lambda x, y: where(x > 0, x, -x) * y,
    "where of two": lambda x, y: where(x > y, x * y, x / y),
}


@each_language
@pytest.mark.parametrize("f", NO_ZEROS.values(), ids=NO_ZEROS)
def test_the_derivative_writes_no_needless_ones_and_zeros(f, language):
    x, y = Value(0.5, "x"), Value(2.0, "y")
    source = trace(f(x, y), [x, y]).source(language)
    for needless in ("* 1.0", " 1.0 *", "/ 1.0\n", "** 1.0", "+ 0.0", " 0.0 +", "- 0.0"):
        assert needless not in source


def test_dead_lines_are_left_out():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    program = trace(tanh(w * x) + log(x), [x], [w])
    assert str(program).count("log") == 2  # the import and the value; no gradient by x
    assert "/" not in [line.op for line in program.instructions]


def test_the_graph_is_left_as_it_was():
    x = Value(2.0, "x")
    root = tanh(x) * x
    root.backward(3.0)
    before = [(node.data, node.grad) for node in topological_order(root)]
    trace(root, [x])
    assert [(node.data, node.grad) for node in topological_order(root)] == before


def test_a_program_can_be_traced_where_nothing_is_recorded():
    x = Value(2.0, "x")
    root = tanh(x) * x
    with no_grad():
        inside = trace(root, [x])
    assert inside == trace(root, [x])


def test_leaves_that_require_no_gradient_may_be_inputs():
    x = Value(2.0, "x", requires_grad=False)
    assert trace(x * 3.0, [x]).gradients == (3.0,)


def test_other_leaves_become_constants():
    x, w = Value(2.0, "x"), Value(3.0, "w")
    program = trace(w * x, [x])
    assert program.inputs == ("x",)
    assert program.gradients == (3.0,)
    assert "3.0 * x" in str(program)


def test_a_program_without_inputs_is_its_number():
    program = trace(Value(2.0) ** 3, [])
    assert (program.value, program.gradients, program.instructions) == (8.0, (), ())


# ---- the names ----


def test_lines_are_named_after_the_labels():
    program = two_paths()
    assert program.inputs == ("x1", "x2", "x4", "x6")
    assert "L" in program.names


def test_derivatives_are_named_after_what_they_are_the_derivatives_by():
    x, y, w = Value(2.0, "x"), Value(3.0, "y"), Value(0.01, "w")
    a = labelled(x**y, "a")  # lines before a, for its derivative, are needed by nobody
    b = labelled(w * a, "b")
    c = labelled(tanh(b), "c")
    program = trace(c * c, [x, y], params=[w])
    lines = dict(zip(program.names[3:], program.instructions, strict=True))
    assert [name for name in lines if not name.startswith("t")] == ["a", "b", "c", "dc", "db", "dw"]
    dc, db = program.names.index("dc"), program.names.index("db")
    assert lines["dc"] == ("+", (program.names.index("c"),) * 2)
    assert lines["db"].operands[0] == dc
    assert lines["dw"].operands[0] == db


HOSTILE = {
    "a call": 'y); system("x',
    "a keyword": "for",
    "a greek letter": "π",
    "300 characters": "x" * 300,
    "empty": "",
    "a function": "exp",
    "a module": "np",
    "an argument": "gradient",
    "a digit first": "1x",
    "a line break": "x\nimport os",
    "a return": "x\rimport os",
    "a comment": "*/ x /*",
    "a backslash": "x\\",
    "a brace": "{0} {x}",
    "a null": "x\0",
    "underscores": "___",
    "the function itself": "f",
    "rows": "rows",
    "a result": "t1",
    "a C keyword": "double",
    "a C99 keyword": "_Bool",
    "a complex keyword": "_Complex",
    "a macro": "HUGE_VAL",
    "an error macro": "MATH_ERRNO",
    "a lower-case macro": "math_errhandling",
    "a C23 keyword": "nullptr",
    "a sum of ours": "sums",
    "a class macro": "FP_NAN",
    "a line macro": "__LINE__",
    "a constant of Python": "__debug__",
    "a truth": "None",
    "a wide digit": "²",
    "a full-width letter": "ｘ",
    "a length": "len",
}

each_label = pytest.mark.parametrize("label", HOSTILE.values(), ids=HOSTILE)


def with_labels(label: str, *, params: bool) -> Program:
    """Label every leaf and result alike."""
    x, y, w = leaves = [Value(0.5), Value(2.0), Value(3.0)]
    root = exp(relu(x * w + y)) * maximum(x, w) + abs(x - y) ** 1.5
    for node in topological_order(root):
        node.label = label
    return trace(root, leaves[:2], leaves[2:]) if params else trace(root, leaves)


@each_label
@pytest.mark.parametrize("params", [False, True], ids=["numbers", "rows"])
@pytest.mark.parametrize("language", ["python", "numpy"])
def test_the_source_is_valid_whatever_the_labels_are(label, params, language):
    program = with_labels(label, params=params)
    assert len(set(program.names)) == len(program.names)
    assert all(name.isascii() and name.isidentifier() for name in program.names)
    assert max(map(len, program.names)) < 80
    source = program.source(language)
    compile(source, "<program>", "exec")
    assert "system(" not in source
    assert "import os" not in source


@each_label
@pytest.mark.parametrize("language", ["python", "numpy"])
def test_labels_change_no_number(label, language):
    plain = with_labels("", params=False).compile(language)(0.3, -1.0, 2.0)
    assert with_labels(label, params=False).compile(language)(0.3, -1.0, 2.0) == plain


def test_equal_labels_are_numbered():
    leaves = [Value(1.0, "x"), Value(2.0, "x"), Value(3.0, "x_2")]
    program = trace(leaves[0] * leaves[1] * leaves[2], leaves)
    assert len(set(program.inputs)) == 3
    assert program.inputs[:2] == ("x", "x_2")


@pytest.mark.parametrize("kind", [iter, tuple, lambda leaves: np.array(leaves, dtype=object)])
def test_inputs_and_params_may_come_in_any_order_of_things(kind):
    x, w = Value(2.0, "x"), Value(3.0, "w")
    assert trace(w * x, kind([x]), kind([w])) == trace(w * x, [x], [w])


def test_thousands_of_equal_labels_are_numbered():
    x = Value(0.5, "x")
    root = x
    for _ in range(5000):
        root = labelled(root * x, "x")
    names = trace(root, [x]).names
    assert len(set(names)) == len(names)
    assert names[:3] == ("x", "x_2", "x_3")


# ---- what is refused ----


def test_a_root_must_be_a_value():
    with pytest.raises(TypeError, match="float"):
        trace(2.0, [])


REFUSED = {
    "a result": lambda x, r: ([r], []),
    "a result as param": lambda x, r: ([x], [r]),
    "a number": lambda x, r: ([2.0], []),
    "an input twice": lambda x, r: ([x, x], []),
    "an input that is a param": lambda x, r: ([x], [x]),
}


@pytest.mark.parametrize("leaves", REFUSED.values(), ids=REFUSED)
def test_inputs_and_params_are_leaves_given_once(leaves):
    x = Value(2.0, "x")
    root = x * x
    with pytest.raises(ValueError, match="allowed"):
        trace(root * 2.0, *leaves(x, root))


def test_python_cannot_decide_by_a_symbol(monkeypatch):
    @operation("tanh")
    def rectified_by_if(self):
        return (self.data if self.data > 0 else 0.0), lambda g: (g,)

    monkeypatch.setattr(Value, "tanh", rectified_by_if)
    x = Value(2.0)
    with pytest.raises(TypeError, match=r"where\(condition, a, b\)"):
        trace(x.tanh(), [x])


@each_language
def test_an_unused_input_has_gradient_zero(language):
    x, unused = Value(2.0, "x"), Value(3.0, "unused")
    program = trace(x * x, [x, unused])
    assert program.inputs == ("x", "unused")
    assert program.gradients[1] == 0.0
    assert "unused" in program.source(language)


def test_a_symbol_shows_the_number_of_its_line():
    x = Value(1.0, "x")
    unknown = Tracer([x]).unknown[x]
    assert repr(unknown.data) == "Symbol(0)"


# What a label must not become: words of C, and what our listings call their own.
WORDS = """
    alignas alignof auto bool break case char const constexpr continue default do double else enum
    extern false float for goto if inline int long nullptr register restrict return short signed
    sizeof static static_assert struct switch thread_local true typedef typeof typeof_unqual union
    unsigned void volatile while asm main linux unix INFINITY NAN NULL lambda def class import
    f params rows value gradient sums part total number i k n np means power where maximum minimum
    exp log tanh sigmoid relu
"""


@pytest.mark.parametrize("word", WORDS.split())
def test_no_name_of_a_listing_is_a_word_of_a_language(word):
    x, w = Value(1.0, word), Value(2.0, word)
    program = trace(w * x, [x], [w])
    assert word not in program.names
    assert program.inputs[0] == f"{word}_2"


@pytest.mark.parametrize(
    ("language", "infinity", "nan"),
    [("python", "inf", "nan"), ("numpy", "np.inf", "np.nan"), ("c", "INFINITY", "NAN")],
)
def test_each_language_writes_infinity_and_nan(language, infinity, nan):
    x = Value(1.0, "x")
    for number, spelled in ((math.inf, infinity), (-math.inf, f"(-{infinity})"), (math.nan, nan)):
        assert f"x + {spelled}" in trace(x + number, [x]).source(language)


NAMED = {
    "x": "x",
    "X": "X",
    "_x": "x",
    "__X1": "X1",
    "_1": "x1",
    "0x": "x0x",
    "a b": "a_b",
    "a-b": "a_b",
    "aé": "a_",
    "a" * 41: "a" * 40,
    "": "x0",
    "_": "x0",
    "M_PI": "xm_pi",
    "FP_NAN": "xfp_nan",
    "MATH_ERRNO": "xmath_errno",
    "math_err": "xmath_err",
    "Mx": "Mx",
    **{word: f"{word}_2" for word in ("abs", "fabs", "log1p", "main", "pow", "range", "zip")},
    **{word: f"{word}_2" for word in ("cos", "sin", "sqrt", "tan", "softplus", "enumerate")},
    **{word: f"{word}_2" for word in ("arcsin", "asin", "arctan2", "atan2", "sinh", "expm1")},
    **{word: f"{word}_2" for word in ("HUGE_VAL", "HUGE_VALF", "HUGE_VALL", "len", "inf", "nan")},
}


@pytest.mark.parametrize(("label", "name"), NAMED.items())
def test_a_label_becomes_a_name(label, name):
    assert trace(Value(1.0), [Value(1.0, label)]).inputs == (name,)


def test_results_without_a_label_are_numbered_and_gradients_named():
    x, y = Value(0.5, "x"), Value(2.0, "y")
    program = trace(exp(x) * exp(y) + tanh(x * y), [x, y])
    forward = ("d", "dd", "t3", "t4", "t5", "t6")  # exp(x) is the derivative by exp(y)
    assert program.names[2:] == (*forward, "t7", "dt4", "t9", "t10", "dy", "t12", "dx")


def test_an_input_that_is_a_result_itself_is_used():
    leaves = [Value(1.0, name) for name in "xyz"]
    program = Tracer(leaves).program(leaves[0], leaves[1:2], differentiate=False)
    assert re.findall(r"\(void\)(\w+);", program.source("c")) == ["z"]


def test_a_program_can_be_looked_up():
    x = Value(2.0, "x")
    assert {trace(x * x, [x]): "square"}[trace(x * x, [x])] == "square"


def test_the_two_zeros_are_two_constants():
    x = Value(2.0, "x")
    program = Tracer([x]).program(x * 0.0, [x * -0.0], differentiate=False)
    zeros = [line.operands[1] for line in program.instructions]
    assert repr(zeros) == "[0.0, -0.0]"
    assert program.value != program.metrics[0]


@each_language
@pytest.mark.parametrize("n", [0.5, 1.5, 2.5, -0.5])
def test_a_fractional_power_of_minus_infinity_is_what_eager_has(n, language):
    x = Value(-math.inf)
    (root := x**n).backward()
    y = Value(1.0)
    assert trace(y**n, [y]).compile(language)(-math.inf) == (root.data, (x.grad,))


def test_c_is_told_of_every_parameter_that_no_line_needs():
    x, y, z = (Value(1.0, name) for name in "xyz")
    lines = [line.strip() for line in trace(x * 2.0, [x, y, z]).source("c").splitlines()]
    assert [line for line in lines if line.startswith("(void)")] == ["(void)y;", "(void)z;"]
