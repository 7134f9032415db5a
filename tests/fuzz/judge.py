"""The judge: which ways disagree about a program, and what is allowed.

Where the same ops are done in the same order, the bits agree:

- A second `backward` gives the bits of the first, which is run on nodes whose numbers have been
  changed since the ops. So does `grad` by one leaf, where no other requires a gradient.
- A program computes both slopes of `where`. "Both" is `backward` with a gradient of 0.0 that flows
  into the branch not chosen. It is what `backward` answers, except where a slope over there is
  infinite: 0 times inf gives nan or an error. Without a `where` the two are one.
- A program in Python or on the machine has the bits of "both", or those of `backward`, as where a
  constant decides: a 0.0 less may leave a zero of another sign. Where "both" is an error, Python
  has an error, and the machine has the bits of IEEE 754, whose inf and nan go on. So has NumPy, in
  programs without functions that it computes to last digits of its own, such as exp.
- The slope of a constant may fail in `trace` itself: then "both" is an error at every point.
- What an answer does not need is not in a program, and then an error in it is not either: the
  answer is the same, whatever number stands in the place of what failed. Likewise a program may
  hold the derivative of a function and not its value. Every other error is told: Python raises it;
  NumPy and the machine set a flag, or answer inf or nan.
- Means over rows have the bits of those added up in parts, where the answers of the rows have.

Elsewhere answers may differ by `SLACK` times the bounds of rounding of both (see `arithmetic`): so
the tolerance grows with the condition. Nothing is compared where a choice between numbers, or the
range of floats, is nearer than that.

- Forward mode has an answer wherever `backward` has. Where `backward` meets an infinite slope on
  the way to one leaf, it may still have one for another.
- PyTorch computes both slopes of `where`, too; it is asked where "both" has an answer. It may
  answer nan if a slope in the graph is infinite, for it lets 0.0 flow where here nothing does, as
  from a comparison. Where it is known to be wrong is in `pytorch`.
- A difference quotient may differ by what those of other steps differ by. There are none near a
  kink, a tie or a jump, and none of numbers beyond 1000, where a step is no small one.
"""

import math
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.fuzz import differences, pytorch
from tests.fuzz.answers import Answer, Graph, Outcome, attempted, differentiated, mean
from tests.fuzz.arithmetic import UNIT, Bounded
from tests.fuzz.at import At
from tests.fuzz.compiled import Compiled
from tests.fuzz.programs import Program

__all__ = ["SLACK", "Mismatch", "mismatches"]

LANGUAGES = ("python", "numpy", "c")
SLACK = 4.0  # the bounds are of first order, and some slopes are written in other ways


@dataclass(frozen=True)
class Mismatch:
    """Two ways that disagree about a program at a point."""

    ways: tuple[str, str]
    outcomes: tuple[Outcome, Outcome]
    program: Program
    point: tuple[float, ...]

    def __str__(self) -> str:
        (way, other), (one, another) = self.ways, self.outcomes
        return f"at {self.point} {way}: {one}, {other}: {another}"


def mismatches(program: Program) -> Iterator[Mismatch]:
    every = [At(program, point) for point in program.points]
    for at in every:
        for way, *outcomes in on_graphs(at):
            yield Mismatch(("eager", way), tuple(outcomes), program, at.point)
    for at, answer in of_pytorch(program, every):
        yield Mismatch(("eager", "pytorch"), (at.eager, answer), program, at.point)
    traced = next((at for at in every if at.is_recorded), None)
    listing = attempted(traced.graph.trace) if traced else None
    if isinstance(listing, type):
        for at in every:
            if isinstance(at.both, tuple):
                yield Mismatch(("eager", "trace"), (at.both, listing), program, at.point)
    elif listing:
        for language in LANGUAGES:
            compiled = Compiled(program, listing, language)
            for at, *outcomes in of_language(compiled, traced, every):
                yield Mismatch(("eager", language), tuple(outcomes), program, at.point)


# ---- on graphs ----


def on_graphs(at: At) -> Iterator[tuple[str, Outcome, Outcome]]:
    if not is_same(at.again, at.eager):
        yield "backward twice", at.eager, at.again
    yield from of_grad(at)
    if at.has_answer:
        if not is_near(at.forward, at.eager, lambda: (at.bounds, at.bounds_of_forward)):
            yield "forward mode", at.eager, at.forward
        quotients = differences.slopes(at) if at.point == at.program.points[0] else []
        if not all(map(is_a_derivative, at.eager[1:], quotients)):
            yield "differences", at.eager, (at.eager[0], *(slope for slope, _ in quotients))
    if not follows_from(at.eager, at.both):
        yield "both slopes", at.eager, at.both


def of_grad(at: At) -> Iterator[tuple[str, Outcome, Outcome]]:
    for place, i in enumerate(at.program.wanted, 1):
        outcome = attempted(differentiated, at.program, at.point, i)
        expected = (at.eager[0], at.eager[place]) if at.has_answer else at.eager
        if not is_same(outcome, expected):
            alone = attempted(lambda i=i: Graph(at.program, at.point, [i]).again())
            if not is_same(outcome, alone):
                yield "grad", alone, outcome


def is_a_derivative(derivative: float, slope: differences.Slope) -> bool:
    quotient, error = slope
    return not math.isfinite(derivative) or not abs(derivative - quotient) > error


