"""Write PyTorch's double-precision numbers to the JSON files beside this script.

Run it from the root, where PyTorch is installed: python -m tests.reference.write
"""

import json
import math
import random
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

if __name__ == "__main__" and not __package__:  # run as a file: make `tests` importable
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.reference import FOLDER, evaluate

# ---- random expressions ----

EXPRESSIONS = 240
DEPTHS = range(2, 7)
VARIABLES = "abcd"
LARGEST = 1e4  # of a value or gradient on the way, so that no digits are lost to cancellation


def tensor(number: Any) -> Tensor:
    return torch.as_tensor(number, dtype=torch.float64)


FUNCTIONS = {
    **{name: getattr(torch, name) for name in "exp log sqrt sin cos tan tanh sigmoid relu".split()},
    # Beyond its default threshold of 20, PyTorch's softplus is only nearly right.
    "softplus": lambda x: functional.softplus(x, threshold=700),
    "maximum": lambda x, y: torch.maximum(tensor(x), tensor(y)),
    "minimum": lambda x, y: torch.minimum(tensor(x), tensor(y)),
}
ONE_OPERAND = ["exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "relu", "softplus"]
SHAPES = [
    *["({} + {})", "({} - {})", "({} * {})", "({} / {})", "({} ** {})"],
    *["maximum({}, {})", "minimum({}, {})", "(-{})", "abs({})"],
    *[f"{name}({{}})" for name in ONE_OPERAND],
]
CONSTANT_EXPONENTS = ["2", "3", "-1", "-2", "0.5", "1.5", "0", "1"]


def draw_text(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return rng.choice(VARIABLES)
    if rng.random() < 0.1:
        return f"({draw_text(rng, depth - 1)} ** {rng.choice(CONSTANT_EXPONENTS)})"
    shape = rng.choice(SHAPES)
    # One operand as deep as asked, the other of any depth, a constant among them.
    parts = [draw_text(rng, depth - 1)]
    if shape.count("{}") == 2:
        constant = f"{rng.uniform(-3.0, 3.0):.2f}"
        other = draw_text(rng, rng.randrange(depth)) if rng.random() < 0.8 else f"({constant})"
        parts.append(other)
        rng.shuffle(parts)
    return shape.format(*parts)


def of_expression(text: str, at: Mapping[str, float]) -> dict[str, Any] | None:
    """Return value and gradient by PyTorch, or None where something on the way is not moderate."""
    variables = {name: tensor(number).requires_grad_() for name, number in at.items()}
    root = tensor(evaluate(text, FUNCTIONS, variables))
    if not root.requires_grad:
        return None
    on_the_way = _every_result(root)
    gradients = torch.autograd.grad(root, [*variables.values(), *on_the_way], allow_unused=True)
    found = [0.0 if gradient is None else gradient.item() for gradient in gradients]
    numbers = [*found, root.item(), *(result.item() for result in on_the_way)]
    if not all(abs(number) <= LARGEST for number in numbers):  # NaN and infinity fail too
        return None
    gradient = dict(zip(variables, found, strict=False))
    return {"text": text, "at": dict(at), "value": root.item(), "gradient": gradient}
