"""Write PyTorch's double-precision numbers to the JSON files beside this script.

Run it from the root, where PyTorch is installed: python -m tests.reference.write
"""

import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

if not __package__:  # run as a file: let Python find `tests`
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.reference import FOLDER, evaluate

SEED = 20221106


def tensor(number: Any) -> Tensor:
    return torch.as_tensor(number, dtype=torch.float64)


def with_gradients(at: Mapping[str, float]) -> dict[str, Tensor]:
    return {name: tensor(number).requires_grad_() for name, number in at.items()}


def gradients(root: Tensor, variables: Sequence[Tensor]) -> list[float]:
    found = torch.autograd.grad(root, variables, allow_unused=True)
    return [0.0 if gradient is None else gradient.item() for gradient in found]


# ---- random expressions ----

EXPRESSIONS = 240
LARGEST = 1e4  # of any number on the way, so that no digits are lost to cancellation

ONE_OPERAND = {
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    # Beyond its default threshold of 20, PyTorch's softplus is only nearly right.
    "softplus": lambda x: functional.softplus(x, threshold=700),
}
FUNCTIONS = {
    **ONE_OPERAND,
    "maximum": lambda x, y: torch.maximum(tensor(x), tensor(y)),
    "minimum": lambda x, y: torch.minimum(tensor(x), tensor(y)),
}
SHAPES = [
    "({} + {})",
    "({} - {})",
    "({} * {})",
    "({} / {})",
    "({} ** {})",
    "(-{})",
    "abs({})",
    "maximum({}, {})",
    "minimum({}, {})",
    "({} ** 2)",
    "({} ** 3)",
    "({} ** -1)",
    "({} ** 0.5)",
    *(f"{name}({{}})" for name in ONE_OPERAND),
]


def draw_text(rng: random.Random, depth: int, inside: list[str]) -> str:
    """Draw an expression of a depth; add it and all expressions inside it to the list."""
    if depth == 0:
        return rng.choice("abcd")
    shape = rng.choice(SHAPES)
    parts = [draw_text(rng, depth - 1, inside)]
    if shape.count("{}") == 2:
        if rng.random() < 0.8:
            parts.append(draw_text(rng, rng.randrange(depth), inside))
        else:
            parts.append(f"({rng.uniform(-3.0, 3.0):.2f})")
        rng.shuffle(parts)
    inside.append(shape.format(*parts))
    return inside[-1]


def is_moderate(numbers: Sequence[float]) -> bool:
    return all(abs(number) <= LARGEST for number in numbers)  # NaN and infinity are not


def gradients_on_the_way(root: Tensor) -> list[float]:
    """Return every contribution that passes from a node to an operand, NaN and infinity too.

    PyTorch's relu and maximum hide an infinite slope behind a 0; here that counts as not moderate.
    """
    found: list[float] = []

    def note(contributions: Sequence[Tensor | None], _: Any) -> None:
        found.extend(number.item() for number in contributions if number is not None)

    pending, seen = [root.grad_fn], set()
    while pending:
        node = pending.pop()
        if node is not None and node not in seen:
            seen.add(node)
            node.register_hook(note)
            pending += [operand for operand, _ in node.next_functions]
    root.backward()
    return found


def of_expression(text: str, at: Mapping[str, float]) -> dict[str, Any]:
    variables = with_gradients(at)
    root = evaluate(text, FUNCTIONS, variables)
    slopes = gradients(root, list(variables.values()))
    return {"value": root.item(), "gradient": dict(zip(at, slopes, strict=True))}


def expressions() -> Iterator[dict[str, Any]]:
    rng = random.Random(SEED)
    written = 0
    while written < EXPRESSIONS:
        inside: list[str] = []
        text = draw_text(rng, 2 + written % 5, inside)
        at = {name: round(rng.uniform(-2.5, 2.5), 3) for name in "abcd"}
        results = [evaluate(part, FUNCTIONS, with_gradients(at)) for part in inside]
        if not is_moderate([result.item() for result in results]):
            continue
        if not is_moderate(gradients_on_the_way(results[-1])):
            continue
        answer = of_expression(text, at)
        if any(answer["gradient"].values()):
            written += 1
            yield {"text": text, "at": at, **answer}


