"""The plan of the house: who may import whom, what is public, how long a file may be."""

import ast
import importlib
import json
import sys
import tomllib
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ["engine", "nn", "viz"]
ROOMS = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
ROOMS["chalkgrad"] = ROOT / "chalkgrad.py"

# What the files of a folder may import beside one another; the entrances of a folder, such as its
# __init__, may import all that is below it. Of another package only the doors are seen.
STANDS_ON = {
    "engine": (),
    "engine.program": ("engine",),
    "nn": ("engine",),
    "viz": ("engine", "viz.graph", "viz.walkthrough", "viz.training", "viz.pad", "viz.text"),
    "viz.graph": ("engine", "viz"),
    "viz.web": ("engine", "viz"),
    "viz.walkthrough": ("engine", "viz", "viz.graph", "viz.web"),
    "viz.training": ("engine", "viz", "viz.graph", "viz.web"),
    "viz.pad": ("engine", "viz", "viz.web"),
    "viz.text": ("engine", "viz", "viz.web"),
}
ENTRANCES = {"__init__", "__main__", "extend"}
DOORS = {"engine", "engine.extend", "nn", "nn.data", "nn.extend", "viz"}
COMMANDS = {"nn.__main__", "viz.__main__", "nn.lectures.site.__main__"}
BESIDE = {  # they show the networks of that package
    "viz.training.live_page": ("nn",),
    "viz.training.portable": ("nn",),
    "viz.pad.classifier": ("nn",),
    "viz.pad.pad_page": ("nn",),
    "viz.text.language_model": ("nn",),
    "viz.text.completion_page": ("nn",),
}

LECTURES = sorted((ROOT / "notebooks").glob("*.ipynb"))

TOP_LEVEL = {
    "chalkgrad.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "Makefile",
    "engine",
    "nn",
    "viz",
    "notebooks",
    "tests",
}
IMPORTERS = {"importlib.import_module", "import_module", "__import__"}
BUILD_OUTPUTS = {"out", "dist", "build", "__pycache__", "PKG-INFO"}  # the last is of an sdist


def imports(room: str, *, top_only: bool = False) -> set[str]:
    """Every module that a room imports, function bodies included, type checking left out."""
    return set(_imports(room, ast.parse(ROOMS[room].read_text("utf-8")), top_only))


