"""Programs of minitorch's tests: (test, program, point, value, gradients)."""

import math


def sig(x):
    return 1.0 / (1.0 + math.exp(-x))


# name: (program, value, slope)
ONE_OPERAND = {
    "neg": (lambda m, a: -a, lambda a: -a, lambda a: -1.0),
    "addConstant": (lambda m, a: 5 + a, lambda a: 5 + a, lambda a: 1.0),
    "square": (lambda m, a: a * a, lambda a: a**2, lambda a: 2 * a),
    "cube": (lambda m, a: a * a * a, lambda a: a**3, lambda a: 3 * a**2),
    "subConstant": (lambda m, a: a - 5, lambda a: a - 5, lambda a: 1.0),
    "multConstant": (lambda m, a: 5 * a, lambda a: 5 * a, lambda a: 5.0),
    "div": (lambda m, a: a / 5, lambda a: a / 5, lambda a: 0.2),
    "inv": (lambda m, a: 1.0 / (a + 3.5), lambda a: 1 / (a + 3.5), lambda a: -((a + 3.5) ** -2)),
    "sig": (lambda m, a: m.sigmoid(a), sig, lambda a: sig(a) * sig(-a)),
    "log": (lambda m, a: m.log(a + 1e5), lambda a: math.log(a + 1e5), lambda a: 1 / (a + 1e5)),
    "relu": (lambda m, a: m.relu(a + 5.5), lambda a: max(a + 5.5, 0.0), lambda a: float(a > -5.5)),
    "exp": (
        lambda m, a: m.exp(a - 200),
        lambda a: math.exp(a - 200),
        lambda a: math.exp(a - 200),
    ),
    "explog": (
        lambda m, a: m.log(a + 1e5) + m.exp(a - 200),
        lambda a: math.log(a + 1e5) + math.exp(a - 200),
        lambda a: 1 / (a + 1e5) + math.exp(a - 200),
    ),
}


def nested(m, a):
    return m.log(m.sigmoid(m.relu(m.relu(a * 10 + 7) * 6 + 5) * 10)) / 50


# name: (program, value, slopes)
TWO_OPERANDS = {
    "add2": (lambda m, a, b: a + b, lambda a, b: a + b, lambda a, b: (1.0, 1.0)),
    "mul2": (lambda m, a, b: a * b, lambda a, b: a * b, lambda a, b: (b, a)),
    "div2": (
        lambda m, a, b: a / (b + 5.5),
        lambda a, b: a / (b + 5.5),
        lambda a, b: (1 / (b + 5.5), -a / (b + 5.5) ** 2),
    ),
    "gt2": (
        lambda m, a, b: m.where(a + 1.2 > b, a, a) * m.where(a + 1.2 > b, 1.0, 0.0),
        lambda a, b: a if a + 1.2 > b else 0.0,
        lambda a, b: (float(a + 1.2 > b), 0.0),
    ),
    "lt2": (
        lambda m, a, b: b * m.where(a + 1.2 < b, 1.0, 0.0) + 0.0 * a,
        lambda a, b: b if a + 1.2 < b else 0.0,
        lambda a, b: (0.0, float(a + 1.2 < b)),
    ),
}


def f1(x, y):
    return x + y + 10


def two_of_one(m, v):
    return f1(f1(0, v), f1(0, v))


