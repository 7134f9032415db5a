"""What a folded box shows during a walk, and what is said when its inside is done."""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from engine import Value
from viz.graph import (
    Group,
    group_content,
    group_notes,
    group_title,
    is_constant,
    printable,
    summary,
)
from viz.style import counted, number
from viz.walkthrough.captions import Caption, Captions
from viz.walkthrough.mathematics import equal, in_product
from viz.walkthrough.sentences import said
from viz.walkthrough.steps import Backward, Forward, WalkStep, last_sums
from viz.walkthrough.text_size import WIDEST, Size, shortened, text_width

__all__ = ["Cell", "FoldedBox", "followed", "read_by"]

KEY, NUMBER, HEAD = 10.0, 11.0, 10.0  # points, of the letters
TOP, ROW, BOTTOM = 13.0, 12.5, 5.5  # the base of the head, between rows, below the last one
PADDING, BETWEEN = 6.0, 6.0
MARK = 20.0  # room for the sign that a click unfolds the box

NUMBERS = re.compile(r"[^ ,…]+")  # in what a cell shows

Steps = Sequence[tuple[int, WalkStep]]  # with their numbers, 1 for the first of a walk
Times = list[tuple[int, str]]
Content = tuple[str, str, Times]  # kind, key and times of a cell
Row = list[Content]


class Cell(NamedTuple):
    """A word and a number in a folded box; lengths in points.

    kind   "data", "grad", "parameters" or "size"
    key    the word before it
    x, y   where the word stands in the box, on which base
    shown  where the number begins
    times  after how many steps it becomes what; before the first it is –
    """

    kind: str
    key: str
    x: float
    y: float
    shown: float
    times: Sequence[tuple[int, str]]

    def text(self, done: int) -> str:
        """Return what the number is after so many steps."""
        texts = [text for at, text in self.times if at <= done]
        return texts[-1] if texts else "" if self.kind == "parameters" else "–"


class FoldedBox(NamedTuple):
    """What a folded box shows.

    title     its whole name
    short     as much of the name as it has room for
    notes     beside the name
    cells     words and numbers that change in play
    captions  for the end of its forward and of its backward steps
    """

    title: str
    short: str
    notes: str
    cells: Sequence[Cell]
    size: Size
    captions: tuple[Caption, Caption]


def followed(
    groups: Iterable[Group], steps: Sequence[WalkStep], seen: Captions
) -> dict[Group, FoldedBox]:
    """Follow the steps of a walk through the folded boxes, which are all equally wide.

    seen: the captions in the names on the screen
    """
    rows, captions = {}, {}
    for group in groups:
        own = _near(group, steps)
        data, norm = _data(group, own), _norm(group, own)
        rows[group] = _rows(group, data, _grad(group, own), norm)
        captions[group] = _forward(group, own, data, seen), _backward(group, own, norm)
    seconds = {
        n: _second(some for some in rows.values() if len(some) == n)
        for n in {len(found) for found in rows.values()}
    }
    cells = {group: _placed(found, seconds[len(found)]) for group, found in rows.items()}
    width = max((_width(group, found) for group, found in cells.items()), default=0.0)
    return {group: _box(group, cells[group], width, captions[group]) for group in rows}


def _near(group: Group, steps: Sequence[WalkStep]) -> Steps:
    near = {*group.members, *group.parameters}
    return [(i, step) for i, step in enumerate(steps, 1) if near & _touched(step)]


def _rows(group: Group, data: Times, grad: Times, norm: Times) -> list[Row]:
    """Put what concerns an output in the first column; several outputs need all the width."""
    count: Content = "parameters", group_content(group), []
    outputs: Row = [("data", "data", data)]
    if any(node.requires_grad for node in group.outputs):
        outputs.append(("grad", "grad", grad))
    parameters: Row = [count, ("size", "|∇|", norm)] if group.requires_grad else [count]
    if len(group.outputs) == 1:
        pairs = zip_longest(outputs, parameters)
        return [[content for content in pair if content] for pair in pairs]
    return [*([content] for content in outputs), parameters]


def _second(some: Iterable[list[Row]]) -> float:
    """Return where the second column begins."""
    firsts = [row[0] for rows in some for row in rows if row[1:]]
    return max((_end(_cell(first)) for first in firsts), default=0.0) + BETWEEN


def _width(group: Group, cells: Iterable[Cell]) -> float:
    head = MARK + text_width(shortened(group.name), HEAD, bold=True)
    return max(head + text_width(f" {group_notes(group)}", KEY), *map(_end, cells)) + PADDING


