"""Value: requires_grad, no_grad, backward, and micrograd's names."""

import re
import threading

import numpy as np
import pytest

from engine import Value, exp, local_gradients, no_grad, sqrt, topological_order, where, zero_grad
from engine.extend import operation


def state(nodes):
    return [(node.data, node.grad, node.has_grad) for node in nodes]


# ---- leaves and results ----


def test_a_leaf_starts_with_no_gradient_no_op_and_no_operands():
    v = Value(2, "x")
    assert (v.data, v.grad, v.label, v.requires_grad) == (2.0, 0.0, "x", True)
    assert (v.op, v.operands, v.is_leaf, v.has_grad) == ("", (), True, False)
    assert type(v.data) is float


def test_a_result_names_its_op_and_keeps_its_operands_in_order_with_repeats():
    a, b = Value(1.0), Value(2.0)
    assert (a - b).operands == (a, b)
    assert (a + a).operands == (a, a)
    assert (a - b).op == "-"
    assert (a - b).label == ""
    assert not (a - b).is_leaf


@pytest.mark.parametrize(
    ("f", "op"),
    [
        (lambda v: 3 + v, "+"),
        (lambda v: 3 - v, "-"),
        (lambda v: 3 * v, "*"),
        (lambda v: 3 / v, "/"),
        (lambda v: 3**v, "**"),
    ],
)
def test_a_number_on_the_left_is_a_constant_first_operand(f, op):
    v = Value(2.0)
    constant, operand = f(v).operands
    assert (constant.data, constant.requires_grad, f(v).op) == (3.0, False, op)
    assert operand is v
    assert f(v).data == f(2.0)


def test_a_power_with_a_number_is_a_node_with_two_operands():
    root = Value(2.0) ** 3
    assert [operand.data for operand in root.operands] == [2.0, 3.0]
    assert [operand.requires_grad for operand in root.operands] == [True, False]


def test_unary_plus_is_the_value_itself():
    v = Value(2.0)
    assert +v is v


def test_a_value_has_no_room_for_other_attributes():
    with pytest.raises(AttributeError):
        Value(1.0).momentum = 0.9


# ---- requires_grad ----


def test_requires_grad_is_contagious():
    w, x, k = Value(1.0), Value(2.0, requires_grad=False), Value(3.0, requires_grad=False)
    assert (w * x).requires_grad
    assert (x * w).requires_grad
    assert not (x * k).requires_grad
    assert not exp(x).requires_grad
    assert (x * k + w).requires_grad
    assert where(w > 0, x, k).requires_grad


def test_a_leaf_that_requires_no_gradient_keeps_grad_zero():
    w, x = Value(3.0), Value(2.0, requires_grad=False)
    (w * x + x).backward()
    assert w.grad == 2.0
    assert (x.grad, x.has_grad) == (0.0, False)


def test_a_result_of_constants_keeps_grad_zero_and_no_gradient():
    constant = Value(2.0, requires_grad=False) * 3.0
    (Value(1.0) * constant).backward()
    assert (constant.grad, constant.has_grad) == (0.0, False)


@pytest.mark.parametrize("flag", [True, False, np.True_, np.False_, 1, 0], ids=repr)
def test_requires_grad_is_a_bool_whatever_says_so(flag):
    assert Value(2.0, requires_grad=flag).requires_grad is bool(flag)
    assert Value(2.0).requires_grad_(flag).requires_grad is bool(flag)


@pytest.mark.parametrize("flag", ["no", None, 2, [], [0.0], Value(1.0), object], ids=repr)
def test_requires_grad_is_nothing_but_a_bool(flag):
    x = Value(2.0, requires_grad=False)
    for set_to in (lambda: Value(2.0, requires_grad=flag), lambda: x.requires_grad_(flag)):
        with pytest.raises(TypeError, match=r"^requires_grad: given .*; allowed: True, False$"):
            set_to()
    assert x.requires_grad is False


def test_requires_grad_can_be_set_on_a_leaf_only():
    x = Value(2.0)
    assert x.requires_grad_(False) is x
    assert not x.requires_grad
    assert x.requires_grad_().requires_grad
    result = x + 1.0
    with pytest.raises(RuntimeError, match=r"result of '\+'.*detach\(\)"):
        result.requires_grad_(False)
    assert result.requires_grad
    constant = x.detach() + 1.0
    with pytest.raises(RuntimeError, match=r"result of '\+'.*if an operand does"):
        constant.requires_grad_()
    assert not constant.requires_grad


def test_a_result_may_be_told_what_it_is_already():
    result, constant = Value(2.0) + 1.0, Value(2.0).detach() + 1.0
    assert result.requires_grad_() is result
    assert result.requires_grad_(True) is result
    assert constant.requires_grad_(False) is constant
    counted = Value(2.0, requires_grad=1) + 1.0
    assert counted.requires_grad_() is counted
    assert (result.requires_grad, constant.requires_grad) == (True, False)