def follows_from(eager: Outcome, both: Outcome) -> bool:
    """Tell whether a 0.0 more in each sum makes the difference, which may be times an infinity."""
    if isinstance(both, type) or isinstance(eager, type):
        return isinstance(both, type)
    return all(b == e or not math.isfinite(b) for b, e in zip(both, eager, strict=True))


# ---- PyTorch ----


def of_pytorch(program: Program, every: Sequence[At]) -> Iterator[tuple[At, Answer]]:
    asked = [at for at in every if at.has_answer and isinstance(at.both, tuple)]
    if not asked or not pytorch.is_asked(program.lines):
        return
    answers = pytorch.answers(program, [at.point for at in asked])
    for at, answer in zip(asked, answers, strict=True):
        if answer is None or is_near(answer, at.both, lambda at=at: (at.bounds_of_another_order,)):
            continue
        if not (any(map(math.isnan, answer)) and at.has_infinite_slope):
            yield at, answer


# ---- compiled ----


def of_language(
    compiled: Compiled, traced: At, every: Sequence[At]
) -> Iterator[tuple[At, Outcome, Outcome]]:
    outcomes = [attempted(compiled.at, at.point) for at in every]
    for at, outcome in zip(every, outcomes, strict=True):
        if isinstance(at.both, tuple):
            fits = compiled_fits(compiled, outcome, at)
        else:
            fits = fails_well(compiled, outcome, traced, at)
        if not fits:
            yield at, at.both, outcome
    yield from of_batch(compiled, every)


def compiled_fits(compiled: Compiled, outcome: Outcome, at: At) -> bool:
    if compiled.is_exact:
        return is_same(outcome, at.both) or is_same(outcome, at.eager)
    return is_near(outcome, at.both, lambda: (at.bounds,))


def fails_well(compiled: Compiled, outcome: Outcome, traced: At, at: At) -> bool:
    """Tell whether an error on graphs, of both slopes, is what it ought to be in a language."""
    numbers = at.program.numbers(at.point)
    ieee, has_failed = traced.graph.ieee(numbers)
    if isinstance(outcome, type):
        return has_failed and compiled.language == "python"
    if compiled.is_exact and not is_same(outcome, ieee):
        return False
    if not has_failed:
        return not at.is_recorded and any(line.op == "grad" for line in at.program.lines)
    if compiled.language != "python" and not all(map(math.isfinite, outcome)):
        return True
    others = [traced.graph.ieee(numbers, instead)[0] for instead in (0.5, -3.25)]
    is_unneeded = all(is_same(other, ieee) for other in others)
    is_told = compiled.language != "python" and compiled.is_flagged(at.point)
    return is_unneeded or is_told


def of_batch(compiled: Compiled, every: Sequence[At]) -> Iterator[tuple[At, Outcome, Outcome]]:
    """Compare a batch of the points that have an answer, again and again."""
    good = [at for at in every if isinstance(at.both, tuple)]
    if not good:
        return
    count = good[0].program.rows
    batch = [good[i % len(good)] for i in range(count)]
    rows = [at.point for at in batch]
    if compiled.params:
        outcome, expected = attempted(compiled.of_rows, rows), mean([at.both for at in batch])
        if not mean_fits(compiled, outcome, expected, batch):
            yield good[0], expected, outcome
    elif compiled.language != "python":
        answers = compiled.at_all(rows)
        for i in ends(count, len(good)):
            if not compiled_fits(compiled, answers[i], batch[i]):
                yield batch[i], batch[i].both, answers[i]


def mean_fits(compiled: Compiled, outcome: Outcome, expected: Answer, batch: Sequence[At]) -> bool:
    if compiled.is_exact or is_same(outcome, expected) or isinstance(outcome, type):
        return is_same(outcome, expected)
    if any(at.bounds is None for at in batch):
        return True
    columns = zip(*([bounded.error for bounded in at.bounds] for at in batch), strict=True)
    sizes = zip(*([abs(number) for number in at.both] for at in batch), strict=True)
    errors = [
        (sum(column) + sum(size) * UNIT * len(batch)) / len(batch)
        for column, size in zip(columns, sizes, strict=True)
    ]
    return is_within(outcome, expected, errors)


def ends(count: int, few: int) -> list[int]:
    return [i for i in range(count) if i < few or i >= count - few]


# ---- numbers ----


def is_same(a: Outcome, b: Outcome) -> bool:
    """Tell whether two answers have the same bits, or two errors are of the same kind."""
    return a == b if isinstance(a, type) or isinstance(b, type) else bits(a) == bits(b)


def bits(answer: Answer) -> list[bytes]:
    return [b"nan" if math.isnan(x) else struct.pack("<d", x) for x in answer]


def is_near(a: Outcome, b: Outcome, bounds: Callable[[], Sequence[list[Bounded] | None]]) -> bool:
    """Tell whether answers differ by no more than the bounds, which are asked for if need be."""
    if is_same(a, b):
        return True
    if isinstance(a, type) or isinstance(b, type):
        return False
    every = bounds()
    if None in every:
        return True
    return is_within(a, b, [sum(x.error for x in column) for column in zip(*every, strict=True)])


def is_within(a: Answer, b: Answer, errors: Sequence[float]) -> bool:
    return all(
        x == y
        or (math.isnan(x) and math.isnan(y))
        or not math.isfinite(error)
        or abs(x - y) <= SLACK * error
        for x, y, error in zip(a, b, errors, strict=True)
    )
