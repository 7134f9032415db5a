"""Machine: programs run as data on one fixed C file, the same for every program."""

import ctypes
from collections.abc import Callable
from typing import Any

from engine.assembly import Ops, assemble, check
from engine.program import Program
from engine.toolchain import library

__all__ = ["machine_function"]

BLOCK = 64  # rows, as in machine.c


def machine_function(program: Program) -> Callable[[Any, Any], tuple[Any, bool]]:
    """Return run(params, rows) → (outputs, whether a number overflowed or left a domain).

    params and rows are float64 arrays, (params,) and (n, inputs), contiguous and not checked. With
    params the outputs are summed over the rows; without, they are a row of n numbers each. Several
    threads may run at once: every call has memory of its own.

    Raises RuntimeError without a C compiler, ValueError for an op that the machine does not have.
    """
    import numpy as np

    machine = library()
    table = ctypes.c_char.in_dll(machine, "machine_ops")
    ops = Ops.read(ctypes.string_at(ctypes.addressof(table)).decode("ascii"))
    assembly = assemble(program, ops)
    check(assembly, ops)
    code = assembly.code
    code.flags.writeable = False  # what was checked is what runs
    constants = np.array(assembly.constants, dtype=np.float64)
    machine_run = machine.machine_run
    machine_run.restype = ctypes.c_int
    pointer, count = ctypes.c_void_p, ctypes.c_int64
    machine_run.argtypes = [
        *(pointer, count, pointer, pointer, pointer, count, count),
        *(pointer, count, pointer),
    ]
    at, length, sums = code.ctypes.data, len(code), assembly.sums

    def run(params: Any, rows: Any) -> tuple[Any, bool]:
        n = len(rows)
        scalars = np.concatenate((params, constants))
        registers = np.empty(assembly.registers * BLOCK)
        outputs = np.empty(sums or (assembly.columns, n))
        answers = outputs.ctypes.data
        raised = machine_run(
            *(at, length, registers.ctypes.data, scalars.ctypes.data, rows.ctypes.data, n),
            *(assembly.inputs, answers, sums, answers),
        )
        return outputs, bool(raised)

    return run