# ---- optimizers ----

STEPS = 50
FUNCTION = "(1 - a)**2 + 5 * (b - a**2)**2 + sin(c) * a + 0.1 * c**2"  # not convex
START = {"a": -0.5, "b": 0.8, "c": 1.2}
OPTIMIZERS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.01}),
    ("SGD", {"lr": 0.02}),
    ("SGD", {"lr": 0.01, "momentum": 0.9}),
    ("SGD", {"lr": 0.01, "weight_decay": 0.01}),
    ("SGD", {"lr": 0.01, "momentum": 0.9, "weight_decay": 0.01}),
    ("Adam", {}),
    ("Adam", {"lr": 0.05}),
    ("Adam", {"lr": 0.05, "betas": [0.8, 0.99]}),
    ("Adam", {"lr": 0.05, "eps": 1e-3}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.01}),
    ("Adam", {"lr": 0.1, "betas": [0.8, 0.99], "eps": 1e-3, "weight_decay": 0.1}),
]


def of_optimizer(name: str, settings: Mapping[str, Any]) -> list[list[float]]:
    """Return the weights after each step."""
    weights = with_gradients(START)
    optimizer = getattr(torch.optim, name)(list(weights.values()), **settings)
    trajectory = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        evaluate(FUNCTION, FUNCTIONS, weights).backward()
        optimizer.step()
        trajectory.append([weight.item() for weight in weights.values()])
    return trajectory


def optimizers() -> Iterator[dict[str, Any]]:
    for name, settings in OPTIMIZERS:
        weights = of_optimizer(name, settings)
        setup = {"optimizer": name, "settings": settings, "function": FUNCTION, "start": START}
        yield {**setup, "weights": weights}


# ---- losses of one sample ----


def mse(scores: Tensor, target: float) -> Tensor:
    return functional.mse_loss(scores[0], tensor(target))


def hinge(scores: Tensor, target: float) -> Tensor:
    return torch.relu(1.0 - target * scores[0])


def binary_cross_entropy(scores: Tensor, target: float) -> Tensor:
    return functional.binary_cross_entropy_with_logits(scores[0], tensor(target))


def cross_entropy(scores: Tensor, target: int) -> Tensor:
    return functional.cross_entropy(scores, torch.tensor(target))


LOSSES = {
    "mse": (mse, [1.5, -0.5]),
    "hinge": (hinge, [-1, 1]),
    "binary_cross_entropy": (binary_cross_entropy, [0, 1]),
    "cross_entropy": (cross_entropy, [0, 1, 2]),
}
EXTREME = (-1000.0, -1.0, 0.0, 1.0, 1000.0)
EXTREME_TRIPLES = (
    (1000.0, -1000.0, 0.0),
    (-1000.0, -1000.0, -1000.0),
    (1000.0, 1000.0, 1000.0),
    (1000.0, 1000.0, -1000.0),
    (1000.0, 999.5, 998.0),
    (-1000.0, -1001.5, 1000.0),
    (0.0, 0.0, 0.0),
    (0.5, 0.5, -1.0),
)


def of_loss(name: str, scores: Sequence[float], target: float) -> dict[str, Any]:
    f, _ = LOSSES[name]
    variables = tensor(scores).requires_grad_()
    value = f(variables, target)
    (slopes,) = torch.autograd.grad(value, variables)
    return {"value": value.item(), "gradient": slopes.tolist()}


def losses() -> Iterator[dict[str, Any]]:
    rng = random.Random(SEED)
    for name, (_, targets) in LOSSES.items():
        size = 3 if name == "cross_entropy" else 1
        samples = [[round(rng.gauss(0.0, 3.0), 3) for _ in range(size)] for _ in range(12)]
        samples += map(list, EXTREME_TRIPLES) if size == 3 else [[score] for score in EXTREME]
        for scores in samples:
            for target in targets:
                answer = of_loss(name, scores, target)
                yield {"loss": name, "scores": scores, "target": target, **answer}


# ---- files ----

FILES = {"expressions": expressions, "optimizers": optimizers, "losses": losses}


def write() -> None:
    for name, rows in FILES.items():
        lines = ",\n".join(json.dumps(row, allow_nan=False) for row in rows())
        (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    write()