OF_MINITORCH = [
    *(
        (f"test_scalar.py test_one_derivative: {name}", f, (x,), value(x), (slope(x),))
        for name, (f, value, slope) in ONE_OPERAND.items()
        for x in (0.7, -2.3)
    ),
    (
        "test_scalar.py test_one_derivative: relu of a dead one",
        lambda m, a: m.relu(a + 5.5),
        (-7.0,),
        0.0,
        (0.0,),
    ),
    ("test_scalar.py test_one_derivative: complex", nested, (0.7,), 0.0, (0.0,)),
    ("test_scalar.py test_one_derivative: complex", nested, (-0.9,), 0.0, (0.0,)),
    *(
        (f"test_scalar.py test_two_derivative: {name}", f, ab, value(*ab), slopes(*ab))
        for name, (f, value, slopes) in TWO_OPERANDS.items()
        for ab in ((0.7, 3.0), (2.5, -1.5))
    ),
    (
        "test_scalar.py test_simple",
        lambda m, a, b: m.relu(a) + m.relu(b),
        (2.0, -3.0),
        2.0,
        (1.0, 0.0),
    ),
    ("test_scalar.py test_scalar_name", lambda m, x: (x + 10.0) * 20, (10.0,), 400.0, (20.0,)),
    ("test_scalar.py test_central_diff: id", lambda m, x: +x, (5.0,), 5.0, (1.0,)),
    ("test_scalar.py test_central_diff: add", lambda m, x, y: x + y, (5.0, 10.0), 15.0, (1.0, 1.0)),
    (
        "test_scalar.py test_central_diff: mul",
        lambda m, x, y: x * y,
        (5.0, 10.0),
        50.0,
        (10.0, 5.0),
    ),
    (
        "test_scalar.py test_central_diff: exp",
        lambda m, x: m.exp(x),
        (2.0,),
        math.exp(2),
        (math.exp(2),),
    ),
    ("test_autodiff.py test_backprop1", lambda m, v: f1(0, v), (0.0,), 10.0, (5.0,), 5.0),
    ("test_autodiff.py test_backprop2", lambda m, v: f1(0, f1(0, v)), (0.0,), 20.0, (5.0,), 5.0),
    ("test_autodiff.py test_backprop3", two_of_one, (0.0,), 30.0, (10.0,), 5.0),
    (
        "test_autodiff.py test_backprop4",
        lambda m, v: two_of_one(m, f1(0, v)),
        (0.0,),
        50.0,
        (10.0,),
        5.0,
    ),
    ("test_autodiff.py test_chain_rule2", lambda m, v: f1(v, 0.0), (1.0,), 11.0, (5.0,), 5.0),
    ("test_autodiff.py test_chain_rule3", lambda m, v: 10 * v + 10, (5.0,), 60.0, (50.0,), 5.0),
    (
        "test_autodiff.py test_chain_rule4",
        lambda m, x, y: x * y + x,
        (5.0, 10.0),
        55.0,
        (55.0, 25.0),
        5.0,
    ),
    ("test_operators.py test_max", lambda m, a: m.maximum(a - 1.0, a), (3.0,), 3.0, (1.0,)),
    ("test_operators.py test_max", lambda m, a: m.maximum(a + 1.0, a), (3.0,), 4.0, (1.0,)),
    ("test_operators.py test_lt", lambda m, a: m.where(a - 1.0 < a, a, -a), (3.0,), 3.0, (1.0,)),
    ("test_operators.py test_sigmoid", lambda m, a: m.sigmoid(a), (0.0,), 0.5, (0.25,)),
    (
        "test_operators.py test_sigmoid",
        lambda m, a: m.sigmoid(a) + m.sigmoid(-a),
        (1.7,),
        1.0,
        (0.0,),
    ),
    (
        "test_operators.py test_distribute",
        lambda m, x, y, z: z * (x + y) - (z * x + z * y),
        (2.0, 3.0, 5.0),
        0.0,
        (0.0, 0.0, 0.0),
    ),
    (
        "test_operators.py test_prod",
        lambda m, x, y, z: x * y * z,
        (2.0, 3.0, 5.0),
        30.0,
        (15.0, 10.0, 6.0),
    ),
    ("test_operators.py test_relu_back", lambda m, a: m.relu(a), (2.0,), 2.0, (7.0,), 7.0),
    ("test_operators.py test_relu_back", lambda m, a: m.relu(a), (-2.0,), 0.0, (0.0,), 7.0),
]
