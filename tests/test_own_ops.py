"""An op of a student's own, written in a cell with any method name, is an op like any other."""

import copy
import decimal
import fractions
import functools
import math

import numpy as np
import pytest

import viz
from engine import (
    DomainError,
    Value,
    grad,
    gradcheck,
    local_gradients,
    log,
    replay,
    tangents,
    topological_order,
    trace,
)
from engine.extend import function, operation


@operation("cube")
def to_the_third(self):
    """Made of known functions, so that it needs no spelling."""
    x = self.data
    return x * x * x, lambda g: (g * 3.0 * x * x,)


arcsinh = function(
    "arcsinh", math.asinh, python="math.asinh({})", numpy="np.arcsinh({})", c="asinh({})"
)


@operation(arcsinh)
def inverse(self):
    """Made of a new function, which brings its spellings along."""
    x = self.data
    return arcsinh(x), lambda g: (g / (x * x + 1.0) ** 0.5,)


@operation("middle")
def middle_of(first, second, third):
    """Of more than two operands."""
    a, b, c = first.data, second.data, third.data
    return (a + b + c) / 3.0, lambda g: (g / 3.0, g / 3.0, g / 3.0)


OWN = {
    "cube": (to_the_third, lambda x: x**3, (1.7,)),
    "arcsinh": (inverse, math.asinh, (0.7,)),
    "the function": (arcsinh, math.asinh, (0.7,)),
    "middle": (middle_of, lambda a, b, c: (a + b + c) / 3.0, (1.0, 5.0, -2.0)),
}
each_op = pytest.mark.parametrize(("op", "true", "point"), OWN.values(), ids=OWN)


def applied(op, point):
    leaves = [Value(x, label) for x, label in zip(point, "xyz", strict=False)]
    return op(*leaves), leaves


@each_op
def test_it_has_the_right_value_and_gradient(op, true, point):
    root, _ = applied(op, point)
    assert root.data == pytest.approx(true(*point), rel=1e-15)
    assert gradcheck(op, *point)


@each_op
def test_it_is_replayed_and_copied_and_swept_forward(op, true, point):
    root, leaves = applied(op, point)
    moved = [x + 0.25 for x in point]
    again = replay(root, dict(zip(leaves, moved, strict=True)))
    assert again.op == root.op
    assert again.data == pytest.approx(true(*moved), rel=1e-15)
    assert copy.deepcopy(root).data == root.data
    assert tangents(root, leaves[0])[root] == local_gradients(root)[0]


@each_op
def test_it_is_differentiated_twice(op, true, point):
    numeric = (grad(op)(point[0] + 1e-6, *point[1:]) - grad(op)(point[0] - 1e-6, *point[1:])) / 2e-6
    assert grad(grad(op))(*point) == pytest.approx(numeric, rel=1e-6, abs=1e-9)


@each_op
@pytest.mark.parametrize("language", ["python", "numpy"])
def test_it_is_traced_and_compiled(op, true, point, language):
    root, leaves = applied(op, point)
    root.backward()
    value, gradients = trace(root, leaves).compile(language)(*point)
    assert value == pytest.approx(root.data, rel=1e-15)
    assert gradients == pytest.approx([leaf.grad for leaf in leaves], rel=1e-15)
    assert trace(root, leaves).source("c")


@each_op
def test_it_is_drawn_by_its_name_and_walked(op, true, point):
    root, _ = applied(op, point)
    assert f"<B>{root.op}</B>" in viz.draw(root).source
    assert root.op in viz.walk(root).html


def test_no_name_of_a_listing_is_a_word_of_a_spelling():
    x = Value(0.5, "math")
    labelled = arcsinh(x) + Value(1.0, "arcsinh")
    labelled.label = "asinh"
    f = trace(labelled, [x]).compile("python")
    assert f(0.5)[0] == math.asinh(0.5) + 1.0


def test_a_function_without_a_spelling_says_what_to_write():
    half = function("half", lambda x: x / 2.0)

    @operation(half)
    def halved(self):
        return half(self.data), lambda g: (g / 2.0,)

    x = Value(3.0, "x")
    with pytest.raises(
        ValueError, match=r"'half' has no spelling in c; write function\('half', …, c="
    ):
        trace(halved(x), [x]).source("c")


