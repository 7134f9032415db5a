"""What the lectures promise: the hint that each mistake gets, the cell that defines each term."""

# Lectures that do not keep the rules of this table and of tests/test_lectures_*.py yet.
STILL_TO_DO = [
    "01_derivatives",
    "02_graphs",
    "03_backpropagation",
    "04_two_directions",
    "05_neuron_to_mlp",
    "06_training",
    "07_from_scalars_to_batches",
    "08_to_pytorch",
]

# For each exercise what the check says of the mistakes in the folded cell, in their order.
HINTS: dict[str, list[list[str]]] = {}

# For each lecture its terms and the cell that defines them: emphasized there, used nowhere before.
TERMS: dict[str, dict[str, str]] = {}

# One word for one thing, in Markdown and in what cells print: what is not said, and what is.
SAID = {
    r"\bbox(es)?\b": "node",
    r"\barrows?\b": "edge",
    r"\b(slopes?|derivatives?|gradients?) by\b": "with respect to",
    r"\bwanted\b": "expected",
    r"\bdraft of|one lecture text|many texts|a lecture text\b": "a source that can be looked up",
}
