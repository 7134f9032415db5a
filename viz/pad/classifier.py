"""The door to `nn` of the drawing pad: a model as a program of pixels and a class."""

from typing import Any

from engine.extend import check_name

__all__ = ["classifier_of"]


def classifier_of(model: Any, inputs: int) -> Any:
    """Return an `nn.extend.PortableClassifier`; raises for what is no model, or is not traced."""
    check_name("nn")  # where Python finds another nn than ours, it has no door for this
    from nn.extend import portable_classifier

    return portable_classifier(model, inputs)
