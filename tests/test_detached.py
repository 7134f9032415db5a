"""Detached leaves: a stop of the gradient in graphs that are made again, in every way."""

import copy
import gc
import weakref

import pytest

from engine import (
    GraphWarning,
    Value,
    grad,
    operation_counts,
    replay,
    topological_order,
    trace,
    value_and_grad,
)
from engine.detached import _have_one_number as have_one_number
from engine.detached import followed
from engine.extend import Tracer
from tests.running import each_running

STOPPED = {  # value and derivative at 3
    "a factor": (lambda x: x * x.detach(), 9.0, 3.0),
    "twice detached": (lambda x: x * x.detach().detach(), 9.0, 3.0),
    "thrice detached": (lambda x: x * x.detach().detach().detach(), 9.0, 3.0),
    "alone": (lambda x: x.detach() * 3.0, 9.0, 0.0),
    "the root": (lambda x: x.detach(), 3.0, 0.0),
    "two": (lambda x: x.detach() * x * x.detach(), 27.0, 9.0),
}
INSIDE = {
    "of a derivative": (grad(lambda y: y * y * y.detach()), 18.0, 6.0),
    "of a value": (lambda x: value_and_grad(lambda y: y.detach() * 3.0)(x)[0], 9.0, 0.0),
}
ALL = {**STOPPED, **INSIDE}
each_stopped = pytest.mark.parametrize(("f", "value", "slope"), ALL.values(), ids=ALL)


@each_stopped
def test_backward_stops_there(f, value, slope):
    x = Value(3.0)
    root = f(x)
    if root.requires_grad:
        root.backward()
    assert (root.data, x.grad) == (value, slope)


@each_running
@each_stopped
def test_a_program_computes_it_anew_and_stops_the_gradient(f, value, slope, language):
    x = Value(2.0)
    assert trace(f(x), [x]).compile(language)(3.0) == (value, (slope,))


@each_running
@each_stopped
def test_a_program_of_rows_does_so_by_its_parameters(f, value, slope, language):
    w, x = Value(2.0), Value(1.0)
    run = trace(f(w) + x, [x], [w]).compile(language)
    assert run([3.0], [[0.0], [2.0]]) == (value + 1.0, [slope])


@pytest.mark.parametrize(("f", "value", "slope"), STOPPED.values(), ids=STOPPED)
def test_what_is_traced_of_unknown_leaves_stops_too(f, value, slope):
    x = Value(2.0)
    tracer = Tracer([x])
    assert tracer.program(f(tracer.unknown[x])).compile()(3.0) == (value, (slope,))


@each_stopped
def test_a_replay_and_its_derivative_follow(f, value, slope):
    x = Value(2.0)
    root = f(x)
    assert replay(root, {x: 3.0}).data == value
    assert [float(answer) for answer in value_and_grad(f)(3.0)] == [value, slope]


def test_the_second_derivative_of_what_is_stopped_is_zero():
    assert grad(grad(lambda x: x * x.detach()))(2.0) == 0.0
    assert grad(grad(lambda x: x * x * x.detach()))(2.0) == 4.0


def test_a_copy_follows_its_own_leaf():
    x = Value(2.0, "x")
    again = copy.deepcopy(x * x.detach())
    (own,) = (node for node in topological_order(again) if node.is_leaf and node.requires_grad)
    assert replay(again, {own: 3.0}).data == 9.0


def test_a_detached_leaf_may_require_a_gradient_of_its_own():
    x = Value(2.0)
    y = x.detach().requires_grad_()
    again = replay(x * y, {x: 3.0})
    again.backward()
    assert sorted(node.grad for node in topological_order(again) if node.is_leaf) == [3.0, 3.0]
    assert trace(x * y, [x, y]).compile()(3.0, 5.0) == (15.0, (5.0, 3.0))


def test_operations_are_counted_as_the_program_does_them():
    x = Value(2.0)
    assert operation_counts(x * x.detach(), [x]).value == 1


FROZEN = {
    "detach": lambda x: (x * x).detach(),
    "of a detached result": lambda x: (x * x).detach().detach(),
    "detach_": lambda x: (x * x).detach_(),
}


@pytest.mark.parametrize("frozen", FROZEN.values(), ids=FROZEN)
def test_what_was_detached_from_a_result_is_a_constant_and_that_is_told(frozen):
    x = Value(2.0)
    y = frozen(x)
    with pytest.warns(GraphWarning, match="was detached from a result") as warned:
        program = trace(x * y, [x])
    assert program.compile()(3.0) == (12.0, (4.0,))
    with pytest.warns(GraphWarning, match="write Value"):
        assert replay(x * y, {x: 3.0}).data == 12.0
    assert warned[0].filename == __file__


def test_it_is_not_told_of_an_input_or_of_a_constant():
    x = Value(2.0)
    y = (x * x).detach()
    assert trace(x * y, [x, y]).compile()(3.0, 5.0) == (15.0, (5.0, 3.0))
    assert trace(x * y.detach(), [x, y]).compile()(3.0, 5.0) == (15.0, (5.0, 0.0))
    assert trace(x * Value(y.item()), [x]).compile()(3.0) == (12.0, (4.0,))


def test_a_detached_number_keeps_neither_graph_nor_leaf_alive():
    x = Value(2.0)
    root = x * x
    references = [weakref.ref(node) for node in (x, root)]
    kept = x.detach(), root.detach()
    del x, root
    gc.collect()
    assert [reference() for reference in references] == [None, None]
    assert [leaf.data for leaf in kept] == [2.0, 4.0]


def test_a_chain_of_detached_leaves_does_not_grow():
    leaf = first = Value(2.0)
    references = []
    for _ in range(100):
        leaf = leaf.detach()
        references.append(weakref.ref(leaf))
    assert sum(reference() is not None for reference in references) == 1
    assert replay(leaf * 1.0, {first: 3.0}).data == 3.0


def test_a_chain_of_detached_leaves_follows_the_nearest_that_is_asked_for():
    a = Value(3.0).detach()
    b = a.detach()
    c = b.detach()
    assert trace(a * c, [a]).compile("python")(4.0) == (16.0, (4.0,))
    assert replay(a * c, {a: 4.0}).data == 16.0


def test_a_copy_of_a_number_that_has_moved_since_is_frozen():
    w = Value(3.0)
    old = w.detach()
    w.data = 5.0
    assert grad(grad(lambda x: x * x * old * w))(2.0) == 30.0
    assert trace(w * old, [w]).compile("python")(7.0) == (21.0, (3.0,))
    assert replay(w * old, {w: 7.0}).data == 21.0


def test_a_detached_nan_follows_too():
    x = Value(float("nan"))
    assert trace(x * x.detach(), [x]).compile("python")(3.0) == (9.0, (3.0,))


def test_a_leaf_that_is_detached_again_and_again_keeps_nothing_alive():
    x = Value(2.0)
    for _ in range(1000):
        x = x.detach()
    assert len(x._rule.sources) < 3


def test_a_number_is_not_that_of_a_node_of_a_derivative():
    """One is a float, the other a Value that holds it, as inside a derivative."""
    x = Value(3.0)
    leaf = x.detach()
    lifted = x.with_data(Value(3.0))
    assert followed(leaf, {x}) is x
    for one, other in ((leaf, lifted), (lifted, leaf)):
        assert not have_one_number(one, other)
