"""What captions speak of in a folded walk: names and gradients that are on the screen."""

from collections.abc import Mapping

from engine import Value
from viz.graph import Group, group_title
from viz.style import number
from viz.walkthrough.captions import Caption, Captions, all_gradients
from viz.walkthrough.folded_boxes import FoldedBox
from viz.walkthrough.mathematics import slope_sign
from viz.walkthrough.pictures import Picture
from viz.walkthrough.sentences import said

__all__ = ["captions_on_screen", "gradients_on_screen"]


def captions_on_screen(captions: Captions, picture: Picture) -> Captions:
    """Write captions in the names that can be seen: inside a folded box by the name of the box.

    The root, which the whole walk is about, keeps its name.
    """
    root = captions.root
    hidden = {
        node: _place(box, node)
        for node, box in picture.box_of.items()
        if isinstance(box, Group) and node is not root
    }
    if not hidden:
        return captions
    seen = {node: name for node, name in captions.framed.items() if node not in hidden}
    return Captions(root, {**captions.names, **hidden}, seen, hidden)


def _place(group: Group, node: Value) -> str:
    title, outputs = group_title(group), group.outputs
    if node not in outputs or len(outputs) == 1:
        return title
    return said("output", place=1 + outputs.index(node), box=title)


def gradients_on_screen(
    captions: Captions,
    picture: Picture,
    folded: Mapping[Group, FoldedBox],
    sums: Mapping[Value, float],
) -> Caption:
    """Write the caption of the last stop: the leaves that can be seen, and norms of boxes."""
    leaves = [box for box in picture.boxes if isinstance(box, Value) and box.is_leaf]
    names = captions.named(leaves)
    lines = []
    for box in picture.boxes:
        if isinstance(box, Group):
            lines += _norm(folded[box])
        elif box.is_leaf and box.requires_grad:
            target = slope_sign(captions.root, box, names)
            gradient = number(sums[box]) if box in sums else "–"
            lines.append(said("all of a leaf", target=target, gradient=gradient))
    return all_gradients(names[captions.root], lines)


def _norm(folded: FoldedBox) -> list[str]:
    norms = [cell.times[-1][1] for cell in folded.cells if cell.kind == "size" and cell.times]
    return [said("all of a box", box=folded.title, gradient=norm) for norm in norms]