def test_detach_gives_a_constant_leaf_and_cuts_the_graph():
    x = Value(3.0, "x")
    y = x * x
    y.label = "y"
    cut = y.detach()
    assert (cut.data, cut.label, cut.is_leaf, cut.requires_grad) == (9.0, "y", True, False)
    (y * cut).backward()
    assert x.grad == 54.0
    assert not cut.has_grad


def test_detach_in_place_makes_a_constant_leaf_of_a_result_and_cuts_the_graph():
    x = Value(3.0)
    y = x * x
    y.label = "y"
    before = y * 2.0
    assert y.detach_() is y
    assert (y.data, y.label, y.is_leaf, y.op, y.requires_grad) == (9.0, "y", True, "", False)
    (before + y * x).backward()
    assert (x.grad, y.has_grad) == (9.0, False)
    assert local_gradients(y) == ()
    y.requires_grad_()
    (y * 5.0).backward()
    assert y.grad == 5.0


def test_detach_in_place_makes_a_constant_of_a_leaf():
    x = Value(3.0)
    x.backward()
    x.detach_()
    assert (x.requires_grad, x.has_grad) == (False, False)


def test_item_is_the_plain_number():
    assert type((Value(2.0) * 3).item()) is float
    assert (Value(2.0) * 3).item() == 6.0


# ---- no_grad ----


def recorded() -> bool:
    return not (Value(1.0) + 1.0).is_leaf


def test_no_grad_records_nothing_as_a_context_manager():
    x = Value(2.0)
    with no_grad():
        y = exp(x * x)
    assert (y.is_leaf, y.op, y.requires_grad) == (True, "", False)
    assert y.data == exp(4.0)
    assert recorded()


def test_no_grad_records_nothing_as_a_decorator_on_every_call():
    @no_grad()
    def predict(x):
        return x * x

    assert predict(Value(2.0)).is_leaf
    assert predict(Value(2.0)).is_leaf
    assert recorded()


def test_no_grad_nests():
    with no_grad():
        with no_grad():
            assert not recorded()
        assert not recorded()
    assert recorded()


def test_no_grad_ends_with_an_exception():
    def fail():
        raise KeyError("on purpose")

    with pytest.raises(KeyError), no_grad():
        fail()
    assert recorded()
    with pytest.raises(KeyError):
        no_grad()(fail)()
    assert recorded()


def test_no_grad_in_one_thread_leaves_the_others_alone():
    entered, done, seen = threading.Event(), threading.Event(), []

    def work():
        with no_grad():
            entered.set()
            done.wait(10.0)
            seen.append(recorded())

    worker = threading.Thread(target=work)
    worker.start()
    assert entered.wait(10.0)
    seen.append(recorded())
    done.set()
    worker.join(10.0)
    assert seen == [True, False]


def test_a_graph_recorded_before_no_grad_runs_backward_inside_it():
    x = Value(3.0)
    y = x * x
    with no_grad():
        y.backward()
    assert x.grad == 6.0


# ---- backward ----


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (lambda a: a + a, 2.0),
        (lambda a: a * a, 6.0),
        (lambda a: a - a, 0.0),
        (lambda a: a / a, 0.0),
        (lambda a: (a + a) * (a * a), 54.0),
    ],
    ids=["a+a", "a*a", "a-a", "a/a", "(a+a)*(a*a)"],
)
def test_an_operand_used_twice_gets_both_contributions(f, slope):
    a = Value(3.0)
    f(a).backward()
    assert a.grad == slope


def test_a_second_backward_resets_results_and_accumulates_leaves():
    a = Value(1.0)
    b = a + a
    c = b + b
    c.backward()
    assert (a.grad, b.grad, c.grad) == (4.0, 2.0, 1.0)
    c.backward()
    assert (a.grad, b.grad, c.grad) == (8.0, 2.0, 1.0)


def test_two_losses_that_share_a_trunk_add_up_in_the_leaf():
    x = Value(1.0)
    trunk = x * 3
    first, second = trunk * 1, trunk * 2
    first.backward()
    assert (x.grad, trunk.grad) == (3.0, 1.0)
    second.backward()
    assert (x.grad, trunk.grad) == (9.0, 2.0)


def test_backward_from_inside_a_graph_leaves_what_comes_after_alone():
    x = Value(2.0)
    y = x * x
    z = y * 10
    z.backward()
    y.backward()
    assert (x.grad, y.grad, z.grad) == (44.0, 1.0, 1.0)


def test_backward_on_a_leaf_accumulates_in_it():
    x = Value(2.0)
    x.backward()
    x.backward(3.0)
    assert x.grad == 4.0


def test_backward_starts_from_the_given_gradient():
    x = Value(3.0)
    (x * x).backward(gradient=10.0)
    assert x.grad == 60.0
    (x * x).backward(np.float32(0.5))
    assert x.grad == 63.0
    assert type(x.grad) is float


def test_a_gradient_of_none_is_one_as_in_pytorch():
    x = Value(3.0)
    (x * x).backward(None)
    assert x.grad == 6.0


