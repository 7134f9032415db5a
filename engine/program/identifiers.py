"""Identifiers: names for the results of a program, whatever the labels are."""

import keyword
from collections.abc import Iterable, Mapping, Sequence

from engine.functions import FUNCTIONS

__all__ = ["identifiers"]


def identifiers(
    labels: Sequence[str],
    results: int,
    suggested_names: Mapping[int, tuple[str, int | None]],
    taken: Iterable[str] = (),
) -> tuple[str, ...]:
    """Give every leaf and every result an identifier of its own, valid in every language.

    labels           of the leaves, which are numbered from 0
    results          how many results there are, numbered on from the leaves
    suggested_names  for some results a label, or "d" and the number whose gradient they are
    taken            what else stands in the text, such as the spelling of a function
    """
    unique = _Unique(taken)
    names: dict[int, str] = {}
    for i, label in enumerate(labels):
        names[i] = unique(_identifier(label) or f"x{i}")
    for count, i in enumerate(range(len(labels), len(labels) + results), 1):
        suggested, differentiated = suggested_names.get(i, ("", None))
        if differentiated is not None:
            suggested = f"d{names.get(differentiated, '')}"
        names[i] = unique(_identifier(suggested) or f"t{count}")
    return tuple(names.values())


def _identifier(label: str) -> str:
    letters = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in label[:40])
    letters = letters.lstrip("_")  # which compilers keep for themselves
    return f"x{letters}" if letters[:1].isdigit() else letters


class _Unique:
    """Gives each name once, with a number from the second time on."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = {*RESERVED, *taken}
        self.counts: dict[str, int] = {}

    def __call__(self, name: str) -> str:
        if name.startswith(("FP_", "MATH_", "M_", "math_err")):  # macros of math.h
            name = f"x{name.lower()}"
        unique = name
        while unique in self.taken:
            self.counts[name] = self.counts.get(name, 1) + 1
            unique = f"{name}_{self.counts[name]}"
        self.taken.add(unique)
        return unique


# Names that mean something in a language that programs are written in.
OURS = (
    *("f", "params", "rows", "value", "gradient", "sums", "part", "total", "number"),
    *("i", "k", "n", "np", "means", "power", "less", "less_equal", "maximum", "minimum", "where"),
    *("arctan2", "asin", "acos", "atan", "atan2"),
)
PYTHONS = (*keyword.kwlist, "abs", "len", "range", "enumerate", "zip", "inf", "nan")
CS = (
    *("auto", "bool", "break", "case", "char", "const", "default", "do", "double", "enum"),
    *("extern", "false", "float", "goto", "inline", "int", "long", "register", "restrict"),
    *("short", "signed", "sizeof", "static", "struct", "switch", "true", "typedef", "union"),
    *("unsigned", "void", "volatile", "main", "pow", "fabs", "INFINITY", "NAN", "HUGE_VAL"),
    *("HUGE_VALF", "HUGE_VALL", "NULL", "asm", "typeof", "typeof_unqual", "linux", "unix"),
    *("alignas", "alignof", "constexpr", "nullptr", "static_assert", "thread_local"),
)
RESERVED = frozenset(OURS) | frozenset(PYTHONS) | frozenset(CS) | frozenset(FUNCTIONS)
