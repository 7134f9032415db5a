"""Programs of JAX's tests: (test, program, point, value, gradients)."""

import math

PI = math.pi


def clamp(m, x, low, high):
    return m.minimum(m.maximum(x, low), high)


def reciprocal_root(m, x):
    return x**-0.5


SPECIAL = "lax_autodiff_test.py testOpGradSpecialValue"
GRAD = "lax_autodiff_test.py testOpGrad"
CLAMP = "lax_autodiff_test.py testClampGrad"
OF_JAX = [
    (f"{SPECIAL}: tanh", lambda m, x: m.tanh(x), (0.0,), 0.0, (1.0,)),
    (f"{SPECIAL}: tanh", lambda m, x: m.tanh(x), (1000.0,), 1.0, (0.0,)),
    *(
        (f"{SPECIAL}: sin", lambda m, x: m.sin(x), (x,), math.sin(x), (math.cos(x),))
        for x in (0.0, PI, PI / 2, PI / 4)
    ),
    *(
        (f"{SPECIAL}: cos", lambda m, x: m.cos(x), (x,), math.cos(x), (-math.sin(x),))
        for x in (0.0, PI, PI / 2, PI / 4)
    ),
    (f"{SPECIAL}: tan", lambda m, x: m.tan(x), (0.0,), 0.0, (1.0,)),
    (f"{GRAD}: logistic", lambda m, x: m.sigmoid(x), (-800.0,), 0.0, (0.0,)),
    (f"{GRAD}: logistic", lambda m, x: m.sigmoid(x), (800.0,), 1.0, (0.0,)),
    (f"{GRAD}: rsqrt", reciprocal_root, (4.0,), 0.5, (-0.0625,)),
    (f"{GRAD}: cbrt", lambda m, x: x ** (1 / 3), (8.0,), 2.0, (1 / 12,)),
    (CLAMP, clamp, (0.5, -1.0, 1.0), 0.5, (1.0, 0.0, 0.0)),
    (CLAMP, clamp, (-3.0, -1.0, 1.0), -1.0, (0.0, 1.0, 0.0)),
    (CLAMP, clamp, (3.0, -1.0, 1.0), 1.0, (0.0, 0.0, 1.0)),
]
