"""Where edges end at a box, so that they arrive in the order of the operands."""

from engine import Value

__all__ = ["COMPASS", "SIDES", "arrivals"]

# At every op but these the edges arrive in the order of the operands: from the top at the side of
# the box, where its lines have ports, or from the left along its upper or lower edge.
COMMUTATIVE = {"+", "*", "maximum", "minimum"}
COMPASS = {"LR": "ew", "RL": "we", "TB": "sn", "BT": "ns"}  # where edges start and end
SIDES = {"LR": ("l", "w"), "RL": ("r", "e"), "TB": ("nw", "n", "ne"), "BT": ("sw", "s", "se")}

LINES = 3  # of a box, the ports beside which are l0, l1 and l2


def arrivals(node: Value, rankdir: str, first_line: int = 0) -> list[str]:
    """Return where the edge of each operand ends at the node's box, "" for anywhere.

    first_line: of the box, 1 for one that lacks the line of the gradient.
    """
    count, sides = len(node.operands), SIDES[rankdir]
    if count == 1 or node.op in COMMUTATIVE:
        return [""] * count
    if len(sides) == 2:
        side, compass = sides
        return [f":{side}{max(LINES - count + i, first_line)}:{compass}" for i in range(count)]
    corners = (sides[0], sides[2]) if count == 2 else sides
    return [f":{corners[min(i, len(corners) - 1)]}" for i in range(count)]
