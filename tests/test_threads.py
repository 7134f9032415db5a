"""Threads and tasks: each computes what it would compute alone."""

import asyncio
import contextvars
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from engine import Value, no_grad, trace
from nn import MLP, Adam, fit
from nn.data import moons
from tests.running import RUNNING, each_running

X, Y = moons(20, seed=0)
SEEDS = (0, 1)
TIMEOUT = 30.0


def trained(seed, backend, begin=lambda: None):
    """Return the losses of a training and the weights after it."""
    model = MLP(2, [4, 1], "relu", seed=seed)
    begin()
    optimizer = Adam(model.parameters(), lr=0.02)
    history = fit(
        model,
        X,
        Y,
        optimizer=optimizer,
        steps=30,
        batch_size=5,
        seed=seed,
        backend=backend,
        progress=False,
    )
    return history.loss, [p.data for p in model.parameters()], [p.grad for p in model.parameters()]


@pytest.mark.parametrize("first", ["eager", *RUNNING])
@pytest.mark.parametrize("second", ["eager", "numpy"])
def test_two_trainings_in_two_threads_give_the_numbers_of_one(first, second, fast_switches):
    alone = [trained(seed, backend) for seed, backend in zip(SEEDS, (first, second), strict=True)]
    together = threading.Barrier(2, timeout=TIMEOUT)
    with ThreadPoolExecutor(2) as pool:
        running = [
            pool.submit(trained, seed, backend, together.wait)
            for seed, backend in zip(SEEDS, (first, second), strict=True)
        ]
        assert [one.result(TIMEOUT) for one in running] == alone


@each_running
@pytest.mark.parametrize("with_params", [False, True], ids=["inputs", "params and rows"])
def test_one_program_called_from_eight_threads_answers_each(language, with_params, fast_switches):
    model = MLP(2, [8, 1], seed=0)
    inputs = [Value(0.5), Value(-1.0)]
    params = model.parameters()
    f = trace(model(inputs), inputs, params if with_params else ()).compile(language)
    numbers = [p.data for p in params]

    def answer(i):
        if with_params:
            rows = np.linspace(i, i + 1.0, 300).reshape(150, 2)
            return f([number + i for number in numbers], rows)
        return [f(float(i), k / 10.0) for k in range(100)]

    alone = [answer(i) for i in range(8)]
    together = threading.Barrier(8, timeout=TIMEOUT)
    with ThreadPoolExecutor(8) as pool:
        running = [
            pool.submit(lambda i=i: (together.wait(), [answer(i) for _ in range(3)])[1])
            for i in range(8)
        ]
        assert [one.result(TIMEOUT) for one in running] == [[answer] * 3 for answer in alone]


def records():
    return (Value(1.0) * 2.0).requires_grad


def in_a_thread(inside, outside):
    with ThreadPoolExecutor(1) as pool:
        with no_grad():
            inside.append(records())
            outside.append(pool.submit(records).result(TIMEOUT))
        outside.append(pool.submit(records).result(TIMEOUT))


def in_tasks(inside, outside):
    async def without():
        with no_grad():
            for _ in range(3):
                inside.append(records())
                await asyncio.sleep(0)

    async def recording():
        for _ in range(3):
            outside.append(records())
            await asyncio.sleep(0)

    async def both():
        await asyncio.gather(without(), recording(), without())

    with ThreadPoolExecutor(1) as pool:  # for a loop may run in this thread
        pool.submit(contextvars.copy_context().run, asyncio.run, both()).result(TIMEOUT)


def in_a_generator(inside, outside):
    @no_grad()
    def without():
        for _ in range(3):
            inside.append(records())
            yield

    for _ in without():
        outside.append(records())


PLACES = {"thread": in_a_thread, "task": in_tasks, "generator": in_a_generator}


@pytest.mark.parametrize("place", PLACES)
def test_no_grad_is_local_to(place):
    inside, outside = [], []
    PLACES[place](inside, outside)
    assert inside
    assert outside
    assert not any(inside)
    assert all(outside)
    assert records()


@pytest.fixture
def fast_switches():
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
