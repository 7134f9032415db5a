"""A language model as data: the program and the numbers with which a page goes on with a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine import Program, Value
from nn.gpt import GPT
from nn.losses import softmax
from nn.tracing import traced

__all__ = ["PortableText", "portable_text"]


@dataclass(frozen=True)
class PortableText:
    """A GPT as a program and numbers.

    letters        token k is letter k, the last token the edge of a name
    places         of a row, as many as the context has
    blocks, heads  how many there are; heads of each block
    numbers        of all parameters, which are the program's params
    program        of a row of tokens and the temperature: for each place the probabilities of all
                   tokens that may come next; then for each block, head and place the share of each
                   place up to it
    """

    letters: str
    places: int
    blocks: int
    heads: int
    numbers: list[float]
    program: Program


def portable_text(model: GPT) -> PortableText:
    """Write down what a GPT answers to a beginning. Raises TypeError for what is no GPT."""
    if not isinstance(model, GPT):
        raise TypeError(f"model: given {type(model).__name__}; allowed: a GPT")
    parameters, places = model.parameters(), len(model.places)
    row = [Value(0.0, requires_grad=False) for _ in range(places + 1)]

    def compute(twin: Any, unknown: list[Any]) -> Sequence[Any]:
        *tokens, temperature = unknown
        probabilities = [
            probability
            for scores in twin(tokens)
            for probability in softmax([score / temperature for score in scores])
        ]
        shares = [
            share
            for block in twin.shares(tokens)
            for head in block
            for place in head
            for share in place
        ]
        return [*probabilities, *shares]

    return PortableText(
        letters=model.letters,
        places=places,
        blocks=len(model.blocks),
        heads=model.blocks[0].attention.heads,
        numbers=[parameter.data for parameter in parameters],
        program=traced(model, compute, row, parameters, differentiate=False),
    )
