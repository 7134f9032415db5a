"""ES modules joined into the one script of a page.

A module imports names from files, `import { a, b } from "./file.js";`, and writes `export` before
the functions, classes and constants that it offers. Each becomes a function that is called once and
returns what it exports, so that no module sees another's names but those that it imports. Lines
that hold nothing but a comment stay behind, and so does indentation, as a notebook stores every
page that it shows.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["join"]

STATEMENT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
IMPORT = re.compile(
    r'^import \{\s*(\w+(?:,\s*\w+)*),?\s*\} from "(\.\.?/[\w./-]+)";$', re.MULTILINE
)
EXPORT = re.compile(r"^export (?=(?:function|class|const) (\w+))", re.MULTILINE)
COMMENT = re.compile(r"^\s*(?://[^\n]*|/\*\*(?:[^*]|\*(?!/))*\*/)?[^\S\n]*\n", re.MULTILINE)
INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
DYNAMIC = re.compile(r"\bimport(?:\s*\(|\.)")


class Module(NamedTuple):
    """A file: the names that it imports by where they come from, its exports, its text."""

    path: Path
    imports: dict[Path, list[str]]
    exports: list[str]
    text: str

    @property
    def variable(self) -> str:
        """What its exports are called in the joined script."""
        return "$" + self.path.stem.replace("-", "_")


@cache
def join(entry: Path) -> str:
    """Return a module and all that it needs as one script, each after what it imports.

    Raises ValueError, with the file, for a module that is not there or imports itself by way of
    others, for two of one name, and for statements and names that are not as described above.
    """
    modules: dict[Path, Module] = {}
    _collect(entry.resolve(), (), modules)
    _check(modules)
    joined = "\n".join(_wrapped(module, modules) for module in modules.values())
    return f'"use strict";\n{{\n{joined}\n}}'


def _collect(path: Path, way: Sequence[Path], modules: dict[Path, Module]) -> None:
    """Add a module after those that it imports; `way` leads to it from the entry."""
    if path in way:
        circle = [*way[way.index(path) :], path]
        raise ValueError(f"modules import each other: {' → '.join(file.name for file in circle)}")
    if path in modules:
        return
    module = _read(path, way)
    for source in module.imports:
        _collect(source, [*way, path], modules)
    modules[path] = module


def _read(path: Path, way: Sequence[Path]) -> Module:
    if not path.is_file():
        who = f", which {way[-1].name} imports" if way else ""
        raise ValueError(f"there is no module {path.name}{who}: {path}")
    text = COMMENT.sub("", path.read_text("utf-8") + "\n")
    imports: dict[Path, list[str]] = {}
    for names, source in IMPORT.findall(text):
        imports.setdefault((path.parent / source).resolve(), []).extend(re.findall(r"\w+", names))
    rest = IMPORT.sub("", text)
    exports = EXPORT.findall(rest)
    rest = EXPORT.sub("", rest).strip()
    refused = STATEMENT.search(rest) or DYNAMIC.search(rest)
    if refused:
        raise ValueError(
            f'{path.name}: given {refused[0]!r}; allowed: import {{ a, b }} from "./file.js"; and '
            "export before function, class or const, each at the beginning of a line"
        )
    return Module(path, imports, exports, INDENTATION.sub("", rest))


def _check(modules: dict[Path, Module]) -> None:
    named: dict[str, Path] = {}
    for path, module in modules.items():
        other = named.setdefault(module.variable, path)
        if other != path:
            raise ValueError(f"two modules have the name {path.name}: {other}, {path}")
        for problem in _missing(module, modules):
            raise ValueError(f"{path.name}: {problem}")


def _missing(module: Module, modules: dict[Path, Module]) -> Iterator[str]:
    for source, names in module.imports.items():
        for name in names:
            if name not in modules[source].exports:
                yield f"imports {name!r}, which {source.name} does not export"


def _wrapped(module: Module, modules: dict[Path, Module]) -> str:
    takes = [
        f"const {{ {', '.join(names)} }} = {modules[source].variable};\n"
        for source, names in module.imports.items()
    ]
    gives = f"\nreturn {{ {', '.join(module.exports)} }};" if module.exports else ""
    return f"const {module.variable} = (() => {{\n{''.join(takes)}{module.text}{gives}\n}})();"
