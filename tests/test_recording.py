"""no_grad and enable_grad: as often as one likes, in any order, on any kind of function."""

import asyncio
import contextvars
import functools
import inspect
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Value, enable_grad, no_grad
from engine import recording as recording_module


def run_to_its_end(coroutine):
    """Run a coroutine in this context; in a thread, for the browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(contextvars.copy_context().run, asyncio.run, coroutine).result()


def recorded() -> bool:
    return not (Value(1.0) + 1.0).is_leaf


SWITCHES = {"no_grad": (no_grad, False), "enable_grad": (enable_grad, True)}
each_switch = pytest.mark.parametrize(("switch", "on"), SWITCHES.values(), ids=SWITCHES)


@pytest.fixture(params=[True, False], ids=["recording", "not recording"])
def outside(request):
    with enable_grad() if request.param else no_grad():
        yield request.param
    assert recorded()


# ---- a block, and one object used again ----


@each_switch
def test_a_block_has_its_own_way_and_gives_the_old_one_back(switch, on, outside):
    with switch():
        assert recorded() is on
    assert recorded() is outside


def test_a_result_of_enable_grad_inside_no_grad_has_a_gradient():
    x = Value(3.0)
    with no_grad():
        with enable_grad():
            y = x * x
        z = y * 2.0
    assert (y.requires_grad, z.requires_grad, z.is_leaf) == (True, False, True)
    y.backward()
    assert x.grad == 6.0


@each_switch
def test_one_object_serves_twice_and_inside_itself(switch, on, outside):
    block = switch()
    for _ in range(2):
        with block:
            with block:
                assert recorded() is on
            assert recorded() is on
        assert recorded() is outside


def test_one_object_serves_two_threads_at_once():
    block, both_inside = no_grad(), threading.Barrier(2, timeout=10.0)
    seen = []

    def work():
        with block:
            both_inside.wait()
            seen.append(recorded())
        both_inside.wait()
        seen.append(recorded())

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10.0)
    assert sorted(seen) == [False, False, True, True]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=12))
def test_whatever_the_order_of_ends_the_last_that_began_and_goes_on_decides(steps):
    blocks, live = [no_grad(), enable_grad(), no_grad()], []
    for begins, i in steps:
        if begins or not live:
            live.append(blocks[i % 3])
            live[-1].__enter__()
        else:
            # Of one object that is live twice, the inner stretch ends.
            ended = live[i % len(live)]
            last = max(k for k, block in enumerate(live) if block is ended)
            del live[last]
            ended.__exit__(None, None, None)
        assert recorded() is (live[-1].switch if live else True)
    for block in live[::-1]:
        block.__exit__(None, None, None)
    assert recorded()


def test_an_interrupt_between_the_beginning_and_the_body_leaves_nothing_behind(monkeypatch):
    state = recording_module._state

    class Interrupted:
        get = state.get

        def set(self, value):
            state.set(value)
            monkeypatch.undo()
            raise KeyboardInterrupt

    monkeypatch.setattr(recording_module, "_state", Interrupted())
    with pytest.raises(KeyboardInterrupt), no_grad():
        pass
    assert recorded()


def test_an_exit_stack_may_end_them():
    with ExitStack() as stack:
        stack.enter_context(no_grad())
        stack.enter_context(enable_grad())
        assert recorded()
    assert recorded()


# ---- blocks in generators ----


def rows(switch, count):
    with switch():
        for _ in range(count):
            yield recorded()


@each_switch
def test_interleaved_generators_with_a_block_each_leave_nothing_behind(switch, on, outside):
    first, second = rows(switch, 1), rows(switch, 2)
    assert [next(first), next(second)] == [on, on]
    assert next(first, "end") == "end"
    assert [next(second), next(second, "end")] == [on, "end"]
    assert recorded() is outside


@each_switch
def test_a_generator_with_a_block_that_is_dropped_leaves_nothing_behind(switch, on, outside):
    first, second = rows(switch, 9), rows(switch, 9)
    next(first)
    next(second)
    del first, second
    assert recorded() is outside


def test_a_block_around_a_yield_holds_until_its_end_as_a_context_manager_needs_it():
    @contextmanager
    def evaluation():
        with no_grad():
            yield

    with evaluation():
        assert not recorded()
    assert recorded()


def test_a_block_that_ends_in_another_context_harms_neither():
    block, elsewhere = no_grad(), contextvars.copy_context()
    elsewhere.run(block.__enter__)
    block.__exit__(None, None, None)
    assert recorded()
    assert not elsewhere.run(recorded)
    with enable_grad(), no_grad():
        block.__exit__(None, None, None)
        assert not recorded()


# ---- decorators ----


@each_switch
@pytest.mark.parametrize("is_bare", [False, True], ids=["called", "bare"])
def test_a_decorator_has_its_way_in_every_call(switch, on, is_bare, outside):
    @(switch if is_bare else switch())
    def predict(x, *, plus):
        """Predict."""
        return x + plus, recorded()

    for _ in range(2):
        assert predict(1, plus=2) == (3, on)
        assert recorded() is outside
    assert (predict.__name__, predict.__doc__) == ("predict", "Predict.")


@each_switch
def test_a_decorated_generator_has_its_way_and_its_caller_another(switch, on, outside):
    @switch()
    def numbers():
        for i in range(3):
            assert recorded() is on
            yield i

    assert inspect.isgeneratorfunction(numbers)
    seen = []
    for i in numbers():
        assert recorded() is outside
        seen.append(i)
    assert seen == [0, 1, 2]


@each_switch
def test_a_decorated_generator_is_sent_to_thrown_at_closed_and_returns(switch, on, outside):
    events = []

    @switch
    def echo():
        try:
            while True:
                try:
                    sent = yield recorded()
                    if sent == "stop":
                        return "the end"
                except KeyError as error:
                    events.append((error.args[0], recorded()))
        finally:
            events.append(("closed", recorded()))

    talk = echo()
    assert [next(talk), talk.send("more"), talk.throw(KeyError("caught"))] == [on, on, on]
    assert recorded() is outside
    with pytest.raises(StopIteration) as stop:
        talk.send("stop")
    assert stop.value.value == "the end"
    talk = echo()
    next(talk)
    talk.close()
    assert events == [("caught", on), ("closed", on), ("closed", on)]
    assert recorded() is outside


def test_an_error_out_of_a_decorated_generator_gives_the_old_way_back(outside):
    @no_grad
    def failing():
        yield 1
        raise LookupError("on purpose")

    steps = failing()
    next(steps)
    with pytest.raises(LookupError, match="on purpose"):
        next(steps)
    assert recorded() is outside
    steps = failing()
    next(steps)
    with pytest.raises(KeyError):
        steps.throw(KeyError("not caught"))
    assert recorded() is outside


def test_recursive_decorators_of_both_kinds_keep_their_callers_way(outside):
    @enable_grad
    def on(depth):
        if depth:
            off(depth - 1)
        assert recorded()

    @no_grad()
    def off(depth):
        if depth:
            on(depth - 1)
        assert not recorded()

    on(5)
    off(5)
    assert recorded() is outside


def test_a_decorated_method_partial_and_lambda_are_functions_too():
    class Model:
        @no_grad
        def __call__(self, x):
            return x * 2.0

    assert Model()(Value(3.0)).is_leaf
    assert no_grad(functools.partial(Model(), Value(3.0)))().is_leaf
    assert no_grad(lambda x: x + 1.0)(Value(3.0)).is_leaf


@each_switch
def test_a_decorated_coroutine_has_its_way_across_its_waits(switch, on, outside):
    seen = []

    @switch
    async def work():
        await asyncio.sleep(0)
        seen.append(recorded())

    async def other():
        await asyncio.sleep(0)
        seen.append(("other", recorded()))

    async def together():
        await asyncio.gather(work(), other(), work())
        await work()
        assert recorded() is outside

    run_to_its_end(together())
    assert seen == [on, ("other", outside), on, on]


@each_switch
def test_a_decorated_asynchronous_generator_leaves_its_caller_alone(switch, on, outside):
    closed = []

    @switch
    async def numbers():
        with suppress(KeyError):
            yield recorded()
        try:
            yield recorded()
            yield recorded()
        finally:
            closed.append(recorded())

    async def consume():
        steps = numbers()
        assert [await anext(steps), await steps.athrow(KeyError("caught"))] == [on, on]
        assert recorded() is outside
        assert [item async for item in steps] == [on]
        assert [item async for item in numbers()] == [on, on, on]
        steps = numbers()
        await anext(steps)
        await steps.asend(None)
        await steps.aclose()

    run_to_its_end(consume())
    assert closed == [on, on, on]


class Model:
    pass


@pytest.mark.parametrize("given", [Model, 5, Value(1.0), classmethod(print)], ids=repr)
@pytest.mark.parametrize("decorate", [no_grad, no_grad()], ids=["bare", "called"])
def test_what_is_no_function_is_refused(decorate, given):
    with pytest.raises(TypeError, match=r"no_grad.*allowed: a function .*decorate each method"):
        decorate(given)