def _imports(room: str, tree: ast.AST, top_only: bool) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = absolute(room, node)
            for alias in node.names:
                module = f"{source}.{alias.name}"
                yield module if module in ROOMS else source
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in IMPORTERS:
            yield ast.unparse(node.args[0]).strip("'")
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _imports(room, ast.Module(node.orelse, []), top_only)
        elif not (top_only and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            yield from _imports(room, node, top_only)


def absolute(room: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = room.split(".")[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def package_of(module: str) -> str:
    return module.partition(".")[0]


def own_imports(room: str) -> set[str]:
    return {module for module in imports(room) if package_of(module) in PACKAGES}


each_room = pytest.mark.parametrize("room", ROOMS)


def folder_of(room: str) -> str:
    """The folder of a file, or of a package, as it is imported."""
    return room.removesuffix(".__init__") if room.endswith(".__init__") else room.rpartition(".")[0]


def is_package(module: str) -> bool:
    return f"{module}.__init__" in ROOMS


def is_within(folder: str, other: str) -> bool:
    return f"{folder}.".startswith(f"{other}.")


def may_reach(room: str, module: str) -> bool:
    """Whether an import keeps to the plan, and stops at a door."""
    if room == "chalkgrad":
        return module in DOORS | COMMANDS
    here, there = folder_of(room), module if is_package(module) else folder_of(module)
    if package_of(module) != package_of(room):
        below = ("engine", "viz") if room == "nn.__main__" else STANDS_ON[package_of(room)]
        return package_of(module) in (*below, *BESIDE.get(room, ())) and module in DOORS
    if room.rpartition(".")[2] in ENTRANCES and is_within(there, here):
        return True
    is_in_sight = is_package(module) or is_within(here, there)
    return there == here or (there in STANDS_ON[here] and is_in_sight)


@each_room
def test_a_room_imports_what_it_stands_on_and_stops_at_the_doors(room):
    assert [module for module in sorted(own_imports(room)) if not may_reach(room, module)] == []


def test_no_import_leads_back_not_even_one_inside_a_function():
    def name(module: str) -> str:
        return f"{module}.__init__" if f"{module}.__init__" in ROOMS else module

    arrows = {room: {name(module) for module in imports(room)} & set(ROOMS) for room in ROOMS}
    while arrows:
        free = {room for room, targets in arrows.items() if not targets}
        assert free, f"these import one another in a circle: {sorted(arrows)}"
        arrows = {room: targets - free for room, targets in arrows.items() if room not in free}


@each_room
def test_what_a_room_takes_from_another_is_public(room):
    tree = ast.parse(ROOMS[room].read_text("utf-8"))
    taken = {
        (absolute(room, node), alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and package_of(absolute(room, node)) in PACKAGES
        for alias in node.names
        if f"{absolute(room, node)}.{alias.name}" not in ROOMS and alias.name != "*"
    }
    hidden = [(m, n) for m, n in taken if n not in importlib.import_module(m).__all__]
    assert hidden == []


@pytest.mark.parametrize("lecture", LECTURES, ids=lambda path: path.stem)
def test_a_lecture_imports_from_the_doors(lecture):
    cells = json.loads(lecture.read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    plain = "\n".join(line for cell in code for line in cell.splitlines() if line[:1] != "%")
    found = set(_imports("lecture", ast.parse(plain), top_only=False))
    assert {module for module in found if package_of(module) in PACKAGES} <= DOORS


@pytest.mark.parametrize("package", [room for room in ROOMS if room.endswith(".__init__")])
def test_no_module_is_shadowed_by_a_name_of_its_package(package):
    folder = folder_of(package)
    door = importlib.import_module(folder)
    inside = [room for room in ROOMS if room.rpartition(".")[0] == folder]
    names = {room.rpartition(".")[2] for room in inside} - {"__init__", "__main__"}
    found = {name: getattr(door, name) for name in names if hasattr(door, name)}
    assert [name for name, thing in found.items() if not isinstance(thing, types.ModuleType)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_door_completes_to_public_names(package):
    door = importlib.import_module(package)
    modules = {module.removeprefix(f"{package}.") for module in DOORS if module in ROOMS}
    assert set(dir(door)) - modules == set(door.__all__)


@pytest.mark.parametrize("room", [room for room in ROOMS if package_of(room) == "engine"])
def test_engine_imports_the_standard_library_only_and_numpy_inside_functions(room):
    standard = sys.stdlib_module_names | {"engine"}
    assert {package_of(module) for module in imports(room, top_only=True)} <= standard
    assert {package_of(module) for module in imports(room)} <= standard | {"numpy"}


@each_room
def test_a_room_imports_only_what_the_project_depends_on(room):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {line.split(">")[0].split("=")[0].strip() for line in project["dependencies"]}
    declared = {"PIL" if name == "pillow" else name for name in declared}
    if room == "nn.pytorch":
        declared |= {"torch"}  # asked for by name
    if room == "viz.graph.in_browser":
        declared |= {"chalkgrad_graphviz"}  # which the page brings
    if room == "chalkgrad":
        declared |= {"notebooks"}  # for the class site
    if package_of(room) != "viz" and room != "nn.__main__":  # which shows what was trained
        declared -= {"graphviz", "pygraphviz", "matplotlib", "PIL"}
    allowed = sys.stdlib_module_names | declared | set(PACKAGES)
    assert {package_of(module) for module in imports(room)} <= allowed


@pytest.mark.parametrize("room", ["engine.value", "engine.elementary"])
def test_rules_never_say_math(room):
    tree = ast.parse(ROOMS[room].read_text("utf-8"))
    assert "math" not in imports(room)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "math"]


@pytest.mark.parametrize(
    "package", [package for package in PACKAGES if f"{package}.__init__" in ROOMS]
)
def test_all_is_what_is_public(package):
    module = importlib.import_module(package)
    public = {
        name
        for name, thing in vars(module).items()
        if not name.startswith("_") and not isinstance(thing, types.ModuleType)
    }
    later = {name for name in module.__all__ if name not in public and hasattr(module, name)}
    assert sorted(module.__all__) == sorted(public | later)
    assert len(set(module.__all__)) == len(module.__all__)


@pytest.mark.parametrize(
    "name",
    [
        "GradcheckError",
        "Value",
        "gradcheck",
        "local_gradients",
        "no_grad",
        "replay",
        "tangents",
        "topological_order",
        "zero_grad",
        *["exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "relu", "softplus"],
        *["log2", "log10", "log1p", "expm1", "sinh", "cosh"],
        *["arcsin", "arccos", "arctan", "arctan2"],
        *["maximum", "minimum", "where"],
    ],
)
def test_engine_offers(name):
    assert name in importlib.import_module("engine").__all__


@pytest.mark.parametrize("room", [room for room in ROOMS if not room.endswith("__main__")])
def test_every_name_in_all_exists(room):
    module = importlib.import_module(room.removesuffix(".__init__"))
    assert [name for name in getattr(module, "__all__", []) if not hasattr(module, name)] == []


@pytest.mark.parametrize(
    "path",
    [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*"))
        if path.suffix in {".py", ".c", ".html", ".css", ".js"}
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_file_is_longer_than_500_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 500


def test_the_top_level_holds_what_the_plan_lists():
    # Hidden files belong to tools; .ci is among them.
    entries = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    eggs = {name for name in entries if name.endswith(".egg-info")}
    assert entries - BUILD_OUTPUTS - eggs <= TOP_LEVEL


def test_the_core_is_read_aloud_from_its_top():
    lines = ROOMS["engine.value"].read_text("utf-8").splitlines()
    (value,) = (node for node in ast.parse("\n".join(lines)).body if isinstance(node, ast.ClassDef))
    lengths = {}
    for method in value.body:
        if isinstance(method, ast.FunctionDef):
            first = method.body[1 if ast.get_docstring(method) else 0]
            lengths[method.name] = method.body[-1].end_lineno - first.lineno + 1
    ops = [method.name for method in value.body if getattr(method, "decorator_list", [])]
    assert next(i for i, line in enumerate(lines, 1) if "@operation" in line and i > 6) <= 30
    assert max(lengths[op] for op in ops) <= 6
    assert lengths["backward"] <= 10
