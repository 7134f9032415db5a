"""NumPy gives Values their shape: object arrays, scalars on either side, gradients of arrays."""

import math

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

import engine
from engine import Value
from engine.extend import function, operation
from tests.numerics import array_differences, data, grads, values


def convolution(image, kernel):
    windows = sliding_window_view(image, kernel.shape)
    return np.tensordot(windows, kernel, axes=([2, 3], [0, 1]))


def some(*shape):
    # Away from 0, of both signs, no two alike: smooth for abs, max and division.
    count = int(np.prod(shape))
    numbers = 0.35 + np.random.default_rng(count).permutation(count) * 0.17
    return np.where(np.arange(count) % 3, numbers, -numbers).reshape(shape)


ARRAYS = {
    "add": (lambda a, b: a + b, [(2, 3), (2, 3)]),
    "subtract": (lambda a, b: a - b, [(2, 3), (2, 3)]),
    "multiply": (lambda a, b: a * b, [(2, 3), (2, 3)]),
    "divide": (lambda a, b: a / b, [(2, 3), (2, 3)]),
    "power": (lambda a: a**3, [(2, 3)]),
    "power of arrays": (lambda a, b: abs(a) ** b, [(2, 3), (2, 3)]),
    "negate": (lambda a: -a, [(2, 3)]),
    "abs": (np.abs, [(2, 3)]),
    "broadcast a row": (lambda a, b: a * b + b, [(2, 3), (3,)]),
    "broadcast a column": (lambda a, b: a / b - b, [(2, 3), (2, 1)]),
    "broadcast outwards": (lambda a, b: a * b, [(3, 1), (1, 4)]),
    "broadcast a number": (lambda a, b: a * b[0] - 2 * a, [(2, 3), (1,)]),
    "matrix times matrix": (lambda a, b: a @ b, [(2, 3), (3, 4)]),
    "matrix times vector": (lambda a, b: a @ b, [(2, 3), (3,)]),
    "vector times vector": (lambda a, b: np.array([a @ b]), [(3,), (3,)]),
    "dot": (np.dot, [(2, 3), (3, 2)]),
    "outer": (np.outer, [(2,), (3,)]),
    "einsum of a product": (lambda a, b: np.einsum("ij,jk->ik", a, b), [(2, 3), (3, 2)]),
    "einsum of a trace": (lambda a: np.einsum("iij->j", a), [(3, 3, 2)]),
    "einsum of a batch": (lambda a, b: np.einsum("bij,bj->bi", a, b), [(2, 2, 3), (2, 3)]),
    "tensordot": (lambda a, b: np.tensordot(a, b, axes=1), [(2, 3), (3, 2)]),
    "sum": (lambda a: np.array([a.sum()]), [(2, 3)]),
    "sum over rows": (lambda a: a.sum(axis=0), [(2, 3)]),
    "sum over columns": (lambda a: a.sum(axis=1, keepdims=True) * a, [(2, 3)]),
    "mean": (lambda a: np.array([a.mean()]), [(2, 3)]),
    "mean over rows": (lambda a: a.mean(axis=0), [(2, 3)]),
    "product": (lambda a: a.prod(axis=1), [(2, 3)]),
    "cumulative sum": (lambda a: np.cumsum(a, axis=1), [(2, 3)]),
    "max": (lambda a: np.array([a.max()]), [(2, 3)]),
    "max over rows": (lambda a: a.max(axis=0), [(3, 2)]),
    "min over columns": (lambda a: a.min(axis=1), [(2, 3)]),
    "maximum with a number": (lambda a: np.maximum(a, 0.0) ** 2, [(2, 3)]),
    "maximum of arrays": (np.maximum, [(2, 3), (2, 3)]),
    "reshape": (lambda a: a.reshape(3, 2) * np.arange(6.0).reshape(3, 2), [(2, 3)]),
    "transpose": (lambda a, b: a.T * b, [(2, 3), (3, 2)]),
    "slice": (lambda a: a[:, 1:] * a[:, :-1], [(2, 3)]),
    "pick": (lambda a: a[[0, 1, 0], [2, 0, 2]], [(2, 3)]),
    "stack": (lambda a, b: np.stack([a, b, a]), [(2, 3), (2, 3)]),
    "concatenate": (lambda a, b: np.concatenate([a, b]), [(2, 3), (1, 3)]),
    "norm": (lambda a: np.array([np.linalg.norm(a)]), [(2, 3)]),
    "softmax": (lambda a: np.exp(a) / np.exp(a).sum(axis=1, keepdims=True), [(2, 3)]),
    "convolution": (convolution, [(5, 4), (2, 3)]),
    "log": (lambda a: np.log(np.abs(a)), [(2, 3)]),
    "sqrt": (lambda a: np.sqrt(np.abs(a)), [(2, 3)]),
    **{f.__name__: (f, [(2, 3)]) for f in (np.exp, np.sin, np.cos, np.tanh)},
    **{f.__name__: (f, [(2, 3)]) for f in (np.expm1, np.sinh, np.cosh, np.arctan)},
    **{f.__name__: (lambda a, f=f: f(a * a + 1.0), [(2, 3)]) for f in (np.log2, np.log10)},
    **{f.__name__: (lambda a, f=f: f(a / (1.0 + a * a)), [(2, 3)]) for f in (np.arcsin, np.arccos)},
    "log1p": (lambda a: np.log1p(a * a), [(2, 3)]),
    "arctan2": (np.arctan2, [(2, 3), (2, 3)]),
    "tan": (lambda a: np.tan(0.5 * a), [(2, 3)]),
}


