"""Formulas: what a node computes and its local derivatives, read off its own rule."""

import math
import re

import pytest

import engine
from engine import Value, choose, local_gradients, maximum, minimum, topological_order, where
from engine.extend import operation
from tests.graphs import named, neuron
from tests.ops import OPS
from viz.style import number
from viz.walkthrough.formula import formulas
from viz.walkthrough.names import names_of, quoted


def names(root):
    return names_of(topological_order(root), lambda node: node.label)


def written(build, *numbers):
    """Return value and local derivatives of c = build(a, b, …), in names."""
    operands = [Value(x, label) for x, label in zip(numbers, "abd", strict=False)]
    root = named(build(*operands), "c")
    value, local = formulas(root, names(root))
    return [value, *local]


LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

FORMULAS = [
    (lambda a, b: a + b, ["a + b", "1", "1"]),
    (lambda a, b: a - b, ["a − b", "1", "−1"]),
    (lambda a, b: a * b, ["a·b", "b", "a"]),
    (lambda a, b: a / b, ["a / b", "1 / b", "−c / b"]),
    (lambda a, b: a * a, ["a²", "a", "a"]),
    (lambda a, b: a / a, ["a / a", "1 / a", "−c / a"]),
    (lambda a, b: a**2, ["a²", "2·a", "0"]),
    (lambda a, b: a**3, ["a³", "3·a²", "0"]),
    (lambda a, b: a**-1, ["a⁻¹", "−a⁻²", "0"]),
    (lambda a, b: a**0.5, ["a^0.5", "0.5·a^(−0.5)", "0"]),
    (
        lambda a, b: a**b,
        [
            "a^b",
            "{ 0 if |b| + |a| ≤ 0; b·a^(b − 1) otherwise }",
            "c·log({ a if |a| > 0; 1 otherwise })",
        ],
    ),
    (lambda a, b: -a, ["−a", "−1"]),
    (lambda a, b: abs(a), ["|a|", "{ 1 if a > 0; −1 if a < 0; 0 otherwise }"]),
    (lambda a, b: a.exp(), ["exp(a)", "c"]),
    (lambda a, b: a.log(), ["log(a)", "1 / a"]),
    (lambda a, b: a.sqrt(), ["√a", "1 / (2·c)"]),
    (lambda a, b: a.sin(), ["sin(a)", "cos(a)"]),
    (lambda a, b: a.cos(), ["cos(a)", "−sin(a)"]),
    (lambda a, b: a.tan(), ["tan(a)", "1 + c²"]),
    (lambda a, b: a.log2(), ["log2(a)", "1.443 / a"]),
    (lambda a, b: a.log10(), ["log10(a)", "0.4343 / a"]),
    (lambda a, b: a.log1p(), ["log1p(a)", "1 / (1 + a)"]),
    (lambda a, b: a.expm1(), ["expm1(a)", "exp(a)"]),
    (lambda a, b: a.arctan(), ["arctan(a)", "1 / (1 + a²)"]),
    (lambda a, b: a.sinh(), ["sinh(a)", "cosh(a)"]),
    (lambda a, b: a.cosh(), ["cosh(a)", "sinh(a)"]),
    (lambda a, b: a.tanh(), ["tanh(a)", "1 − c²"]),
    (lambda a, b: a.sigmoid(), ["sigmoid(a)", "c·(1 − c)"]),
    (lambda a, b: a.softplus(), ["softplus(a)", "sigmoid(a)"]),
    (lambda a, b: a.relu(), ["relu(a)", "{ 1 if a > 0; 0 otherwise }"]),
    (
        maximum,
        [
            "max(a, b)",
            "{ 1 if b < a; 0 if a < b; 0.5 otherwise }",
            "{ 1 if a < b; 0 if b < a; 0.5 otherwise }",
        ],
    ),
    (
        minimum,
        [
            "min(a, b)",
            "{ 1 if a < b; 0 if b < a; 0.5 otherwise }",
            "{ 1 if b < a; 0 if a < b; 0.5 otherwise }",
        ],
    ),
    (
        lambda a, b: where(a, b, a),
        [
            "{ b if a ≠ 0; a otherwise }",
            *("0", "{ 1 if a ≠ 0; 0 otherwise }", "{ 0 if a ≠ 0; 1 otherwise }"),
        ],
    ),
    (
        lambda a, b: choose(a, [b, 5.0, b]),
        [
            "{ b if a = 0; 5 if a = 1; b if a = 2; √(−1) otherwise }",
            *("0", *(f"{{ 1 if a = {k}; 0 otherwise }}" for k in range(3))),
        ],
    ),
    (lambda a, b: (a <= b).node, ["a ≤ b", "0", "0"]),
    (lambda a, b: (a <= 0.0).node, ["a ≤ 0", "0", "0"]),
    (lambda a, b: 3 * a, ["3·a", "a", "3"]),
    (lambda a, b: a * -2, ["a·(−2)", "−2", "a"]),
    (lambda a, b: 2 - a, ["2 − a", "1", "−1"]),
]


