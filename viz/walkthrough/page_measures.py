"""The measures of a page around the graph, and how high the iframe of a notebook is that shows it.

The script and the style of the page get these numbers from here; all lengths are in pixels.
"""

from viz.walkthrough.layout import Layout

__all__ = ["MEASURES", "PROPERTIES", "iframe_height"]

PANEL, GAP = 300, 12  # the caption's panel beside a graph, and the room between the two
LEAST_SCALE, MOST_SCALE = 0.7, 1.5  # of the first sight; a larger graph is shown in part
LEAST_WHOLE = 0.5  # a folded graph is shown whole down to here
ENOUGH = 0.85  # the scale beside the panel from which on the panel stays there

MEASURES = {
    "panelAndGap": PANEL + GAP,
    "leastScale": LEAST_SCALE,
    "leastWhole": LEAST_WHOLE,
    "mostScale": MOST_SCALE,
    "enough": ENOUGH,
}
PROPERTIES = {"panel-width": f"{PANEL}px", "gap": f"{GAP}px"}

# The width that notebooks have on most screens. In any other the iframe scrolls, or some of it
# stays empty.
NOTEBOOK = 950.0
HEAD_AND_FOOT, CAPTION = 180.0, 200.0
LOWEST, TALLEST = 520.0, 820.0


def iframe_height(layout: Layout, compare: bool) -> float:
    """Return the height in which a page is seen whole, within limits."""
    if compare:
        return TALLEST
    beside, below = (NOTEBOOK - PANEL - GAP) / layout.width, NOTEBOOK / layout.width
    is_below = beside < ENOUGH and below >= LEAST_SCALE
    scale = min(MOST_SCALE, max(LEAST_SCALE, below if is_below else beside))
    height = layout.height * scale + HEAD_AND_FOOT + (CAPTION if is_below else 0.0)
    return min(TALLEST, max(LOWEST, height))
