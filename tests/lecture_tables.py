"""What the lectures promise: the hint that each mistake gets, the cell that defines each term."""

# Lectures that do not keep the rules of this table and of tests/test_lectures_*.py yet.
STILL_TO_DO = [
    "01_derivatives",
    "02_graphs",
    "03_backpropagation",
    "04_two_directions",
    "05_neuron_to_mlp",
    "08_from_scalars_to_batches",
    "09_to_pytorch",
]

# For each exercise what the check says of the mistakes in the folded cell, in their order.
HINTS: dict[str, list[list[str]]] = {
    "06_training": [
        ["Old gradients?", "never moved", "an update is recorded", "against the gradient"],
        ["too large for a float", "The sign is wrong", "These are the probabilities"],
        ["comes twice", "samples are left out", "shuffle the numbers anew"],
    ],
    "07_training_that_fails": [
        ["gradients that are exactly 0", "cannot rest", "none of the names"],
        ["Each gradient on its own", "leave it alone", "that of the whole vector"],
        ["nobody waits so long", "Return the best step", "each smaller loss starts anew"],
    ],
}

# For each lecture its terms and the cell that defines them: emphasized there, used nowhere before.
TERMS: dict[str, dict[str, str]] = {
    "06_training": {
        "sample": "data-text",
        "target": "data-text",
        "loss": "loss-text",
        "softmax": "loss-text",
        "onehot": "loss-why",
        "learning rate": "update-text",
        "momentum": "rules-text",
        "stochastic gradient descent": "rules-text",
        "mini-batch": "batches-text",
        "epoch": "batches-text",
        "schedule": "schedule-text",
    },
    "07_training_that_fails": {
        "symmetry": "symmetry-why",
        "overfitting": "overfit-why",
        "early stopping": "overfit-why",
        "validation": "overfit-why",
        "penalty": "overfit-why",
    },
}

# One word for one thing, in Markdown and in what cells print: what is not said, and what is.
SAID = {
    r"\bbox(es)?\b": "node",
    r"\barrows?\b": "edge",
    r"\b(slopes?|derivatives?|gradients?) by\b": "with respect to",
    r"\bwanted\b": "expected",
    r"\bdraft of|one lecture text|many texts|a lecture text\b": "a source that can be looked up",
}
