"""Random expressions and files of weights, each from the number of a seed: right, nearly, not."""

import json
import random
import sys
from collections.abc import Callable
from random import Random

from viz.expression import CALLED

__all__ = ["arguments", "weights"]

NAMES = ("x", "y", "w")
NUMBERS = ("2", "0.5", "1e3", "0", "1e308", "5e-324", ".5", "1_0", "3.")
ASSIGNED = ("2", "-3", "0", "0.5", "-0.0", "1e308", "5e-324", "nan", "inf", "1e400", "x", "", "١")
BINARY = ("+", "-", "*", "/", "**")
COMPARISONS = ("<", "<=", ">", ">=")
TOKENS = (
    *NAMES,
    *NUMBERS,
    *BINARY,
    *CALLED,
    *COMPARISONS,
    *("(", ")", ",", " ", "=", "==", "//", "%", "@", "&", "|", "~", "^", "!", "?", ":", ":="),
    *("[", "]", "{", "}", ".", "..", "...", "'", '"', '"""', "\\", "#", ";", "\n", "\r\n", "\t"),
    *("if", "else", "for", "in", "not", "and", "or", "is", "lambda", "await", "yield", "import"),
    *("True", "None", "2j", "0x1f", "1e", "1e400", "2x", "f'{", "b'", "_", "__import__", "exec"),
    *("__class__", "print", "µ", "μ", "ﬁ", "é", "数", "−", "×", "\0", "\f", "\x1b", "\u2028"),
    *(
        "\ufeff",
        "\u200b",
        "\u0301",
        "\N{GRINNING FACE}",
        "\udcff",
        "9" * 400,
        "9" * 5000,
        "x" * 300,
    ),
)


def expression(rng: Random, depth: int) -> str:
    """Return an expression that is allowed."""
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(NAMES if rng.random() < 0.7 else NUMBERS)
    inner = [expression(rng, depth - 1) for _ in range(3)]
    kind = rng.random()
    if kind < 0.5:
        return f"{inner[0]} {rng.choice(BINARY)} {inner[1]}"
    if kind < 0.6:
        return f"-{inner[0]}" if kind < 0.55 else f"({inner[0]})"
    name = rng.choice([*CALLED])
    if name == "where":
        inner[0] = f"{inner[0]} {rng.choice(COMPARISONS)} {expression(rng, depth - 1)}"
    return f"{name}({', '.join(inner[: CALLED[name][1]])})"


def changed(rng: Random, text: str) -> str:
    """Return a text with a few places left out, doubled, or with a token put in."""
    for _ in range(rng.randint(1, 3)):
        place, length = rng.randint(0, len(text)), rng.choice((0, 0, 1, 2, 5))
        middle = rng.choice((rng.choice(TOKENS), text[place : place + length] * 2, ""))
        text = text[:place] + middle + text[place + length :]
    return text


def tokens(rng: Random) -> str:
    return "".join(rng.choice(TOKENS) for _ in range(rng.randint(0, 12)))


def letters(rng: Random) -> str:
    tops = (0x7F, 0x3FF, 0xFFFF, sys.maxunicode)
    return "".join(chr(rng.randint(0, rng.choice(tops))) for _ in range(rng.randint(0, 30)))


def repeated(rng: Random) -> str:
    """Return one or a few tokens, many times."""
    piece = "".join(rng.choice(TOKENS) for _ in range(rng.randint(1, 3)))
    times = min(int(10 ** rng.uniform(1, 5)), 1_000_000 // max(1, len(piece)))
    return piece * times + rng.choice(("", "x", ")" * times, "]" * times))


Maker = Callable[[Random], str]
EXPRESSIONS: tuple[tuple[float, Maker], ...] = (
    (0.3, lambda rng: expression(rng, rng.randint(0, 4))),
    (0.4, lambda rng: changed(rng, expression(rng, rng.randint(0, 4)))),
    (0.2, tokens),
    (0.09, letters),
    (0.01, repeated),
)


def arguments(seed: int) -> list[str]:
    """Return the arguments of `python -m viz` of a seed: an expression, and its numbers."""
    rng = random.Random(seed)
    (maker,) = rng.choices([m for _, m in EXPRESSIONS], [share for share, _ in EXPRESSIONS])
    text = maker(rng)
    given = [f"{name}={rng.choice(ASSIGNED[:5])}" for name in NAMES if name in text]
    if rng.random() < 0.1:
        given.append(f"{rng.choice(TOKENS)}={rng.choice(ASSIGNED)}")
    return ["--", text, *given]


WEIGHTS = (
    *(
        '{"w0": 1.5, "w1": 2}',
        '{"w0": 1.5',
        '"w1": 2',
        "w0",
        "w1",
        '"',
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
    ),
    *("1.5", "-0", "1e400", "-1e400", "1e", "NaN", "Infinity", "true", "null", "\ufeff", "\0", " "),
    *("\\u0077", "\\ud800", "\\", "\n", "é", "\N{GRINNING FACE}", "9" * 5000, "s" * 2000),
)


def json_of(rng: Random) -> str:
    """Return JSON that is right for two weights, or nearly."""
    values = (1.5, -0.0, 5e-324, 2, 10**400, True, None, "1", [1], {"w0": 1}, float("nan"))
    names = [*rng.choices(("w0", "w1", "w2"), k=rng.choice((0, 0, 1, 2))), "w1", "w0"]
    pairs = (f"{json.dumps(name)}: {json.dumps(rng.choice(values[:5]))}" for name in names)
    ending = [f'"w1": {json.dumps(rng.choice(values))}'] if rng.random() < 0.3 else []
    return "{" + ", ".join([*pairs, *ending][-rng.choice((2, 2, 2, 1, 3, 4)) :]) + "}"


def weights(seed: int) -> bytes:
    """Return the content of a file of a seed."""
    rng = random.Random(seed)
    kind = rng.random()
    if kind < 0.4:
        return json_of(rng).encode("utf-8")
    if kind < 0.6:
        place = len(text := json_of(rng)) and rng.randrange(len(text))
        return (text[:place] + rng.choice(WEIGHTS) + text[place + 1 :]).encode("utf-8")
    if kind < 0.8:
        return "".join(rng.choices(WEIGHTS, k=rng.randint(0, 8))).encode("utf-8")
    if kind < 0.99:
        return rng.randbytes(rng.randint(0, 40))
    return (rng.choice(WEIGHTS) * int(10 ** rng.uniform(1, 4))).encode("utf-8")
