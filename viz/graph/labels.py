"""What stands in the box of a node or of a folded neuron or layer, and in its tooltip."""

import html
import math
import re
import unicodedata
from collections.abc import Sequence

from engine import Value
from viz.graph.folding import Group
from viz.style import AFTER, GRAD, MUTED, SYMBOLS, Role, counted, number

__all__ = [
    "details",
    "group_content",
    "group_details",
    "group_label",
    "group_notes",
    "group_title",
    "label",
    "printable",
    "small_label",
    "summary",
    "text",
    "tooltip",
]

LONG_LABEL = 9  # letters, from which on a label is set smaller

LONGEST_NOTE = 20  # letters of a label beside the name of a folded box

LINE_ENDS = re.compile(r"\r\n|[\n\r]")

MOST_OUTPUTS = 3  # that a folded box shows one by one
MOST_DETAILS = 16  # outputs that its tooltip shows


def small_label(node: Value, role: Role) -> str:
    """Return the label of a constant: its number alone."""
    return f'<<FONT COLOR="{role.line}" POINT-SIZE="10">{text(number(node.data))}</FONT>>'


def label(node: Value, name: str, role: Role) -> str:
    """Return the label of a node: op and name, data and, if it requires one, grad."""
    rows = [_head(SYMBOLS.get(node.op, node.op), name, role)]
    rows.append(_row("data", text(number(node.data))))
    if node.requires_grad:
        rows.append(_row("grad", _gradient(_grad(node))))
    return _table([_line(row, port) for port, row in enumerate(rows, 3 - len(rows)) if row])


def group_label(group: Group, role: Role) -> str:
    """Return the label of a folded box: name, outputs, number and gradient of the parameters."""
    data = [node.data for node in group.outputs]
    grads = [node.grad if node.has_grad else None for node in group.outputs]
    output = [_cell("data", text(summary(data)))]
    if any(node.requires_grad for node in group.outputs):
        output.append(_cell("grad", _gradient(summary(grads))))
    owned = [(_word(group_content(group), 10), "")]
    if group.requires_grad:
        owned.append(_cell("|∇|", _gradient(summary([group.gradient]))))
    rows = [output, owned] if len(data) == 1 else [*([cell] for cell in output), owned]
    lines = [_group_head(group, role), *map(_group_row, rows)]
    return _table([f"<TR>{line}</TR>" for line in lines], padding=0)


def details(node: Value, name: str) -> str:
    """Return what the tooltip of a node says: its name and all digits."""
    grad = f" grad={node.grad!r}" if node.has_grad else " grad=–" if node.requires_grad else ""
    return f"{name} data={node.data!r}{grad}".strip()


def group_details(group: Group) -> str:
    """Return what the tooltip of a folded box says."""
    outputs = [details(node, f"output {node.label}".strip()) for node in group.outputs]
    more = len(outputs) - MOST_DETAILS
    gradient = "–" if group.gradient is None else repr(group.gradient)
    said = [
        f"{group_title(group)}: {counted(len(group.members), 'node')}",
        *outputs[:MOST_DETAILS],
        *([f"{more} more outputs"] if more > 0 else []),
        group_content(group)
        + (f", norm of their gradients={gradient}" if group.requires_grad else ""),
    ]
    return "; ".join(said)


def group_title(group: Group) -> str:
    """Return the name of a folded box, told apart from the others of this name."""
    return printable(group.name) + (f", {group.turn} of {group.turns}" if group.turns > 1 else "")


def group_notes(group: Group) -> str:
    """Return what stands beside the name in a folded box: which it is, and of its outputs."""
    turn = f"{group.turn} of {group.turns}" if group.turns > 1 else ""
    return ", ".join(filter(None, (turn, _outputs(group))))


def group_content(group: Group) -> str:
    """Return how much a folded box holds: terms of a sum, parameters of a neuron or layer."""
    return (
        counted(group.terms, "term") if group.terms else counted(len(group.parameters), "parameter")
    )


def _outputs(group: Group) -> str:
    """Return the number of outputs, or of a single one the label."""
    if len(group.outputs) > 1:
        return counted(len(group.outputs), "output")
    name = printable(next(iter(group.outputs)).label)
    return name if len(name) <= LONGEST_NOTE else f"{name[: LONGEST_NOTE - 1]}…"


