"""Expressions as text: computed on Values, never evaluated, refused with a caret at the place."""

import math
import re

import pytest

from engine import DomainError, Value, topological_order
from viz.expression import Expression
from viz.parsing import ExpressionError

NUMBERS = {"x": 2.0, "y": 3.0, "w": -3.0, "b": 6.88, "é": 1.5}


def names_in(text):
    return {name: NUMBERS[name] for name in re.findall(r"\w+", text) if name in NUMBERS}


def value_of(text, numbers):
    return Expression(text, numbers).root


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
        ("log2(x)", 1.0, {"x": 0.5 / math.log(2.0)}),
        ("log10(x)", math.log10(2.0), {"x": 0.5 / math.log(10.0)}),
        ("log1p(x)", math.log(3.0), {"x": 1.0 / 3.0}),
        ("expm1(x)", math.expm1(2.0), {"x": math.exp(2.0)}),
        ("arcsin(x / 4)", math.pi / 6.0, {"x": 0.25 / math.sqrt(0.75)}),
        ("arccos(x / 4)", math.pi / 3.0, {"x": -0.25 / math.sqrt(0.75)}),
        ("arctan(x)", math.atan(2.0), {"x": 0.2}),
        ("arctan2(y, x)", math.atan2(3.0, 2.0), {"x": -3.0 / 13.0, "y": 2.0 / 13.0}),
        ("sinh(x)", math.sinh(2.0), {"x": math.cosh(2.0)}),
        ("cosh(x)", math.cosh(2.0), {"x": math.sinh(2.0)}),
        ("tanh(x)", math.tanh(2.0), {"x": 1.0 - math.tanh(2.0) ** 2}),
        ("sigmoid(x - 2)", 0.5, {"x": 0.25}),
        ("relu(x)", 2.0, {"x": 1.0}),
        ("relu(-x)", 0.0, {"x": 0.0}),
        ("softplus(x - 2)", math.log(2.0), {"x": 0.5}),
        ("maximum(x, y)", 3.0, {"x": 0.0, "y": 1.0}),
        ("minimum(x, y)", 2.0, {"x": 1.0, "y": 0.0}),
        ("abs(-x)", 2.0, {"x": 1.0}),
        ("where(x < y, x**2, y)", 4.0, {"x": 4.0, "y": 0.0}),
        ("where(x > y, x**2, y)", 3.0, {"x": 0.0, "y": 1.0}),
        ("where(x <= 2, x*y, 0)", 6.0, {"x": 3.0, "y": 2.0}),
        ("where(x >= 2, 1, 0) * x", 2.0, {"x": 1.0}),
        ("where(x > 0, where(x > 1, 5*x, x), -x)", 10.0, {"x": 5.0}),
        ("where(1 < 2, x, y)", 2.0, {"x": 1.0, "y": 0.0}),
        ("where((x > 1) & (y < 4), x*y, 0)", 6.0, {"x": 3.0, "y": 2.0}),
        ("where((x > 5) & (y < 4), x, y)", 3.0, {"x": 0.0, "y": 1.0}),
        ("where((x > 5) | (y < 4), x, y)", 2.0, {"x": 1.0, "y": 0.0}),
        ("where(~(x > 5) & ((y > 9) | (x <= 2)), x, y)", 2.0, {"x": 1.0, "y": 0.0}),
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
    "comparison outside where": "(x «>» 0) * x",
    "comparison as a branch": "where(x > 0, x «<» y, x)",
    "condition that is none": "where(«x», x, y)",
    "condition by equality": "where(x «==» y, x, y)",
    "two comparisons in where": "where(0 «<» x < y, x, y)",
    "joint of what is no comparison": "where((x > 0) & «y», x, y)",
    "joint without parentheses": "where(x «>» 1 & y < 3, x, y)",
    "and in where": "where(«x > 1 and» y < 3, x, y)",
    "call never closed": "tanh«(»w*x + b",
    "outer call never closed": "exp«(»log(x)",
    "call of two never closed": "maximum«(»x, 0",
    "product never closed": "2«(»x + y",
    "function without parentheses": "1 + sin «x»",
    "bars": "2*«|»x|",
    "power on paper": "x«²» + 1",
    "where of two": "«where»(x > y, x)",
    "infinite number": "x + «1e400»",
    "number by a name": "1 + «2x»",
    "number by a name in parentheses": "tanh(«2x» + 1)",
    "number by a parenthesis": "1 + «2»(x + y)",
    "parentheses by a name": "(x + y)«w»",
    "form feed": "(x +\f\n y «%» 2)",
    "end of a line of Windows": "(x +\r\n y «%» 2)",
    "backslash at the end": "x «\\»",
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
        ("x.real", ["allowed: names, numbers, + - * / **, parentheses and exp, log, log2", "abs"]),
        (
            "foo(x)",
            ["no function foo", "allowed: exp, log, log2", "maximum, minimum, abs"],
        ),
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


