"""A training step of nn.GPT on a name of six letters, the length of an average one, Adam included.

And on names of all lengths, from 2 letters to 11, as one trains it.

The class of tuples computes the same model with the same weights, and moves them by an Adam of its
own, written plainly as its users write it.
"""

import statistics
from collections.abc import Callable
from itertools import pairwise
from time import process_time
from typing import Any

from tests.bench import gpt
from tests.bench.engines import ENGINES, TUPLES
from tests.bench.memory import megabytes
from tests.bench.timing import Timing, collections, import_as_in_a_notebook, timed

NAMES = ["andrea", "barbra", "carlos", "daniel", "esther", "felice", "gloria", "harold"]
LEARNING_RATE, BETAS, EPSILON = 0.01, (0.9, 0.999), 1e-8
COMPARED = 6  # steps whose losses must be the same for all

Loop = Callable[[int, int], Timing]  # steps to warm up, steps to time


def tokens_of(name: str) -> list[int]:
    return [26, *(ord(letter) - ord("a") for letter in name), 26]


def own_loop(engine: str) -> Callable[[], Loop]:
    """Return a loop, as one writes it, over the names one after the other."""

    def competitor() -> Loop:
        model = gpt.GPT(ENGINES[engine]())
        parameters = model.parameters()
        means, squares = [0.0] * len(parameters), [0.0] * len(parameters)
        done = 0

        def step() -> Any:
            nonlocal done
            loss = model.loss(tokens_of(NAMES[done % len(NAMES)]))
            done += 1
            for p in parameters:
                p.grad = 0.0
            loss.backward()
            beta1, beta2 = BETAS
            for i, p in enumerate(parameters):
                means[i] = beta1 * means[i] + (1 - beta1) * p.grad
                squares[i] = beta2 * squares[i] + (1 - beta2) * p.grad**2
                mean = means[i] / (1 - beta1**done)
                square = squares[i] / (1 - beta2**done)
                p.data -= LEARNING_RATE * mean / (square**0.5 + EPSILON)
            return loss

        return lambda warm_up, steps: timed(step, warm_up, steps, number=gpt.float_of)

    return competitor


def fitted(backend: str, size: int = 1, *, of_all: bool = False) -> Callable[[], Loop]:
    """Return the loop inside `fit`, each step on so many names, of six letters or of all lengths.

    It asks for the learning rate before each step: there the clock is read.
    """

    def loop(warm_up: int, steps: int) -> Timing:
        from nn import GPT, Adam, data, fit, next_token_loss

        stamps: list[tuple[float, int]] = []
        model = GPT(seed=0)

        def stamped(_: int) -> float:
            stamps.append((process_time(), collections()))
            return LEARNING_RATE

        begun = process_time()
        history = fit(
            model,
            *model.rows(data.names() if of_all else NAMES),
            loss=next_token_loss,
            optimizer=Adam(model.parameters(), LEARNING_RATE, betas=BETAS, eps=EPSILON),
            steps=warm_up + steps + 1,
            batch_size=size,
            backend=backend,
            shuffle=False,
            schedule=stamped,
            progress=False,
        )
        (start, before), (end, after) = stamps[warm_up], stamps[-1]
        wall = statistics.median(b - a for a, b in pairwise(history.seconds[warm_up:]))
        timing = Timing((end - start) / steps, wall, (after - before) / steps, history.loss)
        timing.preparation = stamps[0][0] - begun
        return timing

    return lambda: loop


ALL = 64  # names of all lengths in a step
# Of each: what makes its loop, steps to warm up, steps to time, names in a step.
COMPETITORS: dict[str, tuple[Callable[[], Loop], int, int, int]] = {
    TUPLES: (own_loop(TUPLES), 2, 8, 1),
    "chalkgrad, the same loop": (own_loop("chalkgrad"), 2, 8, 1),
    "chalkgrad, fit": (fitted("eager"), 2, 8, 1),
    "chalkgrad, fit, c": (fitted("c"), 100, 2000, 1),
    "chalkgrad, fit, c, 8 names a step": (fitted("c", len(NAMES)), 100, 2000, len(NAMES)),
    f"the same, {ALL} names of all lengths": (fitted("c", ALL, of_all=True), 50, 400, ALL),
}


def measure_names(what: str) -> dict[str, Any]:
    """Time the steps of one competitor, and say what a name takes in them."""
    import_as_in_a_notebook()
    competitor, warm_up, steps, size = COMPETITORS[what]
    loop = competitor()
    before = megabytes()
    timing = loop(warm_up, steps)
    return {
        "processor": timing.processor,
        "wall": timing.wall,
        "name": timing.processor / size,
        "collections": timing.collections,
        "preparation": timing.preparation,
        "megabytes": megabytes() - before,
        "losses": timing.losses[:COMPARED] if size == 1 else [],
    }
