"""Assembly: a program as instructions for the machine, fused, with registers assigned.

A register holds one number for each row of a block. What makes the machine fast is decided here: a
product that is only added to something becomes one instruction with the sum; a product that is only
a gradient becomes one with the sum over the rows; a register is used again after its last reader.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.collector import paused_collector
from engine.program.listing import Listing, Operand

__all__ = ["Assembly", "Ops", "assemble", "check"]

REGISTERS = "abc"
COMMUTATIVE = ("+", "*")  # bit for bit


class Ops(NamedTuple):
    """The machine's table of ops, read from the machine itself.

    codes     {op: {operands: code}}, the operands as in machine.c: "ab" for two registers, "as" for
              a register and a scalar
    operands  the operands of each code
    """

    codes: Mapping[str, Mapping[str, int]]
    operands: Sequence[str]

    @classmethod
    def read(cls, table: str) -> "Ops":
        """Read the table that machine.c spells out, a line an op."""
        rows = [line.split() for line in table.splitlines()]
        codes: dict[str, dict[str, int]] = {}
        for code, (op, operands) in enumerate(rows):
            codes.setdefault(op, {})[operands] = code
        return cls(codes, [operands for _, operands in rows])


@dataclass(frozen=True)
class Assembly:
    """Instructions for the machine, and the sizes of the arrays that they index.

    code       an int32 array; a row is an instruction: op, result, registers a, b, c, index s
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


def assemble(program: Listing, ops: Ops) -> Assembly:
    """Translate a program; its outputs become sums if it has params, else columns.

    Raises ValueError for an op that the machine does not have.
    """
    import numpy as np

    with paused_collector():
        drafts = _Drafts(program, ops)
        code, registers = _with_registers(drafts.translated())
        array = np.array(code, dtype=np.int32).reshape(len(code), 6)
    outputs = len(program.outputs)
    return Assembly(
        code=array,
        constants=tuple(drafts.constants),
        registers=registers,
        scalars=len(program.param_labels) + len(drafts.constants),
        inputs=len(program.input_labels),
        sums=outputs if program.param_labels else 0,
        columns=0 if program.param_labels else outputs,
    )


class _Draft(NamedTuple):
    """An instruction before registers are assigned: each result has a number of its own."""

    code: int
    result: int  # or NOWHERE
    reads: tuple[int, ...]
    s: int


NOWHERE = -1  # where a sum or a column takes the result


