"""The measures of a page around the graph, and how high the iframe of a notebook is that shows it.

The script and the style of the page get these numbers from here; all lengths are in pixels.
"""

from viz.walkthrough.layout import Layout

__all__ = ["MEASURES", "PROPERTIES", "iframe_height"]

PANEL, GAP = 300, 12  # the caption's panel beside a graph, and the room between the two
# Of the first sight: the smallest letters have 10 pixels at scale 1, and 9 can be read. A larger
# graph is shown in part.
LEAST_SCALE, MOST_SCALE = 0.9, 2.0
GAIN = 1.15  # times the scale beside the panel: from there on the panel stands below

MEASURES = {
    "panelAndGap": PANEL + GAP,
    "leastScale": LEAST_SCALE,
    "mostScale": MOST_SCALE,
    "gain": GAIN,
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
    widths = NOTEBOOK - PANEL - GAP, NOTEBOOK
    beside, below = (min(MOST_SCALE, width / layout.width) for width in widths)
    is_below = below >= max(LEAST_SCALE, GAIN * beside)
    scale = max(LEAST_SCALE, below if is_below else beside)
    height = layout.height * scale + HEAD_AND_FOOT + (CAPTION if is_below else 0.0)
    return min(TALLEST, max(LOWEST, height))
