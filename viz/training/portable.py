"""The door to `nn` of the rooms that show a training: models and trainings as programs."""

from typing import Any

from engine.extend import check_name

__all__ = ["answers_of", "training_of"]


def training_of(model: Any, X: Any, y: Any, **settings: Any) -> Any:
    """Return an `nn.extend.PortableTraining`; raises as `fit` does, and for what is not traced."""
    check_name("nn")  # where Python finds another nn than ours, it has no door for this
    from nn.extend import portable

    return portable(model, X, y, **settings)


def answers_of(predict: Any, inputs: int) -> Any:
    """Return `nn.extend.PortableAnswers` of the model that predicts.

    None for a function of one's own, and for a model that cannot be traced.
    """
    model = getattr(predict, "model", None)
    if model is None:
        return None
    from nn.extend import portable_answers

    try:
        return portable_answers(model, inputs)
    except ValueError:
        return None
