"""Shrinking: a smaller program about which the same two ways disagree."""

from collections.abc import Iterator
from dataclasses import replace

from tests.fuzz.judge import Mismatch, mismatches
from tests.fuzz.programs import Line, Program, pruned

__all__ = ["shrunk"]

SIMPLE = (0.0, 1.0, 2.0, -1.0, 0.5, -0.0)


def shrunk(mismatch: Mismatch, tries: int = 400) -> Mismatch:
    """Return a mismatch of a program that no single step makes smaller, or of the last try."""
    smaller = True
    while smaller:
        smaller = False
        for program in smaller_programs(mismatch.program, mismatch.point):
            tries -= 1
            if tries < 0:
                return mismatch
            if found := same(program, mismatch.ways):
                mismatch, smaller = found, True
                break
    return mismatch


def same(program: Program, ways: tuple[str, str]) -> Mismatch | None:
    return next((found for found in mismatches(program) if found.ways == ways), None)


def smaller_programs(program: Program, point: tuple[float, ...]) -> Iterator[Program]:
    if len(program.points) > 1:
        yield replace(program, points=(point,))
        for i in range(len(program.points)):
            yield replace(program, points=program.points[:i] + program.points[i + 1 :])
    if program.rows > 1:
        yield replace(program, rows=1)
        if program.rows > 2:
            yield replace(program, rows=2)
    for lines in shorter(program.leaves, program.lines):
        yield replace(program, lines=lines)
    for i, line in enumerate(program.lines):
        for body in shorter(len(line.operands), line.body):
            yield replace(program, lines=_put(program.lines, i, replace(line, body=body)))
    yield from simpler(program)


def shorter(leaves: int, lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    """Yield lines that end earlier, and lines without one: its operand takes its place."""
    for count in range(1, len(lines)):
        yield pruned(leaves, lines[:count])
    for i in range(len(lines) - 1):
        for operand in sorted(set(lines[i].operands)):
            yield pruned(leaves, _without(leaves, lines, i, operand))


def _without(leaves: int, lines: tuple[Line, ...], i: int, operand: int) -> list[Line]:
    def moved(number: int) -> int:
        if number == leaves + i:
            return operand
        return number - (number > leaves + i)

    rest = lines[:i] + lines[i + 1 :]
    return [replace(line, operands=tuple(map(moved, line.operands))) for line in rest]


def simpler(program: Program) -> Iterator[Program]:
    """Yield programs with a simpler number in the place of one."""
    for k, row in enumerate(program.points):
        for numbers in _simpler(row):
            yield replace(program, points=_put(program.points, k, numbers))
    for params in _simpler(program.params):
        yield replace(program, params=params)
    for constants in _simpler(program.constants):
        yield replace(program, constants=constants)


def _simpler(numbers: tuple[float, ...]) -> Iterator[tuple[float, ...]]:
    for i, number in enumerate(numbers):
        for one in SIMPLE:
            if repr(one) == repr(number):
                break
            yield _put(numbers, i, one)


def _put(row: tuple, i: int, thing: object) -> tuple:
    return (*row[:i], thing, *row[i + 1 :])
