"""Languages: a program as source text, in Python, NumPy and C."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from engine.functions import FunctionName
from engine.program.listing import PARTS, Instruction, Listing, Operand
from engine.program.spellings import (
    MATH,
    NUMPY,
    NUMPY_HELPERS,
    PYTHON,
    PYTHON_HELPERS,
    C,
    c_helpers,
)

__all__ = ["LANGUAGES", "source"]

# So compiled, a listing keeps Python's bits: no product is fused with a sum, no pow replaced.
C_COMMAND = "cc -std=c99 -O2 -ffp-contract=off -fno-builtin -c f.c"


@dataclass(frozen=True)
class Text:
    """A program in the words of one language: its lines, and what they lead to.

    gradients  and after them the metrics, if the program has any
    """

    program: Listing
    lines: list[str]
    value: str
    gradients: list[str]

    @property
    def results(self) -> list[str]:
        """The value, the gradients and the metrics: what is averaged over rows."""
        return [self.value, *self.gradients]

    def indented(self, indent: str, before: str = "", after: str = "") -> str:
        """Return the lines, each with something before and after it."""
        return "".join(f"{indent}{before}{line}{after}\n" for line in self.lines)


@dataclass(frozen=True)
class Language:
    """How a language spells ops and constants, and the function around the lines."""

    spellings: Mapping[str, str]
    helpers: Mapping[str, str]
    infinity: str
    nan: str
    function: Callable[[Text], str]
    preamble: Callable[[str], str]

    def operand(self, program: Listing, operand: Operand) -> str:
        """Spell a name or a constant; (-2.0) in parentheses, for -2.0 ** x is not (-2.0) ** x."""
        if isinstance(operand, int):
            return program.names[operand]
        if math.isnan(operand):
            return self.nan
        digits = self.infinity if math.isinf(operand) else repr(abs(operand))
        return digits if math.copysign(1.0, operand) > 0.0 else f"(-{digits})"


AS_NUMBERS = {"<": "less", "<=": "less_equal"}
ROW_TO_PART = f"row i adds to part i % {PARTS}"


def _python_function(text: Text) -> str:
    program = text.program
    if not program.params:
        answer = f"    return {text.value}, {_tuple(text.gradients)}\n"
        return f"def f({', '.join(program.inputs)}):\n{text.indented('    ')}{answer}"
    results = text.results
    additions = "".join(f"        part[{i}] += {result}\n" for i, result in enumerate(results))
    return (
        "def f(params, rows):\n"
        f"    {_tuple(program.params)} = params\n"
        f"    sums = [[-0.0] * {len(results)} for _ in range({PARTS})]  # {ROW_TO_PART}\n"
        f"    for i, {_tuple(program.inputs)} in enumerate(rows):\n"
        f"{text.indented('        ')}"
        f"        part = sums[i % {PARTS}]\n"
        f"{additions}"
        "    for part in sums[1:]:\n"
        "        sums[0] = [total + number for total, number in zip(sums[0], part)]\n"
        "    value, *gradient = [total / len(rows) for total in sums[0]]\n"
        "    return value, gradient\n"
    )


def _python_preamble(code: str) -> str:
    names = sorted({"inf", "nan", *MATH.values()})
    used = [name for name in names if re.search(rf"\b{name}\b", code)]
    imports = "import math\n" if re.search(r"\bmath\.", code) else ""
    imports += f"from math import {', '.join(used)}\n" if used else ""
    return f"{imports}\n\n" if imports else ""


def _numpy_function(text: Text) -> str:
    program = text.program
    if not program.params:
        return _python_function(text)
    results = "".join(f"        {result},\n" for result in text.results)
    return (
        "def means(columns, n):\n"
        f"    table = np.full((-(-n // {PARTS}) * {PARTS}, len(columns)), -0.0)  # {ROW_TO_PART}\n"
        "    for k, column in enumerate(columns):\n"
        "        table[:n, k] = column\n"
        f"    parts = table.reshape(-1, {PARTS}, len(columns)).sum(axis=0, initial=-0.0)\n"
        "    return parts.sum(axis=0, initial=-0.0) / n\n\n\n"
        "def f(params, rows):\n"
        f"    {_tuple(program.params)} = params\n"
        f"    {_tuple(program.inputs)} = rows.T\n"
        f"{text.indented('    ')}"
        f"    value, *gradient = means([\n{results}    ], len(rows))\n"
        "    return value, gradient\n"
    )


def _c_function(text: Text) -> str:
    program = text.program
    body = text.indented("    ", "const double ", ";")
    if not program.params:
        arguments = "".join(f"double {name}, " for name in program.inputs)
        stores = "".join(f"    gradient[{i}] = {g};\n" for i, g in enumerate(text.gradients))
        unused = _unused(program.inputs, text, "    ")
        stores = stores or "    (void)gradient;\n"
        return (
            f"double f({arguments}double gradient[{max(1, len(text.gradients))}]) {{\n"
            f"{unused}{body}{stores}    return {text.value};\n}}\n"
        )
    sums = text.results
    params = "".join(
        f"    const double {name} = params[{i}];\n" for i, name in enumerate(program.params)
    )
    inputs = "".join(
        f"        const double {name} = rows[i * {len(program.inputs)} + {k}];\n"
        for k, name in enumerate(program.inputs)
    )
    void_rows = "" if program.inputs else "    (void)rows;\n"
    additions = "".join(f"        sums[{i}][i % {PARTS}] += {s};\n" for i, s in enumerate(sums))
    return (
        "double f(const double *params, const double *rows, long n, double *gradient) {\n"
        f"{params}{_unused(program.params, text, '    ')}"
        f"{void_rows}"
        f"    double sums[{len(sums)}][{PARTS}]; /* {ROW_TO_PART} */\n"
        f"    for (long i = 0; i < {len(sums)}; i++)\n"
        f"        for (long k = 0; k < {PARTS}; k++) sums[i][k] = -0.0; /* -0.0 + x is x */\n"
        "    for (long i = 0; i < n; i++) {\n"
        f"{inputs}{_unused(program.inputs, text, '        ')}"
        f"{text.indented('        ', 'const double ', ';')}"
        f"{additions}    }}\n"
        f"    for (long i = 0; i < {len(sums)}; i++)\n"
        f"        for (long k = 1; k < {PARTS}; k++) sums[i][0] += sums[i][k];\n"
        f"    for (long i = 1; i < {len(sums)}; i++) gradient[i - 1] = sums[i][0] / (double)n;\n"
        "    return sums[0][0] / (double)n;\n}\n"
    )


def _unused(names: tuple[str, ...], text: Text, indent: str) -> str:
    # A parameter that no line needs, so that the compiler does not warn of it.
    code = " ".join([*text.lines, *text.results])
    used = set(re.findall(r"\w+", code))
    return "".join(f"{indent}(void){name};\n" for name in names if name not in used)


def _tuple(words: tuple[str, ...] | list[str]) -> str:
    return f"({', '.join(words)}{',' if len(words) == 1 else ''})"


LANGUAGES = {
    "python": Language(PYTHON, PYTHON_HELPERS, "inf", "nan", _python_function, _python_preamble),
    "numpy": Language(
        NUMPY,
        NUMPY_HELPERS,
        "np.inf",
        "np.nan",
        _numpy_function,
        lambda code: "import numpy as np\n\n\n",
    ),
    "c": Language(
        C,
        c_helpers(),
        "INFINITY",
        "NAN",
        _c_function,
        lambda code: f"/* {C_COMMAND} */\n#include <math.h>\n\n",
    ),
}


def source(program: Listing, language: str) -> str:
    """Write a program as source text; raises ValueError for a language or an op unknown here."""
    if language not in LANGUAGES:
        raise ValueError(f"language: given {language!r}; allowed: {', '.join(LANGUAGES)}")
    spelled = LANGUAGES[language]
    numbers = _numbers(program)
    ops = [
        _op_of(line, i in numbers) for i, line in enumerate(program.instructions, program.leaves)
    ]
    spellings = {op: _spelling(op, language) for op in dict.fromkeys(ops)}
    operand = partial(spelled.operand, program)
    lines = [
        f"{name} = {spellings[op].format(*map(operand, line.operands))}"
        for name, op, line in zip(
            program.names[program.leaves :], ops, program.instructions, strict=True
        )
    ]
    value, *gradients = map(operand, program.outputs)
    between = "\n" if language == "c" else "\n\n"
    helpers = [code.lstrip() + between for op, code in spelled.helpers.items() if op in spellings]
    code = "".join(helpers) + spelled.function(Text(program, lines, value, gradients))
    return spelled.preamble(code) + code


def _spelling(op: str, language: str) -> str:
    """Return what an op's function brings along for a language, else what the table says."""
    own = op.spellings.get(language) if isinstance(op, FunctionName) else None
    if own is None and op not in LANGUAGES[language].spellings:
        raise ValueError(
            f"op {op!r} has no spelling in {language}; write "
            f'function({op!r}, …, {language}="…({{}})"), or add a line to its table in '
            "engine/program/spellings.py"
        )
    return own or LANGUAGES[language].spellings[op]


def _numbers(program: Listing) -> set[Operand]:
    """Return what is used as a number, and not as the condition of a choice alone."""
    lines = program.instructions
    used = {o for op, operands in lines for o in (operands[1:] if op == "where" else operands)}
    return used.union(program.outputs)


def _op_of(line: Instruction, is_number: bool) -> str:
    # To Python a comparison is True or False, of which the one is 1 and minus the other is no -0.0.
    if is_number and line.op in AS_NUMBERS:
        return AS_NUMBERS[line.op]
    # To Python a negative number to a fractional power is complex, so that wants a look at both.
    exponent = line.operands[-1]
    if line.op == "**" and (isinstance(exponent, int) or not exponent.is_integer()):
        return "power"
    return line.op
