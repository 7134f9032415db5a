"""Derivatives of higher orders and inside one another: (where from, function, by, point, slope)."""

import math

from tests.peers import AUTOGRAD, JAX, PYTORCH, Derivative

X = 0.4
SINE = math.sin(X)
COSINE = math.cos(X)
TANH = math.tanh(X)
SIGMOID = 1 / (1 + math.exp(-X))
OUTER = 2 * SINE  # of sin(sin x + sin x)
SCALAR = "test_scalar_ops.py test_"


def fanout(m, x):
    return m.sin(m.sin(x) + m.sin(x))


def of_both(m, x, y):
    return m.sin(m.sin(x) + m.sin(y))


def quadratic(m, x, y):
    return x**2 + y * x + y**2


OF_AUTOGRAD = [
    (f"{SCALAR}abs", lambda m, x: 3.0 * abs(x), (0, 0), (1.1,), 0.0),
    (f"{SCALAR}abs", lambda m, x: 3.0 * abs(x), (0, 0), (-1.1,), 0.0),
    (f"{SCALAR}sin", lambda m, x: 3.0 * m.sin(x), (0, 0), (X,), -3 * SINE),
    (f"{SCALAR}exp", lambda m, x: 3.0 * m.exp(x), (0, 0), (X,), 3 * math.exp(X)),
    (f"{SCALAR}log", lambda m, x: 3.0 * m.log(x), (0, 0), (X,), -3 / X**2),
    (f"{SCALAR}neg", lambda m, x: 3.0 * -x, (0, 0), (X,), 0.0),
    (f"{SCALAR}cos", lambda m, x: 3.0 * m.cos(x), (0, 0), (X,), -3 * COSINE),
    (f"{SCALAR}tan", lambda m, x: 3.0 * m.tan(x), (0, 0), (X,), 6 * math.tan(X) / COSINE**2),
    (f"{SCALAR}tanh", lambda m, x: 3.0 * m.tanh(x), (0, 0), (X,), -6 * TANH * (1 - TANH**2)),
    ("test_binary_ops.py test_mul", lambda m, x, y: x * y, (0, 1), (2.0, 3.0), 1.0),
    ("test_binary_ops.py test_mul", lambda m, x, y: x * y, (0, 0), (2.0, 3.0), 0.0),
    ("test_binary_ops.py test_add", lambda m, x, y: x + y, (0, 1), (2.0, 3.0), 0.0),
    ("test_binary_ops.py test_div", lambda m, x, y: x / y, (0, 1), (3.0, 2.0), -0.25),
    ("test_binary_ops.py test_div", lambda m, x, y: x / y, (1, 1), (3.0, 2.0), 0.75),
    ("test_binary_ops.py test_pow", lambda m, x, y: x**y, (0, 0), (2.0, 3.0), 12.0),
    ("test_binary_ops.py test_pow", lambda m, x, y: x**y, (0, 1), (2.0, 3.0), 4 + 12 * math.log(2)),
    ("test_binary_ops.py test_pow", lambda m, x, y: x**y, (1, 1), (2.0, 3.0), 8 * math.log(2) ** 2),
    ("test_graphs.py test_grad_identity", lambda m, x: x, (0,), (2.0,), 1.0),
    ("test_graphs.py test_grad_identity", lambda m, x: x + 0.0, (0, 0), (2.0,), 0.0),
    (
        "test_graphs.py test_grad_fanout",
        fanout,
        (0, 0),
        (X,),
        -2 * SINE * math.cos(OUTER) - 4 * COSINE**2 * math.sin(OUTER),
    ),
    (
        "test_graphs.py test_third_derivative",
        fanout,
        (0, 0, 0),
        (X,),
        -2 * COSINE * math.cos(OUTER)
        + 12 * SINE * COSINE * math.sin(OUTER)
        - 8 * COSINE**3 * math.cos(OUTER),
    ),
    (
        "test_graphs.py test_third_derivative_other_args",
        of_both,
        (0, 1, 0),
        (X, X),
        SINE * COSINE * math.sin(OUTER) - COSINE**3 * math.cos(OUTER),
    ),
    (
        "test_graphs.py test_third_derivative_other_args2",
        of_both,
        (1, 0, 1),
        (X, X),
        SINE * COSINE * math.sin(OUTER) - COSINE**3 * math.cos(OUTER),
    ),
    (
        "test_graphs.py test_enclosing_scope_ref",
        lambda m, x: x * m.derivative(lambda y: x * y, 2.0),
        (0,),
        (3.0,),
        6.0,
    ),
    (
        "test_graphs.py test_enclosing_scope_ref_2",
        lambda m, x: x * m.derivative(lambda y: y * x * y, 2.0),
        (0,),
        (3.0,),
        24.0,
    ),
    ("test_wrappers.py test_hessian", quadratic, (0, 0), (2.0, 3.0), 2.0),
    ("test_wrappers.py test_hessian", quadratic, (0, 1), (2.0, 3.0), 1.0),
    ("test_wrappers.py test_hessian", quadratic, (1, 1), (2.0, 3.0), 2.0),
]

