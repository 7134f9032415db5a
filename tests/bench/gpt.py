"""A GPT of 4,192 scalars on one name, by us and by the engine of tuples: a step and its memory.

One layer, width 16, four heads, 27 tokens (the letters, and one that begins and ends a name).
"""

import gc
import itertools
from collections.abc import Callable
from random import Random
from typing import Any

from tests.bench.engines import ENGINES, Engine
from tests.bench.memory import bytes_of_graph, megabytes
from tests.bench.timing import import_as_in_a_notebook, timed

WIDTH, HEADS, TOKENS, CONTEXT = 16, 4, 27, 16
SHAPES = {
    "token": (TOKENS, WIDTH),
    "position": (CONTEXT, WIDTH),
    "query": (WIDTH, WIDTH),
    "key": (WIDTH, WIDTH),
    "value": (WIDTH, WIDTH),
    "output": (WIDTH, WIDTH),
    "expand": (4 * WIDTH, WIDTH),
    "contract": (WIDTH, 4 * WIDTH),
    "unembed": (TOKENS, WIDTH),
}
EDGE = TOKENS - 1
NAME = [EDGE, *(ord(letter) - ord("a") for letter in "annabel"), EDGE]
LEARNING_RATE = 0.01
WARM_UP, STEPS = 2, 6

Vector = list[Any]
Matrix = list[Vector]


class GPT:
    """The model over the numbers of any scalar engine."""

    def __init__(self, engine: Engine) -> None:
        rng = Random(0)
        self.engine = engine
        self.weights: dict[str, Matrix] = {
            name: [[engine.number(rng.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]
            for name, (rows, columns) in SHAPES.items()
        }

    def parameters(self) -> Vector:
        return [p for matrix in self.weights.values() for row in matrix for p in row]

    def loss(self, tokens: list[int]) -> Any:
        """Return the mean of -log p(next token), over a name."""
        keys: Matrix = []
        values: Matrix = []
        losses = []
        for position, (token, target) in enumerate(itertools.pairwise(tokens)):
            scores = self.scores(token, position, keys, values)
            losses.append(-self.engine.log(self.softmax(scores)[target]))
        return total(losses) * (1 / len(losses))

    def scores(self, token: int, position: int, keys: Matrix, values: Matrix) -> Vector:
        """Return a score for each next token; what came before stands in keys and values."""
        weights = self.weights
        x = normalized(added(weights["token"][token], weights["position"][position]))
        before, x = x, normalized(x)
        keys.append(product(weights["key"], x))
        values.append(product(weights["value"], x))
        heads = self.attention(product(weights["query"], x), keys, values)
        x = added(product(weights["output"], heads), before)
        before, x = x, normalized(x)
        hidden = [number.relu() for number in product(weights["expand"], x)]
        x = added(product(weights["contract"], hidden), before)
        return product(weights["unembed"], x)

    def attention(self, query: Vector, keys: Matrix, values: Matrix) -> Vector:
        size = WIDTH // HEADS
        heads = []
        for start in range(0, WIDTH, size):
            head = slice(start, start + size)
            scores = [dot(query[head], key[head]) * (1 / size**0.5) for key in keys]
            shares = self.softmax(scores)
            heads += [dot(shares, [v[i] for v in values]) for i in range(start, start + size)]
        return heads

    def softmax(self, scores: Vector) -> Vector:
        largest = max(score.data for score in scores)
        powers = [self.engine.exp(score - largest) for score in scores]
        divisor = total(powers)
        return [power / divisor for power in powers]


def total(numbers: Vector) -> Any:
    return sum(numbers[1:], numbers[0])


def dot(a: Vector, b: Vector) -> Any:
    return total([x * y for x, y in zip(a, b, strict=True)])


def product(matrix: Matrix, vector: Vector) -> Vector:
    return [dot(row, vector) for row in matrix]


def added(a: Vector, b: Vector) -> Vector:
    return [x + y for x, y in zip(a, b, strict=True)]


def normalized(vector: Vector) -> Vector:
    """Divide a vector by its root mean square."""
    scale = (dot(vector, vector) * (1 / len(vector)) + 1e-5) ** -0.5
    return [x * scale for x in vector]


def training_step(engine: Engine) -> Callable[[], Any]:
    model = GPT(engine)
    parameters = model.parameters()

    def step() -> Any:
        loss = model.loss(NAME)
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        for p in parameters:
            p.data -= LEARNING_RATE * p.grad
        return loss

    return step


def measure_gpt(name: str) -> dict[str, Any]:
    """Time the steps of an engine in three ways.

    running  Python's collector as it comes, or as the engine sets it
    kept     the same, each loss kept until the next one
    paused   the collector off during a step; between the steps it collects, because the engine of
             tuples leaves each graph in a cycle
    """
    import_as_in_a_notebook()
    step = training_step(ENGINES[name]())
    before = megabytes()
    running = timed(step, WARM_UP, STEPS, number=float_of)
    memory = megabytes() - before
    kept = timed(step, WARM_UP, STEPS, number=float_of, keep=True)
    gc.disable()
    paused = timed(step, WARM_UP, STEPS, number=float_of, between=gc.collect)
    return {
        "running": running.processor,
        "wall": running.wall,
        "collections": running.collections,
        "kept": kept.processor,
        "paused": paused.processor,
        "megabytes": memory,
        "losses": running.losses + kept.losses + paused.losses,
    }


def float_of(loss: Any) -> float:
    return float(loss.data)


def measure_name_memory(name: str) -> dict[str, Any]:
    """Bytes per node of the loss of one name."""
    engine = ENGINES[name]()
    return bytes_of_graph(engine, lambda: GPT(engine).loss(NAME))
