"""All that a walk shows: names, looks and places of the nodes, the steps and what is said of them.

The page and the GIF are two ways to show one scene; neither computes a number.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from engine import Value, topological_order
from viz.graph.drawing import labels_and_roles
from viz.graph.folding import Box, Group
from viz.graph.labels import group_notes
from viz.graph.ownership import Names
from viz.style import SYMBOLS, number
from viz.walkthrough.captions import Caption, Captions, product
from viz.walkthrough.folded_boxes import Inside, insides_of, whereabouts
from viz.walkthrough.formula import names_of, quoted
from viz.walkthrough.layout import Placement, Size, place, shortened, text_width
from viz.walkthrough.pictures import Use, View, views_of
from viz.walkthrough.steps import (
    Backward,
    Step,
    faults,
    last_sums,
    naive_length,
    naive_steps,
    same,
    walk_steps,
)

__all__ = [
    "MAX_NAIVE_STEPS",
    "Look",
    "Scene",
    "Track",
    "chip_lines",
    "chip_size",
    "scene_of",
    "title_width",
]

MAX_NAIVE_STEPS = 500  # the naive order may take exponentially many

LONG_NAME = 9  # letters, from which on a name is set smaller

HEAD, ROW, KEY, PADDING = 13.0, 11.0, 9.0, 8.0
TITLE = 24.0  # points, the height of the title of a frame

FOLDED = "The naive order is left out of a folded walk: leave collapse out to see it."


class Look(NamedTuple):
    """What stands in a node's box."""

    role: str
    symbol: str
    name: str
    value: str

    @property
    def is_long(self) -> bool:
        """Whether the name is set smaller."""
        return len(self.name) >= LONG_NAME


class Track(NamedTuple):
    """One order of steps to play.

    captions  one for the start, and one after each step
    wrong     after which steps the sum at the operand is beside the right one
    """

    title: str
    steps: Sequence[Step]
    captions: Sequence[Caption]
    wrong: Sequence[bool]


class Scene(NamedTuple):
    """A walk to show; `naive` is the same walk in naive order, None where it is left out.

    views       the first is what a walk begins with: all folded, or nothing
    placements  of the views
    insides     what each folded box shows
    places      of the nodes in folded boxes, in words
    """

    root: Value
    names: Mapping[Value, str]
    looks: Mapping[Value, Look]
    views: Sequence[View]
    placements: Sequence[Placement]
    insides: Mapping[Group, Inside]
    places: Mapping[Value, str]
    captions: Captions
    right: Track
    naive: Track | None
    verdict: str
    complete: Mapping[Value, float]

    @property
    def title(self) -> str:
        """The root and its value."""
        return f"{quoted(self.names[self.root])} = {number(self.root.data)}"

    @property
    def placement(self) -> Placement:
        """Of the view that a walk begins with."""
        return self.placements[0]


def scene_of(root: Value, names: Names | None, collapse: str | None, rankdir: str) -> Scene:
    """Take the steps, name the nodes and lay them out."""
    label, role = labels_and_roles(root, names)
    views = views_of(root, names, collapse)
    order = topological_order(root)
    named = names_of(order, label)
    looks = {node: _look(node, role(node), named[node]) for node in order}
    captions = Captions(root, named)
    steps = walk_steps(root)
    complete = last_sums(steps)
    right = Track("Topological order", steps, captions.of(steps), [False] * len(steps))
    folds = views[0].folds
    naive, verdict = (None, FOLDED) if folds else _naive(root, named, captions, complete)
    tracks = [right, naive] if naive else [right]
    insides = insides_of(views[0].inside, steps)
    sizes: dict[Box, Size] = {group: inside.size for group, inside in insides.items()}
    sizes |= [*_sizes(looks, tracks).items()]
    titles = max(map(title_width, insides), default=0.0), TITLE
    placements = place(views, sizes, _rooms(tracks, folds), titles, rankdir)
    return Scene(
        *(root, named, looks, views, placements, insides, whereabouts(insides, named)),
        *(captions, right, naive, verdict, complete),
    )


def _look(node: Value, role: str, name: str) -> Look:
    return Look(role, SYMBOLS.get(node.op, node.op), shortened(name), number(node.data))


