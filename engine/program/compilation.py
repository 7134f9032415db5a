"""Compilation: a program as a function that checks what it is given."""

from collections.abc import Callable, Sequence
from typing import Any

from engine.number import is_array, to_float
from engine.program.arrays import checked_array
from engine.program.languages import source
from engine.program.listing import Listing
from engine.program.machine import Machine

__all__ = ["array_function", "compiled", "mean_function"]

COMPILED = ("python", "numpy", "c")

MeanFunction = Callable[[Any, Any], tuple[Sequence[float], bool]]


def compiled(program: Listing, language: str) -> Callable[..., Any]:
    """Make a function of a program, as `Listing.compile` describes.

    Raises ValueError for a language that cannot be run from here.
    """
    if language not in COMPILED:
        raise ValueError(f"language: given {language!r}; allowed: {', '.join(COMPILED)}")
    if program.param_labels:
        return _of_rows(program, language)
    if language == "python":
        return _of_numbers(program)
    return _of_arrays(program, _machine_columns if language == "c" else _numpy_columns)


def mean_function(program: Listing, language: str) -> MeanFunction:
    """Return run(params, rows) → (outputs, whether an op left the finite numbers) for training.

    The outputs are the means over the rows of the program's value, gradients and metrics. Nothing
    is checked: params and rows are lists of floats for "python", where an error of math is raised,
    and contiguous float64 arrays for "numpy" and "c", where inf and nan go on.

    Raises ValueError for a language that cannot be run from here.
    """
    if language == "c":
        return Machine(program)
    f = _defined(program, language)

    def run(params: Any, rows: Any) -> tuple[Sequence[float], bool]:
        value, others = f(params, rows)
        return [value, *others], False

    return run if language == "python" else _watched(run)


def array_function(program: Listing) -> Callable[..., tuple[Any, Sequence[Any]]]:
    """Return f(*arrays) → (value, gradients) of a program without params, in NumPy, unchecked.

    What is the same for every element, such as the derivative 1.0, is a number instead of an array.
    """
    return _defined(program, "numpy")


def _defined(program: Listing, language: str) -> Callable[..., Any]:
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


def _of_numbers(program: Listing) -> Callable[..., Any]:
    f = _defined(program, "python")

    def function(*numbers: float) -> tuple[float, tuple[float, ...]]:
        _check_count(program, "inputs", len(numbers))
        for number in numbers:
            if is_array(number):
                raise TypeError('given an array; compile("numpy") and compile("c") take arrays')
        value, gradients = f(*map(to_float, numbers))
        return float(value), tuple(map(float, gradients))

    return function


def _of_arrays(
    program: Listing, columns: Callable[[Listing], Callable[[list[Any]], Sequence[Any]]]
) -> Callable[..., Any]:
    import numpy as np

    run = columns(program)

    def function(*arrays: Any) -> tuple[Any, tuple[Any, ...]]:
        _check_count(program, "inputs", len(arrays))
        numbers = [checked_array("inputs", given) for given in arrays]
        try:
            shape = np.broadcast_shapes(*(array.shape for array in numbers))
        except ValueError:
            shapes = " and ".join(str(array.shape) for array in numbers)
            raise ValueError(
                f"inputs: given shapes {shapes}; allowed: shapes that broadcast to one"
            ) from None
        flat = [np.broadcast_to(array, shape).ravel() for array in numbers]
        value, *gradients = [column.reshape(shape)[()] for column in run(flat)]
        return value, tuple(gradients)

    return function


def _numpy_columns(program: Listing) -> Callable[[list[Any]], Sequence[Any]]:
    import numpy as np

    f = array_function(program)

    def columns(numbers: list[Any]) -> Sequence[Any]:
        with np.errstate(all="ignore"):  # inf and nan are answers here, as in any array program
            value, gradients = f(*numbers)
        size = len(numbers[0]) if numbers else 1
        return [np.full(size, number, dtype=float) for number in (value, *gradients)]

    return columns


def _machine_columns(program: Listing) -> Callable[[list[Any]], Sequence[Any]]:
    import numpy as np

    run = Machine(program)

    def columns(numbers: list[Any]) -> Sequence[Any]:
        rows = np.stack(numbers, axis=1) if numbers else np.empty((1, 0))
        answer: Sequence[Any] = run((), rows)[0]
        return answer

    return columns


# ---- functions of parameters and rows ----


def _of_rows(program: Listing, language: str) -> Callable[..., Any]:
    run = mean_function(program, language)

    def function(params: Any, rows: Any) -> tuple[float, Any]:
        numbers, table = _checked_params(program, params), _checked_rows(program, rows)
        if language == "python":
            numbers, table = numbers.tolist(), table.tolist()
        outputs, _ = run(numbers, table)
        gradients = [float(gradient) for gradient in outputs[1:]]
        return float(outputs[0]), _like(params, gradients)

    return function


def _like(params: Any, gradients: list[float]) -> Any:
    if not is_array(params):
        return gradients
    import numpy as np

    return np.array(gradients)


def _checked_params(program: Listing, params: Any) -> Any:
    numbers = checked_array("params", params)
    if numbers.ndim != 1:
        allowed = f"({len(program.param_labels)},)"
        raise ValueError(f"params: given shape {numbers.shape}; allowed: {allowed}")
    _check_count(program, "params", len(numbers))
    return numbers


def _checked_rows(program: Listing, rows: Any) -> Any:
    import numpy as np

    table, columns = checked_array("rows", rows), len(program.input_labels)
    if table.ndim != 2 or table.shape[1] != columns or len(table) == 0:
        allowed = f"(n, {columns}) with n above 0"
        raise ValueError(f"rows: given shape {table.shape}; allowed: {allowed}")
    if not np.isfinite(table).all():
        row, column = np.argwhere(~np.isfinite(table))[0].tolist()
        number, name = table[row, column].item(), program.inputs[column]
        raise ValueError(f"rows: given {number!r} in row {row}, column {name}; allowed: finite")
    return table


def _check_count(program: Listing, kind: str, given: int) -> None:
    allowed = len(program.input_labels if kind == "inputs" else program.param_labels)
    if given != allowed:
        names = program.inputs if kind == "inputs" else program.params
        raise ValueError(f"{kind}: given {given}; allowed: {allowed}, {', '.join(names)}")
