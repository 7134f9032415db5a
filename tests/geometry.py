"""What is wrong with the labels of a picture, measured: nothing here knows how they are placed."""

import math
from itertools import pairwise

PIECES = 40  # of a curve
ARROW, HALF = 10.0, 3.5


def mixed(shares, numbers):
    return sum(share * x for share, x in zip(shares, numbers, strict=True))


def curve(points, tip):
    """Return a Bézier curve of many pieces as many points, the tip of the arrow last."""
    line = [points[0]]
    for k in range(0, len(points) - 3, 3):
        a, b, c, d = points[k : k + 4]
        for i in range(1, PIECES + 1):
            t = i / PIECES
            terms = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            line.append(
                tuple(
                    sum(u * p[j] for u, p in zip(terms, (a, b, c, d), strict=True)) for j in (0, 1)
                )
            )
    return [*line, tip]


def distance(point, line):
    def from_segment(a, b):
        (x, y), (u, v) = a, b
        square = (u - x) ** 2 + (v - y) ** 2
        share = ((point[0] - x) * (u - x) + (point[1] - y) * (v - y)) / square if square else 0.0
        share = min(1.0, max(0.0, share))
        return math.dist(point, (x + share * (u - x), y + share * (v - y)))

    return min(from_segment(a, b) for a, b in pairwise(line))


def overlap(one, other):
    (x, y, w, h), (u, v, s, t) = one, other
    return x < u + s and u < x + w and y < v + t and v < y + h


def head_of(line):
    tip, back = line[-1], line[-1]
    for point in reversed(line):
        if math.dist(point, tip) <= ARROW:
            back = point
    left, low = min(tip[0], back[0]) - HALF, min(tip[1], back[1]) - HALF
    return left, low, abs(tip[0] - back[0]) + 2 * HALF, abs(tip[1] - back[1]) + 2 * HALF


def faults_of_labels(boxes, lines, labels):
    """List what is wrong.

    boxes   (x, y, width, height) each
    lines   of all edges
    labels  of the edges, (text, middle, size) each or None
    """
    places = [
        label and (label[1][0] - label[2][0] / 2, label[1][1] - label[2][1] / 2, *label[2])
        for label in labels
    ]
    found = []
    for k, label in enumerate(labels):
        if not label:
            continue
        text, middle, _ = label
        nearest = min(range(len(lines)), key=lambda i: distance(middle, lines[i]))
        if nearest != k:
            found.append(f"{text} of edge {k} is nearer to edge {nearest}")
        if any(overlap(places[k], box) for box in boxes):
            found.append(f"{text} of edge {k} is on a box")
        if any(overlap(places[k], head_of(line)) for line in lines):
            found.append(f"{text} of edge {k} is on an arrow")
        if any(overlap(places[k], places[i]) for i in range(k) if labels[i]):
            found.append(f"{text} of edge {k} is on another label")
    return found
