"""Draw the graph of an expression: python -m viz "tanh(w*x + b)" w=-3 x=2 b=6.88 -o neuron.svg."""

import argparse
import math
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from engine import Value, topological_order
from engine.extend import ending, shortened, write_file
from viz.expression import Expression, each_once
from viz.graph import draw
from viz.vocabulary import ALLOWED
from viz.walkthrough import walk

__all__ = ["OneLineParser", "main"]

FORMATS = ("svg", "png", "pdf", "gv")
WALKS = ("html", "gif")
NO_PICTURE = "no picture was asked for: add -o graph.svg for one, or --walk walk.html"
DECIMAL_COMMA = re.compile(r"-?\d{1,20},\d{1,20}")
ORDER = 'for an expression that starts with a minus write -o graph.svg -- "-x" x=1, options first'


class OneLineParser(argparse.ArgumentParser):
    """A parser whose complaint is one line; --help tells the rest."""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2 after one line on stderr."""
        self.exit(2, f"{self.prog}: {message}\n")


class _Parser(OneLineParser):
    def error(self, message: str) -> NoReturn:
        is_of_minus = message.startswith("unrecognized") and " --" not in message
        order = f"; {ORDER}" if is_of_minus else ""
        super().error(message + order)


def main(arguments: list[str] | None = None, program: str = "python -m viz") -> int:
    """Run the command line of a program; return the exit status, 2 for bad input."""
    options = _parser(program).parse_args(arguments)
    try:
        _check("output", options.output, FORMATS)
        _check("walk", options.walk, WALKS)
        numbers = each_once(map(_assignment, options.numbers))
        expression = Expression(options.expression, numbers)
        root = expression.root
        if root.requires_grad:
            expression.backward()
        print(_table(root))
        if options.output:
            _write(root, options)
        if options.walk:
            print(f"wrote {walk(root, rankdir=options.rankdir).save(options.walk)}")
        if not (options.output or options.walk):
            print(NO_PICTURE)
    except (ValueError, ArithmeticError, OSError, RuntimeError) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{program}: interrupted", file=sys.stderr)
        return 130
    return 0


def _parser(program: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog=program,
        description="Compute an expression and its gradients, and draw the graph.",
        epilog=f"An expression may hold {ALLOWED}. {ORDER.capitalize()}.",
    )
    parser.add_argument("expression", help='such as "tanh(w*x + b)"')
    parser.add_argument("numbers", nargs="*", metavar="name=number", help="such as w=-3 x=2 b=6.88")
    parser.add_argument("-o", "--output", type=Path, help=f"the picture: {', '.join(FORMATS)}")
    parser.add_argument("--walk", type=Path, help=f"step by step: {', '.join(WALKS)}")
    parser.add_argument("--rankdir", default=None, help="LR (default), TB, RL or BT")
    parser.add_argument("--edge-gradients", action="store_true", help="local derivatives on edges")
    parser.add_argument("--no-constants", action="store_true", help="leave the constants out")
    return parser


def _check(option: str, path: Path | None, formats: tuple[str, ...]) -> None:
    if path is not None and ending(path)[1:] not in formats:
        *others, last = (f".{ending}" for ending in formats)
        allowed = f"{', '.join(others)} or {last}"
        raise ValueError(f"{option}: given {str(path)!r}; allowed: a name ending in {allowed}")


def _assignment(text: str) -> tuple[str, float]:
    name, equals, digits = text.partition("=")
    with suppress(ValueError):
        if equals and name.isidentifier() and math.isfinite(number := float(digits)):
            return name, number
    order = f"; {ORDER}" if text.startswith("-") else ""
    example = f"x={digits.replace(',', '.')}" if DECIMAL_COMMA.fullmatch(digits) else "x=2"
    raise ValueError(
        f"given {shortened(text)}; allowed: a name and a finite number, such as {example}{order}"
    )


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
        rankdir=options.rankdir or "LR",
        edge_gradients=options.edge_gradients,
        constants=not options.no_constants,
    )
    format = ending(path)[1:]
    picture = drawing.source.encode("utf-8") if format == "gv" else drawing.pipe(format)
    write_file(path, picture)
    print(f"wrote {path}")


if __name__ == "__main__":
    sys.exit(main())
