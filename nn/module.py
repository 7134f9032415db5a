"""Module: anything with parameters, which can be listed, named, saved and loaded."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from types import MemberDescriptorType, SimpleNamespace
from typing import Any

from engine import Value
from engine.extend import forget_gradients, holds_objects, shortened
from nn.weights import check_weights, read_weights, write_weights

__all__ = ["Module", "check_model", "contents", "has_attributes", "slots_of"]


class Module:
    """Base class of everything with parameters.

    A parameter is a Value held in an attribute: directly or in a list, a tuple, a deque, a dict, an
    object array, a dataclass, a namespace or another Module. In a set, which has no order, in a
    class or in a function's closure a Value is no parameter; `fit` and `train` warn of one that the
    loss uses. Subclasses define `__call__`.
    """

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        """Compute the outputs; a subclass says how. Raises TypeError where it does not."""
        other = "; rename forward" if hasattr(self, "forward") else ""
        raise TypeError(
            f"{type(self).__name__}: given no __call__; write def __call__(self, x){other}"
        )

    def modules(self) -> list["Module"]:
        """List this module and every module in its attributes, each once."""
        modules = {id(item): item for item in contents(self) if isinstance(item, Module)}
        return list(modules.values())

    def named_parameters(self) -> list[tuple[str, Value]]:
        """List (name, parameter) in the order of definition, each parameter once.

        The name is the path to it: `layers.0.neurons.2.w1`. Raises ValueError for a parameter that
        is the result of an op, as `w -= lr * w.grad` leaves behind.
        """
        named: dict[Value, str] = {}
        taken: set[str] = set()
        for name, parameter in _values("", self, {}):
            if not parameter.is_leaf:
                raise ValueError(
                    f"{name} is {parameter!r}, the result of {parameter.op!r}; a parameter must be "
                    f"a leaf. To update it, write p.data -= lr * p.grad, not p -= lr * p.grad"
                )
            if parameter not in named:
                while name in taken:
                    name += "_"  # an attribute w1 beside a list w, say
                taken.add(name)
                named[parameter] = name
        return [(name, parameter) for parameter, name in named.items()]

    def parameters(self) -> list[Value]:
        """List the parameters in the order of definition, each once."""
        return [parameter for _, parameter in self.named_parameters()]

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters; do it before each `backward`."""
        forget_gradients(self.parameters())

    def state_dict(self) -> dict[str, float]:
        """Return {name: number} of all parameters."""
        return {name: parameter.data for name, parameter in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Set all parameters from {name: number}.

        Raises ValueError, and changes nothing, if a name is missing or unknown, or if a number is
        not a finite int or float. Ctrl-C meanwhile leaves all parameters set, or none.
        """
        named = self.named_parameters()
        check_weights(state, [name for name, _ in named])
        after = [(parameter, float(state[name])) for name, parameter in named]
        before = [(parameter, parameter.data) for _, parameter in named]
        try:
            _set_numbers(after)
        except BaseException:
            _set_numbers(before)
            raise

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the parameters to a JSON file, {name: number}.

        The file is replaced in one step, so a crash leaves the old one whole; it keeps its mode,
        and a symbolic link stays one. A pipe, a device or standard output is written into. A
        process that is killed meanwhile may leave a `.chalkgrad-….tmp` beside the file, which is
        yours to remove. Raises ValueError if a parameter is not finite, OSError if the file cannot
        be written.
        """
        write_weights(path, self.state_dict())

    def load(self, path: str | os.PathLike[str]) -> None:
        """Set the parameters from a file that `save` wrote.

        Raises ValueError, and changes nothing, if the file is not JSON, gives a name twice or does
        not fit; OSError if it cannot be read.
        """
        state = read_weights(path, [name for name, _ in self.named_parameters()])
        try:
            self.load_state_dict(state)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None

    def __repr__(self) -> str:
        return f"{type(self).__name__} with {len(self.parameters())} parameters"


def _set_numbers(pairs: list[tuple[Value, float]]) -> None:
    for parameter, number in pairs:
        parameter.data = number


def check_model(model: Any) -> None:
    """Raise TypeError for what is no Module."""
    if isinstance(model, Module):
        return
    name, is_own = type(model).__name__, callable(model) and hasattr(model, "__dict__")
    advised = f"; write class {name}(Module)" if is_own and name not in _FUNCTIONS else ""
    raise TypeError(
        f"model: given {shortened(model)}; allowed: a Module, such as MLP(2, [8, 1]){advised}"
    )


_FUNCTIONS = ("function", "method", "type", "partial")


def contents(thing: Any) -> Iterator[Any]:
    """Yield a thing and all in it: what `Module` says that it holds.

    What holds something comes with it once; it may hold what holds it, or itself.
    """
    return _contents(thing, {})


def has_attributes(thing: Any) -> bool:
    """Tell whether what a thing holds are its attributes, as of a Module."""
    is_instance = is_dataclass(thing) and not isinstance(thing, type)
    return is_instance or isinstance(thing, (Module, SimpleNamespace))


Seen = dict[int, Any]  # by id; that an id is of one thing only, the thing must be kept


def _contents(thing: Any, seen: Seen) -> Iterator[Any]:
    yield thing
    for _, item in _items_once(thing, seen):
        yield from _contents(item, seen)


def _values(name: str, thing: Any, seen: Seen) -> Iterator[tuple[str, Value]]:
    if isinstance(thing, Value):
        yield name, thing
        return
    for key, item in _items_once(thing, seen):
        yield from _values(_path(name, key, item), item, seen)


def _path(name: str, key: Any, item: Any) -> str:
    if key is None:
        return name
    # w0, w1 for numbers in a list; layers.0, layers.1 for everything else.
    is_number = isinstance(key, int) and isinstance(item, Value) and not name[-1:].isdigit()
    return f"{name}{key}" if is_number or not name else f"{name}.{key}"


def _items_once(thing: Any, seen: Seen) -> list[tuple[Any, Any]]:
    """List (name or place, item) of what a thing holds; nothing if it has been seen."""
    items = [] if id(thing) in seen else _items(thing)
    if items:
        seen[id(thing)] = thing
    return items


def _items(thing: Any) -> list[tuple[Any, Any]]:
    if has_attributes(thing):
        return _attributes(thing)
    if isinstance(thing, Mapping):
        return [(str(name), item) for name, item in thing.items()]
    if holds_objects(thing):
        listed = thing.tolist()
        return list(enumerate(listed)) if isinstance(listed, list) else [(None, listed)]
    return list(enumerate(thing)) if isinstance(thing, (list, tuple, deque)) else []


def _attributes(thing: Any) -> list[tuple[str, Any]]:
    slots = [(slot.__name__, slot) for slot in slots_of(type(thing))]
    held = [(name, slot.__get__(thing)) for name, slot in slots if hasattr(thing, name)]
    return [*held, *getattr(thing, "__dict__", {}).items()]


def slots_of(kind: type) -> Iterator[Any]:
    """Yield what reads and writes the slots of a class, in the order of their definition."""
    for base in reversed(kind.__mro__):
        if "__slots__" in vars(base):  # a class without may hold what looks like one: its __dict__
            yield from sorted(_slots(base), key=_order(base))


def _slots(kind: type) -> list[Any]:
    return [slot for slot in vars(kind).values() if isinstance(slot, MemberDescriptorType)]


def _order(kind: type) -> Callable[[Any], int]:
    """Return what tells a slot's place among the names that the class was given.

    Python keeps the slots sorted by name.
    """
    names = vars(kind)["__slots__"]
    listed = [_mangled(kind, name) for name in ([names] if isinstance(names, str) else names)]
    places = {name: place for place, name in enumerate(listed)}
    return lambda slot: places.get(slot.__name__, len(places))  # an iterator's names are gone


def _mangled(kind: type, name: str) -> str:
    """Return the name under which a class keeps an attribute: `_Line__w` for `__w`."""
    is_private = name.startswith("__") and not name.endswith("__")
    return f"_{kind.__name__.lstrip('_')}{name}" if is_private else name