def _box(
    group: Group, cells: Sequence[Cell], width: float, captions: tuple[Caption, Caption]
) -> FoldedBox:
    size = width, cells[-1].y + BOTTOM
    title, notes = group_title(group), group_notes(group)
    return FoldedBox(title, shortened(printable(group.name)), notes, cells, size, captions)


def _touched(step: WalkStep) -> set[Value]:
    return {step.node, step.receiver} if isinstance(step, Backward) else {step.node}


def _data(group: Group, steps: Steps) -> Times:
    computed = [i for i, step in steps if isinstance(step, Forward) and step.node in group.outputs]
    return [(computed[-1], summary([node.data for node in group.outputs]))]


def _grad(group: Group, steps: Steps) -> Times:
    sums: dict[Value, float | None] = dict.fromkeys(group.outputs)
    times: Times = []
    for i, step in steps:
        received = {node: sum for node, sum in last_sums([step]).items() if node in sums}
        if received:
            sums |= received
            times.append((i, summary(list(sums.values()))))
    return times


def _norm(group: Group, steps: Steps) -> Times:
    """Tell when the gradients of the parameters are complete, and then their Euclidean norm."""
    trained = dict.fromkeys(p for p in group.parameters if p.requires_grad)
    received = [(i, s) for i, s in steps if isinstance(s, Backward) and s.receiver in trained]
    sums = {step.receiver: step.after for _, step in received}
    if not trained or len(sums) < len(trained):
        return []
    last, _ = received[-1]
    return [(last, number(math.hypot(*(sums[parameter] for parameter in trained))))]


def _placed(rows: Sequence[Row], second: float) -> list[Cell]:
    """Place cells in rows of one or two; the second ones stand below one another."""
    return [
        _cell(content, x, i)
        for i, row in enumerate(rows)
        for content, x in zip(row, (PADDING, second), strict=False)
    ]


def _cell(content: Content, x: float = PADDING, row: int = 0) -> Cell:
    kind, key, times = content
    return Cell(kind, key, x, TOP + ROW * (row + 1), x + text_width(f"{key} ", KEY), times)


def _end(cell: Cell) -> float:
    if cell.kind == "parameters":
        return cell.shown
    texts = [WIDEST, *(NUMBERS.sub(WIDEST, text) for _, text in cell.times)]
    return cell.shown + max(text_width(text, NUMBER) for text in texts)


def read_by(group: Group) -> list[Value]:
    """Return what a box reads: the terms of a sum, in their order, else each operand once.

    Without the parameters of a neuron or layer, which are inside, and the 0 that a sum begins with.
    """
    inside = {node for node in group.members if not (node.is_leaf and group.terms)}
    read = [o for node in group.members for o in node.operands if o not in inside]
    if group.terms:
        return [node for node in read if not (is_constant(node) and node.data == 0)]
    return [node for node in dict.fromkeys(read) if node not in group.parameters]


def _computed(group: Group, numbers: str, seen: Captions) -> str:
    """Write what a box computes, as far as the names on the screen can say it."""
    read = read_by(group)
    names, title = seen.named(read), group_title(group)
    if group.terms:
        sides = (
            " + ".join(in_product(texts[node]) for node in read) for texts in (names, seen.shown)
        )
        return equal(title, *sides, numbers)
    given = ", ".join(f"{names[node]} = {seen.shown[node]}" for node in read)
    return said("computed by a box", given=given, box=title, numbers=numbers) if read else ""


def _forward(group: Group, steps: Steps, data: Times, seen: Captions) -> Caption:
    title, members = group_title(group), set(group.members)
    count = sum(isinstance(step, Forward) and step.node in members for _, step in steps)
    kind = "one output" if len(group.outputs) == 1 else "outputs"
    rest = said(kind, numbers=data[0][1], unfold=_unfold(count))
    words = said("inside", title=title, count=counted(count, "operation"), rest=rest)
    line = _computed(group, data[0][1], seen)
    return Caption(said("forward", node=title), words, (line,) if line else ())


def _backward(group: Group, steps: Steps, norm: Times) -> Caption:
    title, members = group_title(group), set(group.members)
    inside = [
        i
        for i, step in steps
        if isinstance(step, Backward) and step.node in members and step.receiver in members
    ]
    told = ""
    if norm and inside:
        is_complete = norm[0][0] <= inside[-1]
        told = said("norm", norm=norm[0][1]) if is_complete else said("shared")
    applications, unfold = counted(len(inside), "application"), _unfold(len(inside))
    words = said("inside backward", title=title, count=applications, norm=told, unfold=unfold)
    return Caption(said("seed", node=title), words, ())


def _unfold(count: int) -> str:
    return said("unfold one" if count == 1 else "unfold")
