"""The door to `nn` of the page of a language model: a model as a program of a row of tokens."""

from typing import Any

from engine.extend import check_name

__all__ = ["text_of"]


def text_of(model: Any) -> Any:
    """Return an `nn.extend.PortableText`; raises TypeError for what is no GPT."""
    check_name("nn")  # where Python finds another nn than ours, it has no door for this
    from nn.extend import portable_text

    return portable_text(model)
