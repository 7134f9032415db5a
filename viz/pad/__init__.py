"""Drawing pad: a page in which one draws an input of a network, which answers at once.

pixel     an input of the network, in rows from the top left
ink       the number of a pixel, from an empty one to a full one
level     one of the steps that drawing knows from empty to full
brush     what is drawn with: full in the middle, softer at its edge
chosen    the class whose score is differentiated, with respect to each pixel
sample    a row of data that may be put on the pad
"""

from viz.pad.pad_page import drawing_pad

__all__ = ["drawing_pad"]
