"""GPT: a language model of letters, attention and all, every number a Value.

A row is a name as tokens: the edge that begins it, then its letters; the label of each place is the
token that comes next, at the end the edge. Layers after Radford et al., Language Models are
Unsupervised Multitask Learners (2019), with root mean squares in the place of layer norms (Zhang
and Sennrich 2019), relu, and no biases.
"""

import math
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from random import Random
from typing import Any

from engine import Value, choose, no_grad, relu, where
from engine.extend import float_or_nan, has_items, shortened
from nn.layers import check_sizes
from nn.losses import log_sum_exp, softmax
from nn.module import Module
from nn.seeds import seeded

__all__ = ["GPT", "next_token_loss"]

Vector = list[Any]
Matrix = list[list[Value]]  # a row of weights for each output

DEVIATION = 0.08  # of the weights at the start
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Attention(Module):
    """Self-attention: each place takes a mixture of what it and those before it offer.

    A head compares the query of a place with the keys of all up to it; the shares, which add up to
    1, are the softmax of the products over the root of their length (Vaswani et al. 2017).
    """

    def __init__(self, width: int, heads: int, rng: Random) -> None:
        self.heads = heads
        self.query = _matrix(width, width, rng)
        self.key = _matrix(width, width, rng)
        self.value = _matrix(width, width, rng)
        self.output = _matrix(width, width, rng)

    def shares(self, xs: Sequence[Vector]) -> list[list[Vector]]:
        """Return for each head and place how much of each place up to it is taken."""
        queries = [self._split(product(self.query, x)) for x in xs]
        keys = [self._split(product(self.key, x)) for x in xs]
        return [
            [
                softmax([dot(query[head], key[head]) / self._root for key in keys[: place + 1]])
                for place, query in enumerate(queries)
            ]
            for head in range(self.heads)
        ]

    def __call__(self, xs: Sequence[Vector]) -> list[Vector]:
        """Return what each place takes, mixed by the output weights."""
        values = [self._split(product(self.value, x)) for x in xs]
        shares = self.shares(xs)
        return [
            product(
                self.output,
                [
                    dot(shares[head][place], column)
                    for head in range(self.heads)
                    for column in zip(*(v[head] for v in values[: place + 1]), strict=True)
                ],
            )
            for place in range(len(xs))
        ]

    @property
    def _root(self) -> float:
        return math.sqrt(len(self.query) / self.heads)

    def _split(self, x: Vector) -> list[Vector]:
        size = len(x) // self.heads
        return [x[start : start + size] for start in range(0, len(x), size)]


class Block(Module):
    """Attention, then a layer of relu neurons; each adds its part to what comes in."""

    def __init__(self, width: int, heads: int, rng: Random) -> None:
        self.attention = Attention(width, heads, rng)
        self.expand = _matrix(4 * width, width, rng)
        self.contract = _matrix(width, 4 * width, rng)

    def __call__(self, xs: Sequence[Vector]) -> list[Vector]:
        """Return the vectors of all places."""
        taken = self.attention([normalized(x) for x in xs])
        return [self._thought(added(x, y)) for x, y in zip(xs, taken, strict=True)]

    def _thought(self, x: Vector) -> Vector:
        hidden = [relu(number) for number in product(self.expand, normalized(x))]
        return added(x, product(self.contract, hidden))


