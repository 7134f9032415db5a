"""PyTorch's way, where it can be imported: all points of a program at once."""

import math
from collections.abc import Sequence
from functools import cache, partial
from importlib.util import find_spec
from typing import Any

from tests.fuzz.answers import Answer
from tests.fuzz.programs import Line, Program, results

__all__ = ["answers", "is_asked"]


def is_asked(lines: Sequence[Line]) -> bool:
    """Whether PyTorch is here, and has a function for every op."""
    return bool(find_spec("torch")) and all(
        is_asked(line.body) if line.op == "grad" else function(line.op) for line in lines
    )


def function(op: str) -> Any:
    import torch

    special = {
        "__truediv__": torch.div,
        "where": lambda condition, a, b: torch.where(condition != 0.0, a, b),
        "_less": lambda a, b: (a < b).double(),
        "_less_equal": lambda a, b: (a <= b).double(),
        **_with_slopes(),
    }
    return special.get(op) or getattr(torch, op.strip("_"), None)


@cache
def _with_slopes() -> dict[str, Any]:
    """Return functions with a slope of our own, where PyTorch's overflows or loses digits."""
    import torch

    def of_cosine(x: Any) -> Any:
        return torch.sqrt((1.0 - x) * (1.0 + x))

    def of_angle(g: Any, y: Any, x: Any) -> Any:
        scale = torch.maximum(abs(x), abs(y))
        a, b = x / scale, y / scale
        square = scale * (a * a + b * b)
        return g * (a / square), -g * (b / square)

    softplus = partial(torch.nn.functional.softplus, threshold=700.0)
    return {
        "softplus": _with_slope(softplus, lambda g, x: (g * torch.sigmoid(x),)),
        "expm1": _with_slope(torch.expm1, lambda g, x: (g * torch.exp(x),)),
        "log2": _with_slope(torch.log2, lambda g, x: (g / math.log(2.0) / x,)),
        "log10": _with_slope(torch.log10, lambda g, x: (g / math.log(10.0) / x,)),
        "arcsin": _with_slope(torch.arcsin, lambda g, x: (g / of_cosine(x),)),
        "arccos": _with_slope(torch.arccos, lambda g, x: (-g / of_cosine(x),)),
        "arctan2": _with_slope(torch.arctan2, of_angle),
    }


def _with_slope(f: Any, slopes: Any) -> Any:
    import torch

    class Function(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, *operands: Any) -> Any:
            context.save_for_backward(*operands)
            return f(*operands)

        @staticmethod
        def backward(context: Any, g: Any) -> Any:
            found = slopes(g, *context.saved_tensors)
            return found if len(found) > 1 else found[0]

    return Function.apply


def answers(program: Program, points: Sequence[Sequence[float]]) -> list[Answer | None]:
    """Return an answer for each point, None where PyTorch is known to be wrong.

    That is the second derivative of x ** y at x = 0 and at y = 0: the first is chosen there.
    """
    import torch

    torch.set_num_threads(1)
    columns = zip(*map(program.numbers, points), strict=True)
    leaves = [torch.tensor(column, dtype=torch.float64) for column in columns]
    wanted = [leaves[i] for i in program.wanted]
    for leaf in wanted:
        leaf.requires_grad_()
    wrong = torch.zeros(len(points), dtype=torch.bool)
    root = results(program.lines, leaves, partial(_apply, wrong))[-1]
    table = torch.stack([root.detach(), *_slopes(root, wanted, create_graph=False)], dim=1)
    pairs = zip(table.tolist(), wrong.tolist(), strict=True)
    return [None if is_wrong else tuple(answer) for answer, is_wrong in pairs]


def _apply(wrong: Any, line: Line, operands: list[Any], *, differentiated: bool = False) -> Any:
    if line.op != "grad":
        if differentiated and line.op == "__pow__":
            wrong |= (operands[0] == 0.0) | (operands[1] == 0.0)
        return function(line.op)(*operands)
    x = operands[0].clone()  # the slope by it alone, whatever else depends on the operand
    if not x.requires_grad:
        x.requires_grad_()
    apply = partial(_apply, wrong, differentiated=True)
    root = results(line.body, [x, *operands[1:]], apply)[-1]
    return _slopes(root, [x], create_graph=True)[0]


def _slopes(root: Any, wanted: Sequence[Any], *, create_graph: bool) -> Sequence[Any]:
    import torch

    if not root.requires_grad:
        return [torch.zeros_like(x) for x in wanted]
    return torch.autograd.grad(
        root.sum(), wanted, create_graph=create_graph, materialize_grads=True
    )
