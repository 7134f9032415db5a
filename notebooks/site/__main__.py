"""The command: write the class site to a folder."""

import argparse
import sys
from pathlib import Path

from .building import build

__all__ = ["main"]


def main(arguments: list[str] | None = None, program: str = "python -m notebooks.site") -> int:
    """Run the command line; return the exit status, 2 for bad input."""
    parser = argparse.ArgumentParser(
        prog=program, description="Write the class site, plain files for any web server."
    )
    parser.add_argument("--out", type=Path, default=Path("site"), help="%(default)s")
    parser.add_argument(
        "--pyodide",
        type=Path,
        help="a folder or an archive of Pyodide's distribution; without it packages are fetched",
    )
    options = parser.parse_args(arguments)
    try:
        build(options.out, options.pyodide)
    except (OSError, RuntimeError, ValueError) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
