"""Programs of PyTorch's tests: (test, program, point, value, gradients)."""

import math


def three_leaves(m, x, y, z):
    return x + (y * z) + 4 * z**2 * x / y


def buffered(m, x, y):
    a, b, c = x + 2, y + 2, x + 2
    early = a + b + c
    for _ in range(4):
        a, b, c = a * 2, b * 2, c * 2
    return early + (a + b + c)


def deep(m, x):
    y = +x
    for _ in range(5_000):
        y = y + y * 1e-6
    return y


def skipping(m, x):
    one_before, y = x, x
    for _ in range(30):
        one_before, y = y, y + one_before
    return y


def sharded(m, *leaves):
    intermediates = [leaf * i + leaf * leaf for i, leaf in enumerate(leaves)]
    return sum(v * i for i, v in enumerate(intermediates))


GROWTH = math.exp(5_000 * math.log1p(1e-6))
OF_PYTORCH = [
    (
        "test_autograd.py test_backward",
        three_leaves,
        (2.0, 0.5, -3.0),
        144.5,
        (4 * 9 / 0.5 + 1, -3 - 4 * 2 * 9 / 0.25, 8 * 2 * -3 / 0.5 + 0.5),
    ),
    ("test_autograd.py test_backward_copy", buffered, (1.0, 1.0), 153.0, (34.0, 17.0)),
    (
        "test_autograd.py test_hessian_vector: the gradient",
        lambda m, x, y: x**2 + y * x + y**2,
        (2.0, 3.0),
        19.0,
        (7.0, 8.0),
    ),
    ("test_autograd.py test_free_deep_graph", deep, (2.0,), 2 * GROWTH, (GROWTH,)),
    (
        "test_autograd.py test_free_deep_graph_complicated",
        skipping,
        (1.0,),
        2178309.0,
        (2178309.0,),
    ),
    (
        "test_autograd.py test_sharded_grad",
        sharded,
        (0.5,) * 5,
        17.5,
        [i * (i + 1.0) for i in range(5)],
    ),
    (
        "test_autograd.py test_function",
        lambda m, x, y: x + 2 * y + x * y,
        (3.0, 5.0),
        28.0,
        (6.0, 5.0),
    ),
    ("test_autograd.py test_return_duplicate", lambda m, x: x * 2 + x * 2, (3.0,), 12.0, (4.0,)),
    (
        "test_autograd.py test_isolated_node",
        lambda m, x, y: (x + y) * 2 + (y - y) * x,
        (1.0, 2.0),
        6.0,
        (2.0, 2.0),
    ),
    ("test_autograd.py test_pow_scalar_base", lambda m, a: 2**a, (5.0,), 32.0, (32 * math.log(2),)),
    ("test_autograd.py test_pow_zero_tensor_gradient", lambda m, x: x**0, (0.0,), 1.0, (0.0,)),
    (
        "test_autograd.py test_pow_zero_tensor_gradient",
        lambda m, x, n: x**n,
        (0.0, 0.0),
        1.0,
        (0.0, 0.0),
    ),
    ("test_autograd.py test_pow_zero_tensor_gradient", lambda m, x: x**0.0, (3.0,), 1.0, (0.0,)),
    ("test_ops_gradients.py test_fn_grad: pow at 0", lambda m, x: x**1, (0.0,), 0.0, (1.0,)),
    ("test_ops_gradients.py test_fn_grad: pow at 0", lambda m, x: x**2, (0.0,), 0.0, (0.0,)),
    ("test_ops_gradients.py test_fn_grad: pow at 0", lambda m, n: 0.0**n, (2.0,), 0.0, (0.0,)),
    (
        "test_ops_gradients.py test_fn_grad: pow of a negative base",
        lambda m, x: x**3,
        (-2.0,),
        -8.0,
        (12.0,),
    ),
    ("test_ops_gradients.py test_fn_grad: abs", lambda m, x: abs(x), (0.0,), 0.0, (0.0,)),
    ("test_ops_gradients.py test_fn_grad: abs", lambda m, x: abs(x), (-0.0,), 0.0, (0.0,)),
    ("test_ops_gradients.py test_fn_grad: relu", lambda m, x: m.relu(x), (0.0,), 0.0, (0.0,)),
    (
        "test_ops_gradients.py test_fn_grad: max_binary of a tie",
        lambda m, x, y: m.maximum(x, y),
        (2.0, 2.0),
        2.0,
        (0.5, 0.5),
    ),
    (
        "test_ops_gradients.py test_fn_grad: min_binary of a tie",
        lambda m, x, y: m.minimum(x, y),
        (2.0, 2.0),
        2.0,
        (0.5, 0.5),
    ),
    (
        "test_ops_gradients.py test_fn_grad: max of one number twice",
        lambda m, x: m.maximum(x, x),
        (2.0,),
        2.0,
        (1.0,),
    ),
    (
        "test_autograd.py test_where_functional",
        lambda m, x, y: m.where(x > y, x, y),
        (5.0, 7.0),
        7.0,
        (0.0, 1.0),
    ),
    (
        "test_autograd.py test_where_scalar",
        lambda m, x: m.where(x > 0, x, 4.0),
        (-1.0,),
        4.0,
        (0.0,),
    ),
    (
        "test_autograd.py test_where_scalar",
        lambda m, x: m.where(x > 0, 4.0, x),
        (-1.0,),
        -1.0,
        (1.0,),
    ),
    (
        "test_autograd.py test_where_functional: twice",
        lambda m, x: m.where(x > 0, m.sqrt(m.where(x > 0, x, 1.0)), 0.0),
        (0.0,),
        0.0,
        (0.0,),
    ),
    (
        "test_ops_gradients.py test_fn_grad: softplus far out",
        lambda m, x: m.softplus(x),
        (500.0,),
        500.0,
        (1.0,),
    ),
    (
        "test_ops_gradients.py test_fn_grad: softplus far out",
        lambda m, x: m.softplus(x),
        (-500.0,),
        0.0,
        (0.0,),
    ),
]
