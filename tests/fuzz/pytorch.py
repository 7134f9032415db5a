"""PyTorch's way, where it can be imported: all points of a program at once."""

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
        "softplus": _softplus().apply,
        "where": lambda condition, a, b: torch.where(condition != 0.0, a, b),
        "_less": lambda a, b: (a < b).double(),
        "_less_equal": lambda a, b: (a <= b).double(),
    }
    return special.get(op) or getattr(torch, op.strip("_"), None)


@cache
def _softplus() -> Any:
    """Return softplus with the sigmoid as slope: PyTorch's own overflows, or cancels when twice."""
    import torch

    class Softplus(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, x: Any) -> Any:
            context.save_for_backward(x)
            return torch.nn.functional.softplus(x, threshold=700.0)

        @staticmethod
        def backward(context: Any, g: Any) -> Any:
            return g * torch.sigmoid(context.saved_tensors[0])

    return Softplus


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
