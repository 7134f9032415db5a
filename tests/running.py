"""The languages that programs run in; "c" needs a compiler, which CI must have."""

import os

import pytest

from engine.program.toolchain import compilers

needs_compiler = pytest.mark.skipif(
    "CI" not in os.environ and not any(compilers()),
    reason="no C compiler: set $CC, install cc, or pip install 'chalkgrad[c]'",
)
RUNNING = ["python", "numpy", pytest.param("c", marks=needs_compiler)]
each_running = pytest.mark.parametrize("language", RUNNING)
EXACT = ["python", pytest.param("c", marks=needs_compiler)]  # bit for bit
each_exact = pytest.mark.parametrize("language", EXACT)