def summary(numbers: Sequence[float | None]) -> str:
    """Write a few numbers one by one, many as the smallest and the largest, unknown ones as –."""
    known = [x for x in numbers if x is not None]
    if len(numbers) <= MOST_OUTPUTS or not known:
        shown = ["–" if x is None else number(x) for x in (numbers if known else [None])]
        return ", ".join(shown)
    try:
        # nan is neither the smallest nor the largest, so it must not hide between them.
        ends = [math.nan] if any(map(math.isnan, known)) else [min(known), max(known)]
    except TypeError:  # symbols, or another kind of number, have no order
        return "…"
    return " … ".join(map(number, ends))


def text(plain: str) -> str:
    """Write a text so that an HTML-like label shows it letter by letter, in its lines."""
    lines = (html.escape(printable(line)) for line in plain.split("\n"))
    return "<BR/>".join(lines).replace("\\", "\\\\")


def tooltip(plain: str) -> str:
    """Write a text so that a tooltip shows it; there Graphviz looks for escapes more than once."""
    return html.escape(printable(plain)).replace("\\", "&#92;" * 4)


def _table(lines: Sequence[str], padding: int = 1) -> str:
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="{padding}">'
    return f"<{table}{''.join(lines)}</TABLE>>"


def _line(cells: str, port: int) -> str:
    # The lines of a box have ports at either side, the last of them l2 and r2.
    pads = [f'<TD WIDTH="5" PORT="{side}{port}"></TD>' for side in "lr"]
    return f"<TR>{pads[0]}{cells}{pads[1]}</TR>"


def _head(op: str, name: str, role: Role) -> str:
    size = 13 if max(map(len, name.split("\n"))) < LONG_LABEL else 9
    words = [f"<B>{text(op or name)}</B>"] if op or name else []
    if op and name:
        words.append(f"<I>{text(name)}</I>")
    font = f'<FONT COLOR="{role.line}" POINT-SIZE="{size}">{AFTER.join(words)}</FONT>'
    return f'<TD COLSPAN="2">{font}</TD>' if words else ""


def _group_head(group: Group, role: Role) -> str:
    name = f'<FONT COLOR="{role.line}"><B>{text(group.name)}</B></FONT>'
    return f'<TD COLSPAN="4">{name} {_word(text(group_notes(group)))}</TD>'


def _cell(name: str, shown: str) -> tuple[str, str]:
    return _word(name, 10), shown


def _group_row(cells: Sequence[tuple[str, str]]) -> str:
    """Return a row of two cells, each a word and a number; a cell on its own has all the width."""
    if len(cells) == 1:
        return f'<TD ALIGN="LEFT" COLSPAN="4">{"".join(cells[0])}</TD>'
    # Numbers of any length have the same room, so that the boxes of a layer are equally wide.
    columns = [
        f'<TD ALIGN="LEFT">{word}</TD><TD ALIGN="LEFT" WIDTH="66">{shown} </TD>'
        if shown
        else f'<TD ALIGN="LEFT" COLSPAN="2">{word}</TD>'
        for word, shown in cells
    ]
    return "".join(columns)


def _row(name: str, shown: str) -> str:
    return f'<TD ALIGN="LEFT">{_word(name)}</TD><TD ALIGN="RIGHT">{shown}</TD>'


def _word(name: str, size: int = 9) -> str:
    return f'<FONT COLOR="{MUTED}" POINT-SIZE="{size}">{name} </FONT>'


def _gradient(shown: str) -> str:
    return f'<FONT COLOR="{GRAD}">{text(shown)}</FONT>'


def _grad(node: Value) -> str:
    return number(node.grad) if node.has_grad else "–"


def printable(plain: str) -> str:
    """Return a text in one line, with a replacement for what no picture can show."""
    plain = LINE_ENDS.sub(" ", plain).replace("\t", " ")
    # XML has no place for control characters, lone surrogates and the two noncharacters.
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_unprintable(c) else c for c in plain)


def _is_unprintable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in "\ufffe\uffff"
