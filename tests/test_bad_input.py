"""Bad input: the error says what was given, what is allowed and what to write instead."""

import decimal
import fractions
import re

import numpy as np
import pytest

from engine import Value, exp, log, maximum, sqrt


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("3", ["str '3'", "float(text)"]),
        (np.str_("3"), ["str", "'3'", "float(text)"]),
        (b"3", ["bytes", "b'3'"]),
        (None, ["NoneType", "None"]),
        (1j, ["complex", "1j"]),
        (np.complex128(1j), ["complex128", "1j"]),
        ([1], ["list [1]", "[Value(v) for v in numbers]"]),
        ((1.0, 2.0), ["tuple (1.0, 2.0)", "[Value(v) for v in numbers]"]),
        (np.array([1.0, 2.0]), ["ndarray", "[1., 2.]", "[Value(v) for v in numbers]"]),
        (np.array([1.0]), ["ndarray", "[1.]", "[Value(v) for v in numbers]"]),
        (list(range(10_000)), ["list [0, 1, 2", "...", "[Value(v) for v in numbers]"]),
        ("9" * 10_000, ["str '9", "...", "float(text)"]),
        (Value(2.0, "x"), ["Value", "label='x'", "v.detach()"]),
        (decimal.Decimal("0.1"), ["Decimal", "0.1"]),
        (fractions.Fraction(1, 3), ["Fraction"]),
        (object, ["type", "object"]),
    ],
    ids=lambda x: type(x).__name__ if not isinstance(x, list) else "",
)
def test_a_value_of_something_else_says_what_was_given_and_what_to_write(given, words):
    with pytest.raises(TypeError) as raised:
        Value(given)
    message = str(raised.value)
    for word in [*words, "allowed: int, float, bool, NumPy scalar"]:
        assert word in message
    assert len(message) < 300


@pytest.mark.parametrize(
    "number",
    [
        2,
        2.0,
        True,
        np.float64(2),
        np.float32(2),
        np.float16(2),
        np.int64(-2),
        np.uint8(200),
        np.bool_(True),
        np.array(2.0),
        np.array(2),
    ],
    ids=repr,
)
def test_any_real_number_becomes_a_float(number):
    v = Value(number)
    assert type(v.data) is float
    assert v.data == float(number)


@pytest.mark.parametrize("label", [3, None, b"x", ["x"], Value(1.0)])
def test_a_label_is_a_string(label):
    with pytest.raises(TypeError, match="label: given"):
        Value(2.0, label)


def test_requires_grad_is_given_by_name():
    with pytest.raises(TypeError):
        Value(2.0, "x", False)


OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "maximum": maximum,
}


@pytest.mark.parametrize("other", ["a", None, 1j, [1.0], {}], ids=repr)
@pytest.mark.parametrize("op", OPERATORS)
def test_an_operand_that_is_no_number_is_an_error_naming_both(op, other):
    v = Value(1.0, "spam")
    for pair in [(v, other), (other, v)]:
        with pytest.raises(TypeError) as raised:
            OPERATORS[op](*pair)
        for word in (f"op {op!r}", repr(v), repr(other)):
            assert word in str(raised.value)


@pytest.mark.parametrize("f", [lambda v: v % 2, lambda v: v // 2, lambda v: v @ v, lambda v: v[0]])
def test_an_operator_without_an_op_is_refused_by_python(f):
    with pytest.raises(TypeError, match="Value"):
        f(Value(1.0))


@pytest.mark.parametrize(
    ("f", "error", "words"),
    [
        (lambda: log(0), ValueError, ["log", "0.0", "above 0"]),
        (lambda: log(Value(0, "x")), ValueError, ["'log'", "0.0", "'x'", "above 0"]),
        (lambda: 1 / Value(0, "x"), ZeroDivisionError, ["'/'", "1.0", "0.0", "'x'"]),
        (lambda: Value(0, "x") ** -1, ZeroDivisionError, ["'**'", "0.0", "-1.0", "'x'"]),
        (lambda: Value(-8, "x") ** (1 / 3), ValueError, ["'**'", "-8.0", "0.333", "'x'", "power"]),
        (lambda: exp(1000), OverflowError, ["exp", "1000.0", "709.78"]),
        (lambda: exp(Value(1000, "x")), OverflowError, ["'exp'", "1000.0", "'x'", "709.78"]),
        (lambda: sqrt(-1), ValueError, ["sqrt", "-1.0"]),
        (lambda: sqrt(Value(-1, "x")), ValueError, ["'sqrt'", "-1.0", "'x'"]),
        (lambda: log(Value(0)), ValueError, ["'log'", "0.0", "(no label)"]),
    ],
)
def test_outside_a_domain_the_error_names_op_number_and_label(f, error, words):
    with pytest.raises(error) as raised:
        f()
    for word in words:
        assert word in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


@pytest.mark.parametrize("given", ["1", None, [1.0], np.array([1.0, 2.0])], ids=repr)
@pytest.mark.parametrize("f", [exp, log, lambda x: maximum(x, 1.0)], ids=["exp", "log", "maximum"])
def test_a_function_of_something_else_says_what_was_given(f, given):
    with pytest.raises(TypeError, match=r"given .*allowed: int, float, bool, NumPy scalar"):
        f(given)


def test_an_error_in_the_middle_of_an_expression_leaves_its_operands_usable():
    x = Value(0.0, "x")
    y = x * 2.0
    with pytest.raises(ValueError, match="log"):
        log(y)
    (y + 1.0).backward()
    assert x.grad == 2.0


@pytest.mark.parametrize(("length", "shown"), [(40, "x" * 38), (41, "x" * 36 + "...")])
def test_what_was_given_is_shortened_from_41_letters_on(length, shown):
    with pytest.raises(TypeError, match=re.escape(f"given str '{shown}")):
        Value("x" * (length - 2))


def test_a_complex_number_gets_the_advice_to_take_its_real_part():
    with pytest.raises(TypeError, match=r"given complex \(1\+2j\); .*; write z\.real$"):
        Value(1 + 2j)


def test_a_value_in_a_value_gets_the_advice_to_use_it_as_it_is():
    advice = r"; use the Value itself, or write v\.detach\(\) for a copy without its graph$"
    with pytest.raises(TypeError, match=advice):
        Value(Value(1.0))
