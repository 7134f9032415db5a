"""Mutants: each small change of a file's syntax tree, in the order of the file."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

__all__ = ["Mutant", "mutants", "mutated"]


@dataclass(frozen=True)
class Mutant:
    """One change: its number among those of its file, where it is, and what it is."""

    file: str
    number: int
    line: int
    column: int
    lines: range  # those whose running can show the change
    text: str  # of the line
    change: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays when lines move."""
        return self.file, self.text, self.change

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}  {self.text}  [{self.change}]"


@dataclass(frozen=True)
class Site:
    """A node, and the field of its parent that holds it."""

    parent: ast.AST
    field: str
    index: int | None
    node: Any
    lines: range | None

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants(file: str, source: str) -> list[Mutant]:
    """Return every mutant of a file."""
    texts = source.splitlines()
    return [
        Mutant(
            file,
            number,
            site.node.lineno,
            site.node.col_offset + 1,
            site.lines or range(0),
            texts[site.node.lineno - 1].strip(),
            f"{ast.unparse(site.node)} → {ast.unparse(new)}",
        )
        for number, (site, new) in enumerate(_changed(ast.parse(source)))
    ]


def mutated(source: str, number: int | None) -> str:
    """Return the source with one change, or with none, written as `ast.unparse` writes it."""
    tree = ast.parse(source)
    for i, (site, new) in enumerate(_changed(tree)):
        if i == number:
            site.put(new)
            break
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _changed(tree: ast.Module) -> Iterator[tuple[Site, ast.AST]]:
    for site in _sites(tree, None):
        for new in (*_changes_there(site), *_changes(site.node)):
            yield site, new


# ---- where ----

LEFT_OUT = {
    *((ast.arg, "annotation"), (ast.AnnAssign, "annotation"), (ast.FunctionDef, "returns")),
    *((ast.Raise, "exc"), (ast.Raise, "cause"), (ast.Assert, "msg")),
}
FOR_TYPE_CHECKERS = {"TypeVar", "NewType", "cast", "TYPE_CHECKING"}


def _sites(parent: ast.AST, lines: range | None) -> Iterator[Site]:
    for field, value in ast.iter_fields(parent):
        if (type(parent), field) in LEFT_OUT:
            continue
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(node, ast.AST) and not _is_left_out(node):
                inside = _lines(node, lines)
                if hasattr(node, "lineno"):
                    yield Site(parent, field, index, node, inside)
                yield from _sites(node, inside)


def _lines(node: Any, around: range | None) -> range | None:
    """Return the lines of the whole simple statement, or of this part of a compound one."""
    if hasattr(node, "body") and not isinstance(node, ast.expr):
        return None
    if around is None and hasattr(node, "lineno"):
        return range(node.lineno, node.end_lineno + 1)
    return around


def _is_left_out(node: ast.AST) -> bool:
    match node:
        case ast.Expr(ast.Constant()):  # a docstring, or an ellipsis
            return True
        case ast.Assign([ast.Name("__all__")]):
            return True
        case ast.If(ast.Name(name)) | ast.Call(ast.Name(name)):
            return name in FOR_TYPE_CHECKERS
        case ast.If(ast.Compare(ast.Name("__name__"))):
            return True
    return False


# ---- what ----

OPERATORS: dict[type[ast.AST], list[type[Any]]] = {
    **{ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Div], ast.Div: [ast.Mult]},
    **{ast.Pow: [ast.Mult], ast.FloorDiv: [ast.Mult], ast.Mod: [ast.Mult], ast.MatMult: [ast.Mult]},
    **{ast.BitOr: [ast.BitAnd], ast.BitAnd: [ast.BitOr], ast.BitXor: [ast.BitOr]},
    **{ast.LShift: [ast.RShift], ast.RShift: [ast.LShift]},
    **{ast.Lt: [ast.LtE, ast.GtE], ast.LtE: [ast.Lt, ast.Gt]},
    **{ast.Gt: [ast.GtE, ast.LtE], ast.GtE: [ast.Gt, ast.Lt]},
    **{ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is]},
    **{ast.In: [ast.NotIn], ast.NotIn: [ast.In], ast.And: [ast.Or], ast.Or: [ast.And]},
}


SYMMETRIC = {"max", "min"}


def _changes_there(site: Site) -> Iterator[ast.AST]:
    """Yield what takes the node's place because of where it stands."""
    match site:
        case Site(field="test" | "ifs" | "guard", node=node):
            if not isinstance(node, ast.Compare) and not _is_not(node):
                yield ast.UnaryOp(ast.Not(), node)
        case Site(field="decorator_list", node=ast.Call(args=args)):
            for i in range(len(args)):
                yield _with(site.node, args=[*args[:i], *args[i + 1 :]])
        case Site(parent=ast.Module() | ast.ClassDef(), node=ast.Assign() | ast.AnnAssign()):
            return
        case Site(node=ast.Assign() | ast.AugAssign() | ast.Expr() | ast.Raise() | ast.Assert()):
            yield ast.Pass()
        case Site(node=ast.AnnAssign(value=ast.expr()) | ast.Delete()):
            yield ast.Pass()


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what takes the node's place wherever it stands."""
    match node:
        case ast.BinOp(op=op) | ast.BoolOp(op=op):
            yield from (_with(node, op=new()) for new in OPERATORS[type(op)])
        case ast.AugAssign(target=target, op=op, value=value):
            yield ast.copy_location(ast.Assign([target], value), node)
            yield from (_with(node, op=new()) for new in OPERATORS[type(op)])
        case ast.Compare(ops=ops):
            for i, old in enumerate(ops):
                for new in OPERATORS[type(old)]:
                    yield _with(node, ops=[*ops[:i], new(), *ops[i + 1 :]])
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value=value):
            yield from (ast.Constant(new) for new in _constants(value))
        case ast.Call():
            yield from _calls(node)
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()


def _constants(value: object) -> Iterator[str | float]:
    match value:
        case bool():
            yield not value
        case int():
            yield 1 - value if value in (0, 1) else value + 1
        case float():
            yield value * 2.0 or 1.0
        case str():
            yield value + "X"


def _calls(call: ast.Call) -> Iterator[ast.Call]:
    args, keywords = call.args, call.keywords
    is_symmetric = isinstance(call.func, ast.Name) and call.func.id in SYMMETRIC
    for i, (a, b) in enumerate(pairwise(args)):
        if not is_symmetric and ast.dump(a) != ast.dump(b):
            yield _with(call, args=[*args[:i], b, a, *args[i + 2 :]])
    for i, keyword in enumerate(keywords):
        if keyword.arg and not _is_bool(keyword.value):  # which is turned round already
            yield _with(call, keywords=[*keywords[:i], *keywords[i + 1 :]])


def _is_not(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _is_bool(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


def _with(node: Any, **fields: Any) -> Any:
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new