def test_a_function_without_a_rule_says_what_to_write():
    half = function("half", lambda x: x / 2.0)
    assert half(3) == 1.5
    with pytest.raises(TypeError, match=r"half has no rule yet; write @operation\(half\)"):
        half(Value(3.0))


@pytest.mark.parametrize("wrong", [lambda g: (g,), lambda g: (g, g, g), lambda g: ()])
def test_a_rule_with_another_count_of_contributions_is_refused(wrong):
    @operation("product")
    def product(self, other):
        return self.data * other.data, wrong

    root = product(Value(2.0), Value(3.0))
    with pytest.raises(TypeError, match=r"rule of op 'product' .* for each operand, 2 here"):
        root.backward()
    assert not any(node.has_grad for node in topological_order(root))


@pytest.mark.parametrize("op", [to_the_third, inverse])
def test_an_op_on_plain_numbers_says_that_it_takes_a_value(op):
    with pytest.raises(TypeError, match=r"on 2\.0; allowed: at least one Value"):
        op(2.0)


def test_rules_that_capture_nothing_are_shared_and_told_apart():
    @operation("size")
    def size(self):
        x = self.data
        return (x, lambda g: (g,)) if x > 0.0 else (-x, lambda g: (-g,))

    assert (grad(size)(2.0), grad(size)(-2.0)) == (1.0, -1.0)
    a, b = Value(1.0), Value(2.0)
    assert (a + b)._rule is (b + a)._rule
    assert (a * b)._rule is not (a * b)._rule
    doubled = operation("doubled")(lambda x: (2.0 * x.data, lambda g: (2.0 * g,)))
    assert doubled(a)._rule is doubled(b)._rule


def test_a_rule_may_be_anything_that_can_be_called():
    def scaled(factor, g):
        return (g * factor,)

    @operation("doubled")
    def doubled(self):
        x = self.data
        rule = functools.partial(scaled, 2.0)
        return 2.0 * x, rule if x > 0.0 else lambda g: (-g,)

    assert (grad(doubled)(1.0), grad(doubled)(-1.0)) == (2.0, -1.0)


def test_a_rule_of_two_operands_may_be_anything_that_can_be_called():
    def to_both(g):
        return (g, 2.0 * g)

    @operation("weighted")
    def weighted(self, other):
        rule = functools.partial(to_both)
        return self.data + 2.0 * other.data, rule if self.data > 0.0 else lambda g: (g, -g)

    @operation("partly")
    def partly(self, other):
        return self.data + 2.0 * other.data, functools.partial(to_both)

    for op, x, slope in ((weighted, 1.0, 2.0), (weighted, -1.0, -1.0), (partly, 1.0, 2.0)):
        assert grad(op, 1)(x, 3.0) == slope


def test_two_functions_of_one_name_stay_two():
    def made(of_float, python):
        half = function("power", of_float, python=python, numpy=python.replace("math", "np"))

        @operation(half)
        def op(self):
            return half(self.data), lambda g: (g,)

        return op

    x = Value(1.0, "x")
    root = made(math.sinh, "math.sinh({})")(x) + made(math.cosh, "math.cosh({})")(x) + x**1.5
    for language in ("python", "numpy"):
        assert trace(root, [x]).compile(language)(1.0)[0] == pytest.approx(math.e + 1.0)


@pytest.mark.parametrize("name", ["abs", "neg", "sum", "exp"])
def test_the_machine_refuses_a_function_that_has_the_name_of_one_of_its_ops(name):
    own = function(name, math.sinh, c="sinh({})")

    @operation(own)
    def op(self):
        return own(self.data), lambda g: (g,)

    x = Value(1.0, "x")
    with pytest.raises(ValueError, match="is none of the machine's"):
        trace(op(x), [x]).compile("c")


@pytest.mark.parametrize("text", ["math.sinh({x})", "{1}", "", "sinh", "exp", "{:d}", 3])
def test_a_spelling_without_its_operand_is_refused(text):
    with pytest.raises(ValueError, match=r"python: given .*; allowed: text with \{\}"):
        function("own", math.sinh, python=text)
    with pytest.raises(ValueError, match=r"given 'fortran'; allowed: 'python', 'numpy', 'c'"):
        function("own", math.sinh, fortran="sinh({})")


@pytest.mark.parametrize("name", ["item", "data", "label", "grad", "index", "where"])
def test_a_function_with_the_name_of_an_attribute_is_itself(name):
    own = function(name, math.sinh)

    @operation(own)
    def op(self):
        return own(self.data), lambda g: (g,)

    root = own(Value(1.0))
    assert (root.data, root.op) == (math.sinh(1.0), name)


