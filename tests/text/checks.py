"""What must hold of any text: it is read, or refused by a clear error, and nothing else happens."""

import json
from pathlib import Path

from engine import Value
from nn import Module

MOST_LETTERS = 1000  # of a message


class Numbers(Module):
    """Given numbers as parameters."""

    def __init__(self, *numbers: float) -> None:
        self.w = [Value(number) for number in numbers]


def outcome_of_weights(content: bytes, path: Path) -> str:
    """Load a file into two weights; return "read" or "refused".

    Raises AssertionError for a wrong number, a long message or a refusal that changed something.
    """
    path.write_bytes(content)
    model = Numbers(0.25, 0.75)
    try:
        model.load(path)
    except ValueError as error:
        said = str(error)
        assert said.startswith(f"{path}: "), said
        assert len(said) - len(str(path)) < MOST_LETTERS, said[:MOST_LETTERS]
        assert model.state_dict() == {"w0": 0.25, "w1": 0.75}
        return "refused"
    expected = json.loads(content.decode("utf-8-sig"))
    assert model.state_dict() == expected, (content, model.state_dict())
    return "read"