def _naive(
    root: Value, names: Mapping[Value, str], captions: Captions, complete: Mapping[Value, float]
) -> tuple[Track | None, str]:
    """Return the naive walk, and in a sentence how it ends or why it is left out."""
    if not root.requires_grad:
        return None, "Nothing here requires a gradient, so there is no backward pass."
    length = naive_length(root)
    if length > MAX_NAIVE_STEPS:
        return None, (
            f"The naive order is left out: it takes {length:,} steps, more than {MAX_NAIVE_STEPS}."
        )
    steps = naive_steps(root)
    found = faults(steps, complete)
    parted = {node for node, sum in last_sums(steps).items() if not same(sum, complete[node])}
    wrong = _wrong(steps, found, parted)
    spoken = captions.of_naive(steps, found, complete)
    return Track("Naive recursion", steps, spoken, wrong), _verdict(names, complete, steps)


def _wrong(steps: Sequence[Step], found: Sequence[str], parted: Container[Value]) -> list[bool]:
    """Mark the sums of nodes that end wrongly, from the first faulty contribution on."""
    astray: set[Value] = set()
    wrong = []
    for step, fault in zip(steps, found, strict=True):
        if fault and isinstance(step, Backward) and step.operand in parted:
            astray.add(step.operand)
        wrong.append(isinstance(step, Backward) and step.operand in astray)
    return wrong


def _verdict(
    names: Mapping[Value, str], right: Mapping[Value, float], steps: Sequence[Step]
) -> str:
    naive = last_sums(steps)
    parted = [node for node in right if not same(right[node], naive[node])]
    if not parted:
        return "Here both orders end with the same gradients: no operation's result is used twice."
    shown = ", ".join(
        f"{names[node]} gets {number(naive[node])} instead of {number(right[node])}"
        for node in reversed(parted)
    )
    return (
        f"The naive order ends with wrong gradients: {shown}. It passes a gradient on before all "
        "contributions to it have arrived, and again when more arrive; topological order waits."
    )


def _sizes(looks: Mapping[Value, Look], tracks: Iterable[Track]) -> dict[Value, Size]:
    shown: defaultdict[Value, set[str]] = defaultdict(lambda: {"–"})
    for track in tracks:
        for step, wrong in zip(track.steps, track.wrong, strict=True):
            if isinstance(step, Backward):
                shown[step.operand].add(f"{'≠ ' if wrong else ''}{number(step.after)}")
    return {node: _size(node, look, shown[node]) for node, look in looks.items()}


def _size(node: Value, look: Look, gradients: Iterable[str]) -> Size:
    if look.role == "constant":
        return text_width(look.value, 10.0) + 14.0, 20.0
    numbers = max(text_width(text, ROW) for text in (look.value, *gradients))
    head = text_width(look.symbol, HEAD, bold=True)
    head += text_width(f" {look.name}", 9.0 if look.is_long else HEAD, bold=node.is_leaf)
    return max(head, 30.0 + numbers) + 2 * PADDING, 58.0 if node.requires_grad else 42.0


def _rooms(tracks: Iterable[Track], folds: bool) -> dict[Use, Size]:
    rooms: dict[Use, Size] = {}
    for track in tracks:
        for step in track.steps:
            if isinstance(step, Backward):
                before = rooms.get((step.node, step.i), (0.0, 0.0))[0]
                width, height = chip_size(step, folds)
                rooms[step.node, step.i] = max(before, width), height
    return rooms


def chip_size(step: Backward, folds: bool) -> Size:
    """Return the size of the chip that shows a step's product at its edge."""
    lines = chip_lines(step, folds)
    around = 8.0 if folds else 12.0
    return max(text_width(text, 10.0) for text in lines) + around, 13.0 * len(lines) + 6.0


def chip_lines(step: Backward, folds: bool) -> tuple[str, ...]:
    """Write upstream times local, and below it the product; between folded boxes in three lines."""
    factors = product(step)
    first = factors.replace(" × ", "\n× ").split("\n") if folds else [factors]
    return *first, f"= {number(step.contribution)}"


def title_width(group: Group) -> float:
    """Return the room for the title of an unfolded group and the word to fold it again."""
    words = text_width(f" {group_notes(group)} fold", KEY)
    return text_width(shortened(group.name), HEAD, bold=True) + words + 44.0
