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
GAIN = 1.15  # times the scale beside the panel: from there on the panel stands below
LEAST_ROOM, FRAME_ROOM = (
    170,
    460,
)  # for the graph of a page in a frame, which is as high as the page

MEASURES = {
    "panelAndGap": PANEL + GAP,
    "leastScale": LEAST_SCALE,
    "mostScale": MOST_SCALE,
    "gain": GAIN,
    "leastRoom": LEAST_ROOM,
    "frameRoom": FRAME_ROOM,
}
PROPERTIES = {"panel-width": f"{PANEL}px", "gap": f"{GAP}px"}

# The width that notebooks have on most screens, without margins. In any other a frame becomes as
# high as its page where scripts run around it; else it scrolls, or some of it stays empty.
NOTEBOOK = 918.0
HEAD, ZOOM, FOOT = 85.0, 32.0, 44.0  # heading and controls, the buttons below a graph, the help
CAPTION, NARROW_CAPTION, LANE_TITLE = 193.0, 237.0, 34.0
LETTERS, LINE, VERDICT = 125, 22.0, 6.0  # of a line of the verdict, its height, what is around
BUTTON = 12.0  # more of the line that has one
LEAVES, MOST_LEAVES, QUIZ, STEPS = 114.0, 195.0, 26.0, 40.0  # around the list, and of it at most
LEAF, BETWEEN, ROW, APART = 250.0, 14.0, 56.0, 4.0
PADDING = 24.0


def iframe_height(layout: Layout, leaves: int, compare: bool, quiz: bool, verdict: str) -> float:
    """Return the height in which a page is seen whole.

    leaves   that may change, each of which has a slider in the list
    verdict  what is said above the graph, "" for nothing
    """
    if compare:
        lane = (NOTEBOOK - GAP) / 2
        around = LANE_TITLE + BUTTON + NARROW_CAPTION + GAP + (STEPS if leaves else 0.0)
        graph = _graph_height(layout, lane)
    else:
        scales = [_scale(layout, width) for width in (NOTEBOOK - PANEL - GAP, NOTEBOOK)]
        fits = [min(scale, FRAME_ROOM / layout.height) for scale in scales]
        is_below = fits[1] > GAIN * fits[0] and NOTEBOOK / layout.width >= LEAST_SCALE
        lane = NOTEBOOK if is_below else NOTEBOOK - PANEL - GAP
        around = CAPTION + GAP if is_below else 0.0
        graph = _graph_height(layout, lane)
    lines = math.ceil(len(verdict) / LETTERS)
    said = lines * LINE + VERDICT if verdict else 0.0
    return HEAD + said + around + graph + ZOOM + GAP + _list_height(leaves, lane, quiz) + FOOT


def _scale(layout: Layout, width: float) -> float:
    return min(MOST_SCALE, width / layout.width)


def _graph_height(layout: Layout, width: float) -> float:
    height = layout.height * max(LEAST_SCALE, _scale(layout, width))
    return min(FRAME_ROOM, max(LEAST_ROOM, height))


def _list_height(leaves: int, width: float, quiz: bool) -> float:
    if leaves == 0:
        return QUIZ + PADDING if quiz else 0.0
    columns = max(1, int((width - PADDING + BETWEEN) // (LEAF + BETWEEN)))
    rows = math.ceil(leaves / columns)
    listed = min(MOST_LEAVES, rows * (ROW + APART) - APART)
    return LEAVES + listed + (QUIZ if quiz else 0.0)