@pytest.mark.parametrize("answer", [None, 1.0, {0: 1.0}, "a", iter([1.0])])
def test_a_rule_that_answers_with_no_tuple_is_refused(answer):
    @operation("odd")
    def odd(self):
        return self.data, lambda g: answer

    with pytest.raises(TypeError, match=r"the rule of op 'odd' answered with"):
        odd(Value(1.0)).backward()


def rule(g):
    return (g,)


WRONG = {
    "a text": (lambda x: ("a", rule), "returned ('a', <function"),
    "a list of numbers": (lambda x: ([1.0], rule), "returned ([1.0], <function"),
    "an array": (lambda x: (np.ones(2), rule), "returned (array([1., 1.]), <function"),
    "nothing": (lambda x: None, "returned None"),
    "no result": (lambda x: (None, rule), "returned (None, <function"),
    "a class": (lambda x: (float, rule), "returned (<class 'float'>, <function"),
    "no rule": (lambda x: 3.0, "returned 3.0"),
    "contributions for a rule": (lambda x: (3.0, (1.0,)), "returned (3.0, (1.0,))"),
    "three things": (lambda x: (3.0, rule, rule), "returned (3.0, <function"),
    "a text of two letters": (lambda x: "ab", "returned 'ab'"),
    "the Value itself": (lambda x: (x, rule), "returned (Value(data=2.0, grad=–), <function"),
    "a result of Values": (lambda x: (x * x, rule), "returned (Value(data=4.0, grad=–), <function"),
}


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize(("answer", "words"), WRONG.values(), ids=WRONG)
def test_a_method_that_returns_no_number_and_rule_is_refused(answer, words, count):
    methods = {
        1: answer,
        2: lambda x, y: answer(x),
        3: lambda x, y, z: answer(x),
    }
    odd = operation("odd")(methods[count])
    with pytest.raises(TypeError) as raised:
        odd(*[Value(2.0)] * count)
    for word in ("the method of op 'odd'", words, "allowed: ", "return x * x, lambda g: (2.0 * g"):
        assert word in str(raised.value)


NUMBERS = [
    2.0,
    2,
    True,
    np.float64(2.0),
    np.float32(2.0),
    np.asarray(2.0),
    fractions.Fraction(2, 3),
    decimal.Decimal("0.5"),
    2j,
    math.inf,
    math.nan,
]


@pytest.mark.parametrize("number", NUMBERS, ids=repr)
def test_a_method_may_return_any_kind_of_number(number):
    kept = operation("kept")(lambda x: (number, rule))
    assert kept(Value(1.0)).data is number
    as_list = operation("kept")(lambda x: [number, rule])
    assert as_list(Value(1.0)).data is number


@pytest.mark.parametrize("number", [fractions.Fraction(2, 3), decimal.Decimal("0.5"), 2j], ids=repr)
def test_an_op_is_replayed_on_other_kinds_of_number(number):
    square = operation("square")(lambda x: (x.data * x.data, lambda g: (g,)))
    x = Value(3.0)
    assert replay(square(x), {x: number}).data == number * number


def test_a_method_may_be_anything_that_can_be_called():
    def scaled(factor, x):
        return factor * x.data, lambda g: (g * factor,)

    tripled = operation("tripled")(functools.partial(scaled, 3.0))
    assert (tripled(Value(2.0)).data, grad(tripled)(2.0)) == (6.0, 3.0)


def test_a_rule_may_keep_its_numbers_as_keywords():
    @operation("square")
    def square(self):
        x = self.data
        return x * x, lambda g, *, x=x: (2.0 * g * x,)

    assert (grad(square)(3.0), grad(square)(-1.0)) == (6.0, -2.0)


@pytest.mark.parametrize("name", ["index", "tape", "where", "write_function"])
def test_a_function_may_have_any_name(name):
    half = function(name, lambda x: x / 2.0, python="({} / 2.0)")

    @operation(half)
    def halved(self):
        return half(self.data), lambda g: (g / 2.0,)

    x = Value(3.0, "x")
    assert trace(halved(x), [x]).compile("python")(5.0) == (2.5, (0.5,))


