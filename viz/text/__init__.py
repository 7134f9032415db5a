"""Text: a page in which a language model goes on, letter by letter, with what one types.

token      a letter of the model's alphabet by its number, or the edge, which begins and ends a text
beginning  what was typed so far; the place after its last letter tells what comes next
share      how much of an earlier place a head takes at a place
head       of attention; its shares are a picture, a line for each place
draw       choose the next token at random, each as often as it is probable
"""

from viz.text.completion_page import completion

__all__ = ["completion"]
