"""What the lectures promise: the hint that each mistake gets, the cell that defines each term."""

# Lectures that do not keep the rules of this table and of tests/test_lectures_*.py yet.
STILL_TO_DO: list[str] = []

# For each exercise what the check says of the mistakes in the folded cell, in their order.
HINTS: dict[str, list[list[str]]] = {
    "01_derivatives": [
        [
            "both occur, at the other input",
            "that is the slope of a",
            "is the slope of b² to be taken at a, or at b?",
            "with respect to x and y a nudge measures something else",
        ],
        [
            "that is the way up",
            "Had it moved already when the next was measured?",
            "the list that was given has changed",
            "what is rate for?",
        ],
        [
            "too small beside this t",
            "look at the formula, not at the step",
            "you look to one side only",
            "is it small beside t?",
        ],
    ],
    "02_graphs": [
        [
            "+ of the same two numbers is computed twice",
            "the constant 2 is one of them",
            "expected 7",
            "a part is no longer connected",
            "x and y do not both lead to what you return",
        ],
        [
            "Which is missing?",
            "both numbers are right, at the other input",
            "along a path multiply, over paths add",
            "is each local derivative the other operand?",
        ],
        [
            "does every edge count?",
            "gave up on a chain of 60 additions",
            "paths from other leaves are counted",
            "how many lead from x to itself?",
            "nodes may share a label or have none",
        ],
    ],
    "03_backpropagation": [
        [
            "How many are there?",
            "both gradients occur, at the other input",
            "what has arrived at s; is that 1?",
            "look at the lines that go forward",
        ],
        [
            "a contribution is g times the local derivative",
            "the derivative is made of the result s, not of x",
            "the local derivative is wrong",
            "which is no number",
            "the closure returns no tuple of one number",
        ],
        [
            "an operand comes after a result that uses it",
            "a node is there twice",
            "searches a list from its start",
            "a chain of 10,000 additions is too deep",
            "too deep for a function that calls itself",
        ],
    ],
    "04_two_directions": [
        [
            "a quotient of rates is no rate of a quotient",
            "one of the two terms has a minus sign",
            "which term comes first?",
            "that term is missing",
            "look at what is below the line",
        ],
        [
            "leaves keep what they have",
            "this output does not touch that input",
            "written over for each output",
            "rows and columns are exchanged",
            "an output may not depend on every input",
        ],
        [
            "there f is 0, not its slope",
            "right, but the second derivative there is",
            "are the two numbers in the other order?",
            "were there steps enough",
            "the steps lead away",
        ],
    ],
    "05_neuron_to_mlp": [
        [
            "the slope of tanh",
            "what was each weight",
            "gradients of the sum",
            "what is the bias multiplied with?",
            "at this sum?",
        ],
        [
            "a term left over",
            "the graph ends there",
            "was not computed from n",
            "which of the two",
            "a tenth of n should",
        ],
        ["Which side is positive?", "for the line passes", "through the origin"],
    ],
    "06_training": [
        [
            "Old gradients?",
            "never moved",
            "an update is recorded",
            "where the first step ends",
            "compute the loss anew",
            "That is momentum",
            "against the gradient",
        ],
        [
            "too large for a float",
            "The sign is wrong",
            "where are the probabilities?",
            "a graph was made",
            "These are the probabilities",
        ],
        [
            "comes twice",
            "samples are left out",
            "neighbours stay neighbours",
            "cut them into batches",
            "shuffle the numbers anew",
        ],
    ],
    "07_training_that_fails": [
        ["gradients that are exactly 0", "cannot rest", "none of the names"],
        [
            "Each gradient on its own",
            "leave it alone",
            "the sum of the squares in place of the length",
            "p.data has changed",
            "the sum of the sizes in place of the length",
        ],
        [
            "nobody waits so long",
            "Return the best step",
            "An equal loss is not a smaller one",
            "Here patience never ends",
            "each smaller loss starts anew",
        ],
    ],
    "08_from_scalars_to_batches": [
        [
            "ds has the shape",
            "what was A multiplied with?",
            "is a mean over its",
            "what was s multiplied with?",
        ],
        ["where is the relu?", "where is the bias?", "slope is 1 or 0", "db has the shape"],
        [
            "how many numbers share each mean?",
            "not over all",
            "one operand needs a comma",
            "which ends with a comma",
        ],
    ],
    "09_to_pytorch": [
        [
            "gradient of the plain sum",
            "Weigh the results",
            "not a mean",
            "Did anything go backward?",
        ],
        [
            "layers.1.neurons.0",
            "the other way round",
            "a part of the last layer",
            "no parameter may move",
            "True or False, given None",
        ],
        [
            "what was left in grad?",
            "the scores as they are",
            "did not make the step",
            "write item()",
            "cross_entropy of the scores",
        ],
    ],
    "10_handwriting": [
        [
            "These two are swapped",
            "of which images is it asked?",
            "all answers that are right",
            "a share of nothing is 0, not nan",
            "k among them",
        ],
        [
            "its gradient tells only which way",
            "Ink is from 0 to 1",
            "That lowers the score",
            "the image that was given has changed",
            "which looks at all scores",
            "a weight of the model has moved",
        ],
        [
            "The last place is missing",
            "The stride counts down and across",
            "do not turn it",
            "the steps are too small",
            "no gradient arrives at the kernel",
        ],
    ],
}

