"""Differential fuzzing: random programs and trainings, computed in every way that there is.

program     lines over leaves, as data, and the points that it is asked at
way         how the value and the gradients are computed: eager, forward mode, a compiled language
point       a number for each input; a batch is the points again and again, so many rows
bound       how far rounding may have moved a number, computed beside it
judge       says which ways disagree; what it allows is stated in `judge`
snippet     a program as a text that runs by itself

`make fuzz` runs for a minute; `python -m tests.fuzz --help` says how to run longer, or one program
again. In what order numbers are computed is the same in eager, in Python and on the C machine, so
those give the same bits; NumPy has exponentials of its own, forward mode and PyTorch an order of
their own.
"""
