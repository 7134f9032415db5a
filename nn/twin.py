"""Twins: a model that computes as another one does, with other Values in their places."""

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from copy import copy
from functools import partial
from types import MethodType, SimpleNamespace
from typing import Any

import numpy as np

from engine import Value
from nn.module import has_attributes, slots_of

__all__ = ["twin"]


def twin(thing: Any, other: Callable[[Value], Value]) -> Any:
    """Return a copy of a thing in which other Values stand in the place of its own.

    other  from a Value in the thing to the one in its twin, asked as often as it occurs

    Copied are Modules, dataclasses, namespaces, bound methods, partial functions, and the lists,
    deques, tuples, dicts and object arrays in them, each once, so that what is shared in the thing
    is shared in its twin. Everything else, such as a random generator, belongs to both. Whatever
    the twin sets its attributes to, the thing keeps its own. A Module is copied attribute by
    attribute, whatever it does itself when it is copied.

    Raises TypeError for a list, a dict or an array that gives itself as its copy.
    """
    return _Copying(other)(thing)


class _Copying:
    def __init__(self, other: Callable[[Value], Value]) -> None:
        self.other = other
        self.copies: dict[int, Any] = {}  # by the id of the original

    def __call__(self, thing: Any) -> Any:
        if isinstance(thing, Value):
            return self.other(thing)
        if isinstance(thing, tuple):
            copied = tuple.__new__(type(thing), map(self, thing))
            self._copy_attributes(thing, copied)
            return copied
        if isinstance(thing, MethodType):
            return MethodType(thing.__func__, self(thing.__self__))
        if isinstance(thing, partial):
            return partial(self(thing.func), *self(thing.args), **self(thing.keywords))
        if not _has_items(thing):
            return thing
        if id(thing) not in self.copies:
            self._copy_items(thing)
        return self.copies[id(thing)]

    def _copy_items(self, thing: Any) -> None:
        if has_attributes(thing):
            base = SimpleNamespace if isinstance(thing, SimpleNamespace) else object
            self.copies[id(thing)] = copied = base.__new__(type(thing))
            self._copy_attributes(thing, copied)
            return
        self.copies[id(thing)] = copied = copy(thing)
        if copied is thing:
            raise TypeError(f"{type(thing).__name__} gives itself as its copy")
        for key, item in _keyed_items(copied):
            copied[key] = self(item)

    def _copy_attributes(self, thing: Any, copied: Any) -> None:
        # Past all methods of the class, which may refuse or redirect it.
        for name, item in getattr(thing, "__dict__", {}).items():
            copied.__dict__[name] = self(item)
        for slot in slots_of(type(thing)):
            with suppress(AttributeError):  # a slot may be empty
                slot.__set__(copied, self(slot.__get__(thing)))


def _has_items(thing: Any) -> bool:
    is_object_array = isinstance(thing, np.ndarray) and thing.dtype == object
    return is_object_array or has_attributes(thing) or isinstance(thing, (list, deque, dict))


def _keyed_items(thing: Any) -> Iterable[tuple[Any, Any]]:
    """Return all (key, item) of an array, a list, a deque or a dict."""
    if isinstance(thing, np.ndarray):
        return list(np.ndenumerate(thing))
    return list(enumerate(thing) if isinstance(thing, (list, deque)) else thing.items())
