"""Expressions as text: computed on Values, never evaluated, refused with a caret at the place."""

import math
import re

import pytest

from engine import Value, topological_order
from viz.expression import ExpressionError, value_of

NUMBERS = {"x": 2.0, "y": 3.0, "w": -3.0, "b": 6.88, "é": 1.5}


def names_in(text):
    return {name: NUMBERS[name] for name in re.findall(r"\w+", text) if name in NUMBERS}


def answer(text, **numbers):
    """Return the value, and the gradient of each name."""
    root = value_of(text, numbers)
    root.backward()
    leaves = {node.label: node.grad for node in topological_order(root) if node.label}
    return root.data, leaves


def message(text, numbers):
    with pytest.raises(ExpressionError) as raised:
        value_of(text, numbers)
    return str(raised.value)


# What is allowed.


def test_a_neuron_has_its_value_and_gradients():
    data, grads = answer("tanh(w*x + b)", w=-3.0, x=2.0, b=6.88)
    slope = 1.0 - math.tanh(0.88) ** 2
    assert data == pytest.approx(math.tanh(0.88), abs=1e-15)
    assert grads == pytest.approx({"w": 2.0 * slope, "x": -3.0 * slope, "b": slope}, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "data", "grads"),
    [
        ("x", 2.0, {"x": 1.0}),
        ("x + y", 5.0, {"x": 1.0, "y": 1.0}),
        ("x - y", -1.0, {"x": 1.0, "y": -1.0}),
        ("x * y", 6.0, {"x": 3.0, "y": 2.0}),
        ("x / y", 2.0 / 3.0, {"x": 1.0 / 3.0, "y": -2.0 / 9.0}),
        ("x ** y", 8.0, {"x": 12.0, "y": 8.0 * math.log(2.0)}),
        ("x ** 3", 8.0, {"x": 12.0}),
        ("-x", -2.0, {"x": -1.0}),
        ("+x", 2.0, {"x": 1.0}),
        ("--x", 2.0, {"x": 1.0}),
        ("x * -y", -6.0, {"x": -3.0, "y": -2.0}),
        ("-x ** 2", -4.0, {"x": -4.0}),
        ("x ** y ** 0", 2.0, {"x": 1.0, "y": 0.0}),
        ("x - y - 1", -2.0, {"x": 1.0, "y": -1.0}),
        ("x - (y - 1)", 0.0, {"x": 1.0, "y": -1.0}),
        ("x + y * 2", 8.0, {"x": 1.0, "y": 2.0}),
        ("((x))", 2.0, {"x": 1.0}),
        ("x * x", 4.0, {"x": 4.0}),
        ("1.5e-1*x + .5 + 2. + 1_0", 12.8, {"x": 0.15}),
        ("  x  +\ty ", 5.0, {"x": 1.0, "y": 1.0}),
        ("(x\n + y)", 5.0, {"x": 1.0, "y": 1.0}),
        ("exp(x)", math.exp(2.0), {"x": math.exp(2.0)}),
        ("log(x)", math.log(2.0), {"x": 0.5}),
        ("sqrt(x)", math.sqrt(2.0), {"x": 0.5 / math.sqrt(2.0)}),
        ("sin(x)", math.sin(2.0), {"x": math.cos(2.0)}),
        ("cos(x)", math.cos(2.0), {"x": -math.sin(2.0)}),
        ("tan(x)", math.tan(2.0), {"x": 1.0 + math.tan(2.0) ** 2}),
        ("tanh(x)", math.tanh(2.0), {"x": 1.0 - math.tanh(2.0) ** 2}),
        ("sigmoid(x - 2)", 0.5, {"x": 0.25}),
        ("relu(x)", 2.0, {"x": 1.0}),
        ("relu(-x)", 0.0, {"x": 0.0}),
        ("softplus(x - 2)", math.log(2.0), {"x": 0.5}),
        ("maximum(x, y)", 3.0, {"x": 0.0, "y": 1.0}),
        ("minimum(x, y)", 2.0, {"x": 1.0, "y": 0.0}),
        ("abs(-x)", 2.0, {"x": 1.0}),
        ("tanh(exp(x) - exp(x))", 0.0, {"x": 0.0}),
    ],
    ids=lambda x: repr(x) if isinstance(x, str) else "",
)
def test_an_allowed_expression_has_its_value_and_gradients(text, data, grads):
    found, slopes = answer(text, **names_in(text))
    assert found == pytest.approx(data, rel=1e-14, abs=1e-15)
    assert slopes == pytest.approx(grads, rel=1e-14, abs=1e-15)


