"""Programs of HIPS autograd's tests: (test, program, point, value, gradients)."""

import math

PI, SINH, COSH = math.pi, math.sinh(1), math.cosh(1)


# Each is tripled, as there: name: (program, value, slope, points)
TRIPLED = {
    "abs": (lambda m, x: abs(x), abs, lambda x: math.copysign(1, x), (1.1, -1.1)),
    "sin": (lambda m, x: m.sin(x), math.sin, math.cos, (0.4, -1.3)),
    "exp": (lambda m, x: m.exp(x), math.exp, math.exp, (0.4, -1.3)),
    "log": (lambda m, x: m.log(x), math.log, lambda x: 1 / x, (0.4, 1.3)),
    "neg": (lambda m, x: -x, lambda x: -x, lambda x: -1.0, (0.4,)),
    "cos": (lambda m, x: m.cos(x), math.cos, lambda x: -math.sin(x), (0.4, -1.3)),
    "tan": (lambda m, x: m.tan(x), math.tan, lambda x: 1 / math.cos(x) ** 2, (0.4, -1.3)),
    "cosh": (lambda m, x: m.cosh(x), math.cosh, math.sinh, (0.4, -1.3)),
    "sinh": (lambda m, x: m.sinh(x), math.sinh, math.cosh, (0.4, -1.3)),
    "tanh": (lambda m, x: m.tanh(x), math.tanh, lambda x: 1 - math.tanh(x) ** 2, (0.4, -1.3)),
}


def tripled(f):
    return lambda m, x: 3.0 * f(m, x)


X, Y = 0.7, 1.8
OF_AUTOGRAD = [
    *(
        (f"test_scalar_ops.py test_{name}", tripled(f), (x,), 3 * value(x), (3 * slope(x),))
        for name, (f, value, slope, points) in TRIPLED.items()
        for x in points
    ),
    ("test_core.py test_add", lambda m, x, y: x + y, (X, Y), X + Y, (1.0, 1.0)),
    ("test_core.py test_sub", lambda m, x, y: x - y, (X, Y), X - Y, (1.0, -1.0)),
    ("test_core.py test_div", lambda m, x, y: x / y, (X, Y), X / Y, (1 / Y, -X / Y**2)),
    ("test_core.py test_mul", lambda m, x, y: x * y, (X, Y), X * Y, (Y, X)),
    (
        "test_core.py test_pow",
        lambda m, x, y: x**y,
        (X, Y),
        X**Y,
        (Y * X ** (Y - 1), X**Y * math.log(X)),
    ),
    (
        "test_core.py test_leq",
        lambda m, x, y: m.where(x <= y, 2.0, 3.0) * x,
        (X, Y),
        2 * X,
        (2.0, 0.0),
    ),
    (
        "test_core.py test_geq",
        lambda m, x, y: m.where(x >= y, 2.0, 3.0) * x,
        (X, Y),
        3 * X,
        (3.0, 0.0),
    ),
    ("test_binary_ops.py test_div", lambda m, x, y: x / y, (-X, -Y), X / Y, (-1 / Y, X / Y**2)),
    (
        "test_binary_ops.py test_pow",
        lambda m, x, y: x**y,
        (2.1, 2.0),
        2.1**2,
        (4.2, 2.1**2 * math.log(2.1)),
    ),
    ("test_systematic.py test_sqrt", lambda m, x: m.sqrt(x), (2.25,), 1.5, (1 / 3,)),
    (
        "test_systematic.py test_log2",
        lambda m, x: m.log2(x),
        (0.5,),
        -1.0,
        (2 / math.log(2),),
    ),
    (
        "test_systematic.py test_log10",
        lambda m, x: m.log10(x),
        (0.1,),
        -1.0,
        (10 / math.log(10),),
    ),
    ("test_systematic.py test_log1p", lambda m, x: m.log1p(x), (1.0,), math.log(2), (0.5,)),
    ("test_systematic.py test_expm1", lambda m, x: m.expm1(x), (1.0,), math.e - 1, (math.e,)),
    ("test_systematic.py test_sinh", lambda m, x: m.sinh(x), (1.0,), SINH, (COSH,)),
    ("test_systematic.py test_cosh", lambda m, x: m.cosh(x), (1.0,), COSH, (SINH,)),
    ("test_systematic.py test_arcsin", lambda m, x: m.arcsin(x), (0.6,), math.asin(0.6), (1.25,)),
    ("test_systematic.py test_arccos", lambda m, x: m.arccos(x), (0.6,), math.acos(0.6), (-1.25,)),
    ("test_systematic.py test_arctan", lambda m, x: m.arctan(x), (2.0,), math.atan(2), (0.2,)),
    (
        "test_systematic.py test_arctan2",
        lambda m, y, x: m.arctan2(y, x),
        (3.0, -4.0),
        math.atan2(3, -4),
        (-0.16, -0.12),
    ),
    ("test_systematic.py test_exp2", lambda m, x: 2**x, (3.0,), 8.0, (8 * math.log(2),)),
    ("test_systematic.py test_fabs", lambda m, x: abs(x), (-3.0,), 3.0, (-1.0,)),
    ("test_systematic.py test_square", lambda m, x: x**2, (-3.0,), 9.0, (-6.0,)),
    ("test_systematic.py test_radians", lambda m, x: x * PI / 180, (90.0,), PI / 2, (PI / 180,)),
    (
        "test_systematic.py test_logaddexp",
        lambda m, x, y: m.log(m.exp(x) + m.exp(y)),
        (1.0, 1.0),
        1 + math.log(2),
        (0.5, 0.5),
    ),
    ("test_systematic.py test_maximum", lambda m, x, y: m.maximum(x, y), (X, Y), Y, (0.0, 1.0)),
    ("test_systematic.py test_minimum", lambda m, x, y: m.minimum(x, y), (X, Y), X, (1.0, 0.0)),
    (
        "test_graphs.py test_grad_fanout",
        lambda m, x: m.sin(m.sin(x) + m.sin(x)),
        (0.4,),
        math.sin(2 * math.sin(0.4)),
        (2 * math.cos(0.4) * math.cos(2 * math.sin(0.4)),),
    ),
    (
        "test_graphs.py test_mutating_outgrad",
        lambda m, a: (a + (a + 1.0)) + ((a + 1.0) + 1.5),
        (0.3,),
        4.4,
        (3.0,),
    ),
    (
        "test_wrappers.py test_return_both",
        lambda m, x: 3.0 * x**3.2,
        (1.7,),
        3 * 1.7**3.2,
        (9.6 * 1.7**2.2,),
    ),
    (
        "test_wrappers.py test_checkpoint_correctness",
        lambda m, x: (2 * x + x / 3 + 5) + (2 * x + x**2 + 5),
        (3.0,),
        32.0,
        (10 + 1 / 3,),
    ),
    (
        "test_wrappers.py test_multigrad",
        lambda m, a, b, d, e: a + m.sin(b) + m.cos(d) + m.tan(e),
        (0.5, -0.3, -1.1, 0.7),
        0.5 - math.sin(0.3) + math.cos(1.1) + math.tan(0.7),
        (1.0, math.cos(0.3), math.sin(1.1), 1 / math.cos(0.7) ** 2),
    ),
]