@pytest.mark.parametrize("gradient", ["1", 1j, [1.0]])
def test_a_gradient_that_is_not_a_number_is_refused_and_changes_nothing(gradient):
    x = Value(3.0)
    y = x * x
    with pytest.raises(TypeError, match="given"):
        y.backward(gradient)
    assert not x.has_grad
    assert not y.has_grad


def test_a_gradient_of_zero_is_told_apart_from_no_gradient():
    x, untouched = Value(-1.0), Value(-1.0)
    x.relu().backward()
    assert (x.grad, x.has_grad) == (0.0, True)
    assert (untouched.grad, untouched.has_grad) == (0.0, False)


def test_zero_grad_forgets_every_gradient_of_the_graph():
    x = Value(3.0)
    root = x * x + 1.0
    root.backward()
    zero_grad(root)
    assert [(node.grad, node.has_grad) for node in topological_order(root)] == [(0.0, False)] * 4
    root.backward()
    assert x.grad == 6.0


def test_backward_from_constants_is_refused():
    for root in (Value(1.0, "k", requires_grad=False), Value(1.0, requires_grad=False) * 2):
        with pytest.raises(RuntimeError, match="constants"):
            root.backward()
        assert not root.has_grad


def test_changing_data_after_the_forward_pass_does_not_falsify_the_gradient():
    x, y = Value(3.0), Value(4.0)
    root = (x * y).tanh() + x / y + x**y + exp(y)
    root.backward()
    expected = (x.grad, y.grad)
    zero_grad(root)
    for node in topological_order(root):
        node.data = 100.0
    root.backward()
    assert (x.grad, y.grad) == expected


@pytest.mark.parametrize("order", [lambda a, b: a + b, lambda a, b: b + a], ids=["a+b", "b+a"])
@pytest.mark.parametrize("earlier", [False, True], ids=["no gradient yet", "gradients before"])
def test_a_failing_backward_leaves_every_gradient_as_it_was(order, earlier):
    x, z = Value(2.0, "x"), Value(0.0, "z")
    trunk = x * x
    if earlier:
        (trunk * z).backward()
    root = order(trunk * 5.0, sqrt(z))
    before = state(topological_order(root))
    with pytest.raises(ZeroDivisionError, match="'z'"):
        root.backward()
    assert state(topological_order(root)) == before


def test_an_interrupted_backward_leaves_every_gradient_as_it_was():
    class Slow(Value):
        @operation("interrupted")
        def interrupted(self):
            def rule(g):
                raise KeyboardInterrupt

            return self.data, rule

    x = Slow(2.0)
    root = x * x + x.interrupted()
    before = state(topological_order(root))
    with pytest.raises(KeyboardInterrupt):
        root.backward()
    assert state(topological_order(root)) == before


def test_backward_on_an_array_says_to_sum_first():
    array = np.array([Value(1.0), Value(2.0)])
    with pytest.raises(TypeError, match=r"ndarray.*sum\(\)"):
        Value.backward(array)
    with pytest.raises(TypeError, match=r"array.*sum\(\)"):
        array[0].backward(np.ones(3))
    assert not array[0].has_grad


# ---- a subclass, and the names that micrograd gave ----


def test_micrograd_backward_by_hand_pushes_a_gradient_one_step_down():
    x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
    w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
    b = Value(6.8813735870195432, label="b")
    x1w1, x2w2 = x1 * w1, x2 * w2
    n = x1w1 + x2w2 + b
    o = n.tanh()
    o.grad = 1.0
    o._backward()
    n._backward()
    total, bias = n._prev
    assert bias is b
    total._backward()
    x2w2._backward()
    x1w1._backward()
    by_hand = [node.grad for node in (x1, w1, x2, w2, b, n)]
    assert by_hand == pytest.approx([-1.5, 1.0, 0.5, 0.0, 0.5, 0.5], abs=1e-12)
    zero_grad(o)
    o.backward()
    assert [node.grad for node in (x1, w1, x2, w2, b, n)] == by_hand


def test_micrograd_trace_finds_every_node_and_edge_through_prev():
    nodes, edges = set(), set()

    def build(v):
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)

    a, b = Value(2.0), Value(-3.0)
    c = a * b
    root = c + a
    build(root)
    assert nodes == {a, b, c, root}
    assert edges == {(a, c), (b, c), (c, root), (a, root)}
    assert {n._op for n in nodes} == {"", "*", "+"}


def test_micrograd_sanity_check_gives_its_published_numbers():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert f"{g.data:.4f}" == "24.7041"
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


@pytest.mark.parametrize("label", [3, None, 2.0, ["x"], b"x"], ids=repr)
def test_a_label_is_a_string_whenever_it_is_given(label):
    v = Value(1.0, "x")
    for name in (lambda: Value(1.0, label), lambda: setattr(v, "label", label)):
        with pytest.raises(
            TypeError, match=rf"label: given {re.escape(repr(label))}; allowed: a s"
        ):
            name()
    assert v.label == "x"