GRAD = "lax_autodiff_test.py testOpGrad"
OF_JAX = [
    (f"{GRAD}: exp", lambda m, x: m.exp(x), (0, 0), (X,), math.exp(X)),
    (
        f"{GRAD}: logistic",
        lambda m, x: m.sigmoid(x),
        (0, 0),
        (X,),
        SIGMOID * (1 - SIGMOID) * (1 - 2 * SIGMOID),
    ),
    (f"{GRAD}: sqrt", lambda m, x: m.sqrt(x), (0, 0), (4.0,), -1 / 32),
    (f"{GRAD}: rsqrt", lambda m, x: x**-0.5, (0, 0), (4.0,), 0.75 / 32),
    (f"{GRAD}: pow", lambda m, x: x**2.5, (0, 0), (4.0,), 7.5),
    (f"{GRAD}: max", lambda m, x, y: m.maximum(x, y) ** 2, (0, 0), (3.0, 2.0), 2.0),
    (f"{GRAD}: max", lambda m, x, y: m.maximum(x, y) ** 2, (0, 1), (3.0, 2.0), 0.0),
    (f"{GRAD}: min", lambda m, x, y: m.minimum(x, y) ** 2, (1, 1), (3.0, 2.0), 2.0),
    (
        "lax_autodiff_test.py testOpGradSpecialValue: tanh",
        lambda m, x: m.tanh(x),
        (0, 0),
        (0.0,),
        0.0,
    ),
    (
        "lax_autodiff_test.py testOpGradSpecialValue: sin",
        lambda m, x: m.sin(x),
        (0, 0),
        (math.pi / 2,),
        -1.0,
    ),
    (
        "lax_autodiff_test.py testClampGrad",
        lambda m, x: m.minimum(m.maximum(x**3, -1.0), 1.0),
        (0, 0),
        (0.5,),
        3.0,
    ),
    (
        "lax_autodiff_test.py testClampGrad",
        lambda m, x: m.minimum(m.maximum(x**3, -1.0), 1.0),
        (0, 0),
        (2.0,),
        0.0,
    ),
]

OF_PYTORCH = [
    (
        "test_autograd.py test_hessian_vector: 2 dx + dy",
        lambda m, x, y: (
            2 * m.derivative(lambda a: quadratic(m, a, y), x)
            + m.derivative(lambda b: quadratic(m, x, b), y)
        ),
        (0,),
        (2.0, 3.0),
        5.0,
    ),
    (
        "test_autograd.py test_hessian_vector: 2 dx + dy",
        lambda m, x, y: (
            2 * m.derivative(lambda a: quadratic(m, a, y), x)
            + m.derivative(lambda b: quadratic(m, x, b), y)
        ),
        (1,),
        (2.0, 3.0),
        4.0,
    ),
    (
        "test_autograd.py test_custom_autograd_repeated_grad_grad",
        lambda m, x, y: x * y,
        (0, 1),
        (1.0, 1.0),
        1.0,
    ),
    ("test_autograd.py test_custom_autograd_no_early_free", lambda m, x: x**2, (0, 0), (2.0,), 2.0),
    (
        "test_autograd.py test_where_functional",
        lambda m, x, y: m.where(x > y, x**3, y),
        (0, 0),
        (2.0, 1.0),
        12.0,
    ),
    (
        "test_autograd.py test_where_functional",
        lambda m, x, y: m.where(x > y, x**3, y),
        (0, 0),
        (1.0, 2.0),
        0.0,
    ),
    (
        "test_ops_gradients.py test_fn_gradgrad: softplus",
        lambda m, x: m.softplus(x),
        (0, 0),
        (X,),
        SIGMOID * (1 - SIGMOID),
    ),
    (
        "test_ops_gradients.py test_fn_gradgrad: relu",
        lambda m, x: m.relu(x) ** 2,
        (0, 0),
        (X,),
        2.0,
    ),
    (
        "test_ops_gradients.py test_fn_gradgrad: relu",
        lambda m, x: m.relu(x) ** 2,
        (0, 0),
        (-X,),
        0.0,
    ),
    ("test_ops_gradients.py test_fn_gradgrad: pow at 0", lambda m, x: x**2, (0, 0), (0.0,), 2.0),
    ("test_ops_gradients.py test_fn_gradgrad: pow at 0", lambda m, x: x**3, (0, 0, 0), (0.0,), 6.0),
    (
        "test_ops_gradients.py test_fn_gradgrad: reciprocal",
        lambda m, x: 1 / x,
        (0, 0, 0),
        (2.0,),
        -0.375,
    ),
]

SUITES = {AUTOGRAD: OF_AUTOGRAD, JAX: OF_JAX, PYTORCH: OF_PYTORCH}
DERIVATIVES = [Derivative(source, *row) for source, rows in SUITES.items() for row in rows]
