"""What is a Value, and what is said of anything else."""

from typing import Any

from engine.node import Node

__all__ = ["has_operands", "no_number", "refusal", "remedy"]


def has_operands(thing: Any) -> bool:
    """Tell whether something is a node: a Value, or what a class of one's own makes like it."""
    if isinstance(thing, Node):
        return True
    is_instance = hasattr(thing, "operands") and not isinstance(thing, type)
    return is_instance and not _is_of_another_import(thing)


def refusal(thing: Any, caller: str, otherwise: str = "") -> TypeError:
    """Return the error for what is no Value: what it is, and what to write.

    otherwise  what is said of a thing that does not look like a Value
    """
    told, kind = remedy(thing), type(thing)
    given = f"{kind.__module__}.{kind.__qualname__}" if told else kind.__name__
    if isinstance(thing, type):
        given = f"the class {thing.__name__}"
    return TypeError(f"{caller}: given {given}; allowed: a Value{told or otherwise}")


def no_number(error: Exception, where: str, *things: Any) -> Exception:
    """Return the error for what a Value cannot hold: why, and what to do if it looks like one.

    where  what begins the message, such as an op
    """
    told = "".join(map(remedy, things))
    return type(error)(f"{where}a Value holds one number: {error}{told and '; or a Value' + told}")


def remedy(thing: Any) -> str:
    """Return what to do where something is no Value but looks like one; "" if it does not."""
    if isinstance(thing, (Node, type)):
        return ""
    if _is_of_another_import(thing):
        return (
            " of the engine as it is now; this one was made before a reload, so restart the kernel,"
            " or run again all cells that import or make Values"
        )
    if hasattr(thing, "data") and hasattr(thing, "grad"):
        return (
            " of engine; write `from engine import Value` below every other import or class of "
            "that name, and make it of these"
        )
    return ""


def _is_of_another_import(thing: Any) -> bool:
    ours = ("engine.node", "Node"), ("engine.value", "Value")
    return any((kind.__module__, kind.__qualname__) in ours for kind in type(thing).__mro__)