@pytest.mark.parametrize(("f", "shapes"), ARRAYS.values(), ids=ARRAYS)
def test_an_array_of_values_gives_numpy_s_numbers_and_true_gradients(f, shapes):
    arrays = [some(*shape) + 0.01 * i for i, shape in enumerate(shapes)]
    expected = f(*arrays)
    weights = some(*expected.shape)  # so that every entry of the answer counts differently
    leaves = [values(array) for array in arrays]
    answer = f(*leaves)
    assert answer.dtype == object
    np.testing.assert_allclose(data(answer), expected, rtol=1e-14)
    (answer * weights).sum().backward()
    slopes = array_differences(lambda *xs: float((f(*xs) * weights).sum()), arrays)
    for leaf, slope in zip(leaves, slopes, strict=True):
        np.testing.assert_allclose(grads(leaf), slope, rtol=1e-8, atol=1e-9)


OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
}
SCALARS = [np.float64(2), np.float32(2), np.int64(2), np.uint8(2), np.bool_(True), np.array(2.0)]


@pytest.mark.parametrize("f", OPERATORS.values(), ids=OPERATORS)
@pytest.mark.parametrize("scalar", SCALARS, ids=["f64", "f32", "i64", "u8", "bool", "0-d array"])
def test_a_numpy_scalar_on_either_side_is_a_constant(f, scalar):
    for numbers, place in [(lambda v: (scalar, v), 0), (lambda v: (v, scalar), 1)]:
        v = Value(3.0)
        root = f(*numbers(v))
        assert type(root) is Value
        assert type(root.data) is float
        assert root.data == f(*numbers(3.0)) == f(*map(float, numbers(3.0)))
        constant = root.operands[place]
        assert (constant.data, constant.requires_grad) == (float(scalar), False)
        assert root.operands[1 - place] is v


def test_small_integers_do_not_wrap_around():
    assert (np.uint8(200) + Value(100)).data == 300.0
    assert (Value(100) * np.int8(100)).data == 10000.0
    assert (np.array([200, 100], dtype=np.uint8) + Value(100)).tolist()[0].data == 300.0


@pytest.mark.parametrize("f", OPERATORS.values(), ids=OPERATORS)
@pytest.mark.parametrize("kind", [float, np.int64, object])
def test_a_value_meets_an_array_elementwise_on_either_side(f, kind):
    numbers = np.array([[1, 2], [3, 4]])
    array = values(numbers) if kind is object else numbers.astype(kind)
    v = Value(2.0)
    for ours, true in [(f(v, array), f(2.0, numbers)), (f(array, v), f(numbers, 2.0))]:
        assert (ours.shape, ours.dtype) == ((2, 2), object)
        np.testing.assert_allclose(data(ours), true, rtol=1e-15)
        assert all(v in node.operands for node in ours.flat)


def test_a_value_added_to_an_array_gets_a_contribution_from_each_element():
    v = Value(2.0)
    (v * np.array([1.0, 2.0, 3.0])).sum().backward()
    assert v.grad == 6.0


@pytest.mark.parametrize(
    "compare",
    [lambda a, b: a < b, lambda a, b: a <= b, lambda a, b: a > b, lambda a, b: a >= b],
    ids=["<", "<=", ">", ">="],
)
def test_arrays_of_values_are_compared_elementwise(compare):
    numbers = np.array([1.0, 2.0, 3.0])
    for ours, true in [
        (compare(values(numbers), 2.0), compare(numbers, 2.0)),
        (compare(values(numbers), values(numbers[::-1])), compare(numbers, numbers[::-1])),
        (compare(Value(2.0), numbers), compare(2.0, numbers)),
        (compare(numbers, Value(2.0)), compare(numbers, 2.0)),
    ]:
        assert ours.astype(bool).tolist() == true.tolist()


