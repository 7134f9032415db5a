"""Pages: a program as data for machine.js, the machine of a page."""

import math
import re
from functools import cache
from pathlib import Path
from typing import Any

from engine.program.assembly import INSTRUCTION, assemble, check
from engine.program.drafts import Ops
from engine.program.listing import Listing

__all__ = ["SCRIPT", "page_program", "script_ops"]

SCRIPT = Path(__file__).with_name("machine.js")
ROW = re.compile(r'^  \["(\S+)", "(\w+)", ', re.MULTILINE)


def page_program(program: Listing, *, averaged: bool = True) -> dict[str, Any]:
    """Return a program as data for JSON, which machine.js runs in a page; needs no C compiler.

    averaged  whether each output becomes its mean over the rows; else it becomes a column, a number
              for each row. A program without params has columns in any case.

    Raises ValueError for an op that the machine does not have.
    """
    ops = script_ops()
    assembly = assemble(program, ops, averaged=averaged and bool(program.param_labels))
    check(assembly, ops)
    return {
        "code": [_shortened(list(fields)) for fields in INSTRUCTION.iter_unpack(assembly.code)],
        "constants": [_constant(number) for number in assembly.constants],
        "registers": assembly.registers,
        "scalars": assembly.scalars,
        "inputs": assembly.inputs,
        "sums": assembly.sums,
        "columns": assembly.columns,
    }


@cache
def script_ops() -> Ops:
    """Return the table of ops that machine.js spells out."""
    rows = ROW.findall(SCRIPT.read_text("utf-8"))
    return Ops.read("\n".join(f"{op} {form}" for op, form in rows))


def _shortened(fields: list[int]) -> list[int]:
    """Leave out the zeros at the end, which the machine puts back."""
    while fields[1:] and fields[-1] == 0:
        fields = fields[:-1]
    return fields


def _constant(number: float) -> float | str:
    """Return a number as JSON can hold it; JavaScript's names of what is not finite are text."""
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0.0 else "-Infinity"
