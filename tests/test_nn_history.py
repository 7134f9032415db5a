"""The records of training as values: compared and printed without their arrays."""

import dataclasses

import numpy as np
import pytest

from nn import Step
from nn.history import History

ARRAYS = ("parameters", "gradients")


@pytest.mark.parametrize("name", ARRAYS)
def test_steps_are_compared_and_printed_without_their_arrays(name):
    step = Step(1, 0.5, None, 0.1)
    recorded = dataclasses.replace(step, **{name: np.array([1.0, 2.0])})
    assert recorded == step
    assert repr(recorded) == repr(step) == "Step(step=1, loss=0.5, accuracy=None, seconds=0.1)"


@pytest.mark.parametrize("name", ARRAYS)
def test_histories_are_compared_without_their_arrays(name):
    history = History([0.5], [None], [0.1])
    recorded = dataclasses.replace(history, **{name: [np.array([1.0, 2.0])]})
    assert recorded == history
    assert recorded != History([0.4], [None], [0.1])
