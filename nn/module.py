"""Module: anything with parameters, which can be listed, named, saved and loaded."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

from engine import Value
from nn.weights import check_weights, read_weights, write_weights

__all__ = ["Module", "contents"]


class Module:
    """Base class of everything with parameters.

    A parameter is a Value held in an attribute: directly, in a list, in an object array, or in
    another Module. Subclasses define `__call__`.
    """

    def modules(self) -> list["Module"]:
        """List this module and every module in its attributes, each once."""
        return list(dict.fromkeys(item for item in contents(self) if isinstance(item, Module)))

    def named_parameters(self) -> list[tuple[str, Value]]:
        """List (name, parameter) in the order of definition, each parameter once.

        The name is the path to it: `layers.0.neurons.2.w1`. Raises ValueError for a parameter that
        is the result of an op, as `w -= lr * w.grad` leaves behind.
        """
        named: dict[Value, str] = {}
        taken: set[str] = set()
        for name, parameter in _values("", self, set()):
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
        for parameter in self.parameters():
            parameter.forget_grad()

    def state_dict(self) -> dict[str, float]:
        """Return {name: number} of all parameters."""
        return {name: parameter.data for name, parameter in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Set all parameters from {name: number}.

        Raises ValueError, and changes nothing, if a name is missing or unknown, or if a number is
        not a finite int or float.
        """
        named = self.named_parameters()
        check_weights(state, [name for name, _ in named])
        for name, parameter in named:
            parameter.data = float(state[name])

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


def contents(thing: Any) -> Iterator[Any]:
    """Yield a thing and all in it: attributes of Modules, items of lists, tuples and mappings.

    What a Module holds comes once; it may hold the Module that holds it.
    """
    return _contents(thing, set())


def _contents(thing: Any, seen: set[int]) -> Iterator[Any]:
    yield thing
    if isinstance(thing, Module):
        if id(thing) in seen:
            return
        seen.add(id(thing))
    for item in _items(thing):
        yield from _contents(item, seen)


def _items(thing: Any) -> list[Any]:
    if isinstance(thing, Module):
        return list(vars(thing).values())
    if isinstance(thing, Mapping):
        return list(thing.values())
    return list(thing) if isinstance(thing, (list, tuple)) else []


def _values(name: str, thing: Any, seen: set[int]) -> Iterator[tuple[str, Value]]:
    if isinstance(thing, Value):
        yield name, thing
    elif isinstance(thing, Module):
        if id(thing) not in seen:
            seen.add(id(thing))
            for attribute, item in vars(thing).items():
                yield from _values(f"{name}.{attribute}" if name else attribute, item, seen)
    elif isinstance(thing, (list, tuple)):
        for i, item in enumerate(thing):
            # w0, w1 for numbers in a list; layers.0, layers.1 for everything else.
            joint = "" if isinstance(item, Value) and not name[-1:].isdigit() else "."
            yield from _values(f"{name}{joint}{i}", item, seen)
    elif isinstance(thing, Mapping):
        for key, item in thing.items():
            yield from _values(f"{name}.{key}", item, seen)
    elif hasattr(thing, "tolist"):  # an object array
        yield from _values(name, thing.tolist(), seen)