def test_a_sum_of_an_array_runs_backward():
    array = np.array([Value(1.0), Value(2.0), Value(3.0)])
    (array * array).sum().backward()
    assert grads(array).tolist() == [2.0, 4.0, 6.0]


def test_an_array_of_values_becomes_an_array_of_floats():
    array = values(np.array([1.5, 2.5]))
    assert array.astype(float).tolist() == [1.5, 2.5]


def test_sorting_and_argmax_follow_data():
    array = values(np.array([2.0, 3.0, 1.0]))
    assert data(np.sort(array)).tolist() == [1.0, 2.0, 3.0]
    assert np.argmax(array) == 1


def test_a_layer_of_arrays_equals_the_same_layer_written_out():
    weights, inputs = some(3, 2), some(2)
    arrays = values(weights)
    np.tanh(arrays @ inputs).sum().backward()
    by_hand = values(weights)
    total = sum((row[0] * inputs[0] + row[1] * inputs[1]).tanh() for row in by_hand)
    total.backward()
    np.testing.assert_allclose(grads(arrays), grads(by_hand), rtol=1e-15)


def test_the_standard_deviation_of_an_array_of_values_has_gradients():
    numbers = [1.0, 2.0, 4.0, 7.0]
    A = np.array([Value(number) for number in numbers])
    deviation = A.std()
    deviation.backward()
    assert deviation.data == pytest.approx(np.std(numbers), rel=1e-14)
    expected = (np.array(numbers) - np.mean(numbers)) / (len(numbers) * np.std(numbers))
    assert [a.grad for a in A] == pytest.approx(list(expected), rel=1e-12)


LONE = {
    "left": (lambda v, z: v * z, 9.0, 6.0),
    "right": (lambda v, z: z * v, 9.0, 6.0),
    "-": (lambda v, z: v * v - z, 6.0, 5.0),
    "/": (lambda v, z: v * v / z, 3.0, 1.0),
    "**": (lambda v, z: z**2 * v, 27.0, 27.0),
    "power": (lambda v, z: v**z, 27.0, 27.0 * (1.0 + math.log(3.0))),
    "polyval": (lambda v, _: np.polyval([1, 2, 3], v), 18.0, 8.0),
    "np.where of a Value": (lambda v, _: v * np.where(True, v, 0), 9.0, 6.0),
    "np.where of a number": (lambda v, _: v * np.where(False, v, 2), 6.0, 2.0),
    "function": (lambda v, z: engine.exp(z), math.exp(3.0), math.exp(3.0)),
    "first of two": (lambda v, z: engine.maximum(z, 2.0), 3.0, 1.0),
    "second of two": (lambda v, z: engine.minimum(v * v, z), 3.0, 1.0),
    "comparison": (lambda v, z: engine.where(v * v > z, z, 0.0), 3.0, 1.0),
    "own function": (lambda v, z: cubed(z), 27.0, 27.0),
}

cubed = function("cubed", lambda x: x**3)


@operation(cubed)
def cube(self):
    x = self.data
    return x**3, lambda g: (g * 3.0 * x**2,)


@pytest.mark.parametrize(("f", "number", "slope"), LONE.values(), ids=LONE)
def test_an_array_without_a_shape_counts_as_the_value_in_it(f, number, slope):
    v = Value(3.0)
    root = f(v, np.asarray(v))
    root.backward()
    assert math.isclose(root.data, number, rel_tol=1e-15)
    assert math.isclose(v.grad, slope, rel_tol=1e-15)


@pytest.mark.parametrize("thing", ["text", None])
def test_an_array_without_a_shape_that_holds_no_number_is_refused(thing):
    with pytest.raises(TypeError, match=f"given .*{thing}"):
        Value(3.0) * np.asarray(thing, dtype=object)


DEAD = {
    "np.maximum with a Value": lambda A: np.maximum(A, Value(0.0)),
    "np.vectorize of relu": np.vectorize(engine.relu, otypes=[object]),
}


@pytest.mark.parametrize("rectified", DEAD.values(), ids=DEAD)
def test_what_to_write_for_a_rectified_array_leaves_values_where_a_layer_is_dead(rectified):
    A = values([-1.0, -2.0])
    root = rectified(A).sum()
    root.backward()
    assert (root.data, grads(A).tolist()) == (0.0, [0.0, 0.0])


def test_an_array_of_objects_keeps_the_value_that_is_put_into_it():
    x, array = Value(3.0), np.zeros(2, dtype=object)
    array[0] = x
    (array.sum() * x).backward()
    assert x.grad == 6.0
