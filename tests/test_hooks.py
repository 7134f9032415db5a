"""Hooks: they see each gradient of a backward pass once, complete, and change nothing."""

import copy
import gc
import weakref

import pytest
from hypothesis import given

from engine import Value, grad, local_gradients, replay, tangents, topological_order
from engine.hooks import hooked
from nn import MLP, fit
from tests.test_expressions import expressions, numbers


@pytest.fixture(autouse=True)
def _none_left():
    yield
    assert len(hooked) == 0


def test_a_hook_prints_the_gradient_as_it_passes(capsys):
    x = Value(3.0)
    y = x * x
    y.register_hook(print)
    (y * 2.0).backward()
    assert capsys.readouterr().out == "2.0\n"


def test_a_hook_sees_the_whole_gradient_once_and_before_what_comes_after():
    seen = []
    x = Value(3.0)
    y = x * x
    z = y + y * y
    for name, node in {"x": x, "y": y, "z": z}.items():
        node.register_hook(lambda g, name=name: seen.append((name, g)))
    z.backward()
    assert seen == [("z", 1.0), ("y", 19.0), ("x", 114.0)]


def test_a_leaf_that_has_a_gradient_shows_what_passes_now_as_in_pytorch():
    seen = []
    x = Value(3.0)
    x.register_hook(seen.append)
    for _ in range(2):
        (x * x + x).backward()
    x.backward(5.0)
    assert (seen, x.grad) == ([7.0, 7.0, 5.0], 19.0)


def test_a_leaf_that_nothing_passes_now_keeps_what_it_has():
    seen = []
    x, y = Value(3.0), Value(-1.0)
    x.register_hook(seen.append)
    x.backward(5.0)
    (y < 0).where(y, x).backward()
    assert (seen, x.grad) == ([5.0], 5.0)


def test_the_last_hook_that_is_removed_leaves_the_node_as_it_was():
    y = Value(3.0) * 2.0
    rule = y._rule
    hook = y.register_hook(print)
    assert y._rule is not rule
    hook.remove()
    assert y._rule is rule
    assert len(hooked) == 0


def test_hooks_are_called_in_order_until_they_are_removed():
    seen = []
    y = Value(3.0) * 2.0
    first = y.register_hook(lambda g: seen.append("first"))
    y.register_hook(lambda g: seen.append("second"))
    y.backward()
    first.remove()
    first.remove()
    y.backward()
    assert seen == ["first", "second", "second"]


def test_a_hook_that_removes_itself_lets_the_others_be_called():
    seen = []
    y = Value(3.0) * 2.0

    def once(g):
        seen.append("once")
        hook.remove()

    hook = y.register_hook(once)
    y.register_hook(lambda g: seen.append("always"))
    y.backward()
    y.backward()
    assert seen == ["once", "always", "always"]


def test_a_node_without_a_gradient_calls_no_hook():
    seen = []
    x, unused = Value(-1.0), Value(2.0)
    for node in (x, unused):
        node.register_hook(seen.append)
    (x > 0).where(unused, 5.0 * x).backward()
    assert seen == [5.0]


def test_only_backward_calls_hooks():
    seen = []
    x = Value(3.0)
    y = x * x
    x.register_hook(seen.append)
    y.register_hook(seen.append)
    assert local_gradients(y) == (3.0, 3.0)
    assert tangents(y, x)[y] == 6.0
    assert grad(lambda v: v * y)(2.0) == 9.0
    replay(y, {x: 4.0}).backward()
    copy.copy(y).backward()
    assert seen == [6.0]  # x, which the copy shares


def test_a_copy_has_hooks_of_its_own():
    seen = []
    y = Value(3.0) * 2.0
    y.register_hook(lambda g: seen.append("y"))
    z = copy.copy(y)
    hook = z.register_hook(lambda g: seen.append("z"))
    z.backward()
    hook.remove()
    z.backward()
    y.backward()
    assert seen == ["z", "y"]


def test_a_node_that_is_detached_in_place_has_no_hooks_left():
    seen = []
    y = Value(3.0) * 2.0
    hook = y.register_hook(seen.append)
    y.detach_().requires_grad_()
    hook.remove()
    y.backward()
    assert (seen, y.grad) == ([], 1.0)


def test_a_hook_that_fails_leaves_every_gradient_as_it_was():
    x = Value(3.0)
    x.backward(5.0)
    y = x * x
    y.register_hook(lambda g: 1 / 0)
    x.register_hook(print)
    with pytest.raises(ZeroDivisionError):
        y.backward()
    assert (x.grad, y.has_grad) == (5.0, False)


def test_a_hook_that_returns_something_is_refused():
    y = Value(3.0) * 2.0
    y.register_hook(lambda g: 2.0 * g)
    with pytest.raises(TypeError, match=r"hook: returned 2\.0; allowed: None"):
        y.backward()


def test_what_is_no_function_is_no_hook():
    with pytest.raises(TypeError, match="hook: given 3; allowed: a function"):
        Value(1.0).register_hook(3)


def test_a_graph_with_hooks_is_freed_when_it_is_dropped():
    y = Value(3.0) * 2.0
    hook = y.register_hook(print)
    dropped = weakref.ref(y)
    gc.disable()
    try:
        del y
        assert dropped() is None
    finally:
        gc.enable()
    hook.remove()


def test_a_hook_on_a_parameter_sees_each_step_of_training():
    seen = []
    model = MLP(1, [1], seed=0)
    model.parameters()[0].register_hook(seen.append)
    fit(model, [[1.0], [2.0]], [1.0, 2.0], "mse", steps=3, progress=False)
    assert len(seen) == 6
    assert all(seen)


@given(expressions, numbers)
def test_hooks_see_what_grad_holds_afterwards_and_change_no_bit(expression, xs):
    def gradients(is_hooked):
        seen = {}
        leaves = [Value(x) for x in xs]
        root = expression.of_values(*leaves)
        nodes = topological_order(root)
        hooks = [n.register_hook(lambda g, n=n: seen.update({n: g})) for n in nodes if is_hooked]
        root.backward()
        if is_hooked:
            assert seen == {node: node.grad for node in nodes if node.has_grad}
        for hook in hooks:
            hook.remove()
        return [repr(node.grad) for node in nodes]

    assert gradients(True) == gradients(False)
