"""Compilation: a program as a function that checks what it is given."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from engine.functions import to_float
from engine.languages import source
from engine.node import is_array
from engine.program import Program

__all__ = ["array_function", "compiled", "mean_function"]

COMPILED = ("python", "numpy", "c")

MeanFunction = Callable[[Any, Any], tuple[Sequence[float], bool]]


def compiled(program: Program, language: str) -> Callable[..., Any]:
    """Make a function of a program, as `Program.compile` describes.

    Raises ValueError for a language that cannot be run from here.
    """
    _check_language(language)
    if program.param_labels:
        return _of_rows(program, language)
    if language == "python":
        return _of_numbers(program)
    return _of_arrays(program, _machine_columns if language == "c" else _numpy_columns)


def mean_function(program: Program, language: str) -> MeanFunction:
    """Return run(params, rows) → (outputs, whether an op left the finite numbers) for training.

    The outputs are the means over the rows of the program's value, gradients and measures. Nothing
    is checked: params and rows are lists of floats for "python", where an error of math is raised,
    and contiguous float64 arrays for "numpy" and "c", where inf and nan go on.

    Raises ValueError for a language that cannot be run from here.
    """
    _check_language(language)
    if language == "c":
        from engine.machine import Machine

        return Machine(program)
    f = _defined(program, language)

    def run(params: Any, rows: Any) -> tuple[Sequence[float], bool]:
        value, others = f(params, rows)
        return [value, *others], False

    return run if language == "python" else _watched(run)


def array_function(program: Program) -> Callable[..., tuple[Any, Sequence[Any]]]:
    """Return f(*arrays) → (value, gradients) of a program without params, in NumPy, unchecked.

    What is the same for every element, such as the derivative 1.0, is a number instead of an array.
    """
    return _defined(program, "numpy")


def _check_language(language: str) -> None:
    if language not in COMPILED:
        raise ValueError(f"language: given {language!r}; allowed: {', '.join(COMPILED)}")


def _defined(program: Program, language: str) -> Callable[..., Any]:
    # The text holds only identifiers and digits of our own making, whatever the labels are.
    namespace: dict[str, Any] = {}
    exec(compile(source(program, language), f"<{language} program>", "exec"), namespace)
    f: Callable[..., Any] = namespace["f"]
    return f


def _watched(run: MeanFunction) -> MeanFunction:
    import numpy as np

    def watched(params: Any, rows: Any) -> tuple[Sequence[float], bool]:
        seen: list[str] = []
        with np.errstate(all="call", under="ignore", call=lambda kind, _: seen.append(kind)):
            outputs, _ = run(params, rows)
        return outputs, bool(seen)

    return watched


# ---- functions of numbers and arrays ----


def _of_numbers(program: Program) -> Callable[..., Any]:
    f = _defined(program, "python")

    def function(*numbers: float) -> tuple[float, tuple[float, ...]]:
        _check_count("inputs", len(numbers), program.inputs)
        for number in numbers:
            if is_array(number):
                raise TypeError('given an array; compile("numpy") and compile("c") take arrays')
        value, gradients = f(*map(to_float, numbers))
        return float(value), tuple(map(float, gradients))

    return function


def _of_arrays(
    program: Program, columns: Callable[[Program], Callable[[list[Any]], Sequence[Any]]]
) -> Callable[..., Any]:
    import numpy as np

    run = columns(program)

    def function(*arrays: Any) -> tuple[Any, tuple[Any, ...]]:
        _check_count("inputs", len(arrays), program.inputs)
        numbers = [_array(name, given) for name, given in zip(program.inputs, arrays, strict=True)]
        try:
            shape = np.broadcast_shapes(*(array.shape for array in numbers))
        except ValueError:
            shapes = " and ".join(str(array.shape) for array in numbers)
            raise ValueError(f"inputs: given shapes {shapes}; allowed: equal shapes") from None
        flat = [np.broadcast_to(array, shape).ravel() for array in numbers]
        value, *gradients = [column.reshape(shape)[()] for column in run(flat)]
        return value, tuple(gradients)

    return function


def _numpy_columns(program: Program) -> Callable[[list[Any]], Sequence[Any]]:
    import numpy as np

    f = array_function(program)

    def columns(numbers: list[Any]) -> Sequence[Any]:
        with np.errstate(all="ignore"):  # inf and nan are answers here, as in any array program
            value, gradients = f(*numbers)
        size = len(numbers[0]) if numbers else 1
        return [np.full(size, number, dtype=float) for number in (value, *gradients)]

    return columns


def _machine_columns(program: Program) -> Callable[[list[Any]], Sequence[Any]]:
    import numpy as np

    from engine.machine import Machine

    run = Machine(program)
    no_params = np.empty(0)

    def columns(numbers: list[Any]) -> Sequence[Any]:
        rows = np.stack(numbers, axis=1) if numbers else np.empty((1, 0))
        answer: Sequence[Any] = run(no_params, rows)[0]
        return answer

    return columns


def _array(name: str, given: Any) -> Any:
    import numpy as np

    array = np.asarray(given)
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name}: given {array.dtype}; allowed: int, float, bool, or an array of it"
        )
    return np.ascontiguousarray(array, dtype=np.float64).reshape(array.shape)


# ---- functions of parameters and rows ----


def _of_rows(program: Program, language: str) -> Callable[..., Any]:
    run = mean_function(program, language)
    checked = _checked_lists if language == "python" else _checked_arrays

    def function(params: Any, rows: Any) -> tuple[float, Any]:
        _check_count("params", len(params), program.params)
        outputs, _ = run(*checked(program, params, rows))
        gradients = [float(gradient) for gradient in outputs[1:]]
        return float(outputs[0]), _like(params, gradients)

    return function


def _like(params: Any, gradients: list[float]) -> Any:
    if not is_array(params):
        return gradients
    import numpy as np

    return np.array(gradients)


def _checked_lists(program: Program, params: Any, rows: Any) -> tuple[Any, Any]:
    numbers = [[to_float(number) for number in row] for row in rows]
    for i, row in enumerate(numbers):
        if len(row) != len(numbers[0]):
            raise ValueError(f"rows: row {i} has {len(row)} numbers, row 0 has {len(numbers[0])}")
    _check_shape(program, (len(numbers), *(len(row) for row in numbers[:1])))
    _check_finite(program, numbers)
    return [to_float(number) for number in params], numbers


def _checked_arrays(program: Program, params: Any, rows: Any) -> tuple[Any, Any]:
    import numpy as np

    numbers = _array("params", params)
    if numbers.shape != (len(program.params),):
        allowed = f"({len(program.params)},)"
        raise ValueError(f"params: given shape {numbers.shape}; allowed: {allowed}")
    array = _array("rows", rows)
    _check_shape(program, array.shape)
    if not np.isfinite(array).all():
        _check_finite(program, array.tolist())
    return numbers, array


def _check_count(kind: str, given: int, names: tuple[str, ...]) -> None:
    if given != len(names):
        raise ValueError(f"{kind}: given {given}; allowed: {len(names)}, {', '.join(names)}")


def _check_shape(program: Program, shape: tuple[int, ...]) -> None:
    columns = len(program.inputs)
    if len(shape) != 2 or shape[1] != columns or shape[0] == 0:
        raise ValueError(f"rows: given shape {shape}; allowed: (n, {columns}) with n above 0")


def _check_finite(program: Program, rows: Sequence[Sequence[float]]) -> None:
    for i, row in enumerate(rows):
        for name, number in zip(program.inputs, row, strict=True):
            if not math.isfinite(number):
                raise ValueError(f"rows: given {number!r} in row {i}, column {name}")
