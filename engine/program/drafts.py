"""Drafts: a program as instructions for the machine, fused, before registers are assigned.

What makes the machine fast is decided here: a product that is only added to something becomes one
instruction with the sum, and so do two of them; a product that is only a gradient becomes one with
the sum over the rows.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.program.listing import Listing, Operand

__all__ = ["NOWHERE", "Draft", "Drafts", "Ops"]

REGISTERS = "abc"
COMMUTATIVE = ("+", "*")  # bit for bit


class Ops(NamedTuple):
    """The machine's table of ops, read from the machine itself.

    codes  {op: {form: code}}, the form as in machine.c: "ab" for two registers, "as" for a register
           and a scalar, in the order in which the instruction is written
    forms  the form of each code
    """

    codes: Mapping[str, Mapping[str, int]]
    forms: Sequence[str]

    @classmethod
    def read(cls, table: str) -> "Ops":
        """Read the table that machine.c spells out, a line an op."""
        rows = [line.split() for line in table.splitlines()]
        codes: dict[str, dict[str, int]] = {}
        for code, (op, form) in enumerate(rows):
            codes.setdefault(op, {})[form] = code
        return cls(codes, [form for _, form in rows])


class Draft(NamedTuple):
    """An instruction before registers are assigned: each result has a number of its own."""

    code: int
    result: int  # or NOWHERE
    reads: tuple[int, ...]
    s: int
    u: int


NOWHERE = -1  # where a sum or a column takes the result


class Drafts:
    """Writes a program's instructions, and before them those that fetch what they read.

    Results are numbered as in the program, and on from there for fetched inputs and scalars. The
    outputs are averaged over the rows, or stored as a column each.
    """

    def __init__(self, program: Listing, ops: Ops, averaged: bool) -> None:
        self.program = program
        self.averaged = averaged
        self.codes = ops.codes
        self.inputs = len(program.input_labels)
        self.first = program.leaves
        self.drafts: list[Draft] = []
        self.constants: list[float] = []
        self.scalars: dict[str, int] = {}  # the index of each constant, by its repr
        self.fetched: dict[tuple[str, int], int] = {}
        self.uses = Counter(
            o
            for operands in (program.outputs, *(line.operands for line in program.instructions))
            for o in operands
            if type(o) is int
        )

    def translated(self) -> list[Draft]:
        """Write all instructions."""
        products = self._absorbed_products()
        sums = self._absorbed_sums(products)
        absorbed = {*products.values(), *sums.values()}
        outputs: dict[int, list[int]] = {}
        for index, output in enumerate(self.program.outputs):
            outputs.setdefault(self._result_of(output), []).append(index)
        for index in outputs.pop(NOWHERE, ()):
            self._write_output(index, self.program.outputs[index])
        for result, (op, operands) in enumerate(self.program.instructions, self.first):
            if result in absorbed:
                continue
            if result in sums:
                self._write_two_products(result, products, sums[result])
            elif result in products:
                self._write_product(result, products)
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

    def _absorbed_sums(self, products: Mapping[int, int]) -> dict[int, int]:
        """Return {sum: sum} likewise, of sums with a product by a scalar, two by two."""
        sums: dict[int, int] = {}
        for result in products:
            other = self._result_of(self._other_term(result, products))
            is_free = other in products and other not in sums and self.uses[other] == 1
            if is_free and self._scaled(products[other]) and self._scaled(products[result]):
                sums[result] = other
        return sums

    def _other_term(self, result: int, products: Mapping[int, int]) -> Operand:
        """Return what is added to the product that a sum takes in."""
        x, y = self.program.instructions[result - self.first].operands
        return x if self._result_of(y) == products[result] else y

    def _scaled(self, product: int) -> tuple[Operand, Operand] | None:
        """Return the factors of a product by a scalar, the scalar last; None of another product."""
        x, y = self.program.instructions[product - self.first].operands
        if self._is_scalar(y):
            return x, y
        return (y, x) if self._is_scalar(x) else None

    def _is_dot(self, result: int, op: str, operands: Sequence[Operand]) -> bool:
        return (
            op == "*"
            and self.uses[result] == 1
            and self.averaged
            and not any(map(self._is_scalar, operands))
        )

    def _write_product(self, result: int, products: Mapping[int, int]) -> None:
        """Write a sum and the product that it takes in."""
        term, product = self._other_term(result, products), products[result]
        if scaled := self._scaled(product):
            factor, scalar = scaled
            self._write("+*", "abs", result, (term, factor), self._scalar(scalar))
        else:
            factors = self.program.instructions[product - self.first].operands
            self._write("+*", "abc", result, (term, *factors))

    def _write_two_products(self, result: int, products: Mapping[int, int], inner: int) -> None:
        """Write a sum, its product, and the sum with a product that it takes in."""
        pairs = [self._scaled(products[inner]), self._scaled(products[result])]
        factors, scalars = zip(*filter(None, pairs), strict=True)
        term = self._other_term(inner, products)
        self._write("+*+*", "abscu", result, (term, *factors), *map(self._scalar, scalars))

    def _write_line(self, result: int, op: str, operands: Sequence[Operand]) -> None:
        if op not in self.codes:
            raise ValueError(
                f"op {op!r} is none of the machine's; write compile('numpy') or compile('python'), "
                "to which an own function brings its spelling, or add a line to the tables in "
                "engine/program/machine.c and machine.js"
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
        if self.averaged:
            self._write("sum", "at", NOWHERE, (output,), index)
        else:
            self._write("store", "ak", NOWHERE, (output,), index)

    def _write(
        self, op: str, form: str, result: int, registers: Sequence[Operand], s: int = 0, u: int = 0
    ) -> None:
        reads = tuple([self._fetched(operand) for operand in registers])
        self.drafts.append(Draft(self.codes[op][form], result, reads, s, u))

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