ARITHMETIC = {
    "log": "1 + «log»(x - 2)",
    "division": "y + x «/» (x - 2)",
    "power": "(x - 4) «**» 0.5",
    "exp": "«exp»(x * 1000)",
    "powers of powers": "9 ** 9 «**» 9 ** 9",
    "in a branch": "where(x > 0, x, «log»(-x))",
    "slope of sqrt": "3 * «sqrt»(x - 2) + y",
    "slope before one that is not needed": "«sqrt»(y - 3) + where(x > 5, sqrt(x - 2), x)",
    "slope after one that is not needed": "where(x > 5, sqrt(x - 2), x) + «sqrt»(y - 3)",
    "slope of a power": "3 * (x - 2) «**» 0.5 + y",
    "second line": "(y +\n «log»(x - 2))",
}


@pytest.mark.parametrize("key", ARITHMETIC)
def test_a_caret_stands_under_the_op_that_has_no_number_or_no_slope(key):
    marked = ARITHMETIC[key]
    text = marked.replace("«", "").replace("»", "")
    line = next(line for line in marked.split("\n") if "«" in line)
    with pytest.raises((ValueError, ArithmeticError)) as raised:
        Expression(text, names_in(text)).backward()
    why, shown, caret = str(raised.value).rsplit("\n", 2)
    assert "op '" in why
    assert shown == "  " + line.replace("«", "").replace("»", "")
    assert line.index("«") <= caret.index("^") - 2 < line.index("»") - 1


def test_an_error_of_arithmetic_keeps_its_kind():
    for text, kind in {
        "1/x": ZeroDivisionError,
        "log(x)": DomainError,
        "9**9e9": OverflowError,
    }.items():
        with pytest.raises(kind):
            value_of(text, names_in(text) and {"x": 0.0})


NEVER_CLOSED = [
    *["tanh(w*x + b", "exp(log(x)", "maximum(x, 0", "(x + 1", "2(x", "x(2", "tanh(", "(x y"],
    *["foo(x", "where(x > 0, x", "x + tanh(x +"],
]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("2x + 1", "write 2*x for a product"),
        ("x + 3.5y", "write 3.5*y for a product"),
        ("2.x", "write 2.*x for a product"),
        ("2e + x", "write 2*e for a product"),
        ("2 x", "write 2*x for a product"),
        ("x y", "write x*y for a product"),
        ("x 2", "write x*2 for a product"),
        ("(x + 1) y", "write (…)*y for a product"),
        ("(x + 1)(y + 1)", "write (…)*(…) for a product"),
        ("2(x + y)", "write 2*(…) for a product"),
        ("x(y + 1)", "write x*(…) for a product; x is a number"),
        ("2tanh(x)", "write 2*tanh for a product"),
        ("x if y", ""),
        ("x lambda", ""),
        ("if x", ""),
        ("import os", ""),
        ("print x", ""),
        ("0777", ""),
        ("x\\\r\n,ﬁ(", ""),
    ],
)
def test_a_product_without_its_sign_is_told_with_it(text, advice):
    said = message(text, names_in(text))
    assert advice in said
    assert bool(advice) == ("product" in said)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        *((text, "'(' was never closed; write a ) where it ends") for text in NEVER_CLOSED),
        ("[x", "allowed: names, numbers"),
        ("sin x", "write sin(x)"),
        ("1 + sin 2", "write sin(2)"),
        ("sin cos(x)", "write sin(cos(x))"),
        ("maximum x", "write maximum(x, y)"),
        ("sin -x", "sin is a function; write sin(x)"),
        ("where + x", "where is a function; write where(x > y, a, b)"),
        ("math.exp(x)", "write exp(x)"),
        ("np.exp(x)", "write exp(x)"),
        ("torch.nn.functional.relu(x)", "write relu(x)"),
        ("np.arctan2(x, y)", "write arctan2(x, y)"),
        ("math.atan(x)", "write arctan(x)"),
        ("x.tanh()", "write tanh(x)"),
        ("x.sum()", "allowed: names, numbers"),
        ("ln(x)", "no function ln; write log(x)"),
        ("max(x, y)", "no function max; write maximum(x, y)"),
        ("Sin(x)", "no function Sin; write sin(x)"),
        ("pow(x, 2)", "no function pow; write x**y"),
        ("3,5*x", "write 3.5 if 3,5 is one number"),
        ("x*0,25", "write 0.25 if 0,25 is one number"),
        ("sin(3,5)", "sin takes 1, given 2; write 3.5 if 3,5 is one number"),
        ("x, y", "not allowed here; allowed: names"),
        ("|x|", "write abs(x)"),
        ("2|x + y|", "write abs(x + y)"),
        ("maximum(|x|, y)", "write abs(x)"),
        ("x²", "write x**2 for a power"),
        ("(x + y)³", "write (…)**3 for a power"),
        ("x⁻¹⁰", "write x**-10 for a power"),
        ("x × y", "write * in place of ×"),
        ("x ÷ y", "write / in place of ÷"),
        ("x − y", "write - in place of −"),
        ("√x", "write sqrt(x) in place of √"),
        ("x·y", "write x*y"),
        ("e**x", "write e=2.718281828459045 after it; or exp(x) in place of e**x"),
        ("pi*x", "pi has no number; write pi=3.141592653589793 after it"),
        ("π*x", "π has no number; write π=3.141592653589793 after it"),
        ("math.pi*x", "write pi, and pi=3.141592653589793 after the expression"),
        ("x | y", "& | and ~ join several there"),
        ("where(0 < x < 1, x, y)", "such as (x > 0) & (x < 1)"),
    ],
)
def test_the_advice_is_what_to_write(text, advice):
    said = message(text, names_in(text))
    assert advice in said
    assert "product" not in said


