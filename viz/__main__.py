"""Draw the graph of an expression: python -m viz "tanh(w*x + b)" w=-3 x=2 b=6.88 -o neuron.svg."""

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from engine import Value, topological_order
from viz.expression import ALLOWED, value_of
from viz.graph import draw
from viz.walkthrough import walk

FORMATS = ("svg", "png", "pdf", "gv")
WALKS = ("html", "gif")


class OneLineParser(argparse.ArgumentParser):
    """A parser whose complaint is one line; --help tells the rest."""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2 after one line on stderr."""
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: list[str] | None = None, program: str = "python -m viz") -> int:
    """Run the command line of a program; return the exit status, 2 for bad input."""
    options = _parser(program).parse_args(arguments)
    try:
        _check("output", options.output, FORMATS)
        _check("walk", options.walk, WALKS)
        root = value_of(options.expression, _assigned(options.numbers))
        if root.requires_grad:
            root.backward()
        print(_table(root))
        if options.output:
            _write(root, options)
        if options.walk:
            print(f"wrote {walk(root, rankdir=options.rankdir).save(options.walk)}")
    except (ValueError, ArithmeticError, OSError, RuntimeError) as error:
        print(f"viz: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("viz: interrupted", file=sys.stderr)
        return 130
    return 0


def _parser(program: str) -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog=program,
        description="Compute an expression and its gradients, and draw the graph.",
        epilog=f"An expression may hold {ALLOWED}. Put -- before one that starts with a minus.",
    )
    parser.add_argument("expression", help='such as "tanh(w*x + b)"')
    parser.add_argument("numbers", nargs="*", metavar="name=number", help="such as w=-3 x=2 b=6.88")
    parser.add_argument("-o", "--output", type=Path, help=f"the picture: {', '.join(FORMATS)}")
    parser.add_argument("--walk", type=Path, help=f"step by step: {', '.join(WALKS)}")
    parser.add_argument("--rankdir", default="LR", help="LR (default), TB, RL or BT")
    parser.add_argument("--edge-gradients", action="store_true", help="local derivatives on edges")
    parser.add_argument("--no-constants", action="store_true", help="leave the constants out")
    return parser


def _check(option: str, path: Path | None, formats: tuple[str, ...]) -> None:
    if path is not None and path.suffix[1:] not in formats:
        *others, last = (f".{ending}" for ending in formats)
        allowed = f"{', '.join(others)} or {last}"
        raise ValueError(f"{option}: given {str(path)!r}; allowed: a name ending in {allowed}")


def _assigned(texts: list[str]) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for text in texts:
        name, number = _assignment(text)
        if name in numbers:
            raise ValueError(f"given {name} twice; allowed: once")
        numbers[name] = number
    return numbers


def _assignment(text: str) -> tuple[str, float]:
    name, equals, digits = text.partition("=")
    try:
        if equals and name.isidentifier():
            return name, float(digits)
    except ValueError:
        pass
    raise ValueError(f"given {text!r}; allowed: a name and a number, such as x=2")


def _table(root: Value) -> str:
    leaves = [node for node in topological_order(root) if node.is_leaf and node.label]
    rows = [(_name(root), root), *((node.label, node) for node in leaves if node is not root)]
    width = max(len(name) for name, _ in rows)
    lines = [
        f"{name:>{width}}  data {node.data:>10.4g}"
        + (f"  grad {node.grad:>10.4g}" if node.requires_grad else "")
        for name, node in rows
    ]
    return "\n".join(lines)


def _name(root: Value) -> str:
    return root.label or root.op or "constant"


def _write(root: Value, options: argparse.Namespace) -> None:
    path: Path = options.output
    drawing = draw(
        root,
        rankdir=options.rankdir,
        edge_gradients=options.edge_gradients,
        constants=not options.no_constants,
    )
    if path.suffix == ".gv":
        path.write_text(drawing.source, encoding="utf-8")
    else:
        path.write_bytes(drawing.pipe(path.suffix[1:]))
    print(f"wrote {path}")


if __name__ == "__main__":
    sys.exit(main())
