"""What the C machine costs: to build, to trace and assemble for, and to run, by size."""

import statistics
import time
from typing import Any

import numpy as np

from tests.bench.memory import megabytes

ROWS = 1000
REPEATS = 9


def loss_of(sizes: list[int]) -> tuple[Any, list[Any], list[Any]]:
    from engine import Value, relu
    from nn import MLP

    model = MLP(sizes[0], sizes[1:], "relu", seed=0)
    x = [Value(0.5, f"x{i}") for i in range(sizes[0])]
    target = Value(1.0, "y")
    return relu(1.0 - target * model(x)), [*x, target], model.parameters()


def measure_program(text: str) -> dict[str, Any]:
    """Trace, assemble and run a network, such as 2-16-16-1, on rows of data."""
    from engine import trace
    from engine.program.assembly import INSTRUCTION
    from engine.program.machine import Machine
    from engine.program.toolchain import library

    sizes = [int(size) for size in text.split("-")]
    start = time.perf_counter()
    library()
    built = time.perf_counter()
    loss, inputs, params = loss_of(sizes)
    before = megabytes()
    graph = time.perf_counter()
    program = trace(loss, inputs, params)
    traced = time.perf_counter()
    machine = Machine(program)
    assembled = time.perf_counter()
    seconds = seconds_of_a_step(machine, np.array([p.data for p in params]), len(inputs))
    return {
        "build": built - start,
        "lines": len(program.instructions),
        "kilobytes": kilobytes_of(machine.assembly),
        "instructions": len(machine.assembly.code) // INSTRUCTION.size,
        "registers": machine.assembly.registers,
        "trace": traced - graph,
        "assemble": assembled - traced,
        "step": seconds,
        "megabytes": megabytes() - before,
    }


def kilobytes_of(assembly: Any) -> float:
    from engine.program.machine import rows_of_a_block

    return (len(assembly.code) + 8.0 * assembly.registers * rows_of_a_block()) / 1e3


def seconds_of_a_step(machine: Any, params: Any, columns: int) -> float:
    rows = np.random.default_rng(0).uniform(-1.0, 1.0, (ROWS, columns))
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        machine(params, rows)
        times.append(time.perf_counter() - start)
    return statistics.median(times)
