"""Training: curves, boundaries, a run to watch as a page or a GIF, and a page that trains.

history     what training recorded: loss and accuracy of each step and, if asked, every parameter
recording   a history, checked, with its samples and the steps that are shown
frame       what one of these steps looks like: plane, loss, gradients; panels of one figure
plane       two inputs, coloured by what the network answers at each point of a grid
region      the points of the plane with one answer, in the pale colour of its class
boundary    where regions meet
score       what a network answers, one for each output; the sign or the largest decides
class       what a label stands for, a number from 0 up
neuron      the parameters that share the beginning of their paths; in a playground a sum
            of weighted signals, with what follows it
playground  a page in which a model trains, by the programs that were traced from it
lattice     the points at which a playground asks the network, over one or two inputs
board       a picture with two axes, on which samples are drawn, added and removed
"""

from viz.training.animation import animate_training
from viz.training.live_page import playground
from viz.training.loss_curve import plot_loss
from viz.training.page_size import check_page_size
from viz.training.plane import plot_decision_boundary

__all__ = [
    "animate_training",
    "check_page_size",
    "playground",
    "plot_decision_boundary",
    "plot_loss",
]
