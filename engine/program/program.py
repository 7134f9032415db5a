"""Program: a listing that can be read in three languages, and run in them."""

from collections.abc import Callable
from typing import Any

from engine.program.compilation import compiled
from engine.program.languages import source
from engine.program.listing import Listing

__all__ = ["Program"]


class Program(Listing):
    """Straight-line code for a value and its gradients; prints itself as Python.

    `trace` writes it; its fields are those of a Listing. At the end of a cell it shows its size;
    `print(program)` lists it. Where the graph has an answer, so has the
    program, and "python" and "c" have its bits. Where the graph raises an arithmetic error,
    "python" raises one, and "numpy" and "c" go on with the inf and nan of IEEE 754, which training
    watches for and refuses. There are two differences:

    - Both branches of a `where` are computed, and so are both slopes; `backward` goes into the
      branch that was chosen alone. An infinite slope in the other is an error in "python", and may
      be nan in "numpy" and "c".
    - What the answer does not need is left out, and an error in it with it: x in x ** 0.0, the
      condition of where(c, a, a), the value of a function of which only the derivative is asked.
    """

    def source(self, language: str = "python") -> str:
        """Write the program in "python", "numpy" or "c"; raises ValueError for another name."""
        return source(self, language)

    def compile(self, language: str = "python") -> Callable[..., Any]:
        """Make a function of the program that runs in "python", in "numpy" or on the "c" machine.

        Without params: f(*numbers) returns (value, (derivative by each input, …)); "numpy" and "c"
        take arrays as well, element by element. With params: f(params, rows) returns (mean value
        over the rows, [mean gradient of each parameter]); params as an array give the gradients as
        an array. In "numpy" and "c" a number outside a function's domain gives nan or inf.

        Raises ValueError for another language and, when called, for counts or shapes that do not
        fit and for rows that are not finite; RuntimeError if "c" finds no C compiler.
        """
        return compiled(self, language)

    def __repr__(self) -> str:
        return (
            f"Program(inputs={len(self.input_labels)}, params={len(self.param_labels)}, "
            f"lines={len(self.instructions)}, outputs={len(self.outputs)})"
        )

    def __str__(self) -> str:
        return self.source("python")
