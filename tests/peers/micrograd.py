"""Programs of micrograd's tests: (test, program, point, value, gradients)."""

import math


def sanity(m, x):
    z = 2 * x + 2 + x
    q = m.relu(z) + z * x
    return m.relu(z * z) + q + q * x


def more_ops(m, a, b):
    c, d = a + b, a * b + b**3
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + m.relu(b + a))
    d = d + (3 * d + m.relu(b - a))
    f = (c - d) ** 2
    return f / 2.0 + 10.0 / f


OF_MICROGRAD = [
    ("test_engine.py test_sanity_check", sanity, (-4.0,), -20.0, (46.0,)),
    (
        "test_engine.py test_more_ops",
        more_ops,
        (-4.0, 2.0),
        24.70408163265306,
        (138.83381924198252, 645.5772594752186),
    ),
    *(
        (
            "test_engine.py test_unary_tensor_fns",
            lambda m, x: m.tanh(x),
            (x,),
            math.tanh(x),
            (1 - math.tanh(x) ** 2,),
        )
        for x in (-1.0, 0.123, 2.0)
    ),
    *(
        (
            "test_engine.py test_unary_tensor_fns",
            lambda m, x: m.exp(x),
            (x,),
            math.exp(x),
            (math.exp(x),),
        )
        for x in (-1.0, 0.123, 2.0)
    ),
]
