"""chalkgrad: what the doors of engine, viz and nn offer, under one name; and its command.

    import chalkgrad as cg

    cg.Value, cg.draw, cg.MLP, cg.data.moons

`import chalkgrad` imports none of the three: the first use of a name does, and asks engine, viz and
nn in this order. No name is offered by two of them; if one were, the first would be taken.
"""

import sys
from collections.abc import Callable, Iterator
from filecmp import cmp
from importlib import import_module
from pathlib import Path
from runpy import run_path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for editors
    from engine import *
    from nn import *
    from nn import data as data
    from viz import *

HERE = Path(__file__).parent
LECTURES = (HERE / "nn" / "lectures", HERE / "notebooks")  # in a wheel, in a clone

USAGE = """\
usage: chalkgrad draw EXPRESSION [name=number ...]  draw the graph of an expression
       chalkgrad train [options]                    train a network and show what it learned
       chalkgrad lectures [folder]                  copy the lectures to a folder of yours
       chalkgrad site [--out folder]                write the class site, for any web server
--help after a command tells its options."""

OPEN = """\
copied the lectures to {folder}
  to open them            jupyter lab {folder}
  to install JupyterLab   pip install "chalkgrad[lectures]"
  to see stored drawings  jupyter trust {folder}/*.ipynb"""


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return __dir__()
    for door in _doors() if not name.startswith("__") else ():
        if name in dir(door):
            return globals().setdefault(name, getattr(door, name))
    message = f"module 'chalkgrad' has no attribute {name!r}"
    raise AttributeError(message, name=name, obj=sys.modules[__name__])


def __dir__() -> list[str]:
    return sorted(name for door in _doors() for name in dir(door))


def _doors() -> Iterator[ModuleType]:
    """Yield the doors, each imported when it is asked for."""
    _check_name("engine")
    import engine

    yield engine
    _check_name("viz")
    import viz

    yield viz
    _check_name("nn")
    import nn

    yield nn


def _check_name(name: str) -> None:
    # By its path: it is for those who have a file with the name of our engine.
    run_path(str(HERE / "engine" / "namesakes.py"))["check_name"](name)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status, 2 for bad input."""
    command, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if command in ("-h", "--help"):
        print(USAGE)
        return 0
    if command not in COMMANDS:
        allowed = ", ".join(COMMANDS)
        print(f"chalkgrad: given {command!r}; allowed: {allowed}, --help", file=sys.stderr)
        return 2
    try:
        for name in ("engine", "viz", "nn"):
            _check_name(name)
        return COMMANDS[command](rest)
    except (ImportError, OSError) as error:
        print(f"chalkgrad: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("chalkgrad: interrupted", file=sys.stderr)
        return 130


def _draw(arguments: list[str]) -> int:
    from viz.__main__ import main

    return main(arguments, program="chalkgrad draw")


def _train(arguments: list[str]) -> int:
    from nn.__main__ import main

    return main(arguments, program="chalkgrad train")


def _lectures(arguments: list[str]) -> int:
    from viz.__main__ import OneLineParser

    parser = OneLineParser(
        prog="chalkgrad lectures", description="Copy the lectures, a notebook each, to a folder."
    )
    parser.add_argument("folder", type=Path, nargs="?", default="lectures", help="%(default)s")
    parser.add_argument("--overwrite", action="store_true", help="lectures that you have changed")
    options = parser.parse_args(arguments)
    _copy_lectures(options.folder, options.overwrite)
    print(OPEN.format(folder=options.folder))
    return 0


def _site(arguments: list[str]) -> int:
    try:
        if LECTURES[0].exists():
            command = import_module("nn.lectures.site.__main__")
        else:
            command = import_module("notebooks.site.__main__")
    except ModuleNotFoundError as error:
        raise ImportError(f'{error}; write: pip install "chalkgrad[site]"') from None
    status: int = command.main(arguments, program="chalkgrad site")
    return status


def _copy_lectures(folder: Path, overwrite: bool) -> None:
    """Copy all lectures, or none if that would overwrite one that is another by now."""
    from engine.extend import write_file

    copies = {path: folder / path.name for place in LECTURES for path in place.glob("*.ipynb")}
    changed = [str(there) for path, there in copies.items() if _is_another(there, path)]
    if changed and not overwrite:
        raise FileExistsError(
            f"{', '.join(sorted(changed))}: changed since; allowed: another folder, or --overwrite"
        )
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"folder: given {str(folder)!r}, a file; allowed: a folder")
    folder.mkdir(parents=True, exist_ok=True)
    for path, there in copies.items():
        write_file(there, path.read_bytes())


def _is_another(there: Path, path: Path) -> bool:
    return there.exists() and not cmp(there, path, shallow=False)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "draw": _draw,
    "train": _train,
    "lectures": _lectures,
    "site": _site,
}

if __name__ == "__main__":
    sys.exit(main())
