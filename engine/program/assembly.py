"""Assembly: a program as instructions for the machine, with registers assigned.

A register holds one number for each row of a block, and is used again after its last reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.collector import paused_collector
from engine.program.drafts import NOWHERE, Draft, Drafts, Ops
from engine.program.listing import Listing

__all__ = ["Assembly", "assemble", "check"]

FIELDS = 7  # of an instruction


@dataclass(frozen=True)
class Assembly:
    """Instructions for the machine, and the sizes of the arrays that they index.

    code       an int32 array; a row is an instruction: op, result, registers a, b, c, indices s, u
    constants  the scalars that follow the parameters
    registers, scalars, inputs, sums, columns: how many there are
    """

    code: Any
    constants: tuple[float, ...]
    registers: int
    scalars: int
    inputs: int
    sums: int
    columns: int


def assemble(program: Listing, ops: Ops, *, averaged: bool | None = None) -> Assembly:
    """Translate a program; its outputs become sums if it is averaged over rows, else columns.

    averaged  without it, whether the program has params

    Raises ValueError for an op that the machine does not have.
    """
    import numpy as np

    if averaged is None:
        averaged = bool(program.param_labels)
    with paused_collector():
        drafts = Drafts(program, ops, averaged)
        code, registers = _with_registers(drafts.translated())
        array = np.array(code, dtype=np.int32).reshape(len(code), FIELDS)
    outputs = len(program.outputs)
    return Assembly(
        code=array,
        constants=tuple(drafts.constants),
        registers=registers,
        scalars=len(program.param_labels) + len(drafts.constants),
        inputs=len(program.input_labels),
        sums=outputs if averaged else 0,
        columns=0 if averaged else outputs,
    )


def _with_registers(drafts: Sequence[Draft]) -> tuple[list[tuple[int, ...]], int]:
    """Return the instructions as tuples, and how many registers they need."""
    last_reader = {result: i for i, draft in enumerate(drafts) for result in draft.reads}
    register: dict[int, int] = {}
    free: list[int] = []
    count = 0
    code: list[tuple[int, ...]] = []
    for i, (op, result, reads, s, u) in enumerate(drafts):
        target = 0
        if result != NOWHERE:
            if not free:
                free.append(count)
                count += 1
            target = register[result] = free.pop()
        a, b, c = [*(register[read] for read in reads), 0, 0, 0][:3]
        code.append((op, target, a, b, c, s, u))
        # Free only now: a result never shares a register with what it is computed from.
        free.extend(register[read] for read in set(reads) if last_reader[read] == i)
    return code, count


def check(assembly: Assembly, ops: Ops) -> None:
    """Raise ValueError unless all indices stay in their arrays, and every output is written."""
    import numpy as np

    code = assembly.code
    if code.dtype != np.int32 or code.ndim != 2 or code.shape[1] != FIELDS:
        raise ValueError(f"code: given {code.dtype} {code.shape}; allowed: int32 (n, {FIELDS})")
    op, result, a, b, c, s, u = code.T
    registers = {"a": a, "b": b, "c": c}
    indices = {"s": (s, assembly.scalars), "u": (u, assembly.scalars), "i": (s, assembly.inputs)}
    indices |= {"t": (s, assembly.sums), "k": (s, assembly.columns)}
    in_range = (op >= 0) & (op < len(ops.forms))
    for kind, form in enumerate(ops.forms):
        here = op == kind
        read = [registers[letter][here] for letter in form if letter in registers]
        for register in read:
            in_range[here] &= (register >= 0) & (register < assembly.registers)
        if not set(form) & {"t", "k"}:  # the result is a register, none of those read
            target = result[here]
            in_range[here] &= (target >= 0) & (target < assembly.registers)
            for register in read:
                in_range[here] &= register != target
        for letter in set(form) & set(indices):
            index, size = indices[letter]
            in_range[here] &= (index[here] >= 0) & (index[here] < size)
    if not in_range.all():
        bad = int(np.argmin(in_range))
        raise ValueError(f"instruction {bad} is {code[bad].tolist()}, which is out of range")
    for letter, count in (("t", assembly.sums), ("k", assembly.columns)):
        writers = [kind for kind, form in enumerate(ops.forms) if letter in form]
        unwritten = sorted(set(range(count)) - set(s[np.isin(op, writers)].tolist()))
        if unwritten:
            raise ValueError(f"output {unwritten[0]} of {count} is written by no instruction")
