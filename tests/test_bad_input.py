"""Bad input: the error says what was given, what is allowed and what to write instead."""

import decimal
import fractions
import re

import numpy as np
import pytest

from engine import (
    Value,
    exp,
    grad,
    gradcheck,
    log,
    maximum,
    minimum,
    operation_counts,
    replay,
    sqrt,
    trace,
    value_and_grad,
    where,
)


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


X = Value(2.0, "x")
TOO_LARGE = {
    "a Value": Value,
    "a Value of a 0-dimensional array": lambda n: Value(np.array(n)),
    "the result of a function": lambda n: grad(lambda x: n)(2.0),
    "the point of a derivative": grad(exp),
    "the point of a value and a derivative": value_and_grad(exp),
    "the point of a check": lambda n: gradcheck(exp, n),
    "exp": exp,
    "sqrt": sqrt,
    "maximum of numbers": lambda n: maximum(1.0, n),
    "minimum of numbers": lambda n: minimum(n, 1.0),
    "a gradient to start from": (Value(2.0) * 3.0).backward,
    "a gradient set by hand": lambda n: setattr(Value(2.0), "grad", n),
    "a replay": lambda n: replay(X * 2.0, {X: n}),
    "a choice": lambda n: where(X > 0.0, X, n),
    "a program": trace(X * 2.0, [X]).compile("python"),
    "an array of Values": lambda n: np.array([X, X]) * n,
}
TOO_LARGE |= {f"{op} from the left": lambda n, f=f: f(X, n) for op, f in OPERATORS.items()}
TOO_LARGE |= {f"{op} from the right": lambda n, f=f: f(n, X) for op, f in OPERATORS.items()}


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (10**400, "1" + 25 * "0"),
        (-(10**400), "-1" + 25 * "0"),
        (10**5000, "(more digits than Python writes)"),
    ],
    ids=["10**400", "-10**400", "10**5000"],
)
@pytest.mark.parametrize("f", TOO_LARGE.values(), ids=TOO_LARGE)
def test_an_int_beyond_the_floats_is_an_error_that_says_what_to_write(f, number, shown):
    with pytest.raises(OverflowError) as raised:
        f(number)
    message = str(raised.value)
    for word in [shown, "too large for a float", "allowed: up to 1.797e308", "n / 10**300"]:
        assert word in message
    assert len(message) < 400


@pytest.mark.parametrize("op", OPERATORS)
def test_an_operand_beyond_the_floats_is_named_with_op_and_label(op):
    with pytest.raises(OverflowError, match=rf"op {re.escape(repr(op))} on .*label='spam'"):
        OPERATORS[op](Value(1.0, "spam"), 10**400)


W = Value(2.0, "w")
STEP = r"a step is written w\.data -= lr \* w\.grad"

REFUSED_WHEN_SET = {
    "text": ("3", r"given str '3'; allowed: int, float, bool, NumPy scalar; write Value\(float"),
    "complex": (1j, r"given complex 1j; .*; write z\.real"),
    "array": (np.ones(1), r"given ndarray array\(\[1\.\]\); .*; write \["),
    "list": ([1.0], r"given list \[1\.0\]; .*; write \["),
    "beyond the floats": (10**5000, r"given int \(more digits.*, too large for a float"),
    "a Value": (W, r"given Value\(data=2\.0, .*a step is written w\.data -= lr \* w\.grad"),
    "a result": (
        W - 0.1 * W.grad,
        r"given Value\(data=2\.0, .*a step is written w\.data -= lr \* w\.grad",
    ),
}


@pytest.mark.parametrize("field", ["data", "grad"])
@pytest.mark.parametrize(("given", "told"), REFUSED_WHEN_SET.values(), ids=REFUSED_WHEN_SET)
def test_what_a_value_cannot_hold_is_refused_when_it_is_set(field, given, told):
    v = Value(2.0, "spam")
    v.grad = 3.0
    with pytest.raises((TypeError, OverflowError), match=f"^{field}: {told}"):
        setattr(v, field, given)
    assert (v.data, v.grad) == (2.0, 3.0)


def test_a_value_holds_a_number_whatever_is_set():
    v = Value(2.0)
    with pytest.raises(TypeError, match=r"^data: given NoneType None; allowed: int"):
        v.data = None
    assert v.data == 2.0


@pytest.mark.parametrize("field", ["data", "grad"])
@pytest.mark.parametrize(
    "number",
    [3, True, np.float32(0.1), np.float64(0.1), np.uint8(200), np.int64(-3), np.array(2.5)],
    ids=lambda number: type(number).__name__,
)
def test_what_is_set_becomes_a_float(field, number):
    v = Value(2.0)
    setattr(v, field, number)
    held = getattr(v, field)
    assert (type(held), held) == (float, float(number))


def test_a_rate_of_numpy_leaves_floats_behind():
    v = Value(2.0)
    for rate in np.logspace(-1.0, -3.0, 3, dtype=np.float32):
        (v * v).backward()
        v.data -= rate * v.grad
        v.grad *= rate
    assert {type(v.data), type(v.grad)} == {float}


@pytest.mark.parametrize("number", [2**63, 2**70, -(2**70), 10**308])
def test_an_int_of_many_digits_that_is_a_float_is_one(number):
    assert Value(number).data == float(number)
    v = Value(1.0)
    v.grad = number
    assert v.grad == float(number)


def test_operands_that_are_no_numbers_are_shortened_too():
    with pytest.raises(TypeError) as raised:
        Value(1.0) + list(range(10_000))
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize(("length", "shown"), [(40, "x" * 38), (41, "x" * 36 + "...")])
def test_what_was_given_is_shortened_from_41_letters_on(length, shown):
    with pytest.raises(TypeError, match=re.escape(f"given str '{shown}")):
        Value("x" * (length - 2))


def test_a_complex_number_gets_the_advice_to_take_its_real_part():
    with pytest.raises(TypeError, match=r"given complex \(1\+2j\); .*; write z\.real$"):
        Value(1 + 2j)


def test_a_value_in_a_value_gets_the_advice_to_use_it_as_it_is():
    advice = r"; write v\.item\(\) for the number of a Value v, or v\.detach\(\) for a copy$"
    with pytest.raises(TypeError, match=advice):
        Value(Value(1.0))


X = Value(2.0, "x")


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda: trace(X * X, X),
            r"^trace: given Value\(.* as inputs; allowed: leaves in an order",
        ),
        (lambda: trace(X * X, {X}), r"^trace: given \{Value\(.* as inputs; allowed: leaves in an"),
        (lambda: trace(X * X, [X], 3), r"^trace: given 3 as params; allowed: leaves in an order"),
        (lambda: operation_counts(X * X, X), r"^trace: given Value\(.* as inputs; allowed: leaves"),
        (lambda: replay(X * X, [X]), r"^numbers: given \[Value\(.*; allowed: a dict of leaves, as"),
        (lambda: replay(X * X, {X: None}), r"^given NoneType None; allowed: int, float"),
        (lambda: replay(X * X, {X: "3"}), r"^given str '3'; allowed: int, float"),
    ],
)
def test_leaves_and_their_numbers_in_the_wrong_shape_are_told(call, told):
    with pytest.raises(TypeError, match=told):
        call()
