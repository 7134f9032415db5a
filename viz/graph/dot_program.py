"""A stand-in for the `dot` program, on the Graphviz libraries that pygraphviz carries.

Run as a program: DOT on standard input, -K, -T and -G as for `dot`, the picture on standard output,
for several -T one after the other, of one layout.
`dot` reads one graph after another from its input; here the line NEXT stands between them. A
process of its own, because the libraries take their font settings from the environment and write
to the standard error of whichever process they live in.
"""

import argparse
import sys
from typing import Any

__all__ = ["NEXT", "NO_LIBRARY"]

NO_LIBRARY = 3  # exit status where pygraphviz cannot be imported; the reason is on standard error
NEXT = "\n// the next graph\n"


def main() -> int:
    """Draw what stands on standard input; return the exit status."""
    try:
        from pygraphviz import graphviz as library
    except ImportError as error:
        print(error, file=sys.stderr)
        return NO_LIBRARY
    parser = argparse.ArgumentParser()
    parser.add_argument("-K", dest="engine", default="dot")
    parser.add_argument("-T", dest="formats", action="append", default=[])
    parser.add_argument("-G", dest="settings", action="append", default=[])
    options = parser.parse_args()
    context = library.gvContextWithBuiltins()
    sources = sys.stdin.buffer.read().decode("utf-8").split(NEXT)
    # The first status that is not 0 ends it.
    return next(filter(None, (_draw(library, context, one, options) for one in sources)), 0)


def _draw(library: Any, context: Any, source: str, options: argparse.Namespace) -> int:
    from pygraphviz import AGraph, DotError

    try:
        graph = AGraph(string=source)
    except DotError as error:
        print(error, file=sys.stderr)
        return 1
    for setting in options.settings:
        name, _, value = setting.partition("=")
        graph.graph_attr[name] = value
    if library.gvLayout(context, graph.handle, options.engine.encode()) != 0:
        return 1
    for format in options.formats or ["svg"]:
        status, picture = library.gvRenderData(context, graph.handle, format.encode())
        if status != 0:
            return int(status)
        sys.stdout.buffer.write(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
