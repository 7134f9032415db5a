"""Machine: programs run as data on one fixed C file, the same for every program."""

import ctypes
import threading
from typing import Any

from engine.program.assembly import INSTRUCTION, Assembly, assemble, check
from engine.program.drafts import Ops
from engine.program.listing import Listing
from engine.program.toolchain import library

__all__ = ["Machine", "rows_of_a_block", "table_of_ops"]


class Machine:
    """A program on the C machine.

    Raises RuntimeError without a C compiler, ValueError for an op that the machine does not have.
    """

    def __init__(self, program: Listing) -> None:
        import numpy as np

        ops = table_of_ops()
        self.assembly = assemble(program, ops)
        check(self.assembly, ops)
        self._run = library().machine_run
        self._run.restype = ctypes.c_int
        self._run.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p]
        self._threads = threading.local()
        self._empty = np.empty

    def __call__(self, params: Any, rows: Any) -> tuple[Any, bool]:
        """Return the outputs, and whether a number overflowed or left a function's domain.

        params and rows are float64 arrays, (params,) and (n, inputs), contiguous and not checked.
        With params the outputs are means over the rows; without, a row of n numbers each. Several
        threads may run at once, each with memory of its own.
        """
        memory, n = self._memory(), len(rows)
        memory.params[:] = params
        address = memory.address_of(rows)
        if self.assembly.sums:
            raised = self._run(memory.address, address, n, None)
            return memory.means.copy(), raised != 0
        columns = self._empty((self.assembly.columns, n))
        raised = self._run(memory.address, address, n, columns.ctypes.data)
        return columns, raised != 0

    def _memory(self) -> "_Memory":
        try:
            memory: _Memory = self._threads.memory
        except AttributeError:
            memory = self._threads.memory = _Memory(self.assembly)
        return memory


class _Struct(ctypes.Structure):
    """The struct Machine of machine.c."""

    _fields_ = (
        ("code", ctypes.c_void_p),
        *((name, ctypes.c_int64) for name in ("length", "inputs", "sum_count")),
        *((name, ctypes.c_void_p) for name in ("registers", "scalars", "sums", "means")),
    )


class _Memory:
    """What a program works in, for one thread."""

    def __init__(self, assembly: Assembly) -> None:
        import numpy as np

        self.registers = _aligned(assembly.registers * rows_of_a_block())
        self.scalars = np.empty(assembly.scalars)
        count = assembly.scalars - len(assembly.constants)
        self.params, self.scalars[count:] = self.scalars[:count], assembly.constants
        self.sums = _aligned(assembly.sums * _constant("machine_vector"))
        self.means = np.empty(assembly.sums)
        code, length = assembly.code, len(assembly.code) // INSTRUCTION.size
        self.struct = _Struct(
            *(
                ctypes.cast(ctypes.c_char_p(code), ctypes.c_void_p),
                length,
                assembly.inputs,
                assembly.sums,
            ),
            *(array.ctypes.data for array in (self.registers, self.scalars, self.sums, self.means)),
        )
        self.address = ctypes.addressof(self.struct)
        self._rows, self._rows_address = self.means, 0

    def address_of(self, rows: Any) -> int:
        """Return where rows lie; NumPy takes long to say, and training asks for the same again."""
        if rows is not self._rows:
            self._rows, self._rows_address = rows, rows.ctypes.data
        return self._rows_address


CACHE_LINE = 64  # bytes; a vector that straddles two of them takes twice as long


def _aligned(size: int) -> Any:
    import numpy as np

    array = np.empty(size + CACHE_LINE // 8)
    return array[-array.ctypes.data % CACHE_LINE // 8 :][:size]


def _constant(name: str) -> int:
    return ctypes.c_int32.in_dll(library(), name).value


def rows_of_a_block() -> int:
    """Return how many rows an instruction works on at a time."""
    return _constant("machine_block")


def table_of_ops() -> Ops:
    """Return the table of ops that machine.c spells out."""
    table = ctypes.c_char.in_dll(library(), "machine_ops")
    return Ops.read(ctypes.string_at(ctypes.addressof(table)).decode("ascii"))