@pytest.mark.parametrize(
    "written",
    ["exp(x)", "log(x)", "maximum(x, y)", "x**y", "3.5", "abs(x + y)", "x**-10", "sin(cos(x))"],
)
def test_what_is_advised_is_allowed(written):
    assert math.isfinite(value_of(written, names_in(written)).data)


def test_a_name_with_a_number_is_one_whatever_it_is_on_paper():
    assert value_of("e*pi + x·y", {"e": 2.0, "pi": 3.0, "x·y": 1.0}).data == 7.0


def test_a_name_given_twice_is_refused_however_it_is_written():
    said = message("µ*2", {"µ": 2.0, "μ": 3.0})
    assert said == "given µ and μ, one name; allowed: each name once"
    long = "n" * 19_000
    assert len(message("x", {f"ﬁ{long}": 2.0, f"fi{long}": 3.0})) < 200


LONG = {
    "a sum": ("x" + " + x" * 300 + " % x", "…"),
    "a name": ("n" * 19_000, "has no number"),
    "a function": ("f" * 19_000 + "(x)", "no function fff"),
    "a string": ("x + '" + "s" * 19_000 + "'", "not allowed here"),
    "a line of 1 MB": ("x" * 1_000_000, "the expression has 1,000,000 letters, too many"),
    "an int beyond floats": ("x + 0x1" + "0" * 300, "too large for a float"),
    "digits": ("x + " + "9" * 4000, "too large for a float"),
    "separators that end no line": (
        "x + 'a\x0b\x1c\u2028\x85'.y",
        "\n  x + 'a\ufffd\ufffd\ufffd\ufffd'.y\n",
    ),
    "parentheses": ("(" * 100_000 + "x" + ")" * 100_000, "200,001 letters"),
    "zero-width letters": ("x" + "\u200b" * 100, "\n"),
}


@pytest.mark.parametrize(("text", "words"), LONG.values(), ids=LONG)
def test_a_message_is_short_however_long_the_expression_is(text, words):
    said = message(text, {"x": 2.0})
    assert words in said
    assert len(said) < 600


def test_a_form_feed_is_a_space():
    assert message("x\f% y", {"x": 2.0, "y": 3.0}).endswith("\n  x\ufffd% y\n    ^")


def test_of_a_long_line_the_part_around_the_caret_is_shown():
    why, shown, caret = message("x" + " + x" * 100 + " % x" + " + x" * 100, {"x": 2.0}).split("\n")
    assert shown.startswith("  …")
    assert shown.endswith("…")
    assert shown[caret.index("^")] == "%"
    assert len(shown) < 80
    assert why.startswith("not allowed here")


@pytest.mark.parametrize(
    ("text", "column"), [("数 % x", 3), ("e\u0301 % x", 2), ("\x1b[2J % x", 0)], ids=ascii
)
def test_a_caret_stands_where_a_terminal_shows_the_letter(text, column):
    _, shown, caret = message(text, {"x": 2.0}).rsplit("\n", 2)
    assert shown.isprintable()
    assert caret.index("^") - 2 == column


def test_an_error_of_arithmetic_names_op_number_and_label():
    with pytest.raises(ValueError, match=r"'log' on 0\.0 labelled 'x'"):
        value_of("log(x)", {"x": 0.0})
