"""Snippets: two ways that disagree, as a text that runs by itself and prints both."""

from collections.abc import Sequence

from tests.fuzz.programs import Line, Program

__all__ = ["snippet"]

OPERATORS = {
    "__add__": "{} + {}",
    "__sub__": "{} - {}",
    "__mul__": "{} * {}",
    "__truediv__": "{} / {}",
    "__pow__": "{} ** {}",
    "__neg__": "-{}",
    "__abs__": "abs({})",
    "_less": "ops.less({}, {})",
    "choose": "ops.choose({}, [{}, {}])",
    "_less_equal": "ops.less_equal({}, {})",
}

START = """\
import math
from types import SimpleNamespace

import engine
from engine import Value, grad, no_grad, tangents, topological_order, trace, value_and_grad


def lifted(x):
    return x if isinstance(x, Value) else Value(x, requires_grad=False)


def slope(f, *xs):
    return lifted(grad(f)(*xs))


Ops = SimpleNamespace(**{name: getattr(engine, name) for name in engine.__all__})
Ops.less, Ops.less_equal = lambda a, b: (a < b).node, lambda a, b: (a <= b).node
Ops.slope = slope


"""

LEAVES = """

WANTED, INPUTS, PARAMS = {wanted}, {inputs}, {params}
POINT = {point}


def leaves(only=WANTED, point=POINT):
    return [Value(x, f"x{{i}}", requires_grad=i in only) for i, x in enumerate(point)]


def show(way, answer):
    try:
        print(way, *answer())
    except (ArithmeticError, ValueError) as error:
        print(way, repr(error))


def backward(times=1, only=WANTED, changed=False, point=POINT):
    xs = leaves(only, point)
    root = f(Ops, *xs)
    value, nodes = root.data, topological_order(root)
    numbers = [node.data for node in nodes]
    if changed:  # an op has kept what its rule needs
        for node in nodes:
            node.data = math.nan
    for _ in range(times if root.requires_grad else 0):
        for x in xs:
            x.forget_grad()
        root.backward()
    for node, number in zip(nodes, numbers):
        node.data = number
    return value, *(xs[i].grad for i in only)


"""

EAGER = 'show("eager", lambda: backward(changed=True))\n'
MEAN = """\
PARTS = 8


def mean():
    rows = [backward(point=ROWS[i % len(ROWS)]) for i in range(COUNT)]
    parts = [[-0.0] * len(rows[0]) for _ in range(PARTS)]
    for i, row in enumerate(rows):
        parts[i % PARTS] = [a + b for a, b in zip(parts[i % PARTS], row)]
    total = parts[0]
    for part in parts[1:]:
        total = [a + b for a, b in zip(total, part)]
    return [number / COUNT for number in total]


ROWS, COUNT = {rows}, {count}
show("mean of eager", mean)
"""

WAYS = {
    "backward twice": 'show("backward twice", lambda: backward(2))\n',
    "grad": """\
for i in WANTED:
    show("eager", lambda: backward(only=[i]))
    show("grad", lambda: value_and_grad(lambda *xs: f(Ops, *map(lifted, xs)), i)(*POINT))
""",
    "forward mode": """\
xs = leaves()
root = f(Ops, *xs)
nodes = set(topological_order(root))
for i in WANTED:
    show("forward mode", lambda: [tangents(root, xs[i])[root] if xs[i] in nodes else 0.0])
""",
    "differences": """\
for i in WANTED:
    h = 2.0**-17 * (abs(POINT[i]) or 1.0)
    above, below = ([x + s * (k == i) for k, x in enumerate(POINT)] for s in (h, -h))
    show("differences", lambda: [(float(f(Ops, *map(Value, above))) -
                                  float(f(Ops, *map(Value, below)))) / (2.0 * h)])
""",
    "both slopes": 'show("both slopes: see the program", lambda: [])\n',
    "trace": """\
xs = leaves()
show("trace", lambda: [trace(f(Ops, *xs), xs[:INPUTS], xs[INPUTS : INPUTS + PARAMS])])
""",
    "pytorch": """\
import torch


def torch_slope(f, x, *others):
    x = x.clone() if x.requires_grad else x.clone().requires_grad_()
    root = f(x, *others)
    if not root.requires_grad:
        return torch.zeros_like(x)
    return torch.autograd.grad(root, x, create_graph=True, materialize_grads=True)[0]


Torch = SimpleNamespace(**vars(torch))
Torch.softplus = lambda x: torch.logaddexp(x, torch.zeros_like(x))
Torch.where = lambda condition, a, b: torch.where(condition != 0.0, a, b)
Torch.less, Torch.less_equal = lambda a, b: (a < b).double(), lambda a, b: (a <= b).double()
Torch.slope = torch_slope
xs = [torch.tensor(x, dtype=torch.float64, requires_grad=i in WANTED) for i, x in enumerate(POINT)]
root = f(Torch, *xs)
print("pytorch", root.item(), *(
    x.item() for x in torch.autograd.grad(root, [xs[i] for i in WANTED], materialize_grads=True)
) if root.requires_grad else ())
""",
}

COMPILED = """\
xs = leaves(point={traced})
program = trace(f(Ops, *xs), xs[:INPUTS], xs[INPUTS : INPUTS + PARAMS])
compiled = program.compile("{language}")
show("{language}", lambda: compiled({arguments}))
"""


def snippet(ways: Sequence[str], program: Program, point: Sequence[float]) -> str:
    """Return a text that prints what the ways answer about a program at a point."""
    leaves = program.inputs + len(program.params)
    head = LEAVES.format(
        wanted=list(program.wanted),
        inputs=program.inputs,
        params=leaves - program.inputs,
        point=_listed(program.numbers(point)),
    )
    f = _function("f", program.lines, program.leaves, first="ops, ")
    tails = [WAYS[way] if way in WAYS else _compiled(way, program, point) for way in ways[1:]]
    return START + "\n".join(f) + "\n" + head + EAGER + "".join(tails)


def _compiled(language: str, program: Program, point: Sequence[float]) -> str:
    traced = next(iter(program.points))
    if not program.params:
        arguments = "*POINT"
    elif program.rows == 1:
        arguments = f"{_listed(program.params)}, [{_listed(point)}]"
    else:
        rows = ", ".join(map(_listed, program.points))
        arguments = f"{_listed(program.params)}, [[{rows}][i % {len(program.points)}] "
        arguments += f"for i in range({program.rows})]"
    text = COMPILED.format(
        language=language, arguments=arguments, traced=_listed(program.numbers(traced))
    )
    if not program.params or program.rows == 1:
        return text
    rows = ", ".join(_listed(program.numbers(each)) for each in program.points)
    return MEAN.format(rows=f"[{rows}]", count=program.rows) + text


def _function(name: str, lines: Sequence[Line], leaves: int, first: str = "") -> list[str]:
    arguments = ", ".join(f"x{i}" for i in range(leaves))
    text = [f"def {name}({first}{arguments}):"]
    for result, line in enumerate(lines, leaves):
        operands = [f"x{i}" for i in line.operands]
        if line.op == "grad":
            inner = _function(f"f{result}", line.body, len(operands))
            text += [f"    {row}" for row in inner]
            text.append(f"    x{result} = ops.slope(f{result}, {', '.join(operands)})")
        else:
            call = f"ops.{line.op}({', '.join(['{}'] * len(operands))})"
            text.append(f"    x{result} = {OPERATORS.get(line.op, call).format(*operands)}")
    return [*text, f"    return x{leaves + len(lines) - 1}"]


def _listed(numbers: Sequence[float]) -> str:
    return f"[{', '.join(map(repr, numbers))}]"
