"""Assembly: a program as instructions for the machine, with registers assigned.

A register holds one number for each row of a block, and is used again after its last reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct

from engine.collector import paused_collector
from engine.program.drafts import NOWHERE, Draft, Drafts, Ops
from engine.program.listing import Listing

__all__ = ["INSTRUCTION", "Assembly", "assemble", "check"]

INSTRUCTION = Struct("7i")  # op, result, registers a, b, c, indices s, u
PLACES = {letter: place for place, letter in enumerate("-rabcsu")}


@dataclass(frozen=True)
class Assembly:
    """Instructions for the machine, and the sizes of the arrays that they index.

    code       INSTRUCTIONs one after the other, which nobody changes once they are checked
    constants  the scalars that follow the parameters
    registers, scalars, inputs, sums, columns: how many there are
    """

    code: bytes
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
    if averaged is None:
        averaged = bool(program.param_labels)
    with paused_collector():
        drafts = Drafts(program, ops, averaged)
        instructions, registers = _with_registers(drafts.translated())
        code = b"".join(INSTRUCTION.pack(*fields) for fields in instructions)
    outputs = len(program.outputs)
    return Assembly(
        code=code,
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
    code = assembly.code
    if type(code) is not bytes or len(code) % INSTRUCTION.size:
        given = f"{type(code).__name__} of length {len(code)}"
        raise ValueError(f"code: given {given}; allowed: bytes, {INSTRUCTION.size} an instruction")
    limits = [_limits(form, assembly) for form in ops.forms]
    reads = [[PLACES[letter] for letter in form if letter in "abc"] for form in ops.forms]
    writes = [bool(set(form) & {"t", "k"}) for form in ops.forms]
    written = set()
    for i, fields in enumerate(INSTRUCTION.iter_unpack(code)):
        kind = fields[0]
        is_right = 0 <= kind < len(limits)
        for place, size in limits[kind] if is_right else ():
            is_right &= 0 <= fields[place] < size
        for place in reads[kind] if is_right else ():  # a register, none of those read
            is_right &= fields[place] != fields[1] or writes[kind]
        if not is_right:
            raise ValueError(f"instruction {i} is {list(fields)}, which is out of range")
        if writes[kind]:
            written.add(fields[PLACES["s"]])
    count = assembly.sums or assembly.columns
    unwritten = sorted(set(range(count)) - written)
    if unwritten:
        raise ValueError(f"output {unwritten[0]} of {count} is written by no instruction")


def _limits(form: str, assembly: Assembly) -> list[tuple[int, int]]:
    """Return which fields of an instruction are indices, and into how many."""
    counts = {"s": assembly.scalars, "u": assembly.scalars, "i": assembly.inputs}
    counts |= dict.fromkeys("abc", assembly.registers)
    counts |= {"t": assembly.sums, "k": assembly.columns}
    limits = [(PLACES.get(letter, PLACES["s"]), counts[letter]) for letter in form]
    if not set(form) & {"t", "k"}:
        limits.append((PLACES["r"], assembly.registers))
    return limits