class _Drafts:
    """Writes a program's instructions, and before them those that fetch what they read.

    Results are numbered as in the program, and on from there for fetched inputs and scalars.
    """

    def __init__(self, program: Listing, ops: Ops) -> None:
        self.program = program
        self.codes = ops.codes
        self.inputs = len(program.input_labels)
        self.first = program.leaves
        self.drafts: list[_Draft] = []
        self.constants: list[float] = []
        self.scalars: dict[str, int] = {}  # the index of each constant, by its repr
        self.fetched: dict[tuple[str, int], int] = {}
        self.uses = Counter(
            o
            for operands in (program.outputs, *(line.operands for line in program.instructions))
            for o in operands
            if type(o) is int
        )

    def translated(self) -> list[_Draft]:
        """Write all instructions."""
        products = self._absorbed_products()
        absorbed = set(products.values())
        outputs: dict[int, list[int]] = {}
        for index, output in enumerate(self.program.outputs):
            outputs.setdefault(self._result_of(output), []).append(index)
        for index in outputs.pop(NOWHERE, ()):
            self._write_output(index, self.program.outputs[index])
        for result, (op, operands) in enumerate(self.program.instructions, self.first):
            if result in absorbed:
                continue
            if result in products:
                self._write_product_sum(result, operands, products[result])
            elif result in outputs and self._is_dot(result, op, operands):
                self._write("dot", "abt", NOWHERE, operands, outputs.pop(result)[0])
            else:
                self._write_line(result, op, operands)
            for index in outputs.get(result, ()):
                self._write_output(index, result)
        return self.drafts

    def _result_of(self, operand: Operand) -> int:
        is_line = type(operand) is int and operand >= self.first
        return int(operand) if is_line else NOWHERE

    def _is_scalar(self, operand: Operand) -> bool:
        return type(operand) is not int or self.inputs <= operand < self.first

    def _absorbed_products(self) -> dict[int, int]:
        """Return {sum: product} for sums that can take a product in that nothing else reads."""
        lines, first = self.program.instructions, self.first
        products = {}
        for result, (op, operands) in enumerate(lines, first):
            if op == "+":
                for operand in reversed(operands):
                    line = self._result_of(operand)
                    if line != NOWHERE and lines[line - first].op == "*" and self.uses[line] == 1:
                        products[result] = line
                        break
        return products

    def _is_dot(self, result: int, op: str, operands: Sequence[Operand]) -> bool:
        return (
            op == "*"
            and self.uses[result] == 1
            and bool(self.program.param_labels)
            and not any(map(self._is_scalar, operands))
        )

    def _write_product_sum(self, result: int, operands: Sequence[Operand], product: int) -> None:
        x, y = operands
        others = (x,) if self._result_of(y) == product else (y,)
        factors = self.program.instructions[product - self.first].operands
        for factor, scalar in (factors, factors[::-1]):
            if self._is_scalar(scalar):
                return self._write("+*", "abs", result, (*others, factor), self._scalar(scalar))
        return self._write("+*", "abc", result, (*others, *factors))

    def _write_line(self, result: int, op: str, operands: Sequence[Operand]) -> None:
        if op not in self.codes:
            raise ValueError(
                f"op {op!r} has no instruction; add a line to the table in engine/program/machine.c"
            )
        if len(operands) == 2:
            x, y = operands
            if self._is_scalar(y) and "as" in self.codes[op]:
                return self._write(op, "as", result, (x,), self._scalar(y))
            if self._is_scalar(x) and op in COMMUTATIVE:
                return self._write(op, "as", result, (y,), self._scalar(x))
            if self._is_scalar(x) and "sa" in self.codes[op]:
                return self._write(op, "sa", result, (y,), self._scalar(x))
        return self._write(op, REGISTERS[: len(operands)], result, operands)

    def _write_output(self, index: int, output: Operand) -> None:
        if self.program.param_labels:
            self._write("sum", "at", NOWHERE, (output,), index)
        else:
            self._write("store", "ak", NOWHERE, (output,), index)

    def _write(
        self, op: str, form: str, result: int, registers: Sequence[Operand], s: int = 0
    ) -> None:
        reads = tuple([self._fetched(operand) for operand in registers])
        self.drafts.append(_Draft(self.codes[op][form], result, reads, s))

    def _fetched(self, operand: Operand) -> int:
        """Return the number of the result that holds an operand, loaded or filled if need be."""
        if self._is_scalar(operand):
            source = ("fill", self._scalar(operand))
        elif operand < self.inputs:
            source = ("load", int(operand))
        else:
            return int(operand)
        if source not in self.fetched:
            result = self.first + len(self.program.instructions) + len(self.fetched)
            self.fetched[source] = result
            op, s = source
            self._write(op, "s" if op == "fill" else "i", result, (), s)
        return self.fetched[source]

    def _scalar(self, operand: Operand) -> int:
        if type(operand) is int:
            return operand - self.inputs
        digits = repr(operand)
        if digits not in self.scalars:
            self.scalars[digits] = len(self.program.param_labels) + len(self.constants)
            self.constants.append(operand)
        return self.scalars[digits]


def _with_registers(drafts: Sequence[_Draft]) -> tuple[list[tuple[int, ...]], int]:
    """Return the instructions as tuples, and how many registers they need."""
    last_reader = {result: i for i, draft in enumerate(drafts) for result in draft.reads}
    register: dict[int, int] = {}
    free: list[int] = []
    count = 0
    code: list[tuple[int, ...]] = []
    for i, (op, result, reads, s) in enumerate(drafts):
        target = 0
        if result != NOWHERE:
            if not free:
                free.append(count)
                count += 1
            target = register[result] = free.pop()
        a, b, c = [*(register[read] for read in reads), 0, 0, 0][:3]
        code.append((op, target, a, b, c, s))
        # Free only now: a result never shares a register with what it is computed from.
        free.extend(register[read] for read in set(reads) if last_reader[read] == i)
    return code, count


def check(assembly: Assembly, ops: Ops) -> None:
    """Raise ValueError unless every index of every instruction stays in its array."""
    import numpy as np

    code = assembly.code
    if code.dtype != np.int32 or code.ndim != 2 or code.shape[1] != 6:
        raise ValueError(f"code: given {code.dtype} {code.shape}; allowed: int32 (n, 6)")
    op, result, a, b, c, s = code.T
    registers = {"a": a, "b": b, "c": c}
    indices = {"s": assembly.scalars, "i": assembly.inputs}
    indices |= {"t": assembly.sums, "k": assembly.columns}
    in_range = (op >= 0) & (op < len(ops.operands))
    for kind, operands in enumerate(ops.operands):
        here = op == kind
        read = [registers[letter][here] for letter in operands if letter in registers]
        for register in read:
            in_range[here] &= (register >= 0) & (register < assembly.registers)
        if not set(operands) & {"t", "k"}:  # the result is a register, none of those read
            target = result[here]
            in_range[here] &= (target >= 0) & (target < assembly.registers)
            for register in read:
                in_range[here] &= register != target
        for letter in set(operands) & set(indices):
            in_range[here] &= (s[here] >= 0) & (s[here] < indices[letter])
    if not in_range.all():
        bad = int(np.argmin(in_range))
        raise ValueError(f"instruction {bad} is {code[bad].tolist()}, which is out of range")