def test_a_name_is_one_labelled_leaf_however_often_it_stands_there():
    root = value_of("x*x + x", {"x": 3.0})
    assert [node.label for node in topological_order(root) if node.is_leaf] == ["x"]


def test_numbers_are_constants():
    root = value_of("2 + 3*4", {})
    assert isinstance(root, Value)
    assert root.data == 14.0
    assert not any(node.requires_grad for node in topological_order(root))


def test_a_name_may_be_that_of_a_function():
    assert answer("tanh(tanh)", tanh=0.0) == (0.0, {"tanh": 1.0})


@pytest.mark.parametrize("name", ["é", "λ", "x_1", "µ", "ﬁ"])
def test_names_may_be_any_that_python_takes(name):
    # Python's parser reads the micro sign µ as the letter μ, and ﬁ as fi.
    assert value_of(f"2*{name}", {name: 3.0}).data == 6.0


# What is not. The caret must stand where the guillemets are, which are not part of the text.

REFUSED = {
    "attribute": "x«.»real",
    "attribute of a call": "tanh(x)«.»real",
    "attribute after a space": "(x) «.»real",
    "attribute of an attribute": "x.real«.»imag",
    "method": "«x.tanh»()",
    "comparison": "x «<» y",
    "two comparisons": "x«<»y<w",
    "equality": "x «==» y",
    "identity": "x «is» y",
    "membership": "x «in» y",
    "remainder": "x «%» y",
    "remainder after parentheses": "((x)) «%» y",
    "remainder after a tab": "x\t«%» y",
    "remainder of a sum": "(x + y)«%»2",
    "floor division": "x «//» y",
    "matrix product": "x «@» y",
    "shift": "x «<<» 2",
    "bits": "x «&» y",
    "bitwise not": "«~»x",
    "not": "«not» x",
    "and": "«x and y»",
    "condition": "«x if» y else w",
    "unknown function": "2 * «foo»(x)",
    "python's function": "«print»(x)",
    "function of a name": "«x»(y)",
    "call of a call": "«tanh(x)»(y)",
    "string": "x*«'a'»",
    "bytes": "«b'a'»",
    "f-string": "«f'{x}'»",
    "complex": "x + «2j»",
    "True": "x*«True»",
    "None": "«None»",
    "ellipsis": "x + «...»",
    "list": "«[x]»",
    "tuple": "«x,» y",
    "set": "x + «{y}»",
    "dict": "«{x: y}»",
    "comprehension": "«[x for x in y]»",
    "subscript": "x«[»0]",
    "slice": "x«[»0:1]",
    "lambda": "x + («lambda»: y)",
    "lambda at the start": "«lambda»: x",
    "walrus": "(«x :=» 2)",
    "await": "«await» x",
    "yield": "(«yield» x)",
    "star": "maximum(«*»[x, y])",
    "keyword argument": "tanh(«x»=2)",
    "second keyword argument": "maximum(x, «y»=2)",
    "double star": "tanh(«**x»)",
    "too few arguments": "1 + «maximum»(x)",
    "too many arguments": "«tanh»(x, y)",
    "no arguments": "«tanh»()",
    "assignment": "x «=» 2",
    "augmented assignment": "x «+=» 2",
    "two expressions": "x«;» y",
    "statement": "«import» os",
    "incomplete": "x +« »",
    "incomplete call": "tanh«(»x",
    "incomplete parentheses": "x + «(»y",
    "unmatched parenthesis": "x + y«)»",
    "two names": "«x y»",
    "caret": "x«^»2",
    "dollar": "x + «$»y",
    "minus sign of typography": "x «−» y",
    "times": "x «×» y",
    "quote not closed": "x + «'»y",
    "empty": "« »",
    "accent before": "é + x«.»real",
    "accent before an operator": "é «%» x",
    "accents in a string": "'éé'«.»x",
    "second line": "(x +\n y «%» 2)",
    "operator on the second line": "(x\n «%» y)",
    "second line with accents": "(é +\n é*x«.»real)",
    "argument on the second line": "maximum(x,\n  «'a'»)",
    "spaces around": "   x «%» y  ",
}


