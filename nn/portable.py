"""A training as data: programs and numbers that another machine, such as a page, goes on with.

Nothing of the mathematics is written again there: loss, gradients, predictions, the L2 penalty and
the optimizers' rules are all traced from what is in these rooms.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine import Program, Value, trace
from engine.extend import mean_function
from nn.backend import Objective
from nn.bounded import in_range
from nn.first_row import check_labels
from nn.module import Module
from nn.optim import SGD, Adam, Optimizer
from nn.preparation import prepared
from nn.randomness import Generators
from nn.rules import Rule, rule_of, state_numbers
from nn.samples import checked_samples
from nn.traceable import check_losses, check_optimizer, prediction_of, program_of, table_of
from nn.tracing import UntraceableError, traced
from nn.wiring import Wiring, wired

__all__ = ["PortableAnswers", "PortableTraining", "portable", "portable_answers"]

ADVICE = (
    '; or train it by fit(…, backend="eager"), and show it by plot_loss and '
    "plot_decision_boundary, which take any model"
)


@dataclass(frozen=True)
class PortableAnswers:
    """What a model answers to a row of inputs.

    program  of a row of inputs the scores, and then each neuron's output; parameters are params
    outputs  how many of them are scores
    """

    program: Program
    wiring: Wiring
    outputs: int


@dataclass(frozen=True)
class PortableTraining:
    """A model, its loss, data and optimizer as programs and numbers.

    names, numbers   of all parameters, in the order of the model
    moved, reached   for each whether the optimizer moves it, and whether the loss depends on it
    states           of each parameter, what the first of the rules has kept of it so far
    bounds           how new weights begin: uniform from -bound to bound; None as they are
    loss_name        "" for a function of one's own
    rows, test_rows  a row is a sample's inputs and, after them, the numbers of its label
    inputs, outputs  how many numbers the model takes, and how many scores it gives
    step             means over rows of loss, gradient by each parameter, share that is right
    measure          likewise without the gradients
    answers          of a row of inputs the scores, and then each neuron's output
    penalty          of a parameter and l2: what it adds to the loss, and its slope
    rules            of the optimizer that was given, and of the others that there are
    """

    names: list[str]
    numbers: list[float]
    moved: list[bool]
    reached: list[bool]
    states: list[list[float]]
    bounds: list[float | None]
    loss_name: str
    rows: list[list[float]]
    test_rows: list[list[float]]
    inputs: int
    outputs: int
    step: Program
    measure: Program
    answers: Program
    penalty: Program
    rules: list[Rule]
    wiring: Wiring
    l2: float

    @property
    def counts_right(self) -> bool:
        """Whether a prediction is right or wrong."""
        return bool(self.step.metrics)


def portable(
    model: Module,
    X: Any,
    y: Any,
    *,
    loss: Any = "hinge",
    optimizer: Optimizer | None = None,
    test: Any = None,
    l2: float = 0.0,
) -> PortableTraining:
    """Write down a training, as `fit` would begin it.

    test  (X, y) of samples that were held out

    Raises as `fit` does, and ValueError, with what to write instead, for what cannot be traced.
    """
    l2 = in_range("l2", l2)
    objective, optimizer = prepared(model, X, y, loss=loss, optimizer=optimizer, l2=l2)
    held_out = _held_out(objective, test)
    generators = Generators(model)
    try:
        return _written(objective, held_out, optimizer)
    except UntraceableError as reason:
        raise ValueError(
            f"model: given one that with its loss and optimizer cannot be traced: {reason}{ADVICE}"
        ) from None
    finally:
        generators.restore()


def portable_answers(model: Module, inputs: int) -> PortableAnswers:
    """Write down what a model answers to rows of so many inputs.

    Raises ValueError for a model that cannot be traced.
    """
    scores = _scores(model, inputs)
    wiring, outputs = wired(scores), len(scores.outputs)
    metrics = (*scores.metrics, *(neuron.output for neuron in wiring.neurons))
    return PortableAnswers(replace(scores, metrics=metrics), wiring, outputs)


def _held_out(objective: Objective, test: Any) -> Objective | None:
    if test is None:
        return None
    if not isinstance(test, (tuple, list)) or len(test) != 2:
        raise ValueError(f"test: given {type(test).__name__}; allowed: a pair, (X_test, y_test)")
    try:
        X, y = test
        rows, targets = checked_samples(X, y, objective.loss)
    except ValueError as error:
        raise ValueError(f"test: {error}") from None
    width = len(objective.rows[0])
    if len(rows[0]) != width:
        raise ValueError(f"test: given rows of {len(rows[0])} numbers; allowed: {width}, as X has")
    return replace(objective, rows=rows, targets=targets)


def _written(
    objective: Objective, held_out: Objective | None, optimizer: Optimizer
) -> PortableTraining:
    prediction = prediction_of(objective)
    named, inputs = dict(objective.model.named_parameters()), len(objective.rows[0])
    params = list(named.values())
    step, rows = program_of(objective, params), table_of(objective)
    check_optimizer(optimizer, objective)
    _check_losses(objective, step, rows)
    for samples in (objective, held_out):
        if prediction is not None and samples is not None:
            check_labels(samples, prediction)
    answers = portable_answers(objective.model, inputs)
    places = {parameter: i for i, parameter in enumerate(optimizer.params)}
    states = [_state(optimizer, places.get(parameter)) for parameter in params]
    return PortableTraining(
        names=list(named),
        numbers=[parameter.data for parameter in params],
        moved=[parameter in places and parameter.requires_grad for parameter in params],
        reached=list(step.is_reached),
        states=states,
        bounds=_bounds(answers.wiring, len(params)),
        loss_name=objective.loss.name,
        rows=rows,
        test_rows=[] if held_out is None else table_of(held_out),
        inputs=inputs,
        outputs=answers.outputs,
        step=step,
        measure=program_of(objective, params, differentiate=False),
        answers=answers.program,
        penalty=_penalty(objective),
        rules=_rules(optimizer),
        wiring=answers.wiring,
        l2=objective.l2,
    )


def _check_losses(objective: Objective, step: Program, rows: list[list[float]]) -> None:
    try:
        run, table = mean_function(step, "numpy"), np.array(rows)
    except ValueError as error:  # of an op of one's own, without a spelling
        raise UntraceableError(str(error).partition(";")[0]) from None
    numbers = np.array([parameter.data for parameter in objective.names])

    def loss(row: int) -> float:
        return float(run(numbers, table[[row]])[0][0])

    with np.errstate(all="ignore"):
        check_losses(objective, loss)


def _scores(model: Module, inputs: int) -> Program:
    """Trace what the model answers to a row."""
    row = [Value(0.0, requires_grad=False) for _ in range(inputs)]

    def compute(twin: Any, unknown: list[Any]) -> Sequence[Any]:
        outputs = twin(unknown)
        return outputs if isinstance(outputs, (list, tuple)) else np.ravel(outputs).tolist()

    return traced(model, compute, row, model.parameters(), differentiate=False)


def _penalty(objective: Objective) -> Program:
    parameter, weight = Value(0.0), Value(0.0)
    of_any_weight: Any = copy(objective)
    of_any_weight.l2 = weight
    penalty = of_any_weight.penalty(parameter)
    return trace(penalty, [parameter, weight])


def _state(optimizer: Optimizer, place: int | None) -> list[float]:
    return state_numbers(optimizer.initial_state if place is None else optimizer.states[place])


def _rules(optimizer: Optimizer) -> list[Rule]:
    others = (SGD(optimizer.params, lr=0.1, momentum=0.9), Adam(optimizer.params, lr=0.01))
    known = [other for other in others if type(other) is not type(optimizer)]
    return [rule_of(rule) for rule in (optimizer, *known)]


def _bounds(wiring: Wiring, count: int) -> list[float | None]:
    """Return how the parameters of neurons begin, as in `nn.layers`: biases at 0."""
    bounds: list[float | None] = [None] * count
    for neuron in wiring.neurons:
        size = 6.0 if "relu" in neuron.ops else 3.0
        places = [weight.place for weight in neuron.weights if weight.place is not None]
        for place in places:
            bounds[place] = (size / len(places)) ** 0.5
        for place in neuron.biases:
            bounds[place] = 0.0
    return bounds