def test_an_op_may_have_settings_with_defaults():
    @operation("leaky")
    def leaky(self, slope=0.1):
        x, s = self.data, getattr(slope, "data", slope)
        return (x if x > 0.0 else s * x), lambda g: (g if x > 0.0 else g * s,)

    assert leaky(Value(-2.0)).data == -0.2
    assert grad(leaky)(-2.0) == 0.1


def made_of(f):
    @operation(f)
    def op(self):
        return f(self.data), lambda g: (g,)

    return op


def test_the_op_of_a_function_of_ones_own_equals_itself_alone():
    x = Value(0.5, "x")
    op, again = (trace(c + arcsinh(x), [x]).instructions[0].op for c in (1.0, 2.0))
    other = trace(made_of(function("arcsinh", math.asinh))(x), [x]).instructions[0].op
    assert (str(op), str(other)) == ("arcsinh", "arcsinh")
    for same, others in ((True, [again]), (False, [other, "arcsinh"])):
        assert [op == each for each in others] == [same] * len(others)
        assert [op != each for each in others] == [not same] * len(others)


class Lacking(Value):
    """Ops of one, two and three operands that ask for an attribute that is not there."""

    __slots__ = ()

    @operation("one")
    def one(self):
        return self.nothing, lambda g: (g,)

    @operation("two")
    def two(self, other):
        return other.nothing, lambda g: (g, g)

    @operation("three")
    def three(self, second, third):
        return third.nothing, lambda g: (g, g, g)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_mistake_in_an_op_comes_through(count):
    op = [Lacking.one, Lacking.two, Lacking.three][count - 1]
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        op(*[Lacking(1.0) for _ in range(count)])


def test_a_rule_may_answer_with_a_list_of_one_for_each_operand():
    @operation("sum")
    def added(self, other):
        return self.data + other.data, lambda g: [g, 2.0 * g]

    @operation("sum")
    def wrong(self, other):
        return self.data + other.data, lambda g: [g]

    x, y = Value(1.0), Value(2.0)
    added(x, y).backward()
    assert (x.grad, y.grad) == (1.0, 2.0)
    with pytest.raises(TypeError, match="allowed: a tuple of one contribution"):
        wrong(x, y).backward()


def test_a_rule_with_defaults_of_both_kinds_keeps_them():
    @operation("scaled")
    def scaled(self):
        return 6.0 * self.data, lambda g, a=2.0, *, b=3.0: (g * a * b,)

    assert grad(scaled)(1.0) == 6.0


def test_the_rule_of_an_op_of_one_that_captures_nothing_is_shared():
    x = Value(1.0)
    assert (-x)._rule is (-Value(2.0))._rule


# ---- the way of micrograd and its lecture ----


@pytest.mark.parametrize("children", [tuple, list, set])
@pytest.mark.parametrize("op", [(), ("tanh",)], ids=["children", "children and op"])
def test_a_value_made_of_its_children_says_how_an_op_is_added(children, op):
    x = Value(0.5)
    with pytest.raises(TypeError, match=r"label: given .*engine\.extend.*@operation\('tanh'\)"):
        Value(math.tanh(0.5), children((x,)), *op)


@pytest.mark.parametrize("name", ["_backward", "_prev", "_op"])
@pytest.mark.parametrize("kind", [Value, type("Own", (Value,), {})])
def test_a_name_of_micrograd_is_not_written_to(kind, name):
    out = kind(0.5) * 2.0
    before = out._prev
    with pytest.raises(TypeError, match=r"_backward; write .*@operation\('tanh'\)"):
        setattr(out, name, lambda: None)
    assert out._prev == before


def test_a_third_argument_of_another_kind_is_named():
    with pytest.raises(
        TypeError, match=r"given \(False,\) after the label.*requires_grad, given by"
    ):
        Value(2.0, "x", False)


def test_the_op_that_the_refusal_describes_works():
    @operation("tanh")
    def own_tanh(x):
        t = math.tanh(x.data)
        return t, lambda g: (g * (1.0 - t * t),)

    assert gradcheck(own_tanh, 0.5)


def test_an_op_of_three_operands_says_on_which_it_failed():
    @operation("blend")
    def blend(x, y, share):
        return log(x.data) * y.data * share.data, lambda g: (g, g, g)

    with pytest.raises(DomainError, match=r"op 'blend' on 0\.0 labelled 'x' and 1\.0 .* and 2\.0"):
        blend(Value(0.0, "x"), 1.0, Value(2.0, "share"))
