"""Recording: the switch between results that are nodes of a graph and results that are not."""

import functools
import inspect
from collections.abc import AsyncGenerator, Callable, Generator
from contextvars import ContextVar
from typing import Any

__all__ = ["enable_grad", "is_recording", "no_grad", "recording"]


class Recording:
    """A stretch of a program in which results are recorded as nodes, or are not.

    A context manager and a decorator, of functions, generators and coroutines. One object may be
    used as often as one likes, also inside itself. What holds is said by the stretch that began
    last of those that have not ended yet, in whatever order they end.
    """

    def __init__(self, switch: bool) -> None:
        self.switch = switch

    def __enter__(self) -> None:
        before = _state.get()
        try:
            _state.set(_begun(self, before))
        except BaseException:  # Ctrl-C comes in here, before the body and its end
            _state.set(before)
            raise

    def __exit__(self, *_: object) -> None:
        _state.set(_without(self, _state.get()))

    def __call__(self, function: Any) -> Any:
        """Return the function with all that it does inside such a stretch."""
        if inspect.isclass(function) or not callable(function):
            raise TypeError(
                f"no_grad, enable_grad: given {function!r}; allowed: a function below @no_grad, or "
                "nothing, as in `with no_grad():`; of a class decorate each method"
            )
        for is_kind, stretched in _STRETCHED.items():
            if is_kind(function):
                return functools.wraps(function)(stretched(self, function))
        return functools.wraps(function)(_function(self, function))


class _State(int):
    """Whether results are recorded: a truth that takes no call, unlike `__bool__`.

    stretch  the one that says so
    outer    the state without it, True where no stretch is left
    """

    stretch: Recording
    outer: Any


_state: ContextVar[Any] = ContextVar("recording", default=True)

is_recording = _state.get  # its truth counts


def _begun(stretch: Recording, outer: Any) -> _State:
    state = _State(stretch.switch)
    state.stretch, state.outer = stretch, outer
    return state


def _without(stretch: Recording, state: Any) -> Any:
    """Return the state without the innermost such stretch, or as it is if that began elsewhere."""
    inner, outer = [], state
    while outer is not True and outer.stretch is not stretch:
        inner.append(outer.stretch)
        outer = outer.outer
    if outer is True:
        return state
    return functools.reduce(lambda state, stretch: _begun(stretch, state), inner[::-1], outer.outer)


def recording(switch: bool) -> Recording:
    """Record results as nodes, or do not."""
    return Recording(switch)


def no_grad(function: Any = None) -> Any:
    """Record nothing: results are leaves that require no gradient.

    A context manager, `with no_grad():`, and a decorator, `@no_grad()` or `@no_grad`, of functions,
    generators and coroutines. It holds for this thread and task. A decorated generator leaves what
    runs between its items alone; `with no_grad():` around a `yield` holds there too, to its end.
    """
    return recording(False) if function is None else recording(False)(function)


def enable_grad(function: Any = None) -> Any:
    """Record results as nodes again, inside `no_grad`; a context manager and a decorator as it."""
    return recording(True) if function is None else recording(True)(function)


# What a decorator makes of each kind of function.


def _function(stretch: Recording, function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        with stretch:
            return function(*args, **kwargs)

    return run


def _coroutine(stretch: Recording, function: Callable[..., Any]) -> Callable[..., Any]:
    async def run(*args: Any, **kwargs: Any) -> Any:
        with stretch:
            return await function(*args, **kwargs)

    return run


def _generator(stretch: Recording, function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        generator = function(*args, **kwargs)
        go_on, sent = generator.send, None
        try:
            while True:
                with stretch:
                    item = go_on(sent)
                try:
                    go_on, sent = generator.send, (yield item)
                except BaseException as error:  # GeneratorExit too: the generator may catch it
                    go_on, sent = generator.throw, error
        except StopIteration as stop:
            return stop.value

    return run


def _async_generator(stretch: Recording, function: Callable[..., Any]) -> Callable[..., Any]:
    async def run(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        generator = function(*args, **kwargs)
        go_on, sent = generator.asend, None
        while True:
            try:
                with stretch:
                    item = await go_on(sent)
            except StopAsyncIteration:
                return
            try:
                go_on, sent = generator.asend, (yield item)
            except BaseException as error:
                go_on, sent = generator.athrow, error

    return run


_STRETCHED = {
    inspect.isgeneratorfunction: _generator,
    inspect.iscoroutinefunction: _coroutine,
    inspect.isasyncgenfunction: _async_generator,
}