class GPT(Module):
    """A generative transformer over letters: scores of the next token, for each place of a row.

    letters  the alphabet; token k is letter k, and the last token the edge of a name
    width    numbers in the vector of a place, a multiple of `heads`
    heads    of attention in each block; blocks: how many follow one another
    context  places at most: a name has one letter less
    seed     of the initial weights, normal with deviation 0.08; without it they differ

    With the defaults it has 4,192 parameters. Raises ValueError for a size that is no int above 0,
    for heads that do not divide the width, and for letters that are not one of each at least.
    """

    def __init__(
        self,
        letters: str = LETTERS,
        *,
        width: int = 16,
        heads: int = 4,
        blocks: int = 1,
        context: int = 16,
        seed: int | None = None,
    ) -> None:
        check_sizes([width, heads, blocks, context])
        if width % heads:
            raise ValueError(f"heads: given {heads}; allowed: a divisor of the width, {width}")
        if not isinstance(letters, str) or not letters or len(set(letters)) < len(letters):
            raise ValueError(
                f"letters: given {shortened(letters)}; allowed: a text of letters, each once"
            )
        rng = seeded(seed)
        self.letters = letters
        self.tokens = _matrix(len(letters) + 1, width, rng)
        self.places = _matrix(context, width, rng)
        self.blocks = [Block(width, heads, rng) for _ in range(blocks)]
        self.scores = _matrix(len(letters) + 1, width, rng)

    def __call__(self, tokens: Sequence[Any]) -> list[Vector]:
        """Return for each place of a row the scores of the token that comes next."""
        xs = self._vectors(tokens)
        for block in self.blocks:
            xs = block(xs)
        return [product(self.scores, x) for x in xs]

    def shares(self, tokens: Sequence[Any]) -> list[list[list[Vector]]]:
        """Return for each block, head and place how much of each place up to it is taken."""
        xs, shares = self._vectors(tokens), []
        for block in self.blocks:
            shares.append(block.attention.shares([normalized(x) for x in xs]))
            xs = block(xs)
        return shares

    def _vectors(self, tokens: Sequence[Any]) -> list[Vector]:
        if not has_items(tokens):
            raise TypeError(f"tokens: given {shortened(tokens)}; allowed: a list of tokens")
        if not 0 < len(tokens) <= len(self.places):
            raise ValueError(
                f"tokens: given {len(tokens)}; allowed: 1 to {len(self.places)}, the context"
            )
        columns = list(zip(*self.tokens, strict=True))
        return [
            normalized(added([choose(token, column) for column in columns], place))
            for token, place in zip(tokens, self.places, strict=False)
        ]

    def rows(self, names: Iterable[str]) -> tuple[list[list[int]], list[list[int]]]:
        """Return (X, y) of names: for each its tokens, and the token after each of them.

        All rows are filled up to the length of the longest, X with edges and y with -1, which no
        loss counts; no place looks at those after it, so they change no number.

        Raises TypeError for what is no list of names, ValueError for a letter that is not in the
        alphabet, and for a name that is longer than the context.
        """
        if isinstance(names, (str, bytes)) or not isinstance(names, Iterable):
            given = shortened(names)
            raise TypeError(f"names: given {given}; allowed: a list of names, such as ['anna']")
        rows = [self._tokens(name) for name in names]
        edge, length = len(self.letters), max(map(len, rows), default=0) + 1
        X = [[edge, *tokens, *[edge] * (length - 1 - len(tokens))] for tokens in rows]
        y = [[*tokens, edge, *[-1] * (length - 1 - len(tokens))] for tokens in rows]
        return X, y

    def probabilities(self, beginning: str = "", temperature: float = 1.0) -> dict[str, float]:
        """Return how probable each letter is after a beginning, and "" for its end.

        temperature  what scores are divided by: below 1 the likely ones win more often. Raises
                     ValueError unless it is above 0.

        Raises FloatingPointError where a score is not finite.
        """
        divisor = float_or_nan(temperature)
        if not divisor > 0.0:
            raise ValueError(
                f"temperature: given {shortened(temperature)}; allowed: a number above 0"
            )
        ((tokens,), _) = self.rows([beginning])
        with no_grad():
            scores = [float(score / divisor) for score in self(tokens)[-1]]
        if not all(map(math.isfinite, scores)):
            raise FloatingPointError(
                f"the scores after {shortened(beginning)} are not finite: a parameter is not, or "
                f"the temperature, {divisor!r}, is too small"
            )
        shares = softmax(scores)
        return dict(zip([*self.letters, ""], shares, strict=True))

    def generate(
        self, beginning: str = "", *, temperature: float = 1.0, seed: int | None = None
    ) -> str:
        """Return a name with this beginning, its letters drawn one by one until it ends.

        It ends at the latest where the context does. Raises what `probabilities` raises.
        """
        self.rows([beginning])
        rng, name = seeded(seed), beginning
        while len(name) < len(self.places) - 1:
            probabilities = self.probabilities(name, temperature)
            (letter,) = rng.choices(list(probabilities), list(probabilities.values()))
            if not letter:
                break
            name += letter
        return name

    def _tokens(self, name: str) -> list[int]:
        if not isinstance(name, str):
            raise TypeError(f"given {shortened(name)}; allowed: a name, which is text")
        if len(name) >= len(self.places):
            most = len(self.places) - 1
            raise ValueError(
                f"given the name {shortened(name)}; allowed: up to {most} letters, one less than "
                "the context"
            )
        for letter in name:
            if letter not in self.letters:
                raise ValueError(
                    f"given the letter {letter!r} in {shortened(name)}; allowed: {self.letters}"
                )
        return list(map(self.letters.index, name))

    def __repr__(self) -> str:
        return f"GPT with {len(self.parameters())} parameters"


def next_token_loss(scores: Sequence[Vector], targets: Sequence[Any]) -> Value:
    """Return the mean of -log p(next token), over the places of a row with a target from 0 up.

    scores   for each place those of all tokens
    targets  for each place the token that comes next, or -1 where the row is only filled up

    Raises ValueError unless there are as many targets as places, and at least one is counted.
    """
    if not len(scores) == len(targets) > 0:
        raise ValueError(
            f"next_token_loss: given {len(scores)} places and {len(targets)} targets; allowed: as "
            "many of each, at least one"
        )
    losses, counted = [], []
    for place, target in zip(scores, targets, strict=True):
        is_filling = target < 0.0
        right = choose(where(is_filling, 0.0, target), place)
        counted.append(where(is_filling, 0.0, 1.0))
        losses.append(counted[-1] * (log_sum_exp(place) - right))
    count = reduce(add, counted)
    if isinstance(count, float) and not count:
        raise ValueError(f"targets: given {shortened(targets)}; allowed: one from 0 up at least")
    loss: Value = reduce(add, losses) / count
    return loss


def product(matrix: Matrix, x: Vector) -> Vector:
    """Multiply a matrix by a vector."""
    return [dot(row, x) for row in matrix]


def dot(x: Sequence[Any], y: Sequence[Any]) -> Any:
    """Add up the products of two vectors."""
    return reduce(add, [a * b for a, b in zip(x, y, strict=True)])


def added(x: Vector, y: Vector) -> Vector:
    """Add two vectors."""
    return [a + b for a, b in zip(x, y, strict=True)]


def normalized(x: Vector) -> Vector:
    """Divide a vector by its root mean square; 1e-5 keeps one of zeros finite."""
    scale = (dot(x, x) / len(x) + 1e-5) ** -0.5
    return [number * scale for number in x]


def _matrix(rows: int, columns: int, rng: Random) -> Matrix:
    return [[Value(rng.gauss(0.0, DEVIATION)) for _ in range(columns)] for _ in range(rows)]
