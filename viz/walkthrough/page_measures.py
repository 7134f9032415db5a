"""The measures of a page around the graph, and how high the iframe of a notebook is that shows it.

The script and the style of the page get these numbers from here; all lengths are in pixels.
"""

import math

from viz.walkthrough.layout import Layout

__all__ = ["MEASURES", "PROPERTIES", "iframe_height"]

PANEL, GAP = 300, 12  # the caption's panel beside a graph, and the room between the two
# Of the first sight: the smallest letters have 10 pixels at scale 1, and 9 can be read. A larger
# graph is shown in part.
LEAST_SCALE, MOST_SCALE = 0.9, 2.0
LEAST_TO_READ = 0.3  # below which letters have less than 3 pixels, and are left out
GAIN = 1.15  # times the scale beside the panel: from there on the panel stands below
FLAT = 240  # height up to which it does so too below a graph that is wider than its window
# For the graph of a page in a frame, which is as high as the page.
LEAST_ROOM, FRAME_ROOM = 170, 460

MEASURES = {
    "panelAndGap": PANEL + GAP,
    "leastScale": LEAST_SCALE,
    "leastToRead": LEAST_TO_READ,
    "mostScale": MOST_SCALE,
    "gain": GAIN,
    "flat": FLAT,
    "leastRoom": LEAST_ROOM,
    "frameRoom": FRAME_ROOM,
}
PROPERTIES = {"panel-width": f"{PANEL}px", "gap": f"{GAP}px"}

# The width that notebooks have on most screens, without margins. In any other a frame becomes as
# high as its page where scripts run around it; else it scrolls, or some of it stays empty.
NOTEBOOK = 918.0
HEAD, ZOOM, FOOT = 85.0, 32.0, 44.0  # heading and controls, the buttons below a graph, the help
CAPTION, FOLDED, LANE_TITLE = 200.0, 21.0, 34.0  # FOLDED: more of the panel beside a folded graph
NARROW, QUESTION = 22.0, 60.0  # more of a panel beside the graph; of one with a question
LETTERS, LINE, VERDICT = 125, 22.0, 6.0  # of a line of the verdict, its height, what is around
BUTTON = 12.0  # more of the line that has one
AROUND, MOST_LEAVES = 190.0, 225.0  # what is around the list of leaves, and of it at most
ROW, APART, PADDING = 56.0, 4.0, 12.0


def iframe_height(
    layout: Layout, leaves: int, compare: bool, quiz: bool, is_folded: bool, verdict: str
) -> float:
    """Return the height in which a page is seen whole.

    leaves   that may change, each of which has a slider in the list
    verdict  what is said above the graph, "" for nothing
    """
    question, lane = QUESTION if quiz else 0.0, (NOTEBOOK - GAP) / 2
    listed = _list_height(leaves)
    caption = CAPTION + question
    if compare:
        below = caption + (GAP + listed if leaves else 0.0)
        inside = LANE_TITLE + BUTTON + _graph_height(layout, lane) + ZOOM + GAP + below
    elif _is_below(layout):
        inside = _graph_height(layout, NOTEBOOK) + ZOOM + GAP + max(caption, listed)
    else:
        panel = caption + NARROW + (FOLDED if is_folded else 0.0)
        beside = panel + (GAP + NARROW + listed if leaves else 0.0)
        inside = max(_graph_height(layout, NOTEBOOK - PANEL - GAP) + ZOOM, beside)
    lines = math.ceil(len(verdict) / LETTERS)
    return HEAD + (lines * LINE + VERDICT if verdict else 0.0) + inside + FOOT


def _is_below(layout: Layout) -> bool:
    """Tell whether the panel stands below the graph, as the script of the page decides."""
    scales = [_scale(layout, width) for width in (NOTEBOOK - PANEL - GAP, NOTEBOOK)]
    beside, below = (min(scale, FRAME_ROOM / layout.height) for scale in scales)
    is_whole = layout.width * LEAST_SCALE <= NOTEBOOK
    return below > GAIN * beside and (is_whole or layout.height * LEAST_SCALE <= FLAT)


def _scale(layout: Layout, width: float) -> float:
    return min(MOST_SCALE, width / layout.width)


def _graph_height(layout: Layout, width: float) -> float:
    height = layout.height * max(LEAST_SCALE, _scale(layout, width))
    return min(FRAME_ROOM, max(LEAST_ROOM, height))


def _list_height(leaves: int) -> float:
    if leaves == 0:
        return 0.0
    return AROUND + min(MOST_LEAVES, leaves * (ROW + APART) - APART + PADDING)
