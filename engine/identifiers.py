"""Identifiers: names for the results of a program, whatever the labels are."""

import keyword
from collections.abc import Mapping, Sequence

from engine.functions import NAMES

__all__ = ["identifiers"]


def identifiers(
    labels: Sequence[str], results: int, hints: Mapping[int, tuple[str, int | None]]
) -> tuple[str, ...]:
    """Give every leaf and every result an identifier of its own, valid in every language.

    labels   of the leaves, which are numbered from 0
    results  how many results there are, numbered on from the leaves
    hints    for some results a label, or "d" and the number whose gradient they are
    """
    taken = set(RESERVED)
    names: dict[int, str] = {}
    for i, label in enumerate(labels):
        names[i] = _unique(_identifier(label) or f"x{i}", taken)
    for count, i in enumerate(range(len(labels), len(labels) + results), 1):
        hint, differentiated = hints.get(i, ("", None))
        if differentiated is not None:
            hint = f"d{names.get(differentiated, '')}"
        names[i] = _unique(_identifier(hint) or f"t{count}", taken)
    return tuple(names.values())


def _identifier(label: str) -> str:
    letters = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in label[:40])
    letters = letters.lstrip("_")  # which compilers keep for themselves
    return f"x{letters}" if letters[:1].isdigit() else letters


def _unique(name: str, taken: set[str]) -> str:
    if name.startswith(("FP_", "MATH_", "M_")):  # macros of math.h
        name = name.lower()
    unique, count = name, 1
    while unique in taken:
        count += 1
        unique = f"{name}_{count}"
    taken.add(unique)
    return unique


# Names that mean something in a language that programs are written in.
OURS = ("f", "params", "rows", "gradient", "total", "sums", "i", "k", "n", "np", "mean")
PYTHONS = (*keyword.kwlist, "abs", "len", "sum", "inf", "nan", "log1p", "power")
CS = (
    *("auto", "bool", "break", "case", "char", "const", "default", "do", "double", "enum"),
    *("extern", "false", "float", "goto", "inline", "int", "long", "register", "restrict"),
    *("short", "signed", "sizeof", "static", "struct", "switch", "true", "typedef", "union"),
    *("unsigned", "void", "volatile", "main", "pow", "fabs", "INFINITY", "NAN", "HUGE_VAL"),
    *("HUGE_VALF", "HUGE_VALL", "NULL", "asm", "typeof", "linux", "unix"),
)
RESERVED = frozenset(OURS) | frozenset(PYTHONS) | frozenset(CS) | NAMES
