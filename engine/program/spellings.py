"""Spellings: how each language writes an op, and the functions that it has to be given.

An op made of known functions needs nothing here; a new function of the engine needs a line in each
table, one of a user's own brings its spellings along. Nothing here knows a derivative.
"""

import re
from pathlib import Path

__all__ = ["MATH", "NUMPY", "NUMPY_HELPERS", "PYTHON", "PYTHON_HELPERS", "C", "c_helpers"]

OPERATORS = {
    "+": "{} + {}",
    "-": "{} - {}",
    "*": "{} * {}",
    "/": "{} / {}",
    "neg": "-{}",
    "<": "{} < {}",
    "<=": "{} <= {}",
}

# The functions of Python's math and C's math.h, by their names here, which are NumPy's.
MATH = {
    **{name: name for name in ("exp", "log", "log2", "log10", "log1p", "expm1", "sqrt")},
    **{name: name for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{"arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2"},
}

PYTHON = {
    **OPERATORS,
    "**": "{} ** {}",
    "power": "power({}, {})",
    "less": "less({}, {})",
    "less_equal": "less_equal({}, {})",
    "abs": "abs({})",
    "where": "{1} if {0} else {2}",
    **{name: f"{word}({{}})" for name, word in MATH.items()},
    "arctan2": "atan2({}, {})",
    **{name: f"{name}({{}})" for name in ("sigmoid", "softplus", "relu")},
    **{name: f"{name}({{}}, {{}})" for name in ("maximum", "minimum")},
}

PYTHON_HELPERS = {
    "power": """
def power(x, y):
    z = x ** y
    if isinstance(z, complex):
        raise ValueError("a negative number has no real power with a fractional exponent")
    return z
""",
    "less": """
def less(x, y):
    return 1.0 if x < y else 0.0
""",
    "less_equal": """
def less_equal(x, y):
    return 1.0 if x <= y else 0.0
""",
    "sigmoid": """
def sigmoid(x):
    e = exp(-abs(x))
    return 1.0 / (1.0 + e) if x >= 0.0 else e / (1.0 + e)
""",
    "softplus": """
def softplus(x):
    return (0.0 if x < 0.0 else x) + log1p(exp(-abs(x)))
""",
    "relu": """
def relu(x):
    return 0.0 if x < 0.0 else x
""",
    "maximum": """
def maximum(x, y):
    return y if x < y or y != y else x
""",
    "minimum": """
def minimum(x, y):
    return y if y < x or y != y else x
""",
}

NUMPY = {
    **PYTHON,
    "power": "np.float_power({}, {})",  # ** 0.5 is np.sqrt to NumPy, which has no answer at -inf
    **dict.fromkeys(("<", "less"), "np.where({} < {}, 1.0, 0.0)"),
    **dict.fromkeys(("<=", "less_equal"), "np.where({} <= {}, 1.0, 0.0)"),
    "abs": "np.abs({})",
    "where": "np.where({}, {}, {})",
    **{name: f"np.{name}({{}})" for name in MATH},
    "arctan2": "np.arctan2({}, {})",
}

NUMPY_HELPERS = {
    "sigmoid": """
def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0.0, 1.0, e) / (1.0 + e)
""",
    "softplus": """
def softplus(x):
    return np.where(x < 0.0, 0.0, x) + np.log1p(np.exp(-np.abs(x)))
""",
    "relu": """
def relu(x):
    return np.where(x < 0.0, 0.0, x)
""",
    "maximum": """
def maximum(x, y):
    return np.where((x < y) | (y != y), y, x)
""",
    "minimum": """
def minimum(x, y):
    return np.where((y < x) | (y != y), y, x)
""",
}

C = {
    **PYTHON,
    "**": "pow({}, {})",
    "power": "pow({}, {})",
    "less": "{} < {}",
    "less_equal": "{} <= {}",
    "abs": "fabs({})",
    "where": "{} ? {} : {}",
}


def c_helpers() -> dict[str, str]:
    """Return the functions of functions.h by name, the same text that the machine includes."""
    text = Path(__file__).with_name("functions.h").read_text("utf-8")
    functions = re.finditer(r"^static double (\w+).*?^}\n", text, re.DOTALL | re.MULTILINE)
    return {function[1]: function[0] for function in functions}
