"""Twins: a model that computes as another one does, with other Values in their places."""

from collections.abc import Iterable, Mapping
from copy import copy
from types import MethodType
from typing import Any

import numpy as np

from engine import Value
from nn.module import Module

__all__ = ["twin"]


def twin(thing: Any, others: Mapping[Value, Value]) -> Any:
    """Return a copy of a thing in which other Values stand in the place of some.

    others  {Value in the thing: Value in its twin}

    Copied are Modules, bound methods, and the lists, tuples, dicts and object arrays in them, each
    once, so that what is shared in the thing is shared in its twin. Everything else, such as a
    random generator, belongs to both. Whatever the twin sets its attributes to, the thing keeps its
    own.
    """
    return _Copying(others)(thing)


class _Copying:
    def __init__(self, others: Mapping[Value, Value]) -> None:
        self.others = others
        self.copies: dict[int, Any] = {}  # by the id of the original

    def __call__(self, thing: Any) -> Any:
        if isinstance(thing, Value):
            return self.others.get(thing, thing)
        if isinstance(thing, tuple):
            return tuple.__new__(type(thing), map(self, thing))
        if isinstance(thing, MethodType):
            return MethodType(thing.__func__, self(thing.__self__))
        if not _has_parts(thing):
            return thing
        if id(thing) not in self.copies:
            self.copies[id(thing)] = copied = copy(thing)
            holder, parts = _parts(copied)
            for key, part in parts:
                holder[key] = self(part)
        return self.copies[id(thing)]


def _has_parts(thing: Any) -> bool:
    is_object_array = isinstance(thing, np.ndarray) and thing.dtype == object
    return is_object_array or isinstance(thing, (Module, list, dict))


def _parts(thing: Any) -> tuple[Any, Iterable[tuple[Any, Any]]]:
    """Return what holds the parts of a thing by their keys, and all (key, part)."""
    if isinstance(thing, np.ndarray):
        return thing, list(np.ndenumerate(thing))
    if isinstance(thing, list):
        return thing, list(enumerate(thing))
    holder = vars(thing) if isinstance(thing, Module) else thing
    return holder, list(holder.items())