@pytest.mark.parametrize(("build", "expected"), FORMULAS)
def test_formulas_are_written_as_the_rule_writes_them(build, expected):
    assert written(build, 2.0, 3.0) == expected


def in_python(cases):
    """Write cases as Python's conditional expression."""
    *rows, last = cases[1].split("; ")
    choices = [" if ".join(f"({part})" for part in row.split(" if ")) + " else " for row in rows]
    return f"({''.join(choices)}{last.removesuffix(' otherwise')})"


def evaluated(text, numbers):
    """Compute a formula, read back as Python."""
    python = text.translate(str.maketrans("·−", "*-")).replace("≤", "<=").replace("^", "**")
    python = re.sub(r"\{ ([^{}]*) \}", in_python, python.replace("≠", "!=").replace(" = ", " == "))
    python = re.sub(
        r"√(?:(?=\()|(\w+))", lambda root: f"sqrt({root[1]})" if root[1] else "sqrt", python
    )
    python = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda raised: f"**{raised[0].translate(LEVEL)}", python)
    python = re.sub(r"\|(.*?)\|", r"abs(\1)", python)
    known = {name: getattr(engine, name) for name in engine.__all__}
    return float(eval(python, {}, {**known, "max": max, "min": min, **numbers}))


ROUNDED = ("log2", "log10")  # whose formulas show 4 digits of a constant


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_a_formula_read_back_gives_the_numbers_of_the_op(op):
    for numbers in op.some_points(2):
        operands = [Value(x, label) for x, label in zip(numbers, "abd", strict=False)]
        root = named(op.of_values(*operands), "c")
        value, local = formulas(root, names(root))
        known = {operand.label: operand.data for operand in operands} | {"c": root.data}
        assert math.isclose(evaluated(value, known), root.data, rel_tol=1e-12)
        digits = 1e-3 if op.name in ROUNDED else 1e-9
        for text, slope in zip(local, local_gradients(root), strict=True):
            assert math.isclose(evaluated(text, known), slope, rel_tol=digits, abs_tol=1e-12)


def test_a_formula_may_have_numbers_in_it_instead_of_names():
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    root = named(a * b, "c")
    numbers = {node: number(node.data) for node in topological_order(root)}
    assert formulas(root, numbers, " × ") == ("2 × (−3)", ("−3", "2"))


def test_cases_never_stand_in_one_another():
    class Mine(Value):
        @operation("steps")
        def steps(self, other):
            a, b = self.data, other.data
            return where(a > 0, where(b > 0, a, b), where(b < 1, a * b, 0.5)), lambda g: (g, g)

    root = Mine(2.0, "a").steps(Mine(3.0, "b"))
    assert formulas(root, names(root)).value == (
        "{ a if a > 0 and b > 0; b if a > 0; a·b if b < 1; 0.5 otherwise }"
    )


def test_a_rule_that_calls_math_has_no_formula():
    class Mine(Value):
        @operation("cube")
        def cube(self):
            x = self.data
            return math.pow(x, 3.0), lambda g: (g * 3.0 * math.pow(x, 2.0),)

    root = Mine(2.0, "a").cube()
    assert formulas(root, names(root)) == ("", ("",))


def test_a_rule_of_ones_own_has_a_formula_without_more_ado():
    class Mine(Value):
        @operation("cube")
        def cube(self):
            x = self.data
            return x * x * x, lambda g: (g * (3.0 * x * x),)

    root = Mine(2.0, "a").cube()
    assert formulas(root, names(root)).local == ("3·a·a",)


# Names.


def test_unlabelled_operations_are_v1_v2_and_an_unlabelled_root_is_l():
    a = Value(2.0, "a")
    root = (a * a + 3.0).tanh()
    assert list(names(root).values()) == ["a", "v1", "3", "v2", "L"]


def test_names_that_are_taken_are_passed_over():
    a, b = Value(2.0, "v1"), Value(3.0, "L")
    assert list(names(a * b + a).values()) == ["v1", "L", "v2", "L₂"]


def test_a_label_that_two_nodes_bear_gets_an_index():
    a, b, c = Value(1.0, "a"), Value(2.0, "a"), Value(3.0, "a")
    assert list(names(a * b + c).values()) == ["a", "a₂", "v1", "a₃", "L"]


def test_every_node_but_a_constant_has_a_name_of_its_own():
    root = neuron() * 2.0 + 2.0
    given = [name for node, name in names(root).items() if node.operands or node.label]
    assert len(set(given)) == len(given)


@pytest.mark.parametrize("name", ["a", "x1", "w_2", "layers.0.w1", "a₂", "λ", "0.5", "v12"])
def test_a_plain_name_stands_in_a_formula_as_it_is(name):
    assert quoted(name) == name


@pytest.mark.parametrize("name", ["x1*w1", "a b", "−3", "<b>", "1/x", "a+b", ""])
def test_any_other_name_is_held_together_by_parentheses(name):
    assert quoted(name) == f"({name})"


def test_no_gradient_touches_the_nodes():
    root = neuron()
    for node in topological_order(root):
        formulas(node, names(root))
    assert not any(node.has_grad for node in topological_order(root))
