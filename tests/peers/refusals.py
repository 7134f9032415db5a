"""What is refused, with what error: (where from, script, our error, PyTorch's error or answer).

Where arithmetic leaves the numbers PyTorch goes on with inf and nan; a student is told at once.
"""

import math

from tests.peers import AUTOGRAD, PYTORCH, Refusal


def slope_of(f, at):
    """Return a script that answers with the value and the slope of f."""

    def run(m):
        x = m.leaf(at)
        root = f(m, x)
        root.backward()
        return root.item(), m.grad(x)

    return run


def backward_of_constants(m):
    (m.leaf(1.0, False) * 2.0).backward()


def backward_of_a_constant_leaf(m):
    m.leaf(1.0, False).backward()


def backward_under_no_grad(m):
    x = m.leaf(1.0)
    with m.no_grad():
        w = x + 4.0
    w.backward()


def backward_of_what_is_detached(m):
    (m.leaf(1.0) * 2.0).detach().backward()


def backward_from_a_list(m):
    (m.leaf(1.0) * 2.0).backward([1.0])


def backward_from_a_text(m):
    (m.leaf(1.0) * 2.0).backward("1")


def result_that_is_to_have_no_gradient(m):
    (m.leaf(1.0) * 2.0).requires_grad_(False)


def a_hook_that_is_no_function(m):
    y = m.leaf(1.0) * 2.0
    y.register_hook(3)
    y.backward()


def a_decorated_number(m):
    m.no_grad()(3)()


def data_of_none(m):
    m.leaf(None)


def data_of_a_text(m):
    m.leaf("3")


def a_sum_with_a_text(m):
    m.leaf(1.0) + "3"


def a_sum_with_none(m):
    m.leaf(1.0) + None


def length(m):
    len(m.leaf(1.0))


def iteration(m):
    list(m.leaf(1.0))


def item_of(m):
    m.leaf(1.0)[0]


def matrix_product(m):
    m.leaf(1.0) @ m.leaf(1.0)


def complex_power(m):
    x = m.leaf(-8.0)
    root = x ** (1 / 3)
    root.backward()
    return root.item(), m.grad(x)


def where_inside(m, x):
    return m.where(x > 0, m.sqrt(x), 0.0)


OF_PYTORCH = [
    (
        "test_backward_badcalls",
        backward_of_a_constant_leaf,
        RuntimeError,
        "constants",
        RuntimeError,
    ),
    ("test_backward_badcalls", backward_of_constants, RuntimeError, "constants", RuntimeError),
    ("test_no_grad", backward_under_no_grad, RuntimeError, "no_grad", RuntimeError),
    ("test_detach", backward_of_what_is_detached, RuntimeError, "constants", RuntimeError),
    ("test_invalid_gradients", backward_from_a_list, TypeError, "given an array", Exception),
    ("test_invalid_gradients", backward_from_a_text, TypeError, "given str '1'", Exception),
    (
        "test_requires_grad_",
        result_that_is_to_have_no_gradient,
        RuntimeError,
        "detach",
        RuntimeError,
    ),
    ("test_hooks", a_hook_that_is_no_function, TypeError, "hook: given 3", Exception),
    ("test_no_grad", a_decorated_number, TypeError, "allowed: a function", Exception),
    ("test_attribute_deletion", data_of_none, TypeError, "given NoneType", Exception),
    ("test_type_conversions", data_of_a_text, TypeError, "float", Exception),
    ("test_type_conversions", a_sum_with_a_text, TypeError, "'3'", TypeError),
    ("test_type_conversions", a_sum_with_none, TypeError, "None", TypeError),
    ("test_shape: of a number", length, TypeError, "len", TypeError),
    ("test_shape: of a number", iteration, TypeError, "iter", TypeError),
    ("test_indexing: of a number", item_of, TypeError, "subscript", IndexError),
    ("test_sparse_mm_backward: of numbers", matrix_product, TypeError, "@", RuntimeError),
    (
        "test_norm_subgradient: sqrt",
        slope_of(lambda m, x: m.sqrt(x), 0.0),
        ZeroDivisionError,
        "gradient of sqrt",
        (0.0, math.inf),
    ),
    (
        "test_norm_subgradient: sqrt of a square",
        slope_of(lambda m, x: m.sqrt(x * x), 0.0),
        ZeroDivisionError,
        "gradient of sqrt",
        (0.0, math.nan),
    ),
    (
        "test_fn_grad: pow at 0",
        slope_of(lambda m, x: x**0.5, 0.0),
        ZeroDivisionError,
        "gradient of",
        (0.0, math.inf),
    ),
    (
        "test_fn_grad: pow at 0",
        slope_of(lambda m, x: x**-1, 0.0),
        ZeroDivisionError,
        "0.0",
        (math.inf, -math.inf),
    ),
    (
        "test_fn_grad: pow of a negative base",
        complex_power,
        ValueError,
        "no real power",
        (math.nan, math.nan),
    ),
    (
        "test_fn_grad: log at 0",
        slope_of(lambda m, x: m.log(x), 0.0),
        ValueError,
        "above 0",
        (-math.inf, math.inf),
    ),
    (
        "test_fn_grad: log below 0",
        slope_of(lambda m, x: m.log(x), -1.0),
        ValueError,
        "above 0",
        (math.nan, -1.0),
    ),
    (
        "test_fn_grad: sqrt below 0",
        slope_of(lambda m, x: m.sqrt(x), -1.0),
        ValueError,
        "from 0 up",
        (math.nan, math.nan),
    ),
    (
        "test_fn_grad: reciprocal at 0",
        slope_of(lambda m, x: 1.0 / x, 0.0),
        ZeroDivisionError,
        "'/'",
        (math.inf, -math.inf),
    ),
    (
        "test_fn_grad: exp",
        slope_of(lambda m, x: m.exp(x), 1000.0),
        OverflowError,
        "709.78",
        (math.inf, math.inf),
    ),
]
OF_AUTOGRAD = [
    ("test_numpy.py: mod", lambda m: m.leaf(0.7) % m.leaf(1.8), TypeError, "%", None),
    ("test_logic.py test_no_vjp_def", lambda m: m.leaf(2.0) // 2.0, TypeError, "//", None),
]
REFUSALS = [
    *(Refusal(PYTORCH, f"test_autograd.py {test}", *row) for test, *row in OF_PYTORCH),
    *(Refusal(AUTOGRAD, *row) for row in OF_AUTOGRAD),
]
