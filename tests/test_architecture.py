"""The plan of the house: who may import whom, what is public, how long a file may be."""

import ast
import importlib
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

TOP_LEVEL = {
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
BUILD_OUTPUTS = {"out", "dist", "build", "__pycache__"}


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
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
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


@each_room
def test_engine_knows_no_other_room_and_nn_and_viz_do_not_know_each_other(room):
    forbidden = {"engine": {"nn", "viz"}, "nn": {"viz"}, "viz": {"nn"}}[package_of(room)]
    if room == "nn.__main__":
        forbidden = set()
    assert not {package_of(module) for module in own_imports(room)} & forbidden


def test_imports_between_rooms_run_one_way():
    def name(module: str) -> str:
        return f"{module}.__init__" if module in PACKAGES else module

    arrows = {
        room: {name(module) for module in imports(room, top_only=True)} & set(ROOMS)
        for room in ROOMS
    }
    while arrows:
        free = {room for room, targets in arrows.items() if not targets}
        assert free, f"these import one another in a circle: {sorted(arrows)}"
        arrows = {room: targets - free for room, targets in arrows.items() if room not in free}


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
    if package_of(room) != "viz" and room != "nn.__main__":  # which shows what was trained
        declared -= {"graphviz", "pygraphviz", "matplotlib", "PIL"}
    allowed = sys.stdlib_module_names | declared | set(PACKAGES)
    assert {package_of(module) for module in imports(room)} <= allowed


def test_rules_never_say_math():
    tree = ast.parse(ROOMS["engine.value"].read_text("utf-8"))
    assert "math" not in imports("engine.value")
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
    assert sorted(module.__all__) == sorted(public)
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