# For each lecture its terms and the cell that defines them: emphasized there, used nowhere before.
TERMS: dict[str, dict[str, str]] = {
    "01_derivatives": {
        "nudge": "what-is-a-slope",
        "derivative": "quotient",
        "difference quotient": "quotient",
        "local derivative": "on-paper",
        "chain rule": "chain-rule",
        "gradient": "price",
        "loss": "gradient-use",
        "symbolic": "unsatisfying",
        "truncation error": "too-small",
        "rounding error": "rounding",
    },
    "02_graphs": {
        "node": "predict-boxes",
        "edge": "predict-boxes",
        "operand": "predict-boxes",
        "leaf": "conventions-table",
        "topological order": "order",
        "path": "one-path",
        "define-by-run": "other-point-why",
    },
    "03_backpropagation": {
        "upstream gradient": "hand-predict",
        "closure": "hand-unsatisfying",
        "trunk": "twice-predict",
        "decorator": "source-differences",
    },
    "04_two_directions": {
        "tangent": "forward-intro",
        "forward mode": "forward-intro",
        "sweep": "forward-predict",
        "dual number": "forward-unsatisfying",
        "reverse mode": "reverse-intro",
        "Jacobian": "reverse-choice",
        "Hessian": "hessian-intro",
    },
    "05_neuron_to_mlp": {
        "relu": "relu-text",
        "target": "relu-text",
        "activation": "activations-text",
        "multilayer perceptron": "mlp-text",
        "hidden": "mlp-text",
    },
    "06_training": {
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
    "08_from_scalars_to_batches": {
        "broadcasting": "broadcast",
        "convolution": "max-why",
        "kernel": "max-why",
        "tensor": "rules-intro",
    },
    "09_to_pytorch": {"version": "versions-why"},
    "10_handwriting": {
        "stratified": "data-text",
        "confusion matrix": "confusion-text",
        "saliency picture": "saliency-text",
        "feature map": "conv-text",
        "augmentation": "augment-text",
        "recall": "exercise-1",
        "stride": "exercise-3",
    },
}

# One word for one thing, in Markdown and in what cells print: what is not said, and what is.
SAID = {
    r"\bbox(?:es)?\b": "node",
    r"\barrows?\b": "edge",
    r"\b(?:slopes?|derivatives?|gradients?) by\b": "with respect to",
    r"\bwanted\b": "expected",
    r"\bdraft of|one lecture text|many texts|a lecture text\b": "a source that can be looked up",
}
