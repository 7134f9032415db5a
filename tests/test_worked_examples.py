"""The lectures' worked examples, with the right number where a lecture printed a wrong one."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from engine import (
    Value,
    exp,
    gradcheck,
    log,
    maximum,
    no_grad,
    relu,
    sin,
    tangents,
    tanh,
    topological_order,
)
from tests.numerics import array_differences, data, grads, values

# ---- a computational graph, forwards and backwards ----


def test_one_over_y_plus_e_to_the_minus_x():
    x, y = Value(0.0), Value(1.0)
    f = 1 / (y + exp(-x))
    f.backward()
    assert (f.data, x.grad, y.grad) == (0.5, 0.25, -0.25)


@pytest.mark.parametrize(
    ("at", "e", "slopes"),
    [
        ((2.0, 1.0), 6.0, {"a": 2.0, "b": 5.0, "c": 2.0, "d": 3.0}),
        # The lecture prints 126 here: (3 + 6)(6 + 1) is 63.
        ((3.0, 6.0), 63.0, {"a": 7.0, "b": 16.0, "c": 7.0, "d": 9.0}),
    ],
    ids=["a=2, b=1", "a=3, b=6"],
)
def test_a_plus_b_times_b_plus_1(at, e, slopes):
    a, b = map(Value, at)
    c, d = a + b, b + 1
    root = c * d
    root.backward()
    assert root.data == e
    assert {"a": a.grad, "b": b.grad, "c": c.grad, "d": d.grad} == slopes


def test_a_plus_b_times_b_plus_1_by_forward_mode():
    a, b = Value(2.0), Value(1.0)
    c, d = a + b, b + 1
    e = c * d
    along_a, along_b = tangents(e, a), tangents(e, b)
    assert [along_a[node] for node in (c, d, e)] == [1.0, 0.0, 2.0]
    assert [along_b[node] for node in (c, d, e)] == [1.0, 1.0, 5.0]


def test_rectified_product_squared():
    x, y, z, w = Value(1.0), Value(0.0), Value(-2.0), Value(3.0)
    t = (maximum(w * x, 0) - y) ** 2 + z
    t.backward()
    assert t.data == 7.0
    assert (x.grad, w.grad, y.grad, z.grad) == (18.0, 6.0, -6.0, 1.0)


@pytest.mark.parametrize("at", [-3.0, -1.5, 0.0, 0.25, 7.0])
def test_two_paths_add_up(at):
    x = Value(at)
    w = x**2 + 3 * x
    w.backward()
    assert w.data == at**2 + 3 * at
    assert x.grad == 2 * at + 3


def rectified_product(x, y, z, w):
    # np.maximum; the lecture's np.max takes an axis there and rectifies nothing.
    return (np.maximum(x @ w, 0) - y) ** 2 + z


def rectified_product_by_hand(x, y, w):
    p = x @ w
    r = np.maximum(p, 0) - y
    dr = 2 * r
    dp = (p > 0) * dr
    return {"x": dp @ w.T, "w": x.T @ dp, "y": -dr, "z": np.ones_like(dr)}


def numbers_for(batch):
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(batch, 4)), rng.normal(size=(4, 3))
    return SimpleNamespace(x=x, w=w, y=rng.normal(size=3), z=rng.normal(size=3))


@pytest.mark.parametrize("batch", [1, 5], ids=["vector", "batch"])
def test_rectified_product_squared_of_arrays(batch):
    n = numbers_for(batch)
    x, y, z, w = map(values, (n.x, n.y, n.z, n.w))
    t = rectified_product(x, y, z, w)
    t.sum().backward()
    np.testing.assert_allclose(data(t), rectified_product(n.x, n.y, n.z, n.w), rtol=1e-14)
    expected = rectified_product_by_hand(n.x, n.y, n.w)
    np.testing.assert_allclose(grads(x), expected["x"], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(grads(w), expected["w"], rtol=1e-12, atol=1e-14)
    # One y and one z serve every row of the batch, so their gradients are sums over rows.
    np.testing.assert_allclose(grads(y), expected["y"].sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(grads(z), expected["z"].sum(axis=0), rtol=1e-12)


def test_the_rectified_product_of_arrays_equals_finite_differences():
    n = numbers_for(5)
    arrays = [n.x, n.y, n.z, n.w]
    leaves = list(map(values, arrays))
    rectified_product(*leaves).sum().backward()
    slopes = array_differences(lambda *xs: float(rectified_product(*xs).sum()), arrays)
    for leaf, slope in zip(leaves, slopes, strict=True):
        np.testing.assert_allclose(grads(leaf), slope, rtol=1e-8, atol=1e-9)


LONG = 100


@pytest.mark.parametrize("n", [2, 10, 30])
def test_forward_mode_costs_a_sweep_per_input_and_reverse_mode_one(n):
    calls = []

    class Counted(Value):
        def contributions(self, gradient):
            calls.append(self)
            return super().contributions(gradient)

    inputs = [Counted(0.001 * i) for i in range(n)]
    root = sum(inputs[1:], inputs[0])
    for _ in range(LONG):  # every input reaches all of these
        root = root.tanh()
    m = len(topological_order(root))
    forward = [tangents(root, x)[root] for x in inputs]
    assert n * LONG <= len(calls) <= n * m
    calls.clear()
    root.backward()
    assert len(calls) <= m < n * LONG
    assert forward == pytest.approx([x.grad for x in inputs], rel=1e-12)


# ---- an engine from scratch ----


def test_backpropagation_through_a_product_a_sum_and_a_product():
    x1, x2, x4, x6 = Value(3.0), Value(4.0), Value(5.0), Value(2.0)
    x3 = x1 * x2
    x5 = x3 + x4
    total = x5 * x6
    total.backward()
    assert [x.data for x in (x3, x5, total)] == [12.0, 17.0, 34.0]
    nodes = (x1, x2, x3, x4, x5, x6, total)
    assert [x.grad for x in nodes] == [8.0, 6.0, 2.0, 2.0, 2.0, 17.0, 1.0]


def test_both_operands_of_a_sum_have_slope_one():
    # The lecture's text asserts 2 and 1.
    x1, x2 = Value(1.0), Value(2.0)
    total = x1 + x2
    total.backward()
    assert (total.data, total.grad, x1.grad, x2.grad) == (3.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (lambda x: x, lambda x: 1.0),
        (lambda x: 7.0 + 0 * x, lambda x: 0.0),
        (lambda x: x + 4.0, lambda x: 1.0),
        (lambda x: x * 4.0, lambda x: 4.0),
        (lambda x: 5.0 * x, lambda x: 5.0),
        (lambda x: 5.0 * x**3, lambda x: 15.0 * x**2),
        (lambda x: (x * x + 1.0) ** 2, lambda x: 4.0 * x * (x * x + 1.0)),
        (tanh, lambda x: 1.0 - math.tanh(x) ** 2),
    ],
    ids=["definition", "constant", "sum", "product", "constant·x", "power", "chain", "tanh"],
)
@pytest.mark.parametrize("at", [-1.3, 0.0, 0.5, 2.0])
def test_a_rule_of_differentiation(f, slope, at):
    x = Value(at)
    f(x).backward()
    assert x.grad == pytest.approx(slope(at), rel=1e-14)
    assert gradcheck(f, at)


# ---- automatic differentiation of arrays ----


def test_product_plus_sine():
    x1, x2 = Value(2.0), Value(3.0)
    z = x1 * x2 + sin(x1)
    z.backward()
    assert f"{z.data:.4f}" == "6.9093"
    assert f"{x1.grad:.4f}" == "2.5839"
    assert x1.grad == 3.0 + math.cos(2.0)
    assert x2.grad == 2.0


def small_convolutional_network(image, kernel, bias, weights):
    windows = sliding_window_view(image, kernel.shape)
    features = np.maximum(np.tensordot(windows, kernel, axes=2) + bias, 0)  # broadcast, relu
    pooled = features.max(axis=1)
    scores = pooled.reshape(1, -1) @ weights[1:].T  # reshape, slice, transpose, matmul
    odds = np.exp(scores - scores.mean())
    return np.log(odds.sum(axis=1)).sum() + (weights**2).sum()


def test_the_operations_of_a_convolutional_network_equal_finite_differences():
    rng = np.random.default_rng(3)
    arrays = [rng.normal(size=shape) for shape in [(5, 6), (2, 3), (1,), (4, 4)]]
    leaves = list(map(values, arrays))
    loss = small_convolutional_network(*leaves)
    loss.backward()
    assert math.isclose(loss.data, small_convolutional_network(*arrays), rel_tol=1e-14)
    slopes = array_differences(lambda *xs: float(small_convolutional_network(*xs)), arrays)
    for leaf, slope in zip(leaves, slopes, strict=True):
        np.testing.assert_allclose(grads(leaf), slope, rtol=1e-8, atol=1e-8)
        assert np.abs(slope).max() > 0.0


@pytest.mark.parametrize("f", [relu, log, exp], ids=["relu", "log", "exp"])
def test_relu_log_and_exp_element_by_element(f):
    x = values(np.array([0.5, 1.0, 2.0]))
    np.array([f(v) for v in x]).sum().backward()
    slopes = [{relu: 1.0, log: 1.0 / n, exp: math.exp(n)}[f] for n in (0.5, 1.0, 2.0)]
    assert grads(x).tolist() == slopes


# ---- derivatives of arrays, leaves and updates ----


@pytest.mark.parametrize("n", [1, 3, 10])
def test_sum_and_mean_of_n_numbers(n):
    x = values(np.arange(n))
    x.sum().backward()
    assert grads(x).tolist() == [1.0] * n
    x = values(np.arange(n))
    x.mean().backward()
    assert grads(x).tolist() == [1.0 / n] * n


def test_a_matrix_product():
    rng = np.random.default_rng(0)
    a, b, dc = (rng.normal(size=shape) for shape in [(2, 3), (3, 4), (2, 4)])
    leaves = values(a), values(b)
    c = leaves[0] @ leaves[1]
    (c * dc).sum().backward()
    np.testing.assert_allclose(grads(c), dc, rtol=1e-14)
    np.testing.assert_allclose(grads(leaves[0]), dc @ b.T, rtol=1e-13)
    np.testing.assert_allclose(grads(leaves[1]), a.T @ dc, rtol=1e-13)


def test_leaves_contagion_and_op():
    x, w = Value(2.0, requires_grad=False), Value(3.0)
    d = x * w
    assert (x.is_leaf, w.is_leaf, d.is_leaf) == (True, True, False)
    assert (x.op, w.op, d.op) == ("", "", "*")
    assert d.requires_grad
    assert not (x * 2).requires_grad
    d.backward()
    assert (x.grad, w.grad) == (0.0, 2.0)
    x.requires_grad_()
    (x * w).backward()
    assert x.grad == 3.0
    with no_grad():
        d = x * w
    assert (d.op, d.requires_grad) == ("", False)


def four_weights(size=3):
    rng = np.random.default_rng(4)
    a, w1, w2, w3, w4 = (values(rng.normal(size=size)) for _ in range(5))
    b, c = w1 * a, w2 * a
    d = w3 * b + w4 * c
    return a, (w1, w2, w3, w4), 10 - d


def expected_gradients(a, weights):
    a, w1, w2, w3, w4 = (data(array) for array in (a, *weights))
    return [-w3 * a, -w4 * a, -w1 * a, -w2 * a]


def test_four_weights_summed():
    a, weights, loss = four_weights()
    loss.sum().backward()
    for weight, expected in zip(weights, expected_gradients(a, weights), strict=True):
        np.testing.assert_allclose(grads(weight), expected, rtol=1e-14)
    np.testing.assert_allclose(
        grads(a), -data(weights[2] * weights[0] + weights[3] * weights[1]), rtol=1e-13
    )


def test_four_weights_with_a_gradient_of_ones():
    _, summed, loss = four_weights()
    loss.sum().backward()
    _, weights, loss = four_weights()
    for element in loss:
        element.backward(gradient=1.0)
    for weight, expected in zip(weights, summed, strict=True):
        assert grads(weight).tolist() == grads(expected).tolist()


def test_backward_on_an_array_is_an_error_that_says_to_sum():
    _, _, loss = four_weights()
    with pytest.raises(TypeError, match=r"sum\(\)"):
        Value.backward(loss)
    with pytest.raises(TypeError, match=r"sum\(\)"):
        loss[0].backward(np.ones(loss.shape))


def test_the_update_step_lowers_the_loss():
    w = Value(5.0)
    losses = []
    for _ in range(20):
        loss = (w - 2.0) ** 2
        losses.append(loss.data)
        w.grad = 0.0
        loss.backward()
        w.data -= 0.25 * w.grad
    assert losses == sorted(losses, reverse=True)
    assert w.data == pytest.approx(2.0, abs=1e-5)
    assert w.is_leaf


def test_a_recorded_update_makes_the_graph_grow_and_w_a_result():
    w = leaf = Value(5.0)
    sizes = []
    for _ in range(3):
        loss = (w - 2.0) ** 2
        loss.backward()
        w = w - 0.25 * w.grad
        sizes.append(len(topological_order(w)))
    assert not w.is_leaf
    assert w is not leaf
    assert sizes == [3, 5, 7]  # every step keeps all the earlier ones


def test_an_update_under_no_grad_gives_a_new_leaf():
    w = Value(5.0)
    ((w - 2.0) ** 2).backward()
    with no_grad():
        new = w - 0.25 * w.grad
    assert (new.data, new.is_leaf, new.requires_grad) == (3.5, True, False)
    assert new.requires_grad_().requires_grad
