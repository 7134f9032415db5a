"""Deterministic Hypothesis, and a guard against tests that leak global state."""

import gc
import math
import random
import signal
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from engine import Value
from engine.extend import operation
from engine.functions import _of_engine
from tests.browser import browser, open_page

__all__ = ["browser", "open_page"]

settings.register_profile("chalkgrad", derandomize=True, deadline=None, max_examples=40)
settings.load_profile("chalkgrad")

collect_ignore = [] if find_spec("torch") else ["live"]


def global_state() -> dict[str, object]:
    kind, keys, *rest = np.random.get_state()
    return {
        "no_grad": Value(1.0).exp().is_leaf,
        "random": random.getstate(),
        "numpy.random": (kind, keys.tobytes(), *rest),
        "gc": gc.isenabled(),
    }


@pytest.fixture(autouse=True)
def _no_leaks() -> Iterator[None]:
    before = global_state()
    yield
    after = global_state()
    leaked = [name for name in before if before[name] != after[name]]
    assert not leaked, f"the test leaks global state: {leaked}"
    assert not after["no_grad"], "an earlier test left no_grad on"


@pytest.fixture
def asinh(monkeypatch: pytest.MonkeyPatch) -> Callable[[Value], Value]:
    """Add an op whose function no language spells."""

    asinh = _of_engine("asinh", math.asinh, "any number", "Inverse of sinh.")

    @operation(asinh)
    def of_value(self: Any) -> Any:
        x = self.data
        return asinh(x), lambda g: (g / (x * x + 1.0) ** 0.5,)

    monkeypatch.setattr(Value, "asinh", of_value, raising=False)
    return lambda x: x.asinh()


@pytest.fixture
def interruptible():
    """Let Ctrl-C raise KeyboardInterrupt, also where whoever started the tests ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
