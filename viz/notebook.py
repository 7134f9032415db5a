"""`%load_ext viz`: in a notebook, a Value draws itself and an array of Values shows its numbers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine import Value, topological_order
from viz.graph import draw
from viz.style import number

if TYPE_CHECKING:
    import numpy as np

__all__ = ["load_ipython_extension", "unload_ipython_extension"]

MAX_NODES = 100  # a larger graph is not drawn unasked

SVG = "image/svg+xml"
TEXT = "text/plain"


def load_ipython_extension(shell: Any) -> None:
    """Let a Value at the end of a cell draw itself, and an array of Values show its numbers.

    A graph of more than 100 nodes is told in words; `draw` draws it.
    """
    import numpy as np

    formatters = shell.display_formatter.formatters
    formatters[SVG].for_type(Value, picture)
    formatters[TEXT].for_type(np.ndarray, _write_array)


def unload_ipython_extension(shell: Any) -> None:
    """Show Values and arrays as Python does again."""
    import numpy as np

    formatters = shell.display_formatter.formatters
    formatters[SVG].pop(Value, None)
    formatters[TEXT].pop(np.ndarray, None)


def picture(value: Value) -> str | None:
    """Return the drawing of a Value's graph as SVG; None if it is too large to show unasked."""
    if len(topological_order(value)) > MAX_NODES:
        return None
    return draw(value).pipe("svg", encoding="utf-8")


def _write_array(array: "np.ndarray[Any, Any]", printer: Any, cycle: bool) -> None:
    printer.text(array_text(array))


def array_text(array: "np.ndarray[Any, Any]") -> str:
    """Write the numbers of an array of Values and, where there are any, the gradients below.

    Any other array is written as NumPy does.
    """
    if not array.size or not all(isinstance(thing, Value) for thing in array.flat):
        return repr(array)
    text = f"Values of shape {array.shape}\ndata\n{_table(array, lambda value: number(value.data))}"
    if not any(value.has_grad for value in array.flat):
        return text
    return f"{text}\ngrad\n{_table(array, _gradient)}"


def _gradient(value: Value) -> str:
    return number(value.grad) if value.has_grad else "–"


def _table(array: "np.ndarray[Any, Any]", write: Callable[[Value], str]) -> str:
    import numpy as np

    written = np.asarray(np.frompyfunc(write, 1, 1)(array), dtype=object)  # of no axis: a str
    width = max(map(len, written.flat))
    return np.array2string(written, formatter={"object": lambda text: str(text).rjust(width)})