@pytest.mark.parametrize("key", REFUSED)
def test_a_caret_stands_under_what_is_not_allowed(key):
    marked = REFUSED[key].strip()
    text = marked.replace("«", "").replace("»", "")
    lines = marked.split("\n")
    marked_line = next(line for line in lines if "«" in line)
    first, last = marked_line.index("«"), marked_line.index("»") - 1
    why, shown, caret = message(text, names_in(text)).rsplit("\n", 2)
    assert why
    assert shown == "  " + marked_line.replace("«", "").replace("»", "").rstrip()
    assert caret.strip() == "^"
    assert first <= caret.index("^") - 2 < last


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x.real", ["allowed: names, numbers, + - * / **, parentheses and exp, log", "abs"]),
        ("foo(x)", ["no function foo", "allowed: exp, log, sqrt", "maximum, minimum, abs"]),
        ("tanh(x, x)", ["tanh takes 1, given 2"]),
        ("maximum(x)", ["maximum takes 2, given 1"]),
        ("q + x", ["q has no number", "q=1.5"]),
        ("x +", ["allowed: names, numbers"]),
    ],
    ids=["not allowed", "function", "too many", "too few", "no number", "syntax"],
)
def test_the_message_says_what_is_allowed(text, words):
    said = message(text, {"x": 2.0})
    for word in words:
        assert word in said


@pytest.mark.parametrize("text", ["tanh(x=2)", "maximum(x, y=2)"])
def test_a_keyword_argument_does_not_make_the_function_unknown(text):
    assert "no function" not in message(text, names_in(text))


def test_a_name_without_a_number_has_the_caret():
    assert message("x + q", {"x": 2.0}).endswith("\n  x + q\n      ^")


def test_numbers_without_a_name_are_all_told():
    said = message("x + 1", {"x": 2.0, "z": 1.0, "a": 1.0})
    assert said == "given a number for a, z, not in the expression: x + 1"


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').mkdir('{path}')",
        "open('{path}', 'w')",
        "(lambda: open('{path}', 'w'))()",
        "[open('{path}', 'w') for x in (1,)]",
        "x.__class__.__init__.__globals__",
        "exec(x)",
    ],
    ids=["import", "open", "lambda", "comprehension", "globals", "exec"],
)
def test_nothing_is_ever_evaluated(text, tmp_path):
    path = tmp_path / "made"
    assert "^" in message(text.format(path=path), {"x": 2.0})
    assert not path.exists()


@pytest.mark.parametrize(
    "text",
    [
        "(" * 300 + "x" + ")" * 300,
        "-" * 100_000 + "x",
        "+".join(["x"] * 20_000),
        "tanh(" * 90 + "x" + ")" * 90 + "**x" * 5_000,
    ],
    ids=["parentheses", "signs", "sum", "powers"],
)
def test_too_deep_a_nesting_is_an_error_that_says_so(text):
    said = message(text, {"x": 0.0})
    assert "nest" in said or "deep" in said


@pytest.mark.parametrize("text", ["x\0", "\0", "x + \0 + y"], ids=ascii)
def test_a_nul_character_is_a_clean_error(text):
    assert "null bytes" in message(text, names_in(text))


def test_a_number_of_thousands_of_digits_is_a_clean_error():
    with pytest.raises((ExpressionError, OverflowError), match=r"digits|too large|convert"):
        value_of("x + " + "9" * 5000, {"x": 2.0})
    with pytest.raises((ExpressionError, OverflowError), match=r"too large|convert"):
        value_of("x + " + "9" * 400, {"x": 2.0})


def test_an_error_of_arithmetic_names_op_number_and_label():
    with pytest.raises(ValueError, match=r"'log' on 0\.0 labelled 'x'"):
        value_of("log(x)", {"x": 0.0})
